# ruff: noqa: E501 - a line a feature
"""Everything that XlsxWriter can write → what of it survives our filling, and what openpyxl's load and save: a table.

A feature is what a workbook with it has more than one without it: its kinds of elements, by the part that they stand
in. It survives if all of them are there afterwards. Run as a script it puts the table into docs/concepts/.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from lxml import etree
from PIL import Image

from pipeline.office.excel import compile_workbook
from pipeline.office.template import Names

PAGE = Path(__file__).parents[2] / "docs" / "concepts" / "excel-templates.md"
BEGIN, END = "<!-- survival: made by python -m authoring.excel_features -->", "<!-- /survival -->"
ROWS = {"rows": [{"name": f"户{i}", "n": i} for i in range(1, 6)]}
Act = Callable[[Any, Any], Any]


def _image(size: tuple[int, int] = (40, 20)) -> io.BytesIO:
    stream = io.BytesIO()
    Image.new("RGB", size, "red").save(stream, "PNG")
    return stream


def _chart(kind: str, **more: Any) -> Act:
    def act(book: Any, sheet: Any) -> None:
        chart = book.add_chart({"type": kind, **({"subtype": more["subtype"]} if "subtype" in more else {})})
        for column in "BBB" if kind == "stock" else "B":
            series = {"categories": "=表!$A$4:$A$4", "values": f"=表!${column}$4:${column}$4"}
            chart.add_series({**series, **more.get("series", {})})
        for method, options in more.get("set", {}).items():
            getattr(chart, method)(options)
        sheet.insert_chart("E9", chart)

    return act


def _combined(book: Any, sheet: Any) -> None:
    first, second = book.add_chart({"type": "column"}), book.add_chart({"type": "line"})
    first.add_series({"values": "=表!$B$4:$B$4"})
    second.add_series({"values": "=表!$B$4:$B$4", "y2_axis": True})
    first.combine(second)
    sheet.insert_chart("E9", first)


def _chart_sheet(book: Any, sheet: Any) -> None:
    chart = book.add_chart({"type": "pie"})
    chart.add_series({"values": "=表!$B$4:$B$4"})
    book.add_chartsheet("图").set_chart(chart)


def _conditional(**options: Any) -> Act:
    def act(book: Any, sheet: Any) -> None:
        style = {"format": book.add_format({"bold": True})} if options.pop("styled", False) else {}
        sheet.conditional_format("B4", {**options, **style})

    return act


def _format(**properties: Any) -> Act:
    return lambda book, sheet: sheet.write("E1", "文", book.add_format(properties))


def _table(book: Any, sheet: Any) -> None:
    columns = [
        {"header": "姓名", "total_string": "合计"},
        {"header": "数", "total_function": "sum"},
        {"header": "倍", "formula": "=[@数]*2"},
    ]
    sheet.add_table("A2:C6", {"columns": columns, "total_row": True, "name": "流水", "style": "Table Style Medium 4"})


FEATURES: Mapping[str, Act] = {
    "condition: cell value": _conditional(type="cell", criteria=">", value=3, styled=True),
    "condition: formula": _conditional(type="formula", criteria="=B4>3", styled=True),
    "condition: dates": _conditional(type="time_period", criteria="last 7 days", styled=True),
    "condition: top, average, duplicates": _conditional(type="top", value=3, styled=True),
    "condition: 2 and 3 colours": _conditional(type="3_color_scale"),
    "condition: data bars": _conditional(type="data_bar"),
    "condition: data bars of 2010": _conditional(type="data_bar", data_bar_2010=True, bar_negative_color="#FF0000"),
    "condition: icons": _conditional(type="icon_set", icon_style="3_traffic_lights"),
    "validation: list": lambda b, s: s.data_validation("B4", {"validate": "list", "source": ["甲", "乙"]}),
    "validation: list on another sheet": lambda b, s: s.data_validation("B4", {"validate": "list", "source": "=别!$A$1:$A$3"}),
    "validation: messages": lambda b, s: s.data_validation("B4", {"validate": "integer", "criteria": ">", "value": 1, "input_title": "题", "input_message": "文", "error_title": "错", "error_message": "误"}),
    "sparklines": lambda b, s: s.add_sparkline("E4", {"range": "表!A4:B4", "type": "column", "markers": True, "high_point": True}),
    "sparklines: groups with styles": lambda b, s: s.add_sparkline("E4", {"location": ["E4"], "range": ["表!A4:B4"], "style": 12, "date_axis": "表!A4:B4"}),
    **{f"chart: {kind}": _chart(kind) for kind in ("column", "bar", "line", "area", "pie", "doughnut", "scatter", "radar", "stock")},
    "chart: stacked": _chart("bar", subtype="percent_stacked"),
    "chart: combined, second axis": _combined,
    "chart: trend line and error bars": _chart("scatter", series={"trendline": {"type": "linear", "display_equation": True}, "y_error_bars": {"type": "standard_error"}}),
    "chart: labels, fonts and leader lines": _chart("pie", series={"data_labels": {"value": True, "leader_lines": True, "custom": [{"value": "甲", "font": {"bold": True}}]}}),
    "chart: gradients, patterns, points": _chart("column", series={"gradient": {"colors": ["#FF0000", "#0000FF"]}, "points": [{"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "red"}}]}),
    "chart: data table, drop lines, up-down bars": _chart("line", set={"set_table": {"show_keys": True}, "set_drop_lines": {}, "set_up_down_bars": {}, "set_high_low_lines": {}}),
    "chart: titles, axes, legend, layout": _chart("line", set={"set_title": {"name": "题", "layout": {"x": 0.1, "y": 0.1}}, "set_x_axis": {"name": "轴", "num_format": "0", "major_gridlines": {"visible": True, "line": {"dash_type": "dash"}}, "reverse": True}, "set_legend": {"position": "bottom", "delete_series": [0]}, "set_style": 37}),
    "chart sheets": _chart_sheet,
    "tables with totals and calculated columns": _table,
    "pictures": lambda b, s: s.insert_image("E9", "a.png", {"image_data": _image(), "description": "说明", "url": "https://example.com"}),
    "pictures in cells": lambda b, s: s.embed_image("E9", "a.png", {"image_data": _image()}),
    "pictures behind the sheet": lambda b, s: s.set_background(_image()),
    "pictures in page headers": lambda b, s: s.set_header("&L&G", {"image_left": _image()}),
    "text boxes and shapes": lambda b, s: s.insert_textbox("E9", "文", {"fill": {"color": "yellow"}, "line": {"dash_type": "dash"}, "font": {"bold": True}, "textlink": "=$A$9"}),
    "comments": lambda b, s: s.write_comment("A9", "批", {"author": "某", "visible": True, "color": "red"}),
    "links": lambda b, s: (s.write_url("E1", "https://example.com/?a=1"), s.write_url("E2", "internal:'别'!A1", tip="去")),
    "text in several formats": lambda b, s: s.write_rich_string("E1", "甲", b.add_format({"bold": True, "color": "red"}), "乙", "丙"),
    "buttons": lambda b, s: s.insert_button("E9", {"caption": "按"}),
    "tick boxes in cells": lambda b, s: s.insert_checkbox("E1", True),
    "array formulas": lambda b, s: s.write_array_formula("E1:E2", "=B9:B10*2"),
    "dynamic arrays": lambda b, s: s.write_dynamic_array_formula("E1", "=_xlfn.UNIQUE(B9:B12)"),
    "names": lambda b, s: (b.define_name("率", "=0.5"), b.define_name("表!本", "=表!$A$9")),
    "merged cells": lambda b, s: s.merge_range("E1:F2", "并"),
    "filters": lambda b, s: s.autofilter("A2:B5"),
    "frozen panes": lambda b, s: s.freeze_panes(2, 1),
    "split panes": lambda b, s: s.split_panes(30, 20),
    "outlines": lambda b, s: (s.set_row(9, None, None, {"level": 1, "hidden": True}), s.set_column("G:H", 5, None, {"level": 1}), s.outline_settings(True, False, True, True)),
    "protection with a password": lambda b, s: (s.protect("密", {"sort": True, "format_cells": True}), s.unprotect_range("B9", "可改", "码")),
    "page set-up": lambda b, s: (s.set_landscape(), s.set_paper(9), s.fit_to_pages(1, 0), s.set_margins(0.3), s.center_horizontally(), s.print_row_col_headers(), s.hide_gridlines(0), s.set_print_scale(80)),
    "page headers and footers": lambda b, s: (s.set_header("&C页眉"), s.set_footer("&R&P / &N")),
    "print areas, titles and page breaks": lambda b, s: (s.print_area("A1:B9"), s.repeat_rows(1), s.repeat_columns(0), s.set_h_pagebreaks([9]), s.set_v_pagebreaks([3])),
    "tab colours, zoom, views": lambda b, s: (s.set_tab_color("red"), s.set_zoom(80), s.set_page_view(), s.right_to_left(), s.hide_zero()),
    "hidden sheets, rows and columns": lambda b, s: (b.add_worksheet("藏").hide(), b.get_worksheet_by_name("别").very_hidden(), s.set_row(10, None, None, {"hidden": True}), s.set_column("J:J", None, None, {"hidden": True})),
    "ignored errors": lambda b, s: s.ignore_errors({"number_stored_as_text": "B4", "formula_differs": "B9"}),
    "properties": lambda b, s: (b.set_properties({"title": "题", "category": "类", "keywords": "词", "comments": "注"}), b.set_custom_property("编号", 7), b.set_custom_property("日", datetime(2026, 1, 1))),
    "number formats": _format(num_format='[$-804]yyyy"年"m"月";@'),
    "fonts": _format(font_name="宋体", font_size=14, underline=33, font_strikeout=True, font_script=1, font_color="#112233", font_scheme="minor"),
    "borders and diagonals": _format(border=6, diag_type=3, diag_border=2, diag_color="red", bottom_color="blue"),
    "fills and alignment": _format(pattern=5, bg_color="yellow", fg_color="green", rotation=30, text_wrap=True, indent=2, shrink=True, align="distributed", reading_order=2),
    "locked and hidden cells, quote prefix": _format(locked=False, hidden=True, quote_prefix=True),
    "default heights": lambda b, s: (s.set_default_row(20, True), s.set_row(9, 33)),
}  # fmt: skip


def workbook(*acts: Act) -> bytes:
    """A template with repeated rows and these features."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet, other = book.add_worksheet("表"), book.add_worksheet("别")
    other.write_column("A1", ["甲", "乙", "丙"])
    cells = {
        "A2": "姓名",
        "B2": "数",
        "A3": "{%tr for r in rows %}",
        "A4": "{{ r.name }}",
        "B4": "{{ r.n }}",
        "A5": "{%tr endfor %}",
        "A9": "末",
    }
    for address, value in cells.items():
        sheet.write_string(address, value)
    for act in acts:
        act(book, sheet)
    book.close()
    return buffer.getvalue()


def elements(data: bytes) -> set[tuple[str, str]]:
    """(root element of a part, element) of everything in a workbook, and the endings of its other parts."""
    found: set[tuple[str, str]] = set()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if not name.endswith((".xml", ".vml")) or name == "[Content_Types].xml":
                found.add(("part", name.rsplit(".", 1)[-1]))
                continue
            root = etree.fromstring(archive.read(name))
            kind = etree.QName(root).localname
            found |= {(kind, etree.QName(element).localname) for element in root.iter(etree.Element)}
    return found


def filled(data: bytes) -> bytes:
    """The template filled by us."""
    return compile_workbook(data, name="样.xlsx", names=Names({}, {}), formats={}).render(ROWS)


def resaved(data: bytes) -> bytes:
    """The template loaded and saved by openpyxl, which fills nothing."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        openpyxl.load_workbook(io.BytesIO(data), rich_text=True).save(buffer)
    return buffer.getvalue()


def lost(act: Act) -> tuple[list[str], list[str]]:
    """The kinds of elements of a feature that are gone after our filling, and after openpyxl's load and save."""
    data = workbook(act)
    own = elements(data) - elements(workbook())
    return tuple(sorted({name for _, name in own - elements(save(data))}) for save in (filled, resaved))  # type: ignore[return-value]


def table() -> str:
    """The table in Markdown, with the totals above it."""
    results = {name: lost(act) for name, act in FEATURES.items()}
    ours, theirs = (sum(1 for found in results.values() if found[i]) for i in (0, 1))
    lines = [
        f"Of {len(results)} features, our filling loses {ours}; openpyxl's load and save loses something of {theirs}.",
        "",
        "| feature | filled by us | loaded and saved by openpyxl |",
        "| --- | --- | --- |",
    ]
    for name, (by_us, by_openpyxl) in results.items():
        lines.append(f"| {name} | {_cell(by_us)} | {_cell(by_openpyxl)} |")
    return "\n".join(lines)


def _cell(names: list[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:6])
    return f"loses {shown}{' …' if len(names) > 6 else ''}" if names else "whole"


def with_table(text: str) -> str:
    """The page with the table as it is now."""
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n{table()}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")

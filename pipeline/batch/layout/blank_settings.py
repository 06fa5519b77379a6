"""A workspace's settings → the workbook 设置.xlsx in which clerks change them, today's value beside each blank."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.intake.settings_book import shown_setting
from pipeline.intake.settings_list import KindSettings, changeable, kind_settings, value_of
from pipeline.language import Lang, say
from pipeline.office.package import read_package, scrubbed
from pipeline.workspace import Workspace

_ROWS = 200  # rows that the drop-downs reach
_LINE = Side("thin", color="BFBFBF")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD, _OPEN = PatternFill("solid", fgColor="1F4E79"), PatternFill("solid", fgColor="FFF2CC")
_OPEN_COLUMNS = frozenset({"值", "次序", "是否", "支行"})


def settings_workbook(space: Workspace, lang: Lang) -> bytes:
    """The workbook, as the settings are now; read back as it is it changes nothing. Same settings, same bytes."""
    book = Workbook()
    _sheet(
        book.active, "设置", say("settings_how", lang), ("项", "值", "现值", "类别", "代号", "支行"), _settings(space)
    )
    kinds = [kind_settings(space, name) for name in space.kind_folders()]
    agenda = [
        (kind.title, number, point["title"], "是" if point.get("on", True) else "否", branch)
        for kind in kinds
        for branch in (None, *space.settings.get("branch", {}))
        for number, point in enumerate(_points(space, kind, branch), 1)
    ]
    _sheet(book.create_sheet(), "议程", say("agenda_how", lang), ("会议", "次序", "议程", "是否", "支行"), agenda)
    titles = {kind.name: kind.title for kind in kinds}
    packs = [
        (pack, number, titles.get(name, name), "是")
        for pack, names in space.settings["packs"].items()
        for number, name in enumerate(names, 1)
    ]
    _sheet(book.create_sheet(), "文件包", say("packs_how", lang), ("文件包", "次序", "文件", "是否"), packs)
    days = book.create_sheet()
    _sheet(days, "节假日", say("days_how", lang), ("日期", "班休"), ())
    _choice(days, "B", ("休", "班"))
    out = io.BytesIO()
    book.save(out)
    package = read_package(out.getvalue())
    return package.write(scrubbed(package))


def _points(space: Workspace, kind: KindSettings, branch: str | None) -> list[dict[str, Any]]:
    """The agenda of a kind, as it is for all; of a branch that has one of its own, and what it leaves out of the other.

    Nothing for a branch without one.
    """
    common: list[dict[str, Any]] = space.kind_settings(kind.name).get("agenda") or kind.agenda
    if branch is None:
        return common
    if value_of(space.settings["branch"][branch], f"kind.{kind.name}.agenda") is None:
        return []
    own: list[dict[str, Any]] = space.kind_settings(kind.name, branch)["agenda"]
    gone = [{**point, "on": False} for point in common if point["key"] not in {other["key"] for other in own}]
    return [*own, *gone]


def _settings(space: Workspace) -> Iterable[tuple[Any, ...]]:
    for item in changeable(space):
        now = value_of(space.settings, item.code)
        yield item.term, None, shown_setting(item.default if now is None else now), item.group, item.code, None


def _sheet(sheet: Worksheet, title: str, how: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A line that says how, the headers, the rows; the columns to be filled in are yellow."""
    sheet.title = title
    sheet["A1"] = how
    sheet["A1"].font = Font(color="595959")
    for column, header in enumerate(headers, 1):
        cell = sheet.cell(2, column, header)
        cell.font, cell.fill, cell.border = Font(bold=True, color="FFFFFF"), _HEAD, _BOX
        sheet.column_dimensions[cell.column_letter].width = _WIDTHS.get(header, 16)
    number = 2
    for number, row in enumerate(rows, 3):
        for column, (header, value) in enumerate(zip(headers, row, strict=True), 1):
            cell = sheet.cell(number, column, value)
            cell.border, cell.alignment = _BOX, Alignment(vertical="top", wrap_text=True)
            if header in _OPEN_COLUMNS:
                cell.fill = _OPEN
            if header in ("类别", "代号", "现值"):
                cell.font = Font(color="808080")
    if "是否" in headers:
        _choice(sheet, "D", ("是", "否"))
    sheet.freeze_panes = "A3"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0


_WIDTHS: Mapping[str, float] = {
    "项": 52,
    "值": 18,
    "现值": 30,
    "类别": 18,
    "代号": 40,
    "文件": 26,
    "议程": 26,
    "会议": 18,
}


def _choice(sheet: Worksheet, column: str, words: Sequence[str]) -> None:
    rule = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
    rule.add(f"{column}3:{column}{_ROWS}")
    sheet.add_data_validation(rule)

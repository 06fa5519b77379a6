"""What colours say in a workbook of the house: flags, bars, signs, lights and charts."""

from __future__ import annotations

from typing import Any

from authoring.house_book import FACE, Look
from authoring.house_styles import BLUE, INK, LINE
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

GOOD, BAD, BAR, BAR_TWO, BAR_THREE = "#2E7D4F", "#C00000", "#3E6FA8", "#8FB0D6", "#D9A441"
BAD_FILL, GOOD_FILL, WARN_FILL, BLUE_FILL, BAR_FILL = "#FBE3E0", "#E3F2E8", "#FFF1CC", "#DCE9F7", "#BBD3EE"
GRID = "#E1E6EC"
BELOW = {"object_position": 2, "x_offset": 4, "y_offset": 4}  # a chart that moves with the rows above it
LIGHTS = (("蓝", BLUE_FILL, "#1F5FA8"), ("黄", WARN_FILL, "#8A6100"), ("红", BAD_FILL, BAD))


def flag(sheet: Worksheet, where: str, formula: str, shape: Format) -> None:
    """Colours the cells of ``where`` for which the formula holds."""
    sheet.conditional_format(where, {"type": "formula", "criteria": formula, "format": shape})


def bars(sheet: Worksheet, where: str, colour: str = BAR_FILL, full: float | None = None) -> None:
    """Bars in the cells; the longest, or a cell of ``full``, is as long as the cell."""
    shape: dict[str, Any] = {"type": "data_bar", "data_bar_2010": True, "bar_solid": True, "bar_color": colour}
    shape |= {"min_type": "num", "min_value": 0}
    if full is not None:
        shape |= {"max_type": "num", "max_value": full}
    sheet.conditional_format(where, shape)


def attainment(look: Look, sheet: Worksheet, where: str, low: str = "0.6") -> None:
    """Bars that are full at 100 %; below ``low``, a number or a formula ($V$2-0.1), the figure is red."""
    bars(sheet, where, full=1)
    first = where.replace("$", "").split(":")[0]
    flag(sheet, where, f"=AND(ISNUMBER({first}),{first}<{low})", look.bare(font_color=BAD))


def signs(look: Look, sheet: Worksheet, where: str) -> None:
    """Green above nought, red below."""
    first = where.split(":")[0]
    flag(sheet, where, f"=AND(ISNUMBER({first}),{first}<0)", look.bare(font_color=BAD))
    flag(sheet, where, f"=AND(ISNUMBER({first}),{first}>0)", look.bare(font_color=GOOD))


def lights(look: Look, sheet: Worksheet, where: str) -> None:
    """蓝, 黄 and 红 on grounds of their own; the word stands there too, so that it reads in black and white."""
    first = where.replace("$", "").split(":")[0]
    for word, ground, ink in LIGHTS:
        flag(sheet, where, f'={first}="{word}"', look.bare(bg_color=ground, font_color=ink, bold=True))


def chart(
    book: Workbook, kind: str, title: str, size: tuple[int, int], *, number: str = "", stacked: bool = False
) -> Any:
    """A chart in the house's look: a quiet grid, the legend below, no border; bars lie with the first on top."""
    drawn = book.add_chart({"type": kind, **({"subtype": "stacked"} if stacked else {})})
    drawn.set_title({"name": title, "overlay": False, "name_font": _font(12, True, BLUE)})
    drawn.set_legend({"none": True} if kind == "bar" else {"position": "bottom", "font": _font(10)})
    drawn.set_size({"width": size[0], "height": size[1]})
    drawn.set_chartarea({"border": {"none": True}})
    grid = {"visible": kind != "bar", "line": {"color": GRID}}
    values = {
        "num_font": _font(10),
        "line": {"none": True},
        "major_gridlines": grid,
        "min": 0,
        "visible": kind != "bar",
    }
    if number:
        values["num_format"] = number
    words = {"num_font": _font(10), "line": {"color": f"#{LINE}"}, "major_tick_mark": "none", "reverse": kind == "bar"}
    drawn.set_x_axis(values if kind == "bar" else words)
    drawn.set_y_axis(words if kind == "bar" else values)
    return drawn


def solid(colour: str) -> dict[str, Any]:
    """The fill of a series, without an edge."""
    return {"fill": {"color": colour}, "border": {"none": True}}


def labels(number: str = "", size: int = 10) -> dict[str, Any]:
    """Values written at the points of a series."""
    return {"value": True, "font": _font(size), **({"num_format": number} if number else {})}


def _font(size: int, bold: bool = False, colour: str = INK) -> dict[str, Any]:
    return {"name": FACE, "size": size, "bold": bold, "color": f"#{colour}"}

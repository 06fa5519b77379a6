"""Problems → an .xlsx list that people sort and filter, each line linked to the cell of the marked copy."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import quote

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.intake.marking import fresh_title
from pipeline.language import Lang, describe, say
from pipeline.office.package import read_package, scrubbed
from pipeline.problems import LEVELS, Problem

COLUMNS = {  # what a column says → its width in characters; those from "code" on are not printed
    "number": 5, "level": 7, "file": 24, "sheet": 13, "cell": 7, "what": 40, "found": 15, "fix": 40,
    "code": 9, "expected": 34, "example": 26, "count": 6,
}  # fmt: skip
_PRINTED = list(COLUMNS).index("code")
_COLOURS = {"error": "FFC7CE", "warning": "FFEB9C", "repair": "DDEBF7"}
_LINE = Border(bottom=Side("hair", color="BFBFBF"))
_HEADER_ROW = 2
_LINE_HEIGHT = 16.5  # points


def problem_book(problems: Sequence[Problem], lang: Lang, marked: Mapping[str, PurePosixPath] | None = None) -> bytes:
    """The list as a workbook: errors first, then by file, sheet and cell; equal findings are one line with a count.

    ``marked``: the files that have a marked copy beside the list, with its path, to whose cells the lines link.
    The same problems give the same bytes.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = say("problem_list", lang)
    _head(sheet, lang)
    counts = Counter(problems)
    for number, item in enumerate(sorted(counts, key=_order), 1):
        _line(sheet, _HEADER_ROW + number, _values(item, counts[item], number, lang), item, marked or {})
    sheet.auto_filter.ref = f"A{_HEADER_ROW}:{sheet.cell(_HEADER_ROW, len(COLUMNS)).coordinate[:-1]}{sheet.max_row}"
    sheet.print_area = f"A1:{sheet.cell(1, _PRINTED).column_letter}{sheet.max_row}"
    out = io.BytesIO()
    book.save(out)
    package = read_package(out.getvalue())
    return package.write(scrubbed(package))


def _order(item: Problem) -> tuple[object, ...]:
    place = item.place
    return LEVELS.index(item.level), place.file, place.sheet, place.row, place.column, item.code, item.found


def _head(sheet: Worksheet, lang: Lang) -> None:
    sheet["A1"] = say("problem_list_how", lang)
    sheet["A1"].font = Font(color="595959")
    for column, (name, width) in enumerate(COLUMNS.items(), 1):
        cell = sheet.cell(_HEADER_ROW, column, say(f"problem_{name}", lang))
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F4E79")
        cell.alignment = Alignment(horizontal="center", vertical="center")
        sheet.column_dimensions[cell.column_letter].width = width
    sheet.row_dimensions[_HEADER_ROW].height = 22
    sheet.freeze_panes = f"A{_HEADER_ROW + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.print_title_rows = f"{_HEADER_ROW}:{_HEADER_ROW}"


def _values(item: Problem, count: int, number: int, lang: Lang) -> list[str | int]:
    texts, place = describe(item, lang), item.place
    where: list[str | int] = [place.file, place.sheet, place.cell or place.inside]
    said: list[str | int] = [texts.what, item.found, texts.fix]
    return [number, say(f"level_{item.level}", lang), *where, *said, item.code, texts.expected, texts.example, count]


def _line(
    sheet: Worksheet, row: int, values: list[str | int], item: Problem, marked: Mapping[str, PurePosixPath]
) -> None:
    for column, value in enumerate(values, 1):
        cell = sheet.cell(row, column)
        cell.value = value if isinstance(value, int) else ILLEGAL_CHARACTERS_RE.sub("", value)
        if isinstance(value, str):
            cell.data_type = "s"  # what starts with = is a text too
        cell.alignment, cell.border = Alignment(vertical="top", wrap_text=True), _LINE
    sheet.row_dimensions[row].height = _LINE_HEIGHT * max(map(_lines, values, COLUMNS.values()))
    sheet.cell(row, 2).fill = PatternFill("solid", fgColor=_COLOURS[item.level])
    if item.place.file in marked and item.place.row:
        _link(sheet, row, item, marked[item.place.file])


def _lines(value: str | int, width: int) -> int:
    """Into how many lines a text falls in a column of that width; programs do not all find out by themselves."""
    wide = sum(2 if ord(char) > 255 else 1 for char in str(value))
    return max(1, -(-wide // (width - 1)))


def _link(sheet: Worksheet, row: int, item: Problem, copy: PurePosixPath) -> None:
    cell = sheet.cell(row, 1 + list(COLUMNS).index("cell"))
    name = (item.place.sheet or fresh_title("")).replace("'", "''")
    target = item.place.cell if item.place.column else f"A{item.place.row}"
    path = quote(str(copy))
    cell.hyperlink = Hyperlink(ref=cell.coordinate, target=path, location=f"'{name}'!{target}")
    cell.font = Font(color="0563C1", underline="single")


def copy_paths(files: Iterable[str], inputs: Collection[str]) -> dict[str, PurePosixPath]:
    """Where the marked copy of each file lies, below the list's folder: the same path, as an .xlsx.

    日报.csv beside 日报.xlsx (``inputs`` are all files there are) becomes 日报.csv.xlsx: put back into the inputs, it
    must not take the other's place.
    """
    taken = {name.lower() for name in inputs}
    paths: dict[str, PurePosixPath] = {}
    for file in files:
        path = PurePosixPath(file)
        if path.suffix.lower() not in (".xlsx", ".xlsm"):
            near = path.with_suffix(".xlsx")
            path = near if str(near).lower() not in taken else PurePosixPath(f"{file}.xlsx")
            taken.add(str(path).lower())
        paths[file] = path
    return paths

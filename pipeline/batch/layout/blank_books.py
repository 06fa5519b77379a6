"""A vocabulary → blank input workbooks: a sheet for each table with drop-downs, notes and an example in grey."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.intake.examples import example_row
from pipeline.language import Lang, say
from pipeline.office.package import read_package, scrubbed
from pipeline.vocabulary import Field, TableSpec, Vocabulary

ROWS = 500  # rows that are laid out ahead
PRINTED = 28  # those that are ruled, for people who fill them in by hand
_LONGEST_LIST = 255  # characters of a drop-down's words, which is all that the format holds
_FORMATS: Mapping[str, str] = {
    "count": "0", "days": "0", "number": "General", "score": "General", "wan": "#,##0.00", "money": "#,##0.00",
    "rate": "0.0%", "rate2": "0.00%", "pp": "0.0%", "pp2": "0.00%", "date": "yyyy-mm-dd",
}  # fmt: skip
_WHOLE = frozenset({"count", "days"})
_NUMBERS = frozenset({"number", "score", "wan", "money", "rate", "rate2", "pp", "pp2"})
_MONEY = frozenset({"wan", "money"})  # their unit stands in the header, where intake looks for it
_LINE = Side("thin", color="BFBFBF")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_REQUIRED, _OPTIONAL = PatternFill("solid", fgColor="1F4E79"), PatternFill("solid", fgColor="DDEBF7")
_GREY = Font(color="808080", italic=True)


def blank_books(vocabulary: Vocabulary, lang: Lang) -> dict[str, bytes]:
    """File name → workbook, one for each ``book`` of the vocabulary's tables; the same vocabulary, the same bytes."""
    books: dict[str, list[TableSpec]] = {}
    for spec in vocabulary.tables.values():
        books.setdefault(spec.book or say("blank_other", "zh"), []).append(spec)
    return {f"{name}.xlsx": _book(specs, vocabulary, lang) for name, specs in books.items()}


def _book(specs: Sequence[TableSpec], vocabulary: Vocabulary, lang: Lang) -> bytes:
    book = Workbook()
    guide = book.active
    _guide(guide, specs, lang)
    for spec in specs:
        _sheet(book.create_sheet(spec.term), spec, vocabulary, lang)
    book.active = 1
    guide.sheet_view.tabSelected = False
    out = io.BytesIO()
    book.save(out)
    package = read_package(out.getvalue())
    return package.write(scrubbed(package))


def _guide(sheet: Worksheet, specs: Sequence[TableSpec], lang: Lang) -> None:
    """The first sheet: how to use the book, and what is in it."""
    sheet.title = say("blank_guide", lang)
    lines = [say(f"blank_how_{number}", lang) for number in range(1, 6)]
    lines += ["", *(f"· {spec.term}" for spec in specs)]
    for row, line in enumerate(lines, 1):
        cell = sheet.cell(row, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = 18.0 * (1 + _columns(line) // 70)
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.column_dimensions["A"].width = 76


def _sheet(sheet: Worksheet, spec: TableSpec, vocabulary: Vocabulary, lang: Lang) -> None:
    examples = example_row(spec, vocabulary)
    for column, name in enumerate(spec.fields, 1):
        item = vocabulary.fields[name]
        _header(sheet.cell(1, column), item, name in spec.required, lang)
        _cell(sheet.cell(2, column), examples[name], item)
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = _width(str(sheet.cell(1, column).value), str(examples[name]))
        sheet.column_dimensions[letter].number_format = _FORMATS.get(item.type, "@")
        for row in range(3, PRINTED + 1):
            sheet.cell(row, column).number_format = _FORMATS.get(item.type, "@")
            sheet.cell(row, column).border = _BOX
        if rule := _rule(item, lang):
            sheet.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{ROWS + 1}")
    sheet.row_dimensions[1].height = 30
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = "1:1"
    sheet.print_area = f"A1:{get_column_letter(len(spec.fields))}{PRINTED}"


def _header(cell: Cell, item: Field, required: bool, lang: Lang) -> None:
    """The term (with 元 or 万元), a star where it must be filled in, and a note with what belongs there."""
    unit = f"（{item.unit}）" if item.type in _MONEY and item.unit else ""
    cell.value = f"{'*' if required else ''}{item.term}{unit}"
    cell.font = Font(bold=True, color="FFFFFF" if required else "1F4E79")
    cell.fill, cell.border = _REQUIRED if required else _OPTIONAL, _BOX
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    text = "\n".join(_note(item, required, lang))
    cell.comment = Comment(text, "晨夕", height=30 + 18 * (1 + text.count("\n") + len(text) // 18), width=260)


def _note(item: Field, required: bool, lang: Lang) -> list[str]:
    lines = [say("blank_required" if required else "blank_optional", lang), say(f"blank_type_{_type(item)}", lang)]
    if item.choices:
        lines.append(say("blank_choices", lang, words="、".join(item.choices)))
    if item.unit:
        lines.append(say("blank_unit", lang, unit=item.unit))
    if item.aliases:
        lines.append(say("blank_aliases", lang, words="、".join(item.aliases)))
    return lines


def _type(item: Field) -> str:
    """The name of the sentence about what a field of this type holds."""
    if item.type in _WHOLE:
        return "count"
    if item.type in _NUMBERS:
        return "rate" if item.type.startswith(("rate", "pp")) else "number"
    return item.type if item.type in ("choice", "date", "bool", "period", "time", "quote", "picture") else "text"


def _cell(cell: Cell, value: str | float | date, item: Field) -> None:
    cell.value = int(value) if isinstance(value, float) and value.is_integer() else value
    cell.number_format = _FORMATS.get(item.type, "@")
    cell.font, cell.border = _GREY, _BOX


def _rule(item: Field, lang: Lang) -> DataValidation | None:
    """A drop-down for words, a check for numbers and days; one that warns, for people may know better."""
    rule: dict[str, Any] = {"allow_blank": True, "errorStyle": "warning", "showErrorMessage": True}
    words = ["是", "否"] if item.type == "bool" else list(item.choices)
    joined = ",".join(words)
    if words and len(joined) <= _LONGEST_LIST and not any("," in word or '"' in word for word in words):
        rule |= {"type": "list", "formula1": f'"{joined}"'}
    elif item.type in _WHOLE:
        rule |= {"type": "whole", "operator": "greaterThanOrEqual", "formula1": "0"}
    elif item.type in _NUMBERS:
        rule |= {"type": "decimal", "operator": "between", "formula1": "-1000000000", "formula2": "1000000000"}
    elif item.type == "date":
        rule |= {"type": "date", "operator": "between", "formula1": "DATE(1990,1,1)", "formula2": "DATE(2099,12,31)"}
    else:
        return None
    return DataValidation(**rule, errorTitle=item.term, error=say(f"blank_type_{_type(item)}", lang))


def _width(*texts: str) -> float:
    return min(max(max(map(_columns, texts)) + 3, 9), 32)


def _columns(text: str) -> int:
    """How many columns of half width a text is wide."""
    return sum(2 if ord(char) > 255 else 1 for char in text)

"""Workbooks for the tests of the Excel engine: drawn from addresses and values, filled, and read back."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import openpyxl
import python_calamine
import xlsxwriter

from pipeline.office.excel import ExcelTemplate, compile_workbook
from pipeline.office.template import Names

Prepare = Callable[[Any, dict[str, Any]], None]  # the workbook and its sheets, both XlsxWriter's
DATE = "yyyy-mm-dd"


def drawn(sheets: Mapping[str, Mapping[str, Any]], prepare: Prepare | None = None, **options: Any) -> bytes:
    """A workbook with these cells; a text that begins with = is a formula, (value, number format) has a format,
    (value, "text") is text whatever it looks like."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **options})
    made = {name: book.add_worksheet(name) for name in sheets}
    for name, cells in sheets.items():
        for address, entry in cells.items():
            value, code = entry if isinstance(entry, tuple) else (entry, None)
            style = book.add_format({"num_format": code}) if code and code != "text" else None
            if isinstance(value, str) and value.startswith("=") and code != "text":
                made[name].write_formula(address, value, style)
            elif isinstance(value, str):
                made[name].write_string(address, value, style)
            else:
                made[name].write(address, value, style)
    if prepare is not None:
        prepare(book, made)
    book.close()
    return buffer.getvalue()


def compiled(data: bytes, **kwargs: Any) -> ExcelTemplate:
    """The compiled template, which must have no problems."""
    template = compile_workbook(data, name="台账.xlsx", **{"names": Names({}, {}), "formats": {}, **kwargs})
    assert not template.problems, [f"{p.code} {p.place} {p.found}" for p in template.problems]
    return template


def filled(data: bytes, facts: Mapping[str, Any], **kwargs: Any) -> bytes:
    """The template in these bytes, filled."""
    return compiled(data, **kwargs).render(facts)


def book_of(data: bytes, values: bool = False) -> Any:
    """The workbook as openpyxl reads it: formulas, or the values stored with them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # it says that it drops sparklines and the like
        return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def cells_of(data: bytes, sheet: str = "", values: bool = False) -> dict[str, Any]:
    """Address → content of every cell that holds something."""
    book = book_of(data, values)
    found = book[sheet] if sheet else book.worksheets[0]
    return {cell.coordinate: cell.value for row in found.iter_rows() for cell in row if cell.value is not None}


def calamine_rows(data: bytes, sheet: str) -> list[list[Any]]:
    """The sheet as calamine reads it."""
    return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet).to_python()


def part(data: bytes, name: str) -> str:
    """The text of one part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name).decode("utf-8")


def parts(data: bytes) -> dict[str, bytes]:
    """Name → bytes of every part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def found_in(data: bytes, name: str, pattern: str) -> list[str]:
    """What a pattern finds in a part."""
    return re.findall(pattern, part(data, name))


def repacked(
    data: bytes, changes: Mapping[str, tuple[str, str]] | None = None, added: Mapping[str, str] | None = None
) -> bytes:
    """The workbook with texts replaced in its parts ({part: (old, new)}) and parts added."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            found[name] = archive.read(name)
    for name, (old, new) in (changes or {}).items():
        text = found[name].decode()
        assert old in text, (name, old)
        found[name] = text.replace(old, new, 1).encode()
    found.update({name: text.encode() for name, text in (added or {}).items()})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    return buffer.getvalue()

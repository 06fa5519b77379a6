"""Turns a file's bytes into grids by what they are, whatever the file's name says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pipeline.intake.workbooks.foreign.apart import read_apart
from pipeline.intake.workbooks.foreign.ods import read_ods
from pipeline.intake.workbooks.foreign.spreadsheet_xml import read_spreadsheet_xml
from pipeline.intake.workbooks.foreign.text import read_text_file
from pipeline.intake.workbooks.foreign.web_page import read_web_page
from pipeline.intake.workbooks.grids import Grid, Sheet, grid
from pipeline.intake.workbooks.sniff import content_of
from pipeline.intake.workbooks.unlock import unlocked
from pipeline.intake.workbooks.xlsx import read_xlsx
from pipeline.problems import Place, Problem, Stop, problem

_REFUSED = {"empty": "IN001", "broken": "IN004", "other": "IN005"}
_FITTING = {
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm", ".et", ".ett"), "xls": (".xls", ".xlt", ".et", ".ett"),
    "xlsb": (".xlsb",), "ods": (".ods",), "text": (".csv", ".tsv"),
}  # fmt: skip
_CALLED = {"html": "网页（HTML）", "xml": "XML 表格", "text": ".csv"}
_READERS: Mapping[str, Callable[[bytes, str], list[Sheet]]] = {
    "xls": lambda data, file: read_apart(data, file, "xls"),
    "xlsb": lambda data, file: read_apart(data, file, "xlsb"),
    "ods": read_ods,
    "html": read_web_page,
    "xml": read_spreadsheet_xml,
    "text": read_text_file,
}


def read_grids(data: bytes, file: str, passwords: Sequence[str] = ()) -> tuple[list[Grid], list[Problem]]:
    """The sheets in a file's bytes and what is to be said of the file; raises Stop where it cannot be read.

    What the bytes are counts, not the name: an .xlsx that is named .xls is read all the same. A locked file is
    opened with the first of the passwords that fits.
    """
    content = content_of(data)
    if content == "locked":
        data = unlocked(data, file, passwords)
        content = content_of(data)
    if content in _REFUSED or content == "locked":
        raise Stop(problem(_REFUSED.get(content, "IN003"), Place(file=file), Path(file).suffix))
    problems = []
    if Path(file).suffix.lower() not in _FITTING.get(content, ()):
        real = _CALLED.get(content, f".{content}")
        problems.append(problem("IN011", Place(file=file), Path(file).suffix, "repair", real=real))
    if content == "xlsx":
        return read_xlsx(data, file), problems
    return [grid(file, sheet) for sheet in _READERS[content](data, file)], problems

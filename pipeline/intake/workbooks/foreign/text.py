"""Turns a text file (.csv, tab or semicolon between its cells, in any of the usual encodings) into a sheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from pipeline.intake.workbooks.grids import Sheet
from pipeline.problems import Place, Stop, problem

_FORCED = re.compile(r'="([^"]*)"')  # ="00123": how exporters keep Excel from taking digits for a number
_MARK_LINE = re.compile(r"sep=(.)\r?\n")  # Excel's own hint in the first line


def read_text_file(data: bytes, file: str) -> list[Sheet]:
    """The one sheet of a text file, its cells as text; raises Stop where its encoding or quoting is broken."""
    text = decoded(data, file)
    if hint := _MARK_LINE.match(text):
        text, mark = text[hint.end() :], hint[1]
    else:
        head = "\n".join(text.splitlines()[:20])
        mark = max(",\t;，", key=head.count)
    try:
        rows = [list(map(_cell, row)) for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark)]
    except csv.Error as wrong:
        raise Stop(problem("IN004", Place(file=file), str(wrong))) from None
    return [Sheet("", rows)]


def _cell(text: str) -> Any:
    forced = _FORCED.fullmatch(text) if text.startswith("=") else None
    return forced[1] if forced else text


def decoded(data: bytes, file: str) -> str:
    """The text that the bytes are in UTF-8, GB18030 or (by its mark) UTF-16; raises Stop where they are none."""
    for encoding in _encodings(data):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Stop(problem("IN008", Place(file=file)))


def _encodings(data: bytes) -> Iterator[str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "utf-16"
    yield from ("utf-8-sig", "gb18030")

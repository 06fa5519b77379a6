"""Papers of the pack → rows of text and stored values, and whether a printed number is the one it should be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import docx
import openpyxl
from docx.table import Table


@cache
def rows_of_paper(path: Path) -> list[list[str]]:
    """The rows of all tables of a Word paper, a merged cell once, full-width blanks gone."""
    return [_cells(row) for table in docx.Document(str(path)).tables for row in Table(table._tbl, table._parent).rows]


def _cells(row: Any) -> list[str]:
    cells = {id(cell._tc): cell.text for cell in row.cells}
    return [re.sub(r"[\s　]+", " ", text).strip() for text in cells.values()]


def row_of(rows: list[list[str]], head: str) -> list[str]:
    """What follows the first cell that begins so."""
    return next(cells[1:] for cells in rows if cells and cells[0].replace(" ", "").startswith(head))


def minutes(pack: Path, branch: str) -> list[list[str]]:
    """The rows of a branch's minutes."""
    return rows_of_paper(pack / branch / "周例会纪要.docx")


def footer(path: Path) -> str:
    """The text of a Word paper's footers."""
    return "".join(p.text for section in docx.Document(str(path)).sections for p in section.footer.paragraphs)


@cache
def tracker(path: Path) -> dict[str, list[list[Any]]]:
    """The rows of each sheet, stored values."""
    sheets = openpyxl.load_workbook(path, data_only=True).worksheets
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in sheets}


def near(found: Any, wanted: Fraction | int | None) -> bool:
    """Whether a stored value is that number; — where there is none."""
    if wanted is None:
        return found in (None, "—")
    return isinstance(found, int | float) and abs(found - float(wanted)) < 1e-9 * max(1, abs(float(wanted)))


def differing(found: list[Any], wanted: list[Fraction | int | None]) -> list[tuple[Any, Any]]:
    """The stored values that are another number than they should be, with it."""
    return [(a, w and float(w)) for a, w in zip(found, wanted, strict=True) if not near(a, w)]


def index_lines(pack: Path) -> list[str]:
    """The text of the index page, a line for each row of a table."""
    text = (pack / "00-目录.html").read_text(encoding="utf-8")
    text = re.sub(r"<(style|script|svg).*?</\1>", "", text, flags=re.DOTALL)
    text = re.sub(r"</tr>", "\n", re.sub(r"\s*\n\s*", " ", text))
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in text.split("\n")]


_DRESS = re.compile(r"[,+※\s]|次|笔|件|万元|户|人|个?工作日|起")


def rounded(value: Fraction, digits: int) -> Decimal:
    """Half-up at that many decimals."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def says(text: str, value: Fraction | int | None, least: int = 0) -> bool:
    """Whether printed text is this number, rounded half-up once to at least ``least`` decimals; — is None.

    A number with a per cent sign is a share. Noughts behind the point may be dropped: 286 of 285.95 at one decimal.
    """
    plain = _DRESS.sub("", text)
    if value is None:
        return plain == "—"
    if not re.fullmatch(r"-?\d+(\.\d+)?%?", plain):
        return False
    wanted = Fraction(value) * (100 if plain.endswith("%") else 1)
    found = Decimal(plain.removesuffix("%"))
    decimals = max(least, len(plain.removesuffix("%").partition(".")[2]))
    return any(found == rounded(wanted, digits) for digits in range(decimals, 3))


def unsaid(
    cells: Sequence[str], values: Sequence[Fraction | int | None], least: Sequence[int] | int = 0
) -> list[tuple[str, float | None]]:
    """The cells that say another number than they should, with it."""
    decimals = [least] * len(cells) if isinstance(least, int) else least
    pairs = zip(cells, values, decimals, strict=True)
    return [
        (text, None if value is None else float(value)) for text, value, least in pairs if not says(text, value, least)
    ]

"""What became of one cell: a value, a repair that was made, or the reason why it cannot be read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Bad:
    """A cell that its reader would blank: an error value such as #N/A, or a formula whose value is not stored."""

    code: str
    text: str


class Reading(NamedTuple):
    """One cell read: ``fault`` and ``repair`` are problem codes, ``detail`` what their texts name."""

    value: Any = None
    fault: str = ""
    repair: str = ""
    detail: str = ""


BLANK = Reading()
_NOTHING = frozenset(
    {"", "-", "--", "---", "—", "——", "–", "/", "\\", "无", "空", "暂无", "n/a", "na", "null", "none", "nan", "."}
)
_ERRORS = frozenset({"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#####"})
_SPACES = re.compile(r"[\s\u200b-\u200d\u2060\ufeff]+")


def plain(value: object) -> str:
    """A cell's text in NFKC with its outer white space gone: '　１，２００ ' → '1,200'."""
    text = unicodedata.normalize("NFKC", str(value))
    return text if text.isalnum() else _SPACES.sub(" ", text).strip()


def compact(value: object) -> str:
    """``plain`` without any white space at all."""
    return plain(value).replace(" ", "")


def means_nothing(text: str) -> bool:
    """Whether a text stands for an empty cell: — / 无 and the like."""
    return text.lower() in _NOTHING


def is_blank(value: object) -> bool:
    """Whether a cell holds nothing, or only white space."""
    return value is None or (isinstance(value, str) and (not value or not value.strip()))


def bad_text(text: str) -> Bad | None:
    """The error that a text spells, as .csv and .xls hold them: '#N/A'."""
    return Bad("IN202", text) if text.startswith("#") and text.upper() in _ERRORS else None

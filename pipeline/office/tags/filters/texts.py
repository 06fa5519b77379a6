"""The filters on texts, as Jinja names them: any value in, by its type as text, a text out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from pipeline.office.tags.values import within
from pipeline.office.tags.writers import write_value

_LEEWAY = 5
_WIDEST = 1000


def trim(value: Any, chars: str | None = None) -> str:
    """The text without the spaces (or ``chars``) around it."""
    return write_value(value).strip(chars)


def replaced(value: Any, old: str, new: str, count: int | None = None) -> str:
    """The text with every ``old`` (or the first ``count``) become ``new``."""
    text, old, new = write_value(value), write_value(old), write_value(new)
    return (
        text.replace(old, new, -1 if count is None else count) if within(len(text) + text.count(old) * len(new)) else ""
    )


def truncate(value: Any, most: int = 255, inside_words: bool = False, end: str = "...", leeway: int = _LEEWAY) -> str:
    """The text cut to ``most`` characters, ``end`` included, at a space if there is one; a text that is longer by no
    more than ``leeway`` stays whole. (截断 counts exactly.)"""
    text = write_value(value)
    if len(text) <= most + leeway:
        return text
    kept = text[: max(most - len(end), 0)]
    return (kept if inside_words else kept.rsplit(" ", 1)[0]) + end


def cut(value: Any, most: int = 20, end: str = "…") -> str:
    """The text cut to ``most`` characters, ``end`` included: 拜访沿街商户二十户, 6 → 拜访沿街商…."""
    text = write_value(value)
    return text if len(text) <= most else text[: max(most - len(end), 0)] + end


def center(value: Any, width: int = 80) -> str:
    """The text in the middle of ``width`` characters."""
    return write_value(value).center(min(width, _WIDEST))


def indent(value: Any, width: int | str = 4, first: bool = False, blank: bool = False) -> str:
    """The text with its lines moved in, the first only if asked."""
    before = write_value(width)[:_WIDEST] if isinstance(width, str) else " " * min(width, _WIDEST)
    head, *more = write_value(value).splitlines() or [""]
    if not within(len(before) * len(more)):
        return ""
    rest = (before + line if line or blank else line for line in more)
    return "\n".join([(before if first else "") + head, *rest])


def _titled(text: str) -> str:
    return re.sub(r"[^\s({\[<-]+", lambda word: word[0][:1].upper() + word[0][1:].lower(), text)


def _text(act: Callable[[str], Any]) -> Callable[[Any], Any]:
    return lambda value: act(write_value(value))


TEXTS: Mapping[str, Callable[..., Any]] = {
    "upper": _text(str.upper), "lower": _text(str.lower), "trim": trim,
    "capitalize": _text(str.capitalize), "title": _text(_titled), "center": center, "indent": indent,
    "replace": replaced, "truncate": truncate, "cut": cut,
    "wordcount": _text(lambda text: len(re.findall(r"\w+", text))),
    "string": _text(str), "urlencode": _text(lambda text: quote(text, safe="/")),
    "escape": _text(str), "e": _text(str),  # every value is escaped where it is written
}  # fmt: skip
TEXT_ALIASES: Mapping[str, str] = {"替换": "replace", "截断": "cut"}

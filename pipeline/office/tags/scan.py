"""The text of a paragraph → the tags in it, where they begin and end, and their forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Scope = Literal["", "p", "tr", "tc", "r"]
_OPEN = re.compile("[{｛][{｛%％#＃]")
_CLOSE = {"{": re.compile("[}｝]{2}"), "%": re.compile("[%％][}｝]"), "#": re.compile("[#＃][}｝]")}
_STRAY = re.compile("[}｝]{2}|[%％][}｝]")
_SCOPE = re.compile(r"(p|tr|tc|r)(?=\s)")
_LITERAL = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|“[^”"]*[”"]|‘[^’']*[’']""")
_HALF = str.maketrans("｛％＃", "{%#")
ESCAPES = (("{_{", "{{"), ("}_}", "}}"), ("{_%", "{%"), ("%_}", "%}"))


@dataclass(frozen=True, slots=True)
class Found:
    """One tag in a text: its span, its form ({ value, % statement, # comment), its scope and its inside;
    ``before`` and ``after``: whether a minus sign binds it to what stands there."""

    start: int
    end: int
    form: str
    scope: Scope
    source: str
    before: bool = False
    after: bool = False

    @property
    def merges(self) -> bool:
        """Whether it is bound to what stands before or after it."""
        return self.before or self.after


@dataclass(frozen=True, slots=True)
class Scan:
    """The tags of a text and the spans of braces that are no tag: openers without end, ends without opener."""

    tags: list[Found]
    unclosed: list[int]
    stray: list[int]


def scan(text: str) -> Scan:
    """Finds tags in typed text; full-width braces and typographic quotes are understood."""
    tags: list[Found] = []
    unclosed: list[int] = []
    outside: list[tuple[int, int]] = []
    at = 0
    while opener := _OPEN.search(text, at):
        outside.append((at, opener.start()))
        form = opener[0][1].translate(_HALF)
        close = _closing(text, opener.end(), form)
        if close is None:
            unclosed.append(opener.start())
            at = opener.end()
            continue
        tags.append(_found(text, opener.start(), opener.end(), close, form))
        at = close.end()
    outside.append((at, len(text)))
    stray = [m.start() for start, end in outside for m in _STRAY.finditer(text, start, end)]
    return Scan(tags, unclosed, stray)


def unclosed(text: str) -> Iterator[str]:
    """What begins like a tag and never ends, as far as a message shows it."""
    for at in scan(text).unclosed:
        yield text[at : at + 24]


def _closing(text: str, start: int, form: str) -> re.Match[str] | None:
    """The braces that end a tag; those inside its string literals do not, unless no others are there."""
    close = _CLOSE[form]
    if form == "#":
        return close.search(text, start)
    blanked = _LITERAL.sub(lambda literal: " " * len(literal[0]), text[start:])
    found = close.search(blanked)
    return close.search(text, start + found.start()) if found else close.search(text, start)


def _found(text: str, start: int, inside: int, close: re.Match[str], form: str) -> Found:
    source = text[inside : close.start()]
    before = form != "#" and source.startswith("-")
    after = form != "#" and source.endswith("-")
    source = source[1:] if before else source
    source = source[:-1] if after else source
    scope = _SCOPE.match(source)
    if scope:
        source = source[scope.end() :]
    return Found(start, close.end(), form, scope[1] if scope else "", source, before, after)  # type: ignore[arg-type]


def unescaped(text: str) -> str:
    """The text with {_{ and its kin as the literal braces they mean."""
    for escape, braces in ESCAPES:
        text = text.replace(escape, braces)
    return text

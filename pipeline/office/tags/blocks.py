"""Statement tags in their order → which opens and closes what, and every tag that does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

OPENERS = ("for", "if", "set", "macro", "with")
_MIDDLE = {"elif": ("if",), "else": ("if", "for")}
_INLINE_SET = re.compile(r"set\b[^=|]*=(?!=)")
WORDS = (*OPENERS, *_MIDDLE, *(f"end{word}" for word in OPENERS))
Report = Callable[[int, str, str, Mapping[str, str]], None]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement tag: its index in the program, its plain source, the level of the file it stands on, and
    whether an engine put it there itself."""

    index: int
    source: str
    level: str
    own: bool = False

    @property
    def word(self) -> str:
        """Its first word: for, if, endfor …"""
        return self.source.split(None, 1)[0] if self.source.strip() else ""

    @property
    def opens(self) -> bool:
        """Whether it needs an end tag."""
        return self.word in OPENERS and not _INLINE_SET.match(self.source.strip())

    def alone(self) -> str:
        """Source of a complete block with this tag's condition, for a syntax check; empty if it has none."""
        source = self.source.strip()
        if self.word == "elif":
            return "if" + source[4:] + "\x02\x01endif"
        if self.opens:
            return f"{source}\x02\x01end{self.word}"
        return source if self.word == "set" else ""


def check_blocks(statements: Sequence[Statement], typed: Callable[[int], str], report: Report) -> None:
    """Reports unknown statements, ends without a beginning, beginnings without an end and blocks that begin
    and end on different levels of the file."""
    open_blocks: list[Statement] = []
    for tag in statements:
        if tag.word not in WORDS:
            report(tag.index, "TL110", tag.word, {"known": " ".join(WORDS)})
        elif tag.opens:
            open_blocks.append(tag)
        elif tag.own:  # an engine's block is never at fault: what was opened in it by hand should have ended
            if tag.word.startswith("end"):
                while not open_blocks[-1].own:
                    _unclosed(open_blocks.pop(), report)
                open_blocks.pop()
        elif tag.word in _MIDDLE or tag.word.startswith("end"):
            _close(tag, open_blocks, typed, report)
    for tag in open_blocks:
        _unclosed(tag, report)


def deepest(statements: Sequence[Statement]) -> int:
    """The index of the tag that opens a block inside the most others; 0 if there is none."""
    found = depth = most = 0
    for tag in statements:
        depth += tag.opens - tag.word.startswith("end")
        if depth > most and tag.opens and not tag.own:
            found, most = tag.index, depth
    return found


def _unclosed(tag: Statement, report: Report) -> None:
    report(tag.index, "TL104", tag.word, {"end": f"end{tag.word}"})


def _close(tag: Statement, open_blocks: list[Statement], typed: Callable[[int], str], report: Report) -> None:
    """Ends the innermost block, or carries it on (else, elif), if this tag may."""
    wanted = _MIDDLE.get(tag.word, (tag.word.removeprefix("end"),))
    opener = open_blocks[-1] if open_blocks and not open_blocks[-1].own else None
    if opener is None or opener.word not in wanted:
        report(tag.index, "TL105", tag.word, {"opener": typed(opener.index) if opener else "—"})
        return
    if opener.level != tag.level:
        report(tag.index, "TL106", tag.word, {"opener": typed(opener.index)})
    if tag.word.startswith("end"):
        open_blocks.pop()

"""What an engine cuts a file into: texts, tags, calls of the render, records of values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.problems import Place

Formats = Mapping[str, str]
Filters = Mapping[str, Callable[..., Any]]
Writer = Callable[[Any], str]
Writers = Mapping[str, Callable[[str], Writer]]


class Listed(dict[str, Callable[..., Any]]):
    """Filters that a template may also call, as f(x) and as x.f(): so templates of other houses run that call
    functions. What they return is a value like any other."""


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag: its expression or statement, as it was typed (for messages), and where.

    ``writer`` names who writes its value. ``level`` says on which level of the file it stands (row, paragraph,
    the path of a run): a block must end on the level it began on. A tag without ``typed`` is the engine's own:
    its blocks must be well-formed, and it is never blamed for what people left open inside.
    """

    source: str
    typed: str = ""
    place: Place = field(default_factory=Place)
    statement: bool = False
    writer: str = "text"
    level: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A place where a function of the render is called with constants and its text put in: ``calls[name](*args)``."""

    name: str
    args: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """Values that are given as they are, not written: ``outputs`` has the tuple (code, value, …) in their place.

    Not for macros and set blocks, which are text. The tags' writers are asked only where something is wrong.
    """

    code: int
    tags: tuple[Tag, ...]


Piece = str | Tag | Call | Record

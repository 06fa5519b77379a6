"""Templates made in Word, Excel, as a page or a calendar file → documents; knows no kinds and no vocabulary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import PurePath
from typing import Any, Literal, Protocol

from pipeline.office.faces import in_faces
from pipeline.office.package import content_digest
from pipeline.office.picture import Picture, picture
from pipeline.office.tags.names import Names
from pipeline.office.tags.pieces import Filters, Formats, Listed
from pipeline.office.tags.writers import Fragment, Rich, Run
from pipeline.problems import Place, Problem, Stop, problem

__all__ = [
    "Filters", "Formats", "Fragment", "Names", "Picture", "Rich", "Run", "Template", "compile", "content_digest",
    "picture",
]  # fmt: skip


class Template(Protocol):
    """A compiled template of any format."""

    @property
    def name(self) -> str:
        """The template's file name."""
        ...

    @property
    def problems(self) -> Sequence[Problem]:
        """All that is wrong with its tags; with an error among them it does not render."""
        ...

    @property
    def controls(self) -> Sequence[str]:
        """The names of its content controls in order, as typed, for the check of a form; of Word templates only."""
        ...

    @property
    def places(self) -> Mapping[tuple[str, ...], Place]:
        """Path of names → the first place that needs it."""
        ...

    def names(self) -> Mapping[str, Any]:
        """The code names it needs of the facts, nested, items of lists under "[]"."""
        ...

    def render(self, facts: Mapping[str, Any]) -> bytes:
        """The document's bytes; raises Stop with every problem of these facts."""
        ...


# Each engine is loaded with the first template of its format: a check of the inputs compiles none.
_ENGINES: Mapping[str, tuple[str, str]] = {
    ".docx": ("word", "compile_document"),
    ".xlsx": ("excel", "compile_workbook"),
    ".html": ("page", "compile_page"),
    ".ics": ("feed", "compile_feed"),
}


def compile(
    data: bytes,
    *,
    name: str = "",
    names: Names | None = None,
    formats: Formats | None = None,
    filters: Filters | None = None,
    faces: Mapping[str, str] | None = None,
    calls: Literal["none", "listed"] = "none",
) -> Template:
    """The compiled template; the suffix of ``name`` picks the engine, without a name what the bytes hold does.

    ``names``: the Chinese terms for code names; ``formats``: code name → type, by which values are written;
    ``filters``: more filters, which with ``calls="listed"`` a template may also call, as f(x) and as x.f().
    ``faces``: a font map, face → the face that documents have instead (宋体 加粗 for 小标宋).
    Raises Stop when the suffix is none of ours or the bytes cannot be read as that format.
    """
    name = name or f"template{_suffix_of(data)}"
    module, function = _ENGINES.get(PurePath(name).suffix.lower(), ("", ""))
    if not module:
        raise Stop(problem("WD109", Place(file=name), PurePath(name).suffix, known=" ".join(_ENGINES)))
    listed = Listed(filters or {}) if calls == "listed" else filters
    data = in_faces(data, name, faces or {})
    engine = getattr(import_module(f"{__name__}.{module}"), function)
    made: Template = engine(data, name=name, names=names or Names(), formats=formats or {}, filters=listed)
    return made


def _suffix_of(data: bytes) -> str:
    """The format of these bytes, by the names in a zip file, which are never compressed."""
    if not data.startswith(b"PK"):
        return ".ics" if data.lstrip(b"\xef\xbb\xbf").startswith(b"BEGIN:VCALENDAR") else ".html"
    return ".xlsx" if b"xl/workbook.xml" in data else ".docx"

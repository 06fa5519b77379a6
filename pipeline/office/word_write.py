"""Values → WordprocessingML: escaped text in its run, rich text, whole paragraphs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipeline.office.tags.writers import Fragment, Rich, Run, UnwritableError, number_writer, write_value
from pipeline.problems import Stop, problem

_TEXT = '<w:t xml:space="preserve">'
_CONTROL = re.compile("[\x00-\x06\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BLOCK = re.compile(r"\s*<w:(?:p|tbl|sdt)[ >/]")


def escaped(text: str) -> str:
    """Text as XML holds it; what XML cannot hold at all is dropped."""
    text = _CONTROL.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute_writer(format: str) -> Callable[[Any], str]:
    """Writes values into an attribute or a property."""
    return lambda value: escaped(write_value(value, format)).replace('"', "&quot;")


_ACTIVE = re.compile(r"\s*(?:javascript|vbscript|data|file)\s*:", re.IGNORECASE)


def address_writer(format: str) -> Callable[[Any], str]:
    """Writes values into a hyperlink's address; one that would run code or reach into the disk leads nowhere."""
    attribute = attribute_writer(format)

    def write(value: Any) -> str:
        text = attribute(value)
        return "#" if _ACTIVE.match(text) else text.replace(" ", "%20")

    return write


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a value stands: its paragraph's and its run's properties as XML, and whether the run hangs
    directly in the paragraph, so that both may be ended and begun again."""

    paragraph: str = ""
    run: str = ""
    direct: bool = True

    def text_writer(self, format: str) -> Callable[[Any], str]:
        """Writes a value inside w:t: \\n is a line break, \\t a tab, \\f a new page, \\a a new paragraph."""
        number = number_writer(format)
        blank = write_value(None, format)

        def write(value: Any) -> str:
            kind = type(value)
            if kind is int or (kind is float and value == value):
                return number(value)
            if value is None:
                return blank
            if kind is not str:
                if isinstance(value, Fragment):
                    return _inline(value)
                if isinstance(value, Rich):
                    return self._rich(value)
                value = write_value(value, format)
            if not value.isprintable():
                return self._special(value)
            if "&" in value or "<" in value or ">" in value:
                return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")  # type: ignore[no-any-return]
            return value  # type: ignore[no-any-return]

        return write

    def paragraphs_writer(self, format: str) -> Callable[[Any], str]:
        """Writes a value in the place of its paragraph: finished paragraphs as they are; each line of a text,
        each item of a list, each Rich as a paragraph of the same look; nothing for a blank."""

        def write(value: Any) -> str:
            if isinstance(value, Fragment):
                return value if not value or _BLOCK.match(value) else self._paragraph(self._wrapped(value))
            if isinstance(value, Rich):
                return self._paragraph(self._runs(value))
            if isinstance(value, list | tuple):
                return "".join(map(write, value))
            text = write_value(value, format)
            lines = text.replace("\a", "\n").split("\n") if text else []
            return "".join(self._paragraph(self._wrapped(self._special(line))) for line in lines)

        return write

    def _special(self, text: str) -> str:
        text = escaped(text).replace("\r\n", "\n").replace("\r", "\n")
        text = text.replace("\n", f"</w:t><w:br/>{_TEXT}").replace("\t", f"</w:t><w:tab/>{_TEXT}")
        text = text.replace("\f", f'</w:t><w:br w:type="page"/>{_TEXT}')
        if "\a" in text:
            fresh = f"</w:t></w:r></w:p><w:p>{self.paragraph}<w:r>{self.run}{_TEXT}"
            text = text.replace("\a", fresh if self.direct else f"</w:t><w:br/>{_TEXT}")
        return text

    def _paragraph(self, runs: str) -> str:
        return f"<w:p>{self.paragraph}{runs}</w:p>"

    def _wrapped(self, text: str) -> str:
        return f"<w:r>{self.run}{_TEXT}{text}</w:t></w:r>"

    def _rich(self, value: Rich) -> str:
        return f"</w:t></w:r>{self._runs(value)}<w:r>{self.run}{_TEXT}"

    def _runs(self, value: Rich) -> str:
        return "".join(self._run(run) for run in value.runs)

    def _run(self, run: Run) -> str:
        properties = run_properties(self.run, run)
        return f"<w:r>{properties}{_TEXT}{self._special(run.text)}</w:t></w:r>"


# The order of the schema (CT_RPr): what stands before and after the three that a Run can set.
_BEFORE_BOLD = ("rStyle", "rFonts")
_BEFORE_COLOUR = (
    *_BEFORE_BOLD, "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline", "shadow", "emboss",
    "imprint", "noProof", "snapToGrid", "vanish", "webHidden",
)  # fmt: skip
_PROPERTY = re.compile(r"<w:(\w+)(?:\s[^>]*)?(?:/>|>.*?</w:\1>)", re.DOTALL)
_COLOUR = re.compile("[0-9A-Fa-f]{6}")


def run_properties(base: str, run: Run) -> str:
    """A run's properties with bold, italic and colour of ``run`` put over those of ``base``, in schema order."""
    inside = base.removeprefix("<w:rPr>").removesuffix("</w:rPr>") if base != "<w:rPr/>" else ""
    properties = [(match[1], match[0]) for match in _PROPERTY.finditer(inside)]
    if run.colour:
        if not _COLOUR.fullmatch(run.colour):
            raise UnwritableError(run.colour)
        _put(properties, _BEFORE_COLOUR, ("color", f'<w:color w:val="{run.colour}"/>'))
    if run.italic:
        _put(properties, (*_BEFORE_BOLD, "b", "bCs"), ("i", "<w:i/>"))
    if run.bold:
        _put(properties, _BEFORE_BOLD, ("b", "<w:b/>"))
    return f"<w:rPr>{''.join(text for _, text in properties)}</w:rPr>" if properties else ""


def _put(properties: list[tuple[str, str]], before: tuple[str, ...], new: tuple[str, str]) -> None:
    properties[:] = [entry for entry in properties if entry[0] != new[0]]
    at = sum(1 for name, _ in properties if name in before)
    properties.insert(at, new)


def _inline(value: Fragment) -> str:
    """A macro's text belongs inside a run only if it was written there."""
    if _BLOCK.match(value):
        raise Stop(problem("WD108"))
    return value


def block_writer(format: str) -> Callable[[Any], str]:
    """Writes the content of a cell or a text box that blocks may have emptied: it ends with a paragraph."""

    def write(value: Any) -> str:
        text = str(value)
        return text if text.endswith(("</w:p>", "<w:p/>")) else text + "<w:p/>"

    return write


def fragment_writer(format: str) -> Callable[[Any], str]:
    """Writes what the program itself has collected."""
    return str

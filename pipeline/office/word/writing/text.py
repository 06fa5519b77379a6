"""Values → WordprocessingML: escaped text in its run, rich text, whole paragraphs."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pipeline.office.markup import escaped, safe_address
from pipeline.office.picture import Picture
from pipeline.office.tags.writers import Fragment, Rich, Run, number_writer, write_value
from pipeline.office.word.writing.additions import OFFICE, WRITING
from pipeline.office.word.writing.drawing import inline
from pipeline.office.word.writing.runs import run_properties
from pipeline.office.word.writing.subdocument import SubDocument
from pipeline.problems import Stop, problem

_DIVISION = re.compile("([\a\f])")
_PAGE = '<w:br w:type="page"/>'
_TEXT = '<w:t xml:space="preserve">'
_DRAWING_ID = re.compile(r'(<wp:docPr\b[^>]*?\bid=")\d+')
_BLOCK = re.compile(r"\s*<w:(?:p|tbl|sdt)[ >/]")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a value stands: its paragraph's and its run's properties as XML, and whether the run hangs
    directly in the paragraph, so that both may be ended and begun again; the part, the width of its lines in EMU,
    and whether rich text brings all its formatting itself (``{{r x}}``)."""

    paragraph: str = ""
    run: str = ""
    direct: bool = True
    part: str = ""
    width: int = 5_270_500
    plain: bool = False

    def text_writer(self, format: str) -> Callable[[Any], str]:
        """Writes a value inside w:t: \\n is a line break, \\t a tab, \\f a new page, \\a a new paragraph."""
        number = number_writer(format)
        blank = write_value(None, format)

        def write(value: Any) -> str:
            kind = type(value)
            if kind is not str:
                if kind is int or (kind is float and value == value):
                    return number(value)
                if value is None:
                    return blank
                if isinstance(value, Fragment):
                    return _inline(value)
                if isinstance(value, Rich):
                    return self._beside(self._runs(value))
                if isinstance(value, Picture):
                    return self._beside(self._picture(value))
                if isinstance(value, SubDocument):
                    raise Stop(problem("WD108"))
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
            if isinstance(value, Picture):
                return self._paragraph(self._picture(value))
            if isinstance(value, SubDocument):
                return value.paragraphs(self.part)
            if isinstance(value, list | tuple):
                return "".join(map(write, value))
            text = write_value(value, format)
            lines = text.replace("\a", "\n").split("\n") if text else []
            return "".join(self._paragraph(self._wrapped(self._special(line))) for line in lines)

        return write

    def _special(self, text: str) -> str:
        if "\a" in text or "\f" in text:
            return "".join(self._division(part) or self._special(part) for part in _DIVISION.split(text))
        text = escaped(text).replace("\r\n", "\n").replace("\r", "\n")
        return text.replace("\n", f"</w:t><w:br/>{_TEXT}").replace("\t", f"</w:t><w:tab/>{_TEXT}")

    def _division(self, part: str) -> str:
        """What \\a and \\f become; nothing for a text. In a link or a control no paragraph can end."""
        if part not in ("\a", "\f"):
            return ""
        page = f"<w:p><w:r>{_PAGE}</w:r></w:p>" if part == "\f" else ""
        if not self.direct:
            return f"</w:t>{_PAGE if page else '<w:br/>'}{_TEXT}"
        return f"</w:t></w:r></w:p>{page}<w:p>{self.paragraph}<w:r>{self.run}{_TEXT}"

    def _paragraph(self, runs: str) -> str:
        return f"<w:p>{self.paragraph}{runs}</w:p>"

    def _wrapped(self, text: str) -> str:
        return f"<w:r>{self.run}{_TEXT}{text}</w:t></w:r>"

    def _beside(self, runs: str) -> str:
        """Runs of their own in the middle of the one that a value stands in."""
        return f"</w:t></w:r>{runs}<w:r>{self.run}{_TEXT}"

    def _picture(self, value: Picture) -> str:
        return f"<w:r>{inline(self.part, value, *value.within(self.width))}</w:r>"

    def _runs(self, value: Rich) -> str:
        return "".join(self._run(run) for run in value.runs)

    def _run(self, run: Run) -> str:
        properties = run_properties("" if self.plain else self.run, run)
        text = f"<w:r>{properties}{_TEXT}{self._special(run.text)}</w:t></w:r>"
        if not run.link:
            return text
        relation = WRITING.get().link(self.part, safe_address(run.link))
        return f'<w:hyperlink xmlns:r="{OFFICE}" r:id="{relation}">{text}</w:hyperlink>'


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


def again_writer(format: str) -> Callable[[Any], str]:
    """Writes what was collected and written once before: its drawings get numbers of their own."""
    return lambda value: _DRAWING_ID.sub(lambda found: found[1] + WRITING.get().drawing(), str(value))

"""A picture in its place → DrawingML: in line with the text, or in the frame that the template drew for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pipeline.office.markup import escaped
from pipeline.office.picture import Picture
from pipeline.office.tags.writers import UnwritableError, write_value
from pipeline.office.word.writing.additions import OFFICE, WRITING

_MAIN = "http://schemas.openxmlformats.org/drawingml/2006"
SLOTS = {name: f"\ufdd2{name[0]}" for name in ("width", "height", "picture", "text", "number")}  # no text holds them


def inline(part: str, picture: Picture, width: int, height: int) -> str:
    """A drawing in line with the text, of that size in EMU."""
    additions = WRITING.get()
    relation, number = additions.picture(part, picture), additions.drawing()
    text = _attribute(picture.alt)
    return (
        f'<w:drawing><wp:inline xmlns:wp="{_MAIN}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{number}" name="图片 {number}" descr="{text}"/>'
        f'<a:graphic xmlns:a="{_MAIN}/main"><a:graphicData uri="{_MAIN}/picture"><pic:pic xmlns:pic="{_MAIN}/picture">'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="图片 {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip xmlns:r="{OFFICE}" r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing>"
    )


def _attribute(text: str) -> str:
    return escaped(text).replace('"', "&quot;")


@dataclass(frozen=True)
class Frame:
    """A picture of the template whose alt text is a tag: its box in EMU, its markup around another picture and
    as it was drawn, both with slots."""

    part: str
    width: int
    height: int
    other: str
    drawn: str = ""

    def writer(self, format: str) -> Any:
        """Writes a picture into the frame, in its own shape; a text becomes the alt text of the picture that was
        drawn; for a blank nothing stays."""

        def write(value: Any) -> str:
            if isinstance(value, Picture):
                return self._filled(value)
            if value is None and format in ("", "picture"):
                return ""
            if not self.drawn:
                raise UnwritableError(type(value).__name__)
            text = _attribute(write_value(value, format))
            return self.drawn.replace(SLOTS["number"], WRITING.get().drawing()).replace(SLOTS["text"], text)

        return write

    def _filled(self, picture: Picture) -> str:
        width, height = picture.fitted(self.width, self.height)
        if not self.other:
            return inline(self.part, picture, width, height)
        additions = WRITING.get()
        values = {
            "width": str(width),
            "height": str(height),
            "picture": additions.picture(self.part, picture),
            "number": additions.drawing(),
            "text": _attribute(picture.alt),
        }
        text = self.other
        for name, value in values.items():
            text = text.replace(SLOTS[name], value)
        return text

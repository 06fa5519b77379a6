"""Pictures of a template whose alt text is a tag → frames that a render fills with the pictures of the facts."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from lxml import etree

from pipeline.office.excel.moving.rows import At
from pipeline.office.excel.xml import XDR, A, Marks, R, quoted_attribute
from pipeline.office.picture import Picture
from pipeline.office.tags.scan import scan
from pipeline.office.template import Program, Tag, UnwritableError
from pipeline.problems import Place

IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
TYPES = {"png": "image/png", "jpeg": "image/jpeg"}
# What stands where the facts have no picture: one transparent point.
_NOTHING = Picture(
    base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="),
    "png", 1, 1,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture of the template: its number in the workbook, its box in EMU, its relationship, its tag."""

    number: int
    width: int
    height: int
    relation: str
    tag: Tag


@dataclass(frozen=True)
class FramedPart:
    """A drawing with frames, and the program that gives their pictures as one record."""

    frames: Sequence[Frame]
    program: Program

    def pictures(self, outputs: Sequence[Any]) -> dict[int, Picture]:
        """Number of a frame → its picture. Raises UnwritableError for a value that is none."""
        (_, *values), *_ = outputs
        found = {}
        for frame, value in zip(self.frames, values, strict=True):
            if value is not None and not isinstance(value, Picture):
                raise UnwritableError(type(value).__name__)
            found[frame.number] = value or _NOTHING
        return found


def picture_writer(format: str) -> Any:
    """Refuses what is no picture; asked only where something is wrong."""

    def write(value: Any) -> str:
        if value is not None and not isinstance(value, Picture):
            raise UnwritableError(type(value).__name__)
        return ""

    return write


@dataclass(frozen=True, slots=True)
class Target:
    """Stands for the part of a frame's picture in a relationship."""

    by_layout: ClassVar[bool] = False
    number: int

    def written(self, now: Any, at: At | None) -> str:
        """The part, from the root of the package."""
        return "/" + media_name(self.number, now.pictures[self.number])


@dataclass(frozen=True, slots=True)
class Alt:
    """Stands for the text for the blind."""

    by_layout: ClassVar[bool] = False
    number: int

    def written(self, now: Any, at: At | None) -> str:
        """The picture's own."""
        return quoted_attribute(now.pictures[self.number].alt)


@dataclass(frozen=True, slots=True)
class Fill:
    """Stands for how a picture fills its frame: whole, in its own shape, in the middle."""

    by_layout: ClassVar[bool] = False
    frame: Frame

    def written(self, now: Any, at: At | None) -> str:
        """Its distances from the edges in thousandths of a per cent."""
        width, height = now.pictures[self.frame.number].fitted(self.frame.width, self.frame.height)
        across = round((1 - width / self.frame.width) * 50_000)
        down = round((1 - height / self.frame.height) * 50_000)
        return f'<a:fillRect l="{across}" t="{down}" r="{across}" b="{down}"/>'


def frame_relation(number: int) -> str:
    """The relationship of a frame's picture."""
    return f"rIdFrame{number}"


def media_name(number: int, picture: Picture) -> str:
    """The part of a frame's picture."""
    return f"xl/media/frame{number}.{picture.format}"


def find_frames(root: etree._Element, first: int, place: Place) -> list[tuple[etree._Element, Frame]]:
    """The pictures of a drawing whose alt text is one value tag."""
    found: list[tuple[etree._Element, Frame]] = []
    for element in root.iter(f"{XDR}pic"):
        named = element.find(f".//{XDR}cNvPr")
        text = named.get("descr", "") if named is not None else ""
        tags = scan(text).tags
        size = element.find(f"{XDR}spPr/{A}xfrm/{A}ext")
        if len(tags) != 1 or tags[0].form != "{" or text[: tags[0].start].strip() or text[tags[0].end :].strip():
            continue
        width, height = (int(size.get(side, "1")) if size is not None else 1 for side in ("cx", "cy"))
        number = first + len(found)
        tag = Tag(tags[0].source, text, place, writer="picture")
        found.append((element, Frame(number, max(width, 1), max(height, 1), frame_relation(number), tag)))
    return found


def mark_frame(element: etree._Element, frame: Frame, marks: Marks) -> str:
    """Puts marks where the picture's own parts were; the relationship of the picture that was drawn there."""
    named, blip = element.find(f".//{XDR}cNvPr"), element.find(f".//{A}blip")
    fill = element.find(f"{XDR}blipFill")
    assert named is not None and blip is not None and fill is not None
    named.set("descr", marks.put(Alt(frame.number)))
    drawn = blip.get(f"{R}embed", "")
    blip[:] = []
    blip.set(f"{R}embed", frame.relation)
    for child in list(fill):
        if child is not blip:
            fill.remove(child)
    stretch = etree.SubElement(fill, f"{A}stretch")
    stretch.text = marks.put(Fill(frame))
    return drawn


def mark_relations(root: etree._Element, frames: Sequence[Frame], unused: set[str], marks: Marks) -> list[str]:
    """Puts the frames' relationships among those of a drawing, and takes the unused ones away; their targets."""
    gone = []
    for entry in list(root):
        if entry.get("Id") in unused:
            gone.append(entry.get("Target", ""))
            root.remove(entry)
    for frame in frames:
        entry = etree.SubElement(root, "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship")
        entry.set("Id", frame.relation)
        entry.set("Type", IMAGE)
        entry.set("Target", marks.put(Target(frame.number)))
    return gone

"""Pictures whose alt text is a tag → frames that a render fills."""

from __future__ import annotations

import re
from copy import deepcopy

from lxml import etree

from pipeline.office.tags.scan import Found, scan
from pipeline.office.word.reading.xml import W, ancestor, markup, remove, whole_number
from pipeline.office.word.writing.additions import OFFICE
from pipeline.office.word.writing.drawing import SLOTS, Frame

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
DOC_PR = f"{WP}docPr"
_V = "{urn:schemas-microsoft-com:vml}"
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_RELATIVE = tuple(
    f"{{http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing}}sizeRel{side}" for side in "HV"
)
_LENGTH = re.compile(r"(?:^|;)\s*(width|height):\s*([\d.]+)(pt|in|cm|mm|px)")
_EMU = {"pt": 12_700, "in": 914_400, "cm": 360_000, "mm": 36_000, "px": 9_525}


def sole_tag(text: str) -> Found | None:
    """The value tag that a text consists of."""
    tags = scan(text).tags
    alone = len(tags) == 1 and tags[0].form == "{" and not (text[: tags[0].start] + text[tags[0].end :]).strip()
    return tags[0] if alone else None


def frame_tag(drawing: etree._Element) -> str | None:
    """The alt text of a drawing (w:drawing, w:pict) that shows one picture, if it is a tag and no other is in it."""
    if drawing.tag == f"{W}pict":
        shapes = list(drawing.iter(f"{_V}shape", f"{_V}rect"))
        texts = [shape.get("alt", "") for shape in shapes if shape.find(f"{_V}imagedata") is not None]
    else:
        properties = drawing.find(f"*/{DOC_PR}")
        shown = len(list(drawing.iter(f"{PIC}pic"))) == len(list(drawing.iter(f"{PIC}blipFill"))) == 1
        texts = [properties.get(name, "") for name in ("descr", "title")] if shown and properties is not None else []
    tagged = [text for text in texts if scan(text).tags]
    return tagged[0] if len(tagged) == 1 and sole_tag(tagged[0]) else None


def frame_of(drawing: etree._Element, part: str) -> Frame | None:
    """The frame that a drawing is, without a size: None."""
    if drawing.tag == f"{W}pict":
        return _vml_frame(drawing, part)
    extent = drawing.find(f"*/{WP}extent")
    if extent is None:
        return None
    width, height = whole_number(extent, "cx"), whole_number(extent, "cy")
    if width < 1 or height < 1:
        return None
    return Frame(part, width, height, _around_another(drawing), _as_drawn(drawing))


def shown_in(drawing: etree._Element) -> set[str]:
    """The relationships of the pictures that a drawing shows."""
    blips = (str(blip.get(f"{{{OFFICE}}}embed")) for blip in drawing.iter(f"{A}blip"))
    return {*blips, *(str(image.get(f"{{{OFFICE}}}id")) for image in drawing.iter(f"{_V}imagedata"))}


def whole_of(drawing: etree._Element) -> etree._Element:
    """The element that a frame takes the place of: the drawing, with its older form where it has one."""
    return ancestor(drawing, _ALTERNATE) if ancestor(drawing, _ALTERNATE) is not None else drawing  # type: ignore[return-value]


def _vml_frame(drawing: etree._Element, part: str) -> Frame | None:
    shape = next(drawing.iter(f"{_V}shape", f"{_V}rect"))
    sizes = {side: round(float(n) * _EMU[unit]) for side, n, unit in _LENGTH.findall(shape.get("style", ""))}
    return Frame(part, sizes["width"], sizes["height"], "") if {"width", "height"} <= sizes.keys() else None


def _slotted(drawing: etree._Element) -> etree._Element:
    """A copy in its surroundings (for the namespaces) with slots for its number and its alt text."""
    copied = deepcopy(drawing)
    drawing.addnext(copied)
    properties = copied.find(f"*/{DOC_PR}")
    assert properties is not None
    properties.set("id", SLOTS["number"])
    for element in (properties, *copied.iter(f"{PIC}cNvPr")):
        for name in ("descr", "title"):
            if scan(element.get(name, "")).tags:
                element.set(name, SLOTS["text"])
    return copied


def _finished(copied: etree._Element) -> str:
    copied.tail = None
    text = markup(copied)
    remove(copied)
    return text


def _as_drawn(drawing: etree._Element) -> str:
    tail, drawing.tail = drawing.tail, None
    text = _finished(_slotted(drawing))
    drawing.tail = tail
    return text


def _around_another(drawing: etree._Element) -> str:
    """The drawing's markup around a picture of any shape: what belonged to the one drawn (its crop, its vector
    form, a size relative to the page) goes."""
    tail, drawing.tail = drawing.tail, None
    copied = _slotted(drawing)
    for element in (*copied.iter(*_RELATIVE), *copied.iter(f"{A}srcRect")):
        remove(element)
    for extent in (*copied.iter(f"{WP}extent"), *copied.iterfind(f".//{PIC}spPr/{A}xfrm/{A}ext")):
        extent.set("cx", SLOTS["width"])
        extent.set("cy", SLOTS["height"])
    for blip in copied.iter(f"{A}blip"):
        for extension in list(blip.iter(f"{A}extLst")):
            remove(extension)
        blip.attrib.pop(f"{{{OFFICE}}}link", "")
        blip.set(f"{{{OFFICE}}}embed", SLOTS["picture"])
    text = _finished(copied)
    drawing.tail = tail
    return text

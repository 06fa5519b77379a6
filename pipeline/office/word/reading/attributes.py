"""Tags in the attributes of a part (alt texts, bookmarks, controls, field codes, link targets) → marks in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from lxml import etree

from pipeline.office.markup import attribute_writer, safe_address
from pipeline.office.tags.scan import Found, scan, unclosed
from pipeline.office.tags.writers import Fragment, write_value
from pipeline.office.template import Call, Tag, Writer
from pipeline.office.word.chart import REL_ID, ChartTag, is_chart_tag
from pipeline.office.word.chart import C as CHART
from pipeline.office.word.reading.drawings.frames import DOC_PR, frame_of, frame_tag, shown_in, whole_of
from pipeline.office.word.reading.fields import (
    INSTRUCTION,
    bookmark_writer,
    code_writer,
    is_harmless,
    word_of,
    writer_of,
)
from pipeline.office.word.reading.marks import Marks
from pipeline.office.word.reading.place import Places
from pipeline.office.word.reading.ticks import fill_ticks
from pipeline.office.word.reading.xml import W, replace_with_text
from pipeline.office.word.writing.additions import WRITING
from pipeline.problems import Problem, problem

_START, _END = f"{W}bookmarkStart", f"{W}bookmarkEnd"
_NAME, _ANCHOR, _ID = f"{W}name", f"{W}anchor", f"{W}id"


def controls_in(root: etree._Element) -> list[str]:
    """The names (w:tag) of the content controls of a part in order, as typed."""
    return [str(tag.get(f"{W}val")) for tag in root.iterfind(f".//{W}sdt/{W}sdtPr/{W}tag")]


class Attributes:
    """The attributes of one part. ``links``: relationship id → the address in it, where that holds tags."""

    def __init__(self, part: str, links: Mapping[str, str], marks: Marks, places: Places) -> None:
        self._part = part
        self._links = links
        self._marks = marks
        self._places = places
        self.placeholders: set[str] = set()
        self.problems: list[Problem] = []
        self.charts: list[tuple[etree._Element, ChartTag]] = []
        self.controls: list[str] = []
        self.touched = False
        self.writers: dict[str, Callable[[str], Writer]] = {
            "attribute": attribute_writer,
            "field code": code_writer,
            "bookmark": bookmark_writer,
            "address": lambda format: lambda value: self._related(value),
        }

    def read(self, root: etree._Element) -> None:
        """Puts marks where tags stand in attributes, and pictures and links in place of theirs."""
        self.controls = controls_in(root)
        ticks = fill_ticks(root, self._marks, self._places)
        self.touched |= bool(ticks)
        self.writers |= ticks
        for drawing in list(root.iter(f"{W}drawing", f"{W}pict")):
            self._read_frame(drawing)
        for element in list(root.iter(etree.Element)):
            for name, text in element.attrib.items():
                if "{" in text or "｛" in text:
                    self._read(element, str(name), str(text))
                elif text in self._links and str(name).startswith("{http://schemas.openxmlformats.org/officeDocument"):
                    self._read_link(element, str(name), self._links[str(text)])

    def _read_frame(self, drawing: etree._Element) -> None:
        text = frame_tag(drawing)
        frame = frame_of(drawing, self._part) if text is not None else None
        if text is None or frame is None:
            return
        name = f"frame {len(self.writers)}"
        self.writers[name] = frame.writer
        place = self._places.near(drawing)
        (found,) = scan(text).tags
        self.placeholders |= shown_in(drawing)
        whole = whole_of(drawing)
        replace_with_text(whole, self._marks.mark(Tag(found.source, _typed(text, found), place, writer=name)))
        self.touched = True

    def _read(self, element: etree._Element, name: str, text: str) -> None:
        tags = scan(text).tags
        place = self._places.near(element)
        self.problems += [problem("WD103", replace(place, tag=typed), typed, open="{_{") for typed in unclosed(text)]
        if not tags:
            return
        self.touched = True
        word = word_of(text[: tags[0].start]) if name == INSTRUCTION else ""
        writer = {_NAME: "bookmark", _ANCHOR: "bookmark", INSTRUCTION: writer_of(word)}.get(name, "attribute")
        if name == INSTRUCTION and not is_harmless(word):
            typed = _typed(text, tags[0])
            self.problems.append(problem("WD112", replace(self._places.near(element), tag=typed), typed))
        if element.tag == _START and name == _NAME:
            self._renumber(element)
        chart = self._chart_of(element)
        for tag in reversed(tags):
            if chart is not None and is_chart_tag(tag.source):
                place = self._places.near(element)
                self.charts.append((chart, ChartTag(str(chart.get(REL_ID)), tag.source, _typed(text, tag), place)))
                text = text[: tag.start] + text[tag.end :]
            else:
                text = text[: tag.start] + self._mark(element, name, text, tag, writer) + text[tag.end :]
        element.set(name, text if chart is None else text.strip() or element.get("name", ""))

    def _mark(self, element: etree._Element, name: str, text: str, tag: Found, writer: str) -> str:
        if tag.form == "#":
            return ""
        level = f"attribute {id(element)} {name}"
        place = self._places.near(element)
        return self._marks.mark(Tag(tag.source, _typed(text, tag), place, tag.form == "%", writer, level))

    @staticmethod
    def _chart_of(element: etree._Element) -> etree._Element | None:
        frame = element.getparent() if element.tag == DOC_PR else None
        return next(frame.iter(f"{CHART}chart"), None) if frame is not None else None

    def _renumber(self, start: etree._Element) -> None:
        """A bookmark whose name is a tag may be written many times, each time with a number of its own."""
        old = str(start.get(_ID))
        end = next((e for e in start.getroottree().iter(_END) if e.get(_ID) == old), None)
        start.set(_ID, self._marks.mark(Call("bookmark", (old,))))
        if end is not None:
            end.set(_ID, self._marks.mark(Call("bookmark", (old, 1))))

    # links

    def _read_link(self, element: etree._Element, name: str, address: str) -> None:
        """A link's address is written where the link stands, so that in a loop each has its own."""
        self.touched = True
        collected = f"address__{len(self._marks.pieces)}"
        start = self._marks.statement(f"set {collected}")
        parts = list(self._address(element, address))
        value = self._marks.mark(Tag(collected, writer="address"))
        element.set(name, start + "".join(parts) + self._marks.statement("endset") + value)

    def _address(self, element: etree._Element, address: str) -> Iterator[str]:
        at = 0
        for tag in scan(address).tags:
            yield address[at : tag.start] + self._mark(element, "address", address, tag, "attribute")
            at = tag.end
        yield address[at:]

    def _related(self, value: Any) -> str:
        return WRITING.get().link(self._part, safe_address(_plain(value)))


def _plain(value: Any) -> str:
    """The text of what a block collected for an attribute."""
    text = str(value) if isinstance(value, Fragment) else write_value(value)
    for name, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(name, char)
    return text


def _typed(text: str, tag: Found) -> str:
    return text[tag.start : tag.end]

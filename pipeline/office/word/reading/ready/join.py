"""Paragraphs that a tag runs over, or that a minus sign binds together → one paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from pipeline.office.tags.scan import Found, scan
from pipeline.office.word.reading.xml import PPR, SECTPR, XML_SPACE, P, R, T, W, own, parent_tag, remove

SPACES = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_OPENER, _CLOSER = re.compile("[{｛][{｛%％#＃]"), re.compile("[}｝%％#＃][}｝]")
_FURTHEST = 20  # paragraphs that one tag may run over


def atoms_of(paragraph: etree._Element) -> list[etree._Element]:
    """The pieces of text of a paragraph, spaces included, without those of its text boxes."""
    return [atom for atom in own(paragraph, T, *SPACES) if parent_tag(atom) == R]


def text_of(paragraph: etree._Element) -> str:
    """The text that a person sees in a paragraph."""
    return "".join((a.text or "") if a.tag == T else SPACES[str(a.tag)] for a in atoms_of(paragraph))


def join_paragraphs(root: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
    """Joins them. Yields what could not be: the paragraph, the tag as typed, and the code of the problem."""
    for paragraph in list(root.iter(P)):
        text = text_of(paragraph)
        if paragraph.getparent() is None or not any(brace in text for brace in "{｛"):
            continue
        _finish_tags(paragraph)
        yield from _bind(paragraph)


def _finish_tags(paragraph: etree._Element) -> None:
    """Takes in the paragraphs up to the one in which the last tag ends."""
    text = text_of(paragraph)
    if not scan(text).unclosed:
        return
    more: list[etree._Element] = []
    for following in _following(paragraph):
        if len(more) == _FURTHEST or any(next(p.iter(SECTPR), None) is not None for p in (paragraph, *more)):
            return
        more.append(following)
        text += " " + text_of(following)
        ends = _CLOSER.search(text_of(following))
        begins = _OPENER.search(text_of(following))
        if begins is not None and (ends is None or begins.start() < ends.start()):
            return
        if not scan(text).unclosed:
            break
    else:
        return
    for following in more:
        space = etree.SubElement(etree.SubElement(paragraph, R), T)
        space.text = " "
        space.set(XML_SPACE, "preserve")
        _append(paragraph, following)


def _following(paragraph: etree._Element) -> Iterator[etree._Element]:
    following = paragraph.getnext()
    while following is not None and following.tag == P:
        yield following
        following = following.getnext()


def _bind(paragraph: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
    """Follows the minus signs: of a first tag to the paragraph before, of a last tag to the one after."""
    text = text_of(paragraph)
    tags = [tag for tag in scan(text).tags if tag.form == "%"]
    if tags and tags[0].before and not text[: tags[0].start].strip():
        previous = paragraph.getprevious()
        if previous is None or previous.tag != P:
            yield paragraph, _typed(text, tags[0]), "WD107"
        else:
            yield from _append_safely(previous, paragraph, _typed(text, tags[0]))
            paragraph = previous
    while tags and tags[-1].after and not text[tags[-1].end :].strip():
        following = paragraph.getnext()
        if following is None or following.tag != P:
            yield paragraph, _typed(text, tags[-1]), "WD107"
            return
        yield from _append_safely(paragraph, following, _typed(text, tags[-1]))
        _finish_tags(paragraph)
        text = text_of(paragraph)
        tags = [tag for tag in scan(text).tags if tag.form == "%"]


def _typed(text: str, tag: Found) -> str:
    return text[tag.start : tag.end]


def _append_safely(
    paragraph: etree._Element, more: etree._Element, typed: str
) -> Iterator[tuple[etree._Element, str, str]]:
    if paragraph.find(f"{PPR}/{SECTPR}") is not None:
        yield paragraph, typed, "WD105"
    _append(paragraph, more)


def _append(paragraph: etree._Element, more: etree._Element) -> None:
    """Moves a paragraph's content to the end of another; a section break that it carried stays."""
    section = more.find(f"{PPR}/{SECTPR}")
    properties = paragraph.find(PPR)
    if section is not None and properties is None:
        properties = etree.Element(PPR)
        paragraph.insert(0, properties)
    if section is not None and properties is not None:
        properties.append(section)
    for child in [child for child in more if child.tag != PPR]:
        paragraph.append(child)
    remove(more)

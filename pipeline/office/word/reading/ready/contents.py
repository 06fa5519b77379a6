"""Tables of contents → tables that Word brings up to date when the document is opened.

What a template's table of contents shows was true of the template: its entries are the headings with their tags.
They go, for nobody can know a page number before the pages are laid out; the field stays and is marked as dirty.
"""

from __future__ import annotations

from lxml import etree

from pipeline.office.word.reading.fields import CODE, word_of
from pipeline.office.word.reading.xml import P, R, T, W, ancestor, remove

_CHAR, _KIND, _DIRTY = f"{W}fldChar", f"{W}fldCharType", f"{W}dirty"
HINT = "目录：打开文档时选择“更新域”，或在此处按 F9"


def mark_contents(root: etree._Element) -> bool:
    """Marks the tables of contents of a part; whether there are any."""
    marked = False
    for code in list(root.iter(CODE)):
        begin = _before(code, "begin")
        if word_of(code.text or "") != "TOC" or begin is None or begin.get(_DIRTY) == "true":
            continue
        begin.set(_DIRTY, "true")
        marked = True
        result = _result(root, begin)
        if result is not None and _shows_tags(*result):
            _clear(*result)
    return marked


def _before(code: etree._Element, kind: str) -> etree._Element | None:
    """The field character of that kind that stands before a code in its paragraph."""
    paragraph = ancestor(code, P)
    chars = [] if paragraph is None else list(paragraph.iter(_CHAR, CODE))
    earlier = chars[: chars.index(code)] if code in chars else []
    return next((char for char in reversed(earlier) if char.get(_KIND) == kind), None)


def _result(root: etree._Element, begin: etree._Element) -> tuple[etree._Element, etree._Element] | None:
    """The characters between which the result of the field that begins there stands."""
    depth = 0
    separate = None
    chars = list(root.iter(_CHAR))
    for char in chars[chars.index(begin) :]:
        kind = char.get(_KIND)
        depth += (kind == "begin") - (kind == "end")
        if kind == "separate" and depth == 1:
            separate = char
        if depth == 0:
            return (separate, char) if separate is not None else None
    return None


def _paragraphs(separate: etree._Element, end: etree._Element) -> list[etree._Element]:
    """The paragraphs of a result, which stand side by side."""
    first, last = ancestor(separate, P), ancestor(end, P)
    if first is None or last is None:
        return []
    found = [first]
    while found[-1] is not last:
        following = found[-1].getnext()
        if following is None:
            return []
        found.append(following)
    return found


def _shows_tags(separate: etree._Element, end: etree._Element) -> bool:
    """Whether tags came into a result with the headings; who wrote a loop into it knows what it does."""
    paragraphs = _paragraphs(separate, end)
    text = "".join(text.text or "" for paragraph in paragraphs for text in paragraph.iter(T))
    return ("{{" in text or "｛｛" in text) and "{%p" not in text


def _clear(separate: etree._Element, end: etree._Element) -> None:
    """Puts a hint in place of the result."""
    first, *between = _paragraphs(separate, end)
    opening, closing = separate.getparent(), end.getparent()
    if opening is None or closing is None or opening.tag != R or opening.getparent() is not first:
        return
    for sibling in list(opening.itersiblings()):
        if sibling is closing:
            break
        remove(sibling)
    for paragraph in between:
        if paragraph is not closing.getparent():
            remove(paragraph)
    for sibling in list(closing.itersiblings(preceding=True)) if between else []:
        if str(sibling.tag) != f"{W}pPr":
            remove(sibling)
    hint = etree.Element(R)
    etree.SubElement(hint, T).text = HINT
    opening.addnext(hint)

"""Names of a form's fields → content controls that people fill in, on paper or on a screen, and programs read back.

A control's w:tag is the name of the field that kind.toml declares. A field of a row has its row's number behind the
name (goal_1, goal_2 …); a field that is ticked has a box for each choice, with the choice behind it (fb_useful_5).
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

from authoring.house_text import Xml, run

ROOM = "　" * 6  # what an empty control shows: as wide as it takes to find and click it
_STATES = (
    '<w14:checkedState w14:val="2611" w14:font="Segoe UI Symbol"/><w14:uncheckedState w14:val="25A1" w14:font="宋体"/>'
)


def control(name: str, inner: str, kind: str = "<w:text/>", *, label: str = "", empty: bool = False) -> Xml:
    """A content control around runs. ``empty``: what it holds is to be typed over, and reads as nothing filled in."""
    alias = f"<w:alias w:val={quoteattr(label)}/>" if label else ""
    placeholder = "<w:showingPlcHdr/>" if empty else ""
    content = inner if isinstance(inner, Xml) else run(inner)
    return Xml(
        f"<w:sdt><w:sdtPr>{alias}<w:tag w:val={quoteattr(name)}/>{placeholder}{kind}</w:sdtPr>"
        f"<w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )


def written(name: str, label: str = "", room: str = ROOM) -> Xml:
    """A control to write a text in, of several lines where need be."""
    return control(name, room, '<w:text w:multiLine="1"/>', label=label, empty=True)


def dated(name: str, label: str = "") -> Xml:
    """A control to choose a day in; on paper the day is written between the words."""
    kind = '<w:date><w:dateFormat w:val="yyyy年M月d日"/><w:lid w:val="zh-CN"/><w:storeMappedDataAs w:val="date"/>'
    kind += '<w:calendar w:val="gregorian"/></w:date>'
    return control(name, "　　　年　　月　　日", kind, label=label, empty=True)


def ticked(name: str, label: str = "") -> Xml:
    """A box to tick, with the mouse or with a pen."""
    kind = f'<w14:checkbox><w14:checked w14:val="0"/>{_STATES}</w14:checkbox>'
    return control(name, "□", kind, label=label)


def choice(name: str, choices: Iterable[str], between: str = "　") -> list[Xml]:
    """A box before each of these words; ``name_word`` is the box's name."""
    return [piece for word in choices for piece in (ticked(f"{name}_{word}", word), run(f"{word}{between}"))]

"""Check boxes whose name (or title) is a tag → boxes that a true or false value ticks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from lxml import etree

from pipeline.office.template import Tag, Writer
from pipeline.office.word.reading.drawings.frames import sole_tag
from pipeline.office.word.reading.marks import Marks
from pipeline.office.word.reading.place import Places
from pipeline.office.word.reading.xml import T, W, remove

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_VAL = f"{_W14}val"
_SIGN = re.compile("(?!00|[dD][89A-Fa-f]|[fF]{3}[eEfF])[0-9A-Fa-f]{4}")  # a character that XML may hold
_TICKED, _EMPTY = "2612", "2610"
_FALSE = ("", "0", "否", "无", "×", "false", "no")


def fill_ticks(root: etree._Element, marks: Marks, places: Places) -> dict[str, Callable[[str], Writer]]:
    """Puts marks into the state and the sign of such boxes; their writers."""
    writers: dict[str, Callable[[str], Writer]] = {}
    for box in list(root.iter(f"{_W14}checkbox")):
        properties = box.getparent()
        control = properties.getparent() if properties is not None else None
        named = [] if properties is None else [properties.find(f"{W}{name}") for name in ("tag", "alias")]
        holder = next((e for e in named if e is not None and sole_tag(str(e.get(f"{W}val", "")))), None)
        if control is None or holder is None:
            continue
        typed = str(holder.get(f"{W}val"))
        found = sole_tag(typed)
        assert found is not None
        remove(holder)
        signs = (_sign(box, "checkedState", _TICKED), _sign(box, "uncheckedState", _EMPTY))
        name = f"tick {signs[0]}{signs[1]}"
        writers |= {"tick": _writer("1", "0"), name: _writer(*signs)}
        place = places.near(control)
        state = box.find(f"{_W14}checked")
        if state is None:
            state = etree.Element(f"{_W14}checked")
            box.insert(0, state)
        state.set(_VAL, marks.mark(Tag(found.source, typed.strip(), place, writer="tick")))
        text = next(control.iter(T), None)
        if text is not None:
            text.text = marks.mark(Tag(found.source, typed.strip(), place, writer=name))
    return writers


def _sign(box: etree._Element, state: str, usual: str) -> str:
    """The character that a box shows in a state."""
    found = box.find(f"{_W14}{state}")
    code = str(found.get(_VAL)) if found is not None else usual
    return chr(int(code if _SIGN.fullmatch(code) else usual, 16))


def _writer(yes: str, no: str) -> Callable[[str], Writer]:
    def write(value: Any) -> str:
        ticked = str(value).strip().lower() not in _FALSE if isinstance(value, str) else bool(value)
        return yes if ticked and value == value else no

    return lambda format: write

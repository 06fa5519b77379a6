"""Turns the part of a package that holds its texts into a list of them; what is only there to be read aloud is not."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from pipeline.intake.workbooks.parts import UTF16

_END = b"</si>"
_STEP = 65_536  # bytes that are taken apart at a time
_ITEM = re.compile(r"((?:\s|<si/>)*)<si>(.*)", re.S)
_TEXT = re.compile(rb"<t(?:\s[^<>]*)?>([^<]*)</t>")
_ODD = re.compile(r"<!|<si\s|<\w+:|encoding=[\"'](?!utf-8)", re.I)
_ENTITY = re.compile(r"(&(?:#\d{1,7}|#x[\da-fA-F]{1,6}|\w+);)")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ESCAPED = re.compile(r"_x([\dA-Fa-f]{4})_")


def shared_strings(xml: bytes) -> list[str]:
    """The texts in their order, runs of one joined; raises ValueError or an error of lxml where the XML is broken."""
    first, last = xml.find(b"<si"), xml.rfind(_END)
    head = xml[:first] if first >= 0 else xml
    if xml.find(b"<si>", max(last, 0)) >= 0 or xml[:2] in UTF16 or _ODD.search(head.decode()):
        return _parsed(xml)
    simple = not any(sign in xml for sign in (b"&", b"_x", b"\r"))
    texts: list[str] = []
    for item in _items(xml, last + len(_END)):
        if item.startswith("<si><t>") and item.endswith("</t>") and item.find("<", 7) == len(item) - 4:
            texts.append(item[7:-4] if simple else plain(item[7:-4]))
        elif (found := _ITEM.fullmatch(item)) and not _ODD.search(item):
            texts += [""] * found[1].count("<si/>")
            texts.append(joined(found[2].encode()))
        else:
            return _parsed(xml)
    rest = xml[last + len(_END) if last >= 0 else max(first, 0) :]
    return texts if not texts or rest.strip() in (b"</sst>", b"") else _parsed(xml)


def _items(xml: bytes, end: int) -> Iterator[str]:
    """The text of each item without its end, from the first one on; only a part of them is held at a time."""
    at = max(xml.find(b"<si"), 0)
    while at < end:
        cut = xml.find(_END, min(at + _STEP, end - len(_END))) + len(_END)
        yield from xml[at:cut].decode().split(_END.decode())[:-1]
        at = cut


def joined(xml: bytes) -> str:
    """The runs of one text as one, without what stands above it to be read aloud."""
    first, *others = xml.split(b"<rPh")
    shown = b"".join((first, *(other.partition(b"</rPh>")[2] for other in others)))
    return "".join(map(plain_text, _TEXT.findall(shown)))


def plain_text(raw: bytes) -> str:
    """The text that stands in XML as these bytes; raises UnicodeDecodeError where they are none."""
    return plain(raw.decode())


def plain(text: str) -> str:
    """The same of text as it stands in XML."""
    if "&" in text:
        parts = _ENTITY.split(text)
        parts[1::2] = map(_meant, parts[1::2])
        text = "".join(parts)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unescaped(text) if "_x" in text else text


def unescaped(text: str) -> str:
    """Office writes a character that XML cannot hold as _x000D_, and an _x that is none as _x005F_x."""
    plain = _ESCAPED.sub(lambda found: _character(int(found[1], 16)), text)
    return plain.replace("\r\n", "\n").replace("\r", "\n")


@lru_cache(maxsize=10_000)
def _meant(entity: str) -> str:
    """The character that an entity stands for: &#24352; and &#x5f20; are 张."""
    name = entity[1:-1]
    if name[0] != "#":
        return _NAMED.get(name, entity)
    return _character(int(name[2:], 16) if name[1] == "x" else int(name[1:]))


def _character(number: int) -> str:
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


def _parsed(xml: bytes) -> list[str]:
    """The same by a parser, for XML that is written in some other way."""
    options = {"resolve_entities": False, "no_network": True, "huge_tree": False}
    texts = []
    for _, item in etree.iterparse(io.BytesIO(xml), events=("end",), tag="{*}si", **options):
        parts = (part for part in item.iter("{*}t") if not any(True for _ in part.iterancestors("{*}rPh")))
        texts.append(unescaped("".join(part.text or "" for part in parts)))
        item.clear()
    return texts

"""Turns the part of a package that holds its texts into a list of them; what is only there to be read aloud is not."""

from __future__ import annotations

import io
import re

from lxml import etree

from pipeline.intake.workbooks.parts import UTF16

_ITEM = re.compile(rb"<si>(?:<t(?: xml:space=\"preserve\")?>([^<]*)</t></si>|(.*?)</si>)|<si/>", re.S)
_TEXT = re.compile(rb"<t(?:\s[^<>]*)?>([^<]*)</t>")
_ODD = re.compile(rb"<!|<si\s|<\w+:|encoding=[\"'](?!utf-8)", re.I)
_ENTITY = re.compile(r"&(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(\w+));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ESCAPED = re.compile(r"_x([\dA-Fa-f]{4})_")


def shared_strings(xml: bytes) -> list[str]:
    """The texts in their order, runs of one joined; raises ValueError or an error of lxml where the XML is broken."""
    unclosed = xml.find(b"<si>", max(xml.rfind(b"</si>"), 0)) >= 0
    if unclosed or xml[:2] in UTF16 or _ODD.search(xml):
        return _parsed(xml)
    start = max(xml.find(b"<si"), 0)
    simple = not any(sign in xml for sign in (b"&", b"_x", b"\r"))
    texts: list[str] = []
    at = start
    for found in _ITEM.finditer(xml, start):
        first, end = found.span()
        if first != at and xml[at:first].strip():
            return _parsed(xml)
        at = end
        text = found[1]
        if text is None:
            texts.append(joined(found[2] or b""))
        else:
            texts.append(text.decode() if simple else plain_text(text))
    return texts if xml[at:].strip() in (b"</sst>", b"") or not texts else _parsed(xml)


def joined(xml: bytes) -> str:
    """The runs of one text as one, without what stands above it to be read aloud."""
    first, *others = xml.split(b"<rPh")
    shown = b"".join((first, *(other.partition(b"</rPh>")[2] for other in others)))
    return "".join(map(plain_text, _TEXT.findall(shown)))


def plain_text(raw: bytes) -> str:
    """The text that stands in XML as these bytes; raises UnicodeDecodeError where they are none."""
    text = raw.decode()
    if "&" in text:
        text = _ENTITY.sub(_meant, text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unescaped(text) if "_x" in text else text


def unescaped(text: str) -> str:
    """Office writes a character that XML cannot hold as _x000D_, and an _x that is none as _x005F_x."""
    plain = _ESCAPED.sub(lambda found: _character(int(found[1], 16)), text)
    return plain.replace("\r\n", "\n").replace("\r", "\n")


def _meant(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED.get(found[3], found[0])
    return _character(int(found[1]) if found[1] else int(found[2], 16))


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

"""Values → text as XML holds it: in an element, in an attribute, in an address."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

from pipeline.office.tags.writers import write_value

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ACTIVE = re.compile("(?:javascript|vbscript|data|file):", re.IGNORECASE)
_IGNORED = re.compile("[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\ufeff]")  # programs look past these
_UNSAFE = re.compile(r'[\x00-\x20"<>\\^`{|}\x7f-\xa0\[\]]|%(?![0-9A-Fa-f]{2})')
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def escaped(text: str) -> str:
    """Text as XML holds it; what XML cannot hold at all is dropped."""
    text = _CONTROL.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute_writer(format: str) -> Callable[[Any], str]:
    """Writes values into an attribute or a property."""
    return lambda value: escaped(write_value(value, format)).replace('"', "&quot;")


def seen_address(address: str) -> str:
    """An address as the programs that follow it see it: without blanks and signs of no width."""
    return _IGNORED.sub("", address)


def is_active(address: str) -> bool:
    """Whether following an address would run code or reach into the disk."""
    return _ACTIVE.match(seen_address(address)) is not None


def safe_address(address: str) -> str:
    """An address as a link may hold it: what a URI must not hold is encoded; an active one, or one that no encoding
    makes a URI, leads nowhere."""
    address = _CONTROL.sub("", address)
    if is_active(address) or not _is_uri(address):
        return "#"
    start, hash, fragment = _UNSAFE.sub(lambda char: quote(char[0]), address).partition("#")
    return start + hash + fragment.replace("#", "%23")


def _is_uri(address: str) -> bool:
    """Whether what stands before the first colon or slash can be a scheme, and a port is a number."""
    try:
        urlsplit(address).port  # noqa: B018 - it is asked whether there can be one
    except ValueError:
        return False
    first = re.split("[/?#]", address, maxsplit=1)[0]
    return ":" not in first or _SCHEME.match(first) is not None

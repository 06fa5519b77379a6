"""Tags in the codes of Word's fields → tags whose values cannot turn the field into another."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from pipeline.office.markup import escaped, is_active
from pipeline.office.tags.writers import write_value
from pipeline.office.word.reading.xml import W

# Fields that show or point to something in the document; none of those that open files or run programs.
_HARMLESS = frozenset(
    (
        "HYPERLINK", "REF", "PAGEREF", "NOTEREF", "STYLEREF", "QUOTE", "SEQ", "TC", "XE", "SET", "IF", "COMPARE",
        "TITLE", "SUBJECT", "KEYWORDS", "COMMENTS", "AUTHOR", "DOCPROPERTY", "MERGEFIELD", "DISPLAYBARCODE", "EQ",
        "SYMBOL", "=",
    )
)  # fmt: skip
_WORD = re.compile(r"\W+")
_LONGEST_NAME = 40  # of a bookmark, to Word
CODE, _CHAR = f"{W}instrText", f"{W}fldChar"
INSTRUCTION = f"{W}instr"


@dataclass(frozen=True)
class FieldCode:
    """The code of a field, or a stretch of it between fields that stand in it: the word it begins with, its texts."""

    word: str
    texts: list[etree._Element]

    @property
    def takes_tags(self) -> bool:
        """Whether a value in it can do no harm."""
        return is_harmless(self.word)


def word_of(code: str) -> str:
    """The word that a field's code begins with."""
    return code.split(None, 1)[0].upper() if code.strip() else ""


def is_harmless(word: str) -> bool:
    """Whether a value in the code of such a field can do no harm."""
    return word in _HARMLESS or word.startswith("=")


def field_codes(root: etree._Element) -> Iterator[FieldCode]:
    """The codes of a part's fields in order; one may stand in several texts, and fields may stand in fields."""
    words: list[str] = []
    texts: list[etree._Element] = []
    for element in root.iter(_CHAR, CODE):
        if element.tag == CODE:
            texts.append(element)
            continue
        if texts:
            code = "".join(text.text or "" for text in texts)
            if words and not words[-1]:
                words[-1] = word_of(code)
            yield FieldCode(words[-1] if words else "", texts)
            texts = []
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            words.append("")
        elif kind == "end" and words:
            words.pop()
    if texts:
        yield FieldCode("", texts)


def bookmark_writer(format: str) -> Callable[[Any], str]:
    """Writes the name of a bookmark, or of the one a link goes to: letters, digits and _, not too long."""
    return lambda value: _WORD.sub("_", write_value(value, format))[:_LONGEST_NAME]


def writer_of(word: str) -> str:
    """The writer of the values in the code of such a field: those that point to a bookmark hold its name."""
    return "bookmark" if word in ("REF", "PAGEREF", "NOTEREF") else "field code"


def code_writer(format: str) -> Callable[[Any], str]:
    """Writes values into a field's code, where quotes and backslashes would end the text they stand in."""

    def write(value: Any) -> str:
        text = " ".join(write_value(value, format).split())
        if is_active(text):
            return "#"
        return escaped(text.replace("\\", "\\\\").replace('"', '\\"')).replace('"', "&quot;")

    return write

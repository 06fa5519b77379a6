"""Turns the nodes of a Markdown tree into plain lines of text, each with the line of the file it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’—…]")
_LABEL = re.compile(r"\**([^\s:：*]{1,12})\**\s*[:：]\**\s*(.*)", re.DOTALL)


class Line(NamedTuple):
    """One line of text: the file's line (from 1), the text, the list mark before it, how deep in lists it stands."""

    number: int
    text: str
    mark: str = ""
    depth: int = 0


def line_of(node: SyntaxTreeNode) -> int:
    """The line in the file where a block begins, from 1."""
    return node.map[0] + 1 if node.map else 0


def plain(node: SyntaxTreeNode, soft: str = "") -> str:
    """The text of an inline node without its marks; a line break in the source is nothing between Chinese
    characters, else a space, unless ``soft`` says what."""
    text = ""
    for child in node.children:
        if child.type in ("text", "code_inline", "html_inline"):
            text += child.content
        elif child.type == "hardbreak":
            text += "\n"
        elif child.type == "softbreak":
            text += soft or "\r"
        elif child.type != "image":
            text += plain(child, soft)
    return joined(text)


def joined(text: str) -> str:
    """A text with the line breaks of its source (\\r here) taken out as a reader would."""
    while (at := text.find("\r")) >= 0:
        before, after = text[:at].rstrip(" "), text[at + 1 :].lstrip(" ")
        wide = bool(before and after and (_WIDE.match(before[-1]) or _WIDE.match(after[0])))
        text = before + ("" if wide else " ") + after
    return text.strip()


def inline_of(node: SyntaxTreeNode) -> SyntaxTreeNode:
    """The inline content of a paragraph, heading or cell."""
    return node.children[0] if node.children else node


def only_picture(node: SyntaxTreeNode) -> SyntaxTreeNode | None:
    """The picture that a paragraph consists of."""
    parts = [child for child in inline_of(node).children if child.type != "softbreak"]
    return parts[0] if len(parts) == 1 and parts[0].type == "image" else None


def lines(node: SyntaxTreeNode, depth: int = 0) -> Iterator[Line]:
    """The lines of a block and all within it: a list's with their marks (1. or ·), a table's with | between cells."""
    if node.type in ("paragraph", "heading"):
        for offset, text in enumerate(plain(inline_of(node), "\n").split("\n")):
            yield Line(line_of(node) + offset, text.strip(), "", depth)
    elif node.type in ("bullet_list", "ordered_list"):
        for number, item in enumerate(node.children, start=int(node.attrs.get("start", 1) or 1)):
            mark = f"{number}." if node.type == "ordered_list" else "·"
            for position, line in enumerate(found for child in item.children for found in lines(child, depth + 1)):
                yield line._replace(mark=mark) if position == 0 else line
    elif node.type == "table":
        for number, text in table_lines(node):
            yield Line(number, text, "", depth)
    elif node.type in ("fence", "code_block", "html_block"):
        for offset, text in enumerate(node.content.rstrip("\n").split("\n")):
            yield Line(line_of(node) + offset, text, "", depth)
    else:
        for child in node.children:
            yield from lines(child, depth)


def table_lines(node: SyntaxTreeNode) -> list[tuple[int, str]]:
    """Line and text of each row of a table; a | within a cell becomes its wide form."""
    rows = [row for part in node.children for row in part.children]
    return [
        (line_of(row), "|".join(plain(inline_of(cell)).replace("|", "｜") for cell in row.children)) for row in rows
    ]


def labelled(text: str) -> tuple[str, str] | None:
    """A text that begins with a label as (label, rest): 答案：B → (答案, B); None where it does not."""
    found = _LABEL.fullmatch(text)
    return (found[1], found[2].strip()) if found else None


def text_of(node: SyntaxTreeNode) -> str:
    """The paragraphs within a block, each on a line."""
    return "\n".join(texts(node))


def texts(node: SyntaxTreeNode) -> Iterator[str]:
    """The paragraphs within a block, each a text; items of lists with their marks, rows of tables with |."""
    if node.type in ("paragraph", "heading"):
        yield plain(inline_of(node))
    elif node.type in ("bullet_list", "ordered_list"):
        for number, item in enumerate(node.children, start=int(node.attrs.get("start", 1) or 1)):
            mark = f"{number}." if node.type == "ordered_list" else "·"
            yield f"{mark} {text_of(item)}"
    elif node.type in ("table", "fence", "code_block"):
        yield from (line.text for line in lines(node))
    else:
        for child in node.children:
            yield from texts(child)

"""Turns one block of a course's text into points: a list into 要点, a paragraph into 说明, a picture into 图片 …"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pipeline.intake.markdown.text import inline_of, labelled, line_of, only_picture, plain, table_lines, text_of, texts
from pipeline.intake.sheets.headings import header_key

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

BY_LABEL = ("要点", "说明", "提示", "记录")  # kinds that a paragraph may begin with: 记录：…


def points_of(node: SyntaxTreeNode, kinds: Mapping[str, str]) -> Iterator[tuple[int, str, str, str]]:
    """Line, kind, content and picture of each point that a block makes; ``kinds`` are the words of labels."""
    at = line_of(node)
    if node.type in ("bullet_list", "ordered_list"):
        for line, text in _items(node):
            yield line, "要点", text, ""
    elif node.type == "table":
        yield at, "表格", "\n".join(text for _, text in table_lines(node)), ""
    elif node.type == "blockquote":
        yield at, "提示", text_of(node), ""
    elif node.type == "paragraph" and (shown := only_picture(node)):
        source = unquote(str(shown.attrs["src"]))
        yield at, "图片", shown.content or PurePosixPath(source).stem, source
    elif node.type in ("paragraph", "heading"):
        text = plain(inline_of(node))
        label = labelled(text)
        kind = kinds.get(header_key(label[0])[0]) if label else None
        yield (at, kind, label[1], "") if label and kind else (at, "说明", text, "")
    else:
        yield at, "说明", text_of(node), ""


def _items(node: SyntaxTreeNode) -> Iterator[tuple[int, str]]:
    """Line and text of each item of a list; what is nested in it follows on lines of its own."""
    for number, item in enumerate(node.children, start=int(node.attrs.get("start", 1) or 1)):
        text = "\n".join(texts(item))
        yield line_of(item), f"{number}. {text}" if node.type == "ordered_list" else text

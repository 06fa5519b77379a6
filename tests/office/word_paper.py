"""What the Word tests share: templates from short outlines, documents back as outlines, the schema oracle."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import docx
from authoring.validator import tool
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from office.tagging import FORMATS, NAMES
from PIL import Image

from pipeline.office.word import WordTemplate, compile_document

Outline = Sequence[str | Sequence[Sequence[str]]]


def drawn(outline: Outline, *, header: str = "", footer: str = "", title: str = "") -> bytes:
    """A .docx: a string is a paragraph (if it starts with <w: its XML), a list of lists a table."""
    document = docx.Document()
    if header:
        document.sections[0].header.paragraphs[0].text = header
    if footer:
        document.sections[0].footer.paragraphs[0].text = footer
    document.core_properties.title = title
    for item in outline:
        if isinstance(item, str):
            _paragraph(document, item)
            continue
        table = document.add_table(len(item), max(map(len, item)))
        for row, texts in zip(table.rows, item, strict=True):
            for cell, text in zip(row.cells, texts, strict=False):
                first, *more = text.split("¶")
                cell.text = first
                for line in more:
                    cell.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def image(width: int = 40, height: int = 20, colour: str = "red", kind: str = "PNG", **more: Any) -> bytes:
    """A picture file of one colour."""
    stream = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(stream, kind, **more)
    return stream.getvalue()


def _paragraph(document: Any, item: str) -> None:
    if item.startswith("<w:"):
        body = document.element.body
        body.insert(len(body) - 1, parse_xml(item.replace(">", f" {nsdecls('w')}>", 1)))
    else:
        document.add_paragraph(item)


def compiled(outline: Outline, **parts: str) -> WordTemplate:
    """The compiled template of an outline."""
    return compile_document(drawn(outline, **parts), name="周例会.docx", names=NAMES, formats=FORMATS)


def rendered(outline: Outline, facts: Mapping[str, Any], **parts: str) -> bytes:
    """The document of an outline with these facts, proved by the schemas where they are at hand."""
    data = compiled(outline, **parts).render(facts)
    assert invalid(data, whole=False) == []
    return data


def outline(data: bytes) -> list[Any]:
    """A document as paragraphs and tables in their order, empty paragraphs left out."""
    document = docx.Document(io.BytesIO(data))
    found: list[Any] = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            found.append([[cell.text for cell in row.cells] for row in block.rows])
        elif block.text:
            found.append(block.text)
    return found


def invalid(data: bytes, *, whole: bool = True) -> list[str]:
    """What the ISO 29500 schemas and the package rules say against a document; nothing if they are not here.

    ``whole``: all parts, not only the main ones.
    """
    check = tool()
    if check is None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.docx"
        path.write_bytes(data)
        results = check(str(path), doc_only=not whole)
        return [f"{part}: {errors}" for part, status, errors in results if status.startswith("INVALID")]

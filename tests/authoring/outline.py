"""A .docx → its outline as text: one line a paragraph with its style, one line a row; what a person would compare."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph


def outline(data: bytes) -> str:
    """Body, then each section's page and footer. A cell that spans prints once; empty paragraphs are left out."""
    document = Document(io.BytesIO(data))
    lines = [line for block in document.iter_inner_content() for line in _block(block)]
    for number, section in enumerate(document.sections, 1):
        wide, high = (round((side or 0) / 36000) for side in (section.page_width, section.page_height))
        lines.append(f"[page {number}] {wide} × {high} mm")
        lines += [f"[footer {number}] {text(p)}" for p in section.footer.paragraphs if text(p)]
    return "\n".join(lines) + "\n"


def _block(block: Paragraph | Table) -> Iterator[str]:
    if isinstance(block, Paragraph):
        if text(block):
            yield f"{block.style.name if block.style else ''}: {text(block)}"
        return
    yield "┌"
    for row in block.rows:
        repeated = "‖" if row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None else "│"
        yield f"{repeated} " + " | ".join(cell_text(_Cell(tc, block)) for tc in row._tr.tc_lst)
    yield "└"


def cell_text(cell: _Cell) -> str:
    """The cell's paragraphs, with ¶ between them; a chart is named."""
    return " ¶ ".join(t for p in cell.paragraphs if (t := text(p)))


def text(paragraph: Paragraph) -> str:
    """The paragraph's text with tabs and line breaks marked and its drawings named."""
    words = paragraph.text.replace("\t", " ⇥ ").replace("\n", " ⏎ ").strip()
    drawn = [d.get("name", "") for d in paragraph._p.iter(qn("wp:docPr"))]
    fields = [f.get(qn("w:instr"), "").strip() for f in paragraph._p.iter(qn("w:fldSimple"))]
    marks = [f"<{name}>" for name in (*drawn, *fields)]
    return " ".join([words, *marks] if words else marks)


if __name__ == "__main__":
    for file in sys.argv[1:]:
        print(outline(Path(file).read_bytes()))

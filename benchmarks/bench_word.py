"""form30 and rows1000: our Word engine against docxtpl, each with one template object and its own syntax.

form30: header, footer, nine labelled lines, a 30 × 7 table with & and < in its values, four bulleted lists.
Both templates are drawn by one outline; the peer's differs only in its escape filter, for it does not escape
unless asked, and asked globally (autoescape=True) it does so in its best way.
"""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from typing import Any

import docx
from docxtpl import DocxTemplate

from pipeline.office.template import Names
from pipeline.office.word import compile_document

LABELS = ("branch", "period", "date", "place", "host", "clerk", "present", "absent", "remark")
COLUMNS = ("officer", "plan", "enquiries", "applications", "deals", "amount", "note")
LISTS = ("news", "success", "risk", "tasks")


def outline() -> bytes:
    """The template, in the syntax that both engines read."""
    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "{{ branch }} · {{ period }}"
    section.footer.paragraphs[0].text = "{{ remark }} {{ date }}"
    document.add_heading("Weekly minutes {{ period }}", 1)
    for label in LABELS:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{label}: ").bold = True
        paragraph.add_run(f"{{{{ {label} }}}}")
    table = document.add_table(4, len(COLUMNS))
    table.style = "Table Grid"
    for i, column in enumerate(COLUMNS):
        table.cell(0, i).text = column
        table.cell(2, i).text = f"{{{{ row.{column} }}}}"
    table.cell(1, 0).text = "{%tr for row in rows %}"
    table.cell(3, 0).text = "{%tr endfor %}"
    for name in LISTS:
        document.add_heading(name, 2)
        document.add_paragraph(f"{{%p for item in {name} %}}")
        document.add_paragraph("{{ item }}", style="List Bullet")
        document.add_paragraph("{%p endfor %}")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def facts(rows: int) -> dict[str, Any]:
    """Invented values, all plain text and numbers, so that neither engine formats more than the other."""
    return {
        **{label: f"{label} 城东 & <{n}>" for n, label in enumerate(LABELS)},
        "rows": [
            {
                "officer": f"客户经理 {n:02}",
                "plan": 20 + n % 7,
                "enquiries": 15 + n % 11,
                "applications": n % 9,
                "deals": n % 4,
                "amount": f"{n * 3.5:.2f}",
                "note": f"A & B <{n}>",
            }
            for n in range(rows)
        ],
        **{name: [f"{name} {i} 拜访商户 & 回访" for i in range(5)] for name in LISTS},
    }


def race(ours: Callable[[], object], theirs: Callable[[], object], budget: float) -> tuple[list[float], list[float]]:
    """Processor times of single runs in turn, so that a busy machine harms neither; each warmed up once."""
    mine: list[float] = []
    peer: list[float] = []
    ours()
    theirs()
    end = time.process_time() + budget
    while len(peer) < 5 or time.process_time() < end:
        peer.append(_timed(theirs))
        mine += [_timed(ours) for _ in range(10)]
    return mine, peer


def _timed(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


def compare(identifier: str, rows_count: int, budget: float) -> dict[str, object]:
    """One row of results: medians of both, in milliseconds of processor time, and how many times as fast ours is."""
    template = outline()
    values = facts(rows_count)
    ours = compile_document(template, name="form.docx", names=Names(), formats={})
    theirs = DocxTemplate(io.BytesIO(template))

    def run_theirs() -> bytes:
        theirs.render(values, autoescape=True)
        stream = io.BytesIO()
        theirs.save(stream)
        return stream.getvalue()

    _same_text(ours.render(values), run_theirs())
    mine, peer = race(lambda: ours.render(values), run_theirs, budget)
    fast, slow = statistics.median(mine), statistics.median(peer)
    return {
        "id": identifier,
        "peer": "docxtpl 0.20",
        "ours": round(fast * 1000, 4),
        "theirs": round(slow * 1000, 3),
        "ratio": round(slow / fast, 1),
        "runs": [len(mine), len(peer)],
    }


def _same_text(ours: bytes, theirs: bytes) -> None:
    """A race counts only if both wrote the same words."""
    texts = []
    for data in (ours, theirs):
        document = docx.Document(io.BytesIO(data))
        cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
        texts.append(([p.text for p in document.paragraphs], cells))
    if texts[0] != texts[1]:
        raise SystemExit("bench_word: the two engines wrote different documents")


def rows() -> list[dict[str, object]]:
    """The results of every race."""
    return [compare("word.form30.docxtpl", 30, 4.0), compare("word.rows1000.docxtpl", 1000, 4.0)]


def main() -> None:
    """Prints one line per race."""
    for row in rows():
        print(f"{row['id']}: {row['ratio']:.1f}x  (ours {row['ours']} ms, theirs {row['theirs']} ms)")


if __name__ == "__main__":
    main()

"""Our Word engine against docxtpl, docxtemplater and Carbone, each with one template object and its own syntax.

Docxtpl does not escape unless asked, and asked globally (autoescape=True) it does so in its best way. The other two run
in Node and are left out where it, or the way to their packages, is missing.
"""

from __future__ import annotations

import base64
import io
import json
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
from docxtpl import DocxTemplate

from benchmarks.word_forms import CARBONE, DOCXTEMPLATER, JINJA, Syntax, form, form_facts, handout, handout_facts
from pipeline.office.template import Names
from pipeline.office.word import compile_document

RACE = Path(__file__).parent / "peers" / "race.js"
MODULES = Path(__file__).parents[1] / ".venv" / "peers"
PEERS = {"docxtemplater": ("docxtemplater@3.71.0", "pizzip@3.2.0"), "carbone": ("carbone@3.8.2",)}


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


def against_docxtpl(identifier: str, template: bytes, values: dict[str, Any], budget: float = 4.0) -> dict[str, object]:
    """One row of results: medians of both, in milliseconds of processor time, and how many times as fast ours is."""
    ours = compile_document(template, name="form.docx", names=Names(), formats={})
    theirs = DocxTemplate(io.BytesIO(template))

    def run_theirs() -> bytes:
        theirs.render(values, autoescape=True)
        stream = io.BytesIO()
        theirs.save(stream)
        return stream.getvalue()

    _same_text(ours.render(values), run_theirs())
    mine, peer = race(lambda: ours.render(values), run_theirs, budget)
    return _row(identifier, "docxtpl 0.20", mine, peer)


def against_node(peer: str, syntax: Syntax, values: dict[str, Any]) -> dict[str, object] | None:
    """The same against an engine that runs in Node; None where that cannot be had."""
    if not _installed(peer):
        return None
    ours = compile_document(form(JINJA), name="form.docx", names=Names(), formats={})
    job = {
        "peer": peer,
        "template": base64.b64encode(form(syntax)).decode(),
        "facts": syntax.facts(values),
        "runs": 200,
    }
    done = subprocess.run(
        ["node", str(RACE)], input=json.dumps(job), capture_output=True, text=True, check=True, cwd=MODULES, timeout=300
    )
    answer = json.loads(done.stdout)
    _same_text(ours.render(values), base64.b64decode(answer["document"]))
    mine = [_timed(lambda: ours.render(values)) for _ in range(1000)]
    return _row(f"word.form30.{peer}", PEERS[peer][0].replace("@", " "), mine, answer["seconds"])


def _installed(peer: str) -> bool:
    """Whether the peer is there, or can be fetched into .venv."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return False
    if (MODULES / "node_modules" / peer).is_dir():
        return True
    MODULES.mkdir(parents=True, exist_ok=True)
    command = [npm, "install", "--prefix", str(MODULES), "--no-audit", "--no-fund", "--ignore-scripts", *PEERS[peer]]
    return subprocess.run(command, capture_output=True, timeout=300).returncode == 0


def _row(identifier: str, peer: str, mine: list[float], theirs: list[float]) -> dict[str, object]:
    fast, slow = statistics.median(mine), statistics.median(theirs)
    return {
        "id": identifier,
        "peer": peer,
        "ours": round(fast * 1000, 4),
        "theirs": round(slow * 1000, 3),
        "ratio": round(slow / fast, 1),
        "runs": [len(mine), len(theirs)],
    }


def _same_text(ours: bytes, theirs: bytes) -> None:
    """A race counts only if both wrote the same words."""
    texts = []
    for data in (ours, theirs):
        document = docx.Document(io.BytesIO(data))
        cells = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
        texts.append(([p.text for p in document.paragraphs], cells, document.sections[0].header.paragraphs[0].text))
    if texts[0] != texts[1]:
        raise SystemExit("bench_word: the two engines wrote different documents")


def rows() -> list[dict[str, object]]:
    """The results of every race."""
    races = [
        against_docxtpl("word.form30.docxtpl", form(JINJA), form_facts(30)),
        against_node("docxtemplater", DOCXTEMPLATER, form_facts(30)),
        against_node("carbone", CARBONE, form_facts(30)),
        against_docxtpl("word.rows1000.docxtpl", form(JINJA), form_facts(1000)),
        against_docxtpl("word.handout60.docxtpl", handout(), handout_facts()),
    ]
    return [row for row in races if row is not None]


def main() -> None:
    """Prints one line per race."""
    for row in rows():
        print(f"{row['id']}: {row['ratio']:.1f}x  (ours {row['ours']} ms, theirs {row['theirs']} ms)")


if __name__ == "__main__":
    main()

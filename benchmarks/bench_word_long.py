"""Growth of the Word engine: time for each row from 10 to 100,000 rows, for each document from 1 to 100,000, memory."""

from __future__ import annotations

import resource
import time
from typing import Any

from benchmarks.word_forms import JINJA, form, form_facts
from pipeline.office.template import Names
from pipeline.office.word import compile_document

ROWS = (10, 100, 1_000, 10_000, 100_000)
DOCUMENTS = (1, 100, 10_000, 100_000)


def rows() -> list[dict[str, Any]]:
    """Microseconds of processor time for a document and for a row at each size, and the megabytes that a hundred
    thousand documents take beyond the first hundred."""
    template = compile_document(form(JINJA), name="form.docx", names=Names(), formats={})
    facts = [form_facts(30) | {"branch": f"支行 {n}"} for n in range(100)]
    for each in facts:
        template.render(each)
    before = _megabytes()
    found = []
    for count in DOCUMENTS:
        start = time.process_time()
        for n in range(count):
            template.render(facts[n % len(facts)])
        found.append(_figure("word.per_document", count, (time.process_time() - start) / count * 1e6, "µs"))
    found.append(_figure("word.memory_growth", DOCUMENTS[-1], _megabytes() - before, "MB"))
    return [*found, *(_figure("word.per_row", n, _per_row(template, n), "µs") for n in ROWS)]


def _per_row(template: Any, count: int) -> float:
    """The rest of the form counts for nothing: it is measured without rows and taken off."""
    facts = form_facts(count)
    bare = _best(lambda: template.render(form_facts(0)), 20)
    runs = max(3, 1_000 // count)
    return (_best(lambda: template.render(facts), runs) - bare) / count * 1e6


def _best(act: Any, runs: int) -> float:
    times = []
    for _ in range(runs):
        start = time.process_time()
        act()
        times.append(time.process_time() - start)
    return min(times)


def _megabytes() -> float:
    """The most that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _figure(name: str, size: int, value: float, unit: str) -> dict[str, Any]:
    return {"id": f"{name}.{size}", "peer": "", "ours": round(value, 2), "unit": unit}


def main() -> None:
    """Prints one line a figure."""
    for row in rows():
        print(f"{row['id']} = {row['ours']} {row['unit']}", flush=True)


if __name__ == "__main__":
    main()

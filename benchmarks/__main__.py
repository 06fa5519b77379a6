"""Runs every benchmark, prints `ID: N.Nx` for speed-ups and `ID = value unit` for figures, writes results.json."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from benchmarks import (
    bench_bank_long,
    bench_check,
    bench_excel,
    bench_guards,
    bench_intake,
    bench_pack,
    bench_word,
    bench_word_long,
)

LONG = (bench_word_long, bench_bank_long)
RESULTS = Path(__file__).parent / "results.json"


def main() -> None:
    """All benchmarks, those whose ID begins with one of the words on the command line, or (long) those of growth."""
    wanted = tuple(sys.argv[1:])
    rows: list[dict[str, Any]] = []
    for bench in (
        LONG if wanted == ("long",) else (bench_word, bench_excel, bench_intake, bench_check, bench_guards, bench_pack)
    ):
        if not wanted or any(bench.__name__.endswith(word.split(".")[0]) for word in wanted):
            for row in bench.rows():
                print(line(row), flush=True)
                rows.append(row)
    if not wanted:
        RESULTS.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def line(row: dict[str, Any]) -> str:
    """One result as people and scripts read it."""
    if row["peer"]:
        return f"{row['id']}: {row['ratio']:.1f}x"
    return f"{row['id']} = {row['ours']:.4g} {row.get('unit', '')}".rstrip()


if __name__ == "__main__":
    main()

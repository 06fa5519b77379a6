"""Turns what was heard of a column's cells into problems: one for each fault, one for all repairs of a kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.intake.cells.readings import Reading
from pipeline.intake.cells.words import as_text
from pipeline.privacy import mask_text, mask_value
from pipeline.problems import Level, Place, Problem, problem
from pipeline.vocabulary import MASKED, Field

SHOWN = 30  # faults of one kind in one column that are told one by one


def masked(value: object, item: Field) -> str:
    """A cell as it may be shown: by its field's privacy, numbers of people hidden in any other text."""
    text = as_text(value).strip()
    return mask_value(text, item.privacy) if item.privacy in MASKED else mask_text(text[:60])


def fault_problems(
    item: Field, cells: Sequence[object], faults: Mapping[int, Reading], places: Sequence[Place], level: Level
) -> Iterator[Problem]:
    """A problem for each unreadable cell; beyond thirty of a kind one more that counts the rest."""
    by_code: dict[str, list[int]] = {}
    for position, reading in faults.items():
        by_code.setdefault(reading.fault, []).append(position)
    for code, positions in by_code.items():
        for position in positions[:SHOWN]:
            reading = faults[position]
            yield problem(
                code, places[position], _found(cells[position], reading, item),
                level if reading.value is None else "warning",
                term=item.term, detail=reading.detail, near=reading.detail, unit=item.unit,
                choices="、".join(item.choices),
            )  # fmt: skip
        if rest := len(positions) - SHOWN:
            yield from _rest(code, rest, places[positions[SHOWN]], item, level) if rest > 0 else ()


def _found(cell: object, reading: Reading, item: Field) -> str:
    """Error values are shown as they are, a formula by its cell, a blank as the sign for it; anything else masked."""
    if reading.fault == "IN201":
        return as_text(cell).strip()
    return reading.detail if reading.fault in ("IN202", "IN203") else masked(cell, item)


def _rest(code: str, count: int, place: Place, item: Field, level: Level) -> Iterator[Problem]:
    yield problem("IN402", place, count, level, of=code, term=item.term)


def repair_problems(
    item: Field, cells: Sequence[object], heard: Mapping[int, Reading], places: Sequence[Place]
) -> Iterator[Problem]:
    """One problem for all repairs of a kind in the column, at the first cell, with their number."""
    first: dict[str, int] = {}
    count: dict[str, int] = {}
    for position, reading in heard.items():
        if reading.repair:
            first.setdefault(reading.repair, position)
            count[reading.repair] = count.get(reading.repair, 0) + 1
    for code, position in first.items():
        reading = heard[position]
        now = masked(reading.detail or reading.value, item)
        found = masked(cells[position], item)
        yield problem(
            code, places[position], found, "repair", term=item.term, count=count[code], now=now, unit=item.unit
        )

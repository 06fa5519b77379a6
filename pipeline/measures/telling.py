"""Rows that a check finds odd → problems at their cells: the first thirty of a kind, and how many more there are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from pipeline.language import chinese_date
from pipeline.measures.figure import Context
from pipeline.privacy import mask_text, mask_value
from pipeline.problems import Level, Problem, problem
from pipeline.tables import Tables
from pipeline.vocabulary import MASKED, Privacy

SHOWN = 30  # findings of one kind in one table that are told one by one


def each(
    tables: Tables,
    ctx: Context,
    name: str,
    rows: pd.DataFrame,
    code: str,
    field: str,
    *,
    level: Level = "warning",
    **params: Any,
) -> Iterator[Problem]:
    """A problem for each row at the field's cell; beyond thirty one more with the number of the rest.

    A param that names a column is filled from the row. What was found is masked by the field's privacy.
    """
    if rows.empty:  # as most are, and pandas takes its time over nothing
        return
    table, privacy = tables[name], ctx.vocabulary.fields[field].privacy
    for index, row in rows.head(SHOWN).iterrows():
        own = {key: shown(row[value]) if value in rows.columns else value for key, value in params.items()}
        yield problem(code, table.place(index, field), shown(row[field], privacy), level, **own)
    if len(rows) > SHOWN:
        rest = len(rows) - SHOWN
        yield problem("MS190", table.place(rows.index[SHOWN], field), rest, level, of=code)


def shown(value: Any, privacy: Privacy = "open") -> str:
    """A value as a problem may show it: masked, a day as people write it, a blank as a dash."""
    if isinstance(value, str) and privacy in MASKED:
        return mask_value(value, privacy)
    if value is None or value is pd.NaT or value is pd.NA:
        return "—"
    if isinstance(value, pd.Timestamp):
        return chinese_date(value.date())
    if isinstance(value, float):
        return "—" if value != value else mask_text(f"{value:.15g}")  # a telephone number may stand for a score
    return mask_text(str(value)) if isinstance(value, str) and value else "—"

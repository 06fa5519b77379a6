"""The territory table and its settings → seasons that nobody can read as months, with their cells."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.measures.assign import rows_of
from pipeline.measures.figure import Context
from pipeline.measures.market.seasons import season_months
from pipeline.measures.telling import each
from pipeline.problems import Place, Problem, problem
from pipeline.tables import Tables
from pipeline.workspace import SETTINGS


def market_findings(tables: Tables, ctx: Context) -> Iterator[Problem]:
    """Warnings: busy and slack seasons, and words for them in the settings, that name no months.

    The row still counts; only its season is left out.
    """
    words = ctx.settings["territory"]["season_words"]
    rows = rows_of(tables, ctx, "territories")
    for field in ("busy_season", "slack_season"):
        said = rows[rows[field].notna()]
        unread = said[[not season_months(text, words) for text in said[field]]]
        term = ctx.vocabulary.fields[field].term
        yield from each(tables, ctx, "territories", unread, "MS171", field, term=term)
    for word, meaning in words.items():
        if not season_months(word, words):
            place = Place(file=SETTINGS, inside="territory.season_words")
            yield problem("MS172", place, f"{word} = {meaning}", "warning")

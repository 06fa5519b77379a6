"""The models of the settings → models with rules that can be applied, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.measures.figure import Context
from pipeline.measures.screening.rules import Rule, read_rule
from pipeline.problems import Place, Problem, problem
from pipeline.tables import Tables
from pipeline.vocabulary import Field, Vocabulary
from pipeline.workspace import SETTINGS

Of = Literal["customers", "prospects"]

# What a rule may speak of: the fields of the profiles that figures/clients makes.
SPOKEN: Mapping[Of, tuple[str, ...]] = {
    "customers": (
        *("tier", "industry", "market", "target_group", "complete", "consent", "blacklisted", "age_on_file"),
        *("loans_count", "loans_amount", "balance", "repaid_share", "days_to_due", "months_lent", "days_settled"),
        *("overdue_days", "risk_level", "products_count", "products_held", "days_since", "last_result"),
        *("picked_before", "days_since_pick"),
    ),
    "prospects": (
        *("stage", "source", "industry", "market", "target_group", "channel_name", "channel_kind", "channel_status"),
        *("need", "product", "age_days", "steps_overdue", "market_customers", "trade_customers", "on_file"),
        *("picked_before", "days_since_pick"),
    ),
}
_EXCLUDE: Mapping[Of, str] = {"customers": "exclude", "prospects": "prospect_exclude"}


@dataclass(frozen=True)
class Model:
    """One screening model: who must be what, what gives points, from how many points on, and what to offer."""

    id: str
    name: str
    version: str
    must: tuple[Rule, ...]
    points: tuple[Rule, ...]
    least: float
    offer: str


def fields_of(of: Of, words: Vocabulary) -> dict[str, Field]:
    """The fields that rules of this kind may speak of, by term."""
    return {words.fields[name].term: words.fields[name] for name in SPOKEN[of]}


def models_of(ctx: Context, of: Of) -> list[Model]:
    """The models of customers or prospects in the order of the settings; one with a wrong rule, or the id of another
    before it, is left out."""
    known = fields_of(of, ctx.vocabulary)
    found = []
    for number, entry in _entries(ctx, of):
        must, points = ([*_rules(entry[name], known, _place(number, name))] for name in ("must", "points"))
        if all(isinstance(rule, Rule) for rule in (*must, *points)):
            found.append(
                Model(
                    id=str(entry["id"]),
                    name=str(entry["name"]),
                    version=str(entry["version"]),
                    must=tuple(rule for rule in must if isinstance(rule, Rule)),
                    points=tuple(rule for rule in points if isinstance(rule, Rule)),
                    least=float(entry["least"]),
                    offer=str(entry["offer"]),
                )
            )
    return found


def exclusions_of(ctx: Context, of: Of) -> list[Rule]:
    """The hard exclusions, in the order in which they are asked; a wrong one is left out."""
    known = fields_of(of, ctx.vocabulary)
    read = _rules(ctx.settings["screening"][_EXCLUDE[of]], known, Place(file=SETTINGS, inside="screening"))
    return [rule for rule in read if isinstance(rule, Rule)]


def screening_findings(_: Tables, ctx: Context) -> Iterator[Problem]:
    """What is wrong with the models of the settings: rules that nobody understands, two models of one id."""
    both: tuple[Of, ...] = ("customers", "prospects")
    for of in both:
        known = fields_of(of, ctx.vocabulary)
        place = Place(file=SETTINGS, inside=f"screening.{_EXCLUDE[of]}")
        yield from _wrong(_rules(ctx.settings["screening"][_EXCLUDE[of]], known, place))
        for number, entry in _entries(ctx, of):
            for name in ("must", "points"):
                yield from _wrong(_rules(entry[name], known, _place(number, name)))
    seen: set[str] = set()
    for number, entry in enumerate(ctx.settings["screening"]["models"], 1):
        if entry["id"] in seen or entry["of"] not in both:
            yield problem("MS143", _place(number, "id"), f"{entry['id']} {entry['of']}", known="、".join(both))
        seen.add(entry["id"])


def _entries(ctx: Context, of: Of) -> list[tuple[int, Mapping[str, Any]]]:
    """The models of these with their place in the settings; of two with one id the first counts."""
    every: Sequence[Mapping[str, Any]] = ctx.settings["screening"]["models"]
    ids = [entry["id"] for entry in every]
    first = [(number, entry) for number, entry in enumerate(every, 1) if ids.index(entry["id"]) == number - 1]
    return [(number, entry) for number, entry in first if entry["of"] == of]


def _place(number: int, name: str) -> Place:
    return Place(file=SETTINGS, inside=f"screening.models[{number}].{name}")


def _rules(texts: Iterable[str], known: Mapping[str, Field], place: Place) -> Iterator[Rule | Problem]:
    return (read_rule(text, known, place) for text in texts)


def _wrong(read: Iterable[Rule | Problem]) -> Iterator[Problem]:
    return (found for found in read if isinstance(found, Problem))

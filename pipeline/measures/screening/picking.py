"""Profiles, hard exclusions, models and a cap → who is picked by which model and why, who is not and why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipeline.measures.screening.models import Model
from pipeline.measures.screening.rules import Rule

_GROUP = ["bank", "branch", "officer"]  # the cap counts within it


@dataclass(frozen=True)
class Picked:
    """The outcome of a screening, each a part of the profiles in their order.

    chosen: one row each, best first, with model, version, segment, points, why, offer, also_fits and ``picked``:
    within the cap of the officer. excluded: with excluded_by. fits: a column of True or False for each model.
    """

    chosen: pd.DataFrame
    excluded: pd.DataFrame
    fits: pd.DataFrame


def pick(pool: pd.DataFrame, models: Sequence[Model], exclusions: Sequence[Rule], cap: int, size: str) -> Picked:
    """Screen the pool: exclusions first, then the model that gives most points (of equals the first), then the cap.

    ``size`` is a column that decides between equal points, the larger first. ``cap`` 0 is none.
    """
    barred = _barred(pool, exclusions)
    left = pool[barred == ""]
    points = pd.DataFrame({model.id: _points(left, model) for model in models}, index=left.index, dtype="float64")
    fits = points.notna()
    chosen = _chosen(left, models, points, fits)
    chosen = chosen.sort_values(["screen_points", size], ascending=[False, False], kind="stable")
    place = chosen.groupby(_GROUP, dropna=False, sort=False).cumcount()
    return Picked(
        chosen=chosen.assign(picked=(place < cap) | (cap <= 0)),
        excluded=pool.assign(excluded_by=barred)[barred != ""],
        fits=fits,
    )


def _barred(pool: pd.DataFrame, exclusions: Sequence[Rule]) -> pd.Series[Any]:
    """For each the first exclusion that holds, as a paper tells it; empty for nobody's."""
    barred: pd.Series[Any] = pd.Series("", pool.index, dtype="object")
    for rule in exclusions:
        now = rule.holds(pool) & (barred == "")
        barred = barred.mask(now, pd.Series(rule.told(pool[now]), pool.index[now], dtype="object"))
    return barred


def _points(frame: pd.DataFrame, model: Model) -> pd.Series[float]:
    """The points that the model gives each; blank where a must is not met or the points are too few."""
    fits = pd.Series(True, frame.index)
    for rule in model.must:
        fits &= rule.holds(frame)
    total = pd.Series(0.0, frame.index)
    for rule in model.points:
        total += rule.holds(frame).astype("float64") * rule.points
    return total.where(fits & (total >= model.least))


def _chosen(frame: pd.DataFrame, models: Sequence[Model], points: pd.DataFrame, fits: pd.DataFrame) -> pd.DataFrame:
    """Those whom a model fits, with the model that gives most points and its reasons."""
    any_fit = fits.any(axis=1) if len(models) else pd.Series(False, frame.index)
    frame, points, fits = frame[any_fit], points[any_fit], fits[any_fit]
    best = np.nan_to_num(points.to_numpy(), nan=-1.0).argmax(axis=1) if len(frame) else np.empty(0, dtype="int64")
    names = np.array([model.name for model in models], dtype="object")
    others = [
        "、".join(names[(row & (np.arange(len(models)) != at))]) for row, at in zip(fits.to_numpy(), best, strict=True)
    ]
    texts = {
        "screen_model": [models[at].id for at in best],
        "model_version": [models[at].version for at in best],
        "segment": [models[at].name for at in best],
        "offer": [models[at].offer for at in best],
        "also_fits": [text or None for text in others],
        "why": _reasons(frame, models, best),
    }
    return frame.assign(
        screen_points=points.max(axis=1).astype("float64"),
        **{name: pd.Series(values, frame.index, dtype="object") for name, values in texts.items()},
    )


def _reasons(frame: pd.DataFrame, models: Sequence[Model], best: np.ndarray) -> list[str]:
    """Why each was picked: what its model demands and what gave it points, with the values."""
    said: list[list[str]] = [[] for _ in best]
    for at, model in enumerate(models):
        own = frame[best == at]
        places = np.flatnonzero(best == at)
        scored = {rule.field.name for rule in model.points}
        for rule in (*(r for r in model.must if r.field.name not in scored), *model.points):
            holds = rule.holds(own).to_numpy(dtype=bool)
            for place, text, true in zip(places, rule.told(own), holds, strict=True):
                if true:
                    said[place].append(text)
    return ["；".join(texts) for texts in said]

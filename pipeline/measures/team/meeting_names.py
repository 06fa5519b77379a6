"""The settings of meetings → what each is called, whatever people write, and how often they are held."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipeline.measures.figure import Context


def called(names: pd.Series[Any], ctx: Context) -> pd.Series[Any]:
    """The meetings by the names of the settings: 晨会 is 早会; a name that no meeting of ours has stays."""
    known = {other: plan["name"] for plan in ctx.settings["meetings"].values() for other in plan["also"]}
    return names.map(lambda name: known.get(name, name)).astype("object")


def how_often(ctx: Context) -> dict[str, str]:
    """Name of each meeting → day, week or month."""
    return {str(plan["name"]): str(plan["every"]) for plan in ctx.settings["meetings"].values()}


def held_daily(ctx: Context) -> list[str]:
    """The names of the meetings that come every working day."""
    return [name for name, every in how_often(ctx).items() if every == "day"]

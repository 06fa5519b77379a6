"""The market: rivals, target groups, customers, the territory, what works in it and what its people need."""

from pipeline.measures.figures.market import (
    competitors,
    customers,
    demand,
    demand_groups,
    mix,
    rival_history,
    survey_forms,
    territories,
    territory_sums,
)

__all__ = [
    "competitors",
    "customers",
    "demand",
    "demand_groups",
    "mix",
    "rival_history",
    "survey_forms",
    "territories",
    "territory_sums",
]

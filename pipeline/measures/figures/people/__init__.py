"""Officers: profile, interviews, growth."""

from pipeline.measures.figures.people import (
    conduct,
    evidence,
    growth,
    interview_causes,
    interview_round,
    interviews,
    kash,
    kash_gaps,
    own_dates,
    own_markets,
    own_work,
    promises,
    story,
)

__all__ = [
    "conduct",
    "evidence",
    "growth",
    "interview_causes",
    "interview_round",
    "interviews",
    "kash",
    "kash_gaps",
    "own_dates",
    "own_markets",
    "own_work",
    "promises",
    "story",
]

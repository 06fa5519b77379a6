"""The figures of the catalogue; importing this package registers all of them."""

from pipeline.measures.figures import (
    actions,
    boards,
    competitors,
    course_days,
    course_feedback,
    courses,
    customers,
    deals,
    funnel,
    interviews,
    meetings,
    post_loan,
    series,
)

__all__ = [
    "actions",
    "boards",
    "competitors",
    "course_days",
    "course_feedback",
    "courses",
    "customers",
    "deals",
    "funnel",
    "interviews",
    "meetings",
    "post_loan",
    "series",
]

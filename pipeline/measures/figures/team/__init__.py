"""The team: who shares what, what lies ahead, visit days, outings."""

from pipeline.measures.figures.team import ahead, outings, topics, visit_day

__all__ = ["ahead", "outings", "topics", "visit_day"]

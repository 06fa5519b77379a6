"""What was done: the funnel, its boards, its days and weeks, its products and ways."""

from pipeline.measures.figures.work import boards, deals, funnel, series

__all__ = ["boards", "deals", "funnel", "series"]

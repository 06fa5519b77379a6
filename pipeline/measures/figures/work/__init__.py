"""What was done: the funnel, its boards, its days and periods, its products and ways, and the leads in hand."""

from pipeline.measures.figures.work import boards, deals, funnel, leads, periods, progress, series, weak_spots

__all__ = ["boards", "deals", "funnel", "leads", "periods", "progress", "series", "weak_spots"]

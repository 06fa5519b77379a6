"""What is to be done next: the branch's target and how it is split over its officers."""

from pipeline.measures.figures.targets import split

__all__ = ["split"]

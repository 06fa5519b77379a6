"""The market: rivals, target groups, customers."""

from pipeline.measures.figures.market import competitors, customers

__all__ = ["competitors", "customers"]

"""The figures of the catalogue, a folder for each subject; importing this package registers all of them."""

from pipeline.measures.figures import loans, market, meetings, people, training, work

__all__ = ["loans", "market", "meetings", "people", "training", "work"]

"""Who the branch serves and may come to serve: care, files, screening, channels and visits."""

from pipeline.measures.figures.clients import care, channels, files, rounds, screens, visits

__all__ = ["care", "channels", "files", "rounds", "screens", "visits"]

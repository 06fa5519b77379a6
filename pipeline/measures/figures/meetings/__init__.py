"""Meetings and what they decided."""

from pipeline.measures.figures.meetings import actions, meetings

__all__ = ["actions", "meetings"]

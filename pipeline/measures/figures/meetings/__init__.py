"""Meetings, what they start from, and what they decided."""

from pipeline.measures.figures.meetings import actions, cases, duties, meetings, moving, points, role_play, today

__all__ = ["actions", "cases", "duties", "meetings", "moving", "points", "role_play", "today"]

"""Courses: contents, days, feedback."""

from pipeline.measures.figures.training import course_days, course_feedback, courses

__all__ = ["course_days", "course_feedback", "courses"]

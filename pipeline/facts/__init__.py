"""Figures → the plain dict that one document is made from, made when the document is, and not before."""

from __future__ import annotations

from pipeline.facts.papers import Papers, build, period_facts
from pipeline.facts.rows import Facts, Key, plain_rows
from pipeline.facts.source import FactSource

__all__ = ["FactSource", "Facts", "Key", "Papers", "build", "period_facts", "plain_rows"]

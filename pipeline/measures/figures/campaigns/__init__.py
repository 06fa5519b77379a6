"""Campaigns: what is planned, what they brought."""

from pipeline.measures.figures.campaigns import campaigns

__all__ = ["campaigns"]

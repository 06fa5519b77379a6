"""Officers: profile, interviews, growth."""

from pipeline.measures.figures.people import interviews

__all__ = ["interviews"]

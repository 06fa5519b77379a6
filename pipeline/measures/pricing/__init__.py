"""Loan quotes as people write them → yearly rates that compare like for like (domain.md §5)."""

from pipeline.measures.pricing.costs import Cost, parse_cost
from pipeline.measures.pricing.quotes import Quote, Rejected, parse_quote
from pipeline.measures.pricing.rates import Terms, YearlyRate, yearly_rate

__all__ = ["Cost", "Quote", "Rejected", "Terms", "YearlyRate", "parse_cost", "parse_quote", "yearly_rate"]

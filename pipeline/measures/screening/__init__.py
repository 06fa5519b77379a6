"""Screening: a bank's models, written as settings in the trade's words, applied to everybody at once."""

from pipeline.measures.screening.models import Model, models_of, screening_findings
from pipeline.measures.screening.picking import Picked, pick
from pipeline.measures.screening.rules import Rule, read_rule

__all__ = ["Model", "Picked", "Rule", "models_of", "pick", "read_rule", "screening_findings"]

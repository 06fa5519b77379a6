"""After the loan: checks and arrears."""

from pipeline.measures.figures.loans import post_loan

__all__ = ["post_loan"]

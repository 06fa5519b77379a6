"""Formulas: their references, their values, and the cells that hold them."""

"""Formulas: their values, and the cells that hold them."""

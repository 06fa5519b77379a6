"""Rows that repeat, and everything in a workbook that refers to rows and moves with them."""

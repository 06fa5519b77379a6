"""Sheets that are there once for each item: their tag, their names, and their copies with all that belongs to them."""

"""Columns that are there once for each item: their tags, where columns then stand, and all that refers to them."""

"""Turns the bytes of any spreadsheet file into grids of cells, after looking at what they really are."""

"""Chenxi: a micro-loan branch's spreadsheets in, its paperwork out."""

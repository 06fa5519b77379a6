"""A workbook as it was made: its sheets, names, tables and styles, and what a reference is."""

"""Courses that a trainer writes as Markdown with front matter, read into the same tables as a workbook's."""

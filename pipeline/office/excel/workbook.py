"""Bytes of a workbook template → a template that renders facts into bytes of a workbook."""

"""A workbook made in Excel or WPS, with tags in its cells → workbooks."""

from pipeline.office.excel.workbook import ExcelTemplate, compile_workbook

__all__ = ["ExcelTemplate", "compile_workbook"]

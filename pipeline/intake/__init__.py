"""Turns the bytes of messy workbooks into tables that know where every cell came from."""

from pipeline.intake.inputs import FileReport, Intake, SheetReport, input_files, newest_data_day, read_inputs

__all__ = ["FileReport", "Intake", "SheetReport", "input_files", "newest_data_day", "read_inputs"]

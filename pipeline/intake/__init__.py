"""Turns the bytes of messy workbooks into tables that know where every cell came from."""

from pipeline.intake.files.reading import SheetReport
from pipeline.intake.files.sources import input_files
from pipeline.intake.inputs import FileReport, Intake, newest_data_day, read_inputs
from pipeline.intake.questions import Answer, Question

__all__ = [
    "Answer",
    "FileReport",
    "Intake",
    "Question",
    "SheetReport",
    "input_files",
    "newest_data_day",
    "read_inputs",
]

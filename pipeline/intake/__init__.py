"""Turns the bytes of messy workbooks into tables that know where every cell came from."""

from pipeline.intake.inputs import FileReport, Intake, newest_data_day, read_inputs
from pipeline.intake.questions import Answer, Question
from pipeline.intake.reading import SheetReport
from pipeline.intake.sources import input_files

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

"""Problems and a workbook's bytes → a copy of the workbook in which they are marked, everything else as it was."""

from pipeline.intake.marking.fresh import fresh_copy, fresh_title
from pipeline.intake.marking.marks import Mark, marks_of
from pipeline.intake.marking.workbook import marked_copy

__all__ = ["Mark", "fresh_copy", "fresh_title", "marked_copy", "marks_of"]

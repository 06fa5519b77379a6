"""Where the rows of a workbook stand and the outputs of its programs → what everything that is written can ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.office.excel.cells.columns import Columns
from pipeline.office.excel.compile import Compiled
from pipeline.office.excel.fill import Layout
from pipeline.office.excel.formulas.values import Values
from pipeline.office.excel.moving.marks import Now, Standing
from pipeline.office.excel.rows.merging import Begins, beginnings, ranges
from pipeline.office.picture import Picture

Outputs = Mapping[str, Sequence[Any]]  # part → the output of its program


class Render(Now):
    """One render: where the rows stand, what the cells hold, part → template row → the values of its rows,
    (sheet, template row) → column → the rows that begin a group of merged cells, the ranges of these groups on each
    sheet, and the pictures of frames by their numbers."""

    def __init__(
        self,
        compiled: Compiled,
        sheets: Mapping[str, int],
        standing: Standing,
        layouts: Sequence[Layout],
        outs: Outputs,
    ) -> None:
        super().__init__(sheets, standing)
        self._compiled = compiled
        self.columns: dict[str, dict[int, Columns]] = {
            sheet.name: sheet.columns(layout, outs[sheet.name])
            for sheet, layout in zip(compiled.sheets, layouts, strict=True)
        }
        self.begins: dict[tuple[int, int], Begins] = {}
        self.merged: dict[int, list[str]] = {}
        self.pictures: dict[int, Picture] = {}
        if compiled.merges:
            self._merge(layouts)
        self.values = Values(self, compiled.grids, self._kept)

    def _merge(self, layouts: Sequence[Layout]) -> None:
        """Notes the groups of merged cells."""
        for sheet, layout in zip(self._compiled.sheets, layouts, strict=True):
            for template in sheet.source.merging & layout.records.keys():
                form, numbers = sheet.source.forms[template], layout.rows.filled(template)
                begins = beginnings(form, self.columns[sheet.name][template], numbers)
                self.begins[form.sheet, template] = begins
                self.merged.setdefault(form.sheet, []).extend(ranges(begins, numbers))

    def _kept(self, at: tuple[int, int, int]) -> tuple[Sequence[Any] | None, str]:
        """What a cell of the template got in all its rows, as formulas and charts see it (None if it is not known), and
        of what kind these values are, if they are seen as they were given."""
        sheet, row, column = at
        known = self._compiled.valued.get(at)
        if known is None:
            kept = self._compiled.writers.kept.get(at, ())
            rows = self.maps.get(sheet)
            return (kept if len(kept) == (len(rows.filled(row)) if rows is not None else 1) else None), ""
        part, cell = known
        columns = self.columns[part].get(row)
        if columns is None:
            return (), ""
        return cell.seen(columns, self.begins[sheet, row][column] if cell.merge else None)

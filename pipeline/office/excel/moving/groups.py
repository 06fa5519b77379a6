"""Where a sheet has its merged ranges → the ranges of the groups that a render merges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from pipeline.office.excel.moving.rows import At


@dataclass(frozen=True, slots=True)
class MergedGroups:
    """Stands among a sheet's merged ranges for those of its groups."""

    by_layout: ClassVar[bool] = False
    sheet: int

    def written(self, now: Any, at: At | None) -> str:
        """Their elements."""
        return "".join(f'<mergeCell ref="{text}"/>' for text in now.merged.get(self.sheet, ()))

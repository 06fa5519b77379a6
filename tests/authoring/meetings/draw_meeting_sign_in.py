"""Draws templates/meeting-sign-in/: the weekly meeting's sign-in sheet, for the other meetings and for training."""

from __future__ import annotations

from pathlib import Path

from authoring.draw_sign_in_sheet import sheet

SORTS = (
    ("morning", "早会信息", "早会出勤"),
    ("evening", "夕会信息", "夕会出勤"),
    ("monthly", "月例会信息", "月例会出勤"),
)


def draw(folder: Path) -> None:
    """Writes meeting-sign-in.docx into the folder."""
    (folder / "meeting-sign-in.docx").write_bytes(sheet(SORTS))

"""A text in several formats → the runs of a cell, each with the cell's own font and what the run adds to it."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.office.template import Rich, Run

_COLOUR = re.compile(r"[0-9A-Fa-f]{6}")
Font = dict[str, str]  # element of a font → its markup, in the order of the schema


def runs(value: Rich, font: Font, written: Callable[[str], str]) -> str:
    """The r elements. ``written`` turns a text into what a cell's XML holds. Links stay text: a cell has only one."""
    return "".join(
        f'<r>{_properties(run, font)}<t xml:space="preserve">{written(run.text)}</t></r>'
        for run in value.runs
        if run.text
    )


def _properties(run: Run, font: Font) -> str:
    own = dict(font)
    if run.bold:
        own["b"] = "<b/>"
    if run.italic:
        own["i"] = "<i/>"
    if run.underline:
        own["u"] = "<u/>"
    if _COLOUR.fullmatch(run.colour):
        own["color"] = f'<color rgb="FF{run.colour.upper()}"/>'
    if run.size > 0:
        own["sz"] = f'<sz val="{run.size:g}"/>'
    return f"<rPr>{''.join(own.values())}</rPr>" if own else ""

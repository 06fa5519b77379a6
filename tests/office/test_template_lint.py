"""What can be said of a template before any data exists: figures that are computed for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipeline.kinds import Kind, KindFile, unused_figures
from pipeline.problems import Place


@dataclass
class Figure:
    """What a kind knows of a figure."""

    term: str
    fields: tuple[str, ...] = ()
    shape: str = "one"


@dataclass
class Template:
    """A compiled template that needs these names."""

    needs: dict[str, Any]

    def names(self) -> dict[str, Any]:
        return self.needs


FIGURES = {"funnel": Figure("漏斗"), "trend": Figure("四周趋势"), "interview": Figure("约谈")}
KIND = Kind(
    *("minutes", Path(), {"zh": "纪要"}, ("branch",), (KindFile("a.docx", "a"), KindFile("b.xlsx", "b"))),
    when="interview.needed",
    figures=("funnel", "trend", "interview"),
)


@pytest.mark.parametrize(
    ("templates", "found"),
    [
        ([{"funnel": {}}, {"trend": {}}], []),
        ([{"funnel": {}, "branch": {}}, {}], ["四周趋势"]),
        ([{}, {}], ["漏斗", "四周趋势"]),
        ([{"funnel": {}}, None], []),  # a broken template may yet show it
    ],
)
def test_a_figure_that_no_template_shows_is_told(templates, found):
    compiled = [Template(needs) if needs is not None else None for needs in templates]
    problems = list(unused_figures(KIND, compiled, FIGURES))
    assert [(p.code, p.found, p.level) for p in problems] == [("KD206", term, "warning") for term in found]
    assert all(p.place == Place(file="minutes/kind.toml") for p in problems)

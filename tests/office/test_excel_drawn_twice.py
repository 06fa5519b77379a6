"""Workbooks as people draw them, filled: each is element by element what XlsxWriter draws of the same rows."""

from __future__ import annotations

import excel_drawn_cases  # noqa: F401 - they are put among the cases
import excel_more_cases  # noqa: F401
import pytest
from drawn_twice import Drawing, seen
from excel_cases import CASES, FACTS, ROWS
from excel_drawing import compiled

# Cases in which no range lies within the rows, so that nothing would be left pointing at none.
UNCOVERED = (
    "merged_heads", "merged_cells_in_each_row", "print_set_up", "comments_below", "links", "a_filter", "frozen_panes",
    "a_picture_and_a_text_box", "buttons_and_tick_boxes_below", "a_banner_and_a_picture_behind_the_sheet",
    "images_and_boxes_all_around", "links_to_and_from_the_list",
)  # fmt: skip


@pytest.mark.parametrize("size", [1, 7])
@pytest.mark.parametrize("name", CASES)
def test_filled_it_is_what_would_be_drawn(name, size):
    options = {"date_1904": True} if "1904" in name else {}
    rows = ROWS[:size]
    template, expected = Drawing(rows, True, **options), Drawing(rows, False, **options)
    for drawing in (template, expected):
        CASES[name](drawing)
    found = seen(compiled(template.data()).render({**FACTS, "rows": rows}))
    wanted = seen(expected.data())
    for part in wanted:
        assert found.get(part) == wanted[part], part
    assert found.keys() == wanted.keys()


@pytest.mark.parametrize("name", CASES)
def test_of_no_rows_one_blank_row_is_left_where_something_would_point_at_none(name):
    blank = [] if name in UNCOVERED else [dict.fromkeys(ROWS[0])]
    options = {"date_1904": True} if "1904" in name else {}
    template, expected = Drawing(blank, True, **options), Drawing(blank, False, **options)
    for drawing in (template, expected):
        CASES[name](drawing)
    found = seen(compiled(template.data()).render({**FACTS, "rows": []}))
    wanted = seen(expected.data())
    around = [part for part in wanted if not part.endswith((" cells", " rows"))]
    assert {part: found.get(part) for part in around} == {part: wanted[part] for part in around}

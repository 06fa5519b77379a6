"""Cells that are numbers into a list of words, and rows of them, are to everybody the sequences that they stand for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake.cells.coded import Cells, Rows

WORDS = st.sampled_from(["", "张三", "李四", 1.0, True, 0.0, False, 12.5])


def same(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other


@given(st.lists(WORDS, max_size=12), st.sampled_from([1, 30, 300]))
def test_cells_are_what_they_were_made_of_and_each_word_is_there_once(cells: list[object], times: int) -> None:
    coded = Cells.of(cells * times)
    numbers, words = coded.distinct()
    assert all(map(same, coded, cells * times))
    assert all(same(words[number], cell) for number, cell in zip(numbers, cells * times, strict=True))
    assert len(words) == len({(type(cell), cell) for cell in cells})


@pytest.mark.parametrize("apart", [1, 10, 1_000_000])
def test_distinct_words_are_found_however_far_apart_their_numbers_lie(apart: int) -> None:
    class Words(list[str]):
        def __getitem__(self, at: object) -> str:  # type: ignore[override]
            return f"字{at}"

    codes = np.array([7, 3, 7, 5] * 100, dtype="int32") * apart
    numbers, words = Cells(codes, Words()).distinct()
    assert [words[number] for number in numbers.tolist()] == [f"字{code}" for code in codes.tolist()]
    assert len(words) == 3


def test_a_test_is_asked_once_for_each_word() -> None:
    asked: list[str] = []
    cells = Cells.of(["合计", "张三", "合计"] * 200)
    assert cells.where(lambda cell: asked.append(cell) or cell == "合计")[:3] == [0, 2, 3]  # type: ignore[func-returns-value]
    assert sorted(asked) == ["合计", "张三"]


def test_a_word_that_is_put_in_a_cell_stands_there_and_nowhere_else() -> None:
    cells = Cells.same(None, 4)
    cells[1] = cells[2] = "城东支行"
    assert [*cells] == [None, "城东支行", "城东支行", None]
    assert cells.words == [None, "城东支行"]


@pytest.mark.parametrize("height", [0, 3, 250, 2_300])
def test_rows_are_read_as_a_list_of_lists_is(height: int) -> None:
    plain = [["", f"行{i}", float(i % 7)] for i in range(height)]
    words = ["", *dict.fromkeys(cell for row in plain for cell in row[1:])]
    columns = [np.array([words.index(row[at]) for row in plain], dtype="int32") for at in range(3)]
    rows = Rows(words, columns, height)
    assert [*rows] == plain
    assert len(rows) == height
    assert [*rows[1:]] == plain[1:]
    assert [*rows[height // 2 : height // 2 + 2]] == plain[height // 2 : height // 2 + 2]
    assert [*rows.column(1)] == [row[1] for row in plain]
    for at in (0, -1, height // 2):
        if height:
            assert rows[at] == plain[at]
    with pytest.raises(IndexError):
        rows[height]


def test_a_row_near_the_top_is_one_list_however_it_is_asked_for() -> None:
    rows = Rows(["", "日期"], [np.array([1, 0, 1], dtype="int32")], 3)
    assert rows[0] is rows[0:2][0]

"""Chinese numerals of units, against cn2an."""

from __future__ import annotations

import cn2an
import pytest

from pipeline.measures.courses.units import _number


@pytest.mark.parametrize("number", range(1, 100))
def test_a_numeral_is_read_as_cn2an_writes_it(number: int) -> None:
    written = cn2an.an2cn(number)
    short = written.removeprefix("一") if 10 < number < 20 else written  # 十二 as people say it
    assert [_number(written), _number(short), _number(str(number))] == [number] * 3


@pytest.mark.parametrize("numeral", ["二三", "十十", "二十二三", "二十十"])
def test_what_is_no_numeral_is_no_unit(numeral: str) -> None:
    assert _number(numeral) == 0

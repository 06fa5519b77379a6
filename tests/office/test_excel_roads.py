"""What is kept from one render to the next, and the two ways in which a sheet is written: neither can be seen."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from excel_drawing import compiled, drawn
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.office.excel import workbook
from pipeline.office.package import content_digest

CELLS = {
    "A1": "{{ title }} 100%", "B1": "=COUNTA(A4:A4)", "C1": "{% if rows %}有{% endif %}",
    "A2": "表头 50%", "B2": "{{ as_of }}",
    "A3": "{%tr for r in rows %}",
    "A4": "{{ r.a }}", "B4": "{{ r.b }}", "C4": "第 {{ r.a }} 户，{{ r.b }}%", "D4": '=IFERROR(A4/B4,"—")',
    "E4": "=B$1*2", "F4": "=SUM(A$4:A4)", "G4": "%d %s {{ r.a }}",
    "A5": "{%tr endfor %}",
    "A6": "=SUM(A4:A4)", "B6": '=IF(A6>3,"多","少")', "C6": "=A6&\"%\"",
    "A7": "{%tr for g in groups %}", "A8": "{{ g.name }}", "B8": "=SUM(B10:B10)",
    "A9": "{%tr for n in g.ns %}", "A10": "{{ loop.index }}", "B10": "{{ n }}", "C10": "=B10/B8",
    "A11": "{%tr endfor %}", "A12": "小计 %", "A13": "{%tr endfor %}",
    "A14": "=SUM(B8:B8)", "B14": "{{ as_of }}",
}  # fmt: skip
BOOK = drawn({"表": CELLS, "别": {"A1": "=SUM(表!A4:A4)", "B1": "=表!A14", "A2": "{{ title }}"}})

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.integers(-(10**16), 10**16),
    st.floats(),
    st.floats(-9, 9).map(lambda value: round(value, 2)),
    st.sampled_from(["甲", "", " 乙 ", "=1+1", "a&b<c>", "50%", "¦"]),
    st.dates(date(1900, 3, 1), date(2100, 1, 1)),
    st.datetimes(datetime(1950, 1, 1), datetime(2050, 1, 1)),
)
ROWS = st.one_of(
    *[st.lists(st.fixed_dictionaries({"a": kind, "b": kind}), max_size=6) for kind in (VALUES, st.integers(0, 9))]
)
FACTS = st.fixed_dictionaries(
    {
        "title": st.text(max_size=5),
        "rows": ROWS,
        "groups": st.lists(
            st.fixed_dictionaries({"name": st.text(max_size=3), "ns": st.lists(st.integers(-3, 9), max_size=3)}),
            max_size=3,
        ),
        "as_of": st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    }
)


@pytest.fixture(scope="module")
def template():
    return compiled(BOOK)


@settings(max_examples=60)
@given(facts=FACTS)
def test_a_short_sheet_is_written_as_a_long_one_is(facts):
    kept = compiled(BOOK)
    streamed = compiled(BOOK)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook, "_LONGEST_KEPT", -(10**6))
        expected = content_digest(streamed.render(facts))
    assert content_digest(kept.render(facts)) == expected


@settings(max_examples=80)
@given(facts=FACTS)
def test_nothing_of_one_render_is_seen_in_the_next(template, facts):
    """The same template renders all examples one after the other."""
    assert content_digest(template.render(facts)) == content_digest(compiled(BOOK).render(facts))

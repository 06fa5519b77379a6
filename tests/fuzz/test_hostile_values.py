"""Values that no honest workbook holds: what goes in is what python-docx reads back, or a problem."""

from __future__ import annotations

import io
import os
import re
import string
from datetime import date, datetime, time
from decimal import Decimal
from itertools import product
from typing import Any

import docx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from office.conformance.draft import drafted
from office.word_paper import invalid

from pipeline.office.package import read_package
from pipeline.office.template import Names, write_value
from pipeline.office.word import compile_document
from pipeline.problems import Stop

LONG = bool(os.environ.get("CHENXI_FUZZ"))
IN_A_DOCUMENT = 1000
DOCUMENTS = 100 if LONG else 3
LENGTHY = settings(
    max_examples=DOCUMENTS,
    derandomize=not LONG,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking a thousand values would take for ever
)
PIECES = st.sampled_from(
    [
        *(
            "{{ x }}",
            "{% if %}",
            "{# #}",
            "{_{",
            "}_}",
            "{{",
            "}}",
            "%}",
            "｛｛",
            "{%p x %}",
            "\ufdd00\ufdd1",
            "\x071\x07",
        ),
        *("<w:p/>", "</w:t></w:r></w:p>", "]]>", "<![CDATA[", "<!--", "<!DOCTYPE a>", "&amp;", "&#0;", "&#xFFFF;", "&"),
        *(
            "<",
            ">",
            '"',
            "'",
            "\\",
            "\\u0000",
            "\\g<1>",
            "%s",
            "{0}",
            "$1",
            "=1+1",
            "\r",
            "\r\n",
            "\n",
            "\t",
            "\v",
            "\0",
        ),
        *(
            "\a",
            "\f",
            "\x1f",
            "\x7f",
            "\x85",
            "\xa0",
            "\u2028",
            "\u2029",
            "\u200b",
            "\u200f",
            "\u202e",
            "\ufeff",
            "\ufffe",
        ),
        *("\uffff", "\ud800", "\udfff", "😀", "👨‍👩‍👧", "𠮷", "é", "ﷺ", "　", " ", "  ", "城东", "javascript:alert(1)"),
        *("../../../etc/passwd", "C:\\Windows", "http://a/?b=1&c=2", "x" * 300, "长" * 300),
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=8), st.text(string.printable, max_size=8)), max_size=6).map("".join)
OTHERS = st.one_of(
    st.integers(), st.floats(), st.booleans(), st.none(), st.dates(), st.datetimes(), st.decimals(), st.times()
)
_DROPPED = re.compile("[\x00-\x06\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def paragraphs_of(value: Any) -> list[str]:
    """The paragraphs that a value is to be read back as."""
    text = _DROPPED.sub("", write_value(value)).replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\f", "\a\a").split("\a")


BODY = compile_document(drafted(["{%p for v in vs %}", "{{ v }}", "{%p endfor %}"]), names=Names(), formats={})


def check_document(values: list[Any]) -> None:
    """A document of these values opens, is valid, and holds exactly them."""
    data = BODY.render({"vs": values})
    found = [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]
    expected = [line for value in values for line in paragraphs_of(value)]
    assert found == expected
    assert invalid(data, whole=False) == []


@LENGTHY
@given(st.lists(TEXTS, min_size=32, max_size=32))
def test_texts_are_read_back_as_they_went_in(texts):
    check_document([a + b for a, b in product(texts, texts)][:IN_A_DOCUMENT])


@LENGTHY
@given(st.lists(st.one_of(TEXTS, OTHERS), min_size=50, max_size=50))
def test_values_of_any_type_are_read_back_as_their_texts(values):
    check_document(values * (IN_A_DOCUMENT // 50) if LONG else values)


ODD_PLACES = compile_document(
    drafted(
        [
            [["{% for v in vs %}{{ v }}{% endfor %}", "{{ vs|join }}"]],
            '<w:p><w:hyperlink r:id="L"><w:r><w:t>{{ vs[0] }}</w:t></w:r></w:hyperlink></w:p>',
            '<w:p><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="9" cy="9"/>'
            '<wp:docPr id="1" name="图" descr="{{ vs[0] }}"/><a:graphic><a:graphicData uri="u"/></a:graphic>'
            "</wp:inline></w:drawing></w:r></w:p>",
            "{{p vs }}",
            "{{r vs[0] }}",
        ],
        header=["{{ vs[0] }}"],
        footnotes=["{{ vs[0] }}"],
        comments=["{{ vs[0] }}"],
        title="{{ vs[0] }}",
        links={"L": "http://a/{{ vs[0] }}"},
    ),
    names=Names(),
    formats={},
)


@settings(max_examples=2000 if LONG else 60, derandomize=not LONG, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_values_stay_whole_in_every_place_and_break_no_part(texts):
    data = ODD_PLACES.render({"vs": texts})
    document = docx.Document(io.BytesIO(data))
    lines = paragraphs_of(texts[0])
    assert [paragraph.text for paragraph in document.sections[0].header.paragraphs] == lines
    in_properties = _DROPPED.sub("", texts[0].replace("\a", "").replace("\f", ""))
    assert document.core_properties.title.split() == in_properties.split()
    assert invalid(data) == []
    targets = [relation.target_ref for relation in document.part.rels.values() if relation.is_external]
    assert all(target.startswith("http://a/") for target in targets)
    assert set(read_package(data).members) == set(ODD_PLACES.package.members)


class Pretender(str):
    """A text that answers everything with another."""

    def __str__(self) -> str:
        return "<w:p/>"

    def replace(self, *args: object) -> str:
        return "<w:p/>"

    def isprintable(self) -> bool:
        return True

    def __html__(self) -> str:
        return "<w:p/>"


@pytest.mark.parametrize("value", [Pretender("<b>"), Pretender("a")])
def test_a_text_of_another_class_is_only_its_characters(value):
    assert [p.text for p in docx.Document(io.BytesIO(BODY.render({"vs": [value]}))).paragraphs] == [value[:]]


class Caller:
    """An object whose every attribute and method would give it away."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(name)

    def __str__(self) -> str:
        raise AssertionError("str")

    __repr__ = __format__ = __str__  # type: ignore[assignment]


@pytest.mark.parametrize(
    "value", [b"bytes", [1], (1,), {"a": 1}, {1, 2}, object(), int, print, Exception("x"), Decimal, range(3), 1j, ...]
)
def test_what_is_no_value_is_a_problem(value):
    with pytest.raises(Stop) as stop:
        BODY.render({"vs": [value]})
    assert [problem.code for problem in stop.value.problems] == ["TL205"]


@pytest.mark.parametrize(
    "tag", ["{{ v }}", "{{ v.x }}", "{{ v.items() }}", "{{ v|upper }}", "{{ v ~ 'a' }}", "{{ v + 1 }}"]
)
def test_an_object_is_never_asked(tag):
    template = compile_document(drafted([tag]), names=Names(), formats={})
    with pytest.raises(Stop) as stop:
        template.render({"v": Caller()})
    assert stop.value.problems


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (10**400, str(10**400)),
        (-0.0, "0"),
        (1e308, None),
        (5e-324, "0"),
        (float("nan"), ""),
        (float("-inf"), "—"),
        (Decimal("NaN"), ""),
        (Decimal("1E+5"), "100000"),
        (date.min, "1年1月1日"),
        (datetime.max, "9999年12月31日 23:59"),
        (time(9, 5), "09:05"),
    ],
)
def test_odd_numbers_and_days_have_texts(value, expected):
    (paragraph,) = docx.Document(io.BytesIO(BODY.render({"vs": [value]}))).paragraphs
    assert expected is None or paragraph.text == expected

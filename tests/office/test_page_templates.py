"""Page templates: values escaped, statements leaving no blank lines, mistakes with their line."""

from __future__ import annotations

import pytest
from office.tagging import FORMATS, NAMES

from pipeline import office
from pipeline.office.page import compile_page
from pipeline.problems import Stop


def page(text: str, facts: dict[str, object]) -> str:
    """The page with these facts."""
    return compile_page(text.encode(), names=NAMES, formats=FORMATS).render(facts).decode()


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("<p>{{ 支行 }}</p>", {"branch": "<b>&\"'"}, "<p>&lt;b&gt;&amp;&quot;&#x27;</p>"),
        (
            "<ul>\n  {% for x in xs %}\n  <li>{{ x }}</li>\n  {% endfor %}\n</ul>\n",
            {"xs": [1, 2]},
            "<ul>\n  <li>1</li>\n  <li>2</li>\n</ul>\n",
        ),
        ("a {% if no %}b{% endif %}\nc", {"no": False}, "a \nc"),
        ("{# x #}\n<p>", {}, "<p>"),
        ("{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}{{ m('&') }}", {}, "<i>&amp;</i>"),
        ('<rect height="{{ 40 * 漏斗.转化率 }}"/>', {"funnel": {"rate": 0.5}}, '<rect height="20"/>'),
        (
            '<rect x="{{ 1000 * n }}" {% if n > 1 %}y="{{ m }}"{% endif %} w="{{ m * 2 }}"/>',
            {"n": 2, "m": None},
            '<rect x="2000" y="" w="0"/>',
        ),
        ('<i style="width:{{ 漏斗.转化率 }}">{{ n }}', {"funnel": {"rate": 0.5}, "n": 1}, '<i style="width:50.0%">1'),
        ('<a href="{{ x }}">', {"x": "javascript:alert(1)"}, '<a href="#">'),
        ('<a href="a/{{ x }}">', {"x": "城东支行/周例会.docx"}, '<a href="a/城东支行/周例会.docx">'),
        ("<p>{{ 漏斗.转化率 }}</p>", {"funnel": {"rate": None}}, "<p>—</p>"),
        ("<style>p { color: red }</style>{_{ x }_}", {}, "<style>p { color: red }</style>{{ x }}"),
        ("{{ x }}", {"x": "a\x00b"}, "ab"),
    ],
)
def test_a_page_is_written(text, facts, expected):
    assert page(text, facts) == expected


def test_script_holds_braces_but_no_tags():
    script = "<script>if (a) { b = {}; }</script>"
    assert page(script, {}) == script
    problems = compile_page(b"<script>x = {{ a }}</script>", names=NAMES, formats={}).problems
    assert [(p.code, p.place.row) for p in problems] == [("WD111", 1)]


def test_a_mistake_has_its_line():
    problems = compile_page("<p>\n\n{{ 支行|x }}\n{{ y".encode(), name="目录.html", names=NAMES, formats={}).problems
    assert [(p.code, p.place.file, p.place.row) for p in problems] == [
        ("WD103", "目录.html", 4),
        ("TL102", "目录.html", 3),
    ]


def test_a_page_that_is_not_utf8_is_refused():
    with pytest.raises(Stop) as stop:
        compile_page("网页编码".encode("gbk"), names=NAMES, formats={})
    assert stop.value.problems[0].code == "WD110"


def test_the_suffix_picks_the_engine():
    template = office.compile(b"{{ branch }}", name="a.HTML", names=NAMES, formats={})
    assert template.render({"branch": "城东"}) == "城东".encode()
    assert template.names() == {"branch": {}}
    with pytest.raises(Stop) as stop:
        office.compile(b"", name="a.pdf", names=NAMES, formats={})
    assert stop.value.problems[0].code == "WD109"

# ruff: noqa: E501 - a tag is not broken over lines
"""The dialect as cases: each a small template and facts, by the row of the dialect that it shows."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from office.conformance.draft import Block, drafted, runs
from PIL import Image

from pipeline.office import picture
from pipeline.office.template import Rich, Run

OFFICERS = (
    {"name": "张三", "team": "甲", "calls": 12, "deals": [{"who": "王", "sum": 3}, {"who": "赵", "sum": 4}]},
    {"name": "李四", "team": "甲", "calls": 7, "deals": []},
    {"name": "王五", "team": "乙", "calls": 9, "deals": [{"who": "孙", "sum": 5}]},
)
FACTS: Mapping[str, Any] = {
    "x": "城东",
    "amp": "A & B <3 > 2 \"引\" '号'",
    "n": 3,
    "yes": True,
    "no": False,
    "xs": ["一", "二", "三"],
    "empty": [],
    "officers": list(OFFICERS),
    "deep": {"a": {"b": {"c": "深"}}},
    "braces": "{{ x }} {% if %} {# #}",
    "red": Rich((Run("逾期", bold=True, colour="C00000"), Run("3 & 4"))),
}


@dataclass(frozen=True)
class Case:
    """A template and what is to be seen of it. ``differs``: the row of the table of differences, if ours is to
    differ from docxtpl; ``expected``: the lines of our document then (see ``draft.shape``)."""

    row: str
    body: Sequence[Block] = ()
    differs: str = ""
    expected: Sequence[str] | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, Any] = field(default_factory=dict)

    def template(self) -> bytes:
        """The template's bytes."""
        return drafted(self.body, **self.parts)

    def values(self) -> dict[str, Any]:
        """The facts of a render."""
        return {**FACTS, **self.facts}


def _tr(*rows: Sequence[Any]) -> list[Sequence[Any]]:
    return list(rows)


def _raw(inside: str) -> str:
    return f"<w:p>{inside}</w:p>"


def _box(text: str) -> str:
    """A text box as Word writes it: a new drawing and an old picture with the same paragraphs."""
    content = f"<w:txbxContent><w:p>{runs(text)}</w:p></w:txbxContent>"
    inline = (
        '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="900" cy="900"/><wp:docPr id="1" name="框"/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        f"<wps:cNvSpPr/><wps:spPr/><wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>"
        "</wp:inline>"
    )
    return _raw(
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{inline}</w:drawing></mc:Choice><mc:Fallback>'
        f"<w:pict><v:rect><v:textbox>{content}</v:textbox></v:rect></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def _control(inside: str) -> str:
    return f'<w:sdt><w:sdtPr><w:tag w:val="t"/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>'


def _link(text: str) -> str:
    return f'<w:p><w:hyperlink r:id="L">{runs(text)}</w:hyperlink></w:p>'


def _picture(alt: str) -> str:
    return _raw(
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="900" cy="900"/>'
        f'<wp:docPr id="1" name="图" descr="{alt}"/><a:graphic><a:graphicData uri="u"/></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )


def _tracked_row() -> str:
    """A table with a row that was put in and one that was taken out, both not yet accepted."""
    marks = (f'<w:trPr><w:{mark} w:id="2" w:author="甲"/></w:trPr>' for mark in ("ins", "del"))
    rows = "".join(f"<w:tr>{mark}<w:tc><w:tcPr/><w:p>{runs('{{ n }}')}</w:p></w:tc></w:tr>" for mark in marks)
    return f'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="900"/></w:tblGrid>{rows}</w:tbl>'


def _cases() -> Iterator[Case]:
    yield from _values()
    yield from _paragraphs()
    yield from _tables()
    yield from _cells()
    yield from _inline()
    yield from _pictures()
    yield from _traps()
    yield from _language()
    yield from _filters()
    yield from _everywhere()


def _values() -> Iterator[Case]:
    row = "{{ x }}"
    yield Case(row, ["{{ x }}", "前{{x}}后", "{{ x }}{{ n }} {{ n }}", "*{{ x }}¦{{ x }}"])
    yield Case(row, ["a{{ ¦x }}b", "*{¦{ x }¦}¦尾", "{{¦ x¦ }¦}", "{¦{¦x¦}¦}", "*头{{ x¦ }}¦*尾"])
    yield Case(row, ["*{{ x¦ }}后"], "tail", ["¶ {b|城东}后"])
    yield Case(row, ["{{ deep.a.b.c }}{{ deep['a'].b['c'] }}{{ officers[0].name }}{{ officers[-1]['name'] }}"])
    yield Case(row, ["{{ n + 1 }} {{ n * 2 - 1 }} {{ n // 2 }} {{ n % 2 }} {{ (n + 1) * 2 }} {{ -n }}"])
    yield Case(row, ["{{ amp }}", "前{{ amp }}后"], facts={"amp": "A & B 的 3 元"})
    yield Case(row, ["{{ amp }}"], facts={"amp": "<b> 3<5 & 6>4"})
    yield Case(row, ['<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>{{ x }}</w:t></w:r></w:p>'])
    yield Case(row, ["{{ 2026 + 1 }}年 {{ n * 500 }} {{ 9999 - 1 }}"])
    yield Case(row, ["{{ '甲' ~ n ~ x }}{{ 'a' + 'b' }}{{ \"双\" }}"])


def _paragraphs() -> Iterator[Case]:
    row = "{%p %}"
    yield Case(row, ["{%p if yes %}", "甲", "{%p endif %}", "{%p if no %}", "乙", "{%p endif %}", "丙"])
    yield Case(row, ["{%p if no %}", "甲", "{%p elif n == 3 %}", "乙", "{%p else %}", "丙", "{%p endif %}"])
    yield Case(row, ["{%p for i in xs %}", "{{ loop.index }}. {{ i }}", "{%p endfor %}", "完"])
    yield Case(row, ["{%p for i in empty %}", "{{ i }}", "{%p else %}", "无", "{%p endfor %}"])
    yield Case(
        row,
        [
            *("{%p for o in officers %}", "{{ o.name }}", "{%p for d in o.deals %}", "*— {{ d.who }}{{ d.sum }}"),
            *("{%p endfor %}", "{%p endfor %}"),
        ],
    )
    yield Case(row, ["{%p set y = n + 1 %}", "{{ y }}", "{%p macro m(a) %}", "宏{{ a }}", "{%p endmacro %}", "完"])
    yield Case(row, ["{%p if yes %}", [["甲", "{{ x }}"]], "{%p endif %}", "{%p if no %}", [["乙"]], "{%p endif %}"])
    yield Case(row, ["{%p for i in xs %}", [["{{ i }}"]], "{%p endfor %}"])
    yield Case(row, ["{%¦p if yes %}", "甲", "{%p¦ endif %¦}"])
    yield Case(row, [[[("{%p if no %}", "甲", "{%p endif %}", "乙")]]])
    yield Case(row, [[[("{%p for i in xs %}", "{{ i }}", "{%p endfor %}")]]])
    yield Case(row, ["旁边 {%p if yes %}", "甲", "{%p endif %}"], "beside", ())
    yield Case(
        row,
        [_raw('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>{%p if yes %}</w:t></w:r>'), "{%p endif %}"],
        "beside",
        (),
    )
    yield Case(row, [[[("{%p if no %}", "甲", "{%p endif %}")]], "后"], "empty-cell")
    yield Case(
        row,
        [_raw('<w:pPr><w:rPr><w:ins w:id="1" w:author="甲"/></w:rPr></w:pPr>' + runs("{{ x }}")), _tracked_row()],
        "revisions",
    )


def _tables() -> Iterator[Case]:
    row = "{%tr %}"
    loop = (["{%tr for o in officers %}", ""], ["{{ o.name }}", "*{{ o.calls }}"], ["{%tr endfor %}", ""])
    yield Case(row, [_tr(["姓名", "数"], *loop, ["合计", "{{ officers|sum(attribute='calls') }}"])])
    yield Case(row, [_tr(["头", ""], ["{%tr if yes %}", ""], ["甲", "乙"], ["{%tr endif %}", ""])])
    yield Case(
        row,
        [
            _tr(
                ["头", ""],
                ["{%tr if no %}", ""],
                ["甲", "乙"],
                ["{%tr else %}", ""],
                ["丙", "丁"],
                ["{%tr endif %}", ""],
            )
        ],
    )
    yield Case(
        row,
        [
            _tr(
                ["{%tr for o in officers %}", ""],
                ["{{ o.name }}", "{{ o.team }}"],
                ["{%tr for d in o.deals %}", ""],
                ["{{ loop.index }}", "{{ d.who }} {{ d.sum }}"],
                ["{%tr endfor %}", ""],
                ["{%tr endfor %}", ""],
            )
        ],
    )
    inner = [["{%tr for i in xs %}"], ["{{ i }}"], ["{%tr endfor %}"]]
    yield Case(row, [_tr(["外", inner], ["下", "{{ x }}"])])
    yield Case(
        row,
        [
            _tr(
                ["{%tr for o in officers %}", ""],
                [
                    "{{ o.name }}",
                    [["头"], ["{%tr for d in o.deals %}"], ["{{ d.who }}"], ["{%tr endfor %}"]],
                ],
                ["{%tr endfor %}", ""],
            )
        ],
    )
    yield Case(row, [_tr(["{%tr for i in empty %}"], ["{{ i }}"], ["{%tr endfor %}"]), "后"], "no-rows", ["¶ 后"])
    yield Case(
        row,
        [_tr(["{%tr for o in officers %}{%tr if o.deals %}"], ["{{ o.name }}"], ["{%tr endif %}{%tr endfor %}"])],
        "two-tags",
    )
    inner = [["{%tc for i in xs %}", "{{ i }}", "{%tc endfor %}"]]
    yield Case("{%tc %}", [_tr(["外", inner])], "nested-grid")
    yield Case("{%tc %}", [_tr(["项目", "{%tc for i in xs %}", "{{ i }}", "{%tc endfor %}", "尾"])])
    yield Case(
        "{%tc %}",
        [_tr(["{%tc if no %}", "甲", "{%tc endif %}", "乙"]), _tr(["{%tc if yes %}", "甲", "{%tc endif %}", "乙"])],
    )
    yield Case(
        "{%tc %}",
        [
            _tr(
                ["姓名", "{%tc for i in xs %}", "{{ i }}", "{%tc endfor %}"],
                ["{%tr for o in officers %}", "", "", ""],
                ["{{ o.name }}", "{%tc for i in xs %}", "{{ o.calls }}", "{%tc endfor %}"],
                ["{%tr endfor %}", "", "", ""],
            )
        ],
    )


def _cells() -> Iterator[Case]:
    yield Case(
        "{% colspan %}",
        [
            _tr(
                [
                    "{% colspan n %}头",
                ],
                ["一", "二", "三"],
            )
        ],
        facts={"n": 3},
    )
    yield Case("{% colspan %}", [_tr(["{% colspan 3%}头"], ["一", "二", "三"])])
    yield Case("{% colspan %}", [_tr(["{% colspan xs|count %}头"], ["一", "二", "三"])])
    yield Case(
        "{% cellbg %}", [_tr(["{% cellbg 'FFEE00' %}甲", "乙"], ["{% cellbg c %}丙", "丁"])], facts={"c": "00FF00"}
    )
    yield Case(
        "{% cellbg %}",
        [
            _tr(
                ["{%tr for o in officers %}", ""],
                ["{% cellbg 'FF0000' if o.calls > 8 else 'FFFFFF' %}{{ o.name }}", "{{ o.calls }}"],
                ["{%tr endfor %}", ""],
            )
        ],
    )
    yield Case(
        "{% vm %}",
        [_tr(["{%tr for o in officers %}", ""], ["{% vm %}合并", "{{ o.name }}"], ["{%tr endfor %}", ""])],
    )
    yield Case(
        "{% hm %}",
        [
            _tr(
                ["{%tc for i in xs %}", "{% hm %}标题", "{%tc endfor %}"],
                ["{%tc for i in xs %}", "{{ i }}", "{%tc endfor %}"],
            )
        ],
    )


def _inline() -> Iterator[Case]:
    yield Case("{% %}", ["前{% if yes %}甲{% endif %}后{% if no %}乙{% else %}丙{% endif %}"])
    yield Case("{% %}", ["{% for i in xs %}{{ i }}{% if not loop.last %}、{% endif %}{% endfor %}。"])
    yield Case("{% %}", ["甲{% if no %}乙", "丙{% endif %}丁"])
    yield Case("{% %}", ["{% if yes %}", "甲", "{% endif %}"])
    yield Case("{% %}", ["{% set y = x %}{{ y }}", "{{ y }}"])
    yield Case("{%- -%}", ["甲", "{%- if yes %}乙{% endif %}", "丙"])
    yield Case("{%- -%}", ["甲{% if yes -%}", "乙", "{%- endif %}丙"])
    yield Case("{%- -%}", ["{% for i in xs -%}", "{{ i }}", "{%- endfor %}"])
    yield Case("{{r }}", ["前{{r red }}后", "*{{r red }}¦尾"])
    yield Case("{{r }}", ["前{{r x }}后"], "plain-r", ["¶ 前城东后"])
    yield Case("{%r %}", ["前{%r if yes %}甲{%r endif %}后", "前{%r if no %}甲{%r endif %}后"])
    yield Case("{%r %}", ["前{%r for i in xs %}{{ i }}，{%r endfor %}后"])
    yield Case("{%r %}", ["{%r if yes %}¦*甲¦{%r endif %}¦乙"])
    yield Case(
        "{# #}",
        [
            "甲{# 说明 #}乙",
            "{#p 整段 #}",
            "{# {{ x }} #}丙",
            _tr(["{#tr 整行 #}", ""], ["甲", "丁"]),
            _tr(["{#tc 格 #}", "丁"]),
        ],
    )
    yield Case("{_{ }_}", ["{_{ x }_}", "{_% if x %_}", "甲{_{乙}_}{{ x }}"])
    yield Case("\\n \\t", ["甲{{ t }}乙"], facts={"t": "一\n二\t三"})
    yield Case("\\a", ["甲{{ t }}乙"], facts={"t": "一\a二"})
    yield Case(
        "\\a",
        ['<w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>{{ t }}</w:t></w:r></w:p>'],
        facts={"t": "一\a二"},
    )
    yield Case("\\f", ["甲{{ t }}乙"], facts={"t": "一\f二"})


def _pictures() -> Iterator[Case]:
    stream = io.BytesIO()
    Image.new("RGB", (60, 30), "red").save(stream, "PNG", dpi=(72, 72))
    facts = {"p": picture(stream.getvalue())}
    row = "pictures"
    yield Case(row, ["前{{ p }}后", "{%p for i in xs %}", "*{{ i }}{{ p }}", "{%p endfor %}"], facts=facts)
    cells = ["table of 2", "  tr", "    tc", "      ¶ ▣12×6", "    tc", "      ¶ 乙"]
    yield Case(row, [_tr(["{{ p }}", "乙"])], "picture-fit", cells, facts)
    yield Case(row, ["正文"], facts=facts, parts={"header": ["{{ p }}"], "footer": ["{{ x }}{{ p }}"]})


def _traps() -> Iterator[Case]:
    yield Case("quotes", ["{{ ‘甲’ }}{{ “乙” }}{% if x == “城东” %}是{% endif %}{{ deep[‘a’].b.c }}"])
    yield Case("quotes", ["{{ '“无”' }}", '{{ "‘无’" }}'], "quotes-inside", ["¶ “无”", "¶ ‘无’"])
    yield Case("quotes", ["｛｛ x ｝｝"], "full-width", ["¶ 城东"])
    yield Case(
        "split",
        [
            _raw(
                '<w:r><w:t>{{</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t> x</w:t></w:r><w:proofErr w:type="spellEnd"/><w:r><w:t> }}</w:t></w:r>'
            )
        ],
    )
    yield Case(
        "split",
        [
            _raw(
                '<w:r><w:t>{{</w:t></w:r><w:bookmarkStart w:id="0" w:name="b"/><w:r><w:t> x</w:t></w:r><w:bookmarkEnd w:id="0"/><w:r><w:t> }}</w:t></w:r>'
            )
        ],
    )
    yield Case("split", ["a {{ x", "}} b"])
    yield Case("operators", ["{%p if n % 2 == 1 and n < 4 and n > 2 %}", "奇", "{%p endif %}"], "operators", ["¶ 奇"])
    yield Case(
        "operators", ["{%p if {'a': {'b': 1}}['a']['b'] == 1 %}", "字典", "{%p endif %}"], "operators", ["¶ 字典"]
    )
    yield Case("operators", ["{{ {'a': {'b': 'c'} }['a']['b'] }}", "{{ '%' ~ n ~ '%' }}"])
    yield Case("operators", ["{{ xs|count }}{{xs|count}}{% if xs|length>2 %}多{% endif %}"])
    yield Case("operators", ["{% if 'A & B' in amp and '<' in amp %}有{% endif %}"], "entities", ["¶ 有"])
    yield Case("braces in values", ["{{ braces }}"], parts={"header": ["{{ braces }}"]})
    yield Case("braces in values", ["{{ x }}"], parts={"footnotes": ["{{ braces }}"]})
    yield Case("values", ["[{{ amp }}]"])
    yield Case("values", ["[{{ t }}]"], facts={"t": "😀 \u200f右 𠮷"})
    yield Case("values", ["[{{ t }}]"], facts={"t": "甲\x00\x0b乙"})
    yield Case("values", ["[{{ t }}]"], facts={"t": "长" * 33000})
    yield Case("values", ["[{{ t }}]"], "blank", ["¶ []"], facts={"t": None})
    yield Case("values", ["[{{ t }}]"], "numbers", ["¶ [0.3]"], facts={"t": 0.1 + 0.2})
    yield Case("values", ["[{{ t }}]"], "yes-no", ["¶ [是]"], facts={"t": True})
    yield Case("undefined", ["[{{ nothing }}]"], "undefined", ())
    yield Case("undefined", ["[{{ deep.a.z }}]"], "undefined", ())
    yield Case("undefined", ["{% if nothing is defined %}有{% else %}无{% endif %}{{ nothing|default('缺') }}"])


def _language() -> Iterator[Case]:
    row = "Jinja"
    yield Case(
        row,
        ["{{ '甲' if yes else '乙' }}{{ '丙' if no }}{{ x or '无' }}{{ yes and x }}{{ not n }}"],
        "yes-no",
        ["¶ 甲城东城东否"],
    )
    yield Case(
        row, ["{% if n is even %}偶{% elif n is odd %}奇{% endif %}{% if x is string and n is number %}类{% endif %}"]
    )
    yield Case(
        row, ["{% if n is divisibleby(3) and xs is iterable and deep is mapping and xs is sequence %}是{% endif %}"]
    )
    yield Case(row, ["{% if '一' in xs and '四' not in xs and 1 < n <= 3 %}是{% endif %}"])
    yield Case(
        row,
        ["{% for a in xs %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.length }}{{ a }} {% endfor %}"],
    )
    yield Case(
        row,
        [
            "{% for a in xs %}{{ loop.cycle('甲', '乙') }}{% if loop.first %}首{% endif %}{{ loop.previtem or '' }}{% endfor %}"
        ],
    )
    yield Case(row, ["{% for o in officers if o.calls > 8 %}{{ loop.index }}{{ o.name }}{% endfor %}"])
    yield Case(row, ["{% for k, v in deep.items() %}{{ k }}{% endfor %}{% for k in deep.keys() %}{{ k }}{% endfor %}"])
    yield Case(
        row,
        [
            "{% for a, b in [(1, 2), (3, 4)] %}{{ a }}-{{ b }};{% endfor %}{% for i in range(2, 8, 3) %}{{ i }}{% endfor %}"
        ],
    )
    yield Case(row, ["{% macro m(a, b='无') %}[{{ a }}{{ b }}]{% endmacro %}{{ m(1) }}{{ m(x, b=n) }}"])
    yield Case(row, ["{% set y %}<{{ x }}>{% endset %}{{ y }}"])
    yield Case(row, ["{% with a = n, b = x %}{{ a }}{{ b }}{% endwith %}"])
    yield Case(row, ["{{ xs[1:]|join }}{{ xs[:-1]|join('-') }}{{ x[0] }}"])
    yield Case(
        row, ["{% for o in officers %}{% for d in o.deals %}{{ loop.index }}{% endfor %}{{ loop.index }};{% endfor %}"]
    )
    yield Case(row, ["{% set y = 1 %}{% for i in xs %}{% set y = 2 %}{% endfor %}{{ y }}"])
    yield Case(row, ["{% if yes %}{% set y = 5 %}{% endif %}{{ y }}"])
    yield Case(row, ["{% filter upper %}abc{% endfilter %}"], "blocks", ())
    yield Case(
        row,
        ["{% set ns = namespace(t=0) %}{% for o in officers %}{% set ns.t = ns.t + o.calls %}{% endfor %}{{ ns.t }}"],
    )
    yield Case(row, ["{% macro m() %}<{{ caller() }}>{% endmacro %}{% call m() %}内{% endcall %}"], "blocks", ())
    yield Case(row, ["{% raw %}{{ x }}{% endraw %}"], "blocks", ())
    yield Case(row, ["{{ x.upper() }}"], "methods", ())
    yield Case(row, ["{{ 2 ** 3 }}"], "power", ())
    yield Case(row, ["{{ 'ab' * 2 }}"], "power", ())
    yield Case(row, ["{% include 'x' %}"], "files", ())
    yield Case(row, ["{{ amp|safe }}"], "safe", ())


def _filters() -> Iterator[Case]:
    row = "filters"
    yield Case(
        row, ["{{ xs|first }}{{ xs|last }}{{ xs|length }}{{ xs|count }}{{ xs|join('、') }}{{ xs|reverse|join }}"]
    )
    yield Case(
        row,
        [
            "{{ 'ab'|upper }}{{ 'AB'|lower }}{{ ' 甲 '|trim }}{{ 'abc'|replace('b', '') }}{{ 'ab cd'|title }}{{ 'aB'|capitalize }}"
        ],
    )
    yield Case(row, ["{{ officers|sum(attribute='calls') }} {{ officers|map(attribute='name')|join('、') }}"])
    yield Case(
        row,
        ["{{ officers|sort(attribute='calls')|map(attribute='name')|join }}{{ [3, 1, 2]|sort(reverse=true)|join }}"],
    )
    yield Case(row, ["{% for g in officers|groupby('team') %}{{ g.grouper }}{{ g.list|count }}{% endfor %}"])
    yield Case(
        row, ["{% for t, os in officers|groupby('team') %}{{ t }}{% for o in os %}{{ o.name }}{% endfor %}{% endfor %}"]
    )
    yield Case(
        row,
        [
            "{{ officers|selectattr('calls', '>', 8)|map(attribute='name')|join }}{{ officers|rejectattr('deals')|list|count }}"
        ],
    )
    yield Case(
        row,
        [
            "{{ officers|selectattr('team', 'equalto', '甲')|list|length }}{{ xs|select('equalto', '一')|list|length }}{{ [1, 2]|reject('odd')|join }}"
        ],
    )
    yield Case(
        row,
        ["{{ [1, 1, 2]|unique|join }}{{ [3, 1]|min }}{{ [3, 1]|max }}{{ -3|abs }}{{ '7'|int + 1 }}{{ 'x'|int(5) }}"],
    )
    yield Case(
        row,
        [
            "{% for b in xs|batch(2, '补') %}{{ b|join }};{% endfor %}{% for s in [1, 2, 3, 4, 5]|slice(2) %}{{ s|join }};{% endfor %}"
        ],
    )
    yield Case(
        row,
        ["{{ deep|dictsort|first|first }}{{ {'b': 1, 'a': 2}|dictsort|map('first')|join }}{{ deep|items|list|count }}"],
    )
    yield Case(row, ["{{ 2.5|round }} {{ 2.345|round(2) }}"], "half-up", ["¶ 3 2.35"])
    yield Case(row, ["{{ '%.2f'|format(n) }}"], "format", ())
    yield Case(row, ["{{ nothing|d('缺') }}{{ ''|default('空', true) }}{{ x|default('缺') }}"])
    yield Case(
        row,
        [
            "{{ 'a b c'|wordcount }}{{ 'abcdef'|truncate(4, true, '…') }}{{ 'ab'|center(6) }}|{{ 5|string ~ '1' }}{{ '2.5'|float }}"
        ],
    )
    yield Case(row, ["{{ amp|e }}", "{{ amp|escape }}"])
    yield Case(row, ["{{ xs|random }}"], "random", ())
    yield Case(
        row,
        ["{{ 'a b/甲'|urlencode }}{{ t|indent(2) }}{{ [1, 2]|map('string')|join('') }}{{ x|length }}"],
        facts={"t": "a\nb"},
    )


def _everywhere() -> Iterator[Case]:
    loop = "{% for i in xs %}{{ i }}{% endfor %}{{ amp }}"
    for name in ("header", "footer"):
        yield Case(
            name, ["正文"], parts={name: ["{{ x }}", "{%p if no %}", "甲", "{%p endif %}", loop, [["{{ x }}"]], "尾"]}
        )
    yield Case("header", ["{{ y }}"], "undefined", (), parts={"header": ["{% set y = 1 %}{{ y }}"]})
    yield Case("footnotes", ["正文"], parts={"footnotes": ["{{ x }}", "{% for i in xs %}{{ i }}{% endfor %}"]})
    yield Case("footnotes", ["正文"], parts={"footnotes": ["{{ amp }}"]})
    yield Case("endnotes", ["正文"], "endnotes", parts={"endnotes": ["{{ x }}", loop]})
    yield Case("comments", ["正文"], "comments", parts={"comments": ["{{ x }}", loop]})
    yield Case("text boxes", [_box("框{{ x }}"), _box(loop)])
    yield Case(
        "content controls",
        [f"<w:p>{_control(runs('甲{{ x }}'))}</w:p>", _control("<w:p>" + runs("{{ x }}") + "</w:p>")],
    )
    yield Case(
        "content controls", ["{%p for i in xs %}", _control("<w:p>" + runs("{{ i }}") + "</w:p>"), "{%p endfor %}"]
    )
    yield Case("properties", ["正文"], parts={"title": "{{ x }}{{ n }}周报"})
    yield Case("properties", ["正文"], "property-markup", parts={"title": "{{ amp }}"})
    yield Case("links", [_link("{{ x }}")], parts={"links": {"L": "http://a/"}})
    yield Case("links", [_link("链")], "link-targets", parts={"links": {"L": "http://a/{{ n }}"}})
    yield Case("alt text", [_picture("图 {{ x }}")])
    yield Case("alt text", [_picture("图 {{ q }}")], facts={"q": 'a"b<c&'})


CASES = tuple(_cases())

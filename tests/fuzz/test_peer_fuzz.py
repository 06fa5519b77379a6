"""Sound templates made by chance: docxtpl and we write the same document, and each needs the names it says it needs."""

from __future__ import annotations

import io
import os
import random
from collections.abc import Mapping
from typing import Any

import pytest
from docxtpl import DocxTemplate
from office.conformance.draft import Block, drafted, shape
from office.word_paper import invalid

from pipeline.office.template import Names
from pipeline.office.word import compile_document

TEMPLATES = 3000 if os.environ.get("CHENXI_FUZZ") else 25
FACTS: dict[str, Any] = {
    "branch": "城东",
    "n": 3,
    "zero": 0,
    "xs": ["一", "二 2", "A & B <3>"],
    "one": ["独"],
    "empty": [],
    "rows": [
        {"name": "张三", "team": "甲", "calls": 12, "tags": ["快", "准"]},
        {"name": "李四", "team": "甲", "calls": 7, "tags": []},
        {"name": "王五", "team": "乙", "calls": 9, "tags": ["稳"]},
    ],
    "lines": "上\n下\t右",
}
VALUES = (
    *(
        "branch",
        "n",
        "xs[0]",
        "xs|join('、')",
        "rows|length",
        "rows[0].name",
        "rows[-1]['team']",
        "n + 1",
        "n * 2 - 1",
        "lines",
    ),
    *(
        "'文' ~ n",
        "rows|sum(attribute='calls')",
        "rows|map(attribute='name')|join",
        "xs|first",
        "'甲' if n > 2 else '乙'",
    ),
    *(
        "branch|upper",
        "nothing|default('缺')",
        "xs|last|e",
        "(n, 4)|max",
        "n // 2",
        "7 % n",
        "[3, 1, 2]|sort|join('<')",
    ),
    *("rows|selectattr('calls', '>', 8)|map(attribute='name')|join('-')", "rows|rejectattr('tags')|list|count"),
    *(
        "(rows|groupby('team')|first).grouper",
        "rows|map(attribute='team')|unique|join",
        "m('值')",
        "{'a': 'b'}.a",
        "xs|reverse|join",
    ),
)
CONDITIONS = (
    *(
        "n > 2",
        "n == 2",
        "zero",
        "xs",
        "empty",
        "branch == '城东'",
        "'一' in xs",
        "n is odd",
        "nothing is defined",
        "not n",
    ),
    *("n > 2 and xs", "empty or zero", "1 < n < 3", "rows|length > 2", "branch is string", "n in [1, 3]"),
)
LISTS = ("xs", "one", "empty", "range(2)", "rows|map(attribute='name')", "xs[1:]", "rows[0].tags")


class Maker:
    """A source of templates that both engines understand."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def one(self, *options: Any) -> Any:
        return self.random.choice(options)

    def rarely(self, share: float) -> bool:
        return self.random.random() < share

    def value(self, names: tuple[str, ...] = ()) -> str:
        """A value tag, now and then cut into runs; what follows is then a run of its own ("tail" in the dialect)."""
        expression = self.one(*names, *names, *VALUES) if names else self.one(*VALUES)
        return self.one("{{ %s }}", "{{%s}}", "{{ %s }}", "{¦{ %s }}¦", "{{ ¦%s }¦}¦", "{{¦ %s¦ }}¦") % expression

    def inline(self, names: tuple[str, ...] = ()) -> str:
        """A piece of a paragraph."""
        value = self.value(names)
        return self.one(
            *("文字", " ", "¦*粗", "¦", "{# 说明 #}", value, value, value),
            f"{{% if {self.one(*CONDITIONS)} %}}{value}{{% else %}}否则{{% endif %}}",
            f"{{% if {self.one(*CONDITIONS)} %}}¦*{value}¦{{% endif %}}",
            f"{{% for i in {self.one(*LISTS)} %}}{{{{ loop.index }}}}{{{{ i }}}}"
            "{% if not loop.last %}，{% endif %}{% endfor %}",
            f"{{% set y = {self.one(*VALUES[:9])} %}}{{{{ y }}}}",
        )

    def paragraph(self, names: tuple[str, ...] = ()) -> str:
        return "".join(self.inline(names) for _ in range(self.random.randrange(1, 5)))

    def group(self, depth: int = 0, names: tuple[str, ...] = ()) -> list[Block]:
        """Paragraphs and tables, some of them in blocks."""
        kind = self.random.random()
        if depth < 2 and kind < 0.2:
            return [
                f"{{%p if {self.one(*CONDITIONS)} %}}",
                *self.group(depth + 1, names),
                "{%p else %}",
                self.paragraph(names),
                "{%p endif %}",
            ]
        if depth < 2 and kind < 0.4:
            inner = self.group(depth + 1, (*names, "r.name", "r.calls", "loop.index"))
            return ["{%p for r in rows %}", *inner, "{%p endfor %}"]
        if kind < 0.6:
            return [self.table(depth, names), self.paragraph(names)]
        return [self.paragraph(names) for _ in range(self.random.randrange(1, 3))]

    def table(self, depth: int, names: tuple[str, ...]) -> Block:
        width = self.random.randrange(1, 4)
        rows = [self.row(width, names)]
        if self.rarely(0.3):
            cells = [self.paragraph((*names, "i")) for _ in range(width)]
            return [
                ["头", *["{%tc for i in xs %}", *cells, "{%tc endfor %}"]],
                ["尾", *["{%tc for i in xs %}", *cells, "{%tc endfor %}"]],
            ]
        blank = [""] * (width - 1)
        if self.rarely(0.7):
            inside = (*names, "r.name", "r.calls", "r.team", "loop.index")
            body = [self.row(width, inside)]
            if self.rarely(0.3):
                body += [
                    ["{%tr for t in r.tags %}", *blank],
                    self.row(width, (*inside, "t")),
                    ["{%tr endfor %}", *blank],
                ]
            rows += [["{%tr for r in rows %}", *blank], *body, ["{%tr endfor %}", *blank]]
        if self.rarely(0.3):
            rows += [
                [f"{{%tr if {self.one(*CONDITIONS)} %}}", *blank],
                self.row(width, names),
                ["{%tr endif %}", *blank],
            ]
        return rows

    def row(self, width: int, names: tuple[str, ...]) -> list[Any]:
        return [self.paragraph(names) for _ in range(width)]

    def template(self) -> bytes:
        macro = "{% macro m(a) %}[{{ a }}]{% endmacro %}"
        body = [block for _ in range(self.random.randrange(1, 5)) for block in self.group()]
        return drafted(
            [macro, *body, "完"], header=[f"{macro}{self.paragraph()}"], footnotes=[f"{macro}{self.paragraph()}"]
        )


def theirs(template: bytes) -> bytes:
    """Docxtpl's document."""
    peer = DocxTemplate(io.BytesIO(template))
    peer.render(FACTS, autoescape=True)
    stream = io.BytesIO()
    peer.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("start", range(0, TEMPLATES, 25))
def test_sound_templates_are_written_alike(start):
    for seed in range(start, start + 25):
        template = Maker(seed).template()
        ours = compile_document(template, name="t.docx", names=Names(), formats={}).render(FACTS)
        assert shape(ours) == shape(theirs(template)), seed
        assert invalid(ours, whole=False) == [], seed


def only(value: Any, needs: Mapping[str, Any]) -> Any:
    """A value without what is not among the names that are needed of it."""
    if isinstance(value, dict) and needs:
        return {name: only(below, needs[name]) for name, below in value.items() if name in needs}
    if isinstance(value, list) and "[]" in needs:
        return [only(item, needs["[]"]) for item in value]
    return value


@pytest.mark.parametrize("start", range(0, 10 * TEMPLATES, 250))
def test_the_names_that_a_template_needs_are_all_that_it_needs(start):
    for seed in range(start, start + 250):
        template = compile_document(Maker(seed).template(), name="t.docx", names=Names(), formats={})
        assert template.render(only(FACTS, template.names())) == template.render(FACTS), seed

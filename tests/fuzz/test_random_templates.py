"""Templates that nobody would write: each gives a document without tags left in it, or problems with places."""

from __future__ import annotations

import io
import os
import random
import re
from dataclasses import dataclass
from typing import Any

import docx
import pytest
from office.conformance.draft import Block, drafted
from office.word_paper import invalid

from pipeline.office.template import Names
from pipeline.office.word import compile_document
from pipeline.problems import Stop

LONG = bool(os.environ.get("CHENXI_FUZZ"))
TEMPLATES = 5000 if LONG else 150
NAMES = Names(roots={"支行": "branch", "客户经理表": "officers"}, fields={"姓名": "officer", "咨询量": "enquiries"})
FACTS = {
    "branch": "城东",
    "n": 3,
    "yes": True,
    "no": False,
    "none": None,
    "empty": [],
    "xs": ["一", "二\n三", "四\a五", "<六> & {{ 七 }}"],
    "officers": [
        {"officer": "张三", "enquiries": 12, "deals": [1, 2]},
        {"officer": "李四", "enquiries": None, "deals": []},
    ],
}
LEFT = re.compile(r"\{\{(?! 七 \}\})|\{%|\{#|[\ufdd0-\ufdef\x01-\x08]")
SOUND = (
    "支行",
    "branch",
    "n",
    "yes",
    "none",
    "1",
    "'文'",
    "“引”",
    "(n + 1)",
    "xs[0]",
    "xs|join('、')",
    "客户经理表|count",
    "m(1)",
)
WILD = (
    *SOUND,
    *(
        "没有",
        "人.姓名",
        "人.咨询量",
        "x.deals",
        "loop.index",
        "xs",
        "{'a': 1}",
        "[1, 2]",
        "range(3)",
        "客户经理表",
        "n.a",
        "m(",
    ),
)
SOUND_FILTERS = ("default('无')", "upper", "截断(2)", "分行|count", "勾选", "string", "等宽(3)")
WILD_FILTERS = (
    *SOUND_FILTERS,
    "count",
    "first",
    "大写",
    "日期('短')",
    "没有",
    "sort",
    "分组('姓名')",
    "safe",
    "join(1, 2, 3)",
)
OPERATORS = ("~", "==", "!=", "and", "or", "+", "-", "*", "/", "%", "<", ">=", "in", "not in", "is", "**", "=", "")


@dataclass
class Chance:
    """A source of chance; a wild one also makes what cannot be right."""

    random: random.Random
    wild: bool

    def one(self, *options: Any) -> Any:
        """One of these."""
        return self.random.choice(options)

    def rarely(self, share: float) -> bool:
        """True in this share of all cases."""
        return self.random.random() < share

    def expression(self, depth: int = 0) -> str:
        """A few words that make sense more often than not."""
        text = self.one(*(WILD if self.wild else SOUND))
        if self.rarely(0.3):
            text += f"|{self.one(*(WILD_FILTERS if self.wild else SOUND_FILTERS))}"
        if depth < 2 and self.rarely(0.2):
            text = f"{text} {self.one(*OPERATORS[: None if self.wild else 5])} {self.expression(depth + 1)}"
        if depth < 2 and self.rarely(0.05):
            text = f"{text} if {self.expression(depth + 1)} else {self.expression(depth + 1)}"
        return text

    def value(self) -> str:
        """A value tag of any form."""
        return (
            self.one("{{ %s }}", "{{%s}}", "{{ ¦%s¦ }}", "{¦{ %s }}", "｛｛ %s ｝｝", "{{r %s }}") % self.expression()
        )

    def inline(self) -> str:
        """A tag, or a pair of them, inside a paragraph."""
        inside = self.expression()
        if not self.wild or self.rarely(0.8):
            return self.one(
                *(self.value(), self.value(), "{# 说明 #}", "{_{ 七 }_}", f"{{% set y = {inside} %}}"),
                f"{{% if {inside} %}}{self.value()}{{% else %}}无{{% endif %}}",
                f"{{% for x in xs %}}{{{{ loop.index }}}}{{{{ x }}}}{self.value()}{{% endfor %}}",
                f"{{%r if {inside} %}}*{self.value()}¦{{%r endif %}}",
            )
        return self.spoilt(
            self.one("{%% %s %%}", "{%%p %s %%}", "{%%tr %s %%}", "{%%tc %s %%}", "{%%- %s %%}", "{%% %s -%%}")
            % self.one(
                *(
                    f"if {inside}",
                    "endif",
                    "else",
                    f"elif {inside}",
                    f"for 人 in {inside}",
                    "endfor",
                    f"set z = {inside}",
                ),
                *("macro m(a)", "endmacro", "with a = 1", "endwith", "set b", "endset", "colspan n", "cellbg 'FF0000'"),
                *("vm", "hm", f"vm {inside}", "raw", "include 'x'", "", "nonsense"),
            )
        )

    def spoilt(self, text: str) -> str:
        """The text, now and then with a sign changed."""
        if not self.rarely(0.3):
            return text
        at = self.random.randrange(len(text))
        return text[:at] + self.one("", "{", "}", "%", "“", "¦", "｛", "\\", "'", " ", "<", "&") + text[at + 1 :]

    def paragraph(self) -> str:
        """Words and tags."""
        return "".join(
            self.one("文", "*粗", "¦", " ", self.inline(), self.inline()) for _ in range(self.random.randrange(5))
        )

    def looped(self, *inside: Block) -> list[Block]:
        """Blocks between two tags in paragraphs of their own."""
        opener = self.one("{%p for 人 in 客户经理表 %}", "{%p if yes %}", "{%p for x in empty %}", "{%p if no %}")
        return [opener, *inside, "{%p endfor %}" if "for" in opener else "{%p endif %}"]

    def table(self, depth: int = 0) -> Block:
        """A table, with a loop over its rows or columns more often than not."""
        width = self.random.randrange(1, 4)
        rows: list[list[Any]] = [[self.cell(depth) for _ in range(width)] for _ in range(self.random.randrange(1, 4))]
        if self.rarely(0.6):
            opener = self.one("{%tr for 人 in 客户经理表 %}", "{%tr if no %}", "{%tr for x in empty %}")
            closer = "{%tr endfor %}" if "for" in opener else "{%tr endif %}"
            rows = [[opener, *[""] * (width - 1)], *rows, [closer, *[""] * (width - 1)]]
        elif self.rarely(0.3):
            rows = [["{%tc for x in xs %}", *row, "{%tc endfor %}"] for row in rows]
        return rows

    def cell(self, depth: int) -> Any:
        """A paragraph, several in a loop, a table, or a paragraph with a tag that shapes the cell."""
        if depth < 1 and self.rarely(0.1):
            return self.table(depth + 1)
        if self.rarely(0.15):
            return tuple(self.looped(self.paragraph()))
        shaping = self.one("{% vm %}", "{% hm %}", "{% cellbg 'FFEE00' %}", "{% colspan 2 %}", "{% vm n %}")
        return (shaping if self.rarely(0.15) else "") + self.paragraph()

    def body(self) -> list[Block]:
        """The body of a template."""
        body: list[Block] = ["{%p macro m(a) %}", "宏{{ a }}", "{%p endmacro %}"] if self.rarely(0.3) else []
        body += ["{% macro m(a) %}宏{{ a }}{% endmacro %}"] if not body else []
        for _ in range(self.random.randrange(1, 6)):
            inside = self.looped(self.paragraph(), self.table())
            body += inside if self.rarely(0.2) else [self.table() if self.rarely(0.3) else self.paragraph()]
        return body


def attempt(seed: int) -> bytes | Stop:
    """The document of the template with this number, or what is wrong with it."""
    chance = Chance(random.Random(seed), wild=seed % 2 == 1)
    ends = {
        "header": [chance.inline(), "页眉"],
        "footnotes": [chance.value()],
        "title": chance.value().replace("¦", ""),
    }
    data = drafted(chance.body(), **{name: end for name, end in ends.items() if "m(" not in str(end)})
    try:
        return compile_document(data, name="t.docx", names=NAMES, formats={"enquiries": "count"}).render(FACTS)
    except Stop as stop:
        return stop


@pytest.mark.parametrize("start", range(0, TEMPLATES, 50))
def test_a_template_gives_a_document_or_problems(start):
    for seed in range(start, start + 50):
        result = attempt(seed)
        if isinstance(result, Stop):
            assert result.problems, seed
            for problem in result.problems:
                assert problem.code[:2] in ("TL", "WD"), (seed, problem)
                assert problem.place.file == "t.docx" and problem.place.inside, (seed, problem)
            continue
        document = docx.Document(io.BytesIO(result))
        shown = "".join(document.element.body.itertext()) + document.core_properties.title
        assert not LEFT.search(shown), (seed, LEFT.search(shown))
        assert invalid(result, whole=False) == [], seed


def test_a_fair_share_of_them_gives_documents():
    results = [attempt(seed) for seed in range(100)]
    assert 20 < sum(isinstance(result, bytes) for result in results) < 80

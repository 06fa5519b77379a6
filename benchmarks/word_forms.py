"""The Word templates that engines race with, drawn once for each engine in its own syntax, and their facts.

form30: header, footer, nine labelled lines, a table of 30 rows and 7 columns with & and < in its values, four bulleted
lists. handout60: a training handout that comes to about sixty pages.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import docx

LABELS = ("branch", "period", "date", "place", "host", "clerk", "present", "absent", "remark")
COLUMNS = ("officer", "plan", "enquiries", "applications", "deals", "amount", "note")
LISTS = ("news", "success", "risk", "tasks")
UNITS = 12
_PROSE = (
    "客户经理每天要做三件事：看新线索，回访老客户，把当天的咨询、申请和成交记下来。记录不求多，但求当天、求准确。"
    "一周下来，哪里掉了队，看漏斗就知道：咨询多而申请少，多半是需求没有问清；申请多而成交少，多半是资料或额度没有谈拢。"
)


@dataclass(frozen=True)
class Syntax:
    """How an engine writes a value, the rows of a table that repeat, and the paragraphs of a list that repeat; and
    whether it wants the items of a list to have fields (``text``)."""

    value: Callable[[str], str]
    rows: list[list[str]]
    items: Callable[[str], list[str]]
    fields: bool = False

    def facts(self, values: dict[str, Any]) -> dict[str, Any]:
        """A form's facts as this engine wants them."""
        if not self.fields:
            return values
        return {**values, **{name: [{"text": item} for item in values[name]] for name in LISTS}}


def _row(form: str) -> list[str]:
    return [form.format(column) for column in COLUMNS]


JINJA = Syntax(
    lambda name: f"{{{{ {name} }}}}",
    [["{%tr for row in rows %}"], _row("{{{{ row.{} }}}}"), ["{%tr endfor %}"]],
    lambda name: [f"{{%p for item in {name} %}}", "{{ item }}", "{%p endfor %}"],
)
DOCXTEMPLATER = Syntax(
    lambda name: f"{{{name}}}",
    [["{#rows}{officer}", *_row("{{{}}}")[1:-1], "{note}{/rows}"]],
    lambda name: [f"{{#{name}}}", "{.}", f"{{/{name}}}"],
)
CARBONE = Syntax(
    lambda name: f"{{d.{name}}}",
    [_row("{{d.rows[i].{}}}"), _row("{{d.rows[i+1].{}}}")],
    lambda name: [f"{{d.{name}[i].text}}", f"{{d.{name}[i+1].text}}"],
    fields=True,
)


def form(syntax: Syntax) -> bytes:
    """The form's template."""
    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = f"{syntax.value('branch')} · {syntax.value('period')}"
    section.footer.paragraphs[0].text = f"{syntax.value('remark')} {syntax.value('date')}"
    document.add_heading(f"Weekly minutes {syntax.value('period')}", 1)
    for label in LABELS:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{label}: ").bold = True
        paragraph.add_run(syntax.value(label))
    _table(document, [list(COLUMNS), *syntax.rows])
    for name in LISTS:
        document.add_heading(name, 2)
        for text in syntax.items(name):
            document.add_paragraph(text, style="List Bullet")
    return _saved(document)


def _table(document: Any, rows: list[list[str]]) -> None:
    table = document.add_table(len(rows), max(map(len, rows)))
    table.style = "Table Grid"
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=False):
            cell.text = text


def _saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def form_facts(rows: int) -> dict[str, Any]:
    """Invented values, all plain text and numbers, so that no engine formats more than another."""
    return {
        **{label: f"{label} 城东 & <{n}>" for n, label in enumerate(LABELS)},
        "rows": [
            {
                "officer": f"客户经理 {n:02}",
                "plan": 20 + n % 7,
                "enquiries": 15 + n % 11,
                "applications": n % 9,
                "deals": n % 4,
                "amount": f"{n * 3.5:.2f}",
                "note": f"A & B <{n}>",
            }
            for n in range(rows)
        ],
        **{name: [f"{name} {i} 拜访商户 & 回访" for i in range(5)] for name in LISTS},
    }


def handout() -> bytes:
    """The handout's template: for each unit its points, a table of cases, and exercises, on pages of its own."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "{{ course }}"
    document.add_heading("{{ course }}", 0)
    document.add_paragraph("{{ intro }}")
    document.add_paragraph("{%p for unit in units %}")
    document.add_heading("{{ loop.index }}  {{ unit.title }}", 1)
    document.add_paragraph("{{ unit.goal }}")
    _repeated(document, "point in unit.points", "{{ point.lead }}", "{{ point.text }}", "List Number")
    document.add_heading("案例", 2)
    rows = [["标题", "经过", "讨论"], ["{%tr for case in unit.cases %}"]]
    _table(document, [*rows, ["{{ case.title }}", "{{ case.story }}", "{{ case.question }}"], ["{%tr endfor %}"]])
    document.add_heading("练习", 2)
    _repeated(document, "exercise in unit.exercises", "{{ loop.index }}. ", "{{ exercise }}", "List Bullet")
    document.add_page_break()
    document.add_paragraph("{%p endfor %}")
    return _saved(document)


def _repeated(document: Any, loop: str, bold: str, text: str, style: str) -> None:
    document.add_paragraph(f"{{%p for {loop} %}}")
    paragraph = document.add_paragraph(style=style)
    paragraph.add_run(bold).bold = True
    paragraph.add_run(text)
    document.add_paragraph("{%p endfor %}")


def handout_facts() -> dict[str, Any]:
    """Twelve units of about five pages each."""
    points = [{"lead": f"要点 {n}：", "text": f"{_PROSE}（{n}）"} for n in range(14)]
    cases = [{"title": f"案例 {n}", "story": _PROSE * 2, "question": f"{n}：换了您，会怎么做？"} for n in range(4)]
    exercises = [f"{n} & {n + 1}：{_PROSE}" for n in range(8)]
    return {
        "course": "小微信贷客户经理时间管理",
        "intro": _PROSE,
        "units": [
            {"title": f"单元 {n}", "goal": _PROSE, "points": points, "cases": cases, "exercises": exercises}
            for n in range(1, UNITS + 1)
        ],
    }

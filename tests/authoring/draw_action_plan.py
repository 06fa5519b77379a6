"""Draws templates/action-plan/: what somebody takes home from a course and will do, on a lying sheet."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, Page, docx
from authoring.house_course import course_footer
from authoring.house_forms import dated, written
from authoring.house_table import REST, SHADE_HEAD, Cell, Row, band, cell, each, key, row, table
from authoring.house_text import Xml, aside, label, para, run, value, when

PAGE = Page(top=14, bottom=13, left=16, right=16, landscape=True)
WIDE = PAGE.width
LABEL = 20.0
LINE = 18.5  # mm: two or three lines of handwriting
COLUMNS = (  # head, field, width, prompt
    ("目　标", "goal", 44.0, "想做到什么"),
    ("行　动", "action", 62.0, "具体做什么，做几次"),
    ("资源与支持", "support", 38.0, "要谁帮、要什么"),
    ("起　止", "span", 28.0, "从哪天到哪天"),
    ("衡量标准", "standard", 38.0, "看什么数、做到多少"),
    ("检查人", "checker", 20.0, ""),
    ("结　果", "outcome", REST, "回顾时填"),
)
FIRST = "离开教室后的第一个工作日就能做完的："
REVIEWS = (("review_30", "三十天回顾", "做到了几条？卡在哪里？"), ("review_90", "九十天回顾", "哪些成了习惯？下一步："))


def draw(folder: Path) -> None:
    """Writes action-plan.docx into the folder."""
    gap = para(style="Gap")
    body = [*_head(), gap, _goals(), gap, _plan(), gap, _reviews()]
    feet = {"footer1.xml": course_footer(WIDE, value("设置.foot_note"))}
    (folder / "action-plan.docx").write_bytes(docx(Draft("{{ 课程 }}行动计划", body, PAGE, feet)))


def _head() -> Iterable[Xml]:
    yield para("行 动 计 划", style="Title")
    yield para("{{ 课程 }}" + when("课程信息.客户单位", "　·　{{ 课程信息.客户单位 }}"), style="Subtitle")
    quarter = WIDE / 4 - LABEL
    fields = (
        (label("姓名"), written("participant", "姓名")),
        (_theirs("单位", "店铺"), written("company", "单位")),
        (_theirs("岗位", "行业"), written("post", "岗位")),
        (label("日期"), dated("plan_date", "填写日期")),
    )
    boxes = ((key(name, LABEL), cell([para(box, style="FormText")], quarter)) for name, box in fields)
    yield table([row(*(box for pair in boxes for box in pair), height=8)], WIDE)


def _theirs(staff: str, merchant: str) -> str:
    """A label for the bank's own people, and the one that a merchant understands."""
    return when("课程信息.本行学员", label(staff), label(merchant))


def _goals() -> Xml:
    """What the course was for, to look back at, and the one thing to begin with."""
    goals = [
        para("{%p for 句 in 课程信息.课程目标|分行 %}", style="Tag"),
        para("{{ loop.index }}. {{ 句 }}", style="CellText"),
        para("{%p endfor %}", style="Tag"),
    ]
    first = [para(FIRST, style="Prompt"), para(written("first_step", "明天就做的一件事"), style="FormText")]
    begin = key("明天就做\n的一件事", LABEL), cell(first, top=True)
    return table([row(key("课程目标", LABEL), cell(goals, WIDE / 2 - LABEL), *begin, height=18)], WIDE)


def _plan() -> Xml:
    number = 9.0
    names, boxes = [_named("序号", number, "")], [cell(value("loop.index"), number, "CellCentre")]
    for name, field, width, prompt in COLUMNS:
        names.append(_named(name, width, prompt))
        box = written(f"{field}_{{{{ loop.index }}}}", name.replace("　", ""), "　　")
        boxes.append(cell([para(box, style="FormText")], width, top=True))
    title = band("计　划", aside("一行一件事：看得见、数得清、有期限、有人查；三件做成胜过十件开头"))
    columns = Row(tuple(names), head=True)
    return table([title, columns, *each("行 in range(设置.plan_rows)", row(*boxes, height=LINE))], WIDE)


def _named(name: str, width: float, prompt: str) -> Cell:
    """A column's head with what belongs under it."""
    hint = [para(run(prompt, face="楷体", size=8, colour="6B7785"), style="CellHead")] if prompt else []
    return cell([para(name, style="CellHead"), *hint], width, shade=SHADE_HEAD)


def _reviews() -> Xml:
    half = WIDE / 2 - 24
    boxes = []
    for field, name, prompt in REVIEWS:
        said = [para(prompt, style="Prompt"), para(written(field, name), style="CellText")]
        boxes += [key(name, 24), cell(said, half, top=True)]
    signed = (("本人签字", 24.0, half), (when("课程信息.本行学员", "上级签字", "见证人签字"), 24.0, half))
    names = [box for name, wide, rest in signed for box in (key(name, wide), cell("", rest))]
    return table([row(*boxes, height=21), row(*names, height=10)], WIDE)

"""Draws templates/self-assessment/: KASH scored by oneself and by one's superior, a net to draw, and a plan."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, Page, docx
from authoring.house_bars import Radar
from authoring.house_chart import chart_paragraph
from authoring.house_course import course_footer
from authoring.house_forms import choice, dated, ticked, written
from authoring.house_table import (
    REST,
    Cell,
    Column,
    Row,
    band,
    cell,
    each,
    heads,
    key,
    merged,
    row,
    table,
)
from authoring.house_text import Xml, aside, label, para, value, when

PAGE = Page(top=14, bottom=13, left=16, right=16)
WIDE = PAGE.width
LABEL, SCORE, NUMBER, GAP_WIDE = 20.0, 7.2, 9.0, 14.0
SCORES = ("1", "2", "3", "4", "5")
DIMENSIONS = (  # letter, name, setting, what it is about
    ("k", "知识 K", "knowledge", "知道什么"),
    ("a", "态度 A", "attitude", "愿不愿做"),
    ("s", "技巧 S", "skills", "会不会做"),
    ("h", "习惯 H", "habits", "是不是一直在做"),
)
PLAN = (
    ("短板项", "gap", 32.0),
    ("目标分", "target", 14.0),
    ("学习方式", "learning", 34.0),
    ("带教人", "mentor", 19.0),
    ("起　止", "span", 24.0),
    ("检验方式", "check", REST),
    ("结果", "outcome", 16.0),
)
STAGES = ("理念转变", "知识积累", "技能磨练", "习惯与文化")
SPACE = para(style="Gap")
NET = Radar(
    name="KASH 雷达图",
    alt="KASH 雷达图：四个方向从中心向外 1 到 5 分，本人和上级各连成一圈",
    categories=("知识 K", "态度 A", "技巧 S", "习惯 H"),
    series=("自评", "上级评"),
    colours=("1F5FA8", "C0504D"),
    highest=5,
    width=93,
    height=88,
)
RULES = (
    "1 还没开始　2 要人带着做　3 能独立做　4 做得稳　5 能带别人；拿不准的空着，空着不算 0 分。",
    "先自评，再请上级评，互相不看。“差”＝上级评－自评，相差 2 分以上的打 △，面谈时先谈这几项。",
    "每个方面的均分＝已评各项的平均，保留一位小数。",
)


def draw(folder: Path) -> None:
    """Writes self-assessment.docx into the folder."""
    body = [*_head(), SPACE, _items(), *_results(), SPACE, _plan(), SPACE, _close()]
    feet = {"footer1.xml": course_footer(WIDE, value("设置.foot_note"))}
    draft = Draft("{{ 课程 }}KASH 自评表", body, PAGE, feet, NET.parts())
    (folder / "self-assessment.docx").write_bytes(docx(draft))


def _head() -> Iterable[Xml]:
    yield para("KASH 自 评 表", style="Title")
    yield para("{{ 课程 }}" + when("课程信息.客户单位", "　·　{{ 课程信息.客户单位 }}"), style="Subtitle")
    fields = (
        ("姓名", written("participant", "姓名", "　　　")),
        ("单位", written("company", "单位", "　　　")),
        ("上级", written("supervisor", "上级", "　　　")),
        ("日期", dated("rated", "评价日期")),
    )
    widths = (24.0, 33.0, 24.0, WIDE - 81 - 4 * 14)
    boxes = [
        box
        for (name, inner), width in zip(fields, widths, strict=True)
        for box in (key(label(name, 2), 14), cell([para(inner, style="CellText")], width))
    ]
    yield table([row(*boxes, height=7)], WIDE)
    yield from (para(f"{n}. {rule}", style="CellNote") for n, rule in enumerate(RULES, 1))


def _items() -> Xml:
    both = 5 * SCORE
    name = WIDE - NUMBER - 2 * both - GAP_WIDE
    names = ("序号", NUMBER), ("项　目", name), ("自　评", both), ("上级评", both), ("差", GAP_WIDE)
    first = heads(Column(*pair) for pair in names)
    numbers = [Column(score, SCORE) for score in SCORES * 2]
    second = heads((Column("", NUMBER), Column("", name), *numbers, Column("", GAP_WIDE)))
    rows = [_down(first, "restart"), _down(second, "continue")]
    for letter, title, setting, about in DIMENSIONS:
        here = [cell(value("loop.index"), NUMBER, "CellCentre"), cell(value("项"), name)]
        here += [*_boxes(f"{letter}_self", f"{title} 自评"), *_boxes(f"{letter}_boss", f"{title} 上级评")]
        here.append(cell("", GAP_WIDE))
        plain = band(title, aside(about)).cells[0]
        rows += [Row((plain,)), *each(f"项 in 设置.{setting}", row(*here, height=7))]
    return table(rows, WIDE)


def _down(r: Row, merge: str) -> Row:
    """A head row whose first two and last cells go over both head rows."""
    first, second, *middle, last = r.cells
    ends = merged(row(second), merge).cells[0], merged(row(last), merge).cells[0]
    return Row((merged(row(first), merge).cells[0], ends[0], *middle, ends[1]), r.height, head=True)


def _boxes(field: str, title: str) -> Iterable[Cell]:
    for score in SCORES:
        box = ticked(f"{field}_{{{{ loop.index }}}}_{score}", f"{title} {score} 分")
        yield cell([para(box, style="CellCentre")], SCORE)


def _results() -> Iterable[Xml]:
    """The four means beside the net that they are drawn into."""
    columns = (
        Column("方　面", 22),
        Column("自评均分", 17),
        Column("上级均分", 17),
        Column("差", 13),
        Column("上次", 13),
    )
    net = Column("雷达图（自评画实线，上级评画虚线，上次画点线）")
    means = []
    for at, (_, title, _, _) in enumerate(DIMENSIONS):
        cells = (key(title, 22), *(cell("", c.width) for c in columns[1:]))
        chart = cell([chart_paragraph(NET)], merge="restart") if not at else cell("", merge="continue")
        means.append(row(*cells, chart, height=14))
    stage = [para(*choice("stage", (word,)), style="FormText") for word in STAGES]
    growth = row(key("成长阶段\n（勾一个）", 22), cell(stage, 60), cell("", merge="continue"), height=30)
    yield para("结果与发展计划", style="FormTitle", page_break=True)
    yield table([heads((*columns, net)), *means, growth], WIDE)


def _plan() -> Xml:
    names, boxes = [Column("序号", NUMBER)], [cell(value("loop.index"), NUMBER, "CellCentre")]
    for name, field, width in PLAN:
        names.append(Column(name, width))
        box = written(f"{field}_{{{{ loop.index }}}}", name.replace("　", ""), "　　")
        boxes.append(cell([para(box, style="CellText")], width, top=True))
    title = band("发展计划", aside("先选一两项差得最多、又最影响业绩的；学了要用，用了要有人看"))
    return table([title, heads(names), *each("行 in range(设置.plan_rows)", row(*boxes, height=17))], WIDE)


def _close() -> Xml:
    half = WIDE / 2
    prompts = ("我的长处（别人可以来问我的）：", "需要上级和团队帮我的：")
    said = row(*(cell([para(text, style="Prompt")], half, top=True) for text in prompts), height=26)
    names = [
        box
        for name in ("本人签字", "上级签字")
        for box in (key(name, 22), cell("　　　　　　　　　　年　　月　　日", half - 22))
    ]
    return table([said, row(*names, height=12)], WIDE)

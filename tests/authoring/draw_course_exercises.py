"""Draws templates/course-exercises/: the questions by unit; with answers (the trainer's) or with room to write."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, docx
from authoring.house_course import FOOT, CoursePage, course_footer, edition, header_part, paper_head, plain_head
from authoring.house_course_blocks import NUMBERING, PLACEHOLDER, note_lines, only_if
from authoring.house_course_styles import RED, STYLES, WIDE
from authoring.house_table import Column, cell, each, heads, item, key, row, sentence, table
from authoring.house_text import Xml, label, para, repeated, run, tag, value, when

PAGE = CoursePage()
UNITS = "单元名, 题目们 in 课程练习表|分组('单元')"
TO_TICK = "题.题型 in ['单选', '多选', '判断']"
BRACKETS = f"（{chr(0xA0) * 12}）"  # hard spaces: a line never ends between the brackets
LEFT_OUT = when("设置.answers and 未计入条数", "　·　未计入 {{ 未计入条数 }} 条")


def draw(folder: Path) -> None:
    """Writes course-exercises.docx into the folder."""
    body = [*_head(), *_questions(), *_answers_at_a_glance()]
    head = header_part("header1.xml", plain_head(WIDE, f"练习册（{edition()}）"))
    feet = {"footer1.xml": course_footer(WIDE, FOOT + LEFT_OUT)}
    title = f"{{{{ 课程 }}}}练习册（{edition()}）"
    draft = Draft(title, body, PAGE, footers=feet, parts=(NUMBERING, PLACEHOLDER, head), styles=STYLES)
    (folder / "course-exercises.docx").write_bytes(docx(draft))


def _head() -> Iterable[Xml]:
    yield from paper_head("练 习 册")
    boxes = []
    for name, width in (("姓名", 46.0), ("单位", 62.0), ("得分", 0.0)):
        boxes += [key(label(name), 18), cell("", width - 18 if width else 0)]
    yield from only_if("not 设置.answers", table([row(*boxes, height=9)], WIDE))
    total = when("课程练习表|合计('分值')", "，共 {{ 课程练习表|合计('分值') }} 分")
    yield para(f"共 {value('课程练习表|个数')} 题{total}。", style="Source")


def _questions() -> Iterable[Xml]:
    yield from only_if("not 课程练习表", para("本课程还没有练习题。", style="Body"))
    yield tag(f"{{%p for {UNITS} %}}")
    numbered = when("(题目们|首个).单元序号", "第 {{ (题目们|首个).单元序号 }} 单元　")
    yield para(numbered + value("单元名|d('综合练习', true)"), style="Heading2")
    yield tag("{%p for 题 in 题目们 %}")
    yield from _question()
    yield from (tag("{%p endfor %}"), tag("{%p endfor %}"))


def _question() -> Iterable[Xml]:
    """The question stays with what belongs to it: options, room to write, or the answer."""
    kind = when("题.题型", "〔{{ 题.题型 }}〕")
    points = when("题.分值", "（{{ 题.分值 }} 分）")
    blank = when(f"not 设置.answers and {TO_TICK}", f"\t{BRACKETS}")
    text = (run("{{ 题.序号 }}．", face="黑体"), kind, value("题.题目"), points, blank)
    yield tag(f"{{%p if 设置.answers or 题.选项 or not ({TO_TICK}) %}}")
    yield para(*text, style="Question", keep_next=True)
    yield from (tag("{%p else %}"), para(*text, style="Question"), tag("{%p endif %}"))
    yield tag("{%p if 设置.answers %}")
    yield from repeated("项 in 题.选项|分行", para(value("项"), style="Option", keep_next=True))
    answer = (_lead("答案"), value("题.参考答案|d('未填写', true)"))
    yield from only_if("题.解析", para(*answer, style="Answer", keep_next=True))
    yield from only_if("not 题.解析", para(*answer, style="Answer"))
    yield from only_if("题.解析", para(_lead("解析"), value("题.解析"), style="Answer"))
    yield tag("{%p else %}")
    yield from _options()
    yield from only_if(f"not ({TO_TICK})", *note_lines("设置.answer_lines", WIDE))
    yield tag("{%p endif %}")


def _options() -> Iterable[Xml]:
    """An option a paragraph, all on one page: LibreOffice parts a question from one paragraph of several lines."""
    yield from repeated("项 in (题.选项|分行)[:-1]", para(value("项"), style="Option", keep_next=True))
    yield from repeated("项 in (题.选项|分行)[-1:]", para(value("项"), style="Option"))


def _lead(word: str) -> Xml:
    return run(f"{word}　", face="黑体", colour=RED)


def _answers_at_a_glance() -> Iterable[Xml]:
    """On a page of its own for the trainer who marks."""
    columns = (
        Column("题号", 14, value("题.序号"), "GridCentre"),
        Column("单　元", 44, value("题.单元"), "GridText"),
        Column("题　型", 18, value("题.题型"), "GridCentre"),
        Column("参考答案", 68, value("题.参考答案|d('未填写', true)"), "GridText"),
        Column("分　值", text=value("题.分值|d('—')"), style="GridCentre"),
    )
    rows = [heads(columns, 9), *each("题 in 课程练习表", item(columns, 8), otherwise=sentence("没有练习题。", 8))]
    title = para("答案速查", style="Heading2", page_break=True)
    yield from only_if("设置.answers and 课程练习表", title, table(rows, WIDE))

"""Draws templates/course-feedback/: a page to score a course on and to say what one takes home."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, Page, docx
from authoring.house_course import course_footer
from authoring.house_forms import control, dated, ticked, written
from authoring.house_table import Cell, Column, Row, band, cell, each, heads, key, row, table
from authoring.house_text import Xml, aside, label, para, run, value, when

PAGE = Page(top=16, bottom=15, left=20, right=20, foot=9)
WIDE = PAGE.width
LABEL, SCORE, NUMBER = 20.0, 15.5, 10.0
TALL = 10.5  # mm: a line of handwriting
SCALE = (("5", "非常满意"), ("4", "满意"), ("3", "一般"), ("2", "不太满意"), ("1", "不满意"))
SCORES = (
    ("fb_useful", "内容实用", "讲的方法，回去用得上"),
    ("fb_clear", "讲解清楚", "讲得明白，听得懂、记得住"),
    ("fb_cases", "案例贴近", "案例和练习像自己平时遇到的事"),
    ("fb_pace", "节奏合适", "快慢、长短、练习和休息安排得当"),
    ("fb_service", "组织服务", "通知、场地、资料、茶水周到"),
    ("fb_overall", "总体满意", "总的来说，对这次课程"),
)
QUESTIONS = (
    ("fb_gain", "最大收获", "听完课，您打算先用起来的是哪一点？"),
    ("fb_improve", "改进建议", "哪里可以讲得更好、哪里可以少讲一些？"),
    ("fb_next", "还想学什么", "以后开课，您最想听什么？"),
)


def draw(folder: Path) -> None:
    """Writes course-feedback.docx into the folder."""
    body = [*_head(), _scores(), para(style="Gap"), _questions(), *_thanks()]
    feet = {"footer1.xml": course_footer(WIDE, value("设置.foot_note"))}
    (folder / "course-feedback.docx").write_bytes(docx(Draft("{{ 课程 }}满意度问卷", body, PAGE, feet)))


def _head() -> Iterable[Xml]:
    yield para("课程满意度问卷", style="Title")
    yield para("{{ 课程 }}" + when("课程信息.客户单位", "　·　{{ 课程信息.客户单位 }}"), style="Subtitle")
    only = when("课程场次表|个数 == 1", "{{ (课程场次表|首个).场次 }}")
    several = when("课程场次表|个数 > 1", "{% for 场 in 课程场次表 %}□{{ 场.场次 }}　{% endfor %}")
    session = control("session", only + several, label="场次")
    half = WIDE / 2 - LABEL
    yield table(
        [
            row(
                key(label("讲师"), LABEL),
                cell(value("课程信息.讲师"), half, "FormText"),
                key(label("日期"), LABEL),
                cell([para(dated("fb_date", "日期"), style="FormText")], half),
                height=8,
            ),
            row(key(label("场次"), LABEL), cell([para(session, style="FormText")]), height=8),
        ],
        WIDE,
    )
    hope = "请按真实感受填写，不必写姓名。分数打在方格里，一项只勾一个；没有参加的部分空着。"
    yield para(hope, style="Note")


def _scores() -> Xml:
    columns = (
        Column("序号", NUMBER),
        Column("评价项"),
        *(Column(f"{score} 分\n{word}", SCORE) for score, word in SCALE),
    )
    rows = [
        row(cell(str(n), NUMBER, "FormCentre"), _asked(name, hint), *_boxes(field, name), height=TALL)
        for n, (field, name, hint) in enumerate(SCORES, 1)
    ]
    number = cell(value(f"loop.index + {len(SCORES)}"), NUMBER, "FormCentre")
    own = row(number, _asked(value("题"), ""), *_boxes("own_{{ loop.index }}", "另加的评分题"), height=TALL)
    return table([band("一、请打分"), heads(columns, 10), *rows, *each("题 in 设置.own_scores", own)], WIDE)


def _asked(name: str, hint: str) -> Cell:
    words = run(f"　{hint}", face="楷体", size=9, colour="6B7785") if hint else ""
    return cell([para(name, words, style="FormText")])


def _boxes(field: str, name: str) -> Iterable[Cell]:
    for score, _ in SCALE:
        yield cell([para(ticked(f"{field}_{score}", f"{name} {score} 分"), style="FormCentre")], SCORE)


def _questions() -> Xml:
    rows: list[Row] = []
    for number, (field, name, hint) in zip("二三四", QUESTIONS, strict=True):
        rows.append(band(f"{number}、{name}", aside(hint)))
        rows.append(row(cell([para(written(field, name), style="FormText")]), height=TALL))
        rows += each("行 in range(设置.lines - 1)", row(cell("", style="FormText"), height=TALL))
    return table([Row(r.cells, r.height) for r in rows], WIDE)  # one page: no band repeats


def _thanks() -> Iterable[Xml]:
    yield para("谢谢您。填好后请交给现场工作人员，或发回给课程联系人。", style="Note")

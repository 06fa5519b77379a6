"""Course files (``courses/*.yaml``, ``courses/*.md``) → the sample courses below ``inputs/课程``.

The prose lies in the data files. Two courses become workbooks, each laid out in its own way; the third is Markdown
and travels as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from authoring.sample_books import Book
from authoring.sample_course_pictures import PICTURES

SOURCES = Path(__file__).parent / "courses"
TIME, MERCHANTS, POST_LOAN = "时间与工作管理", "商户金融知识课堂", "贷后管理与逾期清收"
Told = Mapping[str, Any]
Rows = list[list[Any]]

_HEADS = {
    "课程单元": ["单元序号", "单元", "时长（分钟）", "单元目标"],
    "课程要点": ["单元", "小节", "要点类型", "内容", "图片"],
    "课程案例": ["单元", "标题", "经过", "讨论题", "案例分析"],
    "课程练习": ["单元", "题型", "题目", "选项", "参考答案", "解析", "分值"],
    "课程时间安排": ["场次", "开始", "环节", "时长（分钟）", "环节类型", "单元", "物料"],
    "课程资料": ["标题", "出版者", "来源日期", "备注"],
    "课程场次": ["场次", "日期", "开始", "结束", "地点", "讲师"],
}
_PEOPLE = ["序号", "课程", "学员编号", "学员", "单位", "岗位", "成绩", "结业"]
_ANSWERS = ["序号", "课程", "内容实用", "讲解清楚", "案例贴近", "节奏合适", "组织服务", "总体满意", "练习量合适"]
_ANSWERS += ["最大收获", "改进建议", "还想学什么"]


@cache
def told(name: str) -> Told:
    """The course file of this name, as written; read once, and not to be changed."""
    course: Told = yaml.safe_load((SOURCES / f"{name}.yaml").read_text(encoding="utf-8"))
    return course


def books() -> list[Book]:
    """The workbooks of the two courses that are kept in workbooks, with the list and the answers of their people."""
    time = told(TIME)
    return [
        course_book(time, f"课程/{TIME}/课程.xlsx", as_form=True),
        people_book(time, f"课程/{TIME}/学员名单.xlsx"),
        answers_book(time, f"课程/{TIME}/反馈.xlsx"),
        course_book(told(MERCHANTS), f"课程/{MERCHANTS}.xlsx", as_form=False),
    ]


def files() -> dict[str, bytes]:
    """The other files of the courses: path below ``inputs/`` → bytes."""
    markdown = {f"课程/{POST_LOAN}.md": (SOURCES / f"{POST_LOAN}.md").read_bytes()}
    return markdown | {f"课程/{TIME}/{name}": draw() for name, draw in PICTURES.items()}


def course_book(course: Told, file: str, *, as_form: bool) -> Book:
    """A course's workbook. ``as_form``: the course itself as labels and values, and a row for each line of a table;
    else as a table of one row, a whole table in one cell, and a title above each sheet."""
    book = Book(file)
    head = course["课程"]
    if as_form:
        book.sheet("课程", [[label, _cell(value)] for label, value in head.items() if value], header=(), tall=True)
    else:
        kept = {label: value for label, value in head.items() if value}
        book.sheet("课程", [list(kept), [_cell(value) for value in kept.values()]], tall=True)
    for sheet, rows in _sheets(course, as_form).items():
        title = [] if as_form else [[f"{head['课程']}　{sheet}"]]
        first = len(title) + 1
        body = [*title, _HEADS[sheet], *rows]
        book.sheet(sheet, body, header=(first,), titles=(1,) if title else (), freeze=f"A{first + 1}", tall=True)
    return book


def people_book(course: Told, file: str) -> Book:
    """The list of a course's participants, numbered from 001."""
    title = course["课程"]["课程"]
    rows = [[n, title, f"{n:03}", *person] for n, person in enumerate(course["学员"], 1)]
    book = Book(file)
    book.sheet("学员名单", [_PEOPLE, *rows], freeze="A2")
    return book


def answers_book(course: Told, file: str) -> Book:
    """The answered feedback sheets, a row for each: the six scores, one more that this course asked, three texts."""
    title = course["课程"]["课程"]
    rows = [[n, title, *map(_cell, answers)] for n, answers in enumerate(course["反馈"], 1)]
    book = Book(file)
    book.sheet("反馈", [_ANSWERS, *rows], freeze="A2")
    return book


def _sheets(course: Told, as_form: bool) -> dict[str, Rows]:
    units = course["单元"]
    return {
        "课程单元": [[number, u["单元"], u["时长"], u["单元目标"]] for number, u in enumerate(units, 1)],
        "课程要点": _points(units, apart=as_form),
        "课程案例": _listed(course["案例"], ["单元", "标题", "经过", "讨论题", "案例分析"]),
        "课程练习": _exercises(course["练习"]),
        "课程时间安排": _timing(course),
        "课程资料": _listed(course["资料"], _HEADS["课程资料"]),
        "课程场次": _listed(course["场次"], _HEADS["课程场次"]),
    }


def _points(units: Iterable[Told], apart: bool) -> Rows:
    """Unit and section stand only where they change, as people write them. ``apart``: a table's lines are rows."""
    rows: Rows = []
    for number, unit in enumerate(units, 1):
        unit_cell: Any = number if apart else unit["单元"]
        for section in unit["小节"]:
            section_cell: Any = section["小节"]
            for point in section["要点"]:
                (kind, text), *more = point.items()
                picture, text = (text, dict(more)["说明"]) if kind == "图片" else (None, text)
                for line in text.split("\n") if kind == "表格" and apart else [text]:
                    rows.append([unit_cell, section_cell, kind, line, picture])
                    unit_cell = section_cell = None
    return rows


def _exercises(exercises: Iterable[Told]) -> Rows:
    rows = []
    for told_of in exercises:
        options = [f"{letter}. {text}" for letter, text in zip("ABCDEFGH", told_of.get("选项", ()), strict=False)]
        rows.append([_cell(options) if head == "选项" else _cell(told_of[head]) for head in _HEADS["课程练习"]])
    return rows


def _timing(course: Told) -> Rows:
    """The start stands in a session's first row alone; a step is [what, minutes, kind, unit, materials]."""
    starts = {session["场次"]: session["开始"] for session in course["场次"]}
    rows = []
    for session, steps in course["时间安排"].items():
        for number, (step, minutes, kind, unit, materials) in enumerate(steps):
            first = [session, starts[session]] if number == 0 else [None, None]
            rows.append([*first, step, minutes, kind, unit or None, materials or None])
    return rows


def _listed(entries: Iterable[Told], heads: Sequence[str]) -> Rows:
    return [[_cell(entry.get(head)) for head in heads] for entry in entries]


def _cell(value: Any) -> str | int | date | None:
    """What stands in a cell: a list has a line for each, an empty text is an empty cell."""
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return None if value == "" else value

"""A course as long as wanted, with as many people as wanted, in workbooks: for tests of long papers and many of them.

Its sentences are those of the sample courses, over and over; every heading and every name is there once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain, cycle, islice
from typing import Any

from authoring.sample_books import Book
from authoring.sample_courses import MERCHANTS, TIME, Told, answers_book, course_book, people_book, told

TITLE = "小微金融从业人员通用课程"
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高罗郑梁谢唐许冯"
_GIVEN = [a + b for a in "明志建海文晓雨思子佳" for b in "远强平涛博雯莹轩怡峰"]
_PER_SECTION = (("要点", 6), ("说明", 2), ("提示", 1))
_WIDTHS = (3, 2, 5, 4, 6)  # columns of one table after another
_UNIT_MINUTES, _DAY_UNITS = 90, 4


def scaled_course(units: int = 12, participants: int = 500, *, sections: int = 5) -> list[Book]:
    """The course's workbook, its list of participants, and an answered sheet of four out of five of them.

    With five sections a unit is some five printed pages of A4: 12 units make a handout of over 60 pages.
    """
    course = dict(_course(units, sections, participants))
    folder = f"课程/{TITLE}"
    return [
        course_book(course, f"{folder}/课程.xlsx", as_form=True),
        people_book(course, f"{folder}/学员名单.xlsx"),
        answers_book(course, f"{folder}/反馈.xlsx"),
    ]


def _course(units: int, sections: int, participants: int) -> Told:
    days = [f"第{number}天" for number in range(1, -(-units // _DAY_UNITS) + 1)]
    first = date(2027, 3, 1)
    made = [_unit(number, sections) for number in range(1, units + 1)]
    return {
        "课程": {
            "课程": TITLE,
            "课程编号": "TY12",
            "授课对象": "全体小微条线人员",
            "课程目标": [f"完成第{number}单元的练习" for number in range(1, units + 1)],
            "课程简介": "一门为检验长篇讲义而编的课程。",
            "讲师": "唐亦舟",
            "版本日期": first,
        },
        "单元": made,
        "案例": [_case(number, case) for number, case in _numbered("案例", units, 2)],
        "练习": [_exercise(number, exercise) for number, exercise in _numbered("练习", units, 6)],
        "场次": [
            {"场次": day, "日期": first + timedelta(days=n), "开始": "09:00", "地点": "培训中心"}
            for n, day in enumerate(days)
        ],
        "时间安排": {day: _day(made, n * _DAY_UNITS) for n, day in enumerate(days)},
        "资料": [{"标题": "本项目样例课程", "出版者": "课程组"}],
        "学员": [list(person) for person in islice(_people(), participants)],
        "反馈": list(islice(cycle(told(TIME)["反馈"]), participants * 4 // 5)),
    }


def _unit(number: int, sections: int) -> Told:
    return {
        "单元": f"第{number}部分的主题与方法",
        "时长": _UNIT_MINUTES,
        "单元目标": f"学完第{number}部分，能独立完成其中的练习。",
        "小节": [_section(number, section) for section in range(1, sections + 1)],
    }


def _section(unit: int, section: int) -> Told:
    texts = [(kind, _text(kind, unit * 100 + section * 7, count)) for kind, count in _PER_SECTION]
    points = [{kind: text} for kind, wanted in texts for text in wanted]
    if section % 2:
        points.insert(4, {"表格": _table(_WIDTHS[(unit + section // 2) % len(_WIDTHS)])})
    return {
        "小节": f"{unit}.{section} 现场做法与常见偏差",
        "要点": [*points, {"记录": "对照自己的工作，写下一处可以改的做法。"}],
    }


def _text(kind: str, start: int, count: int) -> list[str]:
    pool = _pool(kind)
    return [pool[(start + number) % len(pool)] for number in range(count)]


def _pool(kind: str) -> list[str]:
    """Every point of this kind in the two sample courses."""
    return [
        point[kind]
        for course in (told(TIME), told(MERCHANTS))
        for unit in course["单元"]
        for section in unit["小节"]
        for point in section["要点"]
        if kind in point
    ]


def _table(columns: int) -> str:
    heads = ("情形", "看什么", "问什么", "做什么", "谁来做", "何时做")[:columns]
    lines = [[f"情形{row}", *(f"{head}的第{row}条做法" for head in heads[1:])] for row in range(1, 6)]
    return "\n".join("|".join(line) for line in (heads, *lines))


def _numbered(entries: str, units: int, each: int) -> Iterator[tuple[int, dict[str, Any]]]:
    pool = cycle(chain(told(TIME)[entries], told(MERCHANTS)[entries]))
    return ((unit, dict(next(pool))) for unit in range(1, units + 1) for _ in range(each))


def _case(unit: int, case: dict[str, Any]) -> Told:
    return {**case, "单元": unit, "标题": f"{case['标题']}（第{unit}部分）"}


def _exercise(unit: int, exercise: dict[str, Any]) -> Told:
    return {**exercise, "单元": unit}


def _day(units: list[Told], first: int) -> list[list[Any]]:
    """A unit, a break, a unit, lunch, and so on; times that add up."""
    steps: list[list[Any]] = []
    for place, unit in enumerate(units[first : first + _DAY_UNITS], first + 1):
        if steps:
            steps.append(["午餐与休息", 90, "用餐", "", ""] if place - first == 3 else ["休息", 15, "休息", "", "茶点"])
        steps.append([unit["单元"], _UNIT_MINUTES - 30, "授课", place, "讲义"])
        steps.append(["练习", 30, "练习", place, "练习册"])
    return steps


def _people() -> Iterator[tuple[str, str, str, int, str]]:
    """Name, company, post, score and whether passed, without end of 2,500: one in 25 has not passed."""
    names = (surname + given for given in _GIVEN for surname in _SURNAMES)
    for number, name in enumerate(names):
        failed = number % 25 == 24
        yield (
            name,
            f"鹤汀商业银行第{number % 20 + 1}支行",
            "客户经理",
            52 if failed else 75 + number % 25,
            "否" if failed else "是",
        )

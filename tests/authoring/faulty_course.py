"""A sample course with one mistake of each common kind, for the trainers' guide: what a person types and overlooks."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from authoring import sample_courses as courses

MARKDOWN = f"课程/{courses.POST_LOAN}.md"
FILE = "课程/时间与工作管理/课程.xlsx"


def faulty_course() -> dict[str, bytes]:
    """Files below ``inputs/``: the course of time and work, its list and its answers, each with mistakes."""
    course: dict[str, Any] = deepcopy(dict(courses.told(courses.TIME)))
    course["课程"]["标志"] = "鹤汀标识.png"  # the file is called 鹤汀标志.png
    course["单元"][1]["时长"] = 90  # its steps take 120
    course["单元"][4]["单元"] = ""  # a unit without a title
    course["练习"][0]["参考答案"] = "E"  # of A to D
    course["练习"][4]["参考答案"] = ""
    course["案例"][3]["单元"] = "排出一周：时间计划"  # 时间规划
    course["场次"][0]["结束"] = "17:00"  # its steps end at 17:20
    course["反馈"][8][0] = 6
    books = [
        courses.course_book(course, FILE, as_form=True),
        courses.people_book(course, "课程/时间与工作管理/学员名单.xlsx"),
        courses.answers_book(course, "课程/时间与工作管理/反馈.xlsx"),
    ]
    files = {book.file: book.data() for book in books} | courses.files()
    markdown = files[MARKDOWN].decode()
    files[MARKDOWN] = markdown.replace("授课对象:", "授课对向:", 1).encode()
    return files

"""Draws templates/course-signin/: a session's participants, with room to sign twice."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.draw_sign_in_sheet import spare_rows
from authoring.house import Draft, Page, docx
from authoring.house_course import course_footer
from authoring.house_table import Column, cell, each, heads, item, key, row, table
from authoring.house_text import Xml, label, para, tag, value, when

PAGE = Page(top=18, bottom=16, left=18, right=18)
WIDE = PAGE.width
LABEL = 20.0
LEAST = 11.5  # mm: a signature needs 11
HALF_DAY = "(场次信息.结束 and 场次信息.结束 <= '13:30') or (场次信息.开始 and 场次信息.开始 >= '12:00')"
LEFT_OUT = "{% if 未计入条数 %}　·　名单有 {{ 未计入条数 }} 行有误未计入{% endif %}"


def draw(folder: Path) -> None:
    """Writes course-signin.docx into the folder."""
    body = [*_head(), _list(), para(style="Gap"), _counts()]
    feet = {"footer1.xml": course_footer(WIDE, value("设置.foot_note") + LEFT_OUT)}
    (folder / "course-signin.docx").write_bytes(docx(Draft("{{ 课程 }}签到表（{{ 场次 }}）", body, PAGE, feet)))


def _head() -> Iterable[Xml]:
    yield tag(f"{{%p set 半天 = {HALF_DAY} %}}")
    yield para("培 训 签 到 表", style="Title")
    yield para("{{ 课程 }}" + when("课程信息.客户单位", "　·　{{ 课程信息.客户单位 }}"), style="Subtitle")
    times = when("场次信息.开始", "{{ 场次信息.开始 }}—{{ 场次信息.结束 }}")
    lines = (
        (("场次", value("场次信息.场次")), ("日期", "{{ 场次信息.日期 }}　{{ 场次信息.星期 }}")),
        (("起止时间", times), ("地点", value("场次信息.地点"))),
        (("讲师", value("场次信息.讲师")), ("班务", "")),
    )
    rows = []
    for line in lines:
        boxes = ((key(label(name), LABEL), cell(text, WIDE / 2 - LABEL, "FormText")) for name, text in line)
        rows.append(row(*(box for pair in boxes for box in pair), height=8))
    yield table(rows, WIDE)
    yield para("名单取自学员表；临时参加的请在空白行补写。", style="Caption")


def _list() -> Xml:
    columns = (
        Column("序号", 12, value("人.序号"), "FormCentre"),
        Column("编　号", 17, value("人.学员编号"), "FormCentre"),
        Column("姓　名", 25, value("人.学员"), "FormCentre"),
        Column("单　位", 36, value("人.单位")),
        Column("岗　位", 26, value("人.岗位"), "CellCentre"),
        Column("{{ '签　到' if 半天 else '上午签到' }}"),
        Column("{{ '签　退' if 半天 else '下午签到' }}", 29),
    )
    number = cell(value("学员名单|个数 + loop.index"), 12, "FormCentre")
    spare = row(number, *(cell("", c.width) for c in columns[1:]), height=LEAST)
    return table(
        [
            heads(columns, height=9),
            *each("人 in 学员名单", item(columns, LEAST)),
            *each(f"行 in range({spare_rows('学员名单')})", spare),
        ],
        WIDE,
    )


def _counts() -> Xml:
    first, second = "{{ '签到' if 半天 else '上午' }}", "{{ '签退' if 半天 else '下午' }}"
    cells = []
    for name, label_width, text, width in (
        ("应到", 13.0, when("学员名单", "{{ 学员名单|个数 }}", "　　") + " 人", 18.0),
        ("实到", 13.0, f"{first}　　　人　{second}　　　人", 54.0),
        ("请假", 13.0, "", 18.0),
        ("班务签字", 17.0, "", WIDE - 146),
    ):
        cells += [key(name, label_width), cell(text, width, "FormCentre")]
    return table([row(*cells, height=10)], WIDE)

"""Draws templates/sign-in-sheet/: the officers in post, with room to sign."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, Page, docx
from authoring.house_table import Column, cell, each, heads, item, key, row, table
from authoring.house_text import Xml, label, para, value

PAGE = Page(top=18, bottom=16, left=18, right=18)
WIDE = PAGE.width
LABEL = 22.0
LEAST = 11.5  # mm: a signature needs 11


def draw(folder: Path) -> None:
    """Writes sign-in-sheet.docx into the folder."""
    body = [*_head(), _list(), para(style="Gap"), _counts()]
    (folder / "sign-in-sheet.docx").write_bytes(docx(Draft("{{ 支行 }}签到表", body, PAGE)))


def _head() -> Iterable[Xml]:
    yield para("{{ 支行 }}签到表", style="Title")
    yield para("{{ 分行 }}　·　{{ 本期.名称 }}", style="Subtitle")
    date = "{{ 会议信息.日期 }}　{{ 会议信息.星期 }}"
    times = "{{ 会议信息.开始 }}—{{ 会议信息.结束 }}"
    rows = []
    for line in (
        (("会议", value("会议信息.会议")), ("日期", date)),
        (("起止时间", times), ("地点", value("会议信息.地点"))),
        (("主持人", value("会议信息.主持人")), ("列席", value("会议信息.列席"))),
    ):
        boxes = ((key(label(name), LABEL), cell(text, WIDE / 2 - LABEL, "FormText")) for name, text in line)
        rows.append(row(*(box for pair in boxes for box in pair), height=8))
    yield table(rows, WIDE)
    yield para("名单取自客户经理名册；临时参会的请在空白行补写。", style="Caption")


def _list() -> Xml:
    columns = (
        Column("序号", 12, value("人.序号"), "FormCentre"),
        Column("姓　名", 26, value("人.客户经理"), "FormCentre"),
        Column("支　行", 30, value("人.支行")),
        Column("岗　位", 26, value("人.岗位"), "FormCentre"),
        Column("签　到", 36),
        Column("时　间", 20),
        Column("备　注", text=value("人.备注"), style="FormCentre"),
    )
    number = cell(value("在岗名单|个数 + loop.index"), 12, "FormCentre")
    spare = row(number, *(cell("", c.width) for c in columns[1:]), height=LEAST)
    return table(
        [
            heads(columns, height=9),
            *each("人 in 在岗名单", item(columns, LEAST)),
            *each("行 in range(设置.spare_rows)", spare),
        ],
        WIDE,
    )


def _counts() -> Xml:
    cells = []
    for name, label_width, text, width in (
        ("应到", 16.0, "{{ 出勤.应到 }} 人", 18.0),
        ("实到", 16.0, "　　　人", 18.0),
        ("请假", 13.0, value("出勤.请假名单"), 26.0),
        ("迟到", 13.0, "", 20.0),
        ("公出", 13.0, value("出勤.公出名单"), WIDE - 153),
    ):
        cells += [key(name, label_width), cell(text, width, "FormCentre")]
    return table([row(*cells, height=10)], WIDE)

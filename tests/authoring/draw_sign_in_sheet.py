"""Draws templates/sign-in-sheet/: the officers in post, with room to sign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from authoring.house import Draft, Page, docx
from authoring.house_table import Column, cell, each, heads, item, key, row, table
from authoring.house_text import Xml, label, para, tag, value, when

PAGE = Page(top=18, bottom=16, left=18, right=18)
WIDE = PAGE.width
LABEL = 22.0
LEAST = 11.5  # mm: a signature needs 11
ROOM = "([设置.spare_rows, [设置.page_rows - 人数, 1]|最大]|最小 if 人数 < 设置.page_rows else 设置.spare_rows)"


def spare_rows(people: str) -> str:
    """How many rows to leave free below so many names: fewer where they would begin a page of their own."""
    return ROOM.replace("人数", f"({people}|个数)")


def draw(folder: Path) -> None:
    """Writes sign-in-sheet.docx into the folder."""
    (folder / "sign-in-sheet.docx").write_bytes(sheet((("weekly", "会议信息", "出勤"),)))


def sheet(sorts: Sequence[tuple[str, str, str]]) -> bytes:
    """The paper for these sorts of meetings, each with its two figures, of which 设置.meeting says one; other meetings
    have only their name, and lines to fill in. One sort alone is not asked for.
    """
    body = [
        *_which(sorts),
        *_head(value("设置.other_name") if len(sorts) > 1 else ""),
        _list(),
        para(style="Gap"),
        _counts(),
    ]
    return docx(Draft("{{ 支行 }}签到表", body, PAGE))


def _which(sorts: Sequence[tuple[str, str, str]]) -> Iterable[Xml]:
    """Names for the meeting and for who comes; 会 and 到 are nothing for a meeting that is none of these."""
    for name, at in (("会", 1), ("到", 2)):
        choices = " else ".join(f'{sort[at]} if 设置.meeting == "{sort[0]}"' for sort in sorts)
        yield tag(f"{{%p set {name} = {choices + ' else none' if len(sorts) > 1 else sorts[0][at]} %}}")


def _head(other: str) -> Iterable[Xml]:
    yield para("{{ 支行 }}" + when("会", "{{ 会.会议 }}", other) + "签到表", style="Title")
    yield para("{{ 分行 }}　·　{{ 本期.名称 }}", style="Subtitle")
    date = when("会", "{{ 会.日期 }}　{{ 会.星期 }}")
    times = when("会", "{{ 会.开始 }}—{{ 会.结束 }}")
    rows = []
    for line in (
        (("会议", when("会", "{{ 会.会议 }}", other)), ("日期", date)),
        (("起止时间", times), ("地点", when("会", "{{ 会.地点 }}"))),
        (("主持人", when("会", "{{ 会.主持人 }}")), ("列席", when("会", "{{ 会.列席 }}"))),
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
            *each(f"行 in range({spare_rows('在岗名单')})", spare),
        ],
        WIDE,
    )


def _counts() -> Xml:
    cells = []
    for name, label_width, text, width in (
        ("应到", 16.0, "{{ 在岗名单|个数 }} 人", 18.0),
        ("实到", 16.0, "　　　人", 18.0),
        ("请假", 13.0, when("到", "{{ 到.请假名单 }}"), 26.0),
        ("迟到", 13.0, "", 20.0),
        ("公出", 13.0, when("到", "{{ 到.公出名单 }}"), WIDE - 153),
    ):
        cells += [key(name, label_width), cell(text, width, "FormCentre")]
    return table([row(*cells, height=10)], WIDE)

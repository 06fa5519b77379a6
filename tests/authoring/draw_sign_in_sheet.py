"""Draws templates/sign-in-sheet/: the officers in post, with room to sign."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, Page, docx
from authoring.house_table import cell, control, heads, key, row, table
from authoring.house_text import Xml, label, para

PAGE = Page(top=18, bottom=16, left=18, right=18)
WIDE = PAGE.width
COLUMNS = (("序号", 12.0), ("姓　名", 26.0), ("支　行", 30.0), ("岗　位", 26.0), ("签　到", 36.0), ("时　间", 20.0),
           ("备　注", WIDE - 150))  # fmt: skip
LEAST = 11.5  # mm: a signature needs 11


def draw(folder: Path) -> None:
    """Writes sign-in-sheet.docx into the folder."""
    body = [*_head(), _list(), *_foot()]
    (folder / "sign-in-sheet.docx").write_bytes(docx(Draft("{{ 支行 }}签到表", body, PAGE)))


def _head() -> Iterable[Xml]:
    yield para("{{ 支行 }}签到表", style="Title")
    yield para("{{ 分行 }}　·　{{ 本期.名称 }}", style="Subtitle")
    name, half = 22.0, WIDE / 2
    values = (
        (("会议", "{{ 会议信息.会议 }}"), ("日期", "{{ 会议信息.日期 }}　{{ 会议信息.星期 }}")),
        (("起止时间", "{{ 会议信息.开始 }}—{{ 会议信息.结束 }}"), ("地点", "{{ 会议信息.地点 }}")),
        (("主持人", "{{ 会议信息.主持人 }}"), ("列席", "{{ 会议信息.列席 }}")),
    )
    yield table(
        [row(*(c for title, text in line for c in (key(label(title), name), cell(text, half - name, "FormText"))), height=8)
         for line in values],
        WIDE,
    )  # fmt: skip
    yield para("名单取自客户经理名册；临时参会的请在空白行补写。", style="Caption")


def _list() -> Xml:
    widths = [width for _, width in COLUMNS]
    texts = ("{{ 人.序号 }}", "{{ 人.客户经理 }}", "{{ 人.支行 }}", "{{ 人.岗位 }}", "", "", "{{ 人.备注 }}")
    spare = ("{{ 在岗名单|个数 + loop.index }}", *[""] * 6)
    filled, empty = (
        row(*(cell(text, width, "FormCentre") for text, width in zip(line, widths, strict=True)), height=LEAST)
        for line in (texts, spare)
    )
    return table(
        [
            heads(COLUMNS, height=9),
            control("{%tr for 人 in 在岗名单 %}"), filled, control("{%tr endfor %}"),
            control("{%tr for 行 in range(设置.spare_rows) %}"), empty, control("{%tr endfor %}"),
        ],
        WIDE,
    )  # fmt: skip


def _foot() -> Iterable[Xml]:
    yield para(style="Gap")
    names = ("应到", "实到", "请假", "迟到", "公出")
    counts = ("{{ 出勤.应到 }} 人", "　　　人", "{{ 出勤.请假名单 }}", "", "{{ 出勤.公出名单 }}")
    widths = (16.0, 18.0, 16.0, 18.0, 13.0, 26.0, 13.0, 20.0, 13.0, WIDE - 153)
    cells = []
    for at, (name, count) in enumerate(zip(names, counts, strict=True)):
        cells += [key(name, widths[2 * at]), cell(count, widths[2 * at + 1], "FormCentre")]
    yield table([row(*cells, height=10)], WIDE)

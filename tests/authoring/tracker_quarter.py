"""本季 and 帮带: the quarter against plan, by month and by officer; and who helps whom."""

from __future__ import annotations

from typing import Any

from authoring.house_book import (
    COUNT,
    NOTE_FILL,
    NUMBER,
    PLAN,
    RATE,
    WAN,
    Block,
    Column,
    Look,
    frame,
    heads,
    put,
    repeated,
    share,
    span,
    totals,
)
from authoring.house_book_entry import INPUT
from authoring.house_book_marks import BAD, BAD_FILL, BAR, BAR_TWO, bars, chart, flag, labels, signs, solid
from authoring.house_styles import GREY
from authoring.tracker_overview import MEASURES, against_plan
from xlsxwriter.worksheet import Worksheet

MONTHS = (
    Column("月份", 13, "{{ 月.名称 }}", align="center"),
    Column("工作日", 9, "{{ 月.工作日 }}", COUNT, "sum"),
    Column("咨询量", 9, "{{ 月.咨询量 }}", COUNT, "sum"),
    Column("计划\n咨询量", 9, "{{ 月.计划咨询量 }}", PLAN, "sum"),
    Column("咨询\n达成率", 9, **share("C", "D")),
    Column("申请量", 9, "{{ 月.申请量 }}", COUNT, "sum"),
    Column("成交量", 9, "{{ 月.成交量 }}", COUNT, "sum"),
    Column("计划\n成交量", 9, "{{ 月.计划成交量 }}", PLAN, "sum"),
    Column("成交\n达成率", 9, **share("G", "H")),
    Column("成交金额", 9, "{{ 月.成交金额 }}", WAN, "sum"),
    Column("计划\n金额", 9, "{{ 月.计划成交金额 }}", WAN, "sum"),
    Column("金额\n达成率", 9, **share("J", "K")),
    Column("交叉\n销售", 9, "{{ 月.交叉销售 }}", COUNT, "sum"),
    Column("咨询→\n申请", 9, **share("F", "C")),
    Column("申请→\n成交", 9, **share("G", "F")),
    Column("人均\n日咨询", 9, "{{ 月.日均咨询量 }}", NUMBER),
)
OFFICERS = (
    Column("客户经理", 13, "{{ 人.客户经理 }}", shrink=True),
    Column("标记", 9, '{{ "重点帮扶" if 人.重点帮扶 else "新人" if 人.新人 else "" }}', align="center", shrink=True),
    Column("咨询量", 9, "{{ 人.咨询量 }}", COUNT, "sum"),
    Column("计划\n咨询量", 9, "{{ 人.计划咨询量 }}", PLAN, "sum"),
    Column("咨询\n达成率", 9, **share("C", "D")),
    Column("申请量", 9, "{{ 人.申请量 }}", COUNT, "sum"),
    Column("成交量", 9, "{{ 人.成交量 }}", COUNT, "sum"),
    Column("计划\n成交量", 9, "{{ 人.计划成交量 }}", PLAN, "sum"),
    Column("成交\n达成率", 9, **share("G", "H")),
    Column("成交金额", 9, "{{ 人.成交金额 }}", WAN, "sum"),
    Column("计划\n金额", 9, "{{ 人.计划成交金额 }}", WAN, "sum"),
    Column("金额\n达成率", 9, **share("J", "K")),
    Column("交叉\n销售", 9, "{{ 人.交叉销售 }}", COUNT, "sum"),
    Column("咨询→\n申请", 9, **share("F", "C")),
    Column("申请→\n成交", 9, **share("G", "F")),
    Column("成交\n名次", 9, "{{ 人.成交名次 }}", COUNT, align="center"),
)
WIDTHS = tuple(column.width for column in MONTHS)
LAST = len(WIDTHS) - 1
PAIRS = (
    Column("序号", 6, "{{ 对.序号 }}", COUNT, align="center"),
    Column("客户经理", 11, "{{ 对.客户经理 }}", shrink=True),
    Column("师傅", 11, "{{ 对.师傅 }}", shrink=True),
    Column("定/拟", 6, '{{ "拟排" if 对.拟排 else "已定" if 对.师傅 else "待定" }}', align="center"),
    Column("本人\n日均", 8, "{{ 对.日均咨询量 }}", NUMBER),
    Column("师傅\n日均", 8, "{{ 对.师傅日均 }}", NUMBER),
    Column("本人\n转化率", 9, "{{ 对.咨询转化率 }}", RATE),
    Column("师傅\n转化率", 9, "{{ 对.师傅咨询转化率 }}", RATE),
    Column("本人\n成交", 7, "{{ 对.成交量 }}", COUNT),
    Column("师傅\n成交", 7, "{{ 对.师傅成交量 }}", COUNT),
    Column("缘由", 29, "{{ 对.理由 }}"),
    Column("本周帮带安排（填）", 22, ""),
    Column("看到的变化（填）", 19, ""),
)
OWN = (  # what the officers' block counts: a month that is set for the branch only is not yet theirs
    "各客户经理（本季至今；协同的业务各人都计，合计可以大于支行"
    '{{ "；还有月份没有分解到人，计划是已分解月份之和" if 本季客户经理表|排除("计划完整") else "" }}）'
)
PARTIAL = (
    '{{ "" if 本季累计.超前进度 is number or not 本季累计.计划成交量 else '
    '"本季还有月份没有下达任务：计划是已下达月份之和，不与整季的序时进度比。" }}'
)


def quarter(look: Look, sheet: Worksheet) -> None:
    """本季: the five measures against plan, the months, and each officer's quarter with the weak ones marked."""
    frame(look, sheet, "本季累计", "次、笔、件、万元", widths=WIDTHS, repeat=2)
    elapsed = '{{ 本季累计.序时进度 if 本季累计.超前进度 is number else "—" }}'
    against_plan(look, sheet, 3, "本季累计（到本周末）", "本季累计", ("还差",), elapsed)
    for row, measure in enumerate(MEASURES, 5):
        number = WAN if measure[4] == WAN else PLAN
        put(sheet, row, 7, '=IF(ISNUMBER(C{row}),MAX(C{row}-D{row},0),"—")', look.cell(number))
    bars(sheet, "E6:E10", full=1)
    signs(look, sheet, "G6:G10")
    sheet.write_string(10, 0, PARTIAL, look.caption)
    span(sheet, 12, 0, LAST, "各月（计划是整月的任务，本月没有过完时达成率偏低）", look.section)
    months = repeated(look, sheet, 13, MONTHS, "月 in 本季各月")
    totals(look, sheet, months, MONTHS, "各月合计")
    span(sheet, months.last + 3, 0, LAST, OWN, look.section)
    people = repeated(look, sheet, months.last + 4, OFFICERS, "人 in 本季客户经理表")
    totals(look, sheet, people, OFFICERS, "各人合计")
    for block in (months, people):
        for at in (4, 8, 11):
            bars(sheet, block.column(at), full=1)
    _marked(look, sheet, people)
    sheet.insert_chart(3, 9, _chart(look, months), {"object_position": 3, "x_offset": 6, "y_offset": 2})


def _marked(look: Look, sheet: Worksheet, people: Block) -> None:
    top, bottom = people.first + 1, people.last + 1
    weak, new = (f'=$B{top}="{word}"' for word in ("重点帮扶", "新人"))
    flag(sheet, f"A{top}:P{bottom}", weak, look.bare(bg_color=BAD_FILL, font_color=BAD))
    flag(sheet, f"B{top}:B{bottom}", new, look.bare(font_color=f"#{GREY}"))


def _chart(look: Look, months: Block) -> Any:
    drawn = chart(look.book, "column", "各月成交金额：计划与实际（万元）", (455, 190))
    for at, name, colour in ((10, "计划", BAR_TWO), (9, "实际", BAR)):
        places = {"categories": months.series(0), "values": months.series(at)}
        drawn.add_series({"name": name, "gap": 90, "data_labels": labels("#,##0")} | places | solid(colour))
    return drawn


def pairs(look: Look, sheet: Worksheet) -> None:
    """帮带: newcomers and weak performers with their mentors, both's figures, and room for what was agreed."""
    widths = [column.width for column in PAIRS]
    frame(look, sheet, "老带新结对", "次、笔", widths=widths, repeat=3)
    heads(look, sheet, 3, [column.head for column in PAIRS])
    sheet.write_string(4, 0, "{%tr for 对 in 结对帮带 %}", look.caption)
    sheet.set_row(5, 34)
    for at, column in enumerate(PAIRS):
        shape = look.cell(column.number, align=column.align, shrink=column.shrink, wrap=column.head == "缘由")
        if not column.value:
            shape = look(border=1, border_color="#C9D2DD", font_color=INPUT, bg_color=NOTE_FILL, text_wrap=True)
        put(sheet, 5, at, column.value, shape)
    sheet.write_string(6, 0, "{%tr endfor %}", look.caption)
    put(sheet, 7, 0, '{{ "" if 结对帮带 else "本周没有新人，也没有重点帮扶对象。" }}', look.caption)
    said = "师傅取名册所定；名册没有定的，拟排本支行日均咨询最高、非新人、非重点帮扶的一位。转化率为咨询→申请。"
    put(sheet, 8, 0, said, look.caption)
    flag(sheet, "D5:D7", '=$D5="拟排"', look.bare(font_color="#8A6100", bold=True))

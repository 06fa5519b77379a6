"""Draws templates/campaign-calendar/: the quarter's campaigns to go on planning in, its weeks, and the ways used.

The calendar file beside the workbook, campaign-calendar.ics, is text: people edit it as it lies there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from authoring.house_book import (
    CAPTION,
    COUNT,
    DASH,
    DATED,
    DAY,
    ENTRY_TAB,
    MONEY,
    PLAN,
    QUIET_TAB,
    RATE,
    WAN,
    Block,
    Column,
    Look,
    frame,
    heads,
    put,
    repeated,
    span,
    table,
    totals,
    write_book,
)
from authoring.house_book_entry import amounts, counts, days, drop_down, lists
from authoring.house_book_marks import BAD, BAR, BAR_TWO, bars, chart, flag, labels, solid
from authoring.team.month_grid import QUARTER_WIDTHS, month_grid
from xlsxwriter.worksheet import Worksheet

OVERVIEW, CAMPAIGNS, WEEKS, FIXED, LISTS = "季度总览", "营销活动台账", "周历", "节日与固定日", "选项"
_NO = f"|d('{DASH}')"
APPROACHES = (
    Column("通路", 14, "{{ 路.通路 }}"),
    Column("活动\n（场）", 9, "{{ 路.活动次数 }}", COUNT, "sum"),
    Column("已办\n（场）", 9, "{{ 路.已办次数 }}", COUNT, "sum"),
    Column("预算\n（元）", 11, "{{ 路.预算 }}", MONEY, "sum"),
    Column("实支\n（元）", 11, "{{ 路.实际费用 }}", MONEY, "sum"),
    Column("触达\n（人）", 10, "{{ 路.触达人数 }}", COUNT, "sum"),
    Column("咨询\n（次）", 10, "{{ 路.咨询量 }}", COUNT, "sum"),
    Column("申请\n（笔）", 10, "{{ 路.申请量 }}", COUNT, "sum"),
    Column("成交\n（笔）", 10, "{{ 路.成交量 }}", COUNT, "sum"),
    Column("成交金额\n（万元）", 12, "{{ 路.成交金额 }}", WAN, "sum"),
    Column(
        "每次咨询\n（元）", 11, f'=IFERROR(E{{row}}/G{{row}},"{DASH}")', PLAN, f'=IFERROR(E{{row}}/G{{row}},"{DASH}")'
    ),
)
PLANNED = (
    Column("活动编号", 11, "{{ 动.活动编号 }}", align="center", shrink=True),
    Column("活动名称", 20, "{{ 动.活动名称 }}", shrink=True),
    Column("日期", 10, "{{ 动.日期 }}", DAY),
    Column("结束日期", 10, "{{ 动.结束日期 }}", DAY),
    Column("支行", 9, "{{ 动.支行 }}", align="center", shrink=True),
    Column("负责人", 8, "{{ 动.负责人 }}", align="center", shrink=True),
    Column("参与人员", 14, "{{ 动.参与人员 }}", shrink=True),
    Column("通路", 8, "{{ 动.通路 }}", align="center"),
    Column("方式", 7, "{{ 动.方式 }}", align="center"),
    Column("渠道名称", 13, "{{ 动.渠道名称 }}", shrink=True),
    Column("地点", 12, "{{ 动.地点 }}", shrink=True),
    Column("目标客群", 10, "{{ 动.目标客群 }}", shrink=True),
    Column("目的", 15, "{{ 动.目的 }}", shrink=True),
    Column("预算（元）", 10, "{{ 动.预算 }}", MONEY),
    Column("礼品", 10, "{{ 动.礼品 }}", shrink=True),
    Column("计划触达", 8, "{{ 动.计划触达 }}", COUNT),
    Column("计划咨询量", 8, "{{ 动.计划咨询量 }}", COUNT),
    Column("计划申请量", 8, "{{ 动.计划申请量 }}", COUNT),
    Column("计划成交量", 8, "{{ 动.计划成交量 }}", COUNT),
    Column("计划成交金额（万元）", 12, "{{ 动.计划成交金额 }}", WAN),
    Column("触达人数", 9, "{{ 动.触达人数 }}", COUNT),
    Column("咨询量", 8, "{{ 动.咨询量 }}", COUNT),
    Column("申请量", 8, "{{ 动.申请量 }}", COUNT),
    Column("成交量", 8, "{{ 动.成交量 }}", COUNT),
    Column("成交金额（万元）", 10, "{{ 动.成交金额 }}", WAN),
    Column("实际费用（元）", 9, "{{ 动.实际费用 }}", MONEY),
    Column("话术", 34, "{{ 动.话术 }}"),
    Column("风险提示", 30, "{{ 动.风险提示 }}"),
    Column("活动总结", 40, "{{ 动.活动总结 }}"),
)
WRAPPED = ("活动名称", "参与人员", "渠道名称", "地点", "目的", "话术", "风险提示", "活动总结")
THREE_LINES = 43  # points
AT = {column.head: at for at, column in enumerate(PLANNED)}
FIXED_DAYS = (
    Column("日期", 11, "{{ 事.日期 }}", DAY),
    Column("星期", 8, "{{ 事.星期 }}", align="center"),
    Column("安排类型", 12, "{{ 事.安排类型 }}", align="center"),
    Column("节日或安排", 24, "{{ 事.标题 }}", shrink=True),
    Column("拟用通路", 10, "", align="center"),
    Column("打算做什么", 26, ""),
    Column("经办", 9, "", align="center"),
    Column("费用（元）", 10, "", MONEY),
)
DAY_KINDS = (  # also what the bank holds for all its branches
    '本期安排|排除("安排类型", "in", ["会议", "学习"])|排除("标题", "in", 营销活动表|取(attribute="活动名称"))'
)
ENTRY = (  # who stays on duty stands on the list of fixed days: a quarter's page has room for three lines a day
    "{% if 天.当日安排 %}{% for 条 in 天.当日安排|分行 %}{% if not loop.first %}\n{% endif %}"
    '{{ 条|拆分("（留守")|首个 }}{% endfor %}{% endif %}'
)
ENTRIES_HIGH = 43  # points: three lines
SUMMARY = (  # heading, field, format
    ("活动（场）", "活动次数", COUNT),
    ("已办（场）", "已办次数", COUNT),
    ("预算（元）", "预算", MONEY),
    ("实支（元）", "实际费用", MONEY),
    ("触达（人）", "触达人数", COUNT),
    ("咨询（次）", "咨询量", COUNT),
    ("申请（笔）", "申请量", COUNT),
    ("成交（笔）", "成交量", COUNT),
    ("成交金额（万元）", "成交金额", WAN),
    ("触达→咨询", "触达转化率", RATE),
    ("每次咨询（元）", "单次咨询费用", PLAN),
)


def draw(folder: Path) -> None:
    """Writes campaign-calendar.xlsx into the folder."""
    sheets = {OVERVIEW: _overview, CAMPAIGNS: _campaigns, WEEKS: _weeks, FIXED: _fixed, LISTS: _lists}
    tabs = {CAMPAIGNS: ENTRY_TAB, FIXED: ENTRY_TAB, LISTS: QUIET_TAB}
    write_book(folder / "campaign-calendar.xlsx", "{{ 支行 }}营销活动日历", sheets, tabs)


def _overview(look: Look, sheet: Worksheet) -> None:
    """The quarter in a line, the eight approaches with what each brought, and which of them nobody has used."""
    widths = [column.width for column in APPROACHES]
    frame(look, sheet, "{{ 支行 }}{{ 本期.名称 }}营销活动日历", "场、元、人、次、笔、万元", widths=widths, repeat=2)
    sheet.fit_to_pages(1, 1)
    span(sheet, 3, 0, len(SUMMARY) - 1, "本季汇总", look.section)
    heads(look, sheet, 4, [name.replace("（", "\n（") for name, _, _ in SUMMARY])
    for at, (_, field, number) in enumerate(SUMMARY):
        put(sheet, 5, at, f"{{{{ 营销活动汇总.{field}{_NO} }}}}", look.cell(number, align="center"))
    span(sheet, 7, 0, len(APPROACHES) - 1, "八大通路：本季用了哪些、各带来什么（没用过的标红）", look.section)
    block = repeated(look, sheet, 8, APPROACHES, "路 in 通路使用表")
    totals(look, sheet, block, APPROACHES)
    first, last = block.first + 1, block.last + 1
    flag(sheet, f"A{first}:B{last}", f'=AND($A{first}<>"",N($B{first})=0)', look.bare(font_color=BAD))
    bars(sheet, f"G{first}:G{last}")
    sheet.insert_chart(block.last + 3, 0, _chart(look, block), {"object_position": 2, "x_offset": 4, "y_offset": 2})


def _chart(look: Look, block: Block) -> Any:
    drawn = chart(look.book, "column", "各通路：活动场次与咨询量", (860, 300))
    for at, name, colour in ((1, "活动（场）", BAR_TWO), (6, "咨询（次）", BAR)):
        series = {"name": name, "categories": block.series(0), "values": block.series(at), "gap": 70}
        drawn.add_series(series | {"data_labels": labels()} | solid(colour))
    return drawn


def _campaigns(look: Look, sheet: Worksheet) -> None:
    """The register itself: the headings that intake reads, drop-downs, empty rows to plan in."""
    how = "在空行里排新活动，办完补右边的结果；整本放回 inputs 就是《营销活动台账》，方案和总结自动更新。"
    widths = [column.width for column in PLANNED]
    own = (
        "{{ 支行 }} · {{ 本期.名称 }}",
        "数据截至{{ 数据截至 }}",
    )  # no wider than the columns that repeat on each page
    frame(look, sheet, "{{ 支行 }}营销活动台账", "", widths=widths, repeat=3, captions=own)
    sheet.write_string(1, 2, "单位：人、次、笔，金额见表头", look.caption)
    sheet.write_string(2, 2, how, look.caption)
    sheet.set_print_scale(80)  # what is planned, its numbers beside what came of it, its words: a page each
    sheet.set_v_pagebreaks([AT["预算（元）"], AT["话术"]])
    sheet.repeat_columns(0, 1)
    block = repeated(look, sheet, 3, PLANNED, "动 in 营销活动表")
    sheet.set_row(block.last - 1, THREE_LINES)
    for head in WRAPPED:
        put(sheet, block.last - 1, AT[head], PLANNED[AT[head]].value, look.cell(wrap=True))
    spare = block.last + 1
    sheet.write_string(spare, 0, "{%tr for 空行 in range(设置.spare_rows) %}", look.caption)
    for at, column in enumerate(PLANNED):
        put(sheet, spare + 1, at, "", look.cell(column.number, align=column.align))
    sheet.write_string(spare + 2, 0, "{%tr endfor %}", look.caption)
    whole = Block(block.sheet, block.head, block.first, spare + 2)
    table(look, sheet, whole, PLANNED, "活动")
    sheet.freeze_panes(4, 3)
    days(sheet, whole, AT["日期"], AT["结束日期"])
    drop_down(sheet, whole, AT["通路"], "选项_通路")
    drop_down(sheet, whole, AT["方式"], "选项_方式")
    drop_down(sheet, whole, AT["负责人"], "选项_人员")
    whole_numbers = ("计划触达", "触达人数", "咨询量", "申请量", "成交量")
    counts(sheet, whole, *(AT[head] for head in whole_numbers), unit="人、次、笔")
    amounts(sheet, whole, AT["预算（元）"], AT["实际费用（元）"], unit="元")
    amounts(sheet, whole, AT["计划成交金额（万元）"], AT["成交金额（万元）"])
    first, last = whole.first + 1, whole.last + 1
    over = f"=AND(N($Z{first})>N($N{first}),N($N{first})>0)"
    flag(sheet, f"Z{first}:Z{last}", over, look.bare(font_color=BAD, bold=True))


def _weeks(look: Look, sheet: Worksheet) -> None:
    captions = (CAPTION, f"节日写在日期旁边；下面是活动、宣传日、拜访日、会议和团队活动 · {DATED}")
    frame(
        look,
        sheet,
        "{{ 支行 }}{{ 本期.名称 }}周历",
        "",
        widths=QUARTER_WIDTHS,
        repeat=3,
        upright=True,
        captions=captions,
    )
    sheet.fit_to_pages(1, 1)
    month_grid(look, sheet, 3, ENTRY, ENTRIES_HIGH)


def _fixed(look: Look, sheet: Worksheet) -> None:
    widths = [column.width for column in FIXED_DAYS]
    how = "节日由农历和节气推算，本地日子在设置的 campaigns.days 里加；打算用的写在右边，定了再进《营销活动台账》。"
    frame(look, sheet, "节日与固定日", "", widths=widths, repeat=3, upright=True, captions=(CAPTION, how))
    block = repeated(look, sheet, 3, FIXED_DAYS, f"事 in {DAY_KINDS}")
    drop_down(sheet, block, 4, "选项_通路", spare=0)
    first, last = block.first + 1, block.last + 1
    for word, ink in (("节日", BAD), ("宣传日", "#8A6100")):
        flag(sheet, f"C{first}:D{last}", f'=$C{first}="{word}"', look.bare(font_color=ink, bold=True))
    put(sheet, block.last + 1, 0, f'{{{{ "" if {DAY_KINDS} else "本季没有节日和固定日。" }}}}', look.caption)


def _lists(look: Look, sheet: Worksheet) -> None:
    lists(
        look,
        sheet,
        (
            ("通路", "选项_通路", "名 in 规则.campaigns.approaches", "{{ 名 }}"),
            ("方式", "选项_方式", "名 in 设置.means", "{{ 名 }}"),
            ("人员", "选项_人员", "人 in 客户经理表", "{{ 人.客户经理 }}"),
        ),
    )

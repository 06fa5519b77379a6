"""The territory's workbook: the table that is kept up and read back, its sums with charts, a month strip, the rivals."""
# ruff: noqa: E501 - a table of columns, one a line

from __future__ import annotations

from pathlib import Path

from authoring.house_book import (
    CAPTION,
    COUNT,
    DATED,
    DAY,
    ENTRY_TAB,
    RATE,
    WAN,
    Column,
    Look,
    frame,
    repeated,
    share,
    span,
    table,
    totals,
    write_book,
)
from authoring.house_book_entry import amounts, counts, days
from authoring.house_book_marks import BAR, BAR_TWO, WARN_FILL, bars, chart, flag, labels, solid
from xlsxwriter.worksheet import Worksheet

THREE_LINES = 43  # points
SEASON = "这一栏写月份：9月-11月，或 12月-次年1月；几段用顿号隔开。"
KEPT = (  # what is read back has the headings of 辖区市场表; the others are worked out
    Column("支行", 9, "{{ 处.支行 }}", shrink=True),
    Column("市场", 12.5, "{{ 处.市场 }}", shrink=True),
    Column("行业", 8.5, "{{ 处.行业 }}", shrink=True),
    Column("区域", 8.5, "{{ 处.区域 }}", shrink=True),
    Column("目标户数", 8, "{{ 处.目标户数 }}", COUNT, "sum"),
    Column("我行贷款户", 7.5, "{{ 处.我行客户数 }}", COUNT, "sum"),
    Column("渗透率", 7.5, **share("F", "E")),
    Column("户均需求（万元）", 9, "{{ 处.户均需求 }}", WAN),
    Column("资金需求", 9.5, '=IF(AND(ISNUMBER(E{row}),ISNUMBER(H{row})),E{row}*H{row},"—")', WAN, "sum"),
    Column("我行贷款余额", 9, "{{ 处.余额 }}", WAN, "sum"),
    Column("资金缺口", 9.5, '=IF(ISNUMBER(I{row}),I{row}-J{row},"—")', WAN, "sum"),
    Column("旺季", 12, "{{ 处.旺季 }}", align="center", wrap=True),
    Column("淡季", 8, "{{ 处.淡季 }}", align="center", wrap=True),
    Column("主要同业", 15, "{{ 处.主要同业 }}", wrap=True),
    Column("下一步", 16, "{{ 处.下一步 }}", wrap=True),
    Column("数据来源", 10, "{{ 处.数据来源 }}", wrap=True),
    Column("来源日期", 10, "{{ 处.来源日期 }}", DAY),
    Column("备注", 5, "{{ 处.备注 }}", shrink=True),
)


def territory_book(path: Path) -> None:
    """Writes the workbook."""
    sheets = {"辖区市场表": _kept, "汇总": _sums, "淡旺季月历": _months, "在场同业": _rivals}
    write_book(path, "{{ 支行 }}辖区市场与客群分析（{{ 本期.名称 }}）", sheets, {"辖区市场表": ENTRY_TAB})


def _kept(look: Look, sheet: Worksheet) -> None:
    note = f"单位：户、万元 · 可以直接在表上改、往下添行；改好后放进 inputs，代替原来的《辖区市场表》 · {DATED}"
    frame(look, sheet, "{{ 支行 }}辖区市场表", "", widths=[c.width for c in KEPT], repeat=3, captions=(CAPTION, note))
    block = repeated(look, sheet, 3, KEPT, "处 in 辖区市场分析")
    sheet.set_margins(left=0.4, right=0.4, top=0.55, bottom=0.65)
    sheet.set_row(block.last - 1, THREE_LINES)  # two rivals of long names
    table(look, sheet, block, KEPT, "辖区市场")
    totals(look, sheet, block, KEPT)
    counts(sheet, block, 4, unit="户", spare=0)
    amounts(sheet, block, 7, spare=0)
    days(sheet, block, 16, spare=0)
    for column in (11, 12):
        sheet.data_validation(
            block.first,
            column,
            block.last,
            column,
            {"validate": "any", "input_title": "淡旺季", "input_message": SEASON},
        )
    top, bottom = block.first + 1, block.last + 1
    bars(sheet, f"K{top}:K{bottom}")
    flag(sheet, f"O{top}:O{bottom}", f'=AND($B{top}<>"",O{top}="")', look.bare(bg_color=WARN_FILL))
    flag(sheet, f"H{top}:H{bottom}", f'=AND($B{top}<>"",H{top}="")', look.bare(bg_color=WARN_FILL))
    sheet.freeze_panes(4, 3)


# ---- 汇总

_MARKETS = (
    Column("市场", 16, "{{ 市.市场 }}", shrink=True),
    Column("户数", 10, "{{ 市.目标户数 }}", COUNT, "sum"),
    Column("我行贷款户", 11, "{{ 市.我行客户数 }}", COUNT, "sum"),
    Column("渗透率", 10, **share("C", "B")),
    Column("我行余额\n（万元）", 12, "{{ 市.余额 }}", WAN, "sum"),
    Column("资金缺口\n（万元）", 12, "{{ 市.资金缺口 }}", WAN, "sum"),
    Column("在跟\n准客户", 10, "{{ 市.在跟准客户 }}", COUNT, "sum"),
    Column("本期新增\n贷款户", 10, "{{ 市.本期新增贷款户 }}", COUNT, "sum"),
)
_TRADES = (
    Column("行业", 16, "{{ 业.行业 }}", shrink=True),
    Column("户数", 10, "{{ 业.目标户数 }}", COUNT),
    Column("我行贷款户", 11, "{{ 业.我行客户数 }}", COUNT),
    Column("渗透率", 10, "{{ 业.渗透率 }}", RATE),
    Column("我行余额\n（万元）", 12, "{{ 业.余额 }}", WAN),
    Column("资金缺口\n（万元）", 12, "{{ 业.资金缺口 }}", WAN),
    Column("缺口占比", 10, "{{ 业.占比 }}", RATE),
    Column("市场", 12, "{{ 业.市场 }}", align="center", shrink=True),
)
_GROUPS = (
    Column("目标客群", 16, "{{ 群.目标客群 }}", shrink=True),
    Column("户数", 10, "{{ 群.目标户数 }}", COUNT),
    Column("我行贷款户", 11, "{{ 群.我行客户数 }}", COUNT),
    Column("渗透率", 10, "{{ 群.渗透率 }}", RATE),
    Column("户数来源", 12, "{{ 群.数据来源 }}", align="center", shrink=True),
    Column("来源日期", 12, "{{ 群.来源日期 }}", DAY),
)


def _sums(look: Look, sheet: Worksheet) -> None:
    frame(look, sheet, "{{ 支行 }}辖区汇总", "户、万元", widths=[c.width for c in _MARKETS], repeat=2, upright=True)
    sheet.fit_to_pages(1, 1)
    span(sheet, 4, 0, 7, "按市场", look.section)
    markets = repeated(look, sheet, 5, _MARKETS, "市 in 市场汇总")
    totals(look, sheet, markets, _MARKETS)
    bars(sheet, f"F{markets.first + 1}:F{markets.last + 1}")
    row = markets.last + 3
    span(sheet, row, 0, 7, "按行业", look.section)
    trades = repeated(look, sheet, row + 1, _TRADES, "业 in 行业汇总")
    bars(sheet, f"F{trades.first + 1}:F{trades.last + 1}")
    row = trades.last + 2
    span(sheet, row, 0, 5, "按目标客群", look.section)
    groups = repeated(look, sheet, row + 1, _GROUPS, "群 in 客群渗透")
    sheet.write_string(groups.last + 1, 0, '{{ "" if 客群渗透 else "还没有目标客群表。" }}', look.caption)
    row = groups.last + 3
    drawn = chart(look.book, "column", "各市场的资金缺口（万元）", (660, 260), number="#,##0")
    places = {"categories": markets.series(0), "values": markets.series(5), "gap": 80, "data_labels": labels("#,##0")}
    drawn.add_series({"name": "资金缺口"} | places | solid(BAR))
    drawn.set_legend({"none": True})
    sheet.insert_chart(row, 0, drawn, {"object_position": 2, "x_offset": 4})
    rates = chart(look.book, "column", "各市场的渗透率", (660, 240), number="0%")
    places = {"categories": markets.series(0), "values": markets.series(3), "gap": 80, "data_labels": labels("0.0%")}
    rates.add_series({"name": "渗透率"} | places | solid(BAR_TWO))
    rates.set_legend({"none": True})
    sheet.insert_chart(row + 12, 0, rates, {"object_position": 2, "x_offset": 4})


# ---- 淡旺季月历

_MONTHS = ("一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月")
_STRIP = (
    Column("市场", 16, "{{ 处.市场 }}", shrink=True),
    Column("行业", 13, "{{ 处.行业 }}", shrink=True),
    Column("户数", 8, "{{ 处.目标户数 }}", COUNT),
    Column("资金需求\n（万元）", 12, "{{ 处.需求合计 }}", WAN),
    *(Column(f"{n}月", 5, f"{{{{ 处.{m} }}}}", align="center") for n, m in enumerate(_MONTHS, 1)),
    Column("当前时令", 13, "{{ 处.当前时令 }}", align="center", shrink=True),
)
_CALENDAR = (
    Column("月份", 16, "{{ 月.名称 }}", align="center"),
    Column("旺季户数", 13, "{{ 月.旺季户数 }}", COUNT),
    Column("淡季\n户数", 8, "{{ 月.淡季户数 }}", COUNT),
    Column("旺季资金需求", 12, "{{ 月.旺季资金需求 }}", WAN),
)


def _months(look: Look, sheet: Worksheet) -> None:
    captions = (CAPTION, f"旺＝资金旺季，淡＝资金淡季 · {DATED}")
    frame(look, sheet, "{{ 支行 }}行业淡旺季月历", "", widths=[c.width for c in _STRIP], repeat=3, captions=captions)
    strip = repeated(look, sheet, 3, _STRIP, "处 in 辖区市场分析")
    cells = f"E{strip.first + 1}:P{strip.last + 1}"
    flag(sheet, cells, f'=E{strip.first + 1}="旺"', look.bare(bg_color="#F6DFB8"))
    flag(sheet, cells, f'=E{strip.first + 1}="淡"', look.bare(bg_color="#DCE4EE"))
    row = strip.last + 2
    span(sheet, row, 0, 3, "从本月起十二个月", look.section)
    calendar = repeated(look, sheet, row + 1, _CALENDAR, "月 in 资金需求月历")
    drawn = chart(look.book, "column", "正值旺季的资金需求（万元）", (560, 270), number="#,##0")
    drawn.add_series(
        {"name": "旺季资金需求", "categories": calendar.series(0), "values": calendar.series(3), "gap": 60}
        | solid("#D9B679")
    )
    drawn.set_legend({"none": True})
    sheet.insert_chart(row + 1, 5, drawn, {"object_position": 2})
    sheet.freeze_panes(4, 2)


# ---- 在场同业

_PRESENT = (
    Column("同业", 20, "{{ 家.机构名 }}", shrink=True),
    Column("出现的市场", 28, "{{ 家.市场 }}", wrap=True),
    Column("涉及户数", 10, "{{ 家.目标户数 }}", COUNT),
    Column("最低产品", 16, "{{ 家.产品 }}", align="center", shrink=True),
    Column("复利年化", 10, "{{ 家.最低复利年化|d('—') }}", RATE),
    Column("调研日期", 12, "{{ 家.日期 }}", DAY),
    Column("新旧", 8, '{{ "尚未调研" if 家.产品 is none else "过期" if 家.过期 else "有效" }}', align="center"),
    Column("我行对策", 40, "{{ 家.我行对策 }}", wrap=True),
)


def _rivals(look: Look, sheet: Worksheet) -> None:
    frame(look, sheet, "{{ 支行 }}辖区在场同业", "户", widths=[c.width for c in _PRESENT], repeat=3)
    block = repeated(look, sheet, 3, _PRESENT, "家 in 辖区同业")
    sheet.autofilter(block.head, 0, block.last, len(_PRESENT) - 1)
    sheet.write_string(block.last + 1, 0, '{{ "" if 辖区同业 else "辖区市场表里没有写主要同业。" }}', look.caption)
    sheet.freeze_panes(4, 1)

"""Draws templates/training-calendar/: the month on a page, the rota that people change, what is planned, who shared."""

from __future__ import annotations

from pathlib import Path

from authoring.house_book import (
    CAPTION,
    COUNT,
    DATED,
    DAY,
    ENTRY_TAB,
    NOTE_FILL,
    QUIET_TAB,
    Block,
    Column,
    Look,
    frame,
    put,
    repeated,
    table,
    totals,
    write_book,
)
from authoring.house_book_entry import days, drop_down, lists
from authoring.house_book_marks import BAD, flag
from authoring.team.month_grid import MONTH_WIDTHS, month_grid
from xlsxwriter.worksheet import Worksheet

MONTH, ROTA, PLANS, PEOPLE, LISTS = "月历", "轮值安排", "本月安排", "分享统计", "选项"
ENTRY = (
    '{% if 天.当日安排 %}◆{{ 天.当日安排|替换("\\n", "\\n◆") }}\n{% endif %}'
    "{% if 天.当日学习 %}{{ 天.当日学习 }}{% endif %}"
)
TOPICS = (
    Column("日期", 11, "{{ 学.日期 }}", DAY),
    Column("星期", 7.5, "{{ 学.星期 }}", align="center"),
    Column("支行", 10, "{{ 支行 }}", align="center", shrink=True),
    Column("会议", 7.5, "{{ 学.会议 }}", align="center"),
    Column("学习类型", 10, "{{ 学.学习类型 }}", align="center"),
    Column("题目", 30, "{{ 学.标题 }}", shrink=True),
    Column("分享人", 10, "{{ 学.分享人 }}", align="center", shrink=True),
    Column("文号", 17, "{{ 学.文号 }}", align="center", shrink=True),
    Column("内容", 42, "{{ 学.经过 }}"),
    Column("备注", 12, "{{ 学.备注 }}"),
    Column("拟排", 6, "{{ '拟' if 学.拟排 else '' }}", align="center"),
)
PLANNED = (
    Column("日期", 11, "{{ 事.日期 }}", DAY),
    Column("星期", 9, "{{ 事.星期 }}", align="center"),
    Column("安排类型", 13, "{{ 事.安排类型 }}", align="center"),
    Column("安排", 32, "{{ 事.标题 }}", shrink=True),
    Column("负责", 11, "{{ 事.负责人 }}", align="center", shrink=True),
    Column("地点或会议", 17, "{{ 事.地点 }}", shrink=True),
    Column("准备情况", 22, ""),
)
HOW = (
    "蓝字“拟”是程序按轮值拟的：很久没讲的先讲，请假的跳过。改人、填题目都直接改；"
    "改好放回 inputs 就是《学习与分享安排》，早会、夕会纪要自动用上。"
)


def draw(folder: Path) -> None:
    """Writes training-calendar.xlsx into the folder."""
    sheets = {MONTH: _month, ROTA: _rota, PLANS: _plans, PEOPLE: _people, LISTS: _lists}
    tabs = {ROTA: ENTRY_TAB, LISTS: QUIET_TAB}
    write_book(folder / "training-calendar.xlsx", "{{ 支行 }}学习培训日历", sheets, tabs)


def _month(look: Look, sheet: Worksheet) -> None:
    note = f"◆ 活动、会议和拜访日；其余是早会、夕会的轮值分享 · {DATED}"
    captions = (CAPTION, note)
    frame(look, sheet, "{{ 支行 }}{{ 本期.名称 }}学习培训日历", "", widths=MONTH_WIDTHS, repeat=3, captions=captions)
    sheet.fit_to_pages(1, 1)
    month_grid(look, sheet, 3, ENTRY)


def _rota(look: Look, sheet: Worksheet) -> None:
    frame(
        look, sheet, "{{ 支行 }}学习与分享安排", "", widths=[c.width for c in TOPICS], repeat=3, captions=(CAPTION, HOW)
    )
    block = repeated(look, sheet, 3, TOPICS, "学 in 学习分享安排")
    spare = block.last + 1
    sheet.write_string(spare, 0, "{%tr for 空行 in range(设置.spare_rows) %}", look.caption)
    for at, column in enumerate(TOPICS):
        put(sheet, spare + 1, at, "", look.cell(column.number, align=column.align))
    sheet.write_string(spare + 2, 0, "{%tr endfor %}", look.caption)
    whole = Block(block.sheet, block.head, block.first, spare + 2)
    table(look, sheet, whole, TOPICS, "轮值")
    sheet.freeze_panes(4, 2)
    days(sheet, whole, 0)
    drop_down(sheet, whole, 3, "选项_会议")
    drop_down(sheet, whole, 4, "选项_学习类型", "stop")
    drop_down(sheet, whole, 6, "选项_人员")
    _marks(look, sheet, whole.first + 1, whole.last + 1)


def _marks(look: Look, sheet: Worksheet, first: int, last: int) -> None:
    """Proposals in blue; a title that is still to be chosen on yellow; a day of somebody new begins with a line."""
    flag(sheet, f"G{first}:G{last}", f'=$K{first}="拟"', look.bare(font_color="#1F5FA8", italic=True))
    flag(sheet, f"K{first}:K{last}", f'=$K{first}="拟"', look.bare(font_color="#1F5FA8", italic=True))
    flag(sheet, f"F{first}:F{last}", f'=AND($A{first}<>"",$F{first}="")', look.bare(bg_color=NOTE_FILL))
    flag(sheet, f"G{first}:G{last}", f'=AND($A{first}<>"",$G{first}="")', look.bare(bg_color=NOTE_FILL))


def _plans(look: Look, sheet: Worksheet) -> None:
    widths = [column.width for column in PLANNED]
    frame(look, sheet, "本月安排", "", widths=widths, repeat=3, upright=True, captions=(CAPTION, DATED))
    block = repeated(look, sheet, 3, PLANNED, "事 in 本期安排")
    put(sheet, block.last + 1, 0, '{{ "" if 本期安排 else "本月没有登记安排。" }}', look.caption)


def _people(look: Look, sheet: Worksheet) -> None:
    shared = Block(ROTA, 3, 4, 10)
    counted = f"=COUNTIF({ROTA}!{shared.column(6)},A{{row}})"
    columns = (
        Column("姓名", 14, "{{ 人.客户经理 }}", align="center", shrink=True),
        Column("新人", 8, "{{ '新' if 人.新人 else '' }}", align="center"),
        Column("本月轮值\n（次）", 12, counted, COUNT, "sum"),
        Column("其中已讲\n（次）", 12, "{{ 人.本期分享次数 }}", COUNT, "sum"),
        Column("最近一次", 14, "{{ 人.最近分享 }}", DAY),
        Column("下次轮值", 14, "{{ 人.下次轮值 }}", DAY),
    )
    note = "本月轮值按《轮值安排》现数，改了那一页这里跟着变；一次也没有的标红。"
    widths = [column.width for column in columns]
    frame(look, sheet, "分享统计", "", widths=widths, repeat=3, upright=True, captions=(CAPTION, note))
    block = repeated(look, sheet, 3, columns, "人 in 分享统计")
    totals(look, sheet, block, columns)
    first, last = block.first + 1, block.last + 1
    none = f'=AND($A{first}<>"",N($C{first})=0)'
    flag(sheet, f"A{first}:C{last}", none, look.bare(font_color=BAD))


def _lists(look: Look, sheet: Worksheet) -> None:
    lists(
        look,
        sheet,
        (
            ("人员", "选项_人员", "人 in 分享统计", "{{ 人.客户经理 }}"),
            ("会议", "选项_会议", "名 in 设置.meetings", "{{ 名 }}"),
            ("学习类型", "选项_学习类型", "名 in 设置.kinds", "{{ 名 }}"),
        ),
    )

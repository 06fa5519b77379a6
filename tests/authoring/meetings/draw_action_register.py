"""Draws templates/action-register/: the register that people go on typing in, what was settled, and who owes what."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from authoring.house_book import (
    COUNT,
    DASH,
    DAY,
    EDGE,
    ENTRY_TAB,
    NOTE_FILL,
    QUIET_TAB,
    RATE,
    TWO_LINES,
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
from authoring.house_book_entry import INPUT, counts, days, drop_down, lists
from authoring.house_book_marks import BAD, BAR_TWO, GOOD, GOOD_FILL, chart, flag, labels, lights
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

FILE = "action-register.xlsx"
OPEN = "督办清单|排除('已销项')"
SETTLED = "督办清单|筛选('已销项')"
HEAD = 5  # the row of the headings of the register, counted from 0
TODAY, NEAR = "$D$5", "$J$5"  # where the day stands that lights are reckoned from, and how many days ahead is near
# E is what is to be done, I the opening, J the deadline, K the progress, M how often put off, N closed, O by whom
LIGHT = (
    '=IF(OR($E{row}="",$J{row}=""),"",IF(AND($N{row}<>"",$O{row}<>""),"办结",'
    f'IF({TODAY}>$J{{row}},"红",IF(OR(N($M{{row}})>=2,AND($K{{row}}="",$I{{row}}<>"",({TODAY}-$I{{row}})*2>$J{{row}}-$I{{row}})),"黄",'
    f'IF($J{{row}}-{TODAY}<={NEAR},"蓝","")))))'
)
OVER = (
    f'=IF(OR($E{{row}}="",$J{{row}}="",AND($N{{row}}<>"",$O{{row}}<>"")),"",IF({TODAY}>$J{{row}},{TODAY}-$J{{row}},""))'
)
REGISTER = (
    Column("序号", 5, "{{ loop.index }}", COUNT, align="center"),
    Column("亮灯", 5, LIGHT, align="center"),
    Column("超期天数", 5, OVER, COUNT, align="center"),
    Column("督办编号", 10.5, "{{ 事.督办编号 }}", align="center", shrink=True),
    Column("督办事项", 28, "{{ 事.督办事项 }}"),
    Column("负责人", 7, "{{ 事.负责人 }}", align="center", shrink=True),
    Column("协办人", 7, "{{ 事.协办人 }}", align="center", shrink=True),
    Column("来源会议", 9.5, "{{ 事.会议 }}"),
    Column("立项日期", 10, "{{ 事.立项日期 }}", DAY),
    Column("完成期限", 10, "{{ 事.到期日 }}", DAY),
    Column("当前进展", 22, "{{ 事.当前进展 }}"),
    Column("状态", 7, "{{ 事.状态 }}", align="center", shrink=True),
    Column("延期次数", 5, "{{ 事.延期次数 }}", COUNT, align="center"),
    Column("办结日期", 10, "{{ 事.办结日期 }}", DAY),
    Column("审核人", 7, "{{ 事.审核人 }}", align="center", shrink=True),
    Column("备注", 8, "{{ 事.备注 }}"),
    Column("新立结转", 5, "{{ '结转' if 事.结转 else '新立' }}", align="center"),
)
THREE_LINES = 43  # points
WRAPPED = ("督办事项", "来源会议", "当前进展", "备注")
KEPT = '=IF(OR($G{row}="",$H{row}=""),"' + DASH + '",IF($H{row}<=$G{row},"按期","超期"&($H{row}-$G{row})&"天"))'
DONE = (
    Column("序号", 5, "{{ loop.index }}", COUNT, align="center"),
    Column("督办编号", 10.5, "{{ 事.督办编号 }}", align="center", shrink=True),
    Column("督办事项", 28, "{{ 事.督办事项 }}"),
    Column("负责人", 7, "{{ 事.负责人 }}", align="center", shrink=True),
    Column("协办人", 7, "{{ 事.协办人 }}", align="center", shrink=True),
    Column("立项日期", 10, "{{ 事.立项日期 }}", DAY),
    Column("完成期限", 10, "{{ 事.到期日 }}", DAY),
    Column("办结日期", 10, "{{ 事.办结日期 }}", DAY),
    Column("按期与否", 10, KEPT, align="center"),
    Column("审核人", 7, "{{ 事.审核人 }}", align="center", shrink=True),
    Column("来源会议", 9.5, "{{ 事.会议 }}"),
    Column("当前进展", 22, "{{ 事.当前进展 }}"),
    Column("状态", 7, "{{ 事.状态 }}", align="center", shrink=True),
    Column("延期次数", 5, "{{ 事.延期次数 }}", COUNT, align="center"),
    Column("备注", 8, "{{ 事.备注 }}"),
)
OWNERS = (
    Column("负责人", 14, "{{ 人.负责人 }}", align="center", shrink=True),
    Column("未结", 10, "{{ 人.未结项数 }}", COUNT, "sum"),
    Column("红灯", 10, "{{ 人.红灯项数 }}", COUNT, "sum"),
    Column("黄灯", 10, "{{ 人.黄灯项数 }}", COUNT, "sum"),
    Column("蓝灯", 10, "{{ 人.蓝灯项数 }}", COUNT, "sum"),
    Column("本期办结", 10, "{{ 人.办结项数 }}", COUNT, "sum"),
    Column("最长超期\n（天）", 11, f"{{{{ 人.超期天数|d('{DASH}') }}}}", COUNT, DASH, align="right"),
)
SUMMARY = (  # what is counted, its field, its format
    ("未结事项", "未结项数", COUNT),
    ("红灯·已超期", "红灯项数", COUNT),
    ("黄灯·延期停滞", "黄灯项数", COUNT),
    ("蓝灯·临近期限", "蓝灯项数", COUNT),
    ("其中上期结转", "结转项数", COUNT),
    ("已报办结、待审核", "待审核项数", COUNT),
    ("本期新立", "新立项数", COUNT),
    ("本期办结", "办结项数", COUNT),
    ("其中按期办结", "按期办结项数", COUNT),
    ("按时率", "按时率", RATE),
)
LISTS = (
    (
        "人员",
        "选项_人员",
        "名 in (客户经理表|map(attribute='客户经理')|list + 督办清单|map(attribute='负责人')|list)|unique",
        "{{ 名 }}",
    ),
    ("来源会议", "选项_会议", "名 in 设置.meetings", "{{ 名 }}"),
    ("状态", "选项_状态", "名 in 设置.statuses", "{{ 名 }}"),
)


def draw(folder: Path) -> None:
    """Writes the template into ``folder``."""
    sheets = {"督办台账": _register, "已办结": _done, "汇总": _summary, "选项": _lists}
    write_book(folder / FILE, "督办台账", sheets, {"督办台账": ENTRY_TAB, "选项": QUIET_TAB})


def _at(columns: Sequence[Column], head: str) -> int:
    return next(at for at, column in enumerate(columns) if column.head == head)


def _register(look: Look, sheet: Worksheet) -> None:
    """The open items, and empty rows whose lights are already reckoned."""
    rule = "销项须同时填办结日期和审核人，只写“完成”不算；填好放回 inputs 替换原台账，下期自动接着用"
    frame(look, sheet, "{{ 支行 }}督办台账", rule, widths=[c.width for c in REGISTER], repeat=HEAD)
    sheet.write_string(
        2, 0, "{% if 未计入条数 %}有{{ 未计入条数 }}条记录有误未计入，见目录 · {% endif %}" + rule, look.caption
    )
    block = repeated(look, sheet, HEAD, REGISTER, f"事 in {OPEN}")
    end = _spare(look, sheet, block)
    whole = Block(block.sheet, block.head, block.first, end)
    _wrap(look, sheet, block.last - 1, REGISTER)
    table(look, sheet, whole, REGISTER, "督办")
    _legend(look, sheet, block.first + 1, end + 1)
    sheet.freeze_panes(HEAD + 1, 5)
    _checks(sheet, whole)
    _marks(look, sheet, block.first + 1, end + 1)


def _spare(look: Look, sheet: Worksheet, block: Block) -> int:
    """Empty rows below the open items, with the formulas of theirs; the row of their endfor."""
    row = block.last + 1
    sheet.write_string(row, 0, "{%tr for 空行 in range(设置.spare_rows) %}", look.caption)
    for at, column in enumerate(REGISTER):
        formula = column.value if column.value.startswith("=") else ""
        shape = _long(look) if column.head in WRAPPED else look.cell(column.number, align=column.align)
        put(sheet, row + 1, at, formula, shape)
    sheet.set_row(row + 1, TWO_LINES)
    sheet.write_string(row + 2, 0, "{%tr endfor %}", look.caption)
    return row + 2


def _wrap(look: Look, sheet: Worksheet, row: int, columns: Sequence[Column]) -> None:
    """Long texts go on over three lines."""
    sheet.set_row(row, THREE_LINES)
    for at, column in enumerate(columns):
        if column.head in WRAPPED:
            put(sheet, row, at, column.value, _long(look))


def _long(look: Look) -> Format:
    """The cell of a long text."""
    return look(border=1, border_color=EDGE, align="left", indent=1, text_wrap=True)


def _legend(look: Look, sheet: Worksheet, first: int, last: int) -> None:
    """The day and the rule that lights are reckoned from, which people may change, and how many burn."""
    row, quiet = HEAD - 1, look(font_size=9, align="right")
    own = look(bold=True, num_format=DAY, font_color=INPUT, bg_color=NOTE_FILL, align="center", border=1)
    put(sheet, row, 0, "亮灯截至（可改）", look(font_size=9))
    put(sheet, row, 3, "{{ 数据截至 }}", own)
    span(
        sheet,
        row,
        4,
        8,
        "红 已过期限 · 黄 延期两次以上或时间过半没有进展 · 蓝 距期限不超过（天）",
        look(font_size=9, align="right"),
    )
    near = look(bold=True, num_format=COUNT, font_color=INPUT, bg_color=NOTE_FILL, align="center", border=1)
    put(sheet, row, 9, "{{ 规则.actions.blue_days }}", near)
    lit = "、".join(f'"{word} "&COUNTIF($B${first}:$B${last},"{word}")' for word in "红黄蓝").replace("、", '&" · "&')
    put(sheet, row, 10, f"={lit}", look(bold=True, align="left", indent=1))
    put(sheet, row, 12, "未结", quiet)
    open_now = f'=COUNTA($E${first}:$E${last})-COUNTIF($B${first}:$B${last},"办结")'
    put(sheet, row, 13, open_now, look(bold=True, num_format=COUNT, align="left", indent=1))


def _checks(sheet: Worksheet, block: Block) -> None:
    """Drop-downs, days and whole numbers."""
    for head, named in (
        ("负责人", "选项_人员"),
        ("协办人", "选项_人员"),
        ("来源会议", "选项_会议"),
        ("状态", "选项_状态"),
    ):
        drop_down(sheet, block, _at(REGISTER, head), named)
    days(sheet, block, *(_at(REGISTER, head) for head in ("立项日期", "完成期限", "办结日期")))
    counts(sheet, block, _at(REGISTER, "延期次数"), unit="次")


def _marks(look: Look, sheet: Worksheet, first: int, last: int) -> None:
    """Lights in colour; what is closed goes green; a closing date without a reviewer, or the reverse, is asked for."""
    lights(look, sheet, f"B{first}:B{last}")
    flag(sheet, f"B{first}:B{last}", f'=$B{first}="办结"', look.bare(bg_color=GOOD_FILL, font_color=GOOD, bold=True))
    flag(sheet, f"C{first}:C{last}", f"=ISNUMBER($C{first})", look.bare(font_color=BAD, bold=True))
    said = f'OR($L{first}="完成",$L{first}="已完成",$L{first}="已办结",$L{first}="待审核")'
    half = f'=OR(AND($N{first}<>"",$O{first}=""),AND($N{first}="",$O{first}<>""),AND({said},$O{first}=""))'
    flag(sheet, f"N{first}:O{last}", half, look.bare(bg_color=NOTE_FILL))
    lacking = f'=AND($E{first}<>"",{{cell}}{first}="")'
    for column in "DFJ":
        flag(
            sheet,
            f"{column}{first}:{column}{last}",
            lacking.replace("{cell}", f"${column}"),
            look.bare(bg_color=NOTE_FILL),
        )


def _done(look: Look, sheet: Worksheet) -> None:
    """What was settled, the newest first: the same headings, so that the workbook is the whole register."""
    rule = "有办结日期和审核人的事项，最近的在前；放回 inputs 时一并读入"
    frame(look, sheet, "已办结事项", rule, widths=[c.width for c in DONE], repeat=4)
    sheet.write_string(2, 0, rule, look.caption)
    put(sheet, 3, 0, f'{{{{ "" if {SETTLED} else "还没有办结的事项。" }}}}', look.caption)
    block = repeated(look, sheet, 4, DONE, f"事 in {SETTLED}")
    _wrap(look, sheet, block.last - 1, DONE)
    table(look, sheet, block, DONE, "办结")
    late = f"I{block.first + 1}:I{block.last + 1}"
    flag(sheet, late, f'=LEFT($I{block.first + 1},2)="超期"', look.bare(font_color=BAD))


def _summary(look: Look, sheet: Worksheet) -> None:
    """How many are open, under which light, and who owes them."""
    frame(look, sheet, "督办汇总", "项、天", widths=[c.width for c in OWNERS], repeat=2, upright=True)
    span(sheet, 4, 0, 3, "本期情况", look.section)
    heads(look, sheet, 5, ("指标", "", "", "项数"))
    span(sheet, 5, 0, 2, "指标", look.head)
    for row, (name, field, number) in enumerate(SUMMARY, 6):
        span(sheet, row, 0, 2, name, look.cell())
        put(sheet, row, 3, f"{{{{ 督办汇总.{field}|d('{DASH}') }}}}", look.cell(number))
    sheet.insert_chart(4, 4, _lights_chart(look), {"object_position": 2, "x_offset": 10, "y_offset": 2})
    row = 6 + len(SUMMARY) + 1
    span(sheet, row, 0, len(OWNERS) - 1, "按负责人（红灯多的在前）", look.section)
    block = repeated(look, sheet, row + 1, OWNERS, "人 in 督办负责人表")
    totals(look, sheet, block, OWNERS)
    put(sheet, block.last + 2, 0, '{{ "" if 督办负责人表 else "没有未结和本期办结的事项。" }}', look.caption)
    flag(
        sheet,
        f"C{block.first + 1}:C{block.last + 1}",
        f"=N($C{block.first + 1})>0",
        look.bare(font_color=BAD, bold=True),
    )


def _lights_chart(look: Look) -> Any:
    drawn = chart(look.book, "column", "未结事项的亮灯", (300, 260))
    drawn.set_legend({"none": True})
    drawn.set_y_axis({"visible": False, "min": 0, "major_gridlines": {"visible": False}})
    first = 7
    colours = ("#C00000", "#E0A100", "#1F5FA8")
    points = [{"fill": {"color": colour}} for colour in colours]
    places = {"categories": ["汇总", first, 0, first + 2, 0], "values": ["汇总", first, 3, first + 2, 3]}
    drawn.add_series(
        {"name": "项数", "gap": 80, "points": points, "data_labels": labels("0"), "fill": {"color": BAR_TWO}} | places
    )
    return drawn


def _lists(look: Look, sheet: Worksheet) -> None:
    lists(look, sheet, LISTS)

"""Draws templates/lead-progress/: who is in hand by officer and stage, what must move first, and every lead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from authoring.house_book import (
    COUNT,
    DAY,
    NOTE_FILL,
    QUIET_TAB,
    RATE,
    WAN,
    Block,
    Column,
    Look,
    frame,
    put,
    repeated,
    span,
    table,
    write_book,
)
from authoring.house_book_entry import INPUT, days, drop_down, lists
from authoring.house_book_marks import BAD, BAR, bars, chart, flag, labels, lights, solid
from authoring.house_styles import GREY
from xlsxwriter.worksheet import Worksheet

OPEN = '行们|筛选("跟进中")'
URGENT = '准客户进程|筛选("亮灯","in",["红","黄"])'
PEOPLE = (
    Column("客户经理", 12, "{{ 人 }}", shrink=True),
    Column("在跟\n（户）", 9, f"{{{{ {OPEN}|个数 }}}}", COUNT, "sum"),
    Column("需求合计\n（万元）", 11, f'{{{{ {OPEN}|合计("需求金额") }}}}', WAN, "sum"),
    Column("下一步\n超期", 9, '{{ 行们|筛选("步骤超期天数","!=",none)|个数 }}', COUNT, "sum"),
    Column("停滞", 9, '{{ 行们|筛选("停滞")|个数 }}', COUNT, "sum"),
    Column("近期\n跟进", 9, '{{ 行们|筛选("亮灯","==","蓝")|个数 }}', COUNT, "sum"),
    Column("成交", 9, '{{ 行们|筛选("准客户阶段","==","成交")|个数 }}', COUNT, "sum"),
    Column("放弃", 9, '{{ 行们|筛选("准客户阶段","==","放弃")|个数 }}', COUNT, "sum"),
    Column("最长在库\n（天）", 10, f'{{{{ ({OPEN}|最大("在库天数")).在库天数 if {OPEN} else none }}}}', COUNT),
)
MINE = '准客户阶段表|筛选("准客户阶段","==",词)'
STAGES = (
    Column("阶段", 12, "{{ 词 }}", align="center"),
    Column("户数", 9, f'{{{{ {MINE}|合计("件数") }}}}', COUNT, "sum"),
    Column("占比", 11, f'{{{{ {MINE}|map(attribute="占比")|首个 }}}}', RATE),
    Column("需求\n（万元）", 9, f'{{{{ {MINE}|合计("需求合计") }}}}', WAN, "sum"),
    Column("平均\n在库天数", 9, f'{{{{ {MINE}|map(attribute="在库天数")|首个 }}}}', "#,##0.0"),
)
FIRST = (
    Column("客户经理", 12, "{{ 行.客户经理 }}", shrink=True),
    Column("客户", 9, "{{ 行.客户 }}", shrink=True),
    Column("阶段", 11, "{{ 行.准客户阶段 }}", align="center"),
    Column("亮灯", 9, "{{ 行.亮灯 }}", align="center"),
    Column("下次日期", 9, "{{ 行.下次日期 }}", DAY),
)
LEADS = (
    Column("序号", 5, "{{ 行.序号 }}", COUNT, align="center"),
    Column("准客户编号", 9.5, "{{ 行.准客户编号 }}"),
    Column("客户", 8, "{{ 行.客户 }}", shrink=True),
    Column("客户经理", 8.5, "{{ 行.客户经理 }}", shrink=True),
    Column("阶段", 7, "{{ 行.准客户阶段 }}", align="center"),
    Column("在库天数", 4.8, "{{ 行.在库天数 }}", COUNT),
    Column("需求万元", 9, "{{ 行.需求金额 }}", WAN),
    Column("产品", 11, "{{ 行.产品 }}", shrink=True),
    Column("市场", 11.5, "{{ 行.市场 }}", shrink=True),
    Column("下一步", 15, "{{ 行.下一步 }}", wrap=True),
    Column("下次日期", 10, "{{ 行.下次日期 }}", DAY),
    Column("超期天数", 4.8, "{{ 行.步骤超期天数 }}", COUNT),
    Column("亮灯", 6, "{{ 行.亮灯 }}", align="center"),
    Column("提示", 15, "{{ 行.理由|d(行.放弃原因) }}", wrap=True),
    Column("推进到", 7.5, "", align="center"),
    Column("新的下一步", 15, ""),
    Column("新日期", 10, "", DAY),
)
TYPED = (14, 15, 16)
ASIDE = 5  # 总览: the column where the chart stands beside the stages
SAYS = (
    "红：下一步已超期；黄：停滞，或没有下一步日期；蓝：{{ 规则.leads.blue_days }}天内要办。"
    "停滞：超期{{ 规则.leads.overdue_days }}天以上，或没有下一步而线索、接触、面谈、申请分别在库超过"
    '{{ 规则.leads.stage_days|连接("、") }}天。'
)


def draw(folder: Path) -> None:
    """Writes lead-progress.xlsx into the folder."""
    sheets = {"总览": _overview, "准客户进程": _leads, "选项": _options}
    write_book(folder / "lead-progress.xlsx", "准客户进程表", sheets, {"选项": QUIET_TAB})


def _overview(look: Look, sheet: Worksheet) -> None:
    widths = [column.width for column in PEOPLE]
    frame(look, sheet, "{{ 支行 }}准客户进程", "户、万元", widths=widths, repeat=2, upright=True)
    said = (
        "{% if 准客户进程 %}在跟{{ 准客户汇总.在跟准客户 }}户、需求{{ 准客户汇总.需求合计|千分位(2) }}万元；"
        "本周新增{{ 准客户汇总.新增准客户 }}户，下一步超期{{ 准客户汇总.超期准客户 }}户，"
        "停滞{{ 准客户汇总.停滞准客户 }}户。"
        "{% else %}准客户台账里还没有本支行的线索：把名单放进 inputs 文件夹再生成。{% endif %}"
    )
    last = len(PEOPLE) - 1
    span(sheet, 3, 0, last, said, look(bold=True))
    span(sheet, 4, 0, last, "各阶段", look.section)
    stages = repeated(look, sheet, 5, STAGES, "词 in 设置.stages")
    _totals(look, sheet, stages, STAGES)
    bars(sheet, stages.column(1))
    sheet.insert_chart(4, ASIDE, _chart(look, stages), {"object_position": 3, "x_offset": 6, "y_offset": 22})
    row = stages.last + 3
    span(sheet, row, 0, last, "各客户经理", look.section)
    people = repeated(look, sheet, row + 1, PEOPLE, '人, 行们 in 准客户进程|分组("客户经理")')
    _totals(look, sheet, people, PEOPLE)
    for at in (3, 4):
        flag(
            sheet,
            people.column(at),
            f"=N({people.column(at).replace('$', '').split(':')[0]})>0",
            look.bare(font_color=BAD),
        )
    _urgent(look, sheet, people.last + 3)


def _totals(look: Look, sheet: Worksheet, block: Block, columns: tuple[Column, ...]) -> None:
    for at, column in enumerate(columns):
        value = f"=SUM({block.column(at)})" if column.total == "sum" else ""
        put(sheet, block.last + 1, at, value, look.cell(column.number, total=True, align=column.align))
    put(sheet, block.last + 1, 0, "合计", look.cell(total=True, align="center"))


def _urgent(look: Look, sheet: Worksheet, row: int) -> None:
    """What must move first: the red and yellow ones with their next step."""
    last = len(PEOPLE) - 1
    span(sheet, row, 0, last, "先推进这些（红灯、黄灯）", look.section)
    for at, column in enumerate(FIRST):
        put(sheet, row + 1, at, column.head, look.head)
    span(sheet, row + 1, len(FIRST), last, "下一步与提示", look.head)
    sheet.write_string(row + 2, 0, f"{{%tr for 行 in {URGENT} %}}", look.caption)
    for at, column in enumerate(FIRST):
        put(sheet, row + 3, at, column.value, look.cell(column.number, align=column.align, shrink=column.shrink))
    text = "{{ 行.下一步 }}{% if 行.下一步 and 行.理由 %}；{% endif %}{{ 行.理由 }}"
    span(sheet, row + 3, len(FIRST), last, text, look.cell(shrink=True))
    sheet.write_string(row + 4, 0, "{%tr endfor %}", look.caption)
    lights(look, sheet, f"D{row + 4}")
    put(sheet, row + 5, 0, f'{{{{ "" if {URGENT} else "没有超期、停滞的线索。" }}}}', look.caption)
    span(sheet, row + 6, 0, last, SAYS, look(font_size=9, font_color=f"#{GREY}", text_wrap=True, valign="top"))
    sheet.set_row(row + 6, 40)


def _chart(look: Look, stages: Block) -> Any:
    drawn = chart(look.book, "bar", "各阶段户数", (276, 190))
    values = {"name": "户数", "categories": stages.series(0), "values": stages.series(1), "gap": 40}
    drawn.add_series(values | {"data_labels": labels(size=9)} | solid(BAR))
    return drawn


def _leads(look: Look, sheet: Worksheet) -> None:
    """准客户进程: every lead as a table; the last three columns are for what this week brought."""
    widths = [column.width for column in LEADS]
    frame(look, sheet, "准客户进程明细", "万元、天", widths=widths, repeat=3)
    put(sheet, 1, 9, "右边三栏本周填：推进到哪一步、新的下一步、什么时候；填好后在准客户台账里改过来。", look.caption)
    block = repeated(look, sheet, 3, LEADS, "行 in 准客户进程")
    for at in TYPED:
        shape = look(
            border=1,
            border_color="#C9D2DD",
            font_color=INPUT,
            bg_color=NOTE_FILL,
            num_format=LEADS[at].number or "General",
        )
        put(sheet, block.last - 1, at, "", shape)
    table(look, sheet, block, LEADS, "准客户")
    sheet.freeze_panes(4, 4)
    lights(look, sheet, block.column(12))
    top = block.first + 1
    flag(sheet, f"A{top}:N{block.last + 1}", f'=OR($E{top}="成交",$E{top}="放弃")', look.bare(font_color=f"#{GREY}"))
    drop_down(sheet, block, 14, "选项_阶段", "stop", spare=0)
    days(sheet, block, 16, spare=0)


def _options(look: Look, sheet: Worksheet) -> None:
    lists(look, sheet, (("阶段", "选项_阶段", "词 in 设置.stages", "{{ 词 }}"),))

"""总览: the branch's week and month against plan, conversion and output, and who needs help."""

from __future__ import annotations

from typing import Any

from authoring.house_book import (
    CHANGE,
    COUNT,
    DASH,
    NUMBER,
    PLAN,
    POINTS,
    RATE,
    WAN,
    Look,
    frame,
    heads,
    put,
    ratio,
    span,
)
from authoring.house_book_marks import BAR, BAR_TWO, attainment, chart, labels, signs, solid
from xlsxwriter.worksheet import Worksheet

MEASURES = (  # heading and field, unit, plan, last period, number format
    ("咨询量", "次", "计划咨询量", "上期咨询量", COUNT),
    ("申请量", "笔", "计划申请量", "上期申请量", COUNT),
    ("成交量", "笔", "计划成交量", "上期成交量", COUNT),
    ("成交金额", "万元", "计划成交金额", "上期成交金额", WAN),
    ("交叉销售", "件", "计划交叉销售", "上期交叉销售", COUNT),
)
RATES = (  # heading, unit, field, number format
    ("咨询→申请", "%", "咨询转化率", RATE),
    ("申请→成交", "%", "申请转化率", RATE),
    ("咨询→成交", "%", "综合转化率", RATE),
    ("同批转化率", "%", "同批转化率", RATE),
    ("人均日咨询", "次", "日均咨询量", NUMBER),
    ("撤回量", "笔", "撤回量", COUNT),
)
OUTPUT = (
    ("在岗人数", "人", "在岗人数", NUMBER),
    ("其中新人", "人", "新人数", COUNT),
    ("人均产能", "万元", "人均产能", WAN),
    ("平均办理时效", "工作日", "平均时效", NUMBER),
    ("时效中位数", "工作日", "时效中位数", NUMBER),
    ("新增客户数据", "户", "新增客户数据", COUNT),
)
OFFICERS = 4  # the row of the headings on the sheet 客户经理
WEEK, MONTH, RATIO, PEOPLE, WEAK = 3, 11, 19, 34, 47  # the rows where the blocks begin
_HEADS = ("指标", "单位", "计划", "实际", "达成率", "序时进度", "超前/落后\n（百分点）")


def overview(look: Look, sheet: Worksheet) -> None:
    """Draws the sheet."""
    widths = (14, 8, 11, 11, 11, 11, 13, 11, 11)
    frame(look, sheet, "{{ 支行 }}活动量管理表", "次、笔、件、万元", widths=widths, repeat=2, upright=True)
    sheet.fit_to_pages(1, 1)
    against_plan(look, sheet, WEEK, "本周", "漏斗", ("上周", "环比"))
    against_plan(look, sheet, MONTH, "本月累计", "本月累计", ("还差",))
    for row, value in enumerate(map(_last_week, MEASURES), WEEK + 2):
        put(sheet, row, 7, value, look.cell(MEASURES[row - WEEK - 2][4]))
        put(sheet, row, 8, ratio("D", "H", "-1"), look.cell(CHANGE))
    for row, measure in enumerate(MEASURES, MONTH + 2):
        still = f'=IF(ISNUMBER(C{{row}}),MAX(C{{row}}-D{{row}},0),"{DASH}")'
        put(sheet, row, 7, still, look.cell(_plan_format(measure[4])))
    for first in (WEEK + 3, MONTH + 3):
        attainment(look, sheet, f"E{first}:E{first + 4}")
        signs(look, sheet, f"G{first}:G{first + 4}")
    signs(look, sheet, f"I{WEEK + 3}:I{WEEK + 7}")
    _rates(look, sheet)
    place = {"object_position": 2, "x_offset": 14, "y_offset": 2}
    sheet.insert_chart(RATIO + 1, 4, _attainment_chart(look), place)
    sheet.insert_chart(PEOPLE, 0, _people_chart(look), {"object_position": 2, "x_offset": 4})
    _weak(look, sheet)


def against_plan(
    look: Look, sheet: Worksheet, row: int, title: str, root: str, more: tuple[str, ...], elapsed: str = ""
) -> None:
    """The five measures of a root (漏斗, 本月累计 …) against plan and calendar; ``more`` heads are for the caller."""
    span(sheet, row, 0, len(_HEADS) + len(more) - 1, title, look.section)
    heads(look, sheet, row + 1, (*_HEADS, *more))
    for at, (name, unit, plan, _, number) in enumerate(MEASURES, row + 2):
        cells = (
            (name, look.cell()),
            (unit, look.cell(align="center")),
            (f"{{{{ {root}.{plan} }}}}", look.cell(_plan_format(number))),
            (f"{{{{ {root}.{name} }}}}", look.cell(number)),
            (ratio("D", "C"), look.cell(RATE)),
            (elapsed or f"{{{{ {root}.序时进度 }}}}", look.cell(RATE)),
            (f'=IF(ISNUMBER(F{{row}}),IFERROR((E{{row}}-F{{row}})*100,"{DASH}"),"{DASH}")', look.cell(POINTS)),
        )
        for column, (value, shape) in enumerate(cells):
            put(sheet, at, column, value, shape)


def _plan_format(number: str) -> str:
    return number if number == WAN else PLAN


def _last_week(measure: tuple[str, str, str, str, str]) -> str:
    return f"{{{{ 漏斗.{measure[3]} }}}}"


def _rates(look: Look, sheet: Worksheet) -> None:
    span(sheet, RATIO, 0, 3, "转化与产能", look.section)
    heads(look, sheet, RATIO + 1, ("指标", "单位", "本周", "本月累计"))
    for at, (name, unit, field, number) in enumerate((*RATES, *OUTPUT), RATIO + 2):
        monthly = f'{{{{ 本月累计.{field}|default("{DASH}") }}}}' if at < RATIO + 2 + len(RATES) else ""
        put(sheet, at, 0, name, look.cell())
        put(sheet, at, 1, unit, look.cell(align="center"))
        put(sheet, at, 2, f'{{{{ 漏斗.{field}|default("{DASH}") }}}}', look.cell(number))
        put(sheet, at, 3, monthly, look.cell(number))


def _attainment_chart(look: Look) -> Any:
    drawn = chart(look.book, "column", "达成率", (425, 330), number="0%")
    for name, block, colour in (("本周", WEEK, BAR), ("本月累计", MONTH, BAR_TWO)):
        first, last = block + 2, block + 1 + len(MEASURES)
        words, values = ["总览", first, 0, last, 0], ["总览", first, 4, last, 4]
        series = {"name": name, "categories": words, "values": values, "gap": 80, "data_labels": labels("0%")}
        drawn.add_series(series | solid(colour))
    return drawn


def _people_chart(look: Look) -> Any:
    """Each officer's enquiries beside the plan; it stands here because the officers' own page grows with them."""
    drawn = chart(look.book, "column", "各客户经理的咨询量：计划与实际", (730, 280))
    first, last = OFFICERS + 1, OFFICERS + 3
    for column, name, colour in ((3, "计划", BAR_TWO), (4, "实际", BAR)):
        places = {"categories": ["客户经理", first, 1, last, 1], "values": ["客户经理", first, column, last, column]}
        drawn.add_series({"name": name, "gap": 60} | places | solid(colour))
    return drawn


def _weak(look: Look, sheet: Worksheet) -> None:
    span(sheet, WEAK, 0, 8, "重点帮扶（名单由规则得出，先面谈、再带教）", look.section)
    for first, last, name in ((0, 0, "客户经理"), (1, 7, "依据"), (8, 8, "建议带教人")):
        span(sheet, WEAK + 1, first, last, name, look.head)
    sheet.write_string(WEAK + 2, 0, "{%tr for 人 in 重点帮扶名单 %}", look.caption)
    sheet.set_row(WEAK + 3, 30)
    put(sheet, WEAK + 3, 0, "{{ 人.客户经理 }}", look.cell())
    span(sheet, WEAK + 3, 1, 7, "{{ 人.依据 }}", look.cell(wrap=True))
    put(sheet, WEAK + 3, 8, "{{ 人.师傅 }}", look.cell(align="center"))
    sheet.write_string(WEAK + 4, 0, "{%tr endfor %}", look.caption)
    nobody = '{{ "" if 重点帮扶名单 else "本周没有人符合重点帮扶的条件。" }}'
    sheet.write_string(WEAK + 5, 0, nobody, look.caption)

"""Draws templates/daily-report/: a branch's day against its month, officer by officer, and how figures are made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from authoring.house_book import (
    COUNT,
    DASH,
    DATED,
    DAY,
    NUMBER,
    PLAN,
    POINTS,
    RATE,
    SUM_FILL,
    TWO_LINES,
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
    write_book,
)
from authoring.house_book_marks import BAR, BAR_THREE, attainment, bars, chart, flag, labels, signs, solid
from authoring.house_styles import GREY
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

CAPTION = (
    "{{ 支行 }} · {{ 本期.名称 }} {{ 本期.首日|日期('星期') }}"
    "{% if 指标进度 %} · 本月序时进度{{ (指标进度|首个).序时进度|百分比(1) }}"
    "，还剩{{ (指标进度|首个).剩余工作日 }}个工作日{% endif %}"
)
CAPTIONS = (CAPTION, f"单位：次、笔、万元、件 · {DATED}")
MEASURES = ("咨询量", "申请量", "成交量", "成交金额", "交叉销售")
OF_WAN = "成交金额"
SIGNED = "+#,##0;-#,##0;0"
DAY_HEAD, FIRST = 4, 5  # 日报: the rows of the heading and of the for tag
DAYS = (
    Column("指标", 11, "{{ 项.指标 }}"),
    Column("单位", 6, "{{ 项.计量单位 }}", align="center"),
    Column("报表数", 9, "{{ 项.报表数 }}", COUNT),
    Column("协同数", 8, "{{ 项.协同数 }}", COUNT),
    Column("调整数", 8, "{{ 项.调整数 }}", SIGNED),
    Column("完成数", 9, "=SUM(C{row}:E{row})", COUNT),
    Column("上一\n工作日", 9, "{{ 项.上期完成 }}", COUNT),
    Column("昨日\n累计", 10, "{{ 项.期前累计 }}", COUNT),
    Column("今日\n累计", 10, "{{ 项.累计完成 }}", COUNT),
    Column("今日\n增量", 9, "=I{row}-H{row}", COUNT),
    Column("本月\n计划", 10, '{{ 项.计划数|d("—") }}', PLAN),
    Column("达成率", 9.5, f'=IFERROR(I{{row}}/K{{row}},"{DASH}")', RATE),
    Column("序时\n进度", 9, "{{ 项.序时进度 }}", RATE),
    Column("超前/落后\n（百分点）", 10.5, "{{ 项.超前进度 * 100 if 项.超前进度 is number else '—' }}", POINTS),
    Column("本月\n还差", 10, f'=IF(ISNUMBER(K{{row}}),MAX(K{{row}}-I{{row}},0),"{DASH}")', PLAN),
    Column("日均\n还需", 9, '{{ 项.日均还需|d("—") }}', NUMBER),
)
NOTE = "完成数 = 报表数 + 协同数 + 调整数；今日增量 = 今日累计 - 昨日累计，两数应当相等。日均还需 = 还差 ÷ 剩余工作日。"
DEALT = '指标进度表|筛选("指标","==","成交量")|筛选("完成数",">",0)'
BEST = (
    f"今日成交：{{% for 人 in {DEALT} %}}{{% if not loop.first %}}、{{% endif %}}"
    f"{{{{ 人.客户经理 }}}}{{{{ 人.完成数 }}}}笔{{% else %}}无{{% endfor %}}"
)
QUIET = '指标进度表|筛选("指标","==","咨询量")|筛选("完成数","==",0)'
IDLE = (
    f'今日咨询为零：{{% set 零 = {QUIET}|map(attribute="客户经理")|list %}}{{% if not 指标进度表 %}}—{{% elif 零 %}}'
    "{{ 零|连接('、') }}（请假、外出的请说明，漏登的当天补）{% else %}无{% endif %}"
)
PARTS = (
    Column("序号", 6, "{{ 项.序号 }}", COUNT, align="center"),
    Column("客户经理", 13, "{{ 项.客户经理 }}", shrink=True),
    Column("指标", 12, "{{ 项.指标 }}"),
    Column("单位", 8, "{{ 项.计量单位 }}", align="center"),
    Column("报表数", 11, "{{ 项.报表数 }}", COUNT),
    Column("协同数", 11, "{{ 项.协同数 }}", COUNT),
    Column("调整数", 11, "{{ 项.调整数 }}", SIGNED),
    Column("完成数", 11, "=SUM(E{row}:G{row})", COUNT),
    Column("昨日累计", 12, "{{ 项.期前累计 }}", COUNT),
    Column("今日累计", 12, "{{ 项.累计完成 }}", COUNT),
)
REGISTERED = (
    Column("序号", 6, "{{ 项.序号 }}", COUNT, align="center"),
    Column("日期", 12, "{{ 项.日期 }}", DAY),
    Column("类别", 8, "{{ 项.类别 }}", align="center"),
    Column("客户经理", 11, "{{ 项.客户经理 }}", shrink=True),
    Column("协办人", 11, "{{ 项.协办人 }}", shrink=True),
    Column("指标", 11, "{{ 项.指标 }}"),
    Column("数值", 9, "{{ 项.数值 }}", SIGNED),
    Column("原因或说明", 34, "{{ 项.原因 }}"),
    Column("批准人", 11, "{{ 项.批准人 }}", align="center", shrink=True),
)
FOUR = (("今日", 6.5, COUNT), ("累计", 7.5, COUNT), ("计划", 8, PLAN), ("达成率", 8.5, RATE))
WIDTHS = (4.5, 10, *(width for _ in MEASURES for _, width, _ in FOUR))
WHO = '{%tr for 人, 项们 in 指标进度表|分组("客户经理") %}'


def draw(folder: Path) -> None:
    """Writes daily-report.xlsx into the folder."""
    sheets = {"日报": _day, "客户经理": _officers, "口径明细": _parts, "调整与协同": _registered}
    write_book(folder / "daily-report.xlsx", "业务日报", sheets)


def _day(look: Look, sheet: Worksheet) -> None:
    """日报: five measures: what the day brought, what the month has, what is left; and a chart against the calendar."""
    widths = [column.width for column in DAYS]
    frame(look, sheet, "{{ 支行 }}业务日报", "", widths=widths, repeat=DAY_HEAD, captions=CAPTIONS)
    sheet.fit_to_pages(1, 1)
    for first, last, name in ((0, 1, ""), (2, 6, "当　　日"), (7, 9, "本月累计"), (10, 15, "对照计划")):
        span(sheet, DAY_HEAD - 1, first, last, name, look.head)
    block = repeated(look, sheet, DAY_HEAD, DAYS, "项 in 指标进度")
    _in_wan(look, sheet, block, "A", "C:K", "O:P")
    bars(sheet, block.column(11), full=1)
    signs(look, sheet, f"N{block.first + 1}:N{block.last + 1}")
    span(sheet, block.last + 1, 0, len(DAYS) - 1, NOTE, look.caption)
    _rates(look, sheet, block.last + 3)
    for at, said in enumerate((BEST, IDLE)):
        sheet.set_row(block.last + 7 + at, TWO_LINES)
        span(sheet, block.last + 7 + at, 0, len(DAYS) - 1, said, look.cell(wrap=True))
    sheet.insert_chart(block.last + 10, 0, _chart(look, block), {"object_position": 2, "x_offset": 4, "y_offset": 6})


def _in_wan(look: Look, sheet: Worksheet, block: Block, named: str, *columns: str) -> None:
    """Two decimals in the rows of the amount; ``named`` is the column that says which measure a row is of."""
    top, bottom = block.first + 1, block.last + 1
    for first, last in (pair.split(":") for pair in columns):
        where = f"{first}{top}:{last}{bottom}"
        flag(sheet, where, f'=${named}{top}="{OF_WAN}"', look.bare(num_format=WAN))


def _rates(look: Look, sheet: Worksheet, row: int) -> None:
    """The day's conversions and customers, in one line of boxes."""
    shown = (
        ("户数（户）", "漏斗.户数", COUNT),
        ("咨询→申请", "漏斗.咨询转化率", RATE),
        ("申请→成交", "漏斗.申请转化率", RATE),
        ("撤回（笔）", "漏斗.撤回量", COUNT),
        ("在岗（人）", "漏斗.在岗人数", "#,##0.#"),
        ("请假（人日）", "漏斗.请假天数", "#,##0.#"),
        ("人均咨询（次）", "漏斗.人均咨询量", NUMBER),
    )
    lag = '{{ "（转化率超过100%：申请或成交来自以前的咨询，属正常的滞后）" if 漏斗.转化超百 else "" }}'
    span(sheet, row, 0, len(DAYS) - 1, f"当日其他{lag}", look.section)
    for at, (name, field, number) in enumerate(shown):
        first, last = 2 * at, 2 * at + 1
        span(sheet, row + 1, first, last, name, look.head)
        sheet.merge_range(row + 2, first, row + 2, last, "", look.cell(number, align="center"))
        put(sheet, row + 2, first, f'{{{{ {field}|d("{DASH}") }}}}', look.cell(number, align="center"))


def _chart(look: Look, block: Block) -> Any:
    drawn = chart(look.book, "column", "本月达成率与序时进度", (980, 250), number="0%")
    names = block.series(0)
    bars = {
        "name": "达成率",
        "categories": names,
        "values": block.series(11),
        "gap": 110,
        "data_labels": labels("0.0%", 9),
    }
    drawn.add_series(bars | solid(BAR))
    line = look.book.add_chart({"type": "line"})
    stroke = {"line": {"color": BAR_THREE, "width": 2}, "marker": {"type": "none"}}
    line.add_series({"name": "序时进度", "categories": names, "values": block.series(12)} | stroke)
    drawn.combine(line)
    return drawn


def _officers(look: Look, sheet: Worksheet) -> None:
    """客户经理: each officer's day, month, plan and attainment for the five measures."""
    frame(look, sheet, "客户经理当日与本月累计", "", widths=WIDTHS, repeat=4, captions=CAPTIONS)
    span(sheet, 2, 13, 20, "比序时进度低10个百分点以上为红字；序时进度", look(font_color=f"#{GREY}", align="right"))
    put(sheet, 2, 21, "{{ (指标进度|首个).序时进度 if 指标进度 else none }}", look(num_format="0.0%", align="left"))
    span(sheet, 3, 0, 1, "", look.head)
    for at, name in enumerate(MEASURES):
        unit = {"咨询量": "次", "成交金额": "万元", "交叉销售": "件"}.get(name, "笔")
        span(sheet, 3, 2 + 4 * at, 5 + 4 * at, f"{name}（{unit}）", look.head)
    heads(look, sheet, 4, ("序号", "客户经理", *(name for _ in MEASURES for name, *_ in FOUR)))
    sheet.write_string(5, 0, WHO, look.caption)
    put(sheet, 6, 0, "{{ loop.index }}", look.cell(COUNT, align="center"))
    put(sheet, 6, 1, "{{ 人 }}", look.cell(shrink=True))
    for column, value, number in _four('(项们|筛选("指标","==","{name}"))|合计("{field}")', 7):
        put(sheet, 6, column, value, look.cell(number))
    sheet.write_string(7, 0, "{%tr endfor %}", look.caption)
    block = Block("客户经理", 4, 5, 7)
    sheet.freeze_panes(5, 2)
    _sums(look, sheet, block)
    for at in range(len(MEASURES)):
        attainment(look, sheet, block.column(5 + 4 * at), "$V$3-0.1")
        today = xl_col_to_name(2 + 4 * at)
        idle = f'=AND($B{block.first + 1}<>"",N({today}{block.first + 1})=0)'
        flag(sheet, f"{today}{block.first + 1}:{today}{block.last + 1}", idle, look.bare(font_color=f"#{GREY}"))


def _four(pattern: str, row: int) -> list[tuple[int, str, str]]:
    """The columns of each measure in a row: (column, value, number format)."""
    found = []
    for at, name in enumerate(MEASURES):
        first = 2 + 4 * at
        done, plan = xl_col_to_name(first + 1), xl_col_to_name(first + 2)
        fields = ("完成数", "累计完成", "计划数")
        values = [f'{{{{ {pattern.format(name=name, field=field)}|d("{DASH}") }}}}' for field in fields]
        values.append(f'=IFERROR({done}{row}/{plan}{row},"{DASH}")')
        numbers = [WAN if name == OF_WAN and at_ < 3 else number for at_, (_, _, number) in enumerate(FOUR)]
        found += [(first + n, value, numbers[n]) for n, value in enumerate(values)]
    return found


def _sums(look: Look, sheet: Worksheet, block: Block) -> None:
    """Officers' sum, what joint work counts twice in it, and the branch's own figure."""
    row = block.last + 1
    for at, label in enumerate(("各人合计", "减：协同重复", "支行合计")):
        span(sheet, row + at, 0, 1, label, look.cell(total=at != 1, align="center"))
    branch = _four('(指标进度|筛选("指标","==","{name}"))|合计("{field}")', row + 3)
    for column, value, number in branch:
        letter, ratio = xl_col_to_name(column), (column - 2) % 4 == 3
        whole = value.replace(str(row + 3), str(row + 1)) if ratio else f"=SUM({block.column(column)})"
        put(sheet, row, column, whole, look.cell(number, total=True))
        twice = "" if ratio else f"=ROUND({letter}{row + 3}-{letter}{row + 1},6)"
        put(sheet, row + 1, column, twice, look.cell(number))
        put(sheet, row + 2, column, value, look.cell(number, total=True))


def _parts(look: Look, sheet: Worksheet) -> None:
    """口径明细: each officer's every measure with how it is made up, as a table to filter."""
    widths = [column.width for column in PARTS]
    frame(look, sheet, "口径明细（报表、协同、调整分开）", "", widths=widths, repeat=3, upright=True, captions=CAPTIONS)
    block = repeated(look, sheet, 3, PARTS, "项 in 指标进度表")
    table(look, sheet, block, PARTS, "口径")
    sheet.freeze_panes(4, 3)
    _in_wan(look, sheet, block, "C", "E:J")
    for letter in "FG":
        where = f"{letter}{block.first + 1}:{letter}{block.last + 1}"
        flag(sheet, where, f"=N({letter}{block.first + 1})<>0", look.bare(bg_color=SUM_FILL, bold=True))


def _registered(look: Look, sheet: Worksheet) -> None:
    """调整与协同: why figures were adjusted and who approved it; who worked with whom."""
    widths = [column.width for column in REGISTERED]
    frame(look, sheet, "当日调整与协同登记", "", widths=widths, repeat=3, captions=CAPTIONS)
    block = repeated(look, sheet, 3, REGISTERED, "项 in 调整协同登记")
    said = (
        '{{ "" if 调整协同登记 else "当日《调整与协同登记》里没有记录；日志里写了协同人的，见《口径明细》的协同数。" }}'
    )
    put(sheet, block.last + 1, 0, said, look.caption)
    missing = f'=AND($C{block.first + 1}="调整",OR($H{block.first + 1}="",$I{block.first + 1}=""))'
    flag(sheet, f"H{block.first + 1}:I{block.last + 1}", missing, look.bare(bg_color="#FFF1CC"))

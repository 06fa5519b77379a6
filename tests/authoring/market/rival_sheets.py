"""The sheets of the competitor table on our own products, past surveys and what is due; and what all its sheets share."""
# ruff: noqa: E501 - a table of columns, one a line

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from authoring.house_book import BANK_CAPTION, COUNT, DAY, RATE, WAN, Block, Column, Look, frame, repeated
from authoring.house_book_marks import BAD, BAR, BAR_THREE, BAR_TWO, GOOD, chart, flag, labels, solid
from xlsxwriter.worksheet import Worksheet

POINTS = "+0.00;-0.00;0.00"  # percentage points
DATED = "数据截至{{ 数据截至 }}{% if 未计入条数 %} · 未计入{{ 未计入条数 }}条{% endif %}"
COMPARED = "单利年化（APR）、复利年化（EAR）按借款人实际到账金额测算，借款 {{ (规则.competitors.amount / 10000)|四舍五入(2) }} 万元、{{ 规则.competitors.months }} 个月"
OLD = "规则.competitors.stale_days"
NAME = 18  # width of an institution's or a product's name


def page(look: Look, sheet: Worksheet, title: str, note: str, columns: Sequence[Column]) -> None:
    """The frame of a sheet with one list from row 4 on."""
    captions = (BANK_CAPTION, f"{note} · {DATED}" if note else DATED)
    widths = [c.width for c in columns]
    frame(look, sheet, f"{{{{ 分行 }}}}{title}", "", widths=widths, repeat=3, captions=captions)


def rows_below(look: Look, sheet: Worksheet, columns: Sequence[Column], loop: str, nothing: str) -> Block:
    """The list, with a filter, and a sentence below where it is empty."""
    block = repeated(look, sheet, 3, columns, loop)
    sheet.autofilter(block.head, 0, block.last, len(columns) - 1)
    root = loop.split(" in ")[1]
    sheet.write_string(block.last + 1, 0, f'{{{{ "" if {root} else "{nothing}" }}}}', look.caption)
    return block


def dearer(look: Look, sheet: Worksheet, where: str, *, good: str, bad: str) -> None:
    """Above nought in one colour, below in the other; what rounds to nought in neither."""
    first = where.split(":")[0]
    flag(sheet, where, f"=AND(ISNUMBER({first}),{first}<=-0.005)", look.bare(font_color=bad))
    flag(sheet, where, f"=AND(ISNUMBER({first}),{first}>=0.005)", look.bare(font_color=good))


# ---- 我行对比

_OURS = (
    Column("我行产品", 14, "{{ 品.产品 }}", shrink=True),
    Column("客群", 10, "{{ 品.适用客群 }}", shrink=True),
    Column("报价", 13, "{{ 品.报价原文 }}", shrink=True),
    Column("还款方式", 10, "{{ 品.还款方式 }}", wrap=True),
    Column("复利年化\nEAR", 8.5, "{{ 品.复利年化 }}", RATE),
    Column("对标范围", 10, "{{ 品.对标范围 }}", align="center"),
    Column("对标\n（个）", 6, "{{ 品.对标同业数 }}", COUNT),
    Column("低于我行\n（个）", 8.5, "{{ 品.更低个数 }}", COUNT),
    Column("同业最低", 8.5, "{{ 品.最低复利年化 }}", RATE),
    Column("同业\n中位数", 8.5, "{{ 品.复利年化中位数 }}", RATE),
    Column(
        "与最低差\n（百分点）",
        9,
        '=IF(AND(ISNUMBER(E{row}),ISNUMBER(I{row})),(E{row}-I{row})*100,"—")',
        POINTS,
        align="center",
    ),
    Column(
        "与中位差\n（百分点）",
        9,
        '=IF(AND(ISNUMBER(E{row}),ISNUMBER(J{row})),(E{row}-J{row})*100,"—")',
        POINTS,
        align="center",
    ),
    Column("最低的同业产品", 18, "{{ 品.最低同业 }}", wrap=True),
    Column("时效：我行\n（工作日）", 9, "{{ 品.放款时效 }}", "0.0"),
    Column("时效：同业\n中位数", 9, "{{ 品.同业时效中位数 }}", "0.0"),
    Column("额度：我行\n（万元）", 9, "{{ 品.额度上限 }}", WAN),
    Column("额度：同业\n中位数", 9, "{{ 品.同业额度中位数 }}", WAN),
)


def ours(look: Look, sheet: Worksheet) -> None:
    page(look, sheet, "我行产品与对标同业", "先比同客群，没有的比同还款方式，再没有的比全部；只比有效报价", _OURS)
    block = rows_below(look, sheet, _OURS, "品 in 我行产品对比", "没有我行产品的资料。")
    for letter in ("K", "L"):
        dearer(look, sheet, f"{letter}{block.first + 1}:{letter}{block.last + 1}", good=BAD, bad=GOOD)
    sheet.write_string(
        block.last + 2, 0, "与最低差、与中位差：我行减同业，红色为我行更贵，绿色为我行更便宜。", look.caption
    )
    drawn: Any = chart(look.book, "column", "复利年化：我行与对标同业", (900, 300), number="0.0%")
    for column, name, colour in ((8, "同业最低", BAR_TWO), (9, "同业中位数", BAR_THREE), (4, "我行", BAR)):
        places = {
            "categories": block.series(0),
            "values": block.series(column),
            "gap": 70,
            "data_labels": labels("0.00%"),
        }
        drawn.add_series({"name": name} | places | solid(colour))
    sheet.insert_chart(block.last + 4, 0, drawn, {"object_position": 2, "x_offset": 4})
    sheet.freeze_panes(4, 1)


# ---- 调研沿革, 待调研

_HISTORY = (
    Column("机构", NAME, "{{ 次.机构名 }}", shrink=True),
    Column("产品", 12, "{{ 次.产品 }}", shrink=True),
    Column("第几次", 7, "{{ 次.调研次数 }}", COUNT, align="center"),
    Column("日期", 10.5, "{{ 次.日期 }}", DAY),
    Column("报价原文", 13, "{{ 次.报价原文 }}", shrink=True),
    Column("还款方式", 12, "{{ 次.还款方式 }}", shrink=True),
    Column("单利年化\nAPR", 8.5, "{{ 次.单利年化|d('—') }}", RATE),
    Column("复利年化\nEAR", 8.5, "{{ 次.复利年化|d('—') }}", RATE),
    Column("比上次\n（百分点）", 9, "{{ (次.年化变动 * 100)|d('—') }}", POINTS, align="center"),
    Column("调研人", 8, "{{ 次.调研人 }}", shrink=True),
    Column("来源", 10, "{{ 次.数据来源 }}", shrink=True),
    Column("可信度", 7, "{{ 次.可信度 }}", align="center"),
    Column("测算口径，或未能比较的原因", 50, "{{ 次.测算口径 }}", shrink=True),
)
_DUE = (
    Column("序号", 6, "{{ 家.序号 }}", COUNT, align="center"),
    Column("机构", NAME, "{{ 家.机构名 }}", shrink=True),
    Column("产品", 16, "{{ 家.产品 }}", shrink=True),
    Column("上次调研", 11, "{{ 家.日期 }}", DAY),
    Column("距今\n（天）", 8, "{{ 家.距今天数 }}", COUNT),
    Column("上次报价", 15, "{{ 家.报价原文 }}", shrink=True),
    Column("重新调研的理由", 40, "{{ 家.理由 }}", shrink=True),
    Column("派给", 12, ""),
    Column("要求日期", 12, "", DAY),
)


def history(look: Look, sheet: Worksheet) -> None:
    page(look, sheet, "同业调研沿革", "每次调研一行，同一产品新的在上", _HISTORY)
    rows_below(look, sheet, _HISTORY, "次 in 同业报价沿革", "没有同业调研。")
    sheet.freeze_panes(4, 2)


def targets(look: Look, sheet: Worksheet) -> None:
    page(look, sheet, "待调研同业", f"报价超过 {{{{ {OLD} }}}} 天、过了或快过有效期、未能比较的产品", _DUE)
    rows_below(look, sheet, _DUE, "家 in 待调研同业", "没有该重新调研的产品。")
    sheet.freeze_panes(4, 3)

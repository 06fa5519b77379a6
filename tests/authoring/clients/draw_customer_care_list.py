"""Draws templates/customer-care-list/: who of an officer's customers is due, all of them, and room to write it down."""

# ruff: noqa: E501 - the sentences that are printed stay whole

from __future__ import annotations

from pathlib import Path

from authoring.clients.sheets import line, listing
from authoring.house_book import (
    COUNT,
    DAY,
    ENTRY_TAB,
    OFFICER_CAPTION,
    QUIET_TAB,
    WAN,
    Column,
    Look,
    frame,
    write_book,
)
from authoring.house_book import DATED as DATED_LINE
from authoring.house_book_entry import days, drop_down, lists
from authoring.house_book_marks import BAD, BAD_FILL, GOOD, WARN_FILL, flag
from xlsxwriter.worksheet import Worksheet

DUE = (
    Column("序号", 5, "{{ 户.序号 }}", COUNT, align="center"),
    Column("客户编号", 11.5, "{{ 户.客户编号 }}"),
    Column("客户", 12, "{{ 户.客户 }}", shrink=True),
    Column("手机", 12.5, "{{ 户.手机 }}"),
    Column("客户层级", 8, "{{ 户.客户层级 }}", align="center"),
    Column("市场", 12, "{{ 户.市场 }}", shrink=True),
    Column("余额", 9, "{{ 户.余额 }}", WAN),
    Column("未联系天数", 9.5, "{{ 户.未联系天数 }}", COUNT, align="center"),
    Column("超期天数", 8, "{{ 户.超期天数 }}", COUNT, align="center"),
    Column("理由", 22, "{{ 户.理由 }}"),
    Column("建议", 15, "{{ 户.建议 }}"),
    Column("联系日期", 10.5, "", DAY),
    Column("方式", 8.5, ""),
    Column("成果", 10, ""),
    Column("下次日期", 10.5, "", DAY),
    Column("备注", 9, ""),
)
EVERYBODY = (
    Column("序号", 6, "{{ 户.序号 }}", COUNT, align="center"),
    Column("客户编号", 14, "{{ 户.客户编号 }}"),
    Column("客户", 18, "{{ 户.客户 }}", shrink=True),
    Column("客户层级", 9, "{{ 户.客户层级 }}", align="center"),
    Column("市场", 17, "{{ 户.市场 }}", shrink=True),
    Column("余额", 10, "{{ 户.余额 }}", WAN),
    Column("持有产品", 34, "{{ 户.持有产品|d('—') }}", shrink=True),
    Column("最近联系", 12, "{{ 户.最近联系|d('—') }}", DAY),
    Column("未联系天数", 10, "{{ 户.未联系天数 }}", COUNT, align="center"),
    Column("联系期限", 9, "{{ 户.联系期限 }}", COUNT, align="center"),
    Column("剩余期限", 9, "{{ 户.剩余期限 }}", COUNT, align="center"),
    Column("联系状态", 9, "{{ 户.联系状态 }}", align="center"),
)
TYPED = ("联系日期", "方式", "成果", "下次日期", "备注")
COUNTED = (
    "名下客户 {{ 客户维护概况.户数 }} 户　·　应联系 {{ 客户维护概况.应联系户数 }} 户，其中超期 {{ 客户维护概况.超期户数 }} 户　·　"
    "本周已联系 {{ 客户维护概况.已联系户数 }} 户　·　在期限内的占 {{ 客户维护概况.期限内占比 }}"
)
HOW = (
    '{{ "联系后填右边有底色的五栏；填好后把本文件放进 inputs，下周的清单就从这次联系算起。" if 客户维护清单 '
    'else "本周没有到期的客户，名下全部客户见下一页。" if 客户维护概况.户数 '
    'else "名下还没有登记客户；客户台账里写上客户经理，下周就有清单。" }}'
)
TIERS = "{% for 级 in 规则.care.tiers %}{{ 级.tier }}级每{{ 级.days }}天一次，{% endfor %}其他每{{ 规则.care.other_days }}天一次"


def draw(folder: Path) -> None:
    """Writes customer-care-list.xlsx into the folder."""
    sheets = {"应联系客户": _due, "全部客户": _everybody, "选项": _options}
    tabs = {"应联系客户": ENTRY_TAB, "选项": QUIET_TAB}
    write_book(folder / "customer-care-list.xlsx", "{{ 姓名 }}客户维护清单", sheets, tabs)


def _due(look: Look, sheet: Worksheet) -> None:
    """Who is due, the longest out of sight first, and what came of it."""
    captions = (OFFICER_CAPTION, f"单位：万元、天 · {DATED_LINE}")
    frame(look, sheet, "客户维护清单", "", widths=[c.width for c in DUE], repeat=5, captions=captions)
    sheet.set_margins(left=0.4, right=0.4, top=0.55, bottom=0.65)
    line(look, sheet, 3, COUNTED)
    line(look, sheet, 4, HOW)
    block = listing(look, sheet, 5, DUE, "户 in 客户维护清单", "维护", long=("理由", "建议"), typed=TYPED)
    sheet.freeze_panes(6, 3)
    days(sheet, block, 11, 14)
    drop_down(sheet, block, 12, "选项_方式")
    drop_down(sheet, block, 13, "选项_成果")
    first, last = block.first + 1, block.last + 1
    flag(sheet, f"I{first}:I{last}", f"=AND(ISNUMBER($I{first}),$I{first}>0)", look.bare(font_color=BAD, bold=True))
    flag(sheet, f"A{first}:K{last}", f"=ISNUMBER($L{first})", look.bare(font_color="#8A97A8"))


def _everybody(look: Look, sheet: Worksheet) -> None:
    """Every customer, so that nobody is out of sight: red over the limit, yellow nearly, green else."""
    captions = (OFFICER_CAPTION, f"单位：万元、天 · {DATED_LINE}")
    frame(look, sheet, "全部客户联系状态", "", widths=[c.width for c in EVERYBODY], repeat=4, captions=captions)
    line(look, sheet, 3, f"联系期限：{TIERS}。红＝超期，黄＝{{{{ 规则.care.ahead_days }}}}天内到期，绿＝期限内。")
    block = listing(look, sheet, 4, EVERYBODY, "户 in 客户维护总表", "全部", height=18)
    sheet.freeze_panes(5, 3)
    first, last = block.first + 1, block.last + 1
    for word, ground, ink in (("红", BAD_FILL, BAD), ("黄", WARN_FILL, "#8A6100"), ("绿", "#E3F2E8", GOOD)):
        flag(sheet, f"L{first}:L{last}", f'=$L{first}="{word}"', look.bare(bg_color=ground, font_color=ink, bold=True))


def _options(look: Look, sheet: Worksheet) -> None:
    named = (
        ("方式", "选项_方式", "词 in 设置.means", "{{ 词 }}"),
        ("成果", "选项_成果", "词 in 设置.results", "{{ 词 }}"),
    )
    lists(look, sheet, named)

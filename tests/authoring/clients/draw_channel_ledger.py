"""Draws templates/channel-ledger/: the ledger that people go on keeping, what each channel brings, who is rejected."""

# ruff: noqa: E501 - the sentences that are printed stay whole

from __future__ import annotations

from pathlib import Path

from authoring.clients.sheets import line, listing, shown_if_any
from authoring.house_book import (
    COUNT,
    DAY,
    ENTRY_TAB,
    MONEY,
    QUIET_TAB,
    RATE,
    WAN,
    Column,
    Look,
    frame,
    ratio,
    share,
    totals,
    write_book,
)
from authoring.house_book_entry import amounts, counts, days, drop_down, lists
from authoring.house_book_marks import (
    BAD,
    BAD_FILL,
    BAR,
    BAR_THREE,
    BAR_TWO,
    BELOW,
    GOOD,
    WARN_FILL,
    bars,
    chart,
    flag,
    labels,
    solid,
)
from xlsxwriter.worksheet import Worksheet

LEDGER = (
    Column("渠道名称", 17, "{{ 渠.渠道名称 }}", shrink=True),
    Column("渠道类别", 9, "{{ 渠.渠道类别 }}", align="center"),
    Column("渠道状态", 8, "{{ 渠.渠道状态 }}", align="center"),
    Column("市场", 11.5, "{{ 渠.市场 }}", shrink=True),
    Column("商户数量", 8, "{{ 渠.商户数量 }}", COUNT),
    Column("关键人", 8, "{{ 渠.关键人 }}", shrink=True),
    Column("手机", 12.5, "{{ 渠.手机 }}"),
    Column("客户经理", 9, "{{ 渠.客户经理 }}", shrink=True),
    Column("首次接触", 10, "{{ 渠.首次接触 }}", DAY),
    Column("需求金额", 9, "{{ 渠.需求金额 }}", WAN),
    Column("费率", 6.5, "{{ 渠.费率 }}", RATE),
    Column("渠道费用", 8, "{{ 渠.渠道费用 }}", MONEY),
    Column("活动场次", 8, "{{ 渠.活动场次 }}", COUNT),
    Column("触达人数", 8, "{{ 渠.触达人数 }}", COUNT),
    Column("最近维护", 10, "{{ 渠.最近维护 }}", DAY),
    Column("维护状态", 8, "{{ 渠.维护状态 }}", align="center"),
    Column("下一步", 17, "{{ 渠.下一步 }}"),
    Column("备注", 7, "{{ 渠.备注 }}"),
)
BROUGHT = (
    Column("渠道", 18, "{{ 渠.渠道名称 }}", shrink=True),
    Column("商户数", 8, "{{ 渠.商户数量 }}", COUNT, total="sum"),
    Column("所在市场", 13, "{{ 渠.市场|d('—', true) }}", shrink=True),
    Column("市场\n户数", 8, "{{ 渠.目标户数|d('—') }}", COUNT),
    Column("我行\n贷款户", 8, "{{ 渠.我行客户数|d('—') }}", COUNT),
    Column("市场\n渗透率", 9, "{{ 渠.渗透率|d('—') }}", RATE),
    Column("活动\n（场）", 8, "{{ 渠.已办场数 }}", COUNT, total="sum"),
    Column("触达\n（人）", 8, "{{ 渠.活动触达 }}", COUNT, total="sum"),
    Column("咨询", 7, "{{ 渠.咨询量 }}", COUNT, total="sum"),
    Column("申请", 7, "{{ 渠.申请量 }}", COUNT, total="sum"),
    Column("成交", 7, "{{ 渠.成交量 }}", COUNT, total="sum"),
    Column("成交金额\n（万元）", 10, "{{ 渠.成交金额 }}", WAN, total="sum"),
    Column("咨询→申请", 11, **share("J", "I")),
    Column("申请→成交", 11, **share("K", "J")),
    Column("活动费用\n（元）", 9, "{{ 渠.实际费用 }}", MONEY, total="sum"),
    Column("每笔成交\n费用（元）", 10, ratio("O", "K"), MONEY, total=ratio("O", "K")),
    Column("在册\n准客户", 8, "{{ 渠.渠道准客户 }}", COUNT, total="sum"),
)
REJECTED = (
    Column("序号", 8, "{{ 渠.序号 }}", COUNT, align="center"),
    Column("名称", 30, "{{ 渠.渠道名称 }}"),
    Column("类别", 14, "{{ 渠.渠道类别 }}", align="center"),
    Column("对接人", 12, "{{ 渠.客户经理 }}", shrink=True),
    Column("首次接触", 13, "{{ 渠.首次接触|d('—') }}", DAY),
    Column("处理", 24, "停止合作，名单不得使用"),
)
COUNTED = (
    "渠道 {{ 渠道汇总.渠道数 }} 个，在用 {{ 渠道汇总.在用渠道数 }} 个　·　待维护 {{ 渠道汇总.待维护渠道数 }} 个　·　"
    "覆盖商户 {{ 渠道汇总.商户数量 }} 户　·　累计触达 {{ 渠道汇总.触达人数 }} 人　·　"
    "不合作渠道 {{ 渠道汇总.不合作渠道数 }} 个（不计入，见《不合作》页）"
)
HOW = (
    '{{ "在表里接着记：新渠道填在最后一行下面。维护状态：红＝" ~ 规则.channels.upkeep_days ~ "天以上没有维护，黄＝停滞，绿＝正常。'
    '记好后用本文件替换 inputs 里的旧台账。" if 渠道明细表 else "还没有登记渠道，从第一行填起；填好后把本文件放进 inputs。" }}'
)


def draw(folder: Path) -> None:
    """Writes channel-ledger.xlsx into the folder."""
    sheets = {"渠道台账": _ledger, "渠道成效": _brought, "不合作": _rejected, "选项": _options}
    tabs = {"渠道台账": ENTRY_TAB, "选项": QUIET_TAB}
    write_book(folder / "channel-ledger.xlsx", "{{ 支行 }}渠道台账", sheets, tabs)


def _ledger(look: Look, sheet: Worksheet) -> None:
    """The ledger, with drop-downs; it is read back under the same headings."""
    frame(look, sheet, "渠道台账", "户、万元、元、场、人", widths=[c.width for c in LEDGER], repeat=5)
    sheet.set_margins(left=0.4, right=0.4, top=0.55, bottom=0.65)
    line(look, sheet, 3, COUNTED)
    line(look, sheet, 4, HOW)
    block = listing(look, sheet, 5, LEDGER, "渠 in 渠道明细表", "渠道", long=("下一步", "备注"))
    sheet.freeze_panes(6, 1)
    drop_down(sheet, block, 1, "选项_类别", "stop")
    drop_down(sheet, block, 2, "选项_状态", "stop")
    drop_down(sheet, block, 7, "选项_客户经理")
    days(sheet, block, 8, 14)
    counts(sheet, block, 4, unit="户")
    amounts(sheet, block, 9)
    amounts(sheet, block, 11, unit="元")
    counts(sheet, block, 12, unit="场")
    counts(sheet, block, 13, unit="人")
    first, last = block.first + 1, block.last + 1
    for word, ground, ink in (("红", BAD_FILL, BAD), ("黄", WARN_FILL, "#8A6100"), ("绿", "#E3F2E8", GOOD)):
        flag(sheet, f"P{first}:P{last}", f'=$P{first}="{word}"', look.bare(bg_color=ground, font_color=ink, bold=True))


def _brought(look: Look, sheet: Worksheet) -> None:
    """What each channel brought, its rates worked out anew in the total; a chart below."""
    title = "渠道成效（截至目前各渠道的营销活动合计）"
    frame(look, sheet, title, "户、场、人、次、笔、万元、元", widths=[c.width for c in BROUGHT], repeat=5)
    line(look, sheet, 3, "只计《营销活动台账》登记的活动，和渠道台账里自填的场次、触达人数可以不同。")
    line(
        look,
        sheet,
        4,
        "市场渗透率＝所在市场有我行贷款余额的客户 ÷ 该市场户数（《辖区市场表》）；不知道是哪个市场的写“—”。",
    )
    block = listing(look, sheet, 5, BROUGHT, "渠 in 渠道明细表", "成效", height=18, grows=False)
    totals(look, sheet, block, BROUGHT)
    bars(sheet, f"I{block.first + 1}:I{block.last + 1}")
    drawn = chart(look.book, "column", "各渠道活动带来的咨询、申请、成交", (900, 290))
    for at, colour in ((8, BAR_TWO), (9, BAR), (10, BAR_THREE)):
        drawn.add_series(
            {
                "name": [sheet.get_name(), block.head, at],
                "categories": block.series(0),
                "values": block.series(at),
                "data_labels": labels(),
                **solid(colour),
            }
        )
    sheet.insert_chart(block.last + 3, 0, drawn, BELOW)


def _rejected(look: Look, sheet: Worksheet) -> None:
    """Channels of a kind that the bank does not work with."""
    widths = [c.width for c in REJECTED]
    frame(look, sheet, "不合作渠道", "", widths=widths, repeat=4, upright=True)
    line(
        look, sheet, 3, "本行不与{{ 规则.measures.rejected_channels|join('、') }}合作，已登记的须停止合作，不计入成效。"
    )
    shown_if_any(look, sheet, 4, REJECTED, "渠 in 不合作渠道", "台账里没有这类渠道。")


def _options(look: Look, sheet: Worksheet) -> None:
    named = (
        ("渠道类别", "选项_类别", "词 in 设置.kinds", "{{ 词 }}"),
        ("渠道状态", "选项_状态", "词 in 设置.statuses", "{{ 词 }}"),
        ("客户经理", "选项_客户经理", "人 in 在岗名单", "{{ 人.客户经理 }}"),
    )
    lists(look, sheet, named)

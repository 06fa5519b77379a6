"""The workbook of a screening, of customers or of prospects: the list, the models, who is kept out, earlier rounds."""

# ruff: noqa: E501 - the sentences that are printed stay whole

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from authoring.clients.sheets import THREE_LINES, line, listing, shown_if_any
from authoring.house_book import (
    COUNT,
    DAY,
    ENTRY_TAB,
    QUIET_TAB,
    RATE,
    WAN,
    Column,
    Look,
    Page,
    frame,
    put,
    ratio,
    totals,
    write_book,
)
from authoring.house_book_entry import days, drop_down, lists
from authoring.house_book_marks import BAD, BAR, BAR_THREE, BAR_TWO, BELOW, GOOD, bars, chart, flag, labels, solid
from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import Worksheet

TYPED = ("跟进日期", "跟进结果", "备注")
LONG = ("理由", "建议", "必备条件", "计分条件", "排除原因")
SPARE = 0  # nobody types below the list: a round is closed


@dataclass(frozen=True)
class Screen:
    """What a screening of customers and one of prospects do not share."""

    file: str
    title: str
    of: str  # 客户 or 准客户, as the figures have it
    picked: Sequence[Column]
    excluded: Sequence[Column]
    exclusions: str  # the setting of the hard exclusions

    @property
    def number(self) -> str:
        """The field of a person's number."""
        return f"{self.of}编号"


_TECHNICAL = (
    Column("同时符合", 12, "{{ 户.同时符合 }}"),
    Column("筛选批次", 14, "{{ 户.筛选批次 }}"),
    Column("日期", 11, "{{ 户.日期 }}", DAY),
    Column("筛选模型", 9, "{{ 户.筛选模型 }}", align="center"),
    Column("模型版本", 9, "{{ 户.模型版本 }}", align="center"),
)
_OUTCOME = (
    Column("筛选分组", 8, "{{ 户.筛选分组 }}", align="center"),
    Column("筛选得分", 8, "{{ 户.筛选得分 }}", COUNT, align="center"),
    Column("理由", 38, "{{ 户.理由 }}"),
    Column("建议", 21, "{{ 户.建议 }}"),
    Column("曾入选次数", 9.5, "{{ 户.曾入选次数 }}", COUNT, align="center"),
    Column("跟进日期", 10, "{{ 户.跟进日期 }}", DAY),
    Column("跟进结果", 10, "{{ 户.跟进结果 }}"),
    Column("备注", 10, ""),
)


def draw_screen(folder: Path, screen: Screen) -> None:
    """Writes the workbook into the folder."""

    def page(draw: object) -> Page:
        return lambda look, sheet: draw(screen, look, sheet)  # type: ignore[operator]

    sheets = {
        "本轮名单": page(_list),
        "筛选模型": page(_models),
        "排除名单": page(_excluded),
        "历次成效": page(_history),
        "入选去向": page(_outcomes),
        "选项": page(_options),
    }
    tabs = {"本轮名单": ENTRY_TAB, "选项": QUIET_TAB}
    write_book(folder / screen.file, f"{{{{ 支行 }}}}{screen.title}", sheets, tabs)


def _list(screen: Screen, look: Look, sheet: Worksheet) -> None:
    """Who was picked and why; what the round needs to be read back stands right of what is printed."""
    shown = (*screen.picked, *_OUTCOME)
    columns = (*shown, *_TECHNICAL)
    frame(look, sheet, screen.title, "万元、天", widths=[c.width for c in columns], repeat=5)
    sheet.set_margins(left=0.4, right=0.4, top=0.55, bottom=0.65)
    of = f"{screen.of}筛选概况"
    line(
        look, sheet, 3,
        f"备选 {{{{ {of}.备选户数 }}}} 户　·　硬性排除 {{{{ {of}.排除户数 }}}} 户　·　符合模型 {{{{ {of}.符合户数 }}}} 户　·　"
        f"入选 {{{{ {of}.入选户数 }}}} 户　·　超过每人上限（{{{{ 规则.screening.cap }}}} 户）未入选 {{{{ {of}.超上限户数 }}}} 户",
    )  # fmt: skip
    line(
        look, sheet, 4,
        f'{{{{ "联系后填有底色的三栏；填好后把本文件放进 inputs，下一轮就知道谁入选过、结果如何。" if {screen.of}筛选名单 '
        f'else "本轮没有符合模型的{screen.of}；模型和条件见《筛选模型》页。" if {of}.备选户数 '
        f'else "还没有登记{screen.of}，先把台账放进 inputs。" }}}}',
    )  # fmt: skip
    loop = f"户 in {screen.of}筛选名单"
    block = listing(look, sheet, 5, columns, loop, "名单", long=LONG, typed=TYPED, height=THREE_LINES)
    sheet.freeze_panes(6, 4)
    heads = [column.head for column in columns]
    days(sheet, block, heads.index("跟进日期"), spare=SPARE)
    drop_down(sheet, block, heads.index("跟进结果"), "选项_跟进结果", "stop", spare=SPARE)
    first, last = block.first + 1, block.last + 1
    points = xl_col_to_name(heads.index("筛选得分"))
    bars(sheet, f"{points}{first}:{points}{last}")
    said = xl_col_to_name(heads.index("跟进结果"))
    done = look.bare(font_color=GOOD)
    flag(sheet, xl_range(block.first, 0, block.last, len(shown) - 1), f'=${said}{first}="已办理"', done)
    sheet.print_area(0, 0, block.last, len(shown) - 1)


_MODELS = (
    Column("序号", 5, "{{ 型.序号 }}", COUNT, align="center"),
    Column("模型", 7, "{{ 型.筛选模型 }}", align="center"),
    Column("分组", 8, "{{ 型.筛选分组 }}", align="center"),
    Column("版本", 7, "{{ 型.模型版本 }}", align="center"),
    Column("必备条件", 36, "{{ 型.必备条件 }}"),
    Column("计分条件", 44, "{{ 型.计分条件 }}"),
    Column("入选分", 7, "{{ 型.入选分 }}", COUNT, align="center"),
    Column("建议", 26, "{{ 型.建议 }}"),
    Column("符合户数", 9, "{{ 型.符合户数 }}", COUNT),
    Column("入选户数", 9, "{{ 型.入选户数 }}", COUNT, total="sum"),
    Column("超上限户数", 9, "{{ 型.超上限户数 }}", COUNT, total="sum"),
)


def _models(screen: Screen, look: Look, sheet: Worksheet) -> None:
    """The models as the settings have them, and how many each picked: what the bank signs for."""
    frame(look, sheet, f"{screen.of}筛选模型", "户", widths=[c.width for c in _MODELS], repeat=5)
    joined = f"{{{{ 规则.screening.{screen.exclusions}|join('；') }}}}"
    line(look, sheet, 3, f"先排除：{joined}")
    line(
        look, sheet, 4,
        "再计分：必备条件都满足的才计分，达到入选分的取得分最高的一个模型（一户可以符合几个，符合户数因此不相加）；最后按每人上限取前几名。",
    )  # fmt: skip
    loop = f"型 in {screen.of}筛选模型"
    block = listing(look, sheet, 5, _MODELS, loop, "模型", long=LONG, height=THREE_LINES)
    totals(look, sheet, block, _MODELS)


def _excluded(screen: Screen, look: Look, sheet: Worksheet) -> None:
    """Who is kept out, and by which exclusion."""
    frame(
        look, sheet, f"{screen.of}排除名单", "万元", widths=[c.width for c in screen.excluded], repeat=2, upright=True
    )
    nothing = f"没有被硬性条件排除的{screen.of}。"
    shown_if_any(look, sheet, 3, screen.excluded, f"户 in {screen.of}排除名单", nothing)


_HISTORY = (
    Column("筛选批次", 16, "{{ 轮.筛选批次 }}"),
    Column("分组", 9, "{{ 轮.筛选分组 }}", align="center"),
    Column("筛选日期", 12, "{{ 轮.日期 }}", DAY),
    Column("模型", 8, "{{ 轮.筛选模型 }}", align="center"),
    Column("版本", 7, "{{ 轮.模型版本 }}", align="center"),
    Column("入选户数", 10, "{{ 轮.入选户数 }}", COUNT, total="sum"),
    Column("已跟进户数", 10, "{{ 轮.已跟进户数 }}", COUNT, total="sum"),
    Column("申请户数", 10, "{{ 轮.申请户数 }}", COUNT, total="sum"),
    Column("成交户数", 10, "{{ 轮.成交户数 }}", COUNT, total="sum"),
    Column("另办产品户数", 11.5, "{{ 轮.另办产品户数 }}", COUNT, total="sum"),
    Column("贷款金额", 11, "{{ 轮.成交金额|d('—') }}", WAN, total="sum"),
    Column("跟进率", 9, ratio("G", "F"), RATE, total=ratio("G", "F")),
    Column("成交率", 9, ratio("I", "F"), RATE, total=ratio("I", "F")),
)


def _history(screen: Screen, look: Look, sheet: Worksheet) -> None:
    """What each earlier round brought, by model."""
    frame(look, sheet, f"历次{screen.of}筛选成效", "户、万元", widths=[c.width for c in _HISTORY], repeat=4)
    some = f'历次筛选|selectattr("筛选对象", "equalto", "{screen.of}")|list'
    line(
        look, sheet, 3,
        f'{{{{ "入选后 " ~ 规则.screening.follow_days ~ " 天内的联系、申请、成交和放款算这一轮；与登记的跟进结果合并。成交只计贷款，办了其他产品的另列。" if {some} '
        f'else "还没有登记过以前的轮次：把填好的名单放进 inputs，下一轮这里就有成效。" }}}}',
    )  # fmt: skip
    block = listing(look, sheet, 4, _HISTORY, f"轮 in {some}", "轮次", height=18)
    totals(look, sheet, block, _HISTORY)
    won, lent = block.column(8), block.column(10)  # amounts of deals that only the officer told of are not known
    known = f'=IF(AND(SUM({won})>0,SUM({lent})=0),"—",SUM({lent}))'
    put(sheet, block.last + 1, 10, known, look.cell(WAN, total=True))
    drawn = chart(look.book, "column", "各轮入选、跟进与成交（户）", (860, 250))
    for at, colour in ((5, BAR_TWO), (6, BAR), (8, BAR_THREE)):
        drawn.add_series(
            {
                "name": [sheet.get_name(), block.head, at],
                "categories": [sheet.get_name(), block.first, 0, block.last, 1],
                "values": block.series(at),
                "data_labels": labels(),
                **solid(colour),
            }
        )
    sheet.insert_chart(block.last + 2, 0, drawn, BELOW)


def _outcomes(screen: Screen, look: Look, sheet: Worksheet) -> None:
    """Everybody who was picked before, and what became of them."""
    columns = (
        Column("筛选批次", 15, "{{ 户.筛选批次 }}"),
        Column("管户人", 10, "{{ 户.客户经理 }}", shrink=True),
        Column(screen.number, 13, f"{{{{ 户.{screen.number} }}}}"),
        Column("姓名或户名", 14, "{{ 户.客户 }}", shrink=True),
        Column("分组", 8, "{{ 户.筛选分组 }}", align="center"),
        Column("得分", 7, "{{ 户.筛选得分 }}", COUNT, align="center"),
        Column("去向", 20, "{{ 户.去向 }}"),
        Column("去向日期", 12, "{{ 户.去向日期|d('—') }}", DAY),
        Column("贷款金额", 10, "{{ 户.成交金额|d('—') }}", WAN),
        Column("备注", 22, "{{ 户.备注 }}", shrink=True),
    )
    frame(look, sheet, "入选去向", "万元", widths=[c.width for c in columns], repeat=2)
    some = f'(入选去向|selectattr("筛选对象", "equalto", "{screen.of}")|list)'
    block = shown_if_any(look, sheet, 3, columns, f"户 in {some}", "还没有登记过以前的轮次。")
    row = block.last  # the item's own row, counted from 1
    flag(sheet, f"G{row}:G{row}", f'=LEFT($G{row},2)="成交"', look.bare(font_color=GOOD, bold=True))
    flag(sheet, f"G{row}:G{row}", f'=LEFT($G{row},3)="未跟进"', look.bare(font_color=BAD))


def _options(screen: Screen, look: Look, sheet: Worksheet) -> None:
    lists(look, sheet, (("跟进结果", "选项_跟进结果", "词 in 设置.results", "{{ 词 }}"),))

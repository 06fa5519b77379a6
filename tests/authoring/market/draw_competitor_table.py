"""Draws templates/competitor-table/: rivals' prices like for like, what changed, by month, where each of ours stands."""
# ruff: noqa: E501 - a table of columns, one a line

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from authoring.house_book import (
    BANK_CAPTION,
    COUNT,
    DAY,
    NUMBER,
    QUIET_TAB,
    RATE,
    WAN,
    Block,
    Column,
    Look,
    frame,
    heads,
    put,
    repeated,
    span,
    write_book,
)
from authoring.house_book_marks import (
    BAD,
    BAD_FILL,
    BAR,
    BAR_THREE,
    BAR_TWO,
    GOOD,
    GOOD_FILL,
    WARN_FILL,
    chart,
    flag,
    labels,
    solid,
)
from authoring.house_styles import GREY
from xlsxwriter.worksheet import Worksheet

POINTS = "+0.00;-0.00;0.00"  # percentage points
DATED = "数据截至{{ 数据截至 }}{% if 未计入条数 %} · 未计入{{ 未计入条数 }}条{% endif %}"
COMPARED = "单利年化（APR）、复利年化（EAR）按借款人实际到账金额测算，借款 {{ (规则.competitors.amount / 10000)|四舍五入(2) }} 万元、{{ 规则.competitors.months }} 个月"
OLD = "规则.competitors.stale_days"
NAME = 18  # width of an institution's or a product's name


def draw(folder: Path) -> None:
    """Writes competitor-table.xlsx into the folder."""
    sheets = {
        "总览": _overview,
        "同业产品": _products,
        "本期变动": _moves,
        "月度价格": _months,
        "我行对比": _ours,
        "调研沿革": _history,
        "待调研": _targets,
    }
    write_book(
        folder / "competitor-table.xlsx", "{{ 分行 }}同业跟踪表（{{ 本期.名称 }}）", sheets, {"调研沿革": QUIET_TAB}
    )


def _page(
    look: Look, sheet: Worksheet, title: str, note: str, columns: Sequence[Column], *, upright: bool = False
) -> None:
    """The frame of a sheet with one list from row 4 on."""
    captions = (BANK_CAPTION, f"{note} · {DATED}" if note else DATED)
    frame(
        look,
        sheet,
        f"{{{{ 分行 }}}}{title}",
        "",
        widths=[c.width for c in columns],
        repeat=3,
        upright=upright,
        captions=captions,
    )


def _list(look: Look, sheet: Worksheet, columns: Sequence[Column], loop: str, nothing: str) -> Block:
    """The list, with a filter, and a sentence below where it is empty."""
    block = repeated(look, sheet, 3, columns, loop)
    sheet.autofilter(block.head, 0, block.last, len(columns) - 1)
    root = loop.split(" in ")[1]
    sheet.write_string(block.last + 1, 0, f'{{{{ "" if {root} else "{nothing}" }}}}', look.caption)
    return block


# ---- 总览

_COUNTS = (
    ("报价", "同业概况.报价条数", COUNT),
    ("可比", "同业概况.可比条数", COUNT),
    ("过期", "同业概况.过期条数", COUNT),
    ("未能比较", "同业概况.未读报价条数", COUNT),
    ("最低复利年化", "同业概况.最低复利年化|d('—')", RATE),
    ("复利年化中位数", "同业概况.复利年化中位数|d('—')", RATE),
)
_MOVES = (
    ("本期调研", "同业变动概况.本期调研产品数"),
    ("新增", "同业变动概况.新增个数"),
    ("下调", "同业变动概况.下调个数"),
    ("上调", "同业变动概况.上调个数"),
    ("条件变化", "同业变动概况.条件变化个数"),
    ("未变", "同业变动概况.未变个数"),
)
_TREND = (
    Column("月份", 14, "{{ 月.名称 }}", align="center"),
    Column("有效报价（个）", 14, "{{ 月.报价条数 }}", COUNT),
    Column("同业最低", 14, "{{ 月.最低复利年化 }}", RATE),
    Column("同业中位数", 14, "{{ 月.复利年化中位数 }}", RATE),
    Column("我行最低", 14, "{{ 月.我行最低复利年化 }}", RATE),
    Column(
        "我行比同业最低\n（百分点）",
        16,
        '=IF(AND(ISNUMBER(C{row}),ISNUMBER(E{row})),(E{row}-C{row})*100,"—")',
        POINTS,
        align="center",
    ),
)


def _overview(look: Look, sheet: Worksheet) -> None:
    widths = [c.width for c in _TREND]
    frame(
        look,
        sheet,
        "{{ 分行 }}同业跟踪表",
        "",
        widths=widths,
        repeat=2,
        upright=True,
        captions=(BANK_CAPTION, f"{COMPARED} · {DATED}"),
    )
    span(sheet, 4, 0, 5, "手里有多少报价", look.section)
    _tiles(look, sheet, 5, [(name, f"{{{{ {path} }}}}", number) for name, path, number in _COUNTS])
    span(sheet, 8, 0, 5, "本期调研带来什么（个产品）", look.section)
    _tiles(look, sheet, 9, [(name, f"{{{{ {path} }}}}", COUNT) for name, path in _MOVES])
    span(sheet, 12, 0, 5, "价格走势（复利年化，月末有效的报价）", look.section)
    block = repeated(look, sheet, 13, _TREND, "月 in 同业价格走势")
    note = f"{{{{ {OLD} }}}} 天以内、没有过有效期的报价算有效；我行最低按当日 LPR 测算。"
    sheet.write_string(block.last + 1, 0, note, look.caption)
    drawn = chart(look.book, "line", "复利年化：同业与我行", (640, 300), number="0.0%")
    for column, name, colour in ((2, "同业最低", BAR_TWO), (3, "同业中位数", BAR_THREE), (4, "我行最低", BAR)):
        line = {
            "name": name,
            "categories": block.series(0),
            "values": block.series(column),
            "line": {"color": colour, "width": 2.25},
        }
        drawn.add_series(
            line | {"marker": {"type": "circle", "size": 6, "fill": {"color": colour}, "border": {"color": colour}}}
        )
    sheet.insert_chart(block.last + 3, 0, drawn, {"object_position": 2, "x_offset": 4})


def _tiles(look: Look, sheet: Worksheet, row: int, tiles: Sequence[tuple[str, str, str]]) -> None:
    """A row of names over a row of figures."""
    heads(look, sheet, row, [name for name, _, _ in tiles])
    sheet.set_row(row, 20)
    sheet.set_row(row + 1, 26)
    for column, (_, value, number) in enumerate(tiles):
        put(
            sheet,
            row + 1,
            column,
            value,
            look(font_size=14, bold=True, align="center", num_format=number, border=1, border_color="#C9D2DD"),
        )


# ---- 同业产品

_PRODUCTS = (
    Column("位次", 5, "{{ 家.名次 }}", COUNT, align="center"),
    Column("机构", NAME, "{{ 家.机构名 }}", shrink=True),
    Column("产品", 12, "{{ 家.产品 }}", shrink=True),
    Column("额度上限\n（万元）", 8, "{{ 家.额度上限 }}", NUMBER),
    Column("期限\n（月）", 6, "{{ 家.期限 }}", COUNT, align="center"),
    Column("报价原文", 13, "{{ 家.报价原文 }}", shrink=True),
    Column("还款方式", 11, "{{ 家.还款方式 }}", shrink=True),
    Column("单利年化\nAPR", 8.5, "{{ 家.单利年化|d('—') }}", RATE),
    Column("复利年化\nEAR", 8.5, "{{ 家.复利年化|d('—') }}", RATE),
    Column("上次\n复利年化", 8.5, "{{ 家.上次复利年化|d('—') }}", RATE),
    Column(
        "变动\n（百分点）",
        9,
        '=IF(AND(ISNUMBER(I{row}),ISNUMBER(J{row})),(I{row}-J{row})*100,"—")',
        POINTS,
        align="center",
    ),
    Column("对标我行产品", 11, "{{ 家.对标产品 }}", shrink=True),
    Column("我行\n复利年化", 8.5, "{{ 家.我行复利年化|d('—') }}", RATE),
    Column(
        "与我行差\n（百分点）",
        9,
        '=IF(AND(ISNUMBER(I{row}),ISNUMBER(M{row})),(I{row}-M{row})*100,"—")',
        POINTS,
        align="center",
    ),
    Column("时效\n（工作日）", 8.5, "{{ 家.放款时效 }}", "0.0"),
    Column("调研日期", 10.5, "{{ 家.日期 }}", DAY),
    Column("距今\n（天）", 6, "{{ 家.距今天数 }}", COUNT),
    Column("新旧", 6, '{{ "过期" if 家.过期 else "有效" }}', align="center"),
    Column("可信度", 6, "{{ 家.可信度 }}", align="center"),
)


def _products(look: Look, sheet: Worksheet) -> None:
    _page(look, sheet, "同业产品（同一口径）", COMPARED, _PRODUCTS)
    block = _list(look, sheet, _PRODUCTS, "家 in 同业产品表", "没有同业报价，请安排调研。")
    top, bottom = block.first + 1, block.last + 1
    flag(sheet, f"A{top}:S{bottom}", f'=$R{top}="过期"', look.bare(font_color=f"#{GREY}", italic=True))
    _dearer(look, sheet, f"K{top}:K{bottom}", good=GOOD, bad=BAD)
    _dearer(look, sheet, f"N{top}:N{bottom}", good=GOOD, bad=BAD)
    flag(sheet, f"Q{top}:R{bottom}", f'=$R{top}="过期"', look.bare(bg_color=BAD_FILL))
    sheet.freeze_panes(4, 3)
    note = "变动、与我行差：红色为同业更便宜，绿色为同业更贵。灰色斜体：报价已过期，仅供参考。"
    sheet.write_string(block.last + 2, 0, note, look.caption)


def _dearer(look: Look, sheet: Worksheet, where: str, *, good: str, bad: str) -> None:
    """Above nought in one colour, below in the other; what rounds to nought in neither."""
    first = where.split(":")[0]
    flag(sheet, where, f"=AND(ISNUMBER({first}),{first}<=-0.005)", look.bare(font_color=bad))
    flag(sheet, where, f"=AND(ISNUMBER({first}),{first}>=0.005)", look.bare(font_color=good))


# ---- 本期变动

_MOVED = (
    Column("变动", 8, "{{ 家.变动 }}", align="center"),
    Column("机构", NAME, "{{ 家.机构名 }}", shrink=True),
    Column("产品", 12, "{{ 家.产品 }}", shrink=True),
    Column("上次调研", 10.5, "{{ 家.上次调研 }}", DAY),
    Column("本次调研", 10.5, "{{ 家.日期 }}", DAY),
    Column("上次报价", 13, "{{ 家.上次报价 }}", shrink=True),
    Column("本次报价", 13, "{{ 家.报价原文 }}", shrink=True),
    Column("上次\n复利年化", 8.5, "{{ 家.上次复利年化|d('—') }}", RATE),
    Column("本次\n复利年化", 8.5, "{{ 家.复利年化|d('—') }}", RATE),
    Column(
        "变动\n（百分点）",
        9,
        '=IF(AND(ISNUMBER(H{row}),ISNUMBER(I{row})),(I{row}-H{row})*100,"—")',
        POINTS,
        align="center",
    ),
    Column("其他变化", 28, "{{ 家.变动内容 }}", shrink=True),
    Column("对标我行产品", 11, "{{ 家.对标产品 }}", shrink=True),
    Column("我行对策", 26, "{{ 家.我行对策 }}", shrink=True),
)
_SHADES = (("下调", BAD_FILL), ("上调", GOOD_FILL), ("新增", "#DCE9F7"), ("条件变化", WARN_FILL))


def _moves(look: Look, sheet: Worksheet) -> None:
    _page(look, sheet, "同业报价变动", "与同一产品的上一次调研比较，价格按复利年化", _MOVED)
    block = _list(look, sheet, _MOVED, "家 in 同业变动", "本期没有新的同业调研。")
    for word, ground in _SHADES:
        flag(
            sheet,
            f"A{block.first + 1}:A{block.last + 1}",
            f'=$A{block.first + 1}="{word}"',
            look.bare(bg_color=ground, bold=True),
        )
    sheet.freeze_panes(4, 3)


# ---- 月度价格: a column for each month

_MONTH = 5  # the column of the months' loop


def _months(look: Look, sheet: Worksheet) -> None:
    """Products below, months across; the two columns of the loop's tags go."""
    widths = (NAME, 16, 16, 16, 2, 11, 2, 12)
    captions = (BANK_CAPTION, f"复利年化（EAR），月末有效的报价；空白：当时没有有效报价 · {DATED}")
    frame(look, sheet, "{{ 分行 }}同业月度价格", "", widths=widths, repeat=3, captions=captions)
    heads(look, sheet, 3, ("机构", "产品", "报价原文", "还款方式", "", "{{ 月.名称 }}", "", "首末变动\n（百分点）"))
    sheet.write_string(3, 4, "{%tc for 月 in 同业价格走势 %}", look.caption)
    sheet.write_string(3, 6, "{%tc endfor %}", look.caption)
    rows = "同业月度价格|筛选('名称', '==', (同业价格走势|末个).名称)"
    sheet.write_string(4, 0, f"{{%tr for 点 in {rows} %}}", look.caption)
    same = "筛选('机构名', '==', 点.机构名)|筛选('产品', '==', 点.产品)"
    of_it = f"同业产品表|{same}|首个"
    cells = ("{{ 点.机构名 }}", "{{ 点.产品 }}", f"{{{{ ({of_it}).报价原文 }}}}", f"{{{{ ({of_it}).还款方式 }}}}")
    for column, value in enumerate(cells):
        put(sheet, 5, column, value, look.cell(shrink=True))
    month = f"{{{{ (同业月度价格|{same}|筛选('名称', '==', 月.名称)|首个).复利年化 }}}}"
    put(sheet, 5, _MONTH, month, look.cell(RATE))
    known = f"(同业月度价格|{same}|筛选('复利年化', '!=', none))"
    change = f"{{{{ (({known}|末个).复利年化 - ({known}|首个).复利年化) * 100 }}}}"
    put(sheet, 5, 7, change, look.cell(POINTS))
    sheet.write_string(6, 0, "{%tr endfor %}", look.caption)
    sheet.conditional_format(
        "F5:F7", {"type": "3_color_scale", "min_color": "#63BE7B", "mid_color": "#FFFFFF", "max_color": "#F8A5A0"}
    )
    _dearer(look, sheet, "H5:H7", good=GOOD, bad=BAD)
    sheet.write_string(7, 0, '{{ "" if 同业月度价格 else "没有可比的同业报价。" }}', look.caption)
    sheet.freeze_panes(4, 2)


# ---- 我行对比

_OURS = (
    Column("我行产品", 14, "{{ 品.产品 }}", shrink=True),
    Column("客群", 10, "{{ 品.适用客群 }}", shrink=True),
    Column("报价", 12, "{{ 品.报价原文 }}", shrink=True),
    Column("还款方式", 12, "{{ 品.还款方式 }}", shrink=True),
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
    Column("最低的同业产品", 20, "{{ 品.最低同业 }}", shrink=True),
    Column("时效：我行\n（工作日）", 10, "{{ 品.放款时效 }}", "0.0"),
    Column("时效：同业\n中位数", 10, "{{ 品.同业时效中位数 }}", "0.0"),
    Column("额度：我行\n（万元）", 10, "{{ 品.额度上限 }}", WAN),
    Column("额度：同业\n中位数", 10, "{{ 品.同业额度中位数 }}", WAN),
)


def _ours(look: Look, sheet: Worksheet) -> None:
    _page(look, sheet, "我行产品与对标同业", "先比同客群，没有的比同还款方式，再没有的比全部；只比有效报价", _OURS)
    block = _list(look, sheet, _OURS, "品 in 我行产品对比", "没有我行产品的资料。")
    for letter in ("K", "L"):
        _dearer(look, sheet, f"{letter}{block.first + 1}:{letter}{block.last + 1}", good=BAD, bad=GOOD)
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
    Column("测算口径，或未能比较的原因", 42, "{{ 次.测算口径 }}", shrink=True),
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


def _history(look: Look, sheet: Worksheet) -> None:
    _page(look, sheet, "同业调研沿革", "每次调研一行，同一产品新的在上", _HISTORY)
    _list(look, sheet, _HISTORY, "次 in 同业报价沿革", "没有同业调研。")
    sheet.freeze_panes(4, 2)


def _targets(look: Look, sheet: Worksheet) -> None:
    _page(look, sheet, "待调研同业", f"报价超过 {{{{ {OLD} }}}} 天、过了或快过有效期、未能比较的产品", _DUE)
    _list(look, sheet, _DUE, "家 in 待调研同业", "没有该重新调研的产品。")
    sheet.freeze_panes(4, 3)

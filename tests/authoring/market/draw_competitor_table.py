"""Draws templates/competitor-table/: rivals' prices like for like, what changed, by month, where each of ours stands."""
# ruff: noqa: E501 - a table of columns, one a line

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from authoring.house_book import (
    BANK_CAPTION,
    COUNT,
    DAY,
    NUMBER,
    QUIET_TAB,
    RATE,
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
)
from authoring.house_styles import GREY
from authoring.market.rival_sheets import (
    COMPARED,
    DATED,
    NAME,
    OLD,
    POINTS,
    dearer,
    history,
    ours,
    page,
    rows_below,
    targets,
)
from xlsxwriter.worksheet import Worksheet


def draw(folder: Path) -> None:
    """Writes competitor-table.xlsx into the folder."""
    sheets = {
        "总览": _overview,
        "同业产品": _products,
        "本期变动": _moves,
        "月度价格": _months,
        "我行对比": ours,
        "调研沿革": history,
        "待调研": targets,
    }
    write_book(
        folder / "competitor-table.xlsx", "{{ 分行 }}同业跟踪表（{{ 本期.名称 }}）", sheets, {"调研沿革": QUIET_TAB}
    )


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

_PRODUCTS = (  # prices on the first page, terms and the survey on the second
    Column("位次", 5, "{{ 家.名次 }}", COUNT, align="center"),
    Column("机构", NAME, "{{ 家.机构名 }}", shrink=True),
    Column("产品", 12, "{{ 家.产品 }}", shrink=True),
    Column("报价原文", 15, "{{ 家.报价原文 }}", shrink=True),
    Column("还款方式", 17, "{{ 家.还款方式 }}", shrink=True),
    Column("单利年化\nAPR", 8.5, "{{ 家.单利年化|d('—') }}", RATE),
    Column("复利年化\nEAR", 8.5, "{{ 家.复利年化|d('—') }}", RATE),
    Column("上次\n复利年化", 8.5, "{{ 家.上次复利年化|d('—') }}", RATE),
    Column(
        "变动\n（百分点）",
        9,
        '=IF(AND(ISNUMBER(G{row}),ISNUMBER(H{row})),(G{row}-H{row})*100,"—")',
        POINTS,
        align="center",
    ),
    Column("对标我行产品", 13, "{{ 家.对标产品 }}", shrink=True),
    Column("我行\n复利年化", 8.5, "{{ 家.我行复利年化|d('—') }}", RATE),
    Column(
        "与我行差\n（百分点）",
        9,
        '=IF(AND(ISNUMBER(G{row}),ISNUMBER(K{row})),(G{row}-K{row})*100,"—")',
        POINTS,
        align="center",
    ),
    Column("新旧", 6, '{{ "过期" if 家.过期 else "有效" }}', align="center"),
    Column("额度上限\n（万元）", 10, "{{ 家.额度上限 }}", NUMBER),
    Column("期限\n（月）", 8, "{{ 家.期限 }}", COUNT, align="center"),
    Column("时效\n（工作日）", 10, "{{ 家.放款时效 }}", "0.0"),
    Column("调研日期", 12, "{{ 家.日期 }}", DAY),
    Column("距今\n（天）", 8, "{{ 家.距今天数 }}", COUNT),
    Column("可信度", 8, "{{ 家.可信度 }}", align="center"),
    Column("准入门槛", 22, "{{ 家.准入门槛 }}", shrink=True),
    Column("担保方式", 16, "{{ 家.担保方式 }}", shrink=True),
)


def _products(look: Look, sheet: Worksheet) -> None:
    own = ("{{ 本期.名称 }}", "数据截至{{ 数据截至 }}")  # no wider than the columns on both pages
    frame(look, sheet, "{{ 分行 }}同业产品", "", widths=[c.width for c in _PRODUCTS], repeat=3, captions=own)
    sheet.write_string(1, 3, "同一口径比价" + "{% if 未计入条数 %} · 未计入{{ 未计入条数 }}条{% endif %}", look.caption)
    sheet.write_string(2, 3, COMPARED, look.caption)
    sheet.set_print_scale(85)
    sheet.set_v_pagebreaks([13])
    sheet.repeat_columns(0, 2)
    block = rows_below(look, sheet, _PRODUCTS, "家 in 同业产品表", "没有同业报价，请安排调研。")
    top, bottom = block.first + 1, block.last + 1
    flag(sheet, f"A{top}:U{bottom}", f'=$M{top}="过期"', look.bare(font_color=f"#{GREY}", italic=True))
    dearer(look, sheet, f"I{top}:I{bottom}", good=GOOD, bad=BAD)
    dearer(look, sheet, f"L{top}:L{bottom}", good=GOOD, bad=BAD)
    for letter in "MR":
        flag(sheet, f"{letter}{top}:{letter}{bottom}", f'=$M{top}="过期"', look.bare(bg_color=BAD_FILL))
    sheet.freeze_panes(4, 3)
    note = "变动、与我行差：红色为同业更便宜，绿色为同业更贵。灰色斜体：报价已过期，仅供参考。"
    sheet.write_string(block.last + 2, 3, note, look.caption)


# ---- 本期变动

_MOVED = (
    Column("变动", 7, "{{ 家.变动 }}", align="center"),
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
    Column("其他变化", 23, "{{ 家.变动内容 }}", wrap=True),
    Column("对标我行产品", 11, "{{ 家.对标产品 }}", shrink=True),
    Column("我行对策", 26, "{{ 家.我行对策 }}", wrap=True),
)
_SHADES = (("下调", BAD_FILL), ("上调", GOOD_FILL), ("新增", "#DCE9F7"), ("条件变化", WARN_FILL))


def _moves(look: Look, sheet: Worksheet) -> None:
    page(look, sheet, "同业报价变动", "与同一产品的上一次调研比较，价格按复利年化", _MOVED)
    block = rows_below(look, sheet, _MOVED, "家 in 同业变动", "本期没有新的同业调研。")
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
    change = f"{{{{ (({known}|末个).复利年化 - ({known}|首个).复利年化) * 100 if ({known}|个数) > 1 else '—' }}}}"
    put(sheet, 5, 7, change, look.cell(POINTS))
    sheet.write_string(6, 0, "{%tr endfor %}", look.caption)
    sheet.conditional_format(
        "F5:F7", {"type": "3_color_scale", "min_color": "#63BE7B", "mid_color": "#FFFFFF", "max_color": "#F8A5A0"}
    )
    dearer(look, sheet, "H5:H7", good=GOOD, bad=BAD)
    sheet.write_string(7, 0, '{{ "" if 同业月度价格 else "没有可比的同业报价。" }}', look.caption)
    sheet.freeze_panes(4, 2)

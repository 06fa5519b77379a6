"""Draws templates/target-breakdown/: the branch's target, each officer's part by a formula, signed and read back.

The sheet 任务计划 has the headings of the table of the same name, so that intake reads it; what a part is worked out
from stands to its right. Whoever types over a part sees at once what the branch is short of.
"""

from __future__ import annotations

from pathlib import Path

from authoring.house_book import (
    DATED,
    EDGE,
    ENTRY_TAB,
    NOTE_FILL,
    RATE,
    WAN,
    Look,
    frame,
    heads,
    put,
    span,
    write_book,
)
from authoring.house_book_entry import INPUT
from authoring.house_book_marks import BAD, BAD_FILL, GOOD, WARN_FILL, bars, flag
from authoring.house_styles import GREY
from xlsxwriter.worksheet import Worksheet

SHEET = "任务计划"
CAPTION = (
    "{{ 支行 }}{% if 支行任务.代码 %} · {{ 支行任务.名称 }}"
    "（{{ 支行任务.首日 }}至{{ 支行任务.末日 }}，工作日{{ 支行任务.工作日 }}天）"
    " · 在岗{{ 支行任务.在岗人数 }}人{% endif %}"
    "{% if 支行任务.代码 and not 支行任务.已下达 %}"
    " · 分行尚未下达，支行任务按上期计划和工作日折算，请改成下达数{% endif %}"
)
MEASURES = (("咨询量", "D"), ("申请量", "E"), ("成交量", "F"), ("成交金额", "G"), ("交叉销售", "H"))
HEADS = (
    *("周期", "支行", "客户经理", "咨询量", "申请量", "成交量", "成交金额\n（万元）", "交叉销售", "批准人", "备注"),
    *("职级", "能力\n系数", "日均成交\n（万元/天）", "请假\n天数", "可用\n工作日", "权重", "占比", "累计占比"),
)
WIDTHS = (9, 11, 10, 8.5, 8, 8, 10, 8.5, 9, 12, 9, 6.5, 11, 6, 7.5, 8.5, 8.5, 9)
GROUP, TARGET, DONE, SHORT, BEFORE, HEAD = range(3, 9)  # the rows above the list, from 0
LOOP, FORMULA = HEAD + 1, HEAD + 3  # for, if, the row of formulas, else, the row of values, endif, endfor
VALUES, LAST = FORMULA + 2, FORMULA + 4
SIGNED = ("客户经理会签", "支行负责人", "分行审批", "签批日期")
HOW = (
    "占比 = 权重 ÷ 合计；权重 =（{{ 规则.targets.capacity_share|百分比(0) }}看能力系数、其余看近"
    "{{ 规则.targets.results_periods }}期日均成交金额，各与支行平均比）× 可用工作日；没有业绩的新人只看能力。"
    "任务数按累计占比取整，加起来正好等于支行任务。蓝字可以改，改过的变黄，差额变红就是没有分完。"
)


def draw(folder: Path) -> None:
    """Writes target-breakdown.xlsx into the folder."""
    write_book(folder / "target-breakdown.xlsx", "任务分解表", {SHEET: _plan}, {SHEET: ENTRY_TAB})


def _plan(look: Look, sheet: Worksheet) -> None:
    captions = (CAPTION, f"单位：次、笔、万元、件 · {DATED}")
    frame(look, sheet, "{{ 支行 }}{{ 支行任务.名称 }}任务分解表", "", widths=WIDTHS, repeat=HEAD, captions=captions)
    sheet.freeze_panes(HEAD + 1, 3)
    _branch(look, sheet)
    heads(look, sheet, HEAD, HEADS)
    sheet.write_string(LOOP, 0, "{%tr for 人 in 任务分解 %}", look.caption)
    sheet.write_string(LOOP + 1, 0, "{%tr if not 支行任务.已分解 %}", look.caption)
    _officer(look, sheet, FORMULA, split=True)
    sheet.write_string(FORMULA + 1, 0, "{%tr else %}", look.caption)
    _officer(look, sheet, VALUES, split=False)
    sheet.write_string(VALUES + 1, 0, "{%tr endif %}", look.caption)
    sheet.write_string(LAST, 0, "{%tr endfor %}", look.caption)
    _marks(look, sheet)
    _foot(look, sheet)


def _column(letter: str) -> str:
    """The officers' rows of a column, whichever of the two rows each came from."""
    return f"{letter}${LOOP + 1}:{letter}${LAST + 1}"


def _branch(look: Look, sheet: Worksheet) -> None:
    """The target, what has been given out, what is missing, and what the branch did in the period before."""
    rows = (
        (TARGET, "支行任务", True),
        (DONE, "已分解合计", False),
        (SHORT, "差额（应为 0）", True),
        (BEFORE, "上期完成（到数据截至日）", False),
    )
    span(sheet, GROUP, 0, 9, "签批后读回的任务计划", look.section)
    span(sheet, GROUP, 10, 17, "分解依据", look.section)
    for row, name, strong in rows:
        span(sheet, row, 0, 2, name, look.cell(total=strong, align="center"))
    put(
        sheet,
        TARGET,
        8,
        "",
        look(border=1, border_color=EDGE, font_color=INPUT, bg_color=NOTE_FILL, shrink=True, indent=1),
    )
    put(sheet, TARGET, 9, "← 填批准人", look.caption)
    told = look(font_size=9, font_color=f"#{GREY}", text_wrap=True, valign="top")
    sheet.merge_range(DONE, 10, BEFORE, 17, HOW, told)
    span(sheet, TARGET, 10, 12, "权重里能力占多少", look.cell(align="right"))
    typed = look(border=1, border_color=EDGE, font_color=INPUT, num_format="0%", align="center")
    put(sheet, TARGET, 13, "{{ 规则.targets.capacity_share }}", typed)
    for name, letter in MEASURES:
        number = WAN if name == "成交金额" else "General"
        at = ord(letter) - ord("A")
        typed = look(
            border=1, border_color=EDGE, bold=True, font_color=INPUT, num_format=number, align="right", indent=1
        )
        put(sheet, TARGET, at, f"{{{{ 支行任务.{name} }}}}", typed)
        put(sheet, DONE, at, f"=SUM({_column(letter)})", look.cell(number))
        put(sheet, SHORT, at, f"=ROUND({letter}{TARGET + 1}-{letter}{DONE + 1},6)", look.cell(number, total=True))
        put(sheet, BEFORE, at, f"{{{{ 支行任务.上期{name} }}}}", look.cell(number))


def _officer(look: Look, sheet: Worksheet, row: int, *, split: bool) -> None:
    """An officer's row: his part by formula, or (``split`` false) the target that he already has."""
    one = row + 1
    put(sheet, row, 0, "{{ 支行任务.代码 }}", look.cell(align="center"))
    put(sheet, row, 1, "{{ 支行 }}", look.cell(shrink=True))
    put(sheet, row, 2, "{{ 人.客户经理 }}", look.cell(shrink=True))
    for name, letter in MEASURES:
        whole = f"{letter}${TARGET + 1}"
        part = f"={_reached(whole, f'$R{one}')}-{_reached(whole, f'($R{one}-$Q{one})')}"
        number = WAN if name == "成交金额" else "General"
        typed = look(border=1, border_color=EDGE, font_color=INPUT, num_format=number, align="right", indent=1)
        put(sheet, row, ord(letter) - ord("A"), part if split else f"{{{{ 人.计划{name} }}}}", typed)
    put(sheet, row, 8, f'=IF($I${TARGET + 1}="","",$I${TARGET + 1})', look.cell(shrink=True))
    put(sheet, row, 9, "", look(border=1, border_color=EDGE, font_color=INPUT, indent=1))
    basis = (
        ("{{ 人.职级 }}{% if 人.新人 %}·新人{% endif %}", "", "center"),
        ("{{ 人.能力系数 }}", "0.00", ""),
        ("{{ 人.日均成交金额 }}", WAN, ""),
        ("{{ 人.请假天数 }}", "General", ""),
        ("{{ 人.工作日 }}", "General", ""),
        (f"={_weight(one)}", WAN, ""),
        (f"=IF(SUM({_column('P')})>0,P{one}/SUM({_column('P')}),0)", RATE, ""),
        (f"=N(R{one - 1})+Q{one}", RATE, ""),
    )
    for at, (value, number, align) in enumerate(basis, 10):
        editable = at in (11, 12, 14)
        shape = look(border=1, border_color=EDGE, num_format=number or "General", align=align or "right",
                     indent=0 if align else 1, **({"font_color": INPUT} if editable else {}))  # fmt: skip
        put(sheet, row, at, value, shape)


def _reached(whole: str, share: str) -> str:
    return f"IF({share}>0.999999999,{whole},ROUND({whole}*{share}+0.000000001,0))"


def _weight(row: int) -> str:
    """Capacity and results beside the branch's means, times the days; without results capacity alone."""
    able = f"N(L{row})/AVERAGE({_column('L')})"
    done = f"IF(ISNUMBER(M{row}),IFERROR(M{row}/AVERAGE({_column('M')}),{able}),{able})"
    part = f"$N${TARGET + 1}"
    return f"IFERROR(({part}*{able}+(1-{part})*{done})*N(O{row}),0)"


def _marks(look: Look, sheet: Worksheet) -> None:
    flag(sheet, f"D{SHORT + 1}:H{SHORT + 1}", f"=D{SHORT + 1}<>0", look.bare(font_color=BAD, bg_color=BAD_FILL))
    flag(sheet, f"D{SHORT + 1}:H{SHORT + 1}", f"=D{SHORT + 1}=0", look.bare(font_color=GOOD))
    top = LOOP + 1
    for _, letter in MEASURES:
        whole = f"{letter}${TARGET + 1}"
        own = f"{_reached(whole, f'$R{top}')}-{_reached(whole, f'($R{top}-$Q{top})')}"
        where = f"{letter}{top}:{letter}{LAST + 1}"
        flag(sheet, where, f'=AND($C{top}<>"",ABS(N({letter}{top})-({own}))>0.005)', look.bare(bg_color=WARN_FILL))
    bars(sheet, f"Q{top}:Q{LAST + 1}")


def _foot(look: Look, sheet: Worksheet) -> None:
    """One line to sign on, in one cell: a row of several would be read back as an officer's."""
    nobody = "名册里没有下期在岗的客户经理。"
    put(sheet, LAST + 1, 0, f'{{{{ "" if 任务分解 else "{nobody}" }}}}', look.caption)
    sheet.set_row(LAST + 2, 34)
    put(sheet, LAST + 2, 0, "　　".join(f"{who}：{'_' * 18}" for who in SIGNED), look(valign="bottom"))

"""Draws templates/demand-report/: what customers want, by question and by group, and what our products meet of it."""
# ruff: noqa: E501 - the sentences that are printed stay whole

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from authoring.house import Draft, docx
from authoring.house_bars import Bars
from authoring.house_chart import Chart, chart_paragraph
from authoring.house_pie import Pie
from authoring.house_table import Column, band, cell, each, heads, item, kept, key, row, sentence, table
from authoring.house_text import Xml, aside, para, value, when
from authoring.market.analysis import (
    PAGE,
    SMALL,
    STYLES,
    WIDE,
    figure,
    listing,
    note,
    only_if,
    reading,
    section,
    tiles,
    title,
)

KNOWN = "需求概况.回收份数"
USES, VALUED, FELT = (f"需求分布|筛选('题目', '==', '{name}')" for name in ("资金用途", "最看重", "不满意之处"))
DISLIKED = f"{FELT}|排除('选项', '==', 规则.demand.satisfied)"
SATISFIED = f"{FELT}|筛选('选项', '==', 规则.demand.satisfied)"
WHAT_FOR = Pie(
    name="资金用途",
    alt=f"{{{{ chart ({USES})[:8] categories=选项 series=回收份数 }}}}",
    series="份数",
    width=WIDE / 2 - 4,
    height=62,
    categories=("进货备货", "垫付货款", "装修改造"),
    format="0%",
)
WHAT_COUNTS = Bars(
    name="最看重什么：准客户与存量客户",
    alt=f"{{{{ chart ({VALUED})[:8] categories=选项 series=准客户占比,存量占比 }}}}",
    series=("准客户", "存量客户"),
    colours=("3E6FA8", "D9B679"),
    width=WIDE / 2 - 4,
    height=62,
    number=2,
    format="0%;;",
    categories=("放款快", "利率低", "额度高"),
)
GROUPS = Chart(
    name="各客群的需求与可承受年化",
    alt="{{ chart 客群需求[:12] categories=目标客群 series=需求均值,可承受年化 }}",
    columns=("户均需求（万元，左轴）",),
    lines=("可承受年化（中位数，右轴）",),
    points=True,
    width=WIDE,
    height=46,
    categories=("甲客群", "乙客群", "丙客群"),
    number=3,
    right_axis="0.0%",
)
LAST = "需求概况.上期回收份数 and 需求概况.上期回收份数 >= 规则.demand.few_sheets"
NOTHING = "本期还没有录入客户需求调研表。按《客户需求调研表》问到的每份一行录入《客户与渠道》工作簿的“客户需求调研”页，放进 inputs，再生成一次。"


def draw(folder: Path) -> None:
    """Writes demand-report.docx into the folder."""
    known = (_overview(), _answers(), _groups(), _products(), _voices())
    body = [
        *title("{{ 支行 }}客户需求调研报告"),
        *only_if(KNOWN, *chain.from_iterable(known), otherwise=[reading(NOTHING)]),
    ]
    body += [*_progress(), *_conclusions()]
    parts = (*WHAT_FOR.parts(), *WHAT_COUNTS.parts(), *GROUPS.parts())
    draft = Draft("{{ 支行 }}客户需求调研报告（{{ 本期.名称 }}）", body, PAGE, {}, parts, STYLES)
    (folder / "demand-report.docx").write_bytes(docx(draft))


def _most(rows: str) -> str:
    """The two answers given most: 进货备货（35.0%）、垫付货款（25.0%）."""
    one = "{{ 条.选项 }}（{{ 条.占比 }}）"
    return f"{{% for 条 in ({rows})[:2] %}}{{% if not loop.first %}}、{{% endif %}}{one}{{% endfor %}}"


def _overview() -> Iterable[Xml]:
    yield section("一、概况")
    yield para("单位：份、个、万元、月", style="Caption")
    yield tiles(
        (
            ("回收份数", value("需求概况.回收份数")),
            ("准客户", value("需求概况.准客户份数")),
            ("存量客户", value("需求概况.存量份数")),
            ("客　群", value("需求概况.客群数")),
            ("上期回收", value("需求概况.上期回收份数")),
            ("户均需求", value("需求概况.需求均值")),
            ("需求中位数", value("需求概况.需求中位数")),
            ("平均期限", value("需求概况.期限均值|千分位(1)")),
            ("可承受年化", value("需求概况.可承受年化")),
            ("说得出成本的", value("需求概况.可读成本份数")),
        )
    )
    yield reading(
        when(USES, f"钱主要用在{_most(USES)}；"),
        when(VALUED, f"最看重{_most(VALUED)}；"),
        when(DISLIKED, f"说得最多的不满是{_most(DISLIKED)}。"),
        when(SATISFIED, "{{ (" + SATISFIED + "|首个).占比 }}的人没有不满。"),
        when("需求概况.回收份数 < 规则.demand.few_sheets", "回收不到 {{ 规则.demand.few_sheets }} 份，比例仅供参考。"),
    )
    yield note("可承受年化：把“月息5厘”“年利率6%以内”这样的话折成单利年化（区间取高端）后的中位数；说不清数字的不计。")


def _answers() -> Iterable[Xml]:
    """Every question with its answers, the most given first; two charts above them."""
    columns = (
        Column("选　项", text="{{ 条.选项 }}", style="CellText"),
        Column("份数", 16, value("条.回收份数"), "CellNumber"),
        Column("占比", 18, value("条.占比"), "CellNumber"),
        Column("准客户\n占比", 18, value("条.准客户占比"), "CellNumber"),
        Column("存量\n占比", 18, value("条.存量占比"), "CellNumber"),
        Column("户均需求", 20, value("条.需求均值"), "CellNumber"),
        Column("上期占比", 18, value("条.上期占比"), "CellNumber"),
        Column("变动\n百分点", 18, value("条.占比变动"), "CellNumber"),
    )
    half = WIDE / 2
    names = heads([Column("资金用途（前 8 项）", half), Column("最看重什么（前 8 项，占各自回答份数）", half)], 6)
    charts = row(*(cell([chart_paragraph(drawn)], half) for drawn in (WHAT_FOR, WHAT_COUNTS)))
    (question,) = kept([row(key("{{ 题 }}（{{ (条们|首个).回答数 }} 份回答）"), height=6)])
    every, now = (
        table(
            [
                heads(shown, 8),
                *each("题, 条们 in 需求分布|分组('题目')", question, *each("条 in 条们", item(shown, SMALL))),
            ],
            WIDE,
        )
        for shown in (columns, columns[:-2])
    )
    yield section("二、都说了什么")
    yield table([names, charts], WIDE)
    yield para("单位：份、万元；占比按回答了这一题的份数计，一份可选几项", style="Caption")
    yield from only_if(LAST, every, otherwise=[now])
    few = "上期回收 {{ 需求概况.上期回收份数 }} 份，不到 {{ 规则.demand.few_sheets }} 份，不作比较。"
    yield from only_if(f"需求概况.上期回收份数 and not ({LAST})", note(few))


def _groups() -> Iterable[Xml]:
    columns = (
        Column("客　群", 32, value("群.目标客群"), "CellText"),
        Column("份数", 11, value("群.回收份数"), "CellNumber"),
        Column("准客户／\n存量", 16, "{{ 群.准客户份数 }}／{{ 群.存量份数 }}", "CellNumber"),
        Column("户均\n需求", 14, value("群.需求均值"), "CellNumber"),
        Column("平均\n期限", 12, value("群.期限均值|千分位(1)"), "CellNumber"),
        Column("可承受\n年化", 15, value("群.可承受年化"), "CellNumber"),
        Column("主要用途", 18, value("群.主要用途|d('—')")),
        Column("首要看重", 18, value("群.首要看重|d('—')")),
        Column("主要不满", 19, value("群.主要不满|d('—')")),
        Column("首选产品", text=value("群.首选产品|d('—')")),
    )
    yield section("三、分客群看")
    yield from listing(columns, "群 in 客群需求", "没有写明客群的调研表。", unit="份、万元、月")
    yield from only_if("客群需求", *figure(GROUPS, "户均需求与可承受年化"))


def _products() -> Iterable[Xml]:
    columns = (
        Column("意向产品", 30, value("品.产品"), "CellText"),
        Column("份数", 14, value("品.回收份数"), "CellNumber"),
        Column("户均需求", 18, value("品.需求均值"), "CellNumber"),
        Column("可承受年化\n（中位数）", 22, value("品.可承受年化"), "CellNumber"),
        Column("我行\n单利年化", 18, value("品.单利年化"), "CellNumber"),
        Column("能承受我行\n价格的", 20, value("品.可承受占比"), "CellNumber"),
        Column("我行\n复利年化", 18, value("品.复利年化"), "CellNumber"),
        Column("对标同业最低\n复利年化", 24, value("品.最低复利年化"), "CellNumber"),
        Column("我行在售", text=when("品.我行在售", "在售", "没有")),
    )
    yield section("四、想办的产品和我行的价格")
    yield from listing(columns, "品 in 意向产品对照", "调研表里没有写意向产品。", unit="份、万元")
    yield note(
        "能承受我行价格的：说得出成本的客户里，可承受年化不低于我行单利年化的占比。客户说的是名义利率，所以与单利年化比。"
    )


def _voices() -> Iterable[Xml]:
    columns = (
        Column("日期", 20, value("句.日期|日期('短')"), "CellNumber"),
        Column("客　群", 36, "{{ 句.目标客群|d('—') }}" + when("句.客户性质", "（{{ 句.客户性质 }}）"), "CellText"),
        Column("客户原话", text=value("句.意见"), style="CellText"),
        Column("记录人", 20, value("句.客户经理|d('—')")),
    )
    yield section("五、客户原话")
    yield from listing(columns, "句 in 需求原话", "没有记下客户的原话。")


def _progress() -> Iterable[Xml]:
    columns = (
        Column("目标客群", 48, value("群.目标客群"), "CellText"),
        Column("目标户数", 22, value("群.目标户数"), "CellNumber"),
        Column("计划份数", 22, value("群.计划份数"), "CellNumber"),
        Column("已回收", 22, value("群.回收份数"), "CellNumber"),
        Column("还差", 22, value("群.还差份数"), "CellNumber"),
        Column("熟悉这个客群的人", text=value("群.客户经理|d('—')")),
    )
    yield section(when(KNOWN, "六、") + "调研进度")
    yield from listing(columns, "群 in 需求调研安排", "还没有《目标客群表》，调研没有分客群安排。", unit="户、份")


def _conclusions() -> Iterable[Xml]:
    columns = (
        Column("序号", 10, value("loop.index")),
        Column("客户要什么（依据）", 58),
        Column("我们怎么做"),
        Column("负责人", 20),
        Column("完成日期", 24),
    )
    title_ = band("结论与打算", aside("由支行商定后填写"))
    lines = each("行 in range(设置.conclusion_rows)", *kept([item(columns, 10)]))
    yield para(style="CellText")
    yield table(
        [title_, heads(columns, 7), *lines, sentence("支行负责人签字：　　　　　　　　　　　　　　日期：", 9)], WIDE
    )

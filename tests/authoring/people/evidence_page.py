"""Draws the fact page behind an interview form: trends beside the branch's, facts for each judgement, what was sold."""
# ruff: noqa: E501 - the sentences that are printed stay whole

from __future__ import annotations

from collections.abc import Iterable

from authoring.house_chart import Chart, chart_paragraph
from authoring.house_table import REST, Column, band, cell, each, heads, item, key, merged, row, sentence
from authoring.house_text import Xml, aside, para, value, when
from authoring.people.personal import GAP, WIDE, box

HALF = WIDE / 2
_WEEKS = tuple(f"第{n}周" for n in range(40, 48))


def _trend(number: int, name: str, fields: str) -> Chart:
    """Own weeks as columns, the branch's mean as a line over them."""
    return Chart(
        name=f"{name}走势",
        alt=f"{{{{ chart 本人走势 categories=名称 series={fields} }}}}",
        columns=(f"本人{name}",),
        lines=("支行人均",),
        width=HALF - 3,
        height=38,
        number=number,
        one_axis=True,
        categories=_WEEKS,
    )


ASKED = _trend(2, "咨询量", "咨询量,咨询量均值")
DEALT = _trend(3, "成交量", "成交量,成交量均值")
PARTS = (*ASKED.parts(), *DEALT.parts())


def evidence_page() -> Iterable[Xml]:
    """The blocks of the page, the first of which begins it."""
    yield para("附页：面谈事实", style="FormTitle", page_break=True)
    about = "由程序从数据表统计，供第三、四、五部分引用；只列事实，不下结论"
    charts = row(cell([chart_paragraph(ASKED)], HALF), cell([chart_paragraph(DEALT)], HALF))
    yield box([band("近 {{ 本人走势|个数 }} 周走势", aside(about)), charts])
    for block in (_facts(), _results(), _products(), _conduct(), _gaps()):
        yield GAP
        yield block


def _facts() -> Xml:
    """Three rows of facts under the judgement that each belongs to."""
    first, wide = 33.0, (WIDE - 33) / 10
    groups = (("活动量", 3), ("产品熟悉度", 3), ("销售技巧", 2), ("投入与协作", 2))
    facts = (
        ("日均\n咨询量", value("行.日均咨询量|千分位(1)")),
        ("无咨询\n（天）", value("行.无咨询天数|四舍五入(1)|d('—')")),
        ("记录\n完整率", value("行.记录完整率")),
        ("贷款产品\n（种）", value("行.贷款产品种数|四舍五入(1)|d('—')")),
        ("交叉产品\n（种）", value("行.交叉产品种数|四舍五入(1)|d('—')")),
        ("每笔贷款\n交叉件数", value("行.每笔贷款交叉件数|千分位(1)")),
        ("咨询\n转化率", value("行.咨询转化率")),
        ("申请\n转化率", value("行.申请转化率")),
        ("协同\n（次）", value("行.协同次数|四舍五入(1)|d('—')")),
        ("请假\n（天）", value("行.请假天数|四舍五入(1)|d('—')")),
    )
    above = heads([Column("", first), *(Column(name, wide * count) for name, count in groups)])
    columns = [Column("", first), *(Column(name, wide) for name, _ in facts)]
    numbers = (cell(text, wide, "CellNumber") for _, text in facts)
    return box(
        [
            band(
                "四项判断对应的事实", aside("前 {{ 规则.interviews.evidence_weeks }} 周、支行人均作对照；— 为没有数据")
            ),
            merged(above, "restart"),
            merged(heads(columns), "continue"),
            *each("行 in 面谈事实表", row(key(value("行.名称"), first), *numbers, height=6.6)),
        ]
    )


def _results() -> Xml:
    columns = (
        Column("拜访成果", 60, value("项.成果"), "CellText"),
        Column("次　数", 30, value("项.件数"), "CellNumber"),
        Column("占　比", 40, value("项.占比"), "CellNumber"),
        Column("支行占比", REST, value("项.支行占比"), "CellNumber"),
    )
    nothing = sentence("活动按天汇总，没有逐户记录，看不出成果。", 7)
    return box(
        [
            band("拜访成果（近 {{ 规则.interviews.evidence_weeks }} 周）"),
            heads(columns),
            *each("项 in 拜访成果表", item(columns, 6), otherwise=nothing),
        ]
    )


def _products() -> Xml:
    columns = (
        Column("产　品", 60, value("项.产品"), "CellText"),
        Column("类　别", 30, value("项.类别")),
        Column("笔/件数", 25, value("项.件数"), "CellNumber"),
        Column("金额（万元）", 31, value("项.金额"), "CellNumber"),
        Column("支行人均", REST, value("项.成交量均值|千分位(1)"), "CellNumber"),
    )
    nothing = sentence("没有记到产品的成交。", 7)
    return box(
        [
            band("产品成交（近 {{ 规则.interviews.evidence_weeks }} 周）"),
            heads(columns),
            *each("项 in 本人产品表[:设置.product_rows]", item(columns, 6), otherwise=nothing),
        ]
    )


def _conduct() -> Xml:
    label = 33.0
    plan = (
        "共 {{ 协作与守时.计划事项数 }} 项：已完成 {{ 协作与守时.已完成事项数 }}，部分完成 {{ 协作与守时.部分完成事项数 }}，"
        "未完成 {{ 协作与守时.未完成事项数 }}"
    )
    talked = when("面谈安排.上次面谈", "{{ 面谈安排.上次面谈 }}面谈，")
    over = "督办未结|筛选('亮灯', '==', '红')|个数"
    lines = (
        ("上次计划完成情况", when("协作与守时.计划事项数", talked + plan, "没有上次改进计划的记录")),
        (
            "会议与分享",
            "近 {{ 规则.interviews.evidence_weeks }} 周迟到 {{ 协作与守时.迟到次数 }} 次，缺席 {{ 协作与守时.缺席次数 }} 次；本季分享 {{ 协作与守时.分享次数 }} 次",
        ),
        ("督办事项", f"在办 {{{{ 督办未结|个数 }}}} 项，其中超期 {{{{ {over} }}}} 项"),
        ("登记的未达标原因", value("协作与守时.原因|d('没有登记')")),
    )
    rows = [row(key(name, label), cell(text), height=6.4) for name, text in lines]
    return box([band("落实、协作与守时"), *rows])


def _gaps() -> Xml:
    columns = (
        Column("维度", 14, value("项.维度")),
        Column("评估项目", 56, value("项.评估项目"), "CellText"),
        Column("自评", 16, value("项.自评分"), "CellNumber"),
        Column("上级评", 16, value("项.上级评分"), "CellNumber"),
        Column("为什么要谈", 46, value("项.理由"), "CellText"),
        Column("可以请教", REST, value("项.师傅|d('—')")),
    )
    nothing = sentence("没有 KASH 评分，或没有偏低的项目。", 7)
    rows = each("项 in 能力差距表[:设置.gap_rows]", item(columns, 6.4), otherwise=nothing)
    return box([band("KASH 短板", aside("按最近一次评分，最低的在前")), heads(columns), *rows])

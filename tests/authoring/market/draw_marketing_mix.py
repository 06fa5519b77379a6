"""Draws templates/marketing-mix/: what each channel, approach and means brought, which combinations work, what they cost."""
# ruff: noqa: E501 - the sentences that are printed stay whole

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from authoring.house import Draft, docx
from authoring.house_chart import Chart
from authoring.house_table import Column, Row, band, cell, heads, key, row, table
from authoring.house_text import Xml, para, value, when
from authoring.market.analysis import (
    PAGE,
    STYLES,
    WIDE,
    crossed,
    figure,
    listing,
    note,
    only_if,
    reading,
    section,
    tiles,
    title,
)

KNOWN = "营销组合概况.咨询量"
HIGH, LOW, FEW = "高于平均", "低于平均", "样本少"
NOTHING = (
    "本期没有写明渠道、通路和方式的逐笔活动记录"
    + when("营销组合概况.未注明咨询量", "（按日报计数的咨询 {{ 营销组合概况.未注明咨询量 }} 次，看不出来自哪个渠道）")
    + "。活动记录按《活动与任务》逐笔登记、写明渠道、通路和方式以后，这里就有各渠道的成效。"
)


def draw(folder: Path) -> None:
    """Writes marketing-mix.docx into the folder."""
    charts = [_chart(root, field, number) for number, (root, field) in enumerate(CUTS, 1)]
    known = (_overview(), _cuts(charts), _pairs(), _combinations())
    body = [
        *title("{{ 支行 }}营销组合分析"),
        *only_if(KNOWN, *chain.from_iterable(known), otherwise=[reading(NOTHING)]),
    ]
    body += [*only_if(f"{KNOWN} or 活动投入产出", *_costs()), *_decisions()]
    parts = tuple(chain.from_iterable(drawn.parts() for drawn in charts))
    draft = Draft("{{ 支行 }}营销组合分析（{{ 本期.名称 }}）", body, PAGE, {}, parts, STYLES)
    (folder / "marketing-mix.docx").write_bytes(docx(draft))


CUTS = (("各渠道成效", "渠道"), ("通路成效", "通路"), ("方式成效", "方式"))


def _chart(root: str, field: str, number: int) -> Chart:
    return Chart(
        name=f"各{field}的咨询量与综合转化率",
        alt=f"{{{{ chart {root}[:12] categories={field} series=咨询量,综合转化率 }}}}",
        columns=("咨询量（次，左轴）",),
        lines=("综合转化率（右轴）",),
        points=True,
        width=WIDE,
        height=42,
        categories=("甲", "乙", "丙", "丁"),
        number=number,
        right_axis="0%",
    )


def _overview() -> Iterable[Xml]:
    yield section("一、概况")
    yield para("只计写明渠道、通路和方式的活动　　单位：次、笔、万元", style="Caption")
    yield tiles(
        (
            ("咨询量", value("营销组合概况.咨询量")),
            ("申请量", value("营销组合概况.申请量")),
            ("成交量", value("营销组合概况.成交量")),
            ("成交金额", value("营销组合概况.成交金额")),
            ("综合转化率", value("营销组合概况.综合转化率")),
        )
    )
    ranked = f"营销组合表|筛选('成效', '!=', '{FEW}')|排序('综合转化率', true)"
    one = "{{ 组.渠道 }}·{{ 组.通路 }}·{{ 组.方式 }}（{{ 组.综合转化率 }}）"
    best = f"{{% for 组 in ({ranked}|筛选('成效', '==', '{HIGH}'))[:3] %}}{{% if not loop.first %}}、{{% endif %}}{one}{{% endfor %}}"
    weak = f"{{% for 组 in ({ranked}|筛选('成效', '==', '{LOW}')|倒序)[:3] %}}{{% if not loop.first %}}、{{% endif %}}{one}{{% endfor %}}"
    yield reading(
        "本期用了 {{ 营销组合概况.组合数 }} 种渠道、通路和方式的组合，写明组合的咨询 {{ 营销组合概况.咨询量 }} 次，"
        "占全部咨询 {{ 营销组合概况.咨询量 + 营销组合概况.未注明咨询量 }} 次的 {{ 营销组合概况.覆盖率 }}。",
        when(
            f"营销组合表|筛选('成效', '==', '{HIGH}')", f"综合转化率高于平均的是{best}。", "没有哪种组合明显高于平均。"
        ),
        when(f"营销组合表|筛选('成效', '==', '{LOW}')", f"低于平均的是{weak}。"),
        when(
            "营销组合概况.不予合作渠道接触",
            "另有 {{ 营销组合概况.不予合作渠道接触 }} 次接触来自不予合作的渠道，不计入咨询，请核实。",
        ),
    )
    yield note(
        "综合转化率＝成交量÷咨询量；高于（低于）平均：达到支行平均的 {{ (规则.mix.higher * 100)|四舍五入(0) }}%（不到 {{ (规则.mix.lower * 100)|四舍五入(0) }}%）；"
        "咨询量少于 {{ 规则.mix.min_enquiries }} 次的不作评价，标为样本少。"
        "没有写渠道的记录，按这位客户第一次写明渠道的接触计。"
    )


def _columns(field: str, width: float) -> tuple[Column, ...]:
    """The columns of a cut of the mix, behind those that name it."""
    return (
        Column("咨询量", 14, value("组.咨询量"), "CellNumber"),
        Column("占比", 14, value("组.占比"), "CellNumber"),
        Column("申请量", 13, value("组.申请量"), "CellNumber"),
        Column("成交量", 13, value("组.成交量"), "CellNumber"),
        Column("成交\n金额", 17, value("组.成交金额"), "CellNumber"),
        Column("交叉\n销售", 11, value("组.交叉销售"), "CellNumber"),
        Column("咨询\n转化率", 14, value("组.咨询转化率"), "CellNumber"),
        Column("综合\n转化率", 14, value("组.综合转化率"), "CellNumber"),
        Column("咨询\n环比", 15, value("组.咨询环比"), "CellNumber"),
        Column(
            "成效",
            text=when(f'组.成效 == "{HIGH}"', "▲ ") + when(f'组.成效 == "{LOW}"', "▼ ") + value("组.成效"),
            style="CellCentre",
        ),
    )


def _cuts(charts: Sequence[Chart]) -> Iterable[Xml]:
    yield section("二、渠道、通路和方式")
    for (root, field), drawn in zip(CUTS, charts, strict=True):
        columns = (Column(field, 24, value(f"组.{field}"), "CellText"), *_columns(field, 24))
        yield from listing(columns, f"组 in {root}", f"没有写明{field}的活动记录。", unit="次、笔、万元、件")
        yield from only_if(root, *figure(drawn, f"各{field}的咨询量与综合转化率"))


def _pairs() -> Iterable[Xml]:
    """通路 down, 方式 across: how many contacts, and how many deals of a hundred, of each pair that was used."""
    pair = "通路方式表|筛选('通路', '==', 路.通路)|筛选('方式', '==', 法.方式)|首个"
    mark = (
        f'{{% cellbg "DDEEE3" if ({pair}).成效 == "{HIGH}" else "F9E0DD" if ({pair}).成效 == "{LOW}" else "FFFFFF" %}}'
    )
    told = f"{mark}{{{{ ({pair}).咨询量|d('—') }}}}" + when(f"({pair}).咨询量", f"／{{{{ ({pair}).综合转化率 }}}}")
    yield section("三、通路 × 方式")
    yield para("每格：咨询量（次）／综合转化率；绿底高于平均，红底低于平均", style="Caption")
    yield crossed(
        "　　方式\n通路　　", ("路 in 通路成效", value("路.通路")), ("法 in 方式成效", value("法.方式")), told
    )


def _combinations() -> Iterable[Xml]:
    columns = (
        Column("渠　道", 18, value("组.渠道"), "CellText"),
        Column("通　路", 16, value("组.通路"), "CellText"),
        Column("方　式", 14, value("组.方式"), "CellText"),
        Column("咨询量", 13, value("组.咨询量"), "CellNumber"),
        Column("占比", 13, value("组.占比"), "CellNumber"),
        Column("申请量", 13, value("组.申请量"), "CellNumber"),
        Column("成交量", 13, value("组.成交量"), "CellNumber"),
        Column("成交金额", 17, value("组.成交金额"), "CellNumber"),
        Column("综合\n转化率", 14, value("组.综合转化率"), "CellNumber"),
        Column("比上期\n百分点", 17, value("组.综合转化率变动"), "CellNumber"),
        Column(
            "成效",
            text=when(f'组.成效 == "{HIGH}"', "▲ ") + when(f'组.成效 == "{LOW}"', "▼ ") + value("组.成效"),
            style="CellCentre",
        ),
    )
    yield section("四、渠道 × 通路 × 方式")
    yield from listing(columns, "组 in 营销组合表", "没有写明组合的活动记录。", unit="次、笔、万元")


def _costs() -> Iterable[Xml]:
    columns = (
        Column("通　路", 24, value("组.通路"), "CellText"),
        Column("场次", 13, value("组.场次数"), "CellNumber"),
        Column("触达\n人数", 16, value("组.触达人数"), "CellNumber"),
        Column("咨询量", 16, value("组.咨询量"), "CellNumber"),
        Column("成交量", 16, value("组.成交量"), "CellNumber"),
        Column("成交金额\n（万元）", 21, value("组.成交金额"), "CellNumber"),
        Column("实际费用\n（元）", 22, value("组.实际费用"), "CellNumber"),
        Column("每次咨询\n（元）", 22, value("组.单次咨询费用"), "CellNumber"),
        Column("每笔成交\n（元）", text=value("组.单笔成交费用"), style="CellNumber"),
    )
    yield section(when(KNOWN, "五、") + "营销活动的投入产出")
    yield from listing(columns, "组 in 活动投入产出", "本期没有登记营销活动。")


def _decisions() -> Iterable[Xml]:
    """Room to decide what to do more of, less of and anew."""
    columns = (
        Column("打　算", 20),
        Column("组　合（渠道·通路·方式）", 52),
        Column("怎么做"),
        Column("负责人", 20),
        Column("到什么时候", 24),
    )
    kinds = ("加大", "改进", "停用", "新试")
    rows: list[Row] = [band("下期的打算"), heads(columns, 7)]
    rows += [row(key(kind, 20), cell("", 52), cell(""), cell("", 20), cell("", 24), height=10) for kind in kinds]
    yield para(style="CellText")
    yield table(rows, WIDE)

"""Draws templates/territory-profile/: the territory's markets, trades and seasons, whom we reach, where to go next."""
# ruff: noqa: E501 - the sentences that are printed stay whole

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from authoring.house import Draft, docx
from authoring.house_chart import Chart
from authoring.house_styles import BLUE
from authoring.house_table import Column, cell, each, heads, row, sentence, table
from authoring.house_text import Xml, para, run, value, when
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
    totals,
)
from authoring.market.territory_book import territory_book

KNOWN = "辖区概况.市场数 is not none"
GAPS = Chart(
    name="各市场的资金缺口与渗透率",
    alt="{{ chart 市场汇总[:12] categories=市场 series=资金缺口,渗透率 }}",
    columns=("资金缺口（万元，左轴）",),
    lines=("渗透率（右轴）",),
    points=True,
    width=WIDE,
    height=56,
    categories=("甲市场", "乙市场", "丙市场"),
    axis="#,##0",
    right_axis="0%",
)
SEASON = Chart(
    name="今后十二个月的旺季资金需求",
    alt="{{ chart 资金需求月历 categories=名称 series=旺季资金需求 }}",
    columns=("旺季资金需求（万元）",),
    lines=(),
    width=WIDE,
    height=46,
    categories=tuple(f"{n}月" for n in range(1, 13)),
    number=2,
    axis="#,##0",
    format="#,##0",
    colours=("D9B679",),
)
GROUPS = Chart(
    name="各客群的渗透率",
    alt="{{ chart 客群渗透[:12] categories=目标客群 series=渗透率 }}",
    columns=("渗透率",),
    lines=(),
    width=WIDE,
    height=44,
    categories=("甲客群", "乙客群", "丙客群"),
    number=3,
    axis="0%",
    format="0.0%",
)
MONTHS = ("一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月")
BUSY, SLACK = "F6DFB8", "DCE4EE"
NOTHING = "还没有《辖区市场表》。按空白表《客户与渠道》填好每个市场、每个行业的户数、淡旺季、户均需求和主要同业，放进 inputs，这里就有渗透率、资金缺口和淡旺季。"


def draw(folder: Path) -> None:
    """Writes territory-profile.docx and territory-profile.xlsx into the folder."""
    known = (_overview(), _focus(), _markets(), _seasons(), _groups("五、客群与产品"), _rivals(), _steps())
    unknown = [reading(NOTHING), *_groups("客群与产品", chart=False)]
    body = [*title("{{ 支行 }}辖区市场与客群分析"), *only_if(KNOWN, *chain.from_iterable(known), otherwise=unknown)]
    parts = (*GAPS.parts(), *SEASON.parts(), *GROUPS.parts())
    draft = Draft("{{ 支行 }}辖区市场与客群分析（{{ 本期.名称 }}）", body, PAGE, {}, parts, STYLES)
    (folder / "territory-profile.docx").write_bytes(docx(draft))
    territory_book(folder / "territory-profile.xlsx")


def _overview() -> Iterable[Xml]:
    yield section("一、概况")
    yield para("单位：个、户、万元", style="Caption")
    yield tiles(
        (
            ("市　场", value("辖区概况.市场数")),
            ("目标户数", value("辖区概况.目标户数")),
            ("我行贷款户", value("辖区概况.我行客户数")),
            ("渗透率", value("辖区概况.渗透率")),
            ("本期新增", value("辖区概况.本期新增贷款户")),
            ("行　业", value("辖区概况.行业数")),
            ("资金需求", value("辖区概况.需求合计|千分位")),
            ("我行贷款余额", value("辖区概况.余额|千分位")),
            ("资金缺口", value("辖区概况.资金缺口|千分位")),
            ("在跟准客户", value("辖区概况.在跟准客户")),
        )
    )
    checks = (
        when("辖区概况.缺户均需求行数", "{{ 辖区概况.缺户均需求行数 }} 行没有户均需求，未计资金需求；")
        + when(
            "辖区概况.来源过期行数",
            "{{ 辖区概况.来源过期行数 }} 行户数的来源早于 {{ 规则.territory.source_days }} 天，请重新核实；",
        )
        + when("辖区概况.未归入市场户", "{{ 辖区概况.未归入市场户 }} 户贷款户的档案没有写本表的市场，未计入；")
    )
    yield note(
        "资金需求＝目标户数×户均需求；资金缺口＝资金需求－我行贷款余额；渗透率＝我行贷款户÷目标户数。"
        + checks
        + "最早的户数来源：{{ 辖区概况.来源日期|d('未写日期') }}。"
    )


def _focus() -> Iterable[Xml]:
    """The few places to go first: in season or nearly so, by gap, with room for who goes and by when."""
    columns = (
        Column("次序", 10, value("loop.index")),
        Column("市场与行业", 33, "{{ 处.市场 }}\n{{ 处.行业 }}", "CellText"),
        Column("为什么先去", 56, value("处.理由"), "CellText"),
        Column("下一步", text="{{ 处.下一步|d('（待定）') }}", style="CellText"),
        Column("负责人", 17),
        Column("完成日期", 18),
    )
    yield section("二、先去哪里")
    yield from listing(
        columns,
        "处 in 辖区市场分析|筛选('重点市场')",
        "没有正值旺季或临近旺季、又有资金缺口的市场；其余市场的下一步见文末。",
    )
    yield note(
        "正值旺季或 {{ 规则.territory.ahead_months }} 个月内进入旺季、且有资金缺口的市场，按缺口取前 {{ 规则.territory.focus }} 个；负责人和日期由支行商定后填写。"
    )


def _markets() -> Iterable[Xml]:
    columns = (
        Column("市　场", 30, value("市.市场"), "CellText"),
        Column("区　域", 20, value("市.区域|d('—')")),
        Column("户数", 14, value("市.目标户数"), "CellNumber"),
        Column("我行\n贷款户", 14, value("市.我行客户数"), "CellNumber"),
        Column("渗透率", 15, value("市.渗透率"), "CellNumber"),
        Column("我行\n余额", 17, value("市.余额|千分位"), "CellNumber"),
        Column("资金\n缺口", 18, value("市.资金缺口|千分位"), "CellNumber"),
        Column("缺口\n占比", 14, value("市.占比"), "CellNumber"),
        Column("在跟\n准客户", 14, value("市.在跟准客户"), "CellNumber"),
        Column("本期\n新增", text=value("市.本期新增贷款户"), style="CellNumber"),
    )
    sums = totals(
        "市场汇总|个数 > 1",
        cell("合　计", 50, "CellTotal"),
        cell(value("辖区概况.目标户数"), 14, "CellTotal"),
        cell(value("辖区概况.我行客户数"), 14, "CellTotal"),
        cell(value("辖区概况.渗透率"), 15, "CellTotal"),
        cell(value("辖区概况.余额|千分位"), 17, "CellTotal"),
        cell(value("辖区概况.资金缺口|千分位"), 18, "CellTotal"),
        cell("", 14),
        cell(value("市场汇总|合计('在跟准客户')"), 14, "CellTotal"),
        cell(value("辖区概况.本期新增贷款户"), style="CellTotal"),
    )
    yield section("三、市场与区域")
    yield from listing(columns, "市 in 市场汇总", "没有市场。", unit="户、万元", more=sums)
    yield from only_if("市场汇总", *figure(GAPS, "资金缺口与渗透率，缺口大的在左（最多 12 个市场）"))
    districts = (
        Column("区　域", 30, value("区.区域"), "CellText"),
        Column("包括的市场", text=value("区.市场"), style="CellText"),
        Column("户数", 18, value("区.目标户数"), "CellNumber"),
        Column("我行贷款户", 20, value("区.我行客户数"), "CellNumber"),
        Column("渗透率", 18, value("区.渗透率"), "CellNumber"),
        Column("资金缺口", 22, value("区.资金缺口|千分位"), "CellNumber"),
    )
    yield from only_if("区域汇总|个数 > 1", *listing(districts, "区 in 区域汇总", "", unit="户、万元"))
    yield from only_if(
        "区域汇总|个数 > 1", note("区域按辖区市场表里写明的行业计，档案行业与表不符的贷款户只计入市场。")
    )


def _seasons() -> Iterable[Xml]:
    """Trades with a strip of twelve months, and what is needed in the months to come."""
    width = 5.2
    fixed = (
        Column("行　业", 25, "{{ 处.行业 }}", "CellText"),
        Column("市　场", 29, "{{ 处.市场 }}", "CellNote"),
        Column("户数", 12, value("处.目标户数"), "CellNumber"),
        Column("渗透率", 14, value("处.渗透率"), "CellNumber"),
        Column("资金\n缺口", 16, value("处.资金缺口|千分位"), "CellNumber"),
    )
    strip = [
        cell(
            [
                para(
                    f'{{% cellbg "{BUSY}" if 处.{m} == "旺" else "{SLACK}" if 处.{m} == "淡" else "FFFFFF" %}}{{{{ 处.{m} }}}}',
                    style="CellCentre",
                )
            ],
            width,
        )
        for m in MONTHS
    ]
    head = heads([*fixed, *(Column(str(n), width) for n in range(1, 13)), Column("当前时令")], 8)
    line = row(
        *(cell(c.text, c.width, c.style) for c in fixed),
        *strip,
        cell("{{ 处.当前时令|d('—') }}", style="CellNote"),
        height=SMALL,
    )
    loop = each("处 in 辖区市场分析", line, otherwise=sentence("没有行业。", SMALL))
    yield section("四、行业与资金淡旺季")
    yield para("单位：户、万元；1—12 月：旺＝资金旺季，淡＝资金淡季", style="Caption")
    yield table([head, *loop], WIDE, style="Dense")
    unread = "辖区市场分析|筛选('当前时令', '==', none)"
    yield from only_if(
        unread, note(f"淡旺季没有填写或读不出月份的 {{{{ {unread}|个数 }}}} 行，按“9月-11月”这样的写法补上后才有月历。")
    )
    yield from only_if("资金需求月历", *figure(SEASON, "从本月起十二个月里，正值旺季的行业合计资金需求"))


def _groups(heading: str, *, chart: bool = True) -> Iterable[Xml]:
    columns = (
        Column("目标客群", 48, value("群.目标客群"), "CellText"),
        Column("户数", 18, value("群.目标户数"), "CellNumber"),
        Column("我行贷款户", 22, value("群.我行客户数"), "CellNumber"),
        Column("渗透率", 20, value("群.渗透率"), "CellNumber"),
        Column(
            "户数来源", text="{{ 群.数据来源|d('—') }}" + when("群.来源日期", "（{{ 群.来源日期 }}）"), style="CellText"
        ),
    )
    products = (
        Column("产　品", 48, value("品.产品"), "CellText"),
        Column("持有户数", 24, value("品.持有户数"), "CellNumber"),
        Column("产品渗透率", text=value("品.渗透率"), style="CellNumber"),
    )
    yield section(heading)
    yield from listing(columns, "群 in 客群渗透", "还没有《目标客群表》，填好每个客群的户数和来源后再生成。", unit="户")
    if chart:
        yield from only_if("客群渗透", *figure(GROUPS, "各客群的渗透率（最多 12 个）"))
    whole = when("产品渗透", "；在册客户 {{ (产品渗透|首个).户数 }} 户")
    yield from listing(products, "品 in 产品渗透", "还没有《产品持有》登记。", unit=f"户{whole}")
    yield note("客群的我行贷款户按客户档案里的目标客群计；产品渗透率＝持有户数÷在册客户户数。")


def _rivals() -> Iterable[Xml]:
    columns = (
        Column("同　业", 32, value("家.机构名"), "CellText"),
        Column("出现的市场", 46, value("家.市场"), "CellText"),
        Column("涉及\n户数", 14, value("家.目标户数"), "CellNumber"),
        Column("已调研的最低产品", 30, "{{ 家.产品|d('尚未调研') }}", "CellText"),
        Column("复利\n年化", 15, value("家.最低复利年化"), "CellNumber"),
        Column("我行对策", text="{{ 家.我行对策|d('—') }}" + when("家.过期", "（报价已过期）"), style="CellText"),
    )
    yield section("六、在场的同业")
    yield from listing(columns, "家 in 辖区同业", "辖区市场表里没有写主要同业。", unit="户")


def _steps() -> Iterable[Xml]:
    columns = (
        Column("市场与行业", 48, "{{ 处.市场 }}　{{ 处.行业 }}", "CellText"),
        Column("当前时令", 26, "{{ 处.当前时令|d('—') }}"),
        Column("下一步", text="{{ 处.下一步|d('（待定）') }}", style="CellText"),
        Column("负责人", 20),
        Column("完成日期", 22),
    )
    yield section("七、其余市场的下一步")
    yield from listing(columns, "处 in 辖区市场分析|排除('重点市场')", "没有其余市场。")
    yield para(
        run("支行负责人签字：", colour=BLUE), "　　　　　　　　　　　　日期：　　　　年　　月　　日", style="Line"
    )

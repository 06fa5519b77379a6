"""Draws templates/campaign-plan/: what a campaign is for, whom it reaches and how, what it costs, who does what."""
# ruff: noqa: E501 - the sentences that are printed stay whole

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, docx
from authoring.house_table import REST, Column, Row, band, cell, each, heads, item, kept, key, row, sentence, table
from authoring.house_text import Xml, aside, label, para, tag, value, when
from authoring.team.labelled import GAP, LABEL, PAGE, WIDE, blanks, pairs, room, signatures

DAYS = when(
    "活动信息.日期",
    "{{ 活动信息.日期 }}（{{ 活动信息.星期 }}）" + when("活动信息.结束日期", "至{{ 活动信息.结束日期|日期('月日') }}"),
    "待定",
)
DONE = "营销活动表|筛选('已举办')|排除('活动名称', '==', 营销活动)"


def draw(folder: Path) -> None:
    """Writes campaign-plan.docx into the folder."""
    body = [
        *_head(),
        GAP,
        _aims(),
        GAP,
        _tasks(),
        GAP,
        _words(),
        para(style="Gap", keep_next=True),
        _signed(),
        para(style="Gap"),
    ]
    (folder / "campaign-plan.docx").write_bytes(docx(Draft("{{ 营销活动 }}活动方案", body, PAGE)))


def _head() -> Iterable[Xml]:
    yield para("营销活动方案", style="Title")
    yield para("{{ 支行 }}　·　{{ 本期.名称 }}　·　编号 {{ 活动信息.活动编号|d('待编') }}", style="Subtitle")
    halves = (WIDE / 2, WIDE / 2)
    lines: list[Row] = [
        band("一、活动概要"),
        row(*pairs((("活动名称", value("营销活动")), ("日期", DAYS)), halves), height=6.4),
        row(*pairs((("通路", value("活动信息.通路")), ("方式", value("活动信息.方式"))), halves), height=6.4),
        row(
            *pairs((("合作渠道", value("活动信息.渠道名称|d('—')")), ("地点", value("活动信息.地点"))), halves),
            height=6.4,
        ),
        row(
            *pairs((("负责人", value("活动信息.负责人")), ("参与人员", value("活动信息.参与人员"))), halves), height=6.4
        ),
        row(key(label("目标客群"), LABEL), cell(value("活动信息.目标客群")), height=6.4),
        row(key(label("活动目的"), LABEL), cell(value("活动信息.目的")), height=6.4),
    ]
    yield table(lines, WIDE)


def _aims() -> Xml:
    width = (WIDE - LABEL) / 5
    names = (
        ("触达（人）", "计划触达"),
        ("咨询（次）", "计划咨询量"),
        ("申请（笔）", "计划申请量"),
        ("成交（笔）", "计划成交量"),
        ("金额（万元）", "计划成交金额"),
    )
    aims = [
        cell(value(f"活动信息.{field}" + ("" if "金额" in field else "|四舍五入(1)|d('—')")), width, "CellNumber")
        for _, field in names
    ]
    money = (
        ("预算（元）", value("活动信息.预算|千分位(0)")),
        (
            "每次咨询",
            "{{ (活动信息.预算 / 活动信息.计划咨询量)|四舍五入(1) if 活动信息.预算 and 活动信息.计划咨询量 else '—' }} 元",
        ),
        ("礼品", value("活动信息.礼品|d('—')")),
    )
    return table(
        [
            band("二、目标与预算", aside("写的是这一场要做到的数，活动后据此总结")),
            row(key("指　标", LABEL), *(cell(name, width, "CellHead", shade="EDF1F6") for name, _ in names)),
            row(key("目　标", LABEL), *aims, height=6.4),
            row(*pairs(money, (WIDE * 0.3, WIDE * 0.3, WIDE * 0.4)), height=6.4),
            *_alike(),
            row(cell([para(_likely(), style="CellNote")]), height=5.6),
        ],
        WIDE,
        style="Dense",
    )


def _likely() -> str:
    """What the reach that is planned would bring by the rates of the campaigns listed, beside which the aims are seen."""
    sums = {"已触达": "触达人数", "已咨询": "咨询量", "已申请": "申请量", "已成交": "成交量"}
    said = "".join(f"{{% set {name} = ({DONE})|sum(attribute='{field}') %}}" for name, field in sums.items())
    rates = (
        "本支行本季已办的其他活动合计：触达→咨询 {{ (已咨询 / 已触达)|百分比 }}，咨询→申请 {{ (已申请 / 已咨询)|百分比 }}，"
        "申请→成交 {{ (已成交 / 已申请)|百分比 if 已申请 else '—' }}"
    )
    aim = "活动信息.计划触达"
    own = [f"{name} {{{{ ({aim} * {done} / 已触达)|四舍五入(0) }}}} {unit}" for name, done, unit in _BROUGHT]
    brought = when(aim, f"；照此触达 {{{{ {aim}|四舍五入(0) }}}} 人约有" + "、".join(own))
    return said + when("已触达 and 已咨询", f"{rates}{brought}。", "没有可参照的转化率，目标由负责人说明依据。")


_BROUGHT = (("咨询", "已咨询", "次"), ("申请", "已申请", "笔"), ("成交", "已成交", "笔"))


def _alike() -> list[Row]:
    """The branch's campaigns of the quarter that are over: what this one is measured against."""
    columns = (
        Column("本季已办活动", REST, "{{ 办.活动名称 }}（{{ 办.日期|日期('月日') }}）", "CellNote"),
        Column("通路／方式", 30, "{{ 办.通路 }}／{{ 办.方式|d('—') }}", "CellNumber"),
        Column("触达", 15, value("办.触达人数"), "CellNumber"),
        Column("咨询", 15, value("办.咨询量"), "CellNumber"),
        Column("成交", 15, value("办.成交量"), "CellNumber"),
        Column("费用（元）", 19, value("办.实际费用|千分位(0)"), "CellNumber"),
        Column("元／次咨询", 19, value("办.单次咨询费用|千分位(1)"), "CellNumber"),
    )
    return [
        heads(columns),
        *each(f"办 in ({DONE})[:6]", item(columns, 5.4), otherwise=sentence("本季没有其他已办的活动。", 5.4)),
    ]


def _tasks() -> Xml:
    columns = (
        Column("期　限", 37, "{{ 项.到期日|日期('月日') }}（{{ 项.到期日|日期('星期') }}）", "CellCentre"),
        Column("事　项", REST, value("项.内容"), "CellText"),
        Column("负责人", 26),
        Column("完成打√", 20),
    )
    widths = [37, REST, 26, 20]
    return table(
        [
            band("三、筹备与分工"),
            heads(columns),
            *each("项 in 筹备分工", item(columns, 6)),
            *blanks("设置.spare_tasks", widths, 6),
        ],
        WIDE,
    )


def _words() -> Xml:
    flow = (Column("时　刻", 26), Column("当天流程", REST), Column("主　责", 26))
    script = value("活动信息.话术|d('待填：一句开场、三句说清、一句约下次。', true)")
    rows: list[Row] = [
        band("四、流程、话术与风险"),
        heads(flow),
        *blanks("设置.flow_rows", [26, REST, 26], 6),
        room("话术", script, 12),
        *kept(  # a signature never stands alone on a page
            [
                row(
                    key(label("风险提示"), LABEL),
                    cell([para("{{ 活动信息.风险提示|d('无特别提示。') }}", style="CellText"), *_cautions()]),
                )
            ]
        ),
    ]
    return table(rows, WIDE)


def _cautions() -> list[Xml]:
    each_one = para("□ {{ 条 }}", style="CellNote")
    return [tag("{%p for 条 in 设置.cautions %}"), each_one, tag("{%p endfor %}")]


def _signed() -> Xml:
    return table(kept([signatures(("负责人", "支行行长", "分行意见"), 11)]), WIDE)

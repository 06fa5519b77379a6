"""Draws templates/campaign-review/: aims against results, what each step cost, and room for what was learned."""
# ruff: noqa: E501 - the sentences that are printed stay whole

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, docx
from authoring.house_chart import Chart, chart_paragraph
from authoring.house_table import (
    REST,
    Column,
    Row,
    band,
    cell,
    control,
    heads,
    item,
    kept,
    key,
    row,
    sentence,
    table,
)
from authoring.house_text import Xml, aside, label, para, run, value, when
from authoring.team.labelled import GAP, LABEL, PAGE, WIDE, blanks, pairs, room, signatures

DAYS = "{{ 活动信息.日期 }}（{{ 活动信息.星期 }}）" + when(
    "活动信息.结束日期", "至{{ 活动信息.结束日期|日期('月日') }}"
)
FUNNEL = Chart(
    name="目标与成效",
    alt='{{ chart 活动成效|排除("名称", "==", "成交金额（万元）") categories=名称 series=目标值,完成数 }}',
    columns=("目标值", "完成数"),
    lines=(),
    width=74,
    height=44,
    categories=("触达人数（人）", "咨询量（次）", "申请量（笔）", "成交量（笔）"),
    format="General",
    colours=("9DB2CF", "3E6FA8"),
)


def draw(folder: Path) -> None:
    """Writes campaign-review.docx into the folder."""
    body = [
        *_head(),
        GAP,
        _results(),
        GAP,
        _compared(),
        GAP,
        _learned(),
        para(style="Gap", keep_next=True),
        _signed(),
        para(style="Gap"),
    ]
    draft = Draft("{{ 营销活动 }}活动总结", body, PAGE, parts=FUNNEL.parts())
    (folder / "campaign-review.docx").write_bytes(docx(draft))


def _head() -> Iterable[Xml]:
    yield para("营销活动总结", style="Title")
    yield para("{{ 支行 }}　·　{{ 本期.名称 }}　·　编号 {{ 活动信息.活动编号|d('待编') }}", style="Subtitle")
    halves = (WIDE / 2, WIDE / 2)
    ways = "{{ 活动信息.通路 }}／{{ 活动信息.方式|d('—') }}" + when("活动信息.渠道名称", "（{{ 活动信息.渠道名称 }}）")
    yield table(
        [
            band("一、活动情况"),
            row(*pairs((("活动名称", value("营销活动")), ("日期", DAYS)), halves), height=6.2),
            row(*pairs((("通路方式", ways), ("地点", value("活动信息.地点"))), halves), height=6.2),
            row(
                *pairs((("负责人", value("活动信息.负责人")), ("参与人员", value("活动信息.参与人员"))), halves),
                height=6.2,
            ),
            row(
                key(label("目标客群"), LABEL),
                cell("{{ 活动信息.目标客群 }}" + when("活动信息.目的", "　·　目的：{{ 活动信息.目的 }}")),
                height=6.2,
            ),
        ],
        WIDE,
    )


def _results() -> Xml:
    """Figures on the left, their chart in one cell on the right."""
    name, number, rate = 30.5, 14.0, 16.0
    heads_of = ("指　标", "目标", "实际", "达成率", "转化")
    widths = (name, number, number, rate, WIDE - 78 - name - 2 * number - rate)
    fields = (
        cell("{{ 环.名称 }}", name, "CellText"),
        cell(value("环.目标值|四舍五入(1)|d('—')"), number, "CellNumber"),
        cell([para(run(value("环.完成数|四舍五入(2)|d('—')"), bold=True), style="CellNumber")], number),
        cell(value("环.达成率"), rate, "CellNumber"),
        cell(value("环.上环节转化率"), widths[4], "CellNumber"),
    )
    chart = chart_paragraph(FUNNEL)
    top = [cell(text, width, "CellHead", shade="EDF1F6") for text, width in zip(heads_of, widths, strict=True)]
    rows = [
        band("二、目标与成效", aside("转化＝本环节÷上一环节；没有数的写“—”，请补进《营销活动台账》后重做")),
        row(*top, cell([chart], merge="restart")),
        control("{%tr for 环 in 活动成效 %}"),
        row(*fields, cell("", merge="continue"), height=7.4),
        control("{%tr endfor %}"),
    ]
    money = (
        ("预算（元）", value("活动信息.预算|千分位(0)")),
        ("实支（元）", value("活动信息.实际费用|千分位(0)")),
        ("使用率", value("活动信息.预算使用率")),
        ("元／咨询", value("活动信息.单次咨询费用|千分位(1)")),
        ("元／成交", value("活动信息.单笔成交费用|千分位(0)")),
    )
    return table([*rows, row(*pairs(money), height=6.2)], WIDE)


def _compared() -> Xml:
    columns = (
        Column("本季已办活动", REST, "{{ 办.活动名称 }}", "CellNote"),
        Column("通路／方式", 27, "{{ 办.通路 }}／{{ 办.方式|d('—') }}", "CellNumber"),
        Column("触达", 12, value("办.触达人数"), "CellNumber"),
        Column("触达→咨询", 17.5, value("办.触达转化率"), "CellNumber"),
        Column("咨询→申请", 17.5, value("办.咨询转化率"), "CellNumber"),
        Column("申请→成交", 17.5, value("办.申请转化率"), "CellNumber"),
        Column("万元", 14, value("办.成交金额"), "CellNumber"),
        Column("元／咨询", 16, value("办.单次咨询费用|千分位(1)"), "CellNumber"),
    )
    total = [
        *(cell(text, column.width, "CellTotal") for column, text in zip(columns, (
            "本季合计（比率重算）", "{{ 营销活动汇总.已办次数 }} 场", value("营销活动汇总.触达人数"), value("营销活动汇总.触达转化率"),
            value("营销活动汇总.咨询转化率"), value("营销活动汇总.申请转化率"), value("营销活动汇总.成交金额"),
            value("营销活动汇总.单次咨询费用|千分位(1)"),
        ), strict=True))
    ]  # fmt: skip
    mine = [cell([para(run(c.text, bold=True), style=c.style)], c.width, shade="F5F7FA") for c in columns]
    rows: list[Row] = [
        band("三、与本支行本季其他活动相比", aside("加粗的是本场")),
        heads(columns),
        control('{%tr for 办 in (营销活动表|筛选("已举办"))[:设置.compared] %}'),
        control("{%tr if 办.活动名称 == 营销活动 %}"),
        row(*mine, height=5.2),
        control("{%tr else %}"),
        item(columns, 5.2),
        control("{%tr endif %}"),
        control("{%tr else %}"),
        sentence("本季还没有已办的活动。"),
        control("{%tr endfor %}"),
        row(*total, height=5.6),
    ]
    return table(rows, WIDE, style="Dense")


def _learned() -> Xml:
    follow = (
        Column("后续跟进（名单、到场客户、承诺事项）", REST),
        Column("负责人", 26),
        Column("完成期限", 26),
        Column("结果", 36),
    )
    told = "{{ 活动信息.活动总结|d('', true) }}"
    return table(
        [
            band("四、总结", aside("好在哪里、差在哪里、下次保留什么、改什么，由负责人写")),
            room("活动小结", told, 8),
            room("好的做法", "", 13),
            room("不足原因", "", 13),
            room("下次保留", "", 11),
            room("下次改进", "", 11),
            heads(follow),
            *kept(blanks("设置.follow_rows", [REST, 26, 26, 36])),
        ],
        WIDE,
    )


def _signed() -> Xml:
    return table(kept([signatures(("负责人", "支行行长", "分行意见"), 11)]), WIDE)

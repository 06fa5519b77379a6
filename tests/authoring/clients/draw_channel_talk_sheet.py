"""Draws templates/channel-talk-sheet/: before a talk with a channel what is known and why; in it what was agreed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.clients.papers import GAP, blank_rows, listed, pairs, prompted, signed
from authoring.house import Draft, Page, docx
from authoring.house_table import Column, band, cell, each, heads, item, key, row, table
from authoring.house_text import Xml, aside, para, value, when

PAGE = Page(top=14, bottom=14, left=17, right=17)
WIDE = PAGE.width
LABEL = 20.0
THIRD = (WIDE / 3,) * 3


def draw(folder: Path) -> None:
    """Writes channel-talk-sheet.docx into the folder."""
    parts = (_head, _so_far, _campaigns, _leads, _talk, _agreed, _close)
    body = [block for part in parts for block in (*part(), GAP)]
    draft = Draft("{{ 渠道名称 }}渠道洽谈单", body[:-1], PAGE)
    (folder / "channel-talk-sheet.docx").write_bytes(docx(draft))


def _of(field: str) -> str:
    return value(f"渠道概况.{field}")


def _or_dash(field: str) -> str:
    return value(f"渠道概况.{field}|d('—')")


def _measured(field: str, unit: str) -> str:
    return when(f"渠道概况.{field} is none", "—", f"{_of(field)} {unit}")


def _head() -> Iterable[Xml]:
    yield para("渠 道 洽 谈 单", style="Title")
    yield para("{{ 分行 }}　{{ 支行 }}　·　{{ 本期.名称 }}", style="Subtitle")
    lines = (
        (("渠道名称", _of("渠道名称")), ("类别", _of("渠道类别")), ("状态", _of("渠道状态"))),
        (("关键人", _or_dash("关键人")), ("电话", _or_dash("手机")), ("对接人", _or_dash("客户经理"))),
        (("商户数量", _measured("商户数量", "户")), ("对应市场", _or_dash("市场")), ("首次洽谈", _or_dash("首次接触"))),
        (
            ("贷款需求", _measured("需求金额", "万元")),
            ("费率", _or_dash("费率")),
            ("费用", _measured("渠道费用", "元/场")),
        ),
    )
    reason = _or_dash("理由") + when("渠道概况.下一步", "　　上次约定的下一步：{{ 渠道概况.下一步 }}")
    yield table(
        [
            band("一、渠道情况"),
            *(pairs(line, THIRD, LABEL) for line in lines),
            pairs((("为何洽谈", reason),), (WIDE,), LABEL),
        ],
        WIDE,
    )


def _so_far() -> Iterable[Xml]:
    """What the channel brought, in one line of figures."""
    columns = (
        ("活动（场）", _of("已办场数")),
        ("触达（人）", when("渠道概况.已办场数", _or_dash("活动触达"), "0")),
        ("咨询（次）", _of("咨询量")),
        ("申请（笔）", _of("申请量")),
        ("成交（笔）", _of("成交量")),
        ("金额\n（万元）", _of("成交金额")),
        ("咨询转化率", _or_dash("咨询转化率")),
        ("市场\n渗透率", _or_dash("渗透率")),
        ("每笔费用\n（元）", _or_dash("单笔成交费用")),
    )
    width = WIDE / len(columns)
    drawn = [Column(name, width, text, "CellNumber") for name, text in columns]
    known = aside("截至 {{ 数据截至 }}；市场渗透率＝对应市场的我行贷款户 ÷ 该市场户数")
    yield table([band("二、合作至今", known), heads(drawn), item(drawn, 6)], WIDE)


def _campaigns() -> Iterable[Xml]:
    columns = (
        Column("日　期", 21, "{{ 场.日期|日期('短') }}"),
        Column("活　动", 40, value("场.活动名称"), "CellText"),
        Column("通路·方式", 24, "{{ 场.通路 }}·{{ 场.方式|d('—') }}"),
        Column("触达", 12, value("场.触达人数|d('—')"), "CellNumber"),
        Column("咨询", 12, value("场.咨询量|d('—')"), "CellNumber"),
        Column("申请", 12, value("场.申请量|d('—')"), "CellNumber"),
        Column("成交", 12, value("场.成交量|d('—')"), "CellNumber"),
        Column("总　结", text=value("场.活动总结"), style="CellNote"),
    )
    yield table(listed("三、办过的活动", columns, "场 in 渠道活动", "还没有一起办过活动。"), WIDE)


def _leads() -> Iterable[Xml]:
    columns = (
        Column("编　号", 26, value("户.准客户编号")),
        Column("客　户", 22, value("户.客户")),
        Column("阶　段", 17, value("户.准客户阶段")),
        Column("需求（万元）", 22, value("户.需求金额|d('—')"), "CellNumber"),
        Column("经办人", 22, value("户.客户经理")),
        Column("下一步", text=value("户.下一步"), style="CellText"),
        Column("约　定", 23, "{{ 户.下次日期|日期('短')|d('—') }}"),
    )
    yield table(
        listed("四、渠道推荐的准客户（洽谈时逐户对一遍）", columns, "户 in 渠道准客户表", "还没有推荐的准客户。"), WIDE
    )


def _talk() -> Iterable[Xml]:
    columns = (
        Column("序号", 10, value("loop.index")),
        Column("谈什么", 30, value("点.topic"), "CellText"),
        Column("怎么问、怎么定", 58, value("点.ask"), "CellNote"),
        Column("谈的结果"),
    )
    points = each("点 in 设置.points", item(columns, 11))
    yield table([band("五、洽谈要点", aside("谈完当场写结果")), heads(columns), *points], WIDE)


def _agreed() -> Iterable[Xml]:
    columns = (
        Column("序号", 10, value("loop.index")),
        Column("约定事项", 72),
        Column("对方负责人", 28),
        Column("我方负责人", 28),
        Column("完成时间"),
    )
    yield table([band("六、约定事项"), *blank_rows(columns, "设置.agreed_rows", 9)], WIDE)


def _close() -> Iterable[Xml]:
    boxes = "□线索　　□洽谈　　□签约　　□活动　　□停滞"
    yield table(
        [
            row(key("谈后状态", 30), cell(boxes), height=7),
            prompted("下次联系", "　　　　年　　月　　日　　方式：　　　　　　　　由谁：", 8),
            row(key("红　　线", 30), cell("{{ 设置.red_lines|join('　') }}", style="CellNote"), height=9),
            *signed(("洽谈人", "同行人", "支行负责人"), WIDE),
        ],
        WIDE,
    )

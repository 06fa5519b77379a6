"""Draws templates/weekly-minutes/: the minutes in table form, figures in, room to write beside them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, docx
from authoring.house_styles import RED
from authoring.house_table import Column, cell, each, heads, item, key, merged, row, sentence, table
from authoring.house_text import Xml, para, repeated, run, value, when
from authoring.meetings.minutes import (
    BLANK,
    FOLLOW_UP,
    GAP,
    NAME,
    PAGE,
    WIDE,
    actions,
    agenda,
    foot,
    note,
    opening,
    point,
    titled,
)


def draw(folder: Path) -> None:
    """Writes weekly-minutes.docx into the folder."""
    days = "{{ 本期.名称 }}（{{ 本期.首日|日期('月日') }}—{{ 本期.末日|日期('月日') }}，工作日 {{ 本期.工作日 }} 天）"
    head = opening("{{ 支行 }}周例会纪要", f"{{{{ 分行 }}}}　·　{days}", "会议信息", "出勤")
    body = [*head, *agenda(POINTS), *actions("督办未结", CARRIED), foot("会议信息")]
    (folder / "weekly-minutes.docx").write_bytes(docx(Draft("{{ 支行 }}周例会纪要", body, PAGE)))


def _targets() -> Iterable[Xml]:
    words = "本月序时进度 {{ 本月累计.序时进度 }}；较序时＝月达成率－序时进度（百分点）；贷款与交叉销售分列，不相加"
    each_width = 16.5
    names = "指　标 本周计划 本周实际 达成率 上　周 环　比 本月计划 本月累计 月达成率 较序时".split(" ")  # noqa: SIM905 - full-width spaces inside
    first = WIDE - each_width * (len(names) - 1)
    rows = [titled(words), heads(Column(name, each_width if i else first) for i, name in enumerate(names))]
    for name, plan, done, rate, before, change in (
        ("咨询量（次）", "计划咨询量", "咨询量", "咨询达成率", "上期咨询量", "咨询环比"),
        ("申请量（笔）", "计划申请量", "申请量", "申请达成率", "上期申请量", "申请环比"),
        ("成交量（笔）", "计划成交量", "成交量", "成交达成率", "上期成交量", "成交环比"),
        ("成交金额（万元）", "计划成交金额", "成交金额", "金额达成率", "上期成交金额", "金额环比"),
        ("交叉销售（件）", "计划交叉销售", "交叉销售", "交叉达成率", "上期交叉销售", "交叉环比"),
    ):
        week = [_figure("漏斗", field) for field in (plan, done, rate, before, change)]
        month = [_figure("本月累计", field) for field in (plan, done, rate)]
        ahead = value(f"(本月累计.{rate} - 本月累计.序时进度)|百分点|d('—', true)")
        numbers = (cell(text, each_width, "CellNumber") for text in (*week, *month, ahead))
        rows.append(row(cell(name, first, "CellNumber"), *numbers))
    one = "{{ 品.产品 }}{{ 品.件数 }}" + when('品.类别 == "贷款"', "笔{{ 品.金额|四舍五入(1) }}万元", "件")
    deals = "{% for 品 in 产品成交 %}" + one + when("not loop.last", "；") + "{% else %}本周没有成交。{% endfor %}"
    mix = para(run("成交构成：", face="黑体"), deals, style="CellNote")
    yield table([*rows, row(cell([mix]))], WIDE, style="Dense")


def _figure(root: str, field: str) -> str:
    """A figure's tag; a plan split over weeks is a fraction (280.95), of which one decimal is enough on paper."""
    counted_plan = field.startswith("计划") and "金额" not in field
    return value(f"{root}.{field}|四舍五入(1)|d('—')" if counted_plan else f"{root}.{field}")


def _activity() -> Iterable[Xml]:
    yield from (_officers(), GAP, _shortfalls(), GAP, _weak())


def _officers() -> Xml:
    plan, share = 10.0, 13.7
    three = 2 * plan + share
    rate = (WIDE - NAME - 3 * three - 15.4 - 11.5) / 2
    columns: list[Column] = []  # the text of each is a field
    for stage in ("咨询", "申请", "成交"):
        columns += [
            Column("计划", plan, f"计划{stage}量"),
            Column("实际", plan, f"{stage}量"),
            Column("达成", share, f"{stage}达成率"),
        ]
    columns += [
        Column("万元", 15.4, "成交金额"),
        Column("咨询", 11.5, "日均咨询量|千分位(1)"),
        Column("咨→申", rate, "咨询转化率"),
        Column("申→成", rate, "申请转化率"),
    ]
    groups = (
        ("咨询量（次）", three),
        ("申请量（笔）", three),
        ("成交量（笔）", three),
        ("金额", 15.4),
        ("日均", 11.5),
        ("转化率", 2 * rate),
    )
    marks = when("人.新人", "（新）") + when("人.重点帮扶", "▲") + when("人.转化超百", "※")
    name = para("{{ 人.客户经理 }}", run(marks, colour=RED, size=7.5), style="CellCentre")
    officer = [cell([name], NAME), *(cell(_figure("人", c.text), c.width, "CellNumber") for c in columns)]
    total = [cell("合　计", NAME, "CellTotal"), *(cell(_figure("漏斗", c.text), c.width, "CellTotal") for c in columns)]
    return table(
        [
            titled("（新）入职不满三个月　▲重点帮扶　※转化率超100%　合计比率重算、协同只计一次"),
            merged(heads([Column("客户经理", NAME), *(Column(text, width) for text, width in groups)]), "restart"),
            merged(heads([Column("", NAME), *columns]), "continue"),
            *each("人 in 客户经理表", row(*officer)),
            row(*total),
        ],
        WIDE,
        style="Dense",
    )


def _shortfalls() -> Xml:
    follow = f"{{{{ 人.跟进措施|d('{FOLLOW_UP}') }}}}" + when("人.措施", "：{{ 人.措施 }}")
    columns = (
        Column("未达标人员", NAME, value("人.客户经理")),
        Column("咨询达成", 14, value("人.咨询达成率"), "CellNumber"),
        Column("咨询差距", 14, value("人.差距|千分位(1) if 人.差距 else '—'"), "CellNumber"),
        Column("成交达成", 14, value("人.成交达成率"), "CellNumber"),
        Column("未达标原因", 53, value("人.原因"), "CellNote"),
        Column("跟进与具体措施", text=follow, style="CellNote"),
    )
    planned = "漏斗.计划咨询量 is not none or 漏斗.计划成交量 is not none"
    nobody = sentence(when(planned, "本周咨询、成交均达成计划，没有未达标人员。", "本周没有任务计划，无从判断达标。"))
    return table([heads(columns), *each("人 in 未达标名单", item(columns), otherwise=nobody)], WIDE, style="Dense")


def _weak() -> Xml:
    person = para(
        run("{{ 人.客户经理 }}", bold=True), "：{{ 人.依据 }}（建议师傅：{{ 人.师傅|d('待定') }}）", style="CellNote"
    )
    nobody = para("本周没有符合重点帮扶规则的人员。", style="CellNote")
    found = repeated("人 in 重点帮扶名单", person, otherwise=nobody)
    return table([row(key("重点帮扶", NAME), cell(found))], WIDE, style="Dense")


def _cases(root: str, who: str) -> Iterable[Xml]:
    story = para(
        run("{{ 例.客户经理 }}｜{{ 例.标题 }}", bold=True),
        "　{{ 例.经过 }}" + when("例.启示", "启示：{{ 例.启示 }}"),
        style="CellNote",
    )
    blank = para(f"{who}：　　　　　　　　　　主题：", style="Prompt")
    yield point(*repeated(f"例 in {root}", story, otherwise=blank), room=False)


def _success() -> Iterable[Xml]:
    return _cases("成功案例", "分享人")


def _risk() -> Iterable[Xml]:
    return _cases("风险案例", "讲述人")


def _notices() -> Iterable[Xml]:
    blank = repeated("行 in range(设置.blank_lines)", BLANK)
    notice = para("{{ loop.index }}. {{ 条 }}", style="CellNote")
    yield point(*repeated("条 in 设置.notices", notice, otherwise=Xml("".join(blank))), room=False)


def _drive() -> Iterable[Xml]:
    needed = when("漏斗.倒推咨询量", "按现转化率，完成周成交计划需咨询 {{ 漏斗.倒推咨询量|四舍五入 }} 次。")
    month = "本月成交 {{ 本月累计.成交量 }} 笔 {{ 本月累计.成交金额 }} 万元" + when(
        "本月累计.成交达成率 is not none",
        "，笔数达成率 {{ 本月累计.成交达成率 }}"
        + when("本月累计.超前进度 is not none", "，较序时 {{ 本月累计.超前进度 }} 个百分点"),
    )
    week = "本周人均成交 {{ 漏斗.人均成交量 }} 笔、{{ 漏斗.人均产能 }} 万元，" + when(
        "漏斗.平均时效 is not none", "平均时效 {{ 漏斗.平均时效|千分位(1) }} 个工作日，"
    )
    known = f"{month}。" + when("漏斗.人均成交量 is not none", week) + "新增客户数据 {{ 漏斗.新增客户数据 }} 户。"
    yield point(para(known + needed, style="CellNote"))


def _other() -> Iterable[Xml]:
    days = "{{ 下期.名称 }}（{{ 下期.首日|日期('月日') }}—{{ 下期.末日|日期('月日') }}，工作日 {{ 下期.工作日 }} 天）"
    coming = "近期安排|排除('安排类型', '==', '会议')"
    who = value("[划.负责人, 划.地点]|连接('，')")
    day = "{{ 划.日期|日期('月日') }}（{{ 划.星期|替换('星期', '周') }}）"
    one = day + "{{ 划.标题 }}" + when("划.负责人 or 划.地点", f"（{who}）") + when("not loop.last", "；")
    plans = f"：{{% for 划 in ({coming})[:设置.plans_listed] %}}{one}{{% endfor %}}"
    more = f"{coming}|个数 > 设置.plans_listed"
    rest = when(more, f"；另有 {{{{ ({coming})|个数 - 设置.plans_listed }}}} 项见活动日历")
    yield point(note(run("下期安排", face="黑体"), f"　{days}" + when(coming, plans + rest, "，没有登记的活动") + "。"))


POINTS = {
    "targets": _targets,
    "activity": _activity,
    "success": _success,
    "risk": _risk,
    "notices": _notices,
    "drive": _drive,
    "other": _other,
}
CARRIED = "先列上次未结事项；本次决议只在《督办台账》录入一次，下周自动带出；有审核人和办结日期方可销项"

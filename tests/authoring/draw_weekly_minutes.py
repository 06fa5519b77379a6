"""Draws templates/weekly-minutes/: the minutes in table form, figures in, room to write beside them."""
# ruff: noqa: E501 - the sentences that are printed stay whole

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, Page, docx
from authoring.house_styles import AMBER, AZURE, RED
from authoring.house_table import (
    Cell,
    Column,
    Row,
    band,
    cell,
    each,
    heads,
    item,
    kept,
    key,
    merged,
    row,
    sentence,
    table,
)
from authoring.house_text import Xml, aside, label, para, repeated, run, tag, value, when

PAGE = Page(top=8.5, bottom=9.5, left=16, right=16, foot=4.5)
WIDE = PAGE.width
LABEL = 20.0  # mm: the labels of the head and the foot
NAME = 23.7  # mm: the column of names, in every table
GAP = para(style="Gap")
BLANK = para(style="CellText")
FOLLOW_UP = "□督促□培训□帮扶"
NUMBERED = tag('{%p set 题目 = "一二三四五六七八九十"[loop.index0] ~ "、" ~ 项.标题 %}')
TITLE = value("题目")


def draw(folder: Path) -> None:
    """Writes weekly-minutes.docx into the folder."""
    body = [*_head(), *_agenda(), *_actions(), *_foot()]
    (folder / "weekly-minutes.docx").write_bytes(docx(Draft("{{ 支行 }}周例会纪要", body, PAGE)))


def _head() -> Iterable[Xml]:
    yield para("{{ 支行 }}周例会纪要", style="Title")
    yield para(
        "{{ 分行 }}　·　{{ 本期.名称 }}（{{ 本期.首日|日期('月日') }}—{{ 本期.末日|日期('月日') }}，工作日 {{ 本期.工作日 }} 天）",
        style="Subtitle",
    )
    off = run(when("会议信息.时长超范围", "（时长不符）"), colour=RED, size=8)
    times = para("{{ 会议信息.开始 }}—{{ 会议信息.结束 }}", off, style="CellText")
    late = "{{ 出勤.迟到名单 }}" + when("出勤.缺席名单", "　缺席：{{ 出勤.缺席名单 }}")
    present = "应到 {{ 出勤.应到|d('　') }} 人　实到 {{ 出勤.实到|d('　') }} 人"
    date = "{{ 会议信息.日期 }}　{{ 会议信息.星期 }}"
    lines = (
        (("编号", value("会议信息.会议编号")), ("类型", value("会议信息.会议")), ("日期", date)),
        (("起止时间", times), ("地点方式", value("会议信息.地点")), ("列席", value("会议信息.列席"))),
        (("主持人", value("会议信息.主持人")), ("记录人", value("会议信息.记录人")), ("应到实到", present)),
        (("请假", value("出勤.请假名单")), ("公出", value("出勤.公出名单")), ("迟到缺席", late)),
    )
    widths = (63.0, 51.0, WIDE - 114)
    yield table([row(*_pairs(line, widths), height=4.9) for line in lines], WIDE)
    yield GAP


def _pairs(line: Iterable[tuple[str, str | Xml]], widths: Iterable[float]) -> Iterable[Cell]:
    """A label and its value, side by side over each width."""
    for (name, text), width in zip(line, widths, strict=True):
        yield key(label(name), LABEL)
        yield cell([text], width - LABEL)


def _agenda() -> Iterable[Xml]:
    """One block for each point of the agenda, in the order of the settings; an unknown one is a title and room."""
    points = {
        "targets": _targets, "activity": _activity, "success": _success, "risk": _risk,
        "notices": _notices, "drive": _drive, "other": _other,
    }  # fmt: skip
    blocks: list[Xml] = []
    for name, draw_point in points.items():
        word = "elif" if blocks else "if"
        blocks += [tag(f'{{%p {word} 项.key == "{name}" %}}'), *draw_point()]
    blocks += [tag("{%p else %}"), _point(), tag("{%p endif %}"), GAP]
    return repeated("项 in 设置.agenda if 项.on", NUMBERED, *blocks)


def _band(note: str) -> Row:
    """The point's number and title, and a word on its figures beside them."""
    return band(TITLE, aside(note))


def _point(*paragraphs: Xml, room: bool = True) -> Xml:
    """A point with its title on the left and what is known on the right, the settings' number of lines at least."""
    lines = "设置.blank_lines" + (" - 1" if paragraphs else "")
    blank = repeated(f"行 in range({lines})", BLANK) if room else []
    title = para(run(TITLE, size=8.5), style="CellLabel")
    return table([row(key(title, 35), cell([*paragraphs, *blank]), height=5.8)], WIDE, style="Dense")


def _targets() -> Iterable[Xml]:
    note = "本月序时进度 {{ 本月累计.序时进度 }}；较序时＝月达成率－序时进度（百分点）；贷款与交叉销售分列，不相加"
    each_width = 16.5
    names = "指　标 本周计划 本周实际 达成率 上　周 环　比 本月计划 本月累计 月达成率 较序时".split(" ")  # noqa: SIM905 - full-width spaces inside
    first = WIDE - each_width * (len(names) - 1)
    rows = [_band(note), heads(Column(name, each_width if i else first) for i, name in enumerate(names))]
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
            _band("（新）入职不满三个月　▲重点帮扶　※转化率超100%　合计比率重算、协同只计一次"),
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
    yield _point(*repeated(f"例 in {root}", story, otherwise=blank), room=False)


def _success() -> Iterable[Xml]:
    return _cases("成功案例", "分享人")


def _risk() -> Iterable[Xml]:
    return _cases("风险案例", "讲述人")


def _notices() -> Iterable[Xml]:
    blank = repeated("行 in range(设置.blank_lines)", BLANK)
    notice = para("{{ loop.index }}. {{ 条 }}", style="CellNote")
    yield _point(*repeated("条 in 设置.notices", notice, otherwise=Xml("".join(blank))), room=False)


def _drive() -> Iterable[Xml]:
    needed = when("漏斗.倒推咨询量", "按现转化率，完成周成交计划需咨询 {{ 漏斗.倒推咨询量|四舍五入 }} 次。")
    month = "本月成交 {{ 本月累计.成交量 }} 笔 {{ 本月累计.成交金额 }} 万元" + when(
        "本月累计.成交达成率 is not none",
        "，达成率 {{ 本月累计.成交达成率 }}，较序时 {{ 本月累计.超前进度 }} 个百分点",
    )
    week = "本周人均成交 {{ 漏斗.人均成交量 }} 笔、{{ 漏斗.人均产能 }} 万元，" + when(
        "漏斗.平均时效 is not none", "平均时效 {{ 漏斗.平均时效|千分位(1) }} 个工作日，"
    )
    known = f"{month}。" + when("漏斗.人均成交量 is not none", week) + "新增客户数据 {{ 漏斗.新增客户数据 }} 户。"
    yield _point(para(known + needed, style="CellNote"))


def _other() -> Iterable[Xml]:
    days = "{{ 下期.首日|日期('月日') }}—{{ 下期.末日|日期('月日') }}，工作日 {{ 下期.工作日 }} 天"
    yield _point(para(f"下期：{{{{ 下期.名称 }}}}（{days}）", style="CellNote"))


def _light() -> list[Xml]:
    """The light of an open item, in its colour; tags and text in runs of their own."""
    pieces: list[Xml] = []
    for name, colour in (("红", RED), ("黄", AMBER), ("蓝", AZURE)):
        word = "elif" if pieces else "if"
        pieces += [run(f'{{% {word} 事.亮灯 == "{name}" %}}'), run(f"●{name} ", bold=True, colour=colour)]
    return [*pieces, run("{% endif %}")]


def _actions() -> Iterable[Xml]:
    late = "['超期' ~ 事.超期天数 ~ '天' if 事.超期天数 else '', '延期' ~ 事.延期次数 ~ '次' if 事.延期次数 else '']|连接('、')"
    delay = when("事.超期天数 or 事.延期次数", f"（{value(late)}）")
    follow = para(*_light(), "{{ 事.当前进展 }}" + delay, style="CellNote")
    columns = (
        Column("序号", 8, value("事.序号")),
        Column("决议事项", text=value("事.督办事项"), style="CellNote"),
        Column("负责人", 23, "{{ 事.负责人 }}" + when("事.协办人", "、{{ 事.协办人 }}"), "CellNumber"),
        Column("完成期限", 18.5, value("事.到期日|日期('短')"), "CellNumber"),
        Column("结果跟踪", 62, follow),
    )
    number = cell(value("督办未结|个数 + loop.index"), 8, "CellCentre")
    blank = row(number, *(cell("", c.width) for c in columns[1:]), height=4.9)
    note = "先列上次未结事项；本次决议只在《督办台账》录入一次，下周自动带出；有审核人和办结日期方可销项"
    rows = [
        band("会议决议与督办", aside(note)),
        heads(columns),
        *each("事 in 督办未结", item(columns)),
        *each("行 in range(设置.blank_actions)", blank),
    ]
    yield table(kept(rows), WIDE, style="Dense")  # what is signed stands on one page with the signatures
    yield para(style="Gap", keep_next=True)


def _foot() -> Iterable[Xml]:
    meeting = "{{ 会议信息.下次会议 }}　{{ 会议信息.下次会议|日期('星期') }}"
    line = (("下次会议", meeting), ("记录人签字", ""), ("主持人签字", ""))
    yield table([row(*_pairs(line, (64.0, (WIDE - 64) / 2, (WIDE - 64) / 2)), height=6.2)], WIDE)

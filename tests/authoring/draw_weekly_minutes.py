"""Draws templates/weekly-minutes/: the minutes in table form, figures in, room to write beside them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, Page, docx
from authoring.house_styles import AMBER, AZURE, GREY, RED
from authoring.house_table import Cell, Row, band, cell, control, heads, key, merged, row, table
from authoring.house_text import Xml, label, para, run, tag

PAGE = Page(top=8.5, bottom=10.5, left=16, right=16, foot=5)
WIDE = PAGE.width
LABEL = 20.0  # mm: the labels of the head and the foot
NAME = 23.7  # mm: the column of names, in every table
GAP = para(style="Gap")
KEPT = para(style="CellText", keep_next=True)  # blank rows stay with the signatures below
NUMBERED = '{{ "一二三四五六七八九十"[loop.index0] }}、{{ 项.标题 }}'


def _band(note: str = "") -> Row:
    """The point's number and title, and a word on its figures beside them."""
    aside = [run(f"　　{note}", face="楷体", size=8.5, colour=GREY)] if note else []
    return band(NUMBERED, *aside)


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
    widths = (63.0, 51.0, WIDE - 114)
    pairs = (
        (("编号", "{{ 会议信息.会议编号 }}"), ("类型", "{{ 会议信息.会议 }}"),
         ("日期", "{{ 会议信息.日期 }}　{{ 会议信息.星期 }}")),
        (("起止时间", "{{ 会议信息.开始 }}—{{ 会议信息.结束 }}{% if 会议信息.时长超范围 %}（时长超出规定）{% endif %}"),
         ("地点方式", "{{ 会议信息.地点 }}"), ("列席", "{{ 会议信息.列席 }}")),
        (("主持人", "{{ 会议信息.主持人 }}"), ("记录人", "{{ 会议信息.记录人 }}"),
         ("应到实到", "应到 {{ 出勤.应到|d('　') }} 人　实到 {{ 出勤.实到|d('　') }} 人")),
        (("请假", "{{ 出勤.请假名单 }}"), ("公出", "{{ 出勤.公出名单 }}"),
         ("迟到缺席", "{{ 出勤.迟到名单 }}{% if 出勤.缺席名单 %}　缺席：{{ 出勤.缺席名单 }}{% endif %}")),
    )  # fmt: skip
    rows = [
        row(*(c for pair, width in zip(line, widths, strict=True) for c in _pair(*pair, width)), height=4.9)
        for line in pairs
    ]
    yield table(rows, WIDE)
    yield GAP


def _pair(name: str, value: str, width: float) -> tuple[Cell, Cell]:
    return key(label(name), LABEL), cell(value, width - LABEL)


def _agenda() -> Iterable[Xml]:
    """One block for each point of the agenda, in the order of the settings; an unknown one is a title and room."""
    yield tag("{%p for 项 in 设置.agenda if 项.on %}")
    word = "if"
    for name, block in (
        ("targets", _targets), ("activity", _activity), ("success", _success), ("risk", _risk),
        ("notices", _notices), ("drive", _drive), ("other", _other),
    ):  # fmt: skip
        yield tag(f'{{%p {word} 项.key == "{name}" %}}')
        yield from block()
        word = "elif"
    yield tag("{%p else %}")
    yield _point()
    yield tag("{%p endif %}")
    yield GAP
    yield tag("{%p endfor %}")


def _point(*paragraphs: Xml | str, room: bool = True) -> Xml:
    """A point with its title on the left, what is known on the right, and lines to write on below it."""
    blank = (tag("{%p for 行 in range(设置.blank_lines) %}"), "", tag("{%p endfor %}")) if room else ()
    return table([row(key(NUMBERED, 32), cell([*paragraphs, *blank]), height=7)], WIDE)


def _targets() -> Iterable[Xml]:
    widths = (WIDE - 9 * 16.5, *[16.5] * 9)
    names = (
        "指　标",
        "本周计划",
        "本周实际",
        "达成率",
        "上　周",
        "环　比",
        "本月计划",
        "本月累计",
        "月达成率",
        "较序时",
    )
    note = "本月序时进度 {{ 本月累计.序时进度 }}；较序时＝月达成率－序时进度（百分点）；贷款与交叉销售分列，不相加"
    rows = [_band(note), heads(zip(names, widths, strict=True))]
    for name, unit, plan, done, rate, before, change in (
        ("咨询量", "次", "计划咨询量", "咨询量", "咨询达成率", "上期咨询量", "咨询环比"),
        ("申请量", "笔", "计划申请量", "申请量", "申请达成率", "上期申请量", "申请环比"),
        ("成交量", "笔", "计划成交量", "成交量", "成交达成率", "上期成交量", "成交环比"),
        ("成交金额", "万元", "计划成交金额", "成交金额", "金额达成率", "上期成交金额", "金额环比"),
        ("交叉销售", "件", "计划交叉销售", "交叉销售", "交叉达成率", "", ""),
    ):
        week = [f"{{{{ 漏斗.{f} }}}}" if f else "—" for f in (plan, done, rate, before, change)]
        month = [f"{{{{ 本月累计.{f} }}}}" for f in (plan, done, rate)]
        ahead = f"{{{{ (本月累计.{rate} - 本月累计.序时进度)|百分点|d('—', true) }}}}"
        texts = [*week, *month, ahead]
        cells = (cell(t, w, "CellNumber") for t, w in zip(texts, widths[1:], strict=True))
        rows.append(row(cell(f"{name}（{unit}）", widths[0], "CellCentre"), *cells))
    rows.append(row(key("成交构成", widths[0]), cell(
        '{% for 品 in 产品成交 %}{{ 品.产品 }} {{ 品.件数 }} {% if 品.类别 == "贷款" %}笔 {{ 品.金额 }} 万元{% else %}件{% endif %}'
        "{% if not loop.last %}；{% endif %}{% else %}本周没有成交。{% endfor %}"
    )))  # fmt: skip
    yield table(rows, WIDE)


def _activity() -> Iterable[Xml]:
    yield _officers()
    yield GAP
    yield _shortfalls()
    yield GAP
    yield _weak()


def _officers() -> Xml:
    plan, share, amount, mean, rate = 10.5, 13.3, 14.5, 11.5, (WIDE - NAME - 128.9) / 2
    widths = (*(plan, plan, share) * 3, amount, mean, rate, rate)
    three = 2 * plan + share
    groups = (("咨询量（次）", three), ("申请量（笔）", three), ("成交量（笔）", three), ("金额", amount), ("日均", mean),
              ("转化率", 2 * rate))  # fmt: skip
    columns = ("计划", "实际", "达成", "计划", "实际", "达成", "计划", "实际", "达成", "万元", "咨询", "咨→申", "申→成")
    fields = (
        "计划咨询量", "咨询量", "咨询达成率", "计划申请量", "申请量", "申请达成率", "计划成交量", "成交量", "成交达成率",
        "成交金额", "日均咨询量", "咨询转化率", "申请转化率",
    )  # fmt: skip
    first = heads([("客户经理", NAME), *groups])
    second = heads([("", NAME), *zip(columns, widths, strict=True)])
    marks = "{% if 人.新人 %}（新）{% endif %}{% if 人.重点帮扶 %}▲{% endif %}{% if 人.转化超百 %}※{% endif %}"
    officer = [cell(para("{{ 人.客户经理 }}", run(marks, colour=RED, size=7.5), style="CellCentre"), NAME)]
    officer += [cell(f"{{{{ 人.{f} }}}}", w, "CellNumber") for f, w in zip(fields, widths, strict=True)]
    total = [cell(f"{{{{ 漏斗.{f} }}}}", w, "CellTotal") for f, w in zip(fields, widths, strict=True)]
    note = "（新）入职不满三个月　▲重点帮扶　※跨期转化率超过100%　合计比率由合计数重新计算"
    return table(
        [
            _band(note), merged(first, "restart"), merged(second, "continue"),
            control("{%tr for 人 in 客户经理表 %}"), row(*officer), control("{%tr endfor %}"),
            row(cell("合　计", NAME, "CellTotal"), *total),
        ],
        WIDE,
        style="Dense",
    )  # fmt: skip


def _shortfalls() -> Xml:
    widths = (NAME, 14.5, 14.5, 14.5, WIDE - NAME - 43.5 - 31 - 32, 31, 32)
    names = ("未达标人员", "咨询达成", "咨询差距", "成交达成", "未达标原因", "跟　进", "具体措施")
    texts = ("{{ 人.客户经理 }}", "{{ 人.咨询达成率 }}", "{{ 人.差距 }}", "{{ 人.成交达成率 }}", "{{ 人.原因 }}",
             "{{ 人.跟进措施|d('□督促□培训□帮扶') }}", "{{ 人.措施 }}")  # fmt: skip
    styles = ("CellCentre", "CellNumber", "CellNumber", "CellNumber", "CellText", "CellCentre", "CellText")
    cells = (cell(t, w, s) for t, w, s in zip(texts, widths, styles, strict=True))
    return table(
        [
            heads(zip(names, widths, strict=True)),
            control("{%tr for 人 in 未达标名单 %}"), row(*cells), control("{%tr else %}"),
            row(cell("本周咨询、成交均达成计划，没有未达标人员。", style="CellCentre")), control("{%tr endfor %}"),
        ],
        WIDE,
    )  # fmt: skip


def _weak() -> Xml:
    widths = (NAME, WIDE - NAME - 30, 30)
    names = ("重点帮扶", "认定依据（规则与数据）", "帮带师傅（建议）")
    cells = (
        cell("{{ 人.客户经理 }}", NAME, "CellCentre"),
        cell("{{ 人.依据 }}", widths[1]),
        cell("{{ 人.师傅 }}", 30, "CellCentre"),
    )
    return table(
        [
            heads(zip(names, widths, strict=True)),
            control("{%tr for 人 in 重点帮扶名单 %}"), row(*cells), control("{%tr else %}"),
            row(cell("本周没有符合重点帮扶规则的人员。", style="CellCentre")), control("{%tr endfor %}"),
        ],
        WIDE,
    )  # fmt: skip


def _cases(root: str, who: str) -> Iterable[Xml]:
    story = para(
        run("{{ 例.客户经理 }}｜{{ 例.标题 }}", bold=True),
        "　{{ 例.经过 }}{% if 例.启示 %}启示：{{ 例.启示 }}{% endif %}",
        style="CellText",
    )
    blank = para(f"{who}：　　　　　　　　　　主题：", style="Prompt")
    yield _point(tag(f"{{%p for 例 in {root} %}}"), story, tag("{%p else %}"), blank, tag("{%p endfor %}"), room=False)


def _success() -> Iterable[Xml]:
    return _cases("成功案例", "分享人")


def _risk() -> Iterable[Xml]:
    return _cases("风险案例", "讲述人")


def _notices() -> Iterable[Xml]:
    yield _point(tag("{%p for 条 in 设置.notices %}"), "{{ loop.index }}. {{ 条 }}", tag("{%p endfor %}"))


def _drive() -> Iterable[Xml]:
    yield _point(
        "本月成交 {{ 本月累计.成交量 }} 笔 {{ 本月累计.成交金额 }} 万元，达成率 {{ 本月累计.成交达成率 }}，"
        "较序时 {{ 本月累计.超前进度 }} 个百分点。本周人均成交 {{ 漏斗.人均成交量 }} 笔、{{ 漏斗.人均产能 }} 万元，"
        "平均时效 {{ 漏斗.平均时效 }} 个工作日，新增客户数据 {{ 漏斗.新增客户数据 }} 户。"
        "{% if 漏斗.倒推咨询量 %}按现转化率，完成周成交计划需咨询 {{ 漏斗.倒推咨询量|四舍五入 }} 次。{% endif %}"
    )


def _other() -> Iterable[Xml]:
    yield _point(
        "下期：{{ 下期.名称 }}（{{ 下期.首日|日期('月日') }}—{{ 下期.末日|日期('月日') }}，工作日 {{ 下期.工作日 }} 天）"
    )


def _light() -> list[Xml]:
    """The light of an open item, in its colour; tags and text in runs of their own."""
    pieces: list[Xml] = []
    word = "if"
    for name, colour in (("红", RED), ("黄", AMBER), ("蓝", AZURE)):
        pieces += [run(f'{{% {word} 事.亮灯 == "{name}" %}}'), run(f"●{name} ", bold=True, colour=colour)]
        word = "elif"
    return [*pieces, run("{% endif %}")]


def _actions() -> Iterable[Xml]:
    widths = (9, WIDE - 9 - 26 - 20.5 - 45, 26, 20.5, 45)
    names = ("序号", "决议事项", "负责人", "完成期限", "结果跟踪")
    follow = para(
        *_light(),
        "{{ 事.当前进展 }}{% if 事.超期天数 %}（超期 {{ 事.超期天数 }} 天）{% endif %}"
        "{% if 事.延期次数 %}（已延期 {{ 事.延期次数 }} 次）{% endif %}",
        style="CellText",
    )
    open_item = row(
        cell("{{ 事.序号 }}", widths[0], "CellCentre"),
        cell("{{ 事.督办事项 }}", widths[1]),
        cell("{{ 事.负责人 }}{% if 事.协办人 %}、{{ 事.协办人 }}{% endif %}", widths[2], "CellCentre"),
        cell("{{ 事.到期日|日期('短') }}", widths[3], "CellCentre"),
        cell(follow, widths[4]),
    )
    blank = row(
        cell("{{ 督办未结|个数 + loop.index }}", widths[0], "CellCentre"),
        *(cell(KEPT, w) for w in widths[1:]),
        height=5.2,
    )
    yield table(
        [
            band("会议决议与督办", run("　　先列上次未结事项；本次决议只在《督办台账》录入一次，下周自动带出；有审核人和办结日期方可销项",
                               face="楷体", size=8.5, colour=GREY)),
            heads(zip(names, widths, strict=True)),
            control("{%tr for 事 in 督办未结 %}"), open_item, control("{%tr endfor %}"),
            control("{%tr for 行 in range(设置.blank_actions) %}"), blank, control("{%tr endfor %}"),
        ],
        WIDE,
    )  # fmt: skip
    yield para(style="Gap", keep_next=True)


def _foot() -> Iterable[Xml]:
    first, part = 64.0, (WIDE - 64) / 2
    meeting = "{{ 会议信息.下次会议 }}　{{ 会议信息.下次会议|日期('星期') }}"
    yield table(
        [
            row(
                *_pair("下次会议", meeting, first),
                *_pair("记录人签字", "", part),
                *_pair("主持人签字", "", part),
                height=6.6,
            )
        ],
        WIDE,
    )

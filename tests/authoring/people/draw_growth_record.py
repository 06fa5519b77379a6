"""Draws templates/growth-record/: the four stages, the seven skills, interests, the way so far, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, docx
from authoring.house_bars import Radar
from authoring.house_chart import Chart, chart_paragraph
from authoring.house_table import REST, Column, band, cell, each, heads, item, kept, key, row, sentence
from authoring.house_text import Xml, aside, label, value, when
from authoring.people.personal import GAP, LABEL, PAGE, WIDE, box, pairs, person, signatures, titled

SKILLS = ("沟通", "观人", "察事", "营销开拓", "风险识别", "分析总结", "角色转换")
NET = Radar(
    name="七项技能",
    alt="{{ chart 成长技能表 categories=成长技能 series=上级评分,自评分,上次上级分 }}",
    categories=SKILLS,
    series=("上级评", "自评", "上次上级评"),
    colours=("C0504D", "1F5FA8", "7F8A96"),
    highest=5,
    width=78,
    height=64,
    dashed=("上次上级评",),
)
TREND = Chart(
    name="近几周走势",
    alt="{{ chart 本人走势 categories=名称 series=咨询量,咨询量均值 }}",
    columns=("本人咨询量",),
    lines=("支行人均",),
    width=84,
    height=36,
    number=2,
    one_axis=True,
    categories=tuple(f"第{n}周" for n in range(40, 48)),
)


def draw(folder: Path) -> None:
    """Writes growth-record.docx into the folder."""
    parts = (_head, _stages, _skills, _work, _story, _talents, _plan, _next)
    body = [block for part in parts for block in (*part(), GAP)]
    draft = Draft("{{ 姓名 }}成长记录（{{ 本期.名称 }}）", body[:-1], PAGE, parts=(*NET.parts(), *TREND.parts()))
    (folder / "growth-record.docx").write_bytes(docx(draft))


def _head() -> Iterable[Xml]:
    yield from titled("成 长 记 录", "评估材料保密，仅限当事人与上级阅存")
    yield box(pairs(person(("当前阶段", value("成长概况.成长阶段|d('尚未评定')")))))


def _stages() -> Iterable[Xml]:
    columns = (
        Column("", 9, when("阶.当前阶段", "●", when("阶.已进入", "√", "○"))),
        Column("阶　段", 26, value("阶.成长阶段")),
        Column("进入时间", 24, when("阶.日期", value("阶.日期|日期('短')"), "—")),
        Column("事实依据", 58, value("阶.事实依据|d('')"), "CellText"),
        Column("下一步", 40, value("阶.下一步|d('')"), "CellText"),
        Column("评定人", REST, value("阶.评定人|d('')")),
    )
    yield box(
        [
            band("一、四个成长阶段", aside("● 当前　√ 走过　○ 未到；进入一个阶段要有事实，可以回头补")),
            heads(columns),
            *each("阶 in 成长阶段表", item(columns, 8)),
        ]
    )


def _skills() -> Iterable[Xml]:
    columns = (
        Column("技　能", 22, value("项.成长技能")),
        Column("自评", 12, value("项.自评分"), "CellNumber"),
        Column("上级评", 13, value("项.上级评分"), "CellNumber"),
        Column("差", 12, when("项.须讨论", "△") + _signed("项.评分差"), "CellNumber"),
        Column("上次\n上级评", 13, value("项.上次上级分"), "CellNumber"),
        Column("变动", 12, _signed("项.上级分变动"), "CellNumber"),
        Column("支行\n均分", 12, value("项.支行均分|千分位(1)"), "CellNumber"),
    )
    first, below = heads(columns).cells, item(columns).cells
    width = WIDE - sum(c.width for c in first)
    ends = when("成长概况.最强维度", "上级评最高：{{ 成长概况.最强维度 }}；最低：{{ 成长概况.最弱维度 }}。")
    nothing = "本期还没有评分，录入《成长技能评分》表后自动填好。"
    told = when("成长概况.已评分", "评定周期：{{ 成长概况.评定周期 }}。" + ends, nothing)
    one = row(*below, cell("", width, merge="continue"), height=7.4)
    last = row(cell(told, WIDE - width), cell("", width, merge="continue"), height=8)
    about = "1—5 分；△ 自评与上级评相差 {{ 规则.kash.gap }} 分以上，当面讨论；虚线是上次"
    top = row(*first, cell([chart_paragraph(NET)], merge="restart"))
    yield box([band("二、七项技能", aside(about)), *kept([top]), *each("项 in 成长技能表", *kept([one])), last])


def _signed(expression: str) -> str:
    known = when(f"{expression} > 0", "+") + value(f"{expression}|四舍五入(1)")
    return when(f"{expression} is none", "—", known)


def _work() -> Iterable[Xml]:
    """The quarter's figures beside the chart of the last weeks, and KASH in one line."""
    measures = (
        ("咨询量（次）", "计划咨询量|四舍五入(1)|d('—')", "咨询量", "咨询达成率"),
        ("申请量（笔）", "计划申请量|四舍五入(1)|d('—')", "申请量", "申请达成率"),
        ("成交量（笔）", "计划成交量|四舍五入(1)|d('—')", "成交量", "成交达成率"),
        ("成交金额（万元）", "计划成交金额", "成交金额", "金额达成率"),
        ("交叉销售（件）", "计划交叉销售|四舍五入(1)|d('—')", "交叉销售", "交叉达成率"),
    )
    columns = (Column("指　标", 28), Column("本季计划", 21), Column("本季实际", 21), Column("达成率", 19))
    first = heads(columns).cells
    width = WIDE - sum(c.width for c in first)
    rows = [row(*first, cell([chart_paragraph(TREND)], merge="restart"))]
    for name, *fields in measures:
        numbers = (cell(value(f"漏斗.{f}"), c.width, "CellNumber") for f, c in zip(fields, columns[1:], strict=True))
        rows.append(row(key(name, 28), *numbers, cell("", width, merge="continue"), height=6.4))
    change = when("维.均分变动 > 0", "+") + "{{ 维.均分变动|千分位(1) }}"
    each_mean = when("not loop.first", "　") + "{{ 维.维度 }} {{ 维.上级均分|千分位(1) }}"
    each_mean += when("维.均分变动 is not none", f"（{change}）")
    round_of = "　　{{ KASH概况.评定周期 }}，上级均分，括号里是比上次的变动"
    kash = f"{{% for 维 in KASH维度表 %}}{each_mean}{{% endfor %}}{round_of}"
    partial = when(
        "漏斗.计划成交量 is number", "计划为已下达各月之和，季内还有月份未下达，不比序时进度", "本季没有下达任务"
    )
    pace = when("漏斗.计划完整", "序时进度 {{ 漏斗.序时进度 }}", partial)
    yield box(
        [
            band("三、本季业绩", aside(f"{pace}；右图为最近几周的咨询量与支行人均")),
            *kept(rows),
            row(key("KASH 均分", 28), cell(when("KASH概况.已评分", kash, "本季没有 KASH 评分")), height=6.4),
        ]
    )


def _story() -> Iterable[Xml]:
    columns = (
        Column("日　期", 26, value("事.日期|日期('短')")),
        Column("类　别", 26, value("事.类别")),
        Column("内　容", REST, value("事.标题"), "CellText"),
    )
    more = when("(成长履历|count) > 设置.story_rows", "（最近 {{ 设置.story_rows }} 条，共 {{ 成长履历|count }} 条）")
    rows = each("事 in (成长履历|倒序)[:设置.story_rows]", item(columns, 6.4), otherwise=sentence("还没有记录。", 7))
    about = "入职、阶段、面谈、分享、案例，由程序从各表收集，近的在前" + more
    yield box([band("四、成长履历", aside(about)), heads(columns), *rows])


def _talents() -> Iterable[Xml]:
    fields = (
        ("兴趣爱好", value("成长概况.兴趣爱好|d('未登记')")),
        ("特长技能", value("成长概况.特长技能|d('未登记')")),
    )
    yield box(
        [
            band("五、兴趣与特长"),
            *kept(pairs([fields, (("同好同事", value("成长概况.同好同事|d('—')")),)])),
            row(key("在团队里\n怎么用上", LABEL), cell("主持、拍摄、写简报……：", style="Prompt", top=True), height=11),
        ]
    )


def _plan() -> Iterable[Xml]:
    columns = (
        Column("序号", 9, value("项.序号")),
        Column("改进事项", 38, value("项.改进事项"), "CellText"),
        Column("衡量标准", 50, value("项.衡量标准"), "CellText"),
        Column("完成时间", 22, value("项.到期日|日期('短')")),
        Column("支持人", 18, value("项.支持人|d('—')")),
        Column("完成情况", REST, value("项.完成情况|d('进行中')")),
    )
    rows = each("项 in 上次计划", item(columns, 7), otherwise=sentence("没有改进计划的记录。", 7))
    yield box([band("六、最近一次改进计划"), heads(columns), *rows])


def _next() -> Iterable[Xml]:
    columns = (
        Column("序号", 9, value("loop.index")),
        Column("下一季的成长目标", 52),
        Column("怎么做、学什么", 56),
        Column("带教人", 20),
        Column("怎么算做到"),
    )
    said = (("自己的话", "这一季最大的长进、最想补的一课："), ("上级的话", "看到的变化（写事实）、对下一阶段的期望："))
    words = [row(key(label(name), LABEL), cell(text, style="Prompt", top=True), height=13) for name, text in said]
    *signed, last = signatures("本人", "带教师傅", "上级")
    goals = each("行 in range(设置.goal_rows)", *kept([item(columns, 9.5)]))
    yield box([band("七、下一季怎么长"), heads(columns), *goals, *kept([*words, *signed]), last])

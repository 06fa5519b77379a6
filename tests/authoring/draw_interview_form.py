"""Draws templates/interview-form/: an interview's eight parts, judgements left to people, and a page of facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from authoring.house import Draft, Page, docx
from authoring.house_chart import Chart, chart_paragraph, chart_parts
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
from authoring.house_text import Xml, aside, label, para, tick, value, when
from authoring.people.evidence_page import PARTS, evidence_page

PAGE = Page(top=14, bottom=14, left=17, right=17)
WIDE = PAGE.width
LABEL = 20.0
GAP = para(style="Gap")
TREND = Chart(
    name="近四周趋势",
    alt="{{ chart 四周趋势 categories=名称 series=咨询量,申请量,成交量 }}",
    columns=("咨询（左轴）",),
    lines=("申请（右轴）", "成交（右轴）"),
    width=WIDE - 88,
    height=36,
)


def draw(folder: Path) -> None:
    """Writes interview-form.docx into the folder."""
    parts = (_head, _data, _last_plan, _talk, _judgements, _strengths, _improvement, _close)
    body = [block for part in parts for block in (*part(), GAP)]
    body = [*body[:-1], *evidence_page()]
    draft = Draft("{{ 姓名 }}绩效面谈表", body, PAGE, parts=(*chart_parts(TREND), *PARTS))
    (folder / "interview-form.docx").write_bytes(docx(draft))


def _pairs(line: Sequence[tuple[str, str | Xml]]) -> Iterable[Cell]:
    widths = (67.0, 55.0, WIDE - 122) if len(line) == 3 else (WIDE,)
    for (name, text), width in zip(line, widths, strict=True):
        yield key(label(name), LABEL)
        yield cell([text], width - LABEL)


def _head() -> Iterable[Xml]:
    yield para("绩 效 面 谈 表", style="Title")
    yield para("{{ 分行 }}　{{ 支行 }}　·　{{ 本期.名称 }}　·　面谈材料保密，仅限当事人与面谈人阅存", style="Subtitle")
    kinds = " ".join(tick(f'面谈安排.面谈类型 == "{kind}"') + kind for kind in ("常规", "改进", "发展"))
    months = "{{ 人员概况.在岗月数 }} 个月" + when("人员概况.新人", "（新人）")
    days = "{{ 本期.首日|日期('短') }}—{{ 本期.末日|日期('短') }}"
    name, post = (
        "{{ 姓名 }}" + when("人员概况.工号", "（{{ 人员概况.工号 }}）"),
        "{{ 人员概况.岗位 }} {{ 人员概况.职级 }}",
    )
    lines = (
        (
            ("编号", para(value("面谈安排.面谈编号"), style="CellNote")),
            ("面谈类型", kinds),
            ("面谈日期", value("面谈安排.日期")),
        ),
        (("被面谈人", name), ("岗位职级", post), ("入职时间", value("人员概况.入职日期"))),
        (
            ("面谈人", value("面谈安排.面谈人")),
            ("在岗月数", months),
            ("上次面谈", value("面谈安排.上次面谈|d('无记录')")),
        ),
        (("面谈周期", days), ("带教师傅", value("人员概况.师傅|d('—')")), ("数据截至", value("数据截至"))),
        (("面谈缘由", value("面谈安排.理由|d('常规面谈')")),),
    )
    yield table([band("一、面谈信息"), *(row(*_pairs(line), height=6) for line in lines)], WIDE)


def _data() -> Iterable[Xml]:
    yield from (_attainment(), GAP, _ratios(), GAP, _trend())


def _attainment() -> Xml:
    """Plan, actual and attainment of the week and the month, beside the branch's mean and the officer's rank."""
    name = 30.0
    each_width = (WIDE - name) / 10
    two, three = 2 * each_width, 3 * each_width
    groups = (("本　周", three), ("本月累计", three), ("支行均值（本月）", two), ("支行名次（本月）", two))
    second = [Column(text, each_width) for text in ("计划", "实际", "达成率") * 2]
    second += [Column("均　值", two), Column("名次/人数", two)]
    about = "由程序填写，面谈双方先核对；支行均值按各人计，协同的各人都计；序时进度 {{ 本月累计.序时进度 }}"
    rows = [
        band("二、业绩数据", aside(about)),
        merged(heads([Column("指　标", name), *(Column(text, width) for text, width in groups)]), "restart"),
        merged(heads([Column("", name), *second]), "continue"),
    ]
    for title, plan, done, rate, mean, rank in (
        ("咨询量（次）", "计划咨询量", "咨询量", "咨询达成率", "咨询量均值", "咨询名次"),
        ("申请量（笔）", "计划申请量", "申请量", "申请达成率", "申请量均值", "申请名次"),
        ("成交量（笔）", "计划成交量", "成交量", "成交达成率", "成交量均值", "成交名次"),
        ("成交金额（万元）", "计划成交金额", "成交金额", "金额达成率", "", ""),
        ("交叉销售（件）", "计划交叉销售", "交叉销售", "交叉达成率", "", ""),
    ):
        planned = plan if "金额" in plan else f"{plan}|四舍五入(1)|d('—')"
        texts = [value(f"{root}.{field}") for root in ("漏斗", "本月累计") for field in (planned, done, rate)]
        texts.append(value(f"本人位置.{mean}|千分位(1)") if mean else "—")
        texts.append(f"{{{{ 本人位置.{rank} }}}} / {{{{ 本人位置.在岗人数 }}}}" if rank else "—")
        numbers = (cell(text, c.width, "CellNumber") for text, c in zip(texts, second, strict=True))
        rows.append(row(key(title, name), *numbers, height=5.2))
    return table(rows, WIDE)


def _ratios() -> Xml:
    """Conversions and daily mean beside the branch's, and how post-loan work was done."""
    checks = "{{ 贷后履职.应检笔数 }} / {{ 贷后履职.已检笔数 }}"
    columns = (
        ("咨询转化率", value("本月累计.咨询转化率"), value("本人位置.咨询转化率均值")),
        ("申请转化率", value("本月累计.申请转化率"), value("本人位置.申请转化率均值")),
        ("日均咨询量", value("本月累计.日均咨询量|千分位(1)"), value("本人位置.日均咨询量均值|千分位(1)")),
        ("本季应/已检", checks, "—"),
        ("本季按时率", value("贷后履职.按时率"), "—"),
        ("逾期笔数", value("贷后履职.逾期笔数"), "—"),
        ("逾期（万元）", value("贷后履职.逾期余额"), "—"),
        ("PAR30含重组", value("贷后履职.逾期超30天占比"), "—"),
    )
    width = (WIDE - LABEL) / len(columns)
    mine, branch = (
        row(key(name, LABEL), *(cell(column[at], width, "CellNumber") for column in columns), height=5.2)
        for at, name in ((1, "本　人"), (2, "支行均值"))
    )
    days = Column("本月 {{ 本月累计.工作日 }} 天", LABEL)
    return table([heads([days, *(Column(name, width) for name, *_ in columns)]), mine, branch], WIDE)


def _trend() -> Xml:
    """The last four weeks: figures on the left, their chart in one cell on the right."""
    columns = (
        Column("近四周", 18, value("周.名称"), "CellNumber"),
        Column("咨询\n（次）", 13, value("周.咨询量"), "CellNumber"),
        Column("申请\n（笔）", 13, value("周.申请量"), "CellNumber"),
        Column("成交\n（笔）", 13, value("周.成交量"), "CellNumber"),
        Column("金额\n（万元）", 16, value("周.成交金额"), "CellNumber"),
        Column("咨询\n转化率", 13, value("周.咨询转化率"), "CellNumber"),
    )
    first, below = heads(columns).cells, item(columns).cells
    return table(
        [
            row(*first, cell([chart_paragraph(TREND)], merge="restart")),
            *each("周 in 四周趋势", row(*below, cell("", merge="continue"), height=7.2)),
        ],
        WIDE,
    )


def _last_plan() -> Iterable[Xml]:
    columns = (
        Column("序号", 9, value("项.序号")),
        Column("改进事项", 30, value("项.改进事项"), "CellText"),
        Column("措　施", 42, value("项.措施"), "CellText"),
        Column("衡量标准", 27, value("项.衡量标准"), "CellText"),
        Column("完成时间", 21, value("项.到期日|日期('短')")),
        Column("支持人", 17, value("项.支持人")),
        Column("落实情况"),
    )
    done, part, missed = (tick(f'项.完成情况 == "{word}"') for word in ("已完成", "部分完成", "未完成"))
    filled = row(*item(columns[:-1]).cells, cell(f"{done}已完成　{part}部分\n{missed}未完成"))
    yield table(
        [
            band("三、上次改进计划的落实"),
            heads(columns),
            *each("项 in 上次计划", filled, otherwise=sentence("没有上次改进计划的记录。")),
            row(key("未落实的原因", 39), cell(), height=10),
        ],
        WIDE,
    )


def _prompted(title: str, prompt: str, height: float) -> Row:
    """A box to write in, with a prompt that says what belongs there."""
    return row(key(title, 30), cell(prompt, style="Prompt", top=True), height=height)


def _talk() -> Iterable[Xml]:
    yield table(
        [
            band("四、面谈过程（GROW）"),
            _prompted("目标 Goal", "想达到什么？本月、本季各一个可衡量的目标：", 12.5),
            _prompted("现状 Reality", "对照数据页，差在哪一步（咨询、申请、成交、贷后）？已试过什么、结果如何：", 13),
            _prompted("选择 Options", "还有哪些做法？各自的好处与代价：", 12.5),
            _prompted("意愿 Will", "决定做什么、何时开始、把握有几成（1—10）、需要谁支持：", 12.5),
            _prompted("个性与驱动力", "什么让他/她有干劲（认可、收入、成长、稳定、团队……）？沟通时应注意：", 12.5),
        ],
        WIDE,
    )


def _judgements() -> Iterable[Xml]:
    name, score = 34.0, 8.0
    columns = [Column("项　目", name), *(Column(str(n), score) for n in range(1, 6)), Column("事实依据")]
    boxes = [cell("□", score, "CellCentre") for _ in range(5)]
    rows = [
        row(key(title, name), *boxes, cell(f"{prompt}；写出事实", style="Prompt", top=True), height=15)
        for title, prompt in (
            ("活动量", "客户够不够、拜访勤不勤、记录全不全"),
            ("产品熟悉度\n（我行·他行）", "能否讲清我行产品的准入与价格、能否应对同业报价"),
            ("销售技巧", "开场、挖需、异议、促成，陪访中看到什么"),
            ("心态", "主动性、抗压、协作、对目标的认同"),
        )
    ]
    scale = "由面谈人评分：1 明显不足　2 不足　3 合格　4 良好　5 突出；评分须有事实支撑"
    yield table(kept([band("五、四项判断", aside(scale)), heads(columns), *rows[:-1]]) + rows[-1:], WIDE)


def _strengths() -> Iterable[Xml]:
    half = (WIDE - 12) / 2
    columns = (Column("序号", 12), Column("优势（至少两条，各举一例）", half), Column("不足（最多三条）及原因", half))
    others = "{% for 因 in 规则.interviews.causes %}□{{ 因 }}　 {% endfor %}"
    cause = para(f"原因：□知识K　□态度A　□技巧S　□习惯H\n　　　{others}", style="Prompt")
    blank = cell([para(style="CellText"), cause], half, top=True)
    rows = [row(cell(str(number), 12, "CellCentre"), cell("", half), blank, height=15.5) for number in (1, 2, 3)]
    yield table([band("六、优势与不足"), heads(columns), *rows], WIDE)


def _improvement() -> Iterable[Xml]:
    columns = (
        Column("序号", 9, value("loop.index")),
        Column("改进事项", 33),
        Column("措　施", 44),
        Column("衡量标准", 30),
        Column("完成时间", 20),
        Column("支持人", 18),
        Column("检查方式"),
    )
    yield table(
        [
            band("七、改进计划", aside("每条都要能检查；录入《改进计划》表后，下次面谈自动带出")),
            heads(columns),
            *each("行 in range(设置.plan_rows)", item(columns, 13.5)),
        ],
        WIDE,
    )


def _close() -> Iterable[Xml]:
    third = WIDE / 3
    signatures = [Column(name, third) for name in ("被面谈人签字", "面谈人签字", "复核人签字")]
    yield table(
        [
            band("八、本人意见与签字"),
            row(key("本人意见", 30), cell("□同意　　□有异议，理由：", top=True), height=17),
            _prompted("复核与跟踪", "约定复核日期：　　　　年　　月　　日　　复核结果：", 12),
            row(*heads(signatures).cells),
            row(*(cell("", third) for _ in signatures), height=16),
            row(*(cell("　　　　年　　月　　日", third, "CellCentre") for _ in signatures), height=6),
        ],
        WIDE,
    )

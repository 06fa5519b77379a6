"""Draws templates/interview-form/: the eight parts of a performance interview, data filled in, judgements left to people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from authoring.house import Draft, Page, docx
from authoring.house_chart import Chart, chart_paragraph, chart_parts
from authoring.house_table import Cell, Row, band, cell, control, head, heads, key, merged, row, table
from authoring.house_text import Xml, label, para, run

PAGE = Page(top=14, bottom=14, left=17, right=17)
WIDE = PAGE.width
GAP = para(style="Gap")
TREND = Chart(
    name="近四周趋势",
    alt="{{ chart 四周趋势 categories=名称 series=咨询量,申请量,成交量 }}",
    columns=("咨询（左轴）",),
    lines=("申请（右轴）", "成交（右轴）"),
    width=WIDE - 88,
    height=39,
)


def draw(folder: Path) -> None:
    """Writes interview-form.docx into the folder."""
    body = [*_head(), *_data(), *_last_plan(), *_talk(), *_judgements(), *_strengths(), *_improvement(), *_close()]
    draft = Draft("{{ 姓名 }}绩效面谈表", body, PAGE, parts=chart_parts(TREND))
    (folder / "interview-form.docx").write_bytes(docx(draft))


def _pairs(line: Sequence[tuple[str, str]], width: float = WIDE) -> Iterable[Cell]:
    part = width / len(line)
    for name, text in line:
        yield key(label(name), 20)
        yield cell(text, part - 20)


def _head() -> Iterable[Xml]:
    yield para("绩 效 面 谈 表", style="Title")
    yield para("{{ 分行 }}　{{ 支行 }}　·　{{ 本期.名称 }}　·　面谈材料保密，仅限当事人与面谈人阅存", style="Subtitle")
    lines = (
        (("编号", "{{ 面谈安排.面谈编号 }}"), ("面谈类型", _kind()), ("面谈日期", "{{ 面谈安排.日期 }}")),
        (("被面谈人", "{{ 姓名 }}（{{ 人员概况.工号 }}）"), ("岗位职级", "{{ 人员概况.岗位 }} {{ 人员概况.职级 }}"),
         ("入职时间", "{{ 人员概况.入职日期 }}")),
        (("面谈人", "{{ 面谈安排.面谈人 }}"), ("在岗月数", "{{ 人员概况.在岗月数 }} 个月{% if 人员概况.新人 %}（新人）{% endif %}"),
         ("上次面谈", "{{ 面谈安排.上次面谈|d('无记录') }}")),
        (("面谈周期", "{{ 本期.首日|日期('短') }}—{{ 本期.末日|日期('短') }}"), ("带教师傅", "{{ 人员概况.师傅|d('—') }}"),
         ("数据截至", "{{ 数据截至 }}")),
    )  # fmt: skip
    yield table(
        [
            band("一、面谈信息"),
            *(row(*_pairs(line), height=6) for line in lines),
            row(key("面谈缘由", 20), cell("{{ 面谈安排.理由|d('常规面谈') }}"), height=6),
        ],
        WIDE,
    )  # fmt: skip
    yield GAP


def _kind() -> str:
    return "　".join(
        f'{{% if 面谈安排.面谈类型 == "{kind}" %}}☑{{% else %}}□{{% endif %}}{kind}'
        for kind in ("常规", "改进", "发展")
    )


def _data() -> Iterable[Xml]:
    name, each = 30.0, (WIDE - 30.0) / 10
    groups = heads(
        [
            ("指　标", name),
            ("本　周", 3 * each),
            ("本月累计", 3 * each),
            ("支行均值（本月）", 2 * each),
            ("支行名次（本月）", 2 * each),
        ]
    )
    second = heads(
        [
            ("", name),
            *((t, each) for t in ("计划", "实际", "达成率") * 2),
            ("均　值", 2 * each),
            ("名次/人数", 2 * each),
        ]
    )
    rows = [
        band("二、业绩数据", run("　　由程序按数据表填写，面谈双方先核对；序时进度 {{ 本月累计.序时进度 }}", face="楷体", size=8.5)),
        merged(groups, "restart"), merged(second, "continue"),
    ]  # fmt: skip
    for title, plan, done, rate, mean, rank in (
        ("咨询量（次）", "计划咨询量", "咨询量", "咨询达成率", "咨询量均值", "咨询名次"),
        ("申请量（笔）", "计划申请量", "申请量", "申请达成率", "申请量均值", "申请名次"),
        ("成交量（笔）", "计划成交量", "成交量", "成交达成率", "成交量均值", "成交名次"),
        ("成交金额（万元）", "计划成交金额", "成交金额", "金额达成率", "", ""),
        ("交叉销售（件）", "计划交叉销售", "交叉销售", "交叉达成率", "", ""),
    ):
        texts = [f"{{{{ {root}.{f} }}}}" for root in ("漏斗", "本月累计") for f in (plan, done, rate)]
        cells = [cell(text, each, "CellNumber") for text in texts]
        cells += [cell(f"{{{{ 本人位置.{mean} }}}}" if mean else "—", 2 * each, "CellNumber"),
                  cell(f"{{{{ 本人位置.{rank} }}}} / {{{{ 本人位置.在岗人数 }}}}" if rank else "—", 2 * each, "CellNumber")]  # fmt: skip
        rows.append(row(key(title, name), *cells, height=5.2))
    yield table(rows, WIDE)
    yield GAP
    yield _ratios()
    yield GAP
    yield _trend()


def _ratios() -> Xml:
    """Conversions and daily mean beside the branch's, and how post-loan work was done."""
    names = ("咨询转化率", "申请转化率", "日均咨询量", "应检/已检", "贷后按时率", "逾期笔数", "逾期余额", "超30天占比")
    mine = (
        "{{ 本月累计.咨询转化率 }}", "{{ 本月累计.申请转化率 }}", "{{ 本月累计.日均咨询量 }}",
        "{{ 贷后履职.应检笔数 }} / {{ 贷后履职.已检笔数 }}", "{{ 贷后履职.按时率 }}", "{{ 贷后履职.逾期笔数 }}",
        "{{ 贷后履职.逾期余额 }} 万元", "{{ 贷后履职.逾期超30天占比 }}",
    )  # fmt: skip
    branch = (
        "{{ 本人位置.咨询转化率均值 }}",
        "{{ 本人位置.申请转化率均值 }}",
        "{{ 本人位置.日均咨询量均值 }}",
        *["—"] * 5,
    )
    first = 20.0
    each = (WIDE - first) / len(names)
    return table(
        [
            heads([("本　月", first), *((n, each) for n in names)]),
            row(key("本　人", first), *(cell(t, each, "CellNumber") for t in mine), height=5.2),
            row(key("支行均值", first), *(cell(t, each, "CellNumber") for t in branch), height=5.2),
        ],
        WIDE,
    )  # fmt: skip


def _trend() -> Xml:
    """The last four weeks: figures on the left, their chart in one cell on the right."""
    columns = (("近四周", 16.0, "名称"), ("咨询\n（次）", 13.0, "咨询量"), ("申请\n（笔）", 13.0, "申请量"), ("成交\n（笔）", 13.0, "成交量"),
               ("金额\n（万元）", 16.0, "成交金额"), ("咨询\n转化率", 15.0, "咨询转化率"))  # fmt: skip
    chart = WIDE - sum(width for _, width, _ in columns)
    return table(
        [
            row(
                *(head(name, width) for name, width, _ in columns), cell(chart_paragraph(TREND), chart, merge="restart")
            ),
            control("{%tr for 周 in 四周趋势 %}"),
            row(
                *(cell(f"{{{{ 周.{f} }}}}", w, "CellNumber") for _, w, f in columns),
                cell("", chart, merge="continue"),
                height=8,
            ),
            control("{%tr endfor %}"),
        ],
        WIDE,
    )


def _last_plan() -> Iterable[Xml]:
    columns = (
        ("序号", 9.0),
        ("改进事项", 30.0),
        ("措　施", 42.0),
        ("衡量标准", 27.0),
        ("完成时间", 21.0),
        ("支持人", 17.0),
    )
    done = WIDE - sum(width for _, width in columns)
    texts = (
        "{{ 项.序号 }}",
        "{{ 项.改进事项 }}",
        "{{ 项.措施 }}",
        "{{ 项.衡量标准 }}",
        "{{ 项.到期日|日期('短') }}",
        "{{ 项.支持人 }}",
    )
    styles = ("CellCentre", "CellText", "CellText", "CellText", "CellCentre", "CellCentre")
    cells = [cell(t, w, s) for t, (_, w), s in zip(texts, columns, styles, strict=True)]
    boxes = [
        para(f'{{% if 项.完成情况 == "{value}" %}}☑{{% else %}}□{{% endif %}}{shown}', style="CellText")
        for value, shown in (("已完成", "已完成"), ("部分完成", "部分完成"), ("未完成", "未完成"))
    ]
    yield GAP
    yield table(
        [
            band("三、上次改进计划的落实"),
            heads([*columns, ("落实情况", done)]),
            control("{%tr for 项 in 上次计划 %}"), row(*cells, cell(boxes, done)), control("{%tr else %}"),
            row(cell("没有上次改进计划的记录。", style="CellCentre")), control("{%tr endfor %}"),
            row(key("未落实的原因", 39), cell(), height=10),
        ],
        WIDE,
    )  # fmt: skip
    yield GAP


def _prompted(title: str, prompt: str, height: float) -> Row:
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
    )  # fmt: skip
    yield GAP


def _judgements() -> Iterable[Xml]:
    score = 8.0
    name = 34.0
    titles = (
        ("活动量", "客户够不够、拜访勤不勤、记录全不全；写出事实"),
        ("产品熟悉度\n（我行·他行）", "能否讲清我行产品的准入与价格、能否应对同业报价；写出事实"),
        ("销售技巧", "开场、挖需、异议、促成，陪访中看到什么；写出事实"),
        ("心态", "主动性、抗压、协作、对目标的认同；写出事实"),
    )
    yield table(
        [
            band("五、四项判断", run("　　由面谈人评分：1 明显不足　2 不足　3 合格　4 良好　5 突出；评分须有事实支撑", face="楷体", size=8.5)),
            heads([("项　目", name), *((str(n), score) for n in range(1, 6)), ("事实依据", WIDE - name - 5 * score)]),
            *(row(key(t, name), *(cell("□", score, "CellCentre") for _ in range(5)), cell(prompt, style="Prompt", top=True), height=12)
              for t, prompt in titles),
        ],
        WIDE,
    )  # fmt: skip
    yield GAP


def _strengths() -> Iterable[Xml]:
    half = (WIDE - 12) / 2
    rows = [
        band("六、优势与不足"),
        heads([("序号", 12), ("优势（至少两条，各举一例）", half), ("不足（最多三条）及原因", half)]),
    ]
    cause = "原因：□知识K　□态度A　□技巧S　□习惯H\n　　　□客户　 □能力　 □方法　 □其他"
    for number in range(1, 4):
        prompt = [para(style="CellText"), para(cause, style="Prompt")]
        rows.append(row(cell(str(number), 12, "CellCentre"), cell("", half), cell(prompt, half, top=True), height=13))
    yield table(rows, WIDE)
    yield GAP


def _improvement() -> Iterable[Xml]:
    columns = (
        ("序号", 9.0),
        ("改进事项", 33.0),
        ("措　施", 44.0),
        ("衡量标准", 30.0),
        ("完成时间", 20.0),
        ("支持人", 18.0),
    )
    rest = WIDE - sum(width for _, width in columns)
    blank = row(
        cell("{{ loop.index }}", 9, "CellCentre"), *(cell("", w) for _, w in columns[1:]), cell("", rest), height=12
    )
    yield table(
        [
            band("七、改进计划", run("　　每条都要能检查；录入《改进计划》表后，下次面谈自动带出", face="楷体", size=8.5)),
            heads([*columns, ("检查方式", rest)]),
            control("{%tr for 行 in range(设置.plan_rows) %}"), blank, control("{%tr endfor %}"),
        ],
        WIDE,
    )  # fmt: skip
    yield GAP


def _close() -> Iterable[Xml]:
    third = WIDE / 3
    signatures = ("被面谈人签字", "面谈人签字", "复核人签字")
    yield table(
        [
            band("八、本人意见与签字"),
            row(key("本人意见", 30), cell("□同意　　□有异议，理由：", top=True), height=14),
            row(key("复核与跟踪", 30), cell("约定复核日期：　　　　年　　月　　日　　复核结果：", style="Prompt", top=True), height=12),
            row(*(head(name, third) for name in signatures)),
            row(*(cell("", third) for _ in signatures), height=13),
            row(*(cell("　　　　年　　月　　日", third, "CellCentre") for _ in signatures), height=6),
        ],
        WIDE,
    )  # fmt: skip

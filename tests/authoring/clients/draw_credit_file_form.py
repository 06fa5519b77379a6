"""Draws templates/credit-file-form/: 信用档案, the credit file of a customer, or of a prospect who is near to be one."""

# ruff: noqa: E501 - the sentences that are printed stay whole

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.clients.papers import GAP, blank_rows, listed, pairs, prompted, signed
from authoring.house import Draft, Page, docx
from authoring.house_table import Column, Row, band, cell, each, heads, item, key, row, table
from authoring.house_text import Xml, aside, para, tag, value, when

PAGE = Page(top=14, bottom=14, left=17, right=17)
WIDE = PAGE.width
LABEL = 19.0
THIRD = (WIDE / 3,) * 3


def draw(folder: Path) -> None:
    """Writes credit-file-form.docx into the folder."""
    known = (_head, _business, _loans, _lead, _contacts, _signals)
    judged = (_judged, _gaps, _opinion, _photo, _close)
    body = [block for part in known for block in (*part(), GAP)][:-1]
    body += [para(style="Gap", page_break=True), *(block for part in judged for block in (*part(), GAP))]
    draft = Draft("{{ 客户编号 }}信用户档案", body[:-1], PAGE)
    (folder / "credit-file-form.docx").write_bytes(docx(draft))


def _of(field: str, nothing: str = "") -> str:
    return value(f"客户档案.{field}|d('{nothing}')")


def _yes(field: str) -> str:
    """是, 否, or two boxes to tick where it is not on record."""
    return f"{{{{ '□是　□否' if 客户档案.{field} is none else '☑是　□否' if 客户档案.{field} else '□是　☑否' }}}}"


def _head() -> Iterable[Xml]:
    yield para("信 用 户 档 案", style="Title")
    sort = when("客户档案.准客户", "准客户", "存量客户")
    yield para(f"{{{{ 分行 }}}}　{{{{ 支行 }}}}　·　{sort}　·　{{{{ 本期.名称 }}}}", style="Subtitle")
    lines = (
        (("编　　号", value("客户编号")), ("客　　户", _of("客户")), ("层　　级", _of("客户层级"))),
        (("手　　机", _of("手机")), ("身 份 证", _of("身份证")), ("结算账户", _of("银行卡"))),
        (("行　　业", _of("行业")), ("市　　场", _of("市场")), ("客　　群", _of("目标客群"))),
        (("客户经理", _of("客户经理")), ("建档日期", _of("建档日期")), ("资料完整", _yes("资料完整"))),
    )
    reason = when("客户档案.理由", "{{ 客户档案.理由 }}", "常规更新")
    yield table(
        [
            band("一、基本情况", aside("身份证、账户不印全号；空着的当面补")),
            *(pairs(line, THIRD, LABEL) for line in lines),
            pairs((("地　　址", _of("地址")),), (WIDE,), LABEL),
            pairs((("同意联系", _yes("同意联系")), ("建档缘由", reason)), (WIDE / 3, WIDE * 2 / 3), LABEL),
        ],
        WIDE,
    )


def _business() -> Iterable[Xml]:
    """What only a visit can tell: to be written by hand, the points are a setting."""
    columns = (
        Column("项　目", 32, value("项.what"), "CellText"),
        Column("填　写", 78, value("项.hint"), "Prompt"),
        Column("依　据（看到什么、谁说的）"),
    )
    yield table(
        [
            band("二、家庭与经营", aside("双人上门核实，写数字和依据")),
            heads(columns),
            *each("项 in 设置.business", item(columns, 10)),
        ],
        WIDE,
    )


def _loans() -> Iterable[Xml]:
    """Loans and products of a customer; a prospect has none."""
    columns = (
        Column("借据号", 30, value("笔.借据号"), "CellNumber"),
        Column("产　品", text=value("笔.产品"), style="CellText"),
        Column("金　额", 17, value("笔.金额"), "CellNumber"),
        Column("余　额", 17, value("笔.余额"), "CellNumber"),
        Column("已还比例", 17, value("笔.已还比例|d('—')"), "CellNumber"),
        Column("放款日期", 22, "{{ 笔.放款日期|日期('短') }}", "CellNumber"),
        Column("到期日", 22, "{{ 笔.到期日|日期('短')|d('—') }}", "CellNumber"),
        Column("逾期天数", 16, value("笔.逾期天数|d('—')"), "CellNumber"),
    )
    held = when(
        "客户产品", "{% for 品 in 客户产品 %}{{ 品.产品 }}{% if not loop.last %}、{% endif %}{% endfor %}", "没有登记"
    )
    summed = (
        "{{ 客户档案.贷款笔数|d(0) }} 笔，累计 {{ 客户档案.累计贷款|d(0) }} 万元，余额 {{ 客户档案.余额|d(0) }} 万元"
        + when("客户档案.逾期天数", "，最长逾期 {{ 客户档案.逾期天数 }} 天")
    )
    yield tag("{%p if not 客户档案.准客户 %}")
    yield table(
        [
            *listed("三、在本行的贷款与产品（金额：万元）", columns, "笔 in 客户贷款", "没有贷款记录。"),
            pairs((("贷款合计", summed),), (WIDE,), LABEL),
            pairs((("持有产品", held),), (WIDE,), LABEL),
        ],
        WIDE,
    )
    yield tag("{%p endif %}")


def _lead() -> Iterable[Xml]:
    """How far a prospect is."""
    lines = (
        (
            ("阶　　段", _of("准客户阶段", "—")),
            ("意向产品", _of("产品", "—")),
            ("需求金额", when("客户档案.需求金额 is none", "—", "{{ 客户档案.需求金额 }} 万元")),
        ),
        (("来　　源", _of("数据来源", "—")), ("渠　　道", _of("渠道名称", "—")), ("首次接触", _of("首次接触", "—"))),
    )
    step = _of("下一步", "—") + when("客户档案.下次日期", "（{{ 客户档案.下次日期 }}）")
    yield tag("{%p if 客户档案.准客户 %}")
    yield table(
        [
            band("三、准客户进程"),
            *(pairs(line, THIRD, LABEL) for line in lines),
            pairs((("下 一 步", step),), (WIDE,), LABEL),
        ],
        WIDE,
    )
    yield tag("{%p endif %}")


def _contacts() -> Iterable[Xml]:
    columns = (
        Column("日　期", 23, "{{ 次.日期|日期('短') }}"),
        Column("联系人", 22, value("次.客户经理|d('—')")),
        Column("来　源", 25, value("次.联系来源")),
        Column("内　容", 44, value("次.联系内容|d('—')"), "CellText"),
        Column("结　果", text=value("次.成果|d('—')"), style="CellText"),
        Column("下　次", 22, "{{ 次.下次日期|日期('短')|d('—') }}"),
    )
    limit = when("客户档案.联系期限", "每 {{ 客户档案.联系期限 }} 天至少联系一次")
    yield table(listed(("四、最近联系", aside(limit)), columns, "次 in 客户联系记录", "没有联系记录。"), WIDE)


def _signals() -> Iterable[Xml]:
    columns = (
        Column("日　期", 23, "{{ 号.日期|日期('短') }}"),
        Column("级　别", 16, value("号.预警级别")),
        Column("信　号", 56, value("号.风险信号"), "CellText"),
        Column("处　置", text=value("号.处置措施|d('—')"), style="CellText"),
        Column("完　成", 24, "{{ 号.完成日期|日期('短')|d('未完成') }}"),
    )
    yield table(listed("五、风险信号", columns, "号 in 客户风险信号", "没有登记风险信号。"), WIDE)


def _judged() -> Iterable[Xml]:
    """What people judge: boxes stay empty, with the question beside them."""
    score = 9.0
    columns = [Column("评什么", 40), *(Column(str(n), score) for n in range(1, 6)), Column("依据的事实")]
    marks = [cell("□", score, "CellCentre") for _ in range(5)]
    rows: list[Row] = each("项 in 设置.judged", row(key(value("项"), 40), *marks, cell(""), height=13))
    yield table([band("六、信用评议", aside("1 差　3 中　5 好；评分由双人给，须有事实")), heads(columns), *rows], WIDE)


def _gaps() -> Iterable[Xml]:
    other = when("客户档案.资料完整 == false", "档案标为不完整，请写明缺什么", "规定的资料都有")
    missing = when("客户档案.待补资料", "待补：{{ 客户档案.待补资料 }}", other)
    plan = (
        Column("序号", 12, value("loop.index")),
        Column("待补事项", 60),
        Column("由谁补", 30),
        Column("哪天前", 30),
        Column("补到了（签字）"),
    )
    yield table([band("七、补档与下一步", aside(missing)), *blank_rows(plan, "设置.gap_rows", 9)], WIDE)


def _opinion() -> Iterable[Xml]:
    """What the two officers propose: never filled in by the program."""
    boxes = "□建档跟踪　　□建议授信：额度　　　　　万元、期限　　　　　个月、担保　　　　　　　　□暂不考虑"
    yield table(
        [
            band("八、双人意见"),
            row(key("意　　见", LABEL), cell(boxes), height=8),
            prompted("理　　由", "最能说明问题的两三个事实；还不放心的地方：", 20, LABEL),
        ],
        WIDE,
    )


def _photo() -> Iterable[Xml]:
    yield table([band("九、门店照片或方位图粘贴处"), row(cell(""), height=52)], WIDE)


def _close() -> Iterable[Xml]:
    rows = [
        row(key("客户声明", 30), cell("{{ 设置.statement }}", style="CellNote"), height=11),
        *signed(("客户签字", "主办客户经理", "协办客户经理", "支行负责人"), WIDE),
    ]
    yield table(rows, WIDE)

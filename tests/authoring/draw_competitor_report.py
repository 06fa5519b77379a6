"""Draws templates/competitor-report/: an official paper, its like-for-like tables behind it on sheets turned sideways."""
# ruff: noqa: E501 - the sentences that are printed stay whole

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from authoring.house import Draft, Page, docx, footer, official_footer
from authoring.house_bars import Bars
from authoring.house_chart import chart_paragraph
from authoring.house_table import SHADE_STALE, Column, Row, control, each, heads, item, kept, sentence, table
from authoring.house_text import Xml, para, run, tag, value, when

# GB/T 9704-2012: A4, margins 37 28 26 35 mm, body 仿宋 16 pt on 28 pt lines
UPRIGHT = Page(top=37, left=28, right=26, bottom=35, foot=20)
TURNED = Page(top=12, left=14, right=14, bottom=12, foot=6, landscape=True, footer="footer2.xml")

COMPARED = "同业产品表|筛选('复利年化', '!=', none)"
REFUSED = "同业产品表|筛选('复利年化', '==', none)"
FRESH = "同业产品表|排除('过期')"
# our price beside the lowest and the middle one of the rivals that stand against it
PLACES = Bars(
    name="我行产品与对标同业",
    alt="{{ chart 我行产品对比[:10] categories=产品 series=最低复利年化,复利年化中位数,复利年化 }}",
    series=("同业最低", "同业中位数", "我行"),
    colours=("9DB2CF", "D5DCE5", "1F3A5F"),
    width=152,
    height=84,
    format="0.00%",
)
CHEAPER = f"{FRESH}|筛选('与我行差', '<', 0)"
DEARER = f"{FRESH}|筛选('与我行差', '>=', 0)"


def draw(folder: Path) -> None:
    """Writes competitor-report.docx into the folder."""
    body = [*_summary(), *_ours(), *_moves(), *_refused(), *_method(), *_prices(), *_answers()]
    feet = {"footer1.xml": official_footer(), "footer2.xml": footer(TURNED, official=True)}
    draft = Draft("{{ 分行 }}小微贷款同业调研报告（{{ 本期.名称 }}）", body, TURNED, feet, PLACES.parts())
    (folder / "competitor-report.docx").write_bytes(docx(draft))


def _body(*pieces: str, keep_next: bool = False) -> Xml:
    return para(*pieces, style="OfficialBody", keep_next=keep_next)


def _heading(text: str) -> Xml:
    return para(text, style="Heading1")


def _section_end(page: Page) -> Xml:
    """The section that ends here lies on this page."""
    return para(section=page.xml(), style="Gap")


def _credit(of: str) -> str:
    """A credit line as people write it: 5—100, or its upper end alone."""
    return when(f"{of}.额度下限", value(f"{of}.额度下限|四舍五入(1)") + "—") + value(
        f"{of}.额度上限|四舍五入(1)|d('—')"
    )


def _summary() -> Iterable[Xml]:
    yield para("小微贷款同业调研报告", style="OfficialTitle")
    yield para("（" + when("分行", "{{ 分行 }}　") + "{{ 本期.名称 }}）", style="OfficialSubtitle")
    yield _heading("一、总体情况")
    known = (
        "按借款人实际到账金额测算，同业复利年化（EAR）最低 {{ 同业概况.最低复利年化 }}，"
        "中位数 {{ 同业概况.复利年化中位数 }}。"
    )
    gathered = (
        "共收集同业报价 {{ 同业概况.报价条数 }} 条，其中 {{ 同业概况.可比条数 }} 条可按同一口径测算（见附表），"
        "{{ 同业概况.未读报价条数 }} 条因报价或还款方式不完整未作比较；{{ 同业概况.过期条数 }} 条报价已超过 "
        "{{ 规则.competitors.stale_days }} 天，以灰色列示，仅供参考。" + when("同业概况.可比条数", known)
    )
    yield _body("截至{{ 数据截至 }}，" + when("同业概况.报价条数", gathered, "没有同业报价，请安排调研。"))
    one = when("loop.first", "，最低的是", "、") + "{{ 家.机构名 }}{{ 家.产品 }}（{{ 家.复利年化 }}）"
    cheaper = f"{{% for 家 in ({CHEAPER})[:3] %}}{one}{{% endfor %}}"
    placed = _body(
        f"在有效报价中，价格低于我行对标产品的有 {value(CHEAPER + '|个数')} 个{cheaper}；"
        f"高于或等于我行的有 {value(DEARER + '|个数')} 个。"
    )
    yield from (tag("{%p if 同业概况.可比条数 %}"), placed, tag("{%p endif %}"))


def _ours() -> Iterable[Xml]:
    columns = (
        Column("我行产品", 23.5, value("品.产品"), "OfficialCell"),
        Column("客　群", 20.5, value("品.适用客群"), "OfficialCell"),
        Column("额　度", 17, _credit("品"), "OfficialCell"),
        Column("报　价", 28, value("品.报价原文"), "OfficialCell"),
        Column("还款方式", 18, value("品.还款方式"), "OfficialCell"),
        Column("单利年化\nAPR", 15, value("品.单利年化"), "OfficialCell"),
        Column("复利年化\nEAR", 15, value("品.复利年化"), "OfficialCell"),
        Column("价格位次", text=value("品.价格位次|d('—')"), style="OfficialCell"),
    )
    yield _heading("二、我行产品的位置")
    yield para("单位：万元", style="Caption")
    yield _listed(columns, "品 in 我行产品表", "没有我行产品的资料。")
    yield para("价格位次：与全部可比的同业产品一并按复利年化由低到高排列。", style="Note")
    yield from only_if("我行产品对比", *_against())


def _against() -> Iterable[Xml]:
    """Each of our products against the rivals that stand against it: a chart, the figures, a line on each."""
    columns = (
        Column("我行产品", 23.5, value("品.产品"), "OfficialCell"),
        Column("对标范围", 20, value("品.对标范围|d('—')"), "OfficialCell"),
        Column("对标\n产品数", 12, value("品.对标同业数"), "OfficialCell"),
        Column("低于\n我行", 9.5, value("品.更低个数"), "OfficialCell"),
        Column("最低的同业产品", 28, value("品.最低同业|d('—')"), "OfficialCell"),
        Column("与最\n低差", 13, value("品.与最低差"), "OfficialCell"),
        Column("与中\n位差", 13, value("品.与中位差"), "OfficialCell"),
        Column("放款时效\n我行／同业", 18, _beside("放款时效", "同业时效中位数"), "OfficialCell"),
        Column("额　度\n我行／同业", text=_beside("额度上限", "同业额度中位数"), style="OfficialCell"),
    )
    yield para("复利年化（EAR）", style="Caption")
    yield chart_paragraph(PLACES)
    yield para("单位：个、百分点、工作日、万元", style="Caption")
    yield _listed(columns, "品 in 我行产品对比", "没有我行产品的资料。")
    yield para(
        "对标范围：先取同客群的有效报价，没有的取同还款方式，再没有的取全部同业。与最低差、与中位差＝我行复利年化－同业，"
        "正数为我行更高；同业的时效和额度上限为中位数。",
        style="Note",
    )


def _beside(ours: str, theirs: str) -> str:
    """Our figure and the rivals' middle one: 4／1.6."""
    return f"{{{{ 品.{ours}|四舍五入(1)|d('—') }}}}／{{{{ 品.{theirs}|四舍五入(1)|d('—') }}}}"


MOVES = (
    ("新增", "新增个数"),
    ("价格下调", "下调个数"),
    ("上调", "上调个数"),
    ("只有条件变化", "条件变化个数"),
    ("未变", "未变个数"),
)


def _moves() -> Iterable[Xml]:
    """What the surveys of the period brought against the ones before."""
    columns = (
        Column("变动", 14, value("家.变动"), "OfficialCell"),
        Column("机构与产品", 34, "{{ 家.机构名 }}{{ 家.产品 }}", "OfficialCell"),
        Column("上次", 25, when("家.上次调研", "{{ 家.上次报价 }}\n{{ 家.上次调研|日期('短') }}", "—"), "OfficialCell"),
        Column("本次", 25, "{{ 家.报价原文 }}\n{{ 家.日期|日期('短') }}", "OfficialCell"),
        Column(
            "复利年化\n本次（变动）",
            24,
            "{{ 家.复利年化 }}" + when("家.年化变动 is not none", "\n（{{ 家.年化变动 }}）"),
            "OfficialCell",
        ),
        Column("其他变化", text=value("家.变动内容|d('—')"), style="OfficialCell"),
    )
    counted = (
        "本期调研 {{ 同业变动概况.本期调研产品数 }} 个产品"
        + "".join(when(f"同业变动概况.{of}", f"，{said} {{{{ 同业变动概况.{of} }}}} 个") for said, of in MOVES)
        + "。"
    )
    yield _heading("三、本期变动")
    yield _body(when("同业变动", counted, "本期没有新的同业调研。"))
    rows = each("家 in 同业变动", *kept([item(columns, 8)]), otherwise=sentence("本期没有新的同业调研。", 8))
    whole = table([*kept([heads(columns, 9)]), *rows], UPRIGHT.width)  # on one page where it can be
    table_ = (para("单位：百分点", style="Caption"), whole)
    yield from only_if(
        "同业变动", *table_, para("变动按同一产品的上一次调研比较，价格按复利年化（EAR）。", style="Note")
    )


def only_if(condition: str, *blocks: Xml) -> Iterable[Xml]:
    """The blocks where the condition holds."""
    yield from (tag(f"{{%p if {condition} %}}"), *blocks, tag("{%p endif %}"))


def _listed(columns: Sequence[Column], loop: str, empty: str) -> Xml:
    """A table of the upright pages."""
    return table([heads(columns, 9), *each(loop, item(columns, 8), otherwise=sentence(empty, 8))], UPRIGHT.width)


FEES = when("家.一次性费用 or 家.周期性费用", "{{ 家.一次性费用 }} {{ 家.周期性费用 }}", "—")
PRICES = (
    Column("位次", 11, value("家.名次")),
    Column("机　构", 31, value("家.机构名")),
    Column("产　品", 24, value("家.产品")),
    Column("额　度", 20, _credit("家")),
    Column("期限", 11, value("家.期限")),
    Column("报价原文", 30, value("家.报价原文")),
    Column("还款方式", 28, value("家.还款方式")),
    Column("借款人费用", 21, FEES),
    Column("单利年化\nAPR", 19, "{{ 家.单利年化 }}" + when("家.起价", "起")),
    Column("复利年化\nEAR", 19, "{{ 家.复利年化 }}" + when("家.起价", "起")),
    Column("与我行差", 17, value("家.与我行差")),
    Column("可信度", 12, value("家.可信度|d('—')")),
    Column("调研日期", text=value("家.日期|日期('短')")),
)
SPEED = value(
    "[家.放款时效 ~ ' 个工作日放款' if 家.放款时效 is not none else '', '提前还款：' ~ 家.提前还款 if 家.提前还款 else '', "
    "家.循环续贷, 家.其他信息]|连接('；')"
)
ANSWERS = (
    Column("位次", 11, value("家.名次")),
    Column("机构与产品", 44, "{{ 家.机构名 }}\n{{ 家.产品 }}（EAR {{ 家.复利年化 }}）", "CellText"),
    Column(
        "准入与担保",
        36,
        value("[家.准入门槛, 家.担保方式]|连接('；')"),
        "CellText",
    ),
    Column("时效与还款", 40, SPEED, "CellText"),
    Column("优　势", 39, "{{ 家.优势 }}" + when("家.营销策略", "（营销：{{ 家.营销策略 }}）"), "CellText"),
    Column("劣　势", 33, value("家.劣势"), "CellText"),
    Column(
        "我行对策",
        text="{{ 家.我行对策|d('待定', true) }}"
        + when("家.对标产品", "（对标我行{{ 家.对标产品 }}，EAR {{ 家.我行复利年化 }}）"),
        style="CellText",
    ),
)


def _greyed(r: Row) -> Row:
    """The same row, grey: a quote that is out of date."""
    styles = {"CellCentre": "CellStale", "CellText": "CellStaleText"}
    cells = []
    for box in r.cells:
        body = box.body
        for style, grey in styles.items():
            body = Xml(body.replace(f'"{style}"', f'"{grey}"'))
        cells.append(replace(box, body=body, shade=SHADE_STALE))
    return replace(r, cells=tuple(cells))


def _compared(columns: Sequence[Column]) -> Xml:
    """A table of the sideways pages: the quotes that could be compared, by rank, those out of date grey."""
    fresh = item(columns, 7.5)
    either = (control("{%tr if 家.过期 %}"), _greyed(fresh), control("{%tr else %}"), fresh, control("{%tr endif %}"))
    nothing = sentence("本期没有可比的同业报价。", 8)
    return table([heads(columns, 9), *each(f"家 in {COMPARED}", *either, otherwise=nothing)], TURNED.width)


def _prices() -> Iterable[Xml]:
    yield _heading("附表一　同一口径价格对照")
    yield para(
        "单位：万元、月、百分点；年化利率按借款人实际到账金额测算，按复利年化（EAR）由低到高排列", style="Caption"
    )
    yield _compared(PRICES)
    yield para(
        "灰色：报价已超过 {{ 规则.competitors.stale_days }} 天。起：报价为区间或“起”价，按低端测算。与我行差＝同业复利年化－我行对标产品复利年化，"
        "正数为我行更低。可信度：A 官方资料，B 可核实的转述，C 听说。",
        style="Note",
    )


def _answers() -> Iterable[Xml]:
    yield _heading("附表二　同业优劣势与我行对策")
    yield para(style="Gap", keep_next=True)
    yield _compared(ANSWERS)
    yield para(style="Gap")


def _refused() -> Iterable[Xml]:
    columns = (
        Column("机　构", 36, value("家.机构名"), "OfficialCell"),
        Column("产　品", 26, value("家.产品"), "OfficialCell"),
        Column("报价原文", 28, value("家.报价原文"), "OfficialCell"),
        Column("未能比较的原因", text=value("家.测算口径"), style="OfficialCell"),
    )
    yield _heading("四、未能比较的报价")
    yield _listed(columns, f"家 in {REFUSED}", "全部报价均可比较。")


METHOD = (
    (
        "比较口径。",
        "借款 {{ (规则.competitors.amount / 10000)|四舍五入(2) }} 万元、{{ 规则.competitors.months }} 个月（产品期限更短的按其期限）。"
        "现金流为实际到账金额（本金减一次性费用）与以后各期还款、周期性费用，解出每期利率 i；只计借款人负担的。",
    ),
    ("两种年化。", "单利年化（APR）＝ i × 一年的期数；复利年化（EAR）＝（1＋i）的期数次方－1。本报告按复利年化排序。"),
    (
        "报价取值。",
        "区间或“起”价取低端并注“起”；月息、日息按原文的口径折算，LPR 加点按调研日的 LPR 测算；"
        "没有写明期间或还款方式的不猜测，列入第四部分。",
    ),
    ("数据来源。", "公开渠道和客户自愿提供，仅供内部分析，不得外传。"),
)


def _method() -> Iterable[Xml]:
    yield _heading("五、测算说明")
    for lead, text in METHOD:
        yield _body(run(lead, face="楷体", bold=True), text, keep_next=lead == METHOD[-1][0])
    yield _body(keep_next=True)
    yield para("{{ 分行 }}", style="OfficialSign", keep_next=True)
    yield para("{{ 数据截至 }}", style="OfficialSign")
    yield _section_end(UPRIGHT)

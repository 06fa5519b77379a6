"""Draws templates/competitor-report/: an official paper, its like-for-like tables on pages turned sideways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from authoring.house import Draft, Page, docx, footer, official_footer
from authoring.house_table import SHADE_STALE, Row, cell, control, heads, row, table
from authoring.house_text import Xml, para, run

# GB/T 9704-2012: A4, margins 37 28 26 35 mm, body 仿宋 16 pt on 28 pt lines
UPRIGHT = Page(top=37, left=28, right=26, bottom=35, foot=20)
TURNED = Page(top=16, left=14, right=14, bottom=15, foot=8, landscape=True, footer="footer2.xml")

COMPARED = "同业产品表|筛选('复利年化', '!=', none)"
FRESH = "同业产品表|排除('过期')"
BELOW = f"{FRESH}|筛选('与我行差', '<', 0)"
ABOVE = f"{FRESH}|筛选('与我行差', '>=', 0)"
REFUSED = "同业产品表|筛选('复利年化', '==', none)"


def draw(folder: Path) -> None:
    """Writes competitor-report.docx into the folder."""
    body = [*_summary(), *_ours(), *_prices(), *_answers(), *_refused(), *_method()]
    feet = {"footer1.xml": official_footer(), "footer2.xml": footer(TURNED)}
    draft = Draft("{{ 分行 }}小微贷款同业调研报告（{{ 本期.名称 }}）", body, UPRIGHT, footers=feet)
    (folder / "competitor-report.docx").write_bytes(docx(draft))


def _body(*pieces: str) -> Xml:
    return para(*pieces, style="OfficialBody")


def _heading(text: str) -> Xml:
    return para(text, style="Heading1")


def _section_end(page: Page) -> Xml:
    """The section that ends here lies on this page."""
    return para(section=page.xml(), style="Gap")


def _range(item: str) -> str:
    """A credit line as people write it: 5—100, or its upper end alone."""
    return f"{{% if {item}.额度下限 %}}{{{{ {item}.额度下限|四舍五入(1) }}}}—{{% endif %}}{{{{ {item}.额度上限|四舍五入(1)|d('—') }}}}"


def _summary() -> Iterable[Xml]:
    yield para("小微贷款同业调研报告", style="OfficialTitle")
    yield para("（{{ 分行 }}　{{ 本期.名称 }}）", style="OfficialSubtitle")
    yield _heading("一、总体情况")
    yield _body(
        "截至{{ 数据截至 }}，共收集同业报价 {{ 同业概况.报价条数 }} 条，其中 {{ 同业概况.可比条数 }} 条可按同一口径测算，"
        "{{ 同业概况.未读报价条数 }} 条因报价或还款方式不完整未作比较；{{ 同业概况.过期条数 }} 条报价已超过{{ 设置.stale_text }}，"
        "以灰色列示，仅供参考。按借款人实际到账金额测算，同业复利年化（EAR）最低 {{ 同业概况.最低复利年化 }}，"
        "中位数 {{ 同业概况.复利年化中位数 }}。"
    )
    yield _body(
        f"在有效报价中，价格低于我行对标产品的有 {{{{ {BELOW}|个数 }}}} 个"
        f"{{% for 家 in {BELOW} %}}{{% if loop.first %}}：{{% else %}}、{{% endif %}}{{{{ 家.机构名 }}}}{{{{ 家.产品 }}}}（{{{{ 家.复利年化 }}}}）"
        f"{{% endfor %}}；高于或等于我行的有 {{{{ {ABOVE}|个数 }}}} 个。"
    )


def _ours() -> Iterable[Xml]:
    yield _heading("二、我行产品的位置")
    yield para("单位：万元、月", style="Caption")
    columns = (("我行产品", 24.0), ("客　群", 21.0), ("额　度", 19.0), ("报　价", 25.0), ("还款方式", 20.0), ("单利年化\nAPR", 14.5),
               ("复利年化\nEAR", 14.5), ("价格位次", UPRIGHT.width - 138))  # fmt: skip
    texts = ("{{ 品.产品 }}", "{{ 品.适用客群 }}", _range("品"), "{{ 品.报价原文 }}", "{{ 品.还款方式 }}", "{{ 品.单利年化 }}",
             "{{ 品.复利年化 }}", "{{ 品.价格位次|d('—') }}")  # fmt: skip
    yield _grid(columns, "品 in 我行产品表", texts, "没有我行产品的资料。")
    yield para("价格位次：与全部可比的同业产品一并按复利年化由低到高排列。", style="Note")
    yield _section_end(UPRIGHT)


def _grid(columns: Sequence[tuple[str, float]], loop: str, texts: Sequence[str], empty: str) -> Xml:
    """A table of the upright pages: heads, one row for each item, a sentence where there is none."""
    cells = (cell(t, w, "OfficialCell") for t, (_, w) in zip(texts, columns, strict=True))
    return table(
        [
            heads(columns, height=9),
            control(f"{{%tr for {loop} %}}"), row(*cells, height=9), control("{%tr else %}"),
            row(cell(empty, style="OfficialCell"), height=9), control("{%tr endfor %}"),
        ],
        UPRIGHT.width,
    )  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column of the sideways tables: its head, its width in mm, the text of a rival; words stand left."""

    name: str
    width: float
    text: str
    words: bool = False


FEES = "{% if 家.一次性费用 or 家.周期性费用 %}{{ 家.一次性费用 }} {{ 家.周期性费用 }}{% else %}—{% endif %}"
PRICES = (
    Column("位次", 11, "{{ 家.名次 }}"),
    Column("机　构", 32, "{{ 家.机构名 }}"),
    Column("产　品", 24, "{{ 家.产品 }}"),
    Column("额　度", 20, _range("家")),
    Column("期限", 13, "{{ 家.期限 }}"),
    Column("报价原文", 30, "{{ 家.报价原文 }}"),
    Column("还款方式", 26, "{{ 家.还款方式 }}"),
    Column("借款人费用", 25, FEES),
    Column("单利年化\nAPR", 19, "{{ 家.单利年化 }}{% if 家.起价 %}起{% endif %}"),
    Column("复利年化\nEAR", 19, "{{ 家.复利年化 }}{% if 家.起价 %}起{% endif %}"),
    Column("与我行差", 17, "{{ 家.与我行差 }}"),
    Column("可信度", 12, "{{ 家.可信度|d('—') }}"),
    Column("调研日期", TURNED.width - 248, "{{ 家.日期|日期('短') }}"),
)
ANSWERS = (
    Column("位次", 11, "{{ 家.名次 }}"),
    Column("机构与产品", 40, "{{ 家.机构名 }}\n{{ 家.产品 }}（EAR {{ 家.复利年化 }}）", words=True),
    Column(
        "准入与担保",
        36,
        "{{ 家.准入门槛 }}{% if 家.准入门槛 and 家.担保方式 %}；{% endif %}{{ 家.担保方式 }}",
        words=True,
    ),
    Column(
        "时效与还款",
        40,
        "{% if 家.放款时效 is not none %}{{ 家.放款时效 }} 个工作日放款；{% endif %}"
        "{% if 家.提前还款 %}提前还款：{{ 家.提前还款 }}；{% endif %}{{ 家.循环续贷 }}",
        words=True,
    ),
    Column("优　势", 39, "{{ 家.优势 }}{% if 家.营销策略 %}（营销：{{ 家.营销策略 }}）{% endif %}", words=True),
    Column("劣　势", 33, "{{ 家.劣势 }}{% if 家.其他信息 %}（{{ 家.其他信息 }}）{% endif %}", words=True),
    Column(
        "我行对策",
        TURNED.width - 199,
        "{{ 家.我行对策|d('待定', true) }}"
        "{% if 家.对标产品 %}（对标我行{{ 家.对标产品 }}，EAR {{ 家.我行复利年化 }}）{% endif %}",
        words=True,
    ),
)


def _rival(columns: Sequence[Column], *, stale: bool) -> Row:
    """The row of a rival; one whose quote is out of date is grey."""
    styles = ("CellStale", "CellStaleText") if stale else ("CellCentre", "CellText")
    shade = SHADE_STALE if stale else ""
    return row(*(cell(c.text, c.width, styles[c.words], shade=shade) for c in columns), height=7.5)


def _compared(columns: Sequence[Column]) -> Xml:
    """A table of the sideways pages: the quotes that could be compared, by rank."""
    return table(
        [
            heads(((c.name, c.width) for c in columns), height=9),
            control(f"{{%tr for 家 in {COMPARED} %}}"),
            control("{%tr if 家.过期 %}"), _rival(columns, stale=True), control("{%tr else %}"), _rival(columns, stale=False),
            control("{%tr endif %}"),
            control("{%tr else %}"), row(cell("本期没有可比的同业报价。", style="CellCentre"), height=8),
            control("{%tr endfor %}"),
        ],
        TURNED.width,
    )  # fmt: skip


def _prices() -> Iterable[Xml]:
    yield _heading("三、同一口径价格对照")
    yield para(
        "单位：万元、月、百分点；年化利率按借款人实际到账金额测算，按复利年化（EAR）由低到高排列", style="Caption"
    )
    yield _compared(PRICES)
    yield para(
        "灰色：报价已超过{{ 设置.stale_text }}。起：报价为区间或“起”价，按低端测算。与我行差＝同业复利年化－我行对标产品复利年化，"
        "正数为我行更低。可信度：A 官方资料，B 可核实的转述，C 听说。",
        style="Note",
    )


def _answers() -> Iterable[Xml]:
    yield _heading("四、同业优劣势与我行对策")
    yield para(style="Gap", keep_next=True)
    yield _compared(ANSWERS)
    yield _section_end(TURNED)


def _refused() -> Iterable[Xml]:
    yield _heading("五、未能比较的报价")
    columns = (("机　构", 36.0), ("产　品", 26.0), ("报价原文", 28.0), ("未能比较的原因", UPRIGHT.width - 90))
    texts = ("{{ 家.机构名 }}", "{{ 家.产品 }}", "{{ 家.报价原文 }}", "{{ 家.测算口径 }}")
    yield _grid(columns, f"家 in {REFUSED}", texts, "全部报价均可比较。")


def _method() -> Iterable[Xml]:
    yield para(style="Note")
    yield _heading("六、测算说明")
    for lead, text in (
        ("比较口径。", "借款 {{ 设置.amount_text }}，期限 {{ 设置.term_text }}。现金流为借款人实际到账金额（本金减去一次性费用）"
         "与其后各期还款及周期性费用，解出每期利率 i；只计入由借款人承担的费用。"),
        ("两种年化。", "单利年化（APR）＝ i × 一年的期数；复利年化（EAR）＝（1＋i）的期数次方－1。本报告按复利年化排序。"),
        ("报价取值。", "报价为区间或“起”价的取低端并注“起”；月息、日息按报价原文的口径折算，LPR 加点报价按调研日适用的 LPR 测算；"
         "没有写明期间或还款方式的报价不猜测，列入第五部分。"),
        ("数据说明。", "数据截至{{ 数据截至 }}{% if 未计入条数 %}，另有 {{ 未计入条数 }} 条记录因数据问题未计入{% endif %}。"
         "同业信息来自公开渠道与客户自愿提供的资料，仅供内部经营分析使用，不得对外提供。"),
    ):  # fmt: skip
        yield _body(run(lead, face="楷体", bold=True), text)
    yield para(style="OfficialBody")
    yield para("{{ 分行 }}", style="OfficialSign")
    yield para("{{ 数据截至 }}", style="OfficialSign")

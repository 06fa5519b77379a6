"""Draws templates/competitor-survey-form/: whom to survey again, a form per product with what was heard before."""

# ruff: noqa: E501 - the sentences that are printed stay whole

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, Page, docx
from authoring.house_table import Column, cell, control, each, heads, item, key, row, sentence, table
from authoring.house_text import Xml, para, repeated, run, tag, value, when

PAGE = Page(top=15, bottom=14, left=18, right=18)
WIDE = PAGE.width
LAST = 42.0  # what was heard the last time
SENTENCES = ("营销策略", "优势", "劣势", "我行对策")  # the fields with two lines to write on
RULES = (
    "一个产品填一张：清单注明第几张的已印好机构、产品和上次的内容，其余用空白表，不够就复印。不知道的空着，不要猜。带 * 的必填。",
    "和上次一样的栏不用重写：只填日期、来源、可信度和变了的栏；全都没变就勾“没有变化”，录入时照上次再录一行，日期写今天。",
    "报价照抄原话，并写明按年、按月还是按日：年利率3.45%起、LPR+85BP、月息6厘、日息万二。只写“5厘”“4.5”无法比较。",
    "还款方式决定实际成本，必须勾选；费用写金额或比例，并勾选由谁承担。",
    "可信度：A 官方网站、合同或宣传单　B 可核实的客户转述　C 听说。保留凭证（照片、传单），写明附件编号。",
    "调研用公开或客户自愿提供的资料，不冒充客户，不打听他行客户信息。填好后录入《同业调研》工作簿。",
)


def draw(folder: Path) -> None:
    """Writes competitor-survey-form.docx into the folder."""
    body = [*_targets(), *_rules(), *_forms()]
    (folder / "competitor-survey-form.docx").write_bytes(docx(Draft("{{ 支行 }}同业调研表", body, PAGE)))


def _targets() -> Iterable[Xml]:
    yield para("{{ 支行 }}同业调研表", style="Title")
    yield para("{{ 分行 }}　·　{{ 本期.名称 }}", style="Subtitle")
    yield para("待调研清单", style="Band")
    columns = (
        Column("序号", 9, value("家.序号")),
        Column("机　构", 29, value("家.机构名"), "CellText"),
        Column("产　品", 22, value("家.产品"), "CellText"),
        Column("上次报价", 24, value("家.报价原文"), "CellText"),
        Column("上次调研", 18, "{{ 家.日期|日期('短') }}\n{{ 家.距今天数 }} 天前", "CellNumber"),
        Column("重新调研的理由", text=value("家.理由"), style="CellNote"),
        Column("用　表", 13.5, "{{ '第 ' ~ loop.index ~ ' 张' if loop.index <= 设置.named_forms else '空白表' }}"),
        Column("完　成", 20, "□　月　日"),
    )
    nothing = sentence("没有过期或即将过期的报价；请调研辖区内新出现的产品。", 7.5)
    yield table([heads(columns, 7), *each("家 in 待调研同业", item(columns, 7.5), otherwise=nothing)], WIDE)


def _rules() -> Iterable[Xml]:
    yield para(style="CellText")
    yield para("填写要求", style="Band")
    for number, rule in enumerate(RULES, 1):
        yield para(f"{number}. {rule}", style="Line")


def _forms() -> Iterable[Xml]:
    """A page for each of the first products on the list, then blank ones: for them there is no 家."""
    ours = when("家.对标产品", "{{ 家.对标产品 }}（复利年化 {{ 家.我行复利年化 }}）", "没有可比的产品")
    last = "　　上次测算：{{ 家.复利年化 }}" + when("家.复利年化 is none", "（未能比较）")
    same = "与上次（{{ 家.日期 }}）相比：□没有变化　□有变化，只填变了的栏"
    return repeated(
        "张 in range([待调研同业|个数, 设置.named_forms]|min + 设置.blank_forms)",
        tag("{%p set 家 = 待调研同业[张] if 张 < 设置.named_forms else none %}"),
        para("同业产品调研表（第 {{ loop.index }} 张）", style="FormTitle", page_break=True),
        tag("{%p if 家 %}"),
        para(same, style="CellText"),
        para(f"我行对标：{ours}{last}", style="CellText"),
        tag("{%p endif %}"),
        _form(),
        para("调研人签字：　　　　　　　　　　日期：　　　　　　　　　　复核：", style="Line"),
    )


def _form() -> Xml:
    """One product's fields, with what was heard the last time; those answered in sentences have room for two lines."""
    columns = (Column("栏　目", 25), Column("上次的内容", LAST), Column("本次填写（选项打勾）"), Column("单　位", 14))
    own = when('栏.名称 == "支行"', value("支行"))
    own += "".join(when(f'家 and 栏.名称 == "{name}"', value(f"家.{name}")) for name in ("机构名", "产品"))
    boxes = when("栏.可选项", '□{{ 栏.可选项|替换("、", "　□") }}')
    hint = run(when("栏.填写说明", "{{ 栏.填写说明 }}"), face="楷体", size=8.5, colour="8A97A8")
    answer = para(own + boxes, hint, style="CellText")
    of_it = "上次调研内容|筛选('序号', '==', 家.序号)|筛选('名称', '==', 栏.名称)"
    known = when("家", f"{{% for 旧 in {of_it} %}}{{{{ 旧.上次填写 }}}}{{% endfor %}}")
    low, high = (
        row(
            key("{{ 栏.名称 }}" + when("栏.必填", " *"), 25),
            cell(known, LAST, "CellNote"),
            cell([answer]),
            cell(value("栏.测算口径"), 14, "CellCentre"),
            height=height,
        )
        for height in (6.4, 10)
    )
    talked = control(f"{{%tr if 栏.名称 in {list(SENTENCES)} %}}")
    either = (talked, high, control("{%tr else %}"), low, control("{%tr endif %}"))
    return table([heads(columns, 6), *each("栏 in 调研字段", *either)], WIDE)

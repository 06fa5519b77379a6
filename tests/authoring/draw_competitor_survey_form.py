"""Draws templates/competitor-survey-form/: whom to survey again, and one form per product with the choices to tick."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, Page, docx
from authoring.house_table import cell, control, heads, key, row, table
from authoring.house_text import Xml, para, run, tag

PAGE = Page(top=15, bottom=14, left=18, right=18)
WIDE = PAGE.width
GAP = para(style="Gap")


def draw(folder: Path) -> None:
    """Writes competitor-survey-form.docx into the folder."""
    body = [*_targets(), *_rules(), *_forms()]
    (folder / "competitor-survey-form.docx").write_bytes(docx(Draft("{{ 支行 }}同业调研表", body, PAGE)))


def _targets() -> Iterable[Xml]:
    yield para("{{ 支行 }}同业调研表", style="Title")
    yield para("{{ 分行 }}　·　{{ 本期.名称 }}", style="Subtitle")
    columns = (("序号", 10.0), ("机　构", 35.0), ("产　品", 26.0), ("上次调研", 20.0), ("距今天数", 16.0), ("重新调研的理由", WIDE - 133),
               ("完　成", 26.0))  # fmt: skip
    texts = (
        "{{ 家.序号 }}",
        "{{ 家.机构名 }}",
        "{{ 家.产品 }}",
        "{{ 家.日期|日期('短') }}",
        "{{ 家.距今天数 }}",
        "{{ 家.理由 }}",
        "□　　月　　日",
    )
    styles = ("CellCentre", "CellText", "CellText", "CellCentre", "CellCentre", "CellText", "CellCentre")
    yield para("待调研清单", style="Band")
    yield table(
        [
            heads(columns, height=7),
            control("{%tr for 家 in 待调研同业 %}"),
            row(*(cell(t, w, s) for t, (_, w), s in zip(texts, columns, styles, strict=True)), height=7.5),
            control("{%tr else %}"), row(cell("没有过期或即将过期的报价；请调研辖区内新出现的产品。", style="CellCentre"), height=7.5),
            control("{%tr endfor %}"),
        ],
        WIDE,
    )  # fmt: skip


def _rules() -> Iterable[Xml]:
    yield para("填写要求", style="Band")
    for number, text in enumerate(
        (
            "一个产品填一张；已知的机构和产品已印好，其余照实填写，不知道的空着，不要猜。带 * 的必填。",
            "报价照抄原话，并写明按年、按月还是按日：年利率3.45%起、LPR+85BP、月息6厘、日息万二。只写“5厘”“4.5”无法比较。",
            "还款方式决定实际成本，必须勾选；费用写金额或比例，并勾选由谁承担。",
            "可信度：A 官方网站、合同或宣传单　B 可核实的客户转述　C 听说。保留凭证（照片、传单），写明附件编号。",
            "调研用公开或客户自愿提供的资料，不冒充客户，不打听他行客户信息。填好后录入《同业调研》工作簿。",
        ),
        1,
    ):
        yield para(f"{number}. {text}", style="Line")


def _forms() -> Iterable[Xml]:
    """A page for each product on the list, then blank ones: beyond the list's end every field is blank."""
    yield tag("{%p for 张 in range(待调研同业|个数 + 设置.blank_forms) %}")
    yield tag("{%p set 家 = 待调研同业[张] %}")
    yield para("同业产品调研表（第 {{ loop.index }} 张）", style="FormTitle", page_break=True)
    first, unit = 30.0, 16.0
    answer = (
        '{% if 栏.名称 == "机构名" %}{{ 家.机构名 }}{% elif 栏.名称 == "产品" %}{{ 家.产品 }}'
        '{% elif 栏.可选项 %}□{{ 栏.可选项|替换("、", "　□") }}'
        "{% endif %}"
    )
    hint = "{% if 栏.填写说明 %}　{{ 栏.填写说明 }}{% endif %}"
    yield table(
        [
            heads([("栏　目", first), ("填写（选项打勾）", WIDE - first - unit), ("单　位", unit)], height=6.5),
            control("{%tr for 栏 in 调研字段 %}"),
            row(
                key("{{ 栏.名称 }}{% if 栏.必填 %} *{% endif %}", first),
                cell([para(answer, run(hint, face="楷体", size=8.5, colour="8A97A8"), style="CellText")], WIDE - first - unit),
                cell("{{ 栏.测算口径 }}", unit, "CellCentre"),
                height=7.4,
            ),
            control("{%tr endfor %}"),
        ],
        WIDE,
    )  # fmt: skip
    yield para("调研人签字：　　　　　　　　　　日期：　　　　　　　　　　复核：", style="Line")
    yield tag("{%p endfor %}")

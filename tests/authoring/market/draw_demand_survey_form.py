"""Draws templates/demand-survey-form/: whom to ask, and the sheet that an officer fills in while asking."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, Page, docx
from authoring.house_table import (
    SHADE_LABEL,
    TWIPS,
    Column,
    Row,
    band,
    cell,
    each,
    heads,
    item,
    kept,
    row,
    sentence,
    table,
)
from authoring.house_text import Xml, para, repeated, run, value

PAGE = Page(top=15, bottom=14, left=18, right=18)
WIDE = PAGE.width
LABEL = 32.0
RULES = (
    "边聊边填，不交给客户自己填；先说明用途：了解需要、改进服务，不是审批，答不答都不影响办业务。",
    "一位客户一份，准客户和存量客户都问；每个客群按上面的份数问够，同一条街挑大小不同的店。",
    "照客户的原话填：成本写“月息5厘”“年利率6%以内”，说不清就空着，不替客户估。可以选几项的都勾上。",
    "不问、不记他行的账户和密码；不留手机和证件号，客户不愿留名就写“匿名”加序号。",
    "填好当天录入《客户与渠道》工作簿的“客户需求调研”页，栏名与本表一致；一份一行，多选用顿号隔开。",
)


def draw(folder: Path) -> None:
    """Writes demand-survey-form.docx into the folder."""
    body = [*_plan(), *_sheets()]
    (folder / "demand-survey-form.docx").write_bytes(
        docx(Draft("{{ 支行 }}客户需求调研表（{{ 本期.名称 }}）", body, PAGE))
    )


def _plan() -> Iterable[Xml]:
    columns = (
        Column("序号", 10, value("群.序号")),
        Column("目标客群", 48, value("群.目标客群"), "CellText"),
        Column("目标户数", 18, value("群.目标户数"), "CellNumber"),
        Column("计划\n份数", 15, value("群.计划份数"), "CellNumber"),
        Column("已回收", 15, value("群.回收份数"), "CellNumber"),
        Column("还差", 15, value("群.还差份数"), "CellNumber"),
        Column("熟悉的人", 21, value("群.客户经理|d('—')")),
        Column("派给（本次）"),
    )
    yield para("{{ 支行 }}客户需求调研表", style="Title")
    yield para("{{ 分行 }}　·　{{ 本期.名称 }}", style="Subtitle")
    yield para("本期问谁", style="Band")
    yield para("单位：户、份", style="Caption")
    nothing = sentence("还没有《目标客群表》；请按市场各问几户，写清客群。", 8)
    yield table([heads(columns, 8), *each("群 in 需求调研安排", item(columns, 8), otherwise=nothing)], WIDE)
    yield para(style="CellText")
    yield para("怎么问", style="Band")
    for number, rule in enumerate(RULES, 1):
        yield para(f"{number}. {rule}", style="Line")


def _sheets() -> Iterable[Xml]:
    """As many sheets as the settings say."""
    return repeated(
        "张 in range(设置.copies)",
        para("客户需求调研表", style="FormTitle", page_break=True),
        para("编号：　　　　　　　　支行：{{ 支行 }}　　　　带 * 的必填；□ 打勾，可以多选的已注明", style="CellNote"),
        _sheet(),
        para("客户经理签字：　　　　　　　　　　　　录入人：　　　　　　　　　录入日期：", style="Line"),
    )


def _sheet() -> Xml:
    """The questions in the order of a talk, with the names that the workbook's columns have."""
    who = (
        _asked("日期 *", "　　　　年　　　月　　　日"),
        _asked("客户经理", ""),
        _asked("客户 *", "", "不愿留名写匿名"),
        _asked("客户性质", "□新（准客户）　□存量（在我行有贷款）"),
        _asked("目标客群", _boxes("(需求调研安排|取(attribute='目标客群')|list) + ['其他＿＿＿＿']"), height=14),
    )
    wants = (
        _asked("资金用途 *", _boxes("规则.demand.uses"), height=14),
        _asked("需求金额", "　　　　　　　　万元"),
        _asked("期限", "{% for 月 in 规则.demand.term_months_bands %}□{{ 月 }} 个月　{% endfor %}□更长＿＿＿＿"),
        _asked("什么时候用", "　　　　月到　　　　月", "记在备注"),
        _asked("可承受成本", _boxes("规则.demand.costs + ['月息＿＿厘']"), "或照原话写", height=14),
    )
    now = (
        _asked("现有融资渠道", _boxes("规则.demand.funding"), height=14),
        _asked("最看重 *", _boxes("规则.demand.valued"), "可选两项", height=14),
        _asked("不满意之处", _boxes("规则.demand.complaints"), "对现在的借款", height=14),
        _asked(
            "意向产品",
            _boxes("(我行产品表|取(attribute='产品')|list) + ['没有想好', '其他＿＿＿＿']"),
            height=14,
        ),
    )
    talk = (
        _asked("备注", "", "原话、旺季淡季、上下游、变化", height=38),
        _asked(
            "下一步",
            _boxes("['再约', '送资料', '推荐产品＿＿＿', '转介绍＿＿＿', '不再跟进']"),
            "录入准客户台账",
            height=14,
        ),
    )
    parts = (("一、客户", who), ("二、需要什么", wants), ("三、现在怎么借", now), ("四、聊到的和下一步", talk))
    *lines, last = (line for name, rows in parts for line in (band(name), *rows))
    return table([*lines, *kept([last])], WIDE)  # the line to sign on stands with what is signed


def _asked(name: str, answers: str, hint: str = "", height: float = 10) -> Row:
    """A question, below it how it is meant, and where the answer goes."""
    said = [para(name, style="CellLabel")]
    if hint:
        said.append(para(run(hint, face="楷体", size=8.5, colour="8A97A8"), style="CellLabel"))
    answer = Xml(para(answers, style="FormText").replace("</w:pPr>", f"{_STOPS}</w:pPr>", 1))
    return row(cell(said, LABEL, shade=SHADE_LABEL), cell([answer]), height=height)


_A_LINE = 4  # boxes, each below the one above it
_STOPS = (
    "<w:tabs>" + "".join(f'<w:tab w:val="left" w:pos="{round(at * 35 * TWIPS)}"/>' for at in (1, 2, 3)) + "</w:tabs>"
)


def _boxes(items: str) -> str:
    """A box for each item of a list."""
    apart = "{% if loop.index0 %}{% if loop.index0 % " + str(_A_LINE) + " %}\t{% else %}\n{% endif %}{% endif %}"
    return f"{{% for 项 in {items} %}}{apart}□{{{{ 项 }}}}{{% endfor %}}"

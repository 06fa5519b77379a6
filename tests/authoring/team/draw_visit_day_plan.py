"""Draws templates/visit-day-plan/: squads and their roles, where each goes, whom it sees, and the evening's results."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, docx
from authoring.house_table import (
    REST,
    Column,
    Row,
    band,
    cell,
    control,
    each,
    heads,
    item,
    kept,
    key,
    row,
    sentence,
    table,
)
from authoring.house_text import Xml, aside, label, para, run, tag, value, when
from authoring.team.labelled import GAP, LABEL, PAGE, WIDE, pairs, signatures

_LEFT = '辖区待走区域|排除("走访区域", "in", 拜访编组|取(attribute="走访区域"))|取(attribute="走访区域")|连接("、")'
REST_AREAS = f'{_LEFT}|d("没有，全部走到。", true) if 辖区待走区域 else "《辖区市场表》还没有登记区域，各组自定。"'
MINE = '拜访重点名单|筛选("组别", "==", 组.组别)'


def draw(folder: Path) -> None:
    """Writes visit-day-plan.docx into the folder."""
    body = [*_head(), GAP, _squads(), GAP, _words(), GAP, _evening(), GAP, _signed(), *_apart(), _lists()]
    body.append(para(style="Gap"))
    (folder / "visit-day-plan.docx").write_bytes(docx(Draft("{{ 支行 }}拓展拜访日方案", body, PAGE)))


def _apart() -> Iterable[Xml]:
    """Where several squads go, the names have a page of their own, to be taken along; those of one fit below."""
    yield GAP
    yield tag("{%p if (拜访编组|个数) > 1 %}")
    yield para(page_break=True, style="Gap")
    yield tag("{%p endif %}")


def _head() -> Iterable[Xml]:
    yield para("{{ 支行 }}{{ 规则.visit_day.name }}方案", style="Title")
    day = "{{ 拜访日安排.日期 }}　{{ 拜访日安排.星期 }}　（{{ 拜访日安排.周次 }}）"
    yield para(when("拜访日安排.日期", day, "没有设拓展拜访日"), style="Subtitle")
    thirds = (WIDE / 3,) * 3
    lines: list[Row] = [
        row(
            *pairs(
                (
                    ("外出", "{{ 拜访日安排.人数 }} 人　{{ 拜访日安排.组数 }} 组"),
                    ("集合", value("设置.gather")),
                    ("回行", value("设置.back")),
                ),
                thirds,
            ),
            height=6.4,
        ),
        row(key(label("外出名单"), LABEL), cell(value("拜访日安排.外出名单|d('—', true)")), height=6.4),
        row(
            *pairs(
                (
                    ("留守", value("拜访日安排.留守名单|d('—', true)")),
                    ("请假", value("拜访日安排.请假名单|d('—', true)")),
                ),
                (WIDE / 2,) * 2,
            ),
            height=6.4,
        ),
        row(
            *pairs(
                (
                    ("走访目标", "{{ 拜访日安排.走访目标|d('—') }} 户"),
                    (
                        "咨询目标",
                        "{{ 拜访日安排.拜访日咨询目标|d('—') }} 次"
                        + when(
                            "拜访日安排.拜访日咨询目标 is not none",
                            "（外出各人当周任务折算到一天；同访的各人都计）",
                        ),
                    ),
                ),
                (WIDE / 3, WIDE * 2 / 3),
            ),
            height=6.4,
        ),
    ]
    yield table(lines, WIDE)


def _squads() -> Xml:
    area = para(
        run("{{ 组.走访区域|d('自定', true) }}", bold=True),
        when("组.目标户数", "　{{ 组.目标户数 }} 户") + when("组.行业", "，{{ 组.行业 }}为主"),
        style="CellText",
    )
    known = para(
        when("组.旺季", "旺季{{ 组.旺季 }}；")
        + when("组.主要同业", "同业：{{ 组.主要同业 }}；")
        + "近四周接触 {{ 组.近四周接触|d(0) }} 次，在跟准客户 {{ 组.区域准客户|d(0) }} 户"
        + when("组.下一步", "；{{ 组.下一步 }}"),
        style="CellNote",
    )
    columns = (
        Column("组别", 14, value("组.组别")),
        Column("主聊", 19, value("组.主聊")),
        Column("辅聊", 19, value("组.辅聊|d('—')")),
        Column("观察记录", 19, value("组.观察记录|d('辅聊兼')")),
        Column("走访区域与底数", REST),
        Column("走访\n（户）", 13, value("组.走访目标"), "CellNumber"),
        Column("咨询\n（次）", 13, value("组.拜访日咨询目标"), "CellNumber"),
    )
    boxes = [
        cell([area, known], REST) if c.name.startswith("走访区域") else cell(c.text, c.width, c.style) for c in columns
    ]
    return table(
        [
            band(
                "一、编组、区域与目标",
                aside("资深的任主聊，新人跟师傅；近四周走得少的区域先走；咨询为组内各人目标之和"),
            ),
            heads(columns),
            *each(
                "组 in 拜访编组",
                row(*boxes, height=11),
                otherwise=sentence("没有人可以外出：请核对名册、请假和拜访日设置。", 8),
            ),
            row(key(label("其余区域"), LABEL), cell(value(REST_AREAS)), height=6.4),
        ],
        WIDE,
    )


def _lists() -> Xml:
    columns = (
        Column("准客户编号", 21, value("户.准客户编号|d('—')"), "CellNumber"),
        Column("客户", 17, value("户.客户"), "CellNumber"),
        Column("行业", 15, value("户.行业|d('—')"), "CellNumber"),
        Column("阶段", 11, value("户.准客户阶段"), "CellNumber"),
        Column("万元", 12, value("户.需求金额|四舍五入(1)|d('—')"), "CellNumber"),
        Column("管户人", 17, value("户.客户经理"), "CellNumber"),
        Column("下一步", REST, value("户.下一步|d('—')"), "CellNote"),
        Column("下次日期", 18, value("户.下次日期|日期('月日')|d('—', true)"), "CellNumber"),
        Column("今天结果", 32),
    )
    blank = row(*(cell("", c.width) for c in columns), height=5.8)
    more = f"（另有 {{{{ {MINE}|个数 - 设置.leads }}}} 户见《准客户台账》）"
    squad = cell(
        [
            para(
                run("{{ 组.组别 }}　{{ 组.走访区域|d('自定', true) }}", face="黑体", size=9),
                when(f"({MINE}|个数) > 设置.leads", more),
                style="CellText",
            )
        ],
        shade="F5F7FA",
    )
    return table(
        [
            band("附：重点名单", aside("准客户台账里这一片还没成交的，下一步到期早的在前；现场新增的写在空行")),
            heads(columns),
            control("{%tr for 组 in 拜访编组 %}"),
            *kept([Row((squad,))]),  # a squad's name never stands alone at a page's foot
            control(f"{{%tr for 户 in ({MINE})[:设置.leads] %}}"),
            item(columns, 5.8),
            control("{%tr else %}"),
            sentence("这一片没有在跟的准客户，按扫街名单走访。", 5.8),
            control("{%tr endfor %}"),
            *each("行 in range(设置.spare_leads)", blank),
            control("{%tr else %}"),
            sentence("没有编组，没有名单。", 6),
            control("{%tr endfor %}"),
        ],
        WIDE,
        style="Dense",
    )


def _words() -> Xml:
    roles = [tag("{%p for 条 in 设置.roles %}"), para("· {{ 条 }}", style="CellNote"), tag("{%p endfor %}")]
    rules = [tag("{%p for 条 in 设置.rules %}"), para("□ {{ 条 }}", style="CellNote"), tag("{%p endfor %}")]
    return table(
        [
            band("二、分工与纪律"),
            row(key(label("分工"), LABEL), cell(roles)),
            row(key(label("出门前"), LABEL), cell(rules)),
        ],
        WIDE,
    )


def _evening() -> Xml:
    columns = (
        Column("组　别", 18, value("组.组别")),
        Column("实走（户）", 20),
        Column("咨询（次）", 20),
        Column("申请意向", 20),
        Column("新增名单", 20),
        Column("最大收获与明天要跟的一户", REST),
    )
    return table(
        kept(
            [
                band("三、当天结果", aside("回行后夕会上逐组报数，当天录入活动日志和拜访记录")),
                heads(columns),
                *each("组 in 拜访编组", item(columns, 8), otherwise=sentence("没有编组。", 6)),
            ]
        ),
        WIDE,
    )


def _signed() -> Xml:
    return table(kept([signatures(("编制人", "支行行长"), 9)]), WIDE)

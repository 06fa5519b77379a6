"""Draws templates/study-record/: what a branch studied in a month, who shared what, and what followed from it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, docx
from authoring.house_table import REST, Column, Row, band, cell, each, heads, item, kept, key, row, sentence, table
from authoring.house_text import Xml, aside, label, para, value, when
from authoring.team.labelled import GAP, LABEL, PAGE, WIDE, blanks, pairs, room, signatures

POLICIES = '学习记录|筛选("学习类型", "==", "政策")'
SHARED = '学习记录|筛选("学习类型", "!=", "政策")'
WENT = (  # how many took part in an outing; what a visit day brought
    "{% for 办 in 团队活动表 if 办.标题 == 事.标题 and 办.人数 %}{{ 办.人数 }} 人参加{% endfor %}"
    "{% for 天 in 逐日 if 事.安排类型 == '拓展拜访日' and 天.日期 == 事.日期 and 天.咨询量 %}"
    "当天咨询 {{ 天.咨询量 }} 次，申请 {{ 天.申请量 }} 笔{% endfor %}"
)
TOGETHER = '本期安排|筛选("安排类型", "in", ["拓展拜访日", "团队活动"])'


def draw(folder: Path) -> None:
    """Writes study-record.docx into the folder."""
    body = [
        *_head(),
        GAP,
        _policies(),
        GAP,
        _shared(),
        GAP,
        _together(),
        GAP,
        _people(),
        GAP,
        _close(),
        para(style="Gap"),
    ]
    (folder / "study-record.docx").write_bytes(docx(Draft("{{ 支行 }}学习记录", body, PAGE)))


def _head() -> Iterable[Xml]:
    yield para("{{ 支行 }}学习记录", style="Title")
    yield para("{{ 分行 }}　·　{{ 本期.名称 }}", style="Subtitle")
    counts = (
        ("学习合计", "{{ 学习概况.总数 }} 次"),
        ("政策学习", "{{ 学习概况.政策学习次数 }} 次"),
        ("小课题", "{{ 学习概况.小课题次数 }} 次"),
        ("案例分享", "{{ 学习概况.案例分享次数 }} 次"),
    )
    spoke = (
        "{{ 学习概况.分享人数 }} 人分享过"
        + when("学习概况.在岗人数", "，在岗 {{ 学习概况.在岗人数 }} 人")
        + "；"
        + when(
            "分享统计|排除('本期分享次数')",
            "本月还没有分享的：{{ 分享统计|排除('本期分享次数')|取(attribute='客户经理')|连接('、') }}。",
            when("分享统计", "人人都分享过。", "名册里没有在岗人员。"),
        )
    )
    yield table([row(*pairs(counts), height=6.4), row(key(label("分享面"), LABEL), cell(spoke), height=6.4)], WIDE)


def _policies() -> Xml:
    columns = (
        Column("日　期", 17, value("学.日期|日期('月日')"), "CellNumber"),
        Column(
            "文号与题目",
            52,
            "{{ 学.题目|d('题目待补') }}".replace("题目|", "标题|") + when("学.文号", "\n{{ 学.文号 }}"),
            "CellText",
        ),
        Column("要　点", REST, value("学.经过|d('', true)"), "CellNote"),
        Column("主讲人", 18, value("学.分享人|d('', true)")),
        Column("讨论与落实", 36),
    )
    nothing = sentence("《学习与分享安排》里本月没有政策学习的记录；学过的请补写在下面。", 6)
    return table(
        [
            band("一、政策学习"),
            heads(columns),
            *each(f"学 in {POLICIES}", item(columns, 9), otherwise=nothing),
            *blanks("设置.blank_rows", [c.width for c in columns], 8),
        ],
        WIDE,
    )


def _shared() -> Xml:
    columns = (
        Column("日　期", 17, value("学.日期|日期('月日')"), "CellNumber"),
        Column("会　议", 15, value("学.会议|d('—')"), "CellNumber"),
        Column("类　型", 17, value("学.学习类型"), "CellNumber"),
        Column("题　目", 45, value("学.标题|d('自选题')")),
        Column("分享人", 18, value("学.分享人|d('', true)")),
        Column("要　点", REST, value("学.经过|d('', true)"), "CellNote"),
    )
    nothing = sentence("《学习与分享安排》里本月没有小课题和案例分享的记录；讲过的请补写在下面。", 6)
    return table(
        [
            band("二、小课题与案例分享"),
            heads(columns),
            *each(f"学 in {SHARED}", item(columns, 6.4), otherwise=nothing),
            *blanks("设置.blank_rows", [c.width for c in columns]),
        ],
        WIDE,
    )


def _together() -> Xml:
    columns = (
        Column("日　期", 34, "{{ 事.日期|日期('月日') }}（{{ 事.星期 }}）", "CellNumber"),
        Column("安　排", 46, value("事.标题")),
        Column("负责人", 20, value("事.负责人|d('', true)")),
        Column("地　点", 30, value("事.地点|d('', true)")),
        Column(
            "情况与收获",
            REST,
            WENT,
            "CellNote",
        ),
    )
    nothing = sentence("本月没有拓展拜访日和团队活动。", 6)
    return table(
        [
            band("三、拓展拜访日与团队活动"),
            heads(columns),
            *each(f"事 in {TOGETHER}", item(columns, 6.4), otherwise=nothing),
        ],
        WIDE,
    )


def _people() -> Xml:
    """Two people a line: names, how often, when last."""
    half = WIDE / 2
    widths = (30.0, 22.0, half - 52)
    names = ("姓　名", "本月分享（次）", "最近一次")
    top = [
        cell(name, width, "CellHead", shade="EDF1F6")
        for _ in range(2)
        for name, width in zip(names, widths, strict=True)
    ]

    def person(of: str) -> list[str]:
        new = when(f"{of}.新人", "（新）")
        return [
            f"{{{{ {of}.客户经理 }}}}{new}",
            value(f"{of}.本期分享次数"),
            value(f"{of}.最近分享|日期('月日')|d('还没有', true)"),
        ]

    first = [cell(text, width, "CellCentre") for text, width in zip(person("双[0]"), widths, strict=True)]
    second = [
        cell(when("双|个数 > 1", text), width, "CellCentre")
        for text, width in zip(person("双[1]"), widths, strict=True)
    ]
    rows: list[Row] = [
        band("四、分享统计", aside("含全部在岗人员；最近一次不限本月")),
        Row(tuple(top), head=True),
        *each(
            "双 in 分享统计|分批(2)", row(*first, *second, height=5.8), otherwise=sentence("名册里没有在岗人员。", 6)
        ),
    ]
    return table(rows, WIDE, style="Dense")


def _close() -> Xml:
    return table(
        kept([room("本月小结", "", 15), room("下月打算", "", 15), signatures(("记录人", "支行行长"), 9)]), WIDE
    )

"""Draws templates/kash-assessment/: KASH item by item, what to talk about, a net with the last round, a plan."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, docx
from authoring.house_bars import Radar
from authoring.house_chart import chart_paragraph
from authoring.house_forms import control, written
from authoring.house_table import (
    REST,
    Cell,
    Column,
    Row,
    band,
    cell,
    each,
    heads,
    item,
    row,
    sentence,
)
from authoring.house_text import Xml, aside, para, run, value, when
from authoring.people.personal import GAP, PAGE, WIDE, box, pairs, person, signatures, titled

NUMBER, SCORE = 9.0, 19.0
DIMENSIONS = (  # letter of the form's fields, name, what it is about
    ("k", "知识", "Knowledge　知道什么"),
    ("a", "态度", "Attitude　愿不愿做"),
    ("s", "技巧", "Skill　会不会做"),
    ("h", "习惯", "Habit　是不是一直在做"),
)
NET = Radar(
    name="KASH 雷达图",
    alt="{{ chart KASH维度表 categories=维度 series=上级均分,自评均分,上次上级均分 }}",
    categories=tuple(name for _, name, _ in DIMENSIONS),
    series=("上级评", "自评", "上次上级评"),
    colours=("C0504D", "1F5FA8", "7F8A96"),
    highest=5,
    width=72,
    height=64,
    dashed=("上次上级评",),
)
PLAN = (
    ("短板项", "gap", 33.0),
    ("目标分", "target", 13.0),
    ("学习方式", "learning", 40.0),
    ("带教人", "mentor", 22.0),
    ("起　止", "span", 26.0),
    ("检验方式", "check", REST),
    ("结果", "outcome", 15.0),
)


def draw(folder: Path) -> None:
    """Writes kash-assessment.docx into the folder."""
    body = [*_head(), GAP, _items(), *_results(), GAP, _talk(), GAP, _last_plan(), GAP, _plan(), GAP, box(_close())]
    draft = Draft("{{ 姓名 }} KASH 评估表（{{ 本期.名称 }}）", body, PAGE, parts=NET.parts())
    (folder / "kash-assessment.docx").write_bytes(docx(draft))


def _head() -> Iterable[Xml]:
    yield from titled("KASH 评 估 表", "评估材料保密，仅限当事人与评估人阅存")
    state = when(
        "KASH概况.已评分",
        "自评 {{ KASH概况.自评项数 }} 项，上级评 {{ KASH概况.上级评项数 }} 项，共 {{ KASH概况.评估项数 }} 项",
        "本期尚未评分：先自评，再请上级评，互相不看",
    )
    scale = "1 还没开始　2 要人带着做　3 能独立做　4 做得稳　5 能带别人；拿不准的空着，空着不算 0 分"
    lines = [*person(("上次评估", value("KASH概况.上次评定周期|d('无记录')")))]
    yield box([*pairs(lines), *pairs([(("评分情况", state),), (("评分标准", scale),)])])


def _items() -> Xml:
    name = WIDE - NUMBER - 5 * SCORE
    columns = [
        Column("序号", NUMBER),
        Column("评　估　项　目", name),
        *(Column(text, SCORE) for text in ("自　评", "上级评", "差（上级－自评）", "上次上级评", "变　动")),
    ]
    rows = [heads(columns)]
    for letter, title, about in DIMENSIONS:
        plain = band(title, aside(about)).cells[0]
        rows += [Row((plain,)), *each(f"项 in KASH评分表|筛选('维度', '==', '{title}')", _item(letter, title, name))]
    return box(rows)


def _item(letter: str, title: str, name: float) -> Row:
    """One item: both scores as controls to fill in, the gap with △ where it must be talked about, the last round."""
    boxes = [
        _score(f"{letter}_self", "自评分", f"{title} 自评"),
        _score(f"{letter}_boss", "上级评分", f"{title} 上级评"),
    ]
    gap = when("项.须讨论", "△ ") + _signed("项.评分差")
    numbers = (gap, value("项.上次上级分|d('—')"), _signed("项.上级分变动"))
    return row(
        cell(value("loop.index"), NUMBER, "CellCentre"),
        cell(value("项.评估项目"), name),
        *boxes,
        *(cell(text, SCORE, "CellCentre") for text in numbers),
        height=7.2,
    )


def _score(field: str, term: str, title: str) -> Cell:
    box_of_score = control(f"{field}_{{{{ loop.index }}}}", f"{{{{ 项.{term}|d('　　') }}}}", label=title)
    return cell([para(box_of_score, style="CellCentre")], SCORE)


def _signed(expression: str, written_by: str = "四舍五入(1)") -> str:
    """A change with its sign; nothing where it is not known."""
    known = when(f"{expression} > 0", "+") + value(f"{expression}|{written_by}")
    return when(f"{expression} is none", when("KASH概况.已评分", "—"), known)


def _results() -> Iterable[Xml]:
    """The four means beside the net, this round and the last."""
    columns = (
        Column("维　度", 16, value("维.维度")),
        Column("自评\n均分", 15, value("维.自评均分|千分位(1)"), "CellNumber"),
        Column("上级\n均分", 15, value("维.上级均分|千分位(1)"), "CellNumber"),
        Column("差", 13, _signed("维.均分差", "千分位(1)"), "CellNumber"),
        Column("上次\n上级", 15, value("维.上次上级均分|千分位(1)"), "CellNumber"),
        Column("变动", 13, _signed("维.均分变动", "千分位(1)"), "CellNumber"),
        Column("支行\n均分", 15, value("维.支行均分|千分位(1)"), "CellNumber"),
    )
    summary = when("KASH概况.最强维度", "上级评最高的是{{ KASH概况.最强维度 }}，最低的是{{ KASH概况.最弱维度 }}。") + (
        "与自评相差 {{ 规则.kash.gap }} 分以上、须当面讨论的 {{ KASH概况.须讨论项数 }} 项；"
        "上级评 {{ 规则.kash.low }} 分及以下的 {{ KASH概况.短板项数 }} 项。"
    )
    told = when("KASH概况.已评分", summary, "评完后重新生成本表，均分、差和雷达图自动填好；下面先看上次。")
    net = cell([chart_paragraph(NET)], merge="restart")
    first, below = heads(columns).cells, item(columns).cells
    width = WIDE - sum(c.width for c in first)
    yield para(page_break=True, style="Gap")
    yield box(
        [
            band(
                "一、结果",
                aside("均分＝已评各项的平均，没有评的不计；雷达图虚线是上次（{{ KASH概况.上次评定周期|d('无') }}）"),
            ),
            row(*first, net),
            *each("维 in KASH维度表", row(*below, cell("", width, merge="continue"), height=8.6)),
            row(cell(told, WIDE - width, top=True), cell("", width, merge="continue"), height=20),
        ]
    )


def _talk() -> Xml:
    columns = (
        Column("维度", 12, value("项.维度")),
        Column("评估项目", 42, value("项.评估项目"), "CellText"),
        Column("自评", 11, value("项.自评分|d('—')")),
        Column("上级评", 13, value("项.上级评分|d('—')")),
        Column("为什么要谈", 41, value("项.理由"), "CellText"),
        Column("各自举的事实与看法"),
    )
    apart = "(能力差距表|筛选('须讨论')|list)"  # what the two see differently is talked about first, then what is low
    listed = f"({apart} + (能力差距表|排除('须讨论')|list))[:设置.talk_rows]"
    more = when(
        "(能力差距表|count) > 设置.talk_rows",
        "，列 {{ 设置.talk_rows }} 项，共 {{ 能力差距表|count }} 项",
    )
    about = when("KASH概况.已评分", "按最近一次评分", when("KASH概况.上次评定周期", "按上次评分"))
    about += when("能力差距表", "，相差大的在前、偏低的在后")
    known = "KASH概况.已评分 or KASH概况.上次评定周期"
    nothing = when(known, "没有相差较大或偏低的项目。", "还没有评分，评完后重新生成本表即列出。")
    return box(
        [
            band("二、须当面讨论的项目", aside(about + more)),
            heads(columns),
            *each(f"项 in {listed}", item(columns, 7.4), otherwise=sentence(nothing, 7.4)),
        ]
    )


def _last_plan() -> Xml:
    columns = (
        Column("序号", NUMBER, value("项.序号")),
        Column("短板项", 34, value("项.评估项目"), "CellText"),
        Column("目标分", 13, value("项.目标分|d('—')")),
        Column("现评分", 13, value("项.现评分|d('—')") + when("项.已达目标", " √")),
        Column("学习方式", 48, value("项.学习方式"), "CellText"),
        Column("带教人", 18, value("项.师傅")),
        Column("到期", 20, value("项.结束日期|日期('短')")),
        Column("结果", REST, value("项.完成情况|d('未填')")),
    )
    rows = each("项 in 上次发展计划", item(columns, 7), otherwise=sentence("没有上次发展计划的记录。", 7))
    return box([band("三、上次发展计划的落实"), heads(columns), *rows])


def _plan() -> Xml:
    """The weakest items are put down with a colleague who could teach them; what is to be done stays open."""
    names = [Column("序号", NUMBER), *(Column(name, width) for name, _, width in PLAN)]
    shown = "能力差距表[:设置.plan_rows]"
    rest = "行 in range([设置.plan_rows - (能力差距表|count), 0]|最大)"
    filled = row(*_plan_boxes("loop.index", given=True), height=11)
    blank = row(*_plan_boxes("(能力差距表|count) + loop.index", given=False), height=11)
    about = "先选一两项最影响业绩的；学了要用，用了要有人看。短板项与带教人是建议，面谈时可改"
    title = band("四、发展计划", aside(about))
    return box([title, heads(names), *each(f"项 in {shown}", filled), *each(rest, blank)])


def _plan_boxes(number: str, *, given: bool) -> Iterable[Cell]:
    """The cells of a line of the plan, each a control to write in; item and colleague may stand there already."""
    yield cell(value(number), NUMBER, "CellCentre")
    for name, field, width in PLAN:
        tag, title, pieces = f"{field}_{value(number)}", name.replace("　", ""), []
        if given and field == "mentor":
            pieces.append(run(when("项.师傅", "建议 "), face="楷体", size=8.5, colour="6B7785"))
        known = {"gap": value("项.评估项目"), "mentor": value("项.师傅|d('　　')")}.get(field) if given else None
        pieces.append(control(tag, known, label=title) if known else written(tag, title, "　　"))
        yield cell([para(*pieces, style="CellText")], width)


def _close() -> Iterable[Row]:
    prompts = ("我的长处（别人可以来问我的）：", "需要上级和团队帮我的：")
    half = WIDE / 2
    yield row(*(cell([para(text, style="Prompt")], half, top=True) for text in prompts), height=15)
    yield from signatures("本人", "上级")

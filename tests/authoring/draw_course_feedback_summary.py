"""Draws templates/course-feedback-summary/: how a course was scored, what was said, and room for conclusions."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, Page, docx
from authoring.house_bars import Bars
from authoring.house_chart import chart_paragraph
from authoring.house_course import course_footer
from authoring.house_styles import BLUE
from authoring.house_table import Cell, Column, band, cell, control, each, heads, item, kept, key, row, sentence, table
from authoring.house_text import Xml, aside, para, run, tag, value, when

PAGE = Page(top=18, bottom=16, left=20, right=20)
WIDE = PAGE.width
SPACE = para(style="CellText")
MEANS = Bars(
    name="各项平均分",
    alt="{{ chart 反馈评分 categories=评价项 series=平均分 }}",
    series=("平均分",),
    colours=("3E6FA8",),
    width=WIDE / 2 - 4,
    height=62,
    highest=5,
    format="0.00",
)
SPREAD = Bars(
    name="各项分数分布",
    alt="{{ chart 反馈评分 categories=评价项 series=五分,四分,三分,二分,一分 }}",
    series=("5分", "4分", "3分", "2分", "1分"),
    colours=("1F5FA8", "7FA3CC", "D5DCE5", "E3B27C", "C0504D"),
    width=WIDE / 2 - 4,
    height=62,
    number=2,
    whole=True,
    format="0;;",
)
KNOWN = "反馈汇总.回收份数"
LOW = "项.平均分 is not none and 项.平均分 < 设置.low_score"
FEW = when("反馈汇总.回收份数 < 设置.few_sheets", "回收 {{ 反馈汇总.回收份数 }} 份，份数少，分数和比例仅供参考。")
NOTHING = (
    "还没有录入问卷。收回的问卷每份一行填进《反馈录入表》，放进 inputs 文件夹，再生成一次，"
    "这里就有回收率、各项平均分、分布图和按主题归并的意见。"
)


def draw(folder: Path) -> None:
    """Writes course-feedback-summary.docx into the folder."""
    body = [*_head(), *_figures(), *_comments(), SPACE, *_conclusions()]
    left_out = "{% if 未计入条数 %}　·　未计入 {{ 未计入条数 }} 行{% endif %}"
    feet = {"footer1.xml": course_footer(WIDE, value("设置.foot_note") + left_out)}
    parts = (*MEANS.parts(), *SPREAD.parts())
    draft = Draft("{{ 课程 }}反馈汇总", body, PAGE, feet, parts)
    (folder / "course-feedback-summary.docx").write_bytes(docx(draft))


def _head() -> Iterable[Xml]:
    yield para("课程反馈汇总", style="Title")
    yield para("{{ 课程 }}" + when("课程信息.客户单位", "　·　{{ 课程信息.客户单位 }}"), style="Subtitle")
    several = "课程信息.结束日期 and 课程信息.结束日期 != 课程信息.开始日期"
    days = value("课程信息.开始日期|日期('短')") + when(several, "—{{ 课程信息.结束日期|日期('短') }}")
    held = when("课程信息.场次数", "{{ 课程信息.场次数 }} 场")
    pairs = (("讲　师", value("课程信息.讲师"), 38), ("日　期", days, 50), ("场　次", held, WIDE - 142))
    first = [box for name, text, width in pairs for box in (key(name, 18), cell(text, width, "CellCentre"))]
    numbers = (
        ("回收份数", when("反馈汇总.回收份数 is not none", "{{ 反馈汇总.回收份数 }} 份", "—")),
        ("学员数", when("反馈汇总.学员数", "{{ 反馈汇总.学员数 }} 人", "—")),
        ("回收率", value("反馈汇总.回收率")),
        ("总体平均分", value("反馈汇总.总体平均分|千分位(2)")),
        ("评分最高", value("反馈汇总.最高项|d('—')")),
        ("评分最低", value("反馈汇总.最低项|d('—')")),
    )
    yield table([row(*first, height=8)], WIDE)
    yield para(style="Gap")
    widths = (*[(WIDE - 76) / 4] * 4, 38.0, 38.0)  # two scores may share a place
    columns = [Column(name, width) for (name, _), width in zip(numbers, widths, strict=True)]
    big = (_big(text, width) for (_, text), width in zip(numbers, widths, strict=True))
    yield table([heads(columns, 6.5), row(*big, height=11)], WIDE)


def _big(text: str, width: float) -> Cell:
    size = 12 if width < 30 else 10.5
    return cell([para(run(text, size=size, bold=True, colour=BLUE), style="FormCentre")], width)


def _figures() -> Iterable[Xml]:
    yield tag(f"{{%p if {KNOWN} %}}")
    yield para(FEW, style="Note")
    yield _scores()
    yield para(style="Gap")
    yield _charts()
    yield tag("{%p else %}")
    yield para(style="CellText")
    yield table([band("一、评分"), sentence(NOTHING, 22)], WIDE)
    yield tag("{%p endif %}")
    yield SPACE


def _scores() -> Xml:
    low = when(LOW, "▼ ")
    columns = (
        Column("序号", 10, value("项.序号"), "CellNumber"),
        Column("评价项", text=low + value("项.评价项"), style="CellText"),
        Column("平均分", 18, value("项.平均分|千分位(2)"), "CellTotal"),
        Column("满意率", 18, value("项.满意率"), "CellNumber"),
        Column("回答数", 16, value("项.回答数"), "CellNumber"),
        *(
            Column(f"{n} 分", 14, value(f"项.{word}分"), "CellNumber")
            for n, word in zip((5, 4, 3, 2, 1), "五四三二一", strict=True)
        ),
    )
    note = "满意率＝4分和5分的占比；没有回答的不计；▼ 平均分低于 {{ 设置.low_score }}"
    nothing = sentence("问卷里没有评分。", 7)
    rows = each("项 in 反馈评分", item(columns, 6.5), otherwise=nothing)
    return table([band("一、评分", aside(note)), heads(columns, 6.5), *rows], WIDE)


def _charts() -> Xml:
    titles = heads([Column("各项平均分（满分 5 分）", WIDE / 2), Column("各项分数分布（份）")], 6)
    charts = row(*(cell([chart_paragraph(chart)], WIDE / 2) for chart in (MEANS, SPREAD)))
    return table([control("{%tr if 反馈评分 %}"), titles, charts, control("{%tr endif %}")], WIDE)


def _comments() -> Iterable[Xml]:
    """What was said, by topic, the same words counted once."""
    columns = (
        Column("序号", 10, value("loop.index"), "CellNumber"),
        Column("意　见", text=value("条.意见"), style="CellText"),
        Column("份　数", 18, value("条.人数"), "CellNumber"),
    )
    (topic,) = kept([row(key("{{ 主题 }}"))])
    lines = each("条 in 条们", item(columns, 6.5))
    every = each("主题, 条们 in 反馈意见|分组('意见主题')", topic, *lines)
    nothing = (control("{%tr if not 反馈意见 %}"), sentence("问卷里没有写下意见。", 7), control("{%tr endif %}"))
    title = band("二、意见", aside("相同的意见合并计数，原话照录"))
    yield table([title, heads(columns, 6.5), *every, *nothing], WIDE)


def _conclusions() -> Iterable[Xml]:
    columns = (
        Column("序号", 10, value("loop.index")),
        Column("要改进的", 46),
        Column("措　施"),
        Column("负责人", 22),
        Column("完成时间", 26),
    )
    keep = row(
        key("保持的做法", 30), cell([para("哪些做法分数高、意见好，下次照做：", style="Prompt")], top=True), height=18
    )
    title = band("三、结论与改进", aside("由讲师和主办方商定后填写"))
    lines = each("行 in range(设置.conclusion_rows)", *kept([item(columns, 10.5)]))
    yield table([*kept([title, keep]), heads(columns, 6.5), *lines], WIDE)

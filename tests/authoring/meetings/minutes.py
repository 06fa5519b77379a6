"""What minutes in table form share: the head, one block for each point of the agenda, the decisions, the signatures."""
# ruff: noqa: E501 - the sentences that are printed stay whole

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from authoring.house import Page
from authoring.house_styles import AMBER, AZURE, RED
from authoring.house_table import Cell, Column, Row, band, cell, each, heads, item, kept, key, row, table
from authoring.house_text import Xml, aside, label, para, repeated, run, tag, value, when

PAGE = Page(top=8.5, bottom=9.5, left=16, right=16, foot=4.5)
WIDE = PAGE.width
LABEL = 20.0  # mm: the labels of the head and the foot
POINT = 35.0  # mm: the title of a point that has its room beside it
NAME = 23.7  # mm: the column of names, in every table
LINE = 4.6  # mm: the least height of a line to write on
GAP = para(style="Gap")
BLANK = para(style="CellText")
NUMBERED = tag(
    '{%p set 题目 = "一二三四五六七八九十"[loop.index0] ~ "、" ~ 项.标题 if loop.index0 < 10 else 项.标题 %}'
)
TITLE = value("题目")
DUE = "只列亮灯的未结事项，其余见《督办台账》；有审核人和办结日期方可销项"
FOLLOW_UP = "□督促□培训□帮扶"

Point = Callable[[], Iterable[Xml]]


def opening(title: str, subtitle: str, info: str, came: str) -> Iterable[Xml]:
    """Title, subtitle, and the table that says which meeting it was and who came.

    ``info`` and ``came``: the figures of the meeting and of its attendance, by their terms.
    """
    yield para(title, style="Title")
    yield para(subtitle, style="Subtitle")
    off = run(when(f"{info}.时长超范围", "（时长不符）"), colour=RED, size=8)
    times = para(f"{{{{ {info}.开始 }}}}—{{{{ {info}.结束 }}}}", off, style="CellText")
    late = f"{{{{ {came}.迟到名单 }}}}" + when(f"{came}.缺席名单", f"　缺席：{{{{ {came}.缺席名单 }}}}")
    present = f"应到 {{{{ {came}.应到|d('　') }}}} 人　实到 {{{{ {came}.实到|d('　') }}}} 人"
    date = f"{{{{ {info}.日期 }}}}　{{{{ {info}.星期 }}}}"
    lines = (
        (("编号", value(f"{info}.会议编号")), ("类型", value(f"{info}.会议")), ("日期", date)),
        (("起止时间", times), ("地点方式", value(f"{info}.地点")), ("列席", value(f"{info}.列席"))),
        (("主持人", value(f"{info}.主持人")), ("记录人", value(f"{info}.记录人")), ("应到实到", present)),
        (("请假", value(f"{came}.请假名单")), ("公出", value(f"{came}.公出名单")), ("迟到缺席", late)),
    )
    widths = (63.0, 51.0, WIDE - 114)
    yield table([row(*pairs(line, widths), height=LINE) for line in lines], WIDE)
    yield GAP


def pairs(line: Iterable[tuple[str, str | Xml]], widths: Iterable[float]) -> Iterable[Cell]:
    """A label and its value, side by side over each width."""
    for (name, text), width in zip(line, widths, strict=True):
        yield key(label(name), LABEL)
        yield cell([text], width - LABEL)


def agenda(points: Mapping[str, Point]) -> list[Xml]:
    """One block for each point of the agenda, in the order of the settings; an unknown one is a title and room."""
    blocks: list[Xml] = []
    for name, draw_point in points.items():
        word = "elif" if blocks else "if"
        blocks += [tag(f'{{%p {word} 项.key == "{name}" %}}'), *draw_point()]
    blocks += [tag("{%p else %}"), point(), tag("{%p endif %}"), GAP]
    return repeated("项 in 设置.agenda if 项.on", NUMBERED, *blocks)


def titled(note: str = "") -> Row:
    """The point's number and title, and a word on its figures beside them."""
    return band(TITLE, aside(note)) if note else band(TITLE)


def point(*paragraphs: Xml, room: bool = True) -> Xml:
    """A point with its title on the left and what is known on the right, the settings' number of lines at least."""
    lines = "设置.blank_lines" + (" - 1" if paragraphs else "")
    blank = repeated(f"行 in range({lines})", BLANK) if room else []
    title = para(run(TITLE, size=8.5), style="CellLabel")
    return table([row(key(title, POINT), cell([*paragraphs, *blank]), height=5.8)], WIDE, style="Dense")


def note(*pieces: str) -> Xml:
    """A paragraph of a point, in the small text of the minutes."""
    return para(*pieces, style="CellNote")


def prompt(text: str) -> Xml:
    """A grey line that says what is to be written here by hand."""
    return para(text, style="Prompt")


def _light() -> list[Xml]:
    """The light of an open item, in its colour; tags and text in runs of their own."""
    pieces: list[Xml] = []
    for name, colour in (("红", RED), ("黄", AMBER), ("蓝", AZURE)):
        word = "elif" if pieces else "if"
        pieces += [run(f'{{% {word} 事.亮灯 == "{name}" %}}'), run(f"●{name} ", bold=True, colour=colour)]
    return [*pieces, run("{% endif %}")]


def actions(listed: str, words: str) -> Iterable[Xml]:
    """The decisions: the open items that ``listed`` gives first, then lines for the new ones; what is signed with them
    stands on one page with the signatures."""
    late = "['超期' ~ 事.超期天数 ~ '天' if 事.超期天数 else '', '延期' ~ 事.延期次数 ~ '次' if 事.延期次数 else '']|连接('、')"
    delay = when("事.超期天数 or 事.延期次数", f"（{value(late)}）")
    follow = para(*_light(), "{{ 事.当前进展 }}" + delay, style="CellNote")
    columns = (
        Column("序号", 8, value("loop.index")),
        Column("决议事项", text=value("事.督办事项"), style="CellNote"),
        Column("负责人", 23, "{{ 事.负责人 }}" + when("事.协办人", "、{{ 事.协办人 }}"), "CellNumber"),
        Column("完成期限", 18.5, value("事.到期日|日期('短')"), "CellNumber"),
        Column("结果跟踪", 62, follow),
    )
    number = cell(value(f"({listed})|个数 + loop.index"), 8, "CellCentre")
    blank = row(number, *(cell("", c.width) for c in columns[1:]), height=LINE)
    rows = [
        band("会议决议与督办", aside(words)),
        heads(columns),
        *each(f"事 in {listed}", item(columns)),
        *each("行 in range(设置.blank_actions)", blank),
    ]
    yield table(kept(rows), WIDE, style="Dense")
    yield para(style="Gap", keep_next=True)


def foot(info: str) -> Xml:
    """The next meeting and the two signatures."""
    meeting = f"{{{{ {info}.下次会议 }}}}　{{{{ {info}.下次会议|日期('星期') }}}}"
    line = (("下次会议", meeting), ("记录人签字", ""), ("主持人签字", ""))
    return table([row(*pairs(line, (64.0, (WIDE - 64) / 2, (WIDE - 64) / 2)), height=6.2)], WIDE)

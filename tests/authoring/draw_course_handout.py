"""Draws templates/course-handout/: cover, contents, overview, then unit by unit what is taught, with room to write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from authoring.house import Draft, docx
from authoring.house_course import CoursePage, course_footer, cover, header_part, plain_head, running_head
from authoring.house_course_blocks import NUMBERING, PLACEHOLDER, grid, note_lines, only_if, picture, points
from authoring.house_course_contents import CONTENTS_BEGIN, CONTENTS_END, entry, marked
from authoring.house_course_styles import STYLES, WIDE
from authoring.house_table import Column, each, heads, item, sentence, table
from authoring.house_text import Xml, para, repeated, run, tag, value, when

PAGE = CoursePage()
FRONT = replace(PAGE, header="header2.xml", cover=True)

OF_UNIT = "筛选('单元序号', '==', 单.序号)"
SECTIONS = f"名, 块们 in 课程内容|{OF_UNIT}|分组('小节')"
LOOSE = "课程内容|筛选('单元序号', 'none')"
LOOSE_CASES = "课程案例表|筛选('单元序号', 'none')"
UNIT_TITLE = "第 {{ 单.序号 }} 单元　{{ 单.单元 }}"
OF_UNITS = "课程单元表|合计('时长')"
BEYOND = when(f"({OF_UNITS}) != 课程信息.授课时长", "含单元以外的开场、总结等，")
_UNITS_TAKE = when(OF_UNITS, f"各单元合计 {value(OF_UNITS)} 分钟；")
_COURSE_TAKES = f"全程授课 {value('课程信息.授课时长')} 分钟（{BEYOND}不含休息、用餐）"
OVERVIEW, MORE, SOURCES = "课程概览", "补充内容", "参考资料"


def draw(folder: Path) -> None:
    """Writes course-handout.docx into the folder."""
    body = [*_cover(), *_contents(), *_overview(), *_units(), *_more(), *_sources()]
    parts = (
        NUMBERING,
        PLACEHOLDER,
        header_part("header1.xml", running_head(WIDE)),
        header_part("header2.xml", plain_head(WIDE, "目录")),
    )
    feet = {"footer1.xml": course_footer(WIDE)}
    draft = Draft("{{ 课程 }}（学员讲义）", body, PAGE, footers=feet, parts=parts, styles=STYLES)
    (folder / "course-handout.docx").write_bytes(docx(draft))


def _cover() -> Iterable[Xml]:
    yield from cover(
        "学 员 讲 义",
        (("授课对象", "课程信息.授课对象"), ("讲　　师", "课程信息.讲师"), ("版　　本", "课程信息.版本日期")),
    )


def _contents() -> Iterable[Xml]:
    """The lines as a table of contents would hold them; the bookmarks are those of the headings below."""
    yield para("目　录", style="ContentsTitle")
    yield entry(1, "_overview", OVERVIEW, CONTENTS_BEGIN)
    yield tag("{%p for 单 in 课程单元表 %}")
    yield entry(1, "_unit_{{ 单.序号 }}", UNIT_TITLE)
    yield tag(f"{{%p for {SECTIONS} %}}")
    yield tag("{%p if 名 %}")
    yield entry(2, "_unit_{{ 单.序号 }}_{{ loop.index }}", value("名"))
    yield from (tag("{%p endif %}"), tag("{%p endfor %}"), tag("{%p endfor %}"))
    yield from only_if(f"({LOOSE}) or ({LOOSE_CASES})", entry(1, "_more", MORE))
    yield from only_if("课程资料表", entry(1, "_sources", SOURCES))
    yield para(CONTENTS_END, style="Gap", section=FRONT.xml())


def _overview() -> Iterable[Xml]:
    columns = (
        Column("单元", 14, value("单.序号"), "GridCentre"),
        Column("内　容", 52, value("单.单元"), "GridText"),
        Column("学完以后", 72, value("单.单元目标"), "GridText"),
        Column("时　长\n（分钟）", text=value("单.时长|d('—')"), style="GridCentre"),
    )
    yield marked("_overview", 1, OVERVIEW, style="Heading1")
    yield para("{{p 课程信息.课程简介 }}", style="Body")
    yield from only_if("课程信息.课程目标", para("课程目标", style="Heading3"))
    yield from repeated("条 in 课程信息.课程目标|分行", *points("条"))
    yield para("单元一览", style="Heading3")
    yield table(
        [heads(columns, 9), *each("单 in 课程单元表", item(columns, 9), otherwise=sentence("课程单元尚未填写。", 9))],
        WIDE,
    )
    yield from only_if("课程信息.授课时长", para(f"{_UNITS_TAKE}{_COURSE_TAKES}。", style="Source"))


def _units() -> Iterable[Xml]:
    yield tag("{%p for 单 in 课程单元表 %}")
    yield marked("_unit_{{ 单.序号 }}", 2, UNIT_TITLE, style="Heading1")
    goal = para(run("本单元学完以后　", face="黑体"), value("单.单元目标"), style="Goal")
    yield from only_if("单.单元目标", goal)
    yield from _summary()
    yield tag(f"{{%p for {SECTIONS} %}}")
    yield from only_if("名", marked("_unit_{{ 单.序号 }}_{{ loop.index }}", 3, value("名"), style="Heading2"))
    yield tag("{%p for 块 in 块们 %}")
    yield from _block(10)
    yield from (tag("{%p endfor %}"), tag("{%p endfor %}"))
    yield tag(f"{{%p for 例 in 课程案例表|{OF_UNIT} %}}")
    yield from _case()
    yield tag("{%p endfor %}")
    yield tag("{%p endfor %}")


def _block(drawing: int) -> Iterable[Xml]:
    """One block of the text by its kind; what has no kind of its own is a paragraph."""
    yield tag("{%p if 块.块类型 == '要点' %}")
    yield from points("块.内容")
    yield tag("{%p elif 块.块类型 == '提示' %}")
    yield para(run("提示　", face="黑体", colour="1F3A5F"), value("块.内容"), style="Tip")
    yield tag("{%p elif 块.块类型 == '表格' %}")
    yield para(style="Gap", keep_next=True)
    yield grid("块.内容", WIDE)
    yield para(style="Gap")
    yield tag("{%p elif 块.块类型 == '图片' %}")
    yield from only_if("块.图片", para(picture("块.图片", "插图", 130, 90, drawing), style="PictureLine"))
    yield from only_if("块.内容", para(value("块.内容"), style="PictureText"))
    yield tag("{%p elif 块.块类型 == '记录' %}")
    yield para(value("块.内容"), style="Prompted")
    yield from note_lines("设置.note_lines", WIDE)
    yield tag("{%p else %}")
    yield para("{{p 块.内容 }}", style="Body")
    yield tag("{%p endif %}")


def _case() -> Iterable[Xml]:
    """A case with its questions and the room to answer them: all on one page, where it is not longer than that."""
    yield para("案例 {{ 例.序号 }}　{{ 例.标题 }}", style="Heading3")
    yield para("{{p 例.经过 }}", style="Body", keep_next=True)
    yield from only_if("例.数据来源", para("来源：{{ 例.数据来源 }}", style="Source", keep_next=True))
    yield from only_if("例.讨论题", para("讨论", style="Prompted"))
    yield from repeated("问 in 例.讨论题|分行", *points("问", keep_next=True))
    yield from note_lines("设置.case_lines", WIDE)


def _summary() -> Iterable[Xml]:
    """How long the unit takes and what belongs to it elsewhere, in one line."""
    mine = f"(课程练习表|{OF_UNIT})"
    first, last = value(f"({mine}|首个).序号"), value(f"({mine}|末个).序号")
    text = (
        when("单.时长", "{{ 单.时长 }} 分钟　")
        + when("单.案例数", "案例 {{ 单.案例数 }} 个　")
        + when(mine, f"练习见《练习册》第 {first}{when(f'{mine}|个数 > 1', f'—{last}')} 题")
    )
    yield from only_if(f"单.时长 or 单.案例数 or {mine}", para(text, style="Source"))


def _more() -> Iterable[Xml]:
    """What belongs to no unit comes last."""
    yield tag(f"{{%p if ({LOOSE}) or ({LOOSE_CASES}) %}}")
    yield marked("_more", 4, MORE, style="Heading1")
    yield tag(f"{{%p for 块 in {LOOSE} %}}")
    yield from _block(11)
    yield tag("{%p endfor %}")
    yield tag(f"{{%p for 例 in {LOOSE_CASES} %}}")
    yield from _case()
    yield from (tag("{%p endfor %}"), tag("{%p endif %}"))


def _sources() -> Iterable[Xml]:
    columns = (
        Column("序号", 12, value("资.序号"), "GridCentre"),
        Column("名　称", 55, value("资.标题"), "GridText"),
        Column("出版者", 32, value("资.出版者"), "GridText"),
        Column("日　期", 25, value("资.来源日期|日期('短')"), "GridCentre"),
        Column("备　注", text=value("资.备注"), style="GridText"),
    )
    listed = table([heads(columns, 9), *each("资 in 课程资料表", item(columns, 9))], WIDE)
    yield from only_if("课程资料表", marked("_sources", 5, SOURCES, style="Heading1"), listed)

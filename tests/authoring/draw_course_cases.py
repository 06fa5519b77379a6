"""Draws templates/course-cases/: a case a page, with its questions; for the trainer also what there is to say of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from authoring.house import Draft, docx
from authoring.house_course import FOOT, CoursePage, course_footer, edition, header_part, paper_head, plain_head
from authoring.house_course_blocks import NUMBERING, PLACEHOLDER, note_lines, numbered, only_if
from authoring.house_course_styles import STYLES, WIDE
from authoring.house_table import Column, each, heads, item, sentence, table
from authoring.house_text import Xml, para, repeated, tag, value, when

PAGE = CoursePage()
LEFT_OUT = when("设置.answers and 未计入条数", "　·　未计入 {{ 未计入条数 }} 条")
ASKED = "{{ '' if " + numbered("问") + " else loop.index ~ '．' }}{{ 问 }}"


def draw(folder: Path) -> None:
    """Writes course-cases.docx into the folder."""
    body = [*_head(), *_cases()]
    head = header_part("header1.xml", plain_head(WIDE, f"案例集（{edition()}）"))
    feet = {"footer1.xml": course_footer(WIDE, FOOT + LEFT_OUT)}
    title = f"{{{{ 课程 }}}}案例集（{edition()}）"
    draft = Draft(title, body, PAGE, footers=feet, parts=(NUMBERING, PLACEHOLDER, head), styles=STYLES)
    (folder / "course-cases.docx").write_bytes(docx(draft))


def _head() -> Iterable[Xml]:
    columns = (
        Column("序号", 14, value("例.序号"), "GridCentre"),
        Column("案　例", 82, value("例.标题"), "GridText"),
        Column("单　元", text=value("例.单元|d('综合', true)"), style="GridText"),
    )
    yield from paper_head("案 例 集")
    none = sentence("本课程还没有案例。", 9)
    yield table([heads(columns, 9), *each("例 in 课程案例表", item(columns, 9), otherwise=none)], WIDE)


def _cases() -> Iterable[Xml]:
    yield tag("{%p for 例 in 课程案例表 %}")
    title = "案例 {{ 例.序号 }}　{{ 例.标题 }}"
    yield tag("{%p if 设置.answers %}")
    yield para(title, style="Heading2")
    yield from (tag("{%p else %}"), para(title, style="Heading1"), tag("{%p endif %}"))
    origin = when("例.单元", "{{ 例.单元 }}") + when("例.单元 and 例.数据来源", "　·　") + value("例.数据来源")
    yield from only_if("例.单元 or 例.数据来源", para(origin, style="Source", keep_next=True))
    yield para("经过", style="Heading3")
    yield para("{{p 例.经过 }}", style="Body")
    yield from only_if("例.讨论题", para("讨论", style="Heading3"))
    yield tag("{%p if 设置.answers %}")
    yield from repeated("问 in 例.讨论题|分行", para(ASKED, style="Question"))
    yield para("分析", style="Heading3")
    yield from only_if("例.案例分析", para("{{p 例.案例分析 }}", style="Body"))
    yield from only_if("not 例.案例分析", para("没有写分析，请讲师备课时补上。", style="Source"))
    yield tag("{%p else %}")
    yield tag("{%p for 问 in 例.讨论题|分行 %}")
    yield para(ASKED, style="Question", keep_next=True)
    yield from note_lines("设置.note_lines", WIDE)
    yield tag("{%p endfor %}")
    yield from only_if("not 例.讨论题", *note_lines("设置.note_lines", WIDE))
    yield from (tag("{%p endif %}"), tag("{%p endfor %}"))

"""The pages of a course's papers: paper size, running heads and feet, the cover, what stands above the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from authoring.house import OFFICE, WORD, Page, Part, part_xml, relation_id
from authoring.house_course_blocks import only_if, picture
from authoring.house_course_contents import complex_field
from authoring.house_styles import GREY
from authoring.house_table import TWIPS
from authoring.house_text import Xml, para, run, tag, value, when
from authoring.house_text import field as page_field

TITLE = value("课程")
HEAD_TITLE = value("课程|截断(26)")  # a head has one line
FOOT = value("设置.foot_note") + when("课程信息.客户单位", "　·　{{ 课程信息.客户单位 }}")


@dataclass(frozen=True)
class CoursePage(Page):
    """A page with a head; ``cover``: the section's first page has neither head nor foot. ``border``: w:pgBorders."""

    top: float = 26
    right: float = 23
    bottom: float = 22
    left: float = 27
    foot: float = 11
    header: str = "header1.xml"
    head: float = 11
    cover: bool = False
    border: str = ""

    def xml(self) -> str:
        """The w:sectPr of a section on this page."""
        above = f'<w:headerReference w:type="default" r:id="{relation_id(self.header)}"/>' if self.header else ""
        drawn = super().xml().replace("<w:sectPr>", f"<w:sectPr>{above}")
        drawn = drawn.replace(f'w:header="{round(8 * TWIPS)}"', f'w:header="{round(self.head * TWIPS)}"')
        more = self.border + ("<w:titlePg/>" if self.cover else "")
        return drawn.replace("</w:sectPr>", f"{more}</w:sectPr>")


def header_part(name: str, line: Xml) -> Part:
    """A header that a page can name."""
    return Part(f"word/{name}", part_xml("w:hdr", line), f"{WORD}.header+xml", f"{OFFICE}/header")


def _two_sided(style: str, width: float, *pieces: str) -> Xml:
    """A line of a head or foot: what stands left, a tab, what stands right."""
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{round(width * TWIPS)}"/></w:tabs>'
    line = para(*pieces, style=style)
    return Xml(line.replace(f'<w:pStyle w:val="{style}"/>', f'<w:pStyle w:val="{style}"/>{tabs}', 1))


def running_head(width: float) -> Xml:
    """The unit's heading at the left, the course at the right.

    ``STYLEREF 1`` is the language-independent form of STYLEREF "heading 1": Word, WPS and LibreOffice from 7.6 show the
    heading of the page. Older LibreOffice shows the field's stored result, so that is words that are right anywhere.
    """
    return _two_sided("Header", width, complex_field("STYLEREF 1", "学员讲义"), f"\t{HEAD_TITLE}")


def plain_head(width: float, left: str) -> Xml:
    """A head without a unit."""
    return _two_sided("Header", width, left, f"\t{HEAD_TITLE}")


def course_footer(width: float, left: str = FOOT) -> Xml:
    """Whose paper it is, and page x of y."""
    return _two_sided("Footer", width, left, "\t第 ", page_field("PAGE"), " 页　共 ", page_field("NUMPAGES"), " 页")


def edition() -> str:
    """Whose copy it is: the setting ``answers`` makes it the trainer's."""
    return when("设置.answers", "讲师版", "学员版")


def paper_head(name: str) -> Iterable[Xml]:
    """What stands above a paper without a cover: the client's mark, the course, what it is."""
    mark = para(picture("课程信息.标志", "客户标志", 36, 16, 1), style="PaperLogo")
    yield from only_if("课程信息.标志", mark)
    yield para(TITLE, style="PaperTitle")
    yield para(f"{name}（{edition()}）", style="PaperSubtitle")


def cover(subtitle: str, lines: Sequence[tuple[str, str]]) -> Iterable[Xml]:
    """The client's mark and name, the course, what this paper is, and below a few labelled lines where known."""
    yield para(picture("课程信息.标志", "客户标志", 60, 30, 1), style="CoverLogo")
    yield para(value("课程信息.客户单位"), style="CoverClient")
    yield _spaced(para(TITLE, style="CoverTitle"), 110)
    yield para(subtitle, style="CoverSubtitle")
    hanging = '<w:ind w:left="3900" w:right="1200" w:hanging="1200"/>'
    for number, (label, expression) in enumerate(lines):
        line = para(run(f"{label}　", face="黑体", colour=GREY), value(expression), style="CoverText")
        line = Xml(line.replace("</w:pPr>", f"{hanging}</w:pPr>", 1))
        yield from (tag(f"{{%p if {expression} %}}"), _spaced(line, 130) if not number else line, tag("{%p endif %}"))


def _spaced(paragraph: Xml, before: float) -> Xml:
    """The paragraph with this much room above it, in points."""
    style_end = paragraph.index("/>", paragraph.index("<w:pStyle")) + 2
    room = f'<w:spacing w:before="{round(before * 20)}"/>'
    return Xml(paragraph[:style_end] + room + paragraph[style_end:])

"""The named styles of the papers of a course, over the house's own."""

from __future__ import annotations

from authoring.house_styles import BLUE, GREY, INK, LINE, Style
from authoring.house_table import TWIPS

RED = "8C1D18"
WIDE = 160.0  # mm between the margins of an upright page: 210 - 27 - 23


def _border(side: str, colour: str, size: int, space: int) -> str:
    return f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>'


_DOTTED = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{round(WIDE * TWIPS)}"/></w:tabs>'
_RIGHT = f'<w:tabs><w:tab w:val="right" w:pos="{round(WIDE * TWIPS)}"/></w:tabs>'
_WIDOWS = "<w:widowControl/>"
_BOX = f'<w:pBdr>{_border("left", BLUE, 24, 8)}</w:pBdr><w:shd w:val="clear" w:color="auto" w:fill="F1F4F9"/>'
_UNDER = f"<w:pBdr>{_border('bottom', BLUE, 8, 4)}</w:pBdr>"
_HEAD_RULE = f"<w:pBdr>{_border('bottom', LINE, 4, 3)}</w:pBdr>"
_FOOT_RULE = f"<w:pBdr>{_border('top', LINE, 4, 4)}</w:pBdr>"


def _bullet(number: int) -> str:
    return f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'


STYLES = (
    Style("CoverTitle", "封面标题", "宋体", 30, True, BLUE, "center", 0, 10),
    Style("CoverSubtitle", "封面副题", "黑体", 15, False, GREY, "center", 0, 0),
    Style("CoverClient", "封面客户", "黑体", 14, False, INK, "center", 6, 0),
    Style("CoverLogo", "封面标志", "宋体", 10.5, align="center", before=40, after=4),
    Style("CoverText", "封面文字", "宋体", 12, False, INK, before=3, after=3, line=20),
    Style("PaperLogo", "页首标志", "宋体", 10.5, align="center", after=4, keep_next=True),
    Style("PaperTitle", "页首标题", "宋体", 20, True, BLUE, "center", 0, 4, keep_next=True),
    Style("PaperSubtitle", "页首副题", "黑体", 12, False, GREY, "center", 0, 10, keep_next=True),
    Style("ContentsTitle", "目录标题", "黑体", 18, False, BLUE, "center", 0, 14, rule="<w:pageBreakBefore/>"),
    Style("TOC1", "toc 1", "黑体", 11, before=5, line=16, rule=_DOTTED),
    Style("TOC2", "toc 2", "宋体", 10.5, line=16, left=21, rule=_DOTTED),
    Style("Heading1", "heading 1", "黑体", 20, False, BLUE, before=0, after=10, keep_next=True, outline=0,
          rule="<w:pageBreakBefore/>" + _UNDER),
    Style("Heading2", "heading 2", "黑体", 14, False, BLUE, before=14, after=6, keep_next=True, outline=1),
    Style("Heading3", "heading 3", "黑体", 12, False, INK, before=12, after=4, keep_next=True, outline=2),
    Style("Body", "讲义正文", "宋体", 11, align="both", before=2, after=4, line=20, indent_chars=2, rule=_WIDOWS),
    Style("Point", "讲义要点", "宋体", 11, before=2, after=2, line=20, rule=_WIDOWS + _bullet(1)),
    Style("Numbered", "讲义编号", "宋体", 11, before=2, after=2, line=20, left=12, rule=_WIDOWS),
    Style("Tip", "讲义提示", "楷体", 11, before=6, after=6, line=20, rule=f"<w:keepLines/>{_WIDOWS}{_BOX}"),
    Style("Goal", "单元目标", "楷体", 11.5, colour=INK, before=0, after=8, line=20, keep_next=True, rule=_WIDOWS),
    Style("PictureLine", "讲义图片", "宋体", 10.5, align="center", before=8, after=2, keep_next=True),
    Style("PictureText", "图片说明", "楷体", 10, colour=GREY, align="center", after=8, line=15),
    Style("Prompted", "记录题目", "黑体", 11, before=8, after=0, line=20, keep_next=True),
    Style("NoteLine", "记录横线", "宋体", 11, colour=LINE, line=26),
    Style("Question", "练习题目", "宋体", 11, before=10, after=3, line=20, rule=f"<w:keepLines/>{_WIDOWS}{_RIGHT}"),
    Style("Option", "练习选项", "宋体", 11, line=19, left=21, rule=f"<w:keepLines/>{_WIDOWS}"),
    Style("Answer", "参考答案", "楷体", 11, colour=RED, before=3, after=3, line=19, rule=f"<w:keepLines/>{_WIDOWS}"),
    Style("Source", "出处", "宋体", 9, colour=GREY, before=3, after=3, line=13),
    Style("CellHead", "表头", "黑体", 10, colour=INK, align="center", before=2, after=2, line=15, keep_next=True),
    Style("CellCentre", "表中居中", "宋体", 10, align="center", before=2, after=2, line=15),
    Style("GridHead", "讲义表头", "黑体", 10, colour=INK, align="center", before=2, after=2, line=15, keep_next=True),
    Style("GridText", "讲义表格", "宋体", 10, before=2, after=2, line=15),
    Style("GridCentre", "讲义表格居中", "宋体", 10, align="center", before=2, after=2, line=15),
    Style("Header", "header", "宋体", 9, colour=GREY, rule=_HEAD_RULE),
    Style("Footer", "footer", "宋体", 8.5, colour=GREY, rule=_FOOT_RULE),
)  # fmt: skip

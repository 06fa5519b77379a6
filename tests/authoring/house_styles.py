"""The house's named styles → word/styles.xml. People change the look of a document here, in Word, by style."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from authoring.house_text import fonts, run_properties

INK = "1F2A37"
BLUE = "1F3A5F"
GREY = "6B7785"
LINE = "8A97A8"
RED, AMBER, AZURE = "C00000", "B26A00", "1F5FA8"  # the three lights, dark enough to print


@dataclass(frozen=True)
class Style:
    """A paragraph style; sizes and spaces in points, ``line`` an exact line height (0: single), ``left`` an indent."""

    id: str
    name: str
    face: str = ""
    size: float = 0
    bold: bool | None = None
    colour: str = ""
    align: str = ""
    before: float = 0
    after: float = 0
    line: float = 0
    keep_next: bool = False
    indent_chars: int = 0
    left: float = 0
    outline: int | None = None
    based: str = "Normal"
    rule: str = ""

    def xml(self) -> str:
        """The w:style element."""
        ppr = "".join(
            (
                "<w:keepNext/><w:keepLines/>" if self.keep_next else "",
                self.rule,
                self._spacing(),
                self._indent(),
                f'<w:jc w:val="{self.align}"/>' if self.align else "",
                f'<w:outlineLvl w:val="{self.outline}"/>' if self.outline is not None else "",
            )
        )
        rpr = run_properties(face=self.face, bold=self.bold, colour=self.colour, size=self.size)
        return (
            f'<w:style w:type="paragraph" w:styleId="{self.id}"{_custom(self.id)}><w:name w:val="{self.name}"/>'
            f'<w:basedOn w:val="{self.based}"/><w:qFormat/>'
            f"<w:pPr>{ppr}</w:pPr>{f'<w:rPr>{rpr}</w:rPr>' if rpr else ''}</w:style>"
        )

    def _indent(self) -> str:
        """The first line indented by characters, and by points for programs that count no characters."""
        chars, twips = self.indent_chars * 100, round(self.indent_chars * self.size * 20)
        left = f' w:left="{round(self.left * 20)}"' if self.left else ""
        first = f' w:firstLineChars="{chars}" w:firstLine="{twips}"' if chars else ""
        return f"<w:ind{left}{first}/>" if left or first else ""

    def _spacing(self) -> str:
        rule = (
            f' w:line="{round(self.line * 20)}" w:lineRule="exact"' if self.line else ' w:line="240" w:lineRule="auto"'
        )
        return f'<w:spacing w:before="{round(self.before * 20)}" w:after="{round(self.after * 20)}"{rule}/>'


_BUILT_IN = {"Title", "Subtitle", "Heading1", "Heading2", "Footer", "Header", "Caption", "TOC1", "TOC2"}


def _custom(style: str) -> str:
    return "" if style in _BUILT_IN else ' w:customStyle="1"'


def _border(side: str, colour: str = LINE, size: int = 4, space: int = 0) -> str:
    return f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>'


_FOOT_RULE = f"<w:pBdr>{_border('top', space=4)}</w:pBdr>"

_KAI = "楷体_GB2312"
STYLES = (
    Style("Title", "Title", "宋体", 18, True, BLUE, "center", 0, 0, 22, keep_next=True),
    Style("Subtitle", "Subtitle", "宋体", 10, False, GREY, "center", 0, 2.5, 12.5, keep_next=True),
    Style("Footer", "footer", "宋体", 8, colour=GREY, rule=_FOOT_RULE),
    Style("Caption", "caption", "宋体", 8.5, colour=GREY, align="right", before=2, after=1.5, keep_next=True),
    Style("Band", "栏目", "黑体", 10, colour=BLUE, before=1, after=1, line=13, keep_next=True),
    Style(
        "CellHead", "表头", "黑体", 8.5, colour=INK, align="center", before=0.3, after=0.3, line=10.6, keep_next=True
    ),
    Style("CellLabel", "表中标签", "黑体", 9, colour=INK, align="center", before=0.5, after=0.5, line=11),
    Style("CellText", "表中文字", "宋体", 9, before=0.5, after=0.5, line=10.9),
    Style("CellCentre", "表中居中", "宋体", 9, align="center", before=0.5, after=0.5, line=10.9),
    Style("CellNote", "表中小字", "宋体", 8.5, before=0.3, after=0.3, line=10.6),
    Style("CellNumber", "表中数字", "宋体", 8.5, align="center", before=0.3, after=0.3, line=10.6),
    Style("CellTotal", "表中合计", "宋体", 8.5, True, align="center", before=0.3, after=0.3, line=10.6),
    Style("CellStale", "表中过期", "宋体", 8.5, colour=GREY, align="center", before=0.5, after=0.5, line=10.6),
    Style("CellStaleText", "表中过期文字", "宋体", 9, colour=GREY, before=0.5, after=0.5, line=10.9),
    Style("FormText", "表单文字", "宋体", 11, before=1, after=1, line=15),
    Style("FormCentre", "表单居中", "宋体", 11, align="center", before=1, after=1, line=15),
    Style("Prompt", "填写提示", "楷体", 8.5, colour=GREY, before=1.5, after=0.5, line=11),
    Style("Note", "说明", "宋体", 8.5, colour=GREY, before=2, line=11.5),
    Style("FormTitle", "表单标题", "宋体", 15, True, BLUE, "center", 0, 4, 20, keep_next=True),
    Style("Line", "正文行", "宋体", 10.5, before=2, after=2, line=16),
    Style("Gap", "分隔", "宋体", 2, line=2),
    Style("Tag", "模板标记", "宋体", 7, False, "9AA5B1"),
    Style("OfficialTitle", "公文标题", "方正小标宋简体", 22, None, "000000", "center", 0, 6, 34, keep_next=True),
    Style("OfficialBody", "公文正文", "仿宋_GB2312", 16, colour="000000", align="both", line=28, indent_chars=2),
    Style(
        "OfficialSubtitle",
        "公文副题",
        "楷体_GB2312",
        16,
        colour="000000",
        align="center",
        after=14,
        line=28,
        keep_next=True,
    ),
    Style("OfficialCell", "公文表格", "仿宋_GB2312", 10, colour="000000", align="center", before=1, after=1, line=14),
    Style("OfficialSign", "公文落款", "仿宋_GB2312", 16, colour="000000", align="right", line=28),
    Style("Heading1", "heading 1", "黑体", 16, False, "000000", line=28, indent_chars=2, keep_next=True, outline=0),
    Style(
        "Heading2", "heading 2", "楷体_GB2312", 16, False, "000000", line=28, indent_chars=2, keep_next=True, outline=1
    ),
    Style("PageNumber", "页码", "宋体", 14, align="center"),
)


def styles_xml(own: Iterable[Style] = ()) -> str:
    """word/styles.xml: the defaults (宋体 10.5, zh-CN), the paragraph styles with a paper's own, two table styles."""
    styles = {style.id: style for style in (*STYLES, *own)}
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    ruled = "".join(_border(side, size=8 if side in sides[:4] else 4) for side in sides)
    defaults = (
        f'<w:rPr>{fonts("宋体")}<w:color w:val="{INK}"/><w:kern w:val="0"/><w:sz w:val="21"/><w:szCs w:val="21"/>'
    )
    return (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault>'
        f'{defaults}<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault><w:pPr/></w:pPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        f"<w:tblPr>{_margins(60)}</w:tblPr></w:style>{''.join(style.xml() for style in styles.values())}"
        f"{_table('House', '表格', ruled, 60)}{_table('Dense', '密表', ruled, 28)}</w:styles>"
    )


def _table(style: str, name: str, borders: str, margin: int) -> str:
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{style}"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders>{_margins(margin)}</w:tblPr></w:style>"
    )


def _margins(twips: int) -> str:
    """Room between a cell's rule and its text, left and right."""
    sides = (("top", 0), ("left", twips), ("bottom", 0), ("right", twips))
    margins = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in sides)
    return f"<w:tblCellMar>{margins}</w:tblCellMar>"

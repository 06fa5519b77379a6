"""What stands in the text of a course paper: pictures, lists, tables of any width, lines to write on."""

from __future__ import annotations

import struct
import zlib
from xml.sax.saxutils import quoteattr

from authoring.house import OFFICE, WORD, Part, part_xml, relation_id
from authoring.house_table import SHADE_HEAD, TWIPS
from authoring.house_text import Xml, para, repeated, tag, value

_EMU = 36000  # in one millimetre


def only_if(condition: str, *blocks: Xml) -> list[Xml]:
    """The blocks where the condition holds."""
    return [tag(f"{{%p if {condition} %}}"), *blocks, tag("{%p endif %}")]


# ---- pictures


def _blank_png() -> bytes:
    """A grey picture of 4 × 2 points, stored uncompressed so that its bytes are the same with every zlib."""
    rows = b"".join(b"\0" + b"\xdd" * 4 for _ in range(2))

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 2, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b"")


PLACEHOLDER = Part("word/media/placeholder.png", _blank_png(), "image/png", f"{OFFICE}/image")
_PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"


def picture(expression: str, name: str, width: float, height: float, number: int) -> Xml:
    """A run with a frame of this size (mm), which the picture of the expression fills; nothing where there is none."""
    size = f'cx="{round(width * _EMU)}" cy="{round(height * _EMU)}"'
    alt = quoteattr(value(expression))
    blip = f'<a:blip r:embed="{relation_id(PLACEHOLDER.name)}"/>'
    return Xml(
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" name={quoteattr(name)} descr={alt}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_PIC}"><pic:pic xmlns:pic="{_PIC}"><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name={quoteattr(name)}/><pic:cNvPicPr/></pic:nvPicPr>'
        f"<pic:blipFill>{blip}<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


# ---- lists, tables and room to write

_LEVEL = (
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="Point"/><w:lvlText w:val="•"/>'
    '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="420" w:hanging="280"/></w:pPr>'
    '<w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial" w:hint="default"/></w:rPr></w:lvl>'
)
NUMBERING = Part(
    "word/numbering.xml",
    part_xml(
        "w:numbering",
        f'<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/>{_LEVEL}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    ),
    f"{WORD}.numbering+xml",
    f"{OFFICE}/numbering",
)


def note_lines(count: str, width: float) -> list[Xml]:
    """As many lines to write on as the expression says, all on one page with what asks for them."""
    tabs = f'<w:tabs><w:tab w:val="right" w:leader="underscore" w:pos="{round(width * TWIPS)}"/></w:tabs>'
    inner, last = (para("\t", style="NoteLine", keep_next=kept) for kept in (True, False))
    inner = Xml(inner.replace("<w:keepNext/>", f"<w:keepNext/>{tabs}", 1))
    last = Xml(last.replace('"NoteLine"/>', f'"NoteLine"/>{tabs}', 1))
    return [*repeated(f"行 in range({count} - 1)", inner), *only_if(f"{count} > 0", last)]


def numbered(item: str) -> str:
    """The condition that a person has numbered the line: 1. …, （1）…, ① …"""
    return f"{item}[:1] in '0123456789（(①②③④⑤⑥⑦⑧⑨'"


def points(item: str, *, keep_next: bool = False) -> list[Xml]:
    """A line of a list, with a bullet unless it has a number."""
    own, bullet = (para(value(item), style=style, keep_next=keep_next) for style in ("Numbered", "Point"))
    return [tag(f"{{%p if {numbered(item)} %}}"), own, tag("{%p else %}"), bullet, tag("{%p endif %}")]


def grid(text: str, width: float) -> Xml:
    """A table of as many columns as its text has: a line a row, the first the heads, cells split by |.

    A line with fewer cells is filled up. No row stands alone at a page's edge. As wide as the text; Word and WPS share
    the width out by what the cells hold, LibreOffice evenly.
    """
    heads = f"({text}|分行|首个)|拆分('|')"
    cells = f"行|拆分('|')|分批([{heads}|个数, 行|拆分('|')|个数]|最大, '')|首个"
    column = f'<w:gridCol w:w="{round(width * TWIPS / 3)}"/>'
    return Xml(
        '<w:tbl><w:tblPr><w:tblStyle w:val="House"/><w:tblW w:w="5000" w:type="pct"/><w:jc w:val="center"/>'
        '<w:tblLayout w:type="autofit"/><w:tblLook w:val="0000"/></w:tblPr>'
        f"<w:tblGrid>{column * 3}</w:tblGrid>"
        + _row("<w:cantSplit/><w:tblHeader/>", _repeated_cell(heads, "GridHead", SHADE_HEAD, keep_next=True))
        + _control(f"{{%tr for 行 in ({text}|分行)[1:] %}}")
        + _control("{%tr if loop.index < 3 or loop.revindex == 2 %}")
        + _row("<w:cantSplit/>", _repeated_cell(cells, "GridText", keep_next=True))
        + _control("{%tr else %}")
        + _row("<w:cantSplit/>", _repeated_cell(cells, "GridText"))
        + _control("{%tr endif %}")
        + _control("{%tr endfor %}")
        + "</w:tbl>"
    )


def _row(properties: str, cells: str) -> str:
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{cells}</w:tr>"


def _control(text: str) -> str:
    return _row("", _box(text, "Tag", '<w:gridSpan w:val="3"/>'))


def _repeated_cell(items: str, style: str, shade: str = "", *, keep_next: bool = False) -> str:
    look = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    return (
        _box(f"{{%tc for 格 in {items} %}}", "Tag")
        + _box(value("格"), style, look, keep_next=keep_next)
        + _box("{%tc endfor %}", "Tag")
    )


def _box(text: str, style: str, look: str = "", *, keep_next: bool = False) -> str:
    properties = f'<w:tcW w:w="0" w:type="auto"/>{look}<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{para(text, style=style, keep_next=keep_next)}</w:tc>"

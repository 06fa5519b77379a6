"""A body, its sections and footers → the bytes of a .docx in the house style, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from authoring.house_styles import Style, styles_xml
from authoring.house_table import TWIPS
from authoring.house_text import FONTS, Xml, para
from authoring.house_text import field as page_field

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{OFFICE}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
)
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
STAMP = "1980-01-01T00:00:00Z"


@dataclass(frozen=True)
class Page:
    """Paper and margins in mm; A4 upright unless ``landscape``."""

    top: float = 15
    right: float = 18
    bottom: float = 15
    left: float = 18
    foot: float = 8
    landscape: bool = False
    footer: str = "footer1.xml"

    @property
    def width(self) -> float:
        """The width between the margins, in mm."""
        return (297 if self.landscape else 210) - self.left - self.right

    def xml(self) -> str:
        """The w:sectPr of a section on this page."""
        wide, high = (297, 210) if self.landscape else (210, 297)
        turned = ' w:orient="landscape"' if self.landscape else ""
        margins = " ".join(
            f'w:{side}="{round(value * TWIPS)}"'
            for side, value in (("top", self.top), ("right", self.right), ("bottom", self.bottom), ("left", self.left))
        )
        edges = f'w:header="{round(8 * TWIPS)}" w:footer="{round(self.foot * TWIPS)}" w:gutter="0"'
        return (
            f'<w:sectPr><w:footerReference w:type="default" r:id="{relation_id(self.footer)}"/>'
            f'<w:pgSz w:w="{round(wide * TWIPS)}" w:h="{round(high * TWIPS)}"{turned}/>'
            f"<w:pgMar {margins} {edges}/></w:sectPr>"
        )


@dataclass(frozen=True)
class Part:
    """A member beside the usual ones: its bytes, its content type, the relationship type the document has to it."""

    name: str
    data: str | bytes
    content_type: str = ""
    relation: str = ""


@dataclass(frozen=True)
class Draft:
    """What a template is made of. ``title`` may hold tags: it becomes the document's title property. ``styles`` are
    its own: beside the house's, or in the place of one of the same id."""

    title: str
    body: Sequence[str]
    page: Page
    footers: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    styles: tuple[Style, ...] = ()


FOOT_TEXT = (
    "内部资料 注意保密　·　数据截至 {{ 数据截至 }}"
    "{% if 未计入条数 %}　·　未计入 {{ 未计入条数 }} 条（见目录的问题清单）{% endif %}"
)


def footer(page: Page, *, official: bool = False) -> Xml:
    """The usual footer: who may read it, how new its data is, page x of y; or — x — as an official paper counts."""
    right = round(page.width * TWIPS)
    tabs = f'<w:tabs><w:tab w:val="right" w:pos="{right}"/></w:tabs>'
    pages = ["\t第 ", page_field("PAGE"), " 页　共 ", page_field("NUMPAGES"), " 页"]
    line = para(FOOT_TEXT, *(["\t— ", page_field("PAGE"), " —"] if official else pages), style="Footer")
    return Xml(line.replace('<w:pStyle w:val="Footer"/>', f'<w:pStyle w:val="Footer"/>{tabs}', 1))


def official_footer() -> Xml:
    """The footer of an official paper: — 1 —, and below it what every paper of the house says."""
    return Xml(
        para("— ", page_field("PAGE"), " —", style="PageNumber") + para(FOOT_TEXT, style="Footer", align="center")
    )


def docx(draft: Draft) -> bytes:
    """The draft as a .docx: fixed order, fixed dates, no names of people."""
    feet = dict(draft.footers) or {"footer1.xml": footer(draft.page)}
    parts = [
        *(Part(f"word/{n}", part_xml("w:ftr", x), f"{WORD}.footer+xml", f"{OFFICE}/footer") for n, x in feet.items()),
        *draft.parts,
    ]
    body = "".join(draft.body) + draft.page.xml()
    members: list[tuple[str, str | bytes]] = [
        ("[Content_Types].xml", _content_types(parts)),
        ("_rels/.rels", _ROOT_RELATIONS),
        ("docProps/core.xml", _core(draft.title)),
        ("docProps/app.xml", _APP),
        ("word/document.xml", _document(body)),
        ("word/_rels/document.xml.rels", _relations(parts)),
        ("word/styles.xml", _DECLARATION + styles_xml(draft.styles)),
        ("word/settings.xml", _SETTINGS),
        ("word/fontTable.xml", _font_table()),
        *((p.name, p.data) for p in parts),
    ]
    return packed(members)


def packed(members: Iterable[tuple[str, str | bytes]]) -> bytes:
    """A zip of these members with fixed dates."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            archive.writestr(info, data)
    return buffer.getvalue()


def part_xml(element: str, inner: str) -> str:
    """An XML part whose root is this element."""
    return f"{_DECLARATION}<{element} {_SPACES}>{inner}</{element}>"


_CHECKBOXES = (
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14"'
)


def _document(body: str) -> str:
    """The document's part; one with boxes to tick names the words for them, which older programs may pass over."""
    drawn = part_xml("w:document", f"<w:body>{body}</w:body>")
    return drawn.replace(_SPACES, f"{_SPACES} {_CHECKBOXES}", 1) if "<w14:" in body else drawn


def relation_id(name: str) -> str:
    """The id of the document's relationship to the part of this name."""
    return "r_" + name.rsplit("/", 1)[-1].split(".")[0]


def _content_types(parts: Iterable[Part]) -> str:
    fixed = (
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        ("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml"),
        ("/word/document.xml", f"{WORD}.document.main+xml"),
        ("/word/styles.xml", f"{WORD}.styles+xml"),
        ("/word/settings.xml", f"{WORD}.settings+xml"),
        ("/word/fontTable.xml", f"{WORD}.fontTable+xml"),
    )
    more = tuple((f"/{p.name}", p.content_type) for p in parts if p.content_type)
    overrides = "".join(f'<Override PartName="{n}" ContentType="{t}"/>' for n, t in fixed + more)
    return (
        f'{_DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="xlsx" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"/>'
        f"{overrides}</Types>"
    )


_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_ROOT_RELATIONS = (
    f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/>'
    f'<Relationship Id="rId3" Type="{OFFICE}/extended-properties" Target="docProps/app.xml"/></Relationships>'
)


def _relations(parts: Iterable[Part]) -> str:
    related = [(relation_id(p.name), p.relation, p.name.removeprefix("word/")) for p in parts if p.relation]
    fixed = [(f"r_{n}", f"{OFFICE}/{n}", f"{n}.xml") for n in ("styles", "settings", "fontTable")]
    lines = "".join(f'<Relationship Id="{i}" Type="{t}" Target="{n}"/>' for i, t, n in fixed + related)
    return f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}">{lines}</Relationships>'


def _core(title: str) -> str:
    return (
        f"{_DECLARATION}<cp:coreProperties "
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator></dc:creator><cp:lastModifiedBy></cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{STAMP}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{STAMP}</dcterms:modified><dc:language>zh-CN</dc:language>'
        "</cp:coreProperties>"
    )


_APP = (
    f'{_DECLARATION}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Microsoft Office Word</Application><AppVersion>16.0000</AppVersion></Properties>"
)
_SETTINGS = part_xml(
    "w:settings",
    '<w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:characterSpacingControl w:val="compressPunctuation"/>'
    '<w:compat><w:useFELayout/><w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>',
)


_FAMILIES = {"宋体": "auto", "方正小标宋简体": "auto"}
_WRITTEN = "modern"  # the family of faces like 仿宋 and 楷体


def _font_table() -> str:
    chinese = "".join(
        f'<w:font w:name="{name}"><w:charset w:val="86"/><w:family w:val="{_FAMILIES.get(name, _WRITTEN)}"/></w:font>'
        for name in FONTS
    )
    latin = "".join(f'<w:font w:name="{n}"><w:charset w:val="00"/></w:font>' for n in sorted(set(FONTS.values())))
    return part_xml("w:fonts", chinese + latin)

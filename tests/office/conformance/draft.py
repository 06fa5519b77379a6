"""Short outlines → Word files from scratch, and Word files → outlines that say all that a reader sees.

A block is a paragraph (a string; ``¦`` begins a new run, a run that begins with ``*`` is bold), a table (a list of
rows, each a list of cells, each a block or a tuple of blocks) or XML (a string that begins with ``<w:``).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"'
)
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
Block = str | Sequence[Any]


def drafted(
    body: Sequence[Block],
    *,
    title: str = "",
    links: Mapping[str, str] | None = None,
    section: str = "",
    **parts: Sequence[Block],
) -> bytes:
    """A .docx of these blocks. ``parts``: header, footer, footnotes, endnotes, comments; ``links``: id → address."""
    made = {name: _part(name, blocks) for name, blocks in parts.items()}
    refs = "".join(
        f'<w:{name}Reference w:type="default" r:id="{name}"/>' for name in ("header", "footer") if name in parts
    )
    page = f'<w:sectPr>{refs}{section}<w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    files = {
        "[Content_Types].xml": _content_types(made),
        "_rels/.rels": _relationships(
            ("d", f"{_RELATION}officeDocument", "word/document.xml", False),
            (
                "c",
                "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
                "docProps/core.xml",
                False,
            ),
        ),
        "docProps/core.xml": _core(title),
        "word/document.xml": f"<w:document {_NAMESPACES}><w:body>{_blocks(body)}{page}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {_NAMESPACES}/>",
        "word/_rels/document.xml.rels": _relationships(
            ("styles", f"{_RELATION}styles", "styles.xml", False),
            *((name, _RELATION + name, f"{name}.xml", False) for name in made),
            *((key, f"{_RELATION}hyperlink", address, True) for key, address in (links or {}).items()),
        ),
        **{f"word/{name}.xml": xml for name, xml in made.items()},
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + text)
    return stream.getvalue()


def _part(name: str, blocks: Sequence[Block]) -> str:
    """Headers and footers hold blocks; notes and comments hold one entry a block."""
    if name in ("header", "footer"):
        return f"<w:{_root(name)} {_NAMESPACES}>{_blocks(blocks)}</w:{_root(name)}>"
    entry = name[:-1]
    who = ' w:author="甲"' if name == "comments" else ""
    entries = (f'<w:{entry} w:id="{n}"{who}>{_block(block)}</w:{entry}>' for n, block in enumerate(blocks, 1))
    return f"<w:{name} {_NAMESPACES}>{''.join(entries)}</w:{name}>"


def _root(name: str) -> str:
    return "hdr" if name == "header" else "ftr"


def _content_types(parts: Mapping[str, str]) -> str:
    overrides = {"document": "document.main", "styles": "styles", **{name: name for name in parts}}
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        + "".join(
            f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}{kind}+xml"/>'
            for name, kind in overrides.items()
        )
        + "</Types>"
    )


def _relationships(*entries: tuple[str, str, str, bool]) -> str:
    outside = {True: ' TargetMode="External"', False: ""}
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="{key}" Type="{kind}" Target="{escape(target)}"{outside[external]}/>'
            for key, kind, target, external in entries
        )
        + "</Relationships>"
    )


def _core(title: str) -> str:
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(title)}</dc:title></cp:coreProperties>"
    )


def _blocks(blocks: Sequence[Block]) -> str:
    return "".join(map(_block, blocks))


def _block(block: Block) -> str:
    if not isinstance(block, str):
        return _table(block)
    return block if block.startswith("<w:") else f"<w:p>{runs(block)}</w:p>"


def runs(text: str) -> str:
    """The runs of a paragraph's text."""
    return "".join(_run(part) for part in text.split("¦"))


def _run(text: str) -> str:
    look = "<w:rPr><w:b/></w:rPr>" if text.startswith("*") else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text.removeprefix("*"), quote=False)}</w:t></w:r>'


def _table(rows: Sequence[Any]) -> str:
    columns = "<w:gridCol w:w='900'/>" * max(map(len, rows))
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{''.join(map(_row, rows))}</w:tbl>"


def _row(cells: Sequence[Any]) -> str:
    return f"<w:tr>{''.join(map(_cell, cells))}</w:tr>"


def _cell(cell: Any) -> str:
    blocks = cell if isinstance(cell, tuple) else (cell,)
    last = "" if isinstance(blocks[-1], str) else "<w:p/>"
    return f'<w:tc><w:tcPr><w:tcW w:w="900" w:type="dxa"/></w:tcPr>{_blocks(blocks)}{last}</w:tc>'


# back again


def shape(data: bytes) -> dict[str, list[str]]:
    """What a document shows, part by part: paragraphs with their properties and runs, tables with rows and cells,
    addresses, alt texts, the title. How Word cut its runs, and the order inside properties, do not count."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        shapes = {
            _plain(name): list(_lines(etree.fromstring(archive.read(name)), ""))
            for name in archive.namelist()
            if name.startswith("word/") and name.endswith(".xml") and _plain(name) in _SHOWN
        }
        links = etree.fromstring(archive.read("word/_rels/document.xml.rels"))
        core = etree.fromstring(archive.read("docProps/core.xml"))
    shapes["links"] = sorted(link.get("Target", "") for link in links if link.get("TargetMode") == "External")
    shapes["title"] = [t.text or "" for t in core.iter("{http://purl.org/dc/elements/1.1/}title")]
    return {part: lines for part, lines in shapes.items() if lines}


_SHOWN = ("document", "header", "footer", "footnotes", "endnotes", "comments")


def _plain(name: str) -> str:
    return name.removeprefix("word/").removesuffix(".xml").rstrip("0123456789")


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _lines(element: Any, indent: str) -> Iterator[str]:
    name = _local(element)
    if name == "p":
        yield f"{indent}¶{_properties(element, 'pPr')} {_text(element)}".rstrip()
        for box in element.iter("{*}txbxContent"):
            yield f"{indent}box"
            yield from _children(box, indent + "  ")
    elif name == "tbl":
        yield f"{indent}table of {len(element.findall('{*}tblGrid/{*}gridCol'))}"
        yield from _children(element, indent + "  ")
    elif name in ("tr", "tc", "footnote", "endnote", "comment"):
        properties = _properties(element, "tcPr" if name == "tc" else "trPr")
        yield f"{indent}{name}{properties}"
        yield from _children(element, indent + "  ")
    elif name not in _HIDDEN:
        yield from _children(element, indent)


_HIDDEN = ("sectPr", "tblPr", "tblGrid", "tcPr", "trPr", "sdtPr")


def _children(element: Any, indent: str) -> Iterator[str]:
    for child in element:
        yield from _lines(child, indent)


def _properties(element: Any, name: str) -> str:
    holder = element.find(f"{{{W}}}{name}")
    found = sorted(_property(child) for child in holder) if holder is not None else []
    found = [text for text in found if not text.startswith(("tcW", "rPr", "sectPr"))]
    return f"{{{' '.join(found)}}}" if found else ""


def _property(element: Any) -> str:
    if _local(element) == "vMerge" and not element.attrib:
        return "vMerge=continue"  # what the schema says of one without a value
    values = ",".join(str(value) for _, value in sorted(element.attrib.items()))
    return f"{_local(element)}={values}" if values else _local(element)


_CHARACTERS = {"tab": "⇥", "br": "⏎", "cr": "⏎"}


def _text(paragraph: Any) -> str:
    """The runs' texts, those of one look together and in braces after it; ⏎ line break, ⇥ tab, ⇟ page break, ▣ a
    drawing's size in millimetres and its alt text."""
    looks: list[tuple[str, str]] = []
    for run in paragraph.iter(f"{{{W}}}r"):
        if any(True for _ in _between(run, paragraph)):
            continue
        text = "".join(map(_atom, run))
        look = _properties(run, "rPr")
        if text and looks and looks[-1][0] == look:
            looks[-1] = (look, looks[-1][1] + text)
        elif text:
            looks.append((look, text))
    return "".join(f"{look[:-1]}|{text}}}" if look else text for look, text in looks)


def _between(run: Any, paragraph: Any) -> Iterator[Any]:
    """Text boxes between a run and its paragraph: their runs are theirs."""
    for ancestor in run.iterancestors():
        if ancestor is paragraph:
            return
        if _local(ancestor) in ("txbxContent", "del"):
            yield ancestor


def _drawing(properties: Any) -> str:
    extent = properties.getparent().find("{*}extent")
    width, height = (round(int(extent.get(name)) / 36_000) for name in ("cx", "cy"))
    return f"▣{width}×{height} {properties.get('descr', '')}".rstrip()


def _atom(element: Any) -> str:
    name = _local(element)
    if name == "t":
        return element.text or ""
    if name == "br" and element.get(f"{{{W}}}type") == "page":
        return "⇟"
    if name in ("drawing", "AlternateContent"):
        return "".join(map(_drawing, element.iter("{*}docPr")))
    return _CHARACTERS.get(name, "")

"""Headings with bookmarks, and a table of contents that is right in Word and in what LibreOffice prints."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from authoring.house_text import Xml, para, run


def _mark(kind: str, dirty: bool = False) -> str:
    attribute = ' w:dirty="true"' if dirty else ""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"{attribute}/></w:r>'


def _code(code: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'


def complex_field(code: str, result: str, *, dirty: bool = False) -> Xml:
    """A field with a stored result; ``dirty``: Word works it out anew when it opens the document."""
    return Xml(f"{_mark('begin', dirty)}{_code(code)}{_mark('separate')}{run(result)}{_mark('end')}")


def marked(name: str, number: int, *pieces: str, style: str) -> Xml:
    """A heading that a bookmark of this name (it may hold a tag) surrounds."""
    heading = para(*pieces, style=style)
    start = f'<w:bookmarkStart w:id="{number}" w:name={quoteattr(name)}/>'
    return Xml(
        heading.replace("</w:pPr>", f"</w:pPr>{start}", 1).replace("</w:p>", f'<w:bookmarkEnd w:id="{number}"/></w:p>')
    )


_SPACES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
)


def _word_only(runs: str) -> Xml:
    """Runs that Word reads and LibreOffice, which knows no w15, passes over."""
    return Xml(f'<mc:AlternateContent {_SPACES}><mc:Choice Requires="w15">{runs}</mc:Choice></mc:AlternateContent>')


# LibreOffice takes a TOC field for an index of its own, whose page numbers it does not work out when it converts. To it
# the contents are therefore a plain list of links whose PAGEREF fields it does work out; to Word they are a TOC field.
CONTENTS_BEGIN = _word_only(_mark("begin", dirty=True) + _code(r'TOC \o "1-2" \h \z \u') + _mark("separate"))
CONTENTS_END = _word_only(_mark("end"))


def entry(level: int, bookmark: str, text: str, before: Xml | None = None) -> Xml:
    """A line of the contents: a link to the bookmark with its page number, which is not known before it is laid out:
    until a program works it out, it looks like the end of the dotted line."""
    page = complex_field(f"PAGEREF {bookmark} \\h", "…", dirty=True)
    link = f'<w:hyperlink w:anchor={quoteattr(bookmark)} w:history="1">{run(text)}{run(chr(9))}{page}</w:hyperlink>'
    properties = f'<w:pPr><w:pStyle w:val="TOC{level}"/></w:pPr>'
    return Xml(f"<w:p>{properties}{before or ''}{link}</w:p>")

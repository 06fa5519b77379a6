"""Text → WordprocessingML runs and paragraphs of the house style; a tag is text like any other."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import escape

FONTS: Mapping[str, str] = {
    "宋体": "Times New Roman",
    "仿宋": "Times New Roman",
    "黑体": "Arial",
    "楷体": "Times New Roman",
    "方正小标宋简体": "Times New Roman",
    "仿宋_GB2312": "Times New Roman",
    "楷体_GB2312": "Times New Roman",
}  # Chinese face (those not on every Windows: see [fonts] of the settings) → the one for Latin letters and figures


class Xml(str):
    """Markup that is ready; plain strings are still text."""

    __slots__ = ()


def fonts(face: str) -> Xml:
    """Run fonts: the Chinese face for East Asian characters, its companion for the rest."""
    latin = FONTS[face]
    return Xml(f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{face}" w:cs="{latin}"/>')


def run_properties(*, face: str = "", bold: bool | None = None, colour: str = "", size: float = 0) -> Xml:
    """w:rPr's children in schema order; size in points."""
    parts = [fonts(face) if face else ""]
    if bold is not None:
        parts.append("<w:b/><w:bCs/>" if bold else '<w:b w:val="0"/><w:bCs w:val="0"/>')
    parts.append(f'<w:color w:val="{colour}"/>' if colour else "")
    parts.append(f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else "")
    return Xml("".join(parts))


def run(text: str, *, face: str = "", bold: bool | None = None, colour: str = "", size: float = 0) -> Xml:
    """One run. A tab or a line break in the text becomes w:tab or w:br."""
    inner = run_properties(face=face, bold=bold, colour=colour, size=size)
    properties = f"<w:rPr>{inner}</w:rPr>" if inner else ""
    body = escape(text).replace("\t", _outside("<w:tab/>")).replace("\n", _outside("<w:br/>"))
    return Xml(f'<w:r>{properties}<w:t xml:space="preserve">{body}</w:t></w:r>'.replace(_EMPTY, ""))


_OPEN = '<w:t xml:space="preserve">'
_EMPTY = f"{_OPEN}</w:t>"


def aside(text: str) -> Xml:
    """A word in smaller grey 楷体 beside a heading."""
    return run(f"　　{text}", face="楷体", size=8.5, colour="6B7785")


def _outside(element: str) -> str:
    return f"</w:t>{element}{_OPEN}"


def para(
    *pieces: str,
    style: str = "",
    align: str = "",
    keep_next: bool = False,
    page_break: bool = False,
    section: str = "",
) -> Xml:
    """One paragraph of runs and texts; ``section`` is a w:sectPr that ends here."""
    properties = "".join(
        (
            f'<w:pStyle w:val="{style}"/>' if style else "",
            "<w:keepNext/>" if keep_next else "",
            "<w:pageBreakBefore/>" if page_break else "",
            f'<w:jc w:val="{align}"/>' if align else "",
            section,
        )
    )
    body = "".join(piece if isinstance(piece, Xml) else run(piece) for piece in pieces if piece)
    return Xml(f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{body}</w:p>")


def tag(text: str) -> Xml:
    """A paragraph that holds a structure tag and goes away with it: small and grey, for those who edit."""
    return para(text, style="Tag")


def repeated(loop: str, *blocks: Xml, otherwise: Xml | None = None) -> list[Xml]:
    """Paragraphs and tables once for each item of a loop ("例 in 成功案例"); ``otherwise`` where there is none."""
    empty = [tag("{%p else %}"), otherwise] if otherwise is not None else []
    return [tag(f"{{%p for {loop} %}}"), *blocks, *empty, tag("{%p endfor %}")]


def value(expression: str) -> str:
    """The tag that prints an expression."""
    return f"{{{{ {expression} }}}}"


def when(condition: str, text: str, otherwise: str = "") -> str:
    """The text where the condition holds, within one run."""
    other = f"{{% else %}}{otherwise}" if otherwise else ""
    return f"{{% if {condition} %}}{text}{other}{{% endif %}}"


def tick(condition: str) -> str:
    """A box, ticked where the condition holds."""
    return when(condition, "☑", "□")


def field(code: str) -> Xml:
    """A field such as PAGE or NUMPAGES."""
    return Xml(f'<w:fldSimple w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>')


def label(text: str, width: int = 4) -> str:
    """A label padded to ``width`` characters, by full-width and half-width spaces: 主持人 → 主 持 人."""
    if len(text) >= width or len(text) < 2:
        return text
    halves = 2 * (width - len(text)) // (len(text) - 1)
    gap = "　" * (halves // 2) + "\u2002" * (halves % 2)
    return gap.join(text)

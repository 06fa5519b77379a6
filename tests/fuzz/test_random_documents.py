"""Word files in shapes nobody drew: tables in tables, loops of rows and cells, merges, tracked changes, controls, text
boxes, pictures. Each gives a whole document that validates, or problems."""

from __future__ import annotations

import os
import random

import pytest
from lxml import etree
from office.tagging import FORMATS, NAMES
from office.word_paper import drawn, image, invalid

from pipeline.office import picture
from pipeline.office.package import read_package
from pipeline.office.word import compile_document
from pipeline.problems import Stop

LONG = bool(os.environ.get("CHENXI_FUZZ"))
DOCUMENTS = 2000 if LONG else 40
BASE = read_package(drawn(["x"], header="{{ 支行 }}"))
FACTS = {
    "branch": "城东",
    "x": "值 <&> {{ x }}",
    "yes": True,
    "no": False,
    "colour": "FFEEAA",
    "officers": [{"officer": "张三"}, {"officer": "李四"}, {"officer": "李四"}],
    "photo": picture(image()),
    "many": ["一", "二"],
}
WHO = 'w:id="1" w:author="王" w:date="2026-01-01T00:00:00Z"'
INLINE = (
    "文字", "{{ 支行 }}", "{{ x }}", "{{r x }}", "{{ photo }}", "{# 说明 #}", "{_{ 括号 }_}", "{{- x -}}",
    "{% if yes %}甲{% endif %}", "{% if no %}甲{% else %}乙{% endif %}", "{%r if no %}丙{%r endif %}",
    "{% for 人 in 客户经理表 %}{{ 人.姓名 }}、{% endfor %}", "{% set y = 1 %}{{ y }}",
)  # fmt: skip
CELL = ("{% vm 支行 %}", "{% colspan 2 %}", "{% cellbg colour %}")
IN_ROW_LOOP = (*CELL, "{% vm %}", "{% vm 人.姓名 %}")
ALONE = ("{{p x }}", "{{p photo }}", "{{p many }}", "{#p 说明 #}")
LOOKS = (
    "", '<w:pPr><w:jc w:val="center"/></w:pPr>', '<w:pPr><w:pStyle w:val="ListNumber"/></w:pPr>',
    '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>',
    f"<w:pPr><w:rPr><w:del {WHO}/></w:rPr></w:pPr>",
)  # fmt: skip
AROUND = (
    "{}", "{}", "{}", f"<w:ins {WHO}>{{}}</w:ins>", f"<w:del {WHO}><w:r><w:delText>旧</w:delText></w:r></w:del>{{}}",
    '<w:smartTag w:element="a">{}</w:smartTag>',
    '<w:sdt><w:sdtPr><w:tag w:val="{{{{ 支行 }}}}"/><w:id w:val="5"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>',
)  # fmt: skip
SPLITS = ("", '<w:proofErr w:type="spellStart"/>', '<w:bookmarkStart w:id="1" w:name="b"/><w:bookmarkEnd w:id="1"/>')
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> QUOTE "{{ x }}" </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
DEEPEST = 2


def paragraph(text: str = "") -> str:
    """A paragraph of one run."""
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>' if text else "<w:p/>"


class Draft:
    """Draws one document."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)

    def body(self) -> str:
        """The blocks of a document."""
        return "".join(self._block(0) for _ in range(self._dice.randint(1, 5))) + paragraph("完")

    def _block(self, depth: int) -> str:
        kinds = [self._lines] * 6 + [self._joined, self._alone]
        if depth < DEEPEST:
            kinds += [self._table, self._table, self._loop, self._choice]
        return self._dice.choice(kinds)(depth)

    def _blocks(self, depth: int) -> str:
        return "".join(self._block(depth + 1) for _ in range(self._dice.randint(1, 2)))

    def _loop(self, depth: int) -> str:
        page = self._dice.choice(("", paragraph("{% newpage %}题")))
        return paragraph("{%p for 人 in 客户经理表 %}") + page + self._blocks(depth) + paragraph("{%p endfor %}")

    def _choice(self, depth: int) -> str:
        condition = self._dice.choice(("yes", "no"))
        other = paragraph("{%p else %}") + self._blocks(depth)
        return paragraph(f"{{%p if {condition} %}}") + self._blocks(depth) + other + paragraph("{%p endif %}")

    def _joined(self, depth: int) -> str:
        bound = paragraph("甲{% if yes -%}") + paragraph("乙") + paragraph("{%- endif %}丙")
        return self._dice.choice((bound, paragraph("跨段 {{ 支行") + paragraph("}} 完")))

    def _alone(self, depth: int) -> str:
        return paragraph(self._dice.choice(ALONE))

    def _lines(self, depth: int) -> str:
        runs = "".join(self._run(self._dice.choice(INLINE)) for _ in range(self._dice.randint(0, 3)))
        extra = self._dice.choice(["", "", "", "", FIELD, self._box() if depth < DEEPEST else ""])
        return f"<w:p>{self._dice.choice(LOOKS)}{runs}{extra}</w:p>"

    def _run(self, text: str) -> str:
        at = self._dice.randrange(1, len(text))
        cut = self._dice.random() < 0.3
        texts = (text[:at], text[at:]) if cut else (text,)
        runs = (f'<w:r><w:t xml:space="preserve">{part}</w:t></w:r>' for part in texts)
        return self._dice.choice(SPLITS).join(self._dice.choice(AROUND).format(run) for run in runs)

    def _box(self) -> str:
        inside = "".join(self._lines(DEEPEST) for _ in range(2))
        shape = f"<v:shape><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></v:shape>"
        return f"<w:r><w:pict>{shape}</w:pict></w:r>"

    def _table(self, depth: int) -> str:
        columns = self._dice.randint(1, 3)
        rows = "".join(self._rows(depth, columns) for _ in range(self._dice.randint(1, 3)))
        grid = '<w:gridCol w:w="900"/>' * columns
        return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"

    def _rows(self, depth: int, columns: int) -> str:
        kind = self._dice.random()
        if kind < 0.4:
            between = self._row(depth, columns, IN_ROW_LOOP)
            return self._tagged(columns, "for 人 in 客户经理表") + between + self._tagged(columns, "endfor")
        if kind < 0.55:
            return self._tagged(columns, "if no") + self._row(depth, columns, CELL) + self._tagged(columns, "endif")
        return self._row(depth, columns, CELL)

    @staticmethod
    def _tagged(columns: int, statement: str) -> str:
        rest = "<w:tc><w:p/></w:tc>" * (columns - 1)
        return f"<w:tr><w:tc>{paragraph(f'{{%tr {statement} %}}')}</w:tc>{rest}</w:tr>"

    def _row(self, depth: int, columns: int, shaping: tuple[str, ...]) -> str:
        cells = [self._cell(depth, shaping) for _ in range(columns)]
        kind = self._dice.random()
        if kind < 0.2:
            statement, end = self._dice.choice((("for 月 in many", "endfor"), ("if no", "endif")))
            first, last = (f"<w:tc>{paragraph(f'{{%tc {tag} %}}')}</w:tc>" for tag in (statement, end))
            merged = f"<w:tc>{paragraph('{% hm %}跨列')}</w:tc>" if statement.startswith("for") else cells[0]
            cells[:1] = [first, merged, last]
        return f"<w:tr>{''.join(cells)}</w:tr>"

    def _cell(self, depth: int, shaping: tuple[str, ...]) -> str:
        width = self._dice.choice(("", '<w:tcPr><w:tcW w:w="900" w:type="dxa"/></w:tcPr>'))
        shaped = paragraph(self._dice.choice(shaping) + "{{ x }}") if self._dice.random() < 0.25 else ""
        inside = self._blocks(depth) if self._dice.random() < 0.3 else self._lines(DEEPEST)
        return f"<w:tc>{width}{shaped}{inside}<w:p/></w:tc>"


def file(body: str) -> bytes:
    """A .docx with this body."""
    text = BASE.text("word/document.xml")
    start, end = text.index("<w:body>") + len("<w:body>"), text.index("<w:sectPr")
    return BASE.write({"word/document.xml": text[:start] + body + text[end:]})


@pytest.mark.parametrize("seed", range(DOCUMENTS))
def test_a_document_of_any_shape_is_whole(seed: int) -> None:
    data = file(Draft(seed).body())
    try:
        out = compile_document(data, name="形.docx", names=NAMES, formats=FORMATS).render(FACTS)
    except Stop as stop:
        assert all(found.place.file == "形.docx" and found.code != "WD002" for found in stop.problems)
        return
    text = read_package(out).text("word/document.xml")
    root = etree.fromstring(text.encode())
    names = etree.QName(root).namespace
    assert not [cell for cell in root.iter(f"{{{names}}}tc") if cell[-1].tag != f"{{{names}}}p"]
    drawings = root.xpath("//*[local-name()='docPr']/@id")
    assert len(drawings) == len(set(drawings))
    assert not {mark for mark in "\ufdd0\ufdd1\ufdd2\ufdd3\ufdd4" if mark in text}
    if seed % 10 == 0 or LONG:
        assert invalid(out, whole=False) == []

# ruff: noqa: E501 - a tag is not broken over lines
"""Templates held out from the engine's makers: drawn as people and their programs draw, rendered, and looked at.

Each was also rendered by docxtpl 0.20 and read by LibreOffice; what differs is in docs/concepts/word-dialect.md.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any

import docx
import pytest
from lxml import etree
from office.conformance.cases import _box, _picture
from office.conformance.draft import drafted
from office.word_paper import invalid
from PIL import Image

from pipeline.language import describe
from pipeline.office import picture
from pipeline.office.package import read_package
from pipeline.office.template import Names
from pipeline.office.word import compile_document
from pipeline.problems import Stop

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FACTS: dict[str, Any] = {
    "x": "城东", "n": 3, "z": 0, "none": None, "nan": float("nan"), "yes": True, "no": False,
    "d": date(2026, 3, 5), "dt": datetime(2026, 3, 5, 9, 30), "dec": Decimal("1234.50"), "f": 0.1 + 0.2,
    "br": "{{ x }} {% if %} {# #} }}{{", "amp": "A & B <b> 3<5 > 2 \"q\" 'r'", "emoji": "😀👨‍👩‍👧 𠮷", "long": "长" * 33_000,
    "nl": "一\n二\t三", "para": "甲\a乙", "page": "上\f下", "ctl": "a\x00\x0b\x1fb\ud800\uffffc", "rtl": "\u200fשלום",
    "xs": ["一", "二", "三"], "empty": [], "k": {"a": {"b": "深"}},
    "oks": [{"ok": True, "m": "a"}, {"ok": False, "m": "b"}, {"ok": None, "m": "c"}],
    "rows": [
        {"b": "东支行", "m": "张三", "v": 12, "u": "a b&c=1", "items": ["甲", "乙"]},
        {"b": "东支行", "m": "李四", "v": None, "u": 'x"y', "items": []},
        {"b": "西支行", "m": "王<五>", "v": 9, "u": "{{ x }}", "items": ["丙"]},
    ],
}  # fmt: skip


def P(inside: str, properties: str = "") -> str:  # noqa: N802 - as the element
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inside}</w:p>"


def R(text: str, properties: str = "", rsid: str = "") -> str:  # noqa: N802 - as the element
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r{rsid}>{look}<w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'


def FLD(code: str, result: str) -> str:  # noqa: N802 - a field
    def char(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    text = f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'
    return char("begin") + text + char("separate") + R(result) + char("end")


def sdtrun(inside: str, more: str = "") -> str:
    return f"<w:sdt><w:sdtPr>{more}</w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def cell(text: str, more: str = "") -> str:
    content = text if text.startswith("<w:") else P(R(text))
    return f'<w:tc><w:tcPr><w:tcW w:w="900" w:type="dxa"/>{more}</w:tcPr>{content}</w:tc>'


def tbl(columns: int, *rows: str) -> str:
    grid = '<w:gridCol w:w="900"/>' * columns
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def boxed(*paragraphs: str) -> str:
    """A text box, in its new and its old form, that holds these."""
    return _box("XX").replace(P(R("XX")), "".join(paragraphs))


RS = ' w:rsidR="00A1B2C3" w:rsidRPr="00D4E5F6"'
PE, PEE, GE = (f'<w:proofErr w:type="{kind}"/>' for kind in ("spellStart", "spellEnd", "gramStart"))
INS = ' w:id="1" w:author="张经理" w:date="2026-01-01T00:00:00Z"'
SECT = '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/></w:sectPr>'
TICK = '<w:sdt><w:sdtPr><w:tag w:val="{{ r.ok }}"/><w14:checkbox><w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>☐</w:t></w:r></w:sdtContent></w:sdt>'

# fmt: off
HELD_OUT = [
    ("proof-rsid", drafted([P(R("支行：",rsid=RS)+R("{",rsid=RS)+PE+R("{ ",'<w:rFonts w:hint="eastAsia"/>',RS)+PEE+GE+R("x",'<w:lang w:val="en-US"/>')+R(" |",rsid=RS)+R("默认",'<w:rFonts w:hint="eastAsia"/>')+R("('无')}",'')+'<w:proofErr w:type="gramEnd"/>'+R("}")+R("。"))]), "支行：城东。"),
    ("bookmark-inside", drafted([P('<w:bookmarkStart w:id="0" w:name="_GoBack"/>'+R("{{ ")+'<w:bookmarkEnd w:id="0"/>'+R("x")+'<w:bookmarkStart w:id="1" w:name="名"/>'+R(" }}后")+'<w:bookmarkEnd w:id="1"/>')]), "城东后"),
    ("tab-br-in-tag", drafted([P('<w:r><w:t>{{</w:t><w:tab/><w:t>x</w:t><w:br/><w:t>|默认(“无”)</w:t><w:cr/><w:t>}}尾</w:t></w:r>')]), "城东尾"),
    ("nobreakhyphen", drafted([P('<w:r><w:t>{{ n </w:t><w:noBreakHyphen/><w:t> 1 }}尾</w:t></w:r>'), P('<w:r><w:t>甲</w:t><w:noBreakHyphen/><w:t>{{ x }}</w:t><w:softHyphen/><w:t>乙</w:t></w:r>'),P('<w:r><w:t>前{{ x }}</w:t><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>后{{ n }}</w:t></w:r>')]), "2尾 | 甲城东乙 | 前城东后3"),
    ("fullwidth", drafted(["｛｛ x ｝｝和｛% if n > 2 %｝多｛% endif %｝", "｛％p if yes ％｝", "在", "｛％p endif ％｝", "{{ x｝}", "{｛ x }}"]), "城东和多 | 在 | 城东 | 城东"),
    ("over-paragraphs", drafted(["甲 {{", "x", "|默认('无')", "}} 乙", "{% if n", " > 2 %}多{% endif", "%}尾"]), "甲 城东 乙 | 多尾"),
    ("sdt-run-split", drafted([P(R("前{{ ")+sdtrun(R("x"))+R(" }}后")), P(R("前")+sdtrun(R("{{ x }}"),'<w:showingPlcHdr/><w:text/>')+R("后"))]), "前城东后 | 前城东后"),
    ("sdt-block-loop", drafted(["{%p for i in xs %}", sdtrun(P(R("{{ i }}"))+P(R("第{{ loop.index }}"))), "{%p endfor %}"]), "一 | 第1 | 二 | 第2 | 三 | 第3"),
    ("sdt-around-loop", drafted([sdtrun(P(R("{%p for i in xs %}"))+P(R("{{ i }}"))+P(R("{%p endfor %}")))]), "一 | 二 | 三"),
    ("sdt-row", drafted([tbl(2, row(cell("头"),cell("数")), row(cell("{%tr for r in rows %}"),cell("")), sdtrun(row(cell("{{ r.m }}"),cell("{{ r.v }}"))), row(cell("{%tr endfor %}"),cell(""))), "尾"]), "头 | 数 | 张三 | 12 | 李四 | 王<五> | 9 | 尾"),
    ("sdt-row-around", drafted([tbl(1, sdtrun(row(cell("{%tr for r in rows %}"))+row(cell("{{ r.m }}"))+row(cell("{%tr endfor %}")))), "尾"]), "张三 | 李四 | 王<五> | 尾"),
    ("sdt-row-tag", drafted([tbl(1, row(cell("头")),sdtrun(row(cell("{%tr for r in rows %}"))),row(cell("{{ r.m }}")),sdtrun(row(cell("{%tr endfor %}")))), "尾"]), "头 | 张三 | 李四 | 王<五> | 尾"),
    ("sdt-cell", drafted([tbl(2, row(cell("甲"), sdtrun(cell("{{ x }}"))), row(sdtrun(cell("{% colspan 2 %}{{ n }}"))))]), "甲 | 城东 | 3"),
    ("sdt-cell-tags", drafted([tbl(3, row(sdtrun(cell("{%tc for i in xs %}")), cell("{{ i }}"), sdtrun(cell("{%tc endfor %}"))))]), "一 | 二 | 三"),
    ("textbox-loop", drafted(["{%p for i in xs %}", _box("框{{ i }}{{ amp }}"), "{%p endfor %}"]), "框一A & B <b> 3<5 > 2 \"q\" 'r' | 框一A & B <b> 3<5 > 2 \"q\" 'r' | 框二A & B <b> 3<5 > 2 \"q\" 'r' | 框二A & B <b> 3<5 > 2 \"q\" 'r' | 框三A & B <b> 3<5 > 2 \"q\" 'r' | 框三A & B <b> 3<5 > 2 \"q\" 'r'"),
    ("textbox-paragraph-loop", drafted([boxed(P(R("{%p for i in xs %}")), P(R("{{ i }}")), P(R("{%p endfor %}")))]), "一 | 二 | 三 | 一 | 二 | 三"),
    ("textbox-empty-loop", drafted([boxed(P(R("{%p for i in empty %}")), P(R("{{ i }}")), P(R("{%p endfor %}"))), "尾"]), "尾"),
    ("textbox-differs", drafted([_box("{{ x }}").replace("</mc:Choice><mc:Fallback>","</mc:Choice><mc:Fallback>",1).replace("{{ x }}","旧{{ n }}",2).replace("旧{{ n }}","新{{ x }}",1)]), "新城东 | 新城东"),
    ("textbox-table", drafted([_box("XX").replace(P(R("XX")), tbl(1,row(cell("{%tr for i in xs %}")),row(cell("{{ i }}")),row(cell("{%tr endfor %}")))+P(R("")))]), "一 | 二 | 三 | 一 | 二 | 三"),
    ("notes", drafted([P(R("正文{{ x }}")+'<w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:endnoteReference w:id="1"/></w:r>')], footnotes=["脚{{ amp }}{% for i in xs %}{{ i }}{% endfor %}"], endnotes=["尾{{ br }}"]), "正文城东 | 尾{{ x }} {% if %} {# #} }}{{ | 脚A & B <b> 3<5 > 2 \"q\" 'r'一二三"),
    ("note-in-loop", drafted(["{%p for r in rows %}", P(R("{{ r.m }}")+'<w:r><w:footnoteReference w:id="1"/></w:r>'), "{%p endfor %}"], footnotes=["脚{{ x }}"]), "张三 | 李四 | 王<五> | 脚城东"),
    ("comment-over-lifted", drafted([P('<w:commentRangeStart w:id="1"/>'+R("{%p if yes %}")), P(R("{{ x }}")+'<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>'), "{%p endif %}"], comments=["批{{ n }}"]), "批3 | 城东"),
    ("bookmark-over-lifted", drafted([P('<w:bookmarkStart w:id="5" w:name="b5"/>'+R("{%p for i in xs %}")), P(R("{{ i }}")), P(R("{%p endfor %}")+'<w:bookmarkEnd w:id="5"/>')]), "一 | 二 | 三"),
    ("bookmark-into-loop", drafted([P('<w:bookmarkStart w:id="5" w:name="b5"/>'+R("前")), "{%p for i in xs %}", P(R("{{ i }}")+'<w:bookmarkEnd w:id="5"/>'), "{%p endfor %}"]), "前 | 一 | 二 | 三"),
    ("bookmark-into-if", drafted([P('<w:bookmarkStart w:id="5" w:name="b5"/>'+R("前")), "{%p if no %}", P(R("{{ x }}")+'<w:bookmarkEnd w:id="5"/>'), "{%p endif %}", "尾"]), "前 | 尾"),
    ("bookmark-row", drafted([tbl(1,row(cell("头")),'<w:bookmarkStart w:id="9" w:name="t"/>',row(cell("{%tr for i in xs %}")),row(cell("{{ i }}")),row(cell("{%tr endfor %}")),'<w:bookmarkEnd w:id="9"/>'),"尾"]), "头 | 一 | 二 | 三 | 尾"),
    ("nested3-all-loops", drafted([[["{%tr for r in rows %}"],[("{{ r.b }}",[["{%tr for i in r['items'] %}"],[("{{ i }}",[["{%tc for j in xs %}","{{ j }}","{%tc endfor %}"]])],["{%tr endfor %}"]])],["{%tr endfor %}"]]]), "东支行 | 甲 | 一 | 二 | 三 | 乙 | 一 | 二 | 三 | 东支行 | 西支行 | 丙 | 一 | 二 | 三"),
    ("p-in-cell", drafted([[[("{%p for i in xs %}","{{ i }}","{%p endfor %}"), ("{%p if no %}","无","{%p endif %}")]]]), "一 | 二 | 三"),
    ("p-around-table", drafted(["{%p for r in rows %}","{{ r.b }}",[["{{ r.m }}","{{ r.v }}"],["{%tr for i in r['items'] %}",""],["{{ i }}","·"],["{%tr endfor %}",""]],"{%p endfor %}"]), "东支行 | 张三 | 12 | 甲 | · | 乙 | · | 东支行 | 李四 | 西支行 | 王<五> | 9 | 丙 | ·"),
    ("tracked", drafted([P(R("甲")+f'<w:ins{INS}>{R("{{ x")}</w:ins><w:del{INS}><w:r><w:delText>old</w:delText></w:r></w:del>'+R(" }}乙")), P(f'<w:del{INS}><w:r><w:delText>{{{{ gone }}}}</w:delText></w:r></w:del>'+R("{{ n }}"), ), P(R("段1"),f'<w:rPr><w:ins{INS}/></w:rPr>'), P(R("{{ x }}"),f'<w:pPrChange{INS}><w:pPr/></w:pPrChange>')]), "甲城东乙 | 3 | 段1 | 城东"),
    ("tracked-row", drafted([tbl(1,row(cell("头")),f'<w:tr><w:trPr><w:ins{INS}/></w:trPr>{cell("{{ x }}")}</w:tr>',f'<w:tr><w:trPr><w:del{INS}/></w:trPr>{cell("{{ gone }}")}</w:tr>')]), "头 | 城东"),
    ("tracked-move", drafted([f'<w:p><w:moveFromRangeStart w:id="3" w:author="a" w:name="m1"/><w:moveFrom{INS}>{R("{{ gone }}")}</w:moveFrom><w:moveFromRangeEnd w:id="3"/></w:p>', f'<w:p><w:moveToRangeStart w:id="4" w:author="a" w:name="m1"/><w:moveTo{INS}>{R("{{ x }}")}</w:moveTo><w:moveToRangeEnd w:id="4"/></w:p>']), "城东"),
    ("field-hyperlink", drafted([P(FLD(' HYPERLINK "http://a/{{ x }}" ',"{{ x }}")), "{%p for r in rows %}", P(FLD(' HYPERLINK "http://a/?q={{ r.u }}" ',"{{ r.m }}")), "{%p endfor %}"]), "城东 | 张三 | 李四 | 王<五>"),
    ("field-if", drafted([P(FLD(' IF "{{ x }}" = "城东" "是" "否" ',"是"))]), "是"),
    ("field-split-instr", drafted([P('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> HYPERLINK "http://a/{{</w:instrText></w:r><w:r><w:instrText> x }}" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'+R("链")+'<w:r><w:fldChar w:fldCharType="end"/></w:r>')]), "链"),
    ("links-loop", drafted(["{%p for r in rows %}", P('<w:hyperlink r:id="L">'+R("{{ r.m }}")+'</w:hyperlink>'), "{%p endfor %}"], links={"L":"https://map/?q={{ r.u }}"}), "张三 | 李四 | 王<五> | https://map/?q=%7B%7B%20x%20%7D%7D | https://map/?q=a%20b&c=1 | https://map/?q=x%22y"),
    ("link-value-break", drafted([P('<w:hyperlink r:id="L">'+R("{{ nl }}{{ para }}{{ page }}")+'</w:hyperlink>')], links={"L":"https://a/%7B%7Bx%7D%7D"}), "一⏎二⇥三甲⏎乙上⇟下 | https://a/城东"),
    ("link-split", drafted([P(R("{{ ")+'<w:hyperlink r:id="L">'+R("x")+'</w:hyperlink>'+R(" }}尾"))], links={"L":"https://a/"}), "城东尾 | https://a/"),
    ("link-anchor", drafted([P('<w:hyperlink w:anchor="b{{ n }}">'+R("{{ x }}")+'</w:hyperlink>'), P('<w:bookmarkStart w:id="3" w:name="b{{ n }}"/>'+R("目标")+'<w:bookmarkEnd w:id="3"/>')]), "城东 | 目标"),
    ("vm-hm-colspan-bg", drafted([tbl(3,row(cell("{% colspan n %}{% cellbg 'FFEE00' %}{{ x }}")), row(cell("{%tr for r in rows %}"),cell(""),cell("")), row(cell("{% vm r.b %}{% cellbg none %}{{ r.b }}",'<w:shd w:val="clear" w:color="auto" w:fill="DDDDDD"/><w:vAlign w:val="center"/>'),cell("{% cellbg 'FF0000' if r.v is none %}{{ r.m }}"),cell("{{ r.v }}")), row(cell("{%tr endfor %}"),cell(""),cell("")))]), "城东 | 东支行 | 张三 | 12 | 李四 | 西支行 | 王<五> | 9"),
    ("tc-gridspan", drafted([tbl(5,row(cell("头",'<w:gridSpan w:val="2"/>'),cell("{%tc for i in xs %}"),cell("{{ i }}"),cell("{%tc endfor %}")),row(cell("a"),cell("b"),cell("{%tc for i in xs %}"),cell("{{ loop.index }}"),cell("{%tc endfor %}")))]), "头 | 一 | 二 | 三 | a | b | 1 | 2 | 3"),
    ("tc-short-grid", drafted([tbl(3,row(cell("头",'<w:gridSpan w:val="2"/>'),cell("{%tc for i in xs %}"),cell("{{ i }}"),cell("{%tc endfor %}")))]), "头 | 一 | 二 | 三"),
    ("tr-vmerge", drafted([tbl(2,row(cell("{%tr for r in rows %}"),cell("")),row(cell("{{ r.b }}",'<w:vMerge w:val="restart"/>'),cell("{{ r.m }}")),row(cell("",'<w:vMerge/>'),cell("{{ r.v }}")),row(cell("{%tr endfor %}"),cell("")))]), "东支行 | 张三 | 12 | 东支行 | 李四 | 西支行 | 王<五> | 9"),
    ("vm-two-columns", drafted([tbl(3,row(cell("{%tr for r in rows %}"),cell(""),cell("")),row(cell("{% vm r.b %}{{ r.b }}"),cell("{% vm %}{{ x }}"),cell("{{ r.m }}")),row(cell("{%tr endfor %}"),cell(""),cell("")))]), "东支行 | 城东 | 张三 | 李四 | 西支行 | 王<五>"),
    ("hm-in-tc", drafted([tbl(3,row(cell("{%tc for i in xs %}"),cell("{% hm %}{% cellbg '00FF00' %}标题{{ x }}"),cell("{%tc endfor %}")),row(cell("{%tc for i in xs %}"),cell("{{ i }}"),cell("{%tc endfor %}")))]), "标题城东 | 一 | 二 | 三"),
    ("tr-same-row", drafted([[["{%tr for r in rows %}{%tr if r.v %}",""],["{{ r.m }}","{{ r.v }}"],["{%tr endif %}{%tr endfor %}",""]]]), "张三 | 12 | 王<五> | 9"),
    ("tr-tag-elsewhere", drafted([[["", "{%tr for r in rows %}"],["{{ r.m }}","{{ r.v }}"],["","{%tr endfor %}"]]]), "张三 | 12 | 李四 | 王<五> | 9"),
    ("tr-tc-cross", drafted([[["","{%tc for i in xs %}","{{ i }}","{%tc endfor %}"],["{%tr for r in rows %}","","",""],["{{ r.m }}","{%tc for i in xs %}","{{ loop.index }}","{%tc endfor %}"],["{%tr endfor %}","","",""]]]), "一 | 二 | 三 | 张三 | 1 | 2 | 3 | 李四 | 1 | 2 | 3 | 王<五> | 1 | 2 | 3"),
    ("macro-set", drafted(["{%p macro 行(a, b='无') %}","{{ a }}：{{ b }}","{%p endmacro %}","{{p 行(x) }}","{{p 行(x, n) }}","{% set t = rows|length %}共{{ t }}","{% set s %}<{{ x }}>{% endset %}{{ s }}{{ s }}","{% macro m(v) %}[{{ v }}]{% endmacro %}{{ m(amp) }}"]), "城东：无 | 城东：3 | 共3 | <城东><城东> | [A & B <b> 3<5 > 2 \"q\" 'r']"),
    ("para-page", drafted([P(R("甲{{ para }}乙",'<w:b/>'),'<w:jc w:val="center"/>'),"丙{{ page }}丁",[["格{{ para }}{{ page }}"]], P(R("{{ para }}"),'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>')], header=["眉{{ para }}{{ page }}"]), "甲甲 | 乙乙 | 丙上 | ⇟ | 下丁 | 格甲 | 乙上 | ⇟ | 下 | 甲 | 乙 | 眉甲 | 乙上 | ⇟ | 下"),
    ("inline-for-over-paragraphs", drafted(["{% for r in rows %}","{{ r.m }}","值 {{ r.v }}","{% endfor %}","尾"]), "张三 | 值 12 | 李四 | 值  | 王<五> | 值 9 | 尾"),
    ("comments-tags", drafted(["甲{# 说明 {{ x }} }} #}乙","{#p 整段 %} #}",[["{#tr 行 #}"],["{{ x }}"]]]), "甲乙 | 城东"),
    ("r-tags", drafted([P(R("前{{r x }}后",'<w:b/>')),P(R("{%r if yes %}")+R("甲",'<w:i/>')+R("{%r endif %}乙"))]), "前城东后 | 甲乙"),
    ("alt-text", drafted([_picture("图{{ x }}"), "{%p for r in rows %}", _picture("图{{ r.m|e }}"), "{%p endfor %}"], header=[_picture("眉{{ x }}")]), ""),
    ("section-para", drafted(["甲", P(R("{{ x }}{{ para }}"),SECT), "尾{{ n }}"]), "甲 | 城东甲 | 乙 | 尾3"),
    ("section-joined", drafted(["甲{{ x", P(R("}}乙"),SECT), "尾"]), "甲城东乙 | 尾"),
    ("checkbox-loop", drafted(["{%p for r in oks %}", P(TICK+R("{{ r.m }}")), "{%p endfor %}"]), "☒a | ☐b | ☐c"),
    ("ins-del-in-tag-para", drafted([P(R("{%p for i in xs %}"),f'<w:rPr><w:ins{INS}/></w:rPr>'),P(R("{{ i }}")),P(R("{%p endfor %}"))]), "一 | 二 | 三"),
    ("perm", drafted(["{%p for i in xs %}",P('<w:permStart w:id="7" w:edGrp="everyone"/>'+R("{{ i }}")+'<w:permEnd w:id="7"/>'),"{%p endfor %}"]), "一 | 二 | 三"),
    ("header-only-loop-empty", drafted(["正文"],header=["{%p for i in empty %}","{{ i }}","{%p endfor %}"],footer=[[["{%tr for i in empty %}"],["{{ i }}"],["{%tr endfor %}"]]]), "正文"),
    ("vm-row-if", drafted([[["{%tr for r in rows %}",""],["{%tr if r.v %}",""],["{% vm r.b %}{{ r.b }}","{{ r.m }}"],["{%tr else %}",""],["{% vm r.b %}{{ r.b }}","缺"],["{%tr endif %}",""],["{%tr endfor %}",""]]]), "东支行 | 张三 | 缺 | 西支行 | 王<五>"),
]
# fmt: on


def seen(data: bytes) -> list[str]:
    """The texts of the paragraphs of all parts that show any, and the addresses of the links."""
    package = read_package(data)
    found = []
    for name in sorted(package.members):
        if re.fullmatch(r"word/(document|header|footer|footnotes|endnotes|comments)\.xml", name):
            root = etree.fromstring(package.members[name].data)
            found += ["".join(map(_shown, _own(p))) for p in root.iter(f"{W}p")]
    rels = etree.fromstring(package.members["word/_rels/document.xml.rels"].data)
    return [text for text in found if text] + sorted(r.get("Target") for r in rels if r.get("TargetMode") == "External")


def _own(paragraph: Any) -> Iterator[Any]:
    for element in paragraph.iter(f"{W}t", f"{W}br", f"{W}tab"):
        if next(element.iterancestors(f"{W}p")) is paragraph and element.getparent().tag == f"{W}r":
            yield element


def _shown(element: Any) -> str:
    page = element.get(f"{W}type") == "page"
    return element.text or "" if element.tag == f"{W}t" else "⇥" if element.tag == f"{W}tab" else "⇟" if page else "⏎"


def broken_rules(data: bytes) -> list[str]:
    """What Word would repair or refuse that no schema says."""
    package, found = read_package(data), []
    drawings: list[str] = []
    for name in package.members:
        if not (name.startswith("word/") and name.endswith(".xml")):
            continue
        root = etree.fromstring(package.members[name].data)
        drawings += [str(e.get("id")) for e in root.iter("{*}docPr")]
        found += [f"{name}: cell" for c in root.iter(f"{W}tc") if c[-1].tag != f"{W}p"]
        found += [f"{name}: table" for t in root.iter(f"{W}tbl") if next(t.iter(f"{W}tr"), None) is None]
        found += [f"{name}: row" for r in root.iter(f"{W}tr") if next(r.iter(f"{W}tc"), None) is None]
        for kind in ("bookmark", "commentRange", "perm"):
            starts, ends = (
                sorted(str(e.get(f"{W}id")) for e in root.iter(f"{W}{kind}{end}")) for end in ("Start", "End")
            )
            if starts != ends or len(set(starts)) != len(starts):
                found.append(f"{name}: {kind} {starts} {ends}")
        chars = [e.get(f"{W}fldCharType") for e in root.iter(f"{W}fldChar")]
        found += [f"{name}: fields"] if chars.count("begin") != chars.count("end") else []
    return found + ([f"drawings {drawings}"] if len(set(drawings)) != len(drawings) else [])


def ours(template: bytes, facts: dict[str, Any] = FACTS) -> bytes:
    """Our document."""
    return compile_document(template, name="held.docx", names=Names(), formats={}).render(facts)


@pytest.mark.parametrize(("name", "template", "expected"), HELD_OUT, ids=[entry[0] for entry in HELD_OUT])
def test_a_held_out_template_comes_out_whole(name, template, expected):
    data = ours(template)
    assert " | ".join(seen(data)) == expected
    assert invalid(data) == [] and broken_rules(data) == []
    docx.Document(io.BytesIO(data))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("none", ""), ("nan", ""), ("d", "2026年3月5日"), ("dt", "2026年3月5日 09:30"), ("dec", "1234.5"), ("f", "0.3"),
        ("br", FACTS["br"]), ("amp", FACTS["amp"]), ("emoji", FACTS["emoji"]), ("long", FACTS["long"]),
        ("nl", "一⏎二⇥三"), ("ctl", "abc"), ("rtl", FACTS["rtl"]), ("dec * n", "3703.5"), ("n / z", "—"), ("none + 1", "—"),
        ("2026 + 1", "2027"),
    ],
)  # fmt: skip
def test_a_value_of_any_type_reaches_paper_as_people_write_it(name, shown):
    assert seen(ours(drafted([f"[{{{{ {name} }}}}]"]))) == [f"[{shown}]"]


def test_a_text_box_shows_the_same_in_its_new_and_its_old_form():
    file = io.BytesIO()
    Image.new("RGB", (60, 20), "red").save(file, "PNG")
    boxes = [_box("说明{# 注 #}"), _box("图{{ pic }}"), _box("{% if no %}无{% endif %}有")]
    data = ours(drafted(boxes), {**FACTS, "pic": picture(file.getvalue())})
    assert seen(data) == ["说明", "说明", "图", "图", "有", "有"]
    assert invalid(data) == [] and broken_rules(data) == []


# files that other programs write


def changed(change: Callable[[str], str | bytes], part: str = "word/document.xml", body: Any = None) -> bytes:
    """A template with one of its parts changed."""
    package = read_package(
        drafted(body or ["前{{ x }}", "{%p for i in xs %}", "{{ i }}{{ para }}", "{%p endfor %}"], title="{{ x }}")
    )
    return package.write({part: change(package.text(part))})


def prefixed(prefix: str) -> Callable[[str], str]:
    """The part with another prefix than w, as Python's ElementTree writes it."""
    return lambda text: re.sub(r"(</?|[ :])w([:=])", rf"\g<1>{prefix}\g<2>", text)


def default_namespace(text: str) -> str:
    """The part with elements without a prefix."""
    names = text.replace("<w:document ", f'<w:document xmlns="{W[1:-1]}" ')
    return re.sub(r"(</?)w:", r"\1", names)


@pytest.mark.parametrize(
    "change",
    [
        prefixed("ns0"),
        default_namespace,
        lambda text: text.replace('"UTF-8"', '"UTF-16"').encode("utf-16"),
        lambda text: text.replace("{{ x }}", "{{<!-- c --> x<?p i?> }}"),
        lambda text: text.replace("{{ x }}", "<![CDATA[{{ x }}]]>"),
        lambda text: text.replace("{{ x }}", "&#123;&#123; x &#125;}"),
    ],
    ids=["prefix", "no prefix", "UTF-16", "comments", "CDATA", "references"],
)
def test_xml_of_any_kind_is_understood(change):
    data = ours(changed(change))
    assert seen(data) == ["前城东", "一甲", "乙", "二甲", "乙", "三甲", "乙"]
    assert invalid(data) == []


def test_what_marks_tags_inside_the_engine_is_no_text_of_a_template():
    data = ours(changed(lambda text: text.replace("{{ x }}", "{{ x }}\ufdd09\ufdd1&#xFDD0;0&#xFDD1;")))
    assert seen(data)[0] == "前城东90"


def test_the_main_part_may_have_another_name():
    source = zipfile.ZipFile(io.BytesIO(drafted(["{{ x }}"])))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            content = source.read(name).replace(b"word/document.xml", b"word/document2.xml")
            target.writestr(name.replace("document.xml", "document2.xml"), content)
    data = ours(stream.getvalue())
    assert seen(data) == ["城东"] and invalid(data) == []


STRICT = {W[1:-1]: "http://purl.oclc.org/ooxml/wordprocessingml/main"}


@pytest.mark.parametrize(
    ("template", "code"),
    [
        (changed(lambda text: text.replace(*next(iter(STRICT.items())))), "WD113"),
        (
            changed(lambda text: text.replace("前", "\u0080").encode("latin-1", "replace").replace(b"?\n", b"?>")),
            "WD002",
        ),
        (changed(lambda text: text.encode("utf-8").replace("前".encode(), b"\xff")), "WD002"),
        (changed(lambda text: text[:-20]), "WD002"),
        (changed(lambda text: "<w:styles", "word/styles.xml"), "WD002"),
        (changed(lambda text: b"\xff\xfa" + text.encode(), "docProps/core.xml"), "WD002"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem(template, code):
    with pytest.raises(Stop) as stop:
        ours(template)
    assert [p.code for p in stop.value.problems] == [code]


# wrong templates


@pytest.mark.parametrize(
    ("body", "parts", "expected"),
    [
        (["甲 {{ x", "乙"], {}, ["WD103 paragraph 1 {{ x"]),
        (["{ x }} 乙"], {}, ["WD104 paragraph 1 }} 乙"]),
        (["{%tr for r in rows %}", "{%tr endfor %}"], {}, ["WD106 paragraph 1 {%tr for r in rows %}", "WD106 paragraph 2 {%tr endfor %}"]),
        ([P(R("{%p if yes %}") + FLD(" PAGE ", "")), "{%p endif %}"], {}, ["WD101 paragraph 1 {%p if yes %}"]),
        ([P(R("{%p if yes %}") + '<w:r><w:footnoteReference w:id="1"/></w:r>'), "{%p endif %}"], {"footnotes": ["注"]}, ["WD101 paragraph 1 {%p if yes %}"]),
        ([P(R("{%p if yes %}") + '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'), "{%p endif %}"], {}, ["WD101 paragraph 1 {%p if yes %}"]),
        ([_picture("{{ x")], {}, ["WD103 paragraph 1 {{ x"]),
        (["正文"], {"title": "{{ x|no }}{{ n"}, ["WD103 core properties {{ n", "TL102 core properties {{ x|no }}"]),
        ([P('<w:hyperlink r:id="L">' + R("a") + "</w:hyperlink>")], {"links": {"L": "http://a/{{ x"}}, ["WD103 document links {{ x"]),
        (["{{ " + "(" * 500 + "x" + ")" * 500 + " }}"], {}, ["TL119 paragraph 1 {{ ((((("]),
        (["{{ x" + "|upper" * 3000 + " }}"], {}, ["TL119 paragraph 1 {{ x|upp"]),
        (["{{ " + "9" * 6000 + " }}"], {}, ["TL119 paragraph 1 {{ 99999"]),
        (["{%p for i in [1] %}"] * 30 + ["甲"] + ["{%p endfor %}"] * 30, {}, ["TL119 paragraph 30 {%p for i in [1] %}"]),
        (["{%p if yes %}"] * 200 + ["甲"] + ["{%p endif %}"] * 200, {}, ["TL119 paragraph 200 {%p if yes %}"]),
        (["{{ a|x }}", "{% if b %}", [["{% colspan %}"]]], {"header": ["{{ c|y }}"]}, ["TL102 paragraph 1 {{ a|x }}", "TL104 paragraph 2 {% if b %}", "TL112 table 1 row 1 cell 1 {% colspan %}", "TL102 header paragraph 1 {{ c|y }}"]),
    ],
)  # fmt: skip
def test_every_mistake_is_said_at_once_with_its_place_and_tag(body, parts, expected):
    problems = compile_document(drafted(body, **parts), name="held.docx", names=Names(), formats={}).problems
    said = [f"{p.code} {p.place.inside} {p.place.tag}" for p in problems]
    assert len(said) == len(expected)
    assert all(any(line.startswith(start) for line in said) for start in expected)
    for found in problems:
        assert all(describe(found, lang).what and describe(found, lang).fix for lang in ("zh", "en"))

"""Numbered lists in loops, tables of contents, and numbers that must be unique."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from office.tagging import FORMATS, NAMES
from office.word_paper import drawn, invalid

from pipeline.office.package import read_package
from pipeline.office.word import compile_document

UNITS = [{"title": f"单元{n}", "items": [{"x": f"{n}.{i}"} for i in range(1, n + 2)]} for n in (1, 2, 3)]
NUMBERED, BULLETED = "9", "8"


def listed(*paragraphs: str) -> bytes:
    """A template; a paragraph that begins with # is of a numbered list (## on its second level), with * of bullets."""
    document = docx.Document()
    for text in paragraphs:
        hashes = len(text) - len(text.lstrip("#"))
        number = NUMBERED if hashes else BULLETED if text.startswith("*") else ""
        paragraph = document.add_paragraph(text.lstrip("#*"))
        if number:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = max(hashes - 1, 0)
            properties.get_or_add_numId().val = int(number)
    stream = io.BytesIO()
    document.save(stream)
    package = read_package(stream.getvalue())
    text = package.text("word/numbering.xml")
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%{n + 1}."/>'
        '<w:lvlJc w:val="left"/></w:lvl>'
        for n in (0, 1)
    )
    bullet = '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/><w:lvlJc w:val="left"/></w:lvl>'
    at = text.index("<w:num ")
    abstracts = "".join(
        f'<w:abstractNum w:abstractNumId="{n}"><w:multiLevelType w:val="multilevel"/>{lvl}</w:abstractNum>'
        for n, lvl in (("91", levels), ("92", bullet))
    )
    nums = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="{a}"/></w:num>' for n, a in ((NUMBERED, "91"), (BULLETED, "92"))
    )
    old = text[at:].replace('w:numId="8"', 'w:numId="88"').replace('w:numId="9"', 'w:numId="99"')
    return package.write(
        {"word/numbering.xml": text[:at] + abstracts + old.replace("</w:numbering>", nums + "</w:numbering>")}
    )


def numbers(data: bytes) -> list[str]:
    """Each paragraph with text as a reader sees it: "1. 甲" for the first of a list."""
    document = docx.Document(io.BytesIO(data))
    nums = {n.numId: n for n in document.part.numbering_part.element.num_lst}
    counted: dict[tuple[Any, int], int] = {}
    lines = []
    for paragraph in document.paragraphs:
        found = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        text = paragraph.text
        if found is not None and nums[found.numId.val].abstractNumId.val in (91,):
            level = found.ilvl.val
            own = bool(nums[found.numId.val].findall(qn("w:lvlOverride")))
            key = (found.numId.val if own else "shared", level)
            counted[key] = counted.get(key, 0) + 1
            for deeper in [k for k in counted if k[0] == key[0] and k[1] > level]:
                del counted[deeper]
            text = f"{'  ' * level}{counted[key]}. {text}"
        if text:
            lines.append(text)
    return lines


def written(*paragraphs: str) -> list[str]:
    """The paragraphs that a template of these becomes."""
    data = compile_document(listed(*paragraphs), names=NAMES, formats=FORMATS).render({"units": UNITS, "yes": True})
    assert invalid(data) == []
    return numbers(data)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (
            ["{%p for u in units %}", "#{{ u.title }}", "选项", "{%p endfor %}"],
            ["1. 单元1", "选项", "2. 单元2", "选项", "3. 单元3", "选项"],
        ),
        (
            [
                "{%p for u in units %}",
                "{{ u.title }}",
                "{%p for i in u['items'] %}",
                "#{{ i.x }}",
                "{%p endfor %}",
                "{%p endfor %}",
            ],
            [
                "单元1",
                "1. 1.1",
                "2. 1.2",
                "单元2",
                "1. 2.1",
                "2. 2.2",
                "3. 2.3",
                "单元3",
                "1. 3.1",
                "2. 3.2",
                "3. 3.3",
                "4. 3.4",
            ],
        ),
        (
            ["{%p for u in units %}", "#看", "#做 {{ u.title }}", "{%p endfor %}", "完"],
            ["1. 看", "2. 做 单元1", "1. 看", "2. 做 单元2", "1. 看", "2. 做 单元3", "完"],
        ),
        (
            [
                "{%p for u in units %}",
                "{%p if loop.first %}",
                "#甲",
                "{%p else %}",
                "#乙",
                "{%p endif %}",
                "{%p endfor %}",
            ],
            ["1. 甲", "2. 乙", "3. 乙"],
        ),
        (
            [
                "{%p for u in units %}",
                "#{{ u.title }}",
                "{%p for i in u['items'] %}",
                "##{{ i.x }}",
                "{%p endfor %}",
                "{%p endfor %}",
            ],
            [
                "1. 单元1",
                "  1. 1.1",
                "  2. 1.2",
                "2. 单元2",
                "  1. 2.1",
                "  2. 2.2",
                "  3. 2.3",
                "3. 单元3",
                "  1. 3.1",
                "  2. 3.2",
                "  3. 3.3",
                "  4. 3.4",
            ],
        ),
        (
            ["#前", "{%p for u in units %}", "#看", "#做", "{%p endfor %}"],
            ["1. 前", "1. 看", "2. 做", "1. 看", "2. 做", "1. 看", "2. 做"],
        ),
        (["#一", "#二 {{ units|count }}"], ["1. 一", "2. 二 3"]),
    ],
)
def test_a_list_begins_anew_where_a_pass_holds_a_list_of_its_own(template, expected):
    assert written(*template) == expected


def test_a_list_by_style_begins_anew_too_and_keeps_its_look():
    document = docx.Document()
    for text, style in (
        ("{%p for u in units %}", None),
        ("{{ u.title }}", "Heading 1"),
        ("{%p for i in u['items'] %}", None),
        ("{{ i.x }}", "List Number"),
        ("点", "List Bullet"),
        ("{%p endfor %}", None),
        ("{%p endfor %}", None),
    ):
        document.add_paragraph(text, style)
    stream = io.BytesIO()
    document.save(stream)
    data = compile_document(stream.getvalue(), names=NAMES, formats=FORMATS).render({"units": UNITS})
    assert invalid(data) == []
    lists: dict[str, list[str]] = {}
    for paragraph in docx.Document(io.BytesIO(data)).paragraphs:
        number = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        if number is not None:
            lists.setdefault(number.get(qn("w:val")), []).append(paragraph.text)
    assert list(lists.values()) == [[i["x"] for i in u["items"]] for u in UNITS]


def test_bullets_stay_as_they_are():
    template = listed("{%p for u in units %}", "*甲", "*乙", "{%p endfor %}")
    data = compile_document(template, names=NAMES, formats=FORMATS).render({"units": UNITS})
    assert read_package(data).text("word/numbering.xml") == read_package(template).text("word/numbering.xml")


def char(kind: str) -> str:
    """A run with a field character."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def contents(*entries: str) -> bytes:
    """A template with a table of contents that shows these entries."""
    begin = f'<w:p>{char("begin")}<w:r><w:instrText> TOC \\o "1-3" \\h </w:instrText></w:r>{char("separate")}'
    lines = [f"<w:r><w:t>{entry}</w:t><w:tab/><w:t>1</w:t></w:r>" for entry in entries]
    between = "</w:p><w:p>".join(lines)
    end = f"</w:p><w:p>{char('end')}</w:p>"
    return drawn([*(f"<w:p>{p}" for p in (begin + between + end).split("<w:p>") if p), "{{ title }}"])


@pytest.mark.parametrize(
    ("entries", "kept"),
    [(("{{ u.title }}", "第二章"), False), (("第一章", "第二章"), True), (("{{ u.title }}",), False)],
)
def test_a_table_of_contents_is_marked_and_shows_no_tags(entries, kept):
    data = compile_document(contents(*entries), names=NAMES, formats=FORMATS).render({"title": "讲义"})
    xml = read_package(data).text("word/document.xml")
    assert 'w:fldCharType="begin" w:dirty="true"' in xml
    assert xml.count("fldChar ") == 3
    assert ("第二章" in xml) == kept
    assert ("F9" in xml) != kept
    assert "讲义" in xml
    assert invalid(data) == []


@pytest.mark.parametrize("title", ["{{ x }}", "晨报"])
def test_properties_of_every_kind_hold_tags(title):
    document = docx.Document()
    document.core_properties.title, document.core_properties.author = title, "{{ x }}"
    document.core_properties.category = "{{ x }}类"
    stream = io.BytesIO()
    document.save(stream)
    package = read_package(stream.getvalue())
    app = package.text("docProps/app.xml").replace("<Company></Company>", "<Company>{{ x }}</Company>")
    data = package.write({"docProps/app.xml": app})
    out = read_package(compile_document(data, names=NAMES, formats=FORMATS).render({"x": "<甲>"}))
    core = out.text("docProps/core.xml")
    assert "<dc:creator>&lt;甲&gt;</dc:creator>" in core
    assert "&lt;甲&gt;类" in core
    assert ("晨报" in core) == (title == "晨报")
    assert "<Company>&lt;甲&gt;</Company>" in out.text("docProps/app.xml") or "<Company>" not in app


def test_a_paragraph_begins_a_new_page_in_every_pass_but_the_first():
    template = drawn(["{%p for u in units %}", "{% newpage %}{{ u.title }}", "内容", "{%p endfor %}"])
    data = compile_document(template, names=NAMES, formats=FORMATS).render({"units": UNITS})
    assert invalid(data) == []
    document = docx.Document(io.BytesIO(data))
    assert [p.paragraph_format.page_break_before for p in document.paragraphs if p.text.startswith("单元")] == [
        None,
        True,
        True,
    ]


def test_a_new_page_outside_a_loop_is_said():
    template = compile_document(drawn(["{% 另起一页 %}甲"]), names=NAMES, formats=FORMATS)
    assert [(p.code, p.place.tag) for p in template.problems] == [("TL111", "{% 另起一页 %}")]

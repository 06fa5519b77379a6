"""The handout of a course: its contents, heads, tables and room to write."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from authoring.course_papers import document_xml, lines, paper
from authoring.outline import outline
from authoring.sample_papers import facts, settings
from docx import Document
from lxml import etree

from pipeline.measures import figures as _all_figures  # noqa: F401 - importing registers them

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def contents(root: etree._Element) -> list[tuple[str, str, str]]:
    """The lines of the contents: level, text, the bookmark they lead to."""
    found = []
    for paragraph in root.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        link = paragraph.find(f"{W}hyperlink")
        if link is not None and style is not None:
            text = "".join(t.text or "" for t in link.iter(f"{W}t")).removesuffix("…")
            found.append((style.get(f"{W}val", ""), text, link.get(f"{W}anchor", "")))
    return found


def headings(root: etree._Element) -> list[tuple[str, str, str]]:
    """The headings of the first two levels: level as the contents name it, text, bookmark."""
    found = []
    for paragraph in root.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        level = style.get(f"{W}val", "") if style is not None else ""
        if level in ("Heading1", "Heading2"):
            mark = paragraph.find(f"{W}bookmarkStart")
            text = "".join(t.text or "" for t in paragraph.iter(f"{W}t"))
            found.append((level.replace("Heading", "TOC"), text, "" if mark is None else mark.get(f"{W}name", "")))
    return found


def test_the_contents_are_the_headings_as_word_would_list_them() -> None:
    root = etree.fromstring(document_xml(paper("course-handout")).encode())
    assert contents(root) == headings(root)
    assert [text for level, text, _ in contents(root) if level == "TOC1"] == [
        "课程概览", "第 1 单元　时间从哪里来", "第 2 单元　先做要紧的事", "第 3 单元　一周怎么排", "参考资料"
    ]  # fmt: skip


def test_a_section_without_a_title_and_content_of_no_unit_stay_whole() -> None:
    given = facts("course-handout")
    blocks = [{**block, "section": None} if block["unit_no"] == 1 else block for block in given["course_content"]]
    blocks.append({**blocks[0], "unit_no": None, "unit": None, "content": "不属于任何单元的一段话。"})
    data = paper("course-handout", course_content=blocks)
    root = etree.fromstring(document_xml(data).encode())
    assert contents(root) == headings(root) and contents(root)[-2][1] == "补充内容"
    text = outline(data)
    assert "一周的时间账" not in text and "同一片区的客户排在同一个半天" in text and "不属于任何单元的一段话。" in text


def test_the_contents_are_a_field_to_word_and_links_to_others() -> None:
    """LibreOffice does not work out the page numbers of a TOC field; it passes over what asks for w15."""
    xml = document_xml(paper("course-handout"))
    choices = re.findall(r'<mc:Choice[^>]*Requires="w15"[^>]*>(.*?)</mc:Choice>', xml, re.S)
    assert len(choices) == 2 and r'TOC \o "1-2" \h \z \u' in choices[0] and 'w:fldCharType="end"' in choices[1]
    assert 'w:dirty="true"' in choices[0]
    pages = re.findall(r"PAGEREF (\S+) \\h", xml)
    assert pages == [bookmark for _, _, bookmark in contents(etree.fromstring(xml.encode()))]


def test_the_head_names_the_unit_and_has_words_for_programs_that_cannot() -> None:
    with zipfile.ZipFile(io.BytesIO(paper("course-handout"))) as archive:
        head = archive.read("word/header1.xml").decode()
    assert "STYLEREF 1" in head and "学员讲义" in head and "小微客户经理的时间管理" in head


def test_a_table_has_as_many_columns_as_its_first_line() -> None:
    data = paper("course-handout")
    counts = []
    for table in Document(io.BytesIO(data)).tables[1:-1]:
        widths = {len(row._tr.tc_lst) for row in table.rows}
        assert widths == {len(table.columns)}
        counts.append(len(table.columns))
    assert counts == [3, 6, 2]


def test_a_line_with_too_few_cells_is_filled_up_and_one_with_too_many_keeps_them() -> None:
    block = {**facts("course-handout")["course_content"][1], "content": "项目|上午|下午\n拜访\n会议|1|2|3"}
    text = lines("course-handout", course_content=[block])
    assert "‖ 项目 | 上午 | 下午\n│ 拜访 |  | \n│ 会议 | 1 | 2 | 3" in text


@pytest.mark.parametrize(
    ("line", "style"),
    [("先看清", "讲义要点"), ("1. 先看清", "讲义编号"), ("（一）先看清", "讲义编号"), ("①先看清", "讲义编号")],
)
def test_a_line_that_has_a_number_gets_no_bullet(line: str, style: str) -> None:
    given = facts("course-handout")
    assert f"{style}: {line}\n" in lines("course-handout", course_info=given["course_info"] | {"goals": line})
    case = given["course_cases_list"][0] | {"discussion": line}
    assert f"{style}: {line}\n" in lines("course-handout", course_cases_list=[case])
    asked = lines("course-cases", course_cases_list=[case])
    assert f"练习题目: {line if style == '讲义编号' else '1．' + line}\n" in asked


def test_lines_to_write_on_are_a_setting() -> None:
    def ruled(**given: int) -> int:
        changed = {**settings("course-handout"), **given}
        return document_xml(paper("course-handout", settings=changed)).count('"NoteLine"')

    assert ruled() == 2 * 4 + 3 * 4
    assert ruled(note_lines=7, case_lines=0) == 2 * 7


def test_a_unit_points_to_its_exercises() -> None:
    text = lines("course-handout")
    assert "90 分钟　案例 1 个　练习见《练习册》第 4—5 题" in text and "练习见《练习册》第 6 题" in text

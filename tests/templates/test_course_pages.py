"""The course's papers as LibreOffice prints them: page numbers that are right, heads, no heading left alone."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from authoring.sample_facts_course import course_facts
from authoring.sample_papers import facts, template

UNITS, SECTIONS = 12, 6


def long_course() -> dict[str, Any]:
    """A course of twelve units and some sixty pages: every unit holds the sample's blocks several times."""
    given = facts("course-handout")
    blocks = given["course_content"]
    units, content = [], []
    for number in range(1, UNITS + 1):
        title = f"第{number}个题目"
        units.append({**given["course_units"][0], "number": number, "unit": title})
        for section in range(1, SECTIONS + 1):
            name = f"单元{number}的小节{section}"
            own = blocks[section % 3 :: 3] + blocks[: 4 + (number + section) % 5]
            content += [{**b, "unit_no": number, "unit": title, "section": name} for b in own]
    cases = [
        {**given["course_cases_list"][n % 3], "number": n, "unit_no": n, "unit": f"第{n}个题目"}
        for n in range(1, UNITS + 1)
    ]
    return {**given, "course_units": units, "course_content": content, "course_cases_list": cases}


def certificates() -> dict[str, Any]:
    return facts("course-certificate", **course_facts("course_info", "certificates"))


LONG_NAME = "面向县域小微商户的日常经营记账、看懂贷款利率与防范电信网络诈骗金融知识普及课堂（第三期进阶班）"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Name → the text of each printed page."""
    writer, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if writer is None or reader is None:
        pytest.skip("LibreOffice and pdftotext are not installed")
    papers = {
        "handout": ("course-handout", facts("course-handout")),
        "long": ("course-handout", long_course()),
        "certificates": ("course-certificate", certificates()),
        "long-name": ("course-certificate", {**certificates(), "course": LONG_NAME}),
    }
    folder = tmp_path_factory.mktemp("printed")
    for name, (kind, given) in papers.items():
        (folder / f"{name}.docx").write_bytes(template(kind).render(given))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [str(folder / f"{name}.docx") for name in papers]
    convert = [writer, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(convert, check=True, capture_output=True, timeout=300)
    return {name: pages(reader, folder / f"{name}.pdf") for name in papers}


def pages(reader: str, file: Path) -> list[str]:
    """The text of each page, without the spaces that justification makes of a line."""
    read = subprocess.run([reader, "-layout", str(file), "-"], check=True, capture_output=True, encoding="utf-8")
    return read.stdout.split("\f")[:-1]


def squeezed(text: str) -> str:
    return re.sub(r"[ 　]+", "", text)


def filled(page: str) -> list[str]:
    """The lines of a page that hold something, without their spaces."""
    return [line for line in squeezed(page).splitlines() if line]


def contents(printed: list[str]) -> list[tuple[str, int, bool]]:
    """The lines of the printed contents: text, page, whether it is a unit's."""
    found = []
    for page in printed[1:4]:
        for line in page.splitlines():
            entry = re.fullmatch(r"\s*(.+?)\s*\.{4,}\s*(\d+)", line)
            if entry:
                text = squeezed(entry[1])
                found.append((text, int(entry[2]), text.startswith("第") and "单元" in text))
    return found


@pytest.mark.parametrize("name", ["handout", "long"])
def test_the_contents_name_the_page_on_which_each_heading_stands(printed: dict[str, list[str]], name: str) -> None:
    entries = contents(printed[name])
    assert len(entries) == {"handout": 11, "long": 2 + UNITS * (1 + SECTIONS)}[name]
    wrong = [(text, page) for text, page, _ in entries if text not in squeezed(printed[name][page - 1]).splitlines()]
    assert wrong == []


def test_a_course_of_twelve_units_holds_sixty_pages(printed: dict[str, list[str]]) -> None:
    assert len(printed["long"]) >= 60
    starts = [page for _, page, unit in contents(printed["long"]) if unit]
    assert len(starts) == UNITS
    for page in starts:  # each unit begins at the top of a page
        assert re.match(r"第\d+单元", filled(printed["long"][page - 1])[1])  # below the running head


def test_no_heading_stands_alone_at_the_foot_of_a_page(printed: dict[str, list[str]]) -> None:
    headings = {text for text, _, _ in contents(printed["long"])}
    for page in printed["long"][3:]:
        body = filled(page)[:-1]  # the last line is the footer
        assert body[-1] not in headings and not re.match(r"案例\d|讨论$", body[-1])


@pytest.mark.parametrize("name", ["handout", "long"])
def test_every_page_but_the_cover_has_its_head_and_its_number(printed: dict[str, list[str]], name: str) -> None:
    cover, *others = printed[name]
    assert "共" not in cover and "学员讲义" in squeezed(cover)
    for number, page in enumerate(others, 2):
        text = filled(page)
        assert text[0].endswith("小微客户经理的时间管理") and len(text[0]) > len("小微客户经理的时间管理")
        assert text[-1].endswith(f"第{number}页共{len(others) + 1}页")
        assert "Error" not in page and "错误" not in page


@pytest.mark.parametrize("name", ["certificates", "long-name"])
def test_a_certificate_is_one_page_whatever_the_course_is_called(printed: dict[str, list[str]], name: str) -> None:
    assert len(printed[name]) == len(certificates()["certificates"])
    assert all("结业证书" in squeezed(page) and "编号" in page and "盖章" in page for page in printed[name])

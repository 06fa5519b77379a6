"""The pack's index: one page that opens by itself, reads well, links everything and hides nothing that went wrong."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from authoring.sample_facts import Facts
from authoring.sample_facts_index import bare_index, pack_index, wide_index
from authoring.shipped import kind, rendered, template

VOID = frozenset(("meta", "input", "br", "link", "rect", "line", "circle", "polyline", "img"))
LEFTOVER = re.compile(r"\{\{|\}\}|\{%|%\}|(?<![A-Za-z])(?:None|nan|NaT|inf)(?![A-Za-z])")
NUMBERS = ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "width", "height", "points")


class Page(HTMLParser):
    """A page read strictly: every element closed in order, its attributes and texts kept."""

    def __init__(self, data: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.feed(data.decode("utf-8"))
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert tag in VOID or self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.texts.append(data)

    @property
    def text(self) -> str:
        """All that a reader sees."""
        return re.sub(r"\s+", " ", " ".join(self.texts))

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element of this name."""
        return [attributes for name, attributes in self.elements if name == tag]


def page(facts: Facts) -> Page:
    return Page(rendered("pack-index", facts))


def test_the_template_uses_only_names_that_the_kind_provides() -> None:
    assert template("pack-index")[1] == []
    assert kind("pack-index").last


@pytest.mark.parametrize("facts", [pack_index, bare_index, wide_index])
def test_a_page_is_whole_and_has_no_tag_left(facts: object) -> None:
    made = page(facts())  # type: ignore[operator]
    assert not LEFTOVER.search(made.text)
    assert made.all("html") == [{"lang": "zh-CN"}]
    assert len(made.all("h1")) == 1


@pytest.mark.parametrize("facts", [pack_index, bare_index, wide_index])
def test_every_coordinate_of_the_charts_is_a_number_inside_the_picture(facts: object) -> None:
    made = page(facts())  # type: ignore[operator]
    for tag in ("rect", "line", "circle", "polyline", "text"):
        for attributes in made.all(tag):
            for name in NUMBERS:
                for number in re.split(r"[ ,]+", attributes.get(name, "").strip()):
                    assert number == "" or 0 <= float(number) <= 600, (tag, attributes)
    for attributes in made.all("i") + made.all("b"):
        share = re.fullmatch(r"(?:width|left):([\d.]+)%", attributes["style"])
        assert share and 0 <= float(share[1]) <= 100


def test_nothing_is_fetched_from_elsewhere() -> None:
    text = rendered("pack-index", pack_index()).decode()
    assert not re.search(r"https?:|//cdn|@import|url\(|<link|<img|src=", text)


def test_every_document_is_linked_once_and_those_not_made_are_named() -> None:
    facts = pack_index()
    made = page(facts)
    links = [a["href"] for a in made.all("a") if not a["href"].startswith("#")]
    assert sorted(links) == sorted(d["link"] for d in facts["documents"] if d["link"])
    assert "绩效面谈（保密）/城东支行/韩承泽-绩效面谈表.docx" in map(unquote, links)
    assert "有1份文件没有做成：高新支行《活动量管理表》" in made.text
    assert "另存新版" in made.text


def test_interview_papers_lie_apart_and_are_not_printed() -> None:
    text = rendered("pack-index", pack_index()).decode()
    before, inside = text.split('<details class="panel secret">')
    assert "interview" not in before and "绩效面谈" not in before.split("<main")[1]
    assert "韩承泽" in inside.split("</details>")[0]
    assert re.search(r"@media print.*\.secret[^}]*display: none", text, re.DOTALL)


def test_problems_are_listed_with_place_and_fix_and_their_text_is_no_markup() -> None:
    facts = pack_index()
    made = page(facts)
    for row in facts["problems"]:
        for field in ("where", "what", "fix", "code"):
            assert row[field] in made.text
    assert "有3条记录因错误未计入" in made.text
    assert "b" not in {tag for tag, attributes in made.elements if "style" not in attributes}


def test_figures_are_written_as_the_bank_writes_them() -> None:
    text = page(pack_index()).text
    for shown in ("1,254", "1,869.70", "91.2%", "▼ 1.5%", "数据截至2026年11月20日", "内部资料 注意保密", "本季逐周"):
        assert shown in text


def test_blank_figures_print_a_dash_and_never_a_share() -> None:
    made = page(bare_index())
    assert "%" not in made.text.replace("100%", "")
    assert "没有发现问题" in made.text
    assert "本周没有成交" in made.text


def test_tables_have_captions_or_headings_and_scoped_heads_for_screen_readers() -> None:
    made = page(pack_index())
    assert all("scope" in attributes for attributes in made.all("th"))
    ids = {attributes["id"] for _, attributes in made.elements if "id" in attributes}
    for section in made.all("section"):
        assert section["aria-labelledby"] in ids
    for picture in made.all("svg"):
        assert picture.get("aria-label") or picture.get("aria-hidden") == "true"
    for link in made.all("a"):
        assert not link["href"].startswith("#") or link["href"][1:] in ids


def test_only_a_bank_of_many_branches_gets_a_search_box() -> None:
    assert page(pack_index()).all("script") == []
    wide = page(wide_index())
    assert len(wide.all("script")) == 1
    assert [box["id"] for box in wide.all("input")] == ["find"]


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_words_stand_out_from_their_ground_in_light_and_dark() -> None:
    """WCAG 2.2 asks for 4.5 : 1 (success criterion 1.4.3)."""
    style = rendered("pack-index", pack_index()).decode()
    for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL):
        colours = {n: c if len(c) == 7 else "#" + "".join(2 * x for x in c[1:]) for n, c in _colours(block)}
        for word in ("ink", "soft", "blue", "good", "fair", "bad"):
            for ground in ("paper", "page"):
                assert _contrast(colours[word], colours[ground]) >= 4.5, (word, ground, block)


def _colours(block: str) -> list[tuple[str, str]]:
    return re.findall(r"--([a-z-]+): (#[0-9a-fA-F]{3,6})", block)


@pytest.mark.skipif(not shutil.which("chromium"), reason="chromium is not installed")
def test_a_browser_draws_the_page_on_a_phone_without_sideways_scrolling(tmp_path: Path) -> None:
    page_file = tmp_path / "index.html"
    page_file.write_bytes(rendered("pack-index", pack_index()))
    probe = "document.title=[innerWidth,frames[0].document.documentElement.scrollWidth].join()"
    holder = f'<iframe src="index.html" width="390" height="800" onload="{probe}"></iframe>'
    (tmp_path / "phone.html").write_text(holder, encoding="utf-8")
    words = ("--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", "--dump-dom")
    command = ["chromium", *words, f"--user-data-dir={tmp_path}/profile", f"file://{tmp_path}/phone.html"]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout
    found = re.search(r"<title>\d+,(\d+)</title>", shown)
    assert found and int(found[1]) <= 390

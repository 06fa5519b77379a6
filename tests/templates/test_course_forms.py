"""The course's papers to sign, to tick and to write on, and its feedback summed up: whole, declared, fit for class."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from authoring import draw
from authoring.outline import cell_text, outline
from authoring.sample_facts_course import COURSE_FIGURES
from authoring.sample_papers import declaration, facts, nothing, one_blank_row, paper, settings, shape_of, template
from authoring.validator import TOOL
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from pipeline import vocabulary
from pipeline.kinds import read_kind, unknown_names
from pipeline.kinds.forms import form_problems
from pipeline.measures import figures as _all_figures  # noqa: F401 - importing registers them
from pipeline.measures.figure import REGISTRY
from pipeline.office import Names, content_digest

OUTLINES = Path(__file__).parent / "outlines"
KINDS = ("course-signin", "course-feedback", "action-plan", "self-assessment", "course-feedback-summary")
FORMS = ("course-feedback", "action-plan", "self-assessment")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"


def lines(kind: str, **changes: Any) -> str:
    return outline(paper(kind, **changes))


def body(data: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def controls(data: bytes) -> dict[str, etree._Element]:
    """The content controls by their names; a name that is there twice fails."""
    found = [(str(c.find(f"{W}sdtPr/{W}tag").get(f"{W}val")), c) for c in body(data).iter(f"{W}sdt")]
    assert len(dict(found)) == len(found)
    return dict(found)


def emptied(kind: str, how: Callable[[Any], Any] | None) -> dict[str, Any]:
    """The kind's figures with nothing in them."""
    given = facts(kind)
    return {name: how(given[name]) for name in COURSE_FIGURES if name in given} if how else {}


# ---- what holds for all of them


@pytest.mark.parametrize("kind", KINDS)
def test_the_shipped_template_is_what_is_drawn_twice_over(kind: str, tmp_path: Path) -> None:
    drawn = []
    for turn in ("1", "2"):
        (tmp_path / turn).mkdir()
        draw.module_of(kind).draw(tmp_path / turn)
        drawn.append((tmp_path / turn / f"{kind}.docx").read_bytes())
    assert drawn[0] == drawn[1]
    shipped = (draw.TEMPLATES / kind / f"{kind}.docx").read_bytes()
    assert content_digest(shipped) == content_digest(drawn[0]), "run: make templates"


@pytest.mark.parametrize("kind", KINDS)
def test_the_template_compiles_and_needs_only_what_its_kind_provides(kind: str) -> None:
    read = read_kind(kind, draw.TEMPLATES / kind, REGISTRY)
    words = vocabulary.shipped()
    names = Names(roots={**words.root_terms, **{f.term: n for n, f in REGISTRY.items()}}, fields=words.field_terms)
    assert list(template(kind).problems) == []
    provided = shape_of(facts(kind))
    assert set(read.figures) == {name for name in provided if name in COURSE_FIGURES}
    assert [p.found for p in unknown_names(template(kind), provided, names)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_that_is_declared_is_used(kind: str) -> None:
    assert set(declaration(kind)["figures"]) <= set(template(kind).names())


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_declared_in_forty_lines(kind: str) -> None:
    assert len((draw.TEMPLATES / kind / "kind.toml").read_text(encoding="utf-8").splitlines()) <= 40


@pytest.mark.parametrize("kind", KINDS)
def test_the_paper_reads_as_its_outline(kind: str) -> None:
    """CHENXI_REFRESH=1 writes the outlines anew; look at the difference before it is kept."""
    file = OUTLINES / f"{kind}.txt"
    now = lines(kind)
    if os.environ.get("CHENXI_REFRESH"):
        file.write_text(now, encoding="utf-8")
    assert now == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_facts_give_the_same_bytes(kind: str) -> None:
    assert paper(kind) == paper(kind)


@pytest.mark.parametrize("how", [None, nothing, one_blank_row])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_unwritten_reaches_paper(kind: str, how: Callable[[Any], Any] | None) -> None:
    data = paper(kind, **emptied(kind, how))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [n for n in archive.namelist() if n.startswith("word/") and n.endswith(".xml")]
        words = " ".join(archive.read(n).decode() for n in parts)
    assert not re.search(r"\{\{|\{%|>None<|\bnan\b|\bNaT\b|00:00:00", words)
    for table in Document(io.BytesIO(data)).tables:
        assert table.rows and all(row.cells for row in table.rows)


@pytest.mark.skipif(not TOOL.is_file(), reason="the schema validator lies beside the project, in ../shared/tools")
def test_the_papers_are_valid_by_the_published_schemas(tmp_path: Path) -> None:
    for kind in KINDS:
        for name, how in (("full", None), ("empty", nothing), ("blank", one_blank_row)):
            (tmp_path / f"{kind}-{name}.docx").write_bytes(paper(kind, **emptied(kind, how)))
    command = [sys.executable, str(TOOL), *map(str, tmp_path.iterdir()), "--leftover"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert f"files {3 * len(KINDS)}, with an invalid part 0, unreadable 0" in done.stdout, done.stdout


@pytest.mark.parametrize("kind", KINDS)
def test_the_document_names_its_course_and_no_person(kind: str) -> None:
    properties = Document(io.BytesIO(paper(kind))).core_properties
    assert "小微客户经理的时间管理" in properties.title
    assert (properties.author, properties.last_modified_by, properties.language) == ("", "", "zh-CN")


# ---- forms


@pytest.mark.parametrize("kind", FORMS)
def test_every_declared_field_has_its_control_and_every_control_its_field(kind: str) -> None:
    read = read_kind(kind, draw.TEMPLATES / kind, REGISTRY)
    assert [(p.code, p.found) for p in form_problems(read, f"{kind}.docx", list(template(kind).controls))] == []
    assert controls(paper(kind))


@pytest.mark.parametrize(
    ("kind", "tag"),
    [
        ("course-feedback", "fb_useful_9"),  # no such choice
        ("course-feedback", "fb_usefull_5"),
        ("course-feedback", "fb_gain_1"),  # neither rows nor choices
        ("action-plan", "goal_一"),
        ("self-assessment", "k_self_{{ loop.index }}_6"),
        ("self-assessment", "stage_别的"),
    ],
)
def test_a_control_that_no_field_holds_is_told(kind: str, tag: str) -> None:
    read = read_kind(kind, draw.TEMPLATES / kind, REGISTRY)
    found = form_problems(read, f"{kind}.docx", [*template(kind).controls, tag])
    assert [(p.code, p.found, p.level) for p in found] == [("KD205", tag, "warning")]


@pytest.mark.parametrize("kind", FORMS)
def test_controls_have_numbers_of_their_own_and_say_what_they_are_for(kind: str) -> None:
    found = controls(paper(kind))
    ids = [c.find(f"{W}sdtPr/{W}id") for c in found.values()]
    numbers = [i.get(f"{W}val") for i in ids if i is not None]
    assert len(numbers) == len(set(numbers))
    assert all(c.find(f"{W}sdtPr/{W}alias").get(f"{W}val") for c in found.values())


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_not_filled_in_reads_as_empty(kind: str) -> None:
    """A box is open, and a text is a placeholder, which Word replaces by what is typed."""
    for name, control in controls(paper(kind)).items():
        properties = control.find(f"{W}sdtPr")
        text = "".join(t.text or "" for t in control.iter(f"{W}t"))
        box = properties.find(f"{W14}checkbox")
        if box is not None:
            assert (box.find(f"{W14}checked").get(f"{W14}val"), text) == ("0", "□"), name
        elif name != "session":
            assert properties.find(f"{W}showingPlcHdr") is not None, name
            assert text.strip(" 　年月日") == "", name


def test_the_rows_of_a_plan_are_a_setting_and_their_controls_are_numbered() -> None:
    found = controls(paper("action-plan", settings={**settings("action-plan"), "plan_rows": 7}))
    for field in ("goal", "action", "support", "span", "standard", "checker", "outcome"):
        assert [name for name in found if re.fullmatch(rf"{field}_\d+", name)] == [f"{field}_{n}" for n in range(1, 8)]


# ---- sign-in sheet


def the_list(data: bytes) -> list[list[str]]:
    """The rows of names, heads first."""
    table = Document(io.BytesIO(data)).tables[1]
    return [[cell_text(cell) for cell in row.cells] for row in table.rows]


def test_the_list_has_the_sessions_own_people_and_room_for_more() -> None:
    rows = the_list(paper("course-signin", settings={**settings("course-signin"), "spare_rows": 2}))
    assert [row[2] for row in rows[1:]] == ["顾明远", "沈若兰", "欧阳春晓", "韩承泽", "", ""]
    assert rows[3] == ["3", "003", "欧阳春晓", "江北支行", "高级客户经理", "", ""]
    assert [row[0] for row in rows[1:]] == ["1", "2", "3", "4", "5", "6"]


def test_names_are_shown_whole_for_a_sheet_to_be_signed() -> None:
    assert declaration("course-signin")["unmasked"] == ["participant"]


@pytest.mark.parametrize(
    ("start", "end", "heads"),
    [
        ("08:40", "13:10", ["签　到", "签　退"]),
        ("14:00", "17:30", ["签　到", "签　退"]),
        ("08:40", "17:30", ["上午签到", "下午签到"]),
        (None, None, ["上午签到", "下午签到"]),
    ],
)
def test_a_whole_day_is_signed_twice_and_half_a_day_in_and_out(start: str, end: str, heads: list[str]) -> None:
    session = facts("course-signin")["session_info"] | {"start": start, "end": end}
    assert the_list(paper("course-signin", session_info=session))[0][-2:] == heads


def test_a_signature_has_room_and_the_heads_stand_on_every_page() -> None:
    rows = Document(io.BytesIO(paper("course-signin"))).tables[1].rows
    assert all(row.height is not None and row.height.mm >= 11 for row in rows[1:])
    assert rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_the_sheet_asks_for_no_phone_or_identity_number() -> None:
    assert not re.search("电话|手机|身份证|证件", lines("course-signin"))


def test_rows_that_were_left_out_are_told_and_only_then() -> None:
    assert "名单有 2 行有误未计入" in lines("course-signin", left_out=2)
    assert "未计入" not in lines("course-signin", left_out=0)


# ---- feedback form


def test_the_scores_are_those_of_the_table_of_answers() -> None:
    asked = {name: field["label"] for name, field in declaration("course-feedback")["form"]["fields"].items()}
    fields = vocabulary.shipped().fields
    answered = [name for name in vocabulary.shipped().tables["course_feedback"].fields if name.startswith("fb_")]
    assert {name: fields[name].term for name in answered} == {name: asked[name] for name in answered}
    boxes = controls(paper("course-feedback"))
    scores = [name for name in answered if fields[name].type == "score"]
    assert {f"{name}_{n}" for name in scores for n in "54321"} == {b for b in boxes if b.startswith(tuple(scores))}


def test_questions_of_ones_own_follow_the_six() -> None:
    changed = {**settings("course-feedback"), "own_scores": ["场地设备", "分组讨论"]}
    assert "│ 7 | 场地设备 |" in lines("course-feedback", settings=changed)
    found = controls(paper("course-feedback", settings=changed))
    assert [name for name in found if name.startswith("own_2")] == [f"own_2_{n}" for n in "54321"]
    assert "own_1_5" not in controls(paper("course-feedback"))


def test_nobody_is_asked_for_a_name() -> None:
    text = lines("course-feedback")
    assert "不必写姓名" in text and not re.search("姓名(?!。|；|，)", text.replace("不必写姓名", ""))


def test_a_course_of_one_session_has_it_printed_and_of_several_has_them_to_tick() -> None:
    sessions = facts("course-feedback")["course_sessions_list"]

    def shown(rows: list[Any]) -> str:
        control = controls(paper("course-feedback", course_sessions_list=rows))["session"]
        return "".join(t.text or "" for t in control.iter(f"{W}t")).strip()

    assert shown(sessions[:1]) == "第一场"
    assert shown(sessions) == "□第一场　□第二场"
    assert shown([]) == ""


# ---- KASH


@pytest.mark.parametrize(
    ("letter", "setting"), [("k", "knowledge"), ("a", "attitude"), ("s", "skills"), ("h", "habits")]
)
def test_each_item_is_scored_by_two(letter: str, setting: str) -> None:
    items = settings("self-assessment")[setting]
    found = controls(paper("self-assessment"))
    for who in ("self", "boss"):
        boxes = [name for name in found if name.startswith(f"{letter}_{who}_")]
        assert boxes == [f"{letter}_{who}_{n}_{score}" for n in range(1, len(items) + 1) for score in range(1, 6)]
    text = lines("self-assessment")
    assert all(f"| {item} |" in text for item in items)


def test_items_may_be_changed_by_settings_alone() -> None:
    text = lines("self-assessment", settings={**settings("self-assessment"), "habits": ["每天写日志"]})
    assert "│ 1 | 每天写日志 |" in text and "辖区循环拓展" not in text


def test_the_net_is_a_native_chart_from_nought_to_five_that_holds_no_score_yet() -> None:
    with zipfile.ZipFile(io.BytesIO(paper("self-assessment"))) as archive:
        chart = archive.read("word/charts/chart1.xml").decode()
    assert "<c:radarChart>" in chart and '<c:max val="5"/><c:min val="0"/>' in chart
    assert {v for v in re.findall(r"<c:val>.*?</c:val>", chart) for v in re.findall(r"<c:v>(\w+)</c:v>", v)} == {"0"}


# ---- feedback summary


def points(data: bytes, number: int) -> dict[str, list[float]]:
    """The cached points of a chart, by series."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read(f"word/charts/chart{number}.xml"))
    c = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
    return {
        "".join(s.xpath("c:tx//c:v/text()", namespaces=c)): [
            float(v) for v in s.xpath("c:val//c:pt/c:v/text()", namespaces=c)
        ]
        for s in root.xpath("//c:ser", namespaces=c)
    }


def test_both_charts_hold_the_scores_of_the_table() -> None:
    scores = facts("course-feedback-summary")["feedback_scores"]
    data = paper("course-feedback-summary")
    assert points(data, 1) == {"平均分": [pytest.approx(s["mean_score"]) for s in scores]}
    assert points(data, 2) == {f"{n}分": [s[f"count_{n}"] for s in scores] for n in (5, 4, 3, 2, 1)}


def test_the_axis_of_means_runs_from_nought_to_five() -> None:
    with zipfile.ZipFile(io.BytesIO(paper("course-feedback-summary"))) as archive:
        assert '<c:max val="5"/><c:min val="0"/>' in archive.read("word/charts/chart1.xml").decode()


def test_scores_are_printed_with_two_decimals_and_low_ones_marked() -> None:
    text = lines("course-feedback-summary")
    assert "│ 1 | 内容实用 | 4.20 | 80.0% | 5 | 2 | 2 | 1 | 0 | 0" in text
    assert "│ 4 | ▼ 节奏合适 | 3.60 | 60.0% |" in text and text.count("▼") == 2
    changed = {**settings("course-feedback-summary"), "low_score": 3.5}
    assert lines("course-feedback-summary", settings=changed).count("▼") == 1


def test_few_sheets_are_no_firm_ground() -> None:
    assert "回收 5 份，份数少" in lines("course-feedback-summary")
    enough = facts("course-feedback-summary")["feedback_total"] | {"sheets": 10}
    assert "份数少" not in lines("course-feedback-summary", feedback_total=enough)


def test_comments_stand_under_their_topics_with_how_many_said_so() -> None:
    text = lines("course-feedback-summary")
    said = text[text.index("二、意见") : text.index("三、结论")]
    assert re.findall(r"^│ ([^|\n]+)$", said, re.M) == ["最大收获", "改进建议", "还想学什么"]
    assert re.findall(r"^│ (\d) \| (\S+) \| (\d)$", said, re.M)[:3] == [
        ("1", "四格排序很好用", "3"),
        ("2", "知道时间花在哪里了", "1"),
        ("1", "练习时间再长一些", "2"),
    ]


def test_a_course_without_answers_says_so_and_draws_nothing() -> None:
    data = paper("course-feedback-summary", **emptied("course-feedback-summary", nothing))
    text = outline(data)
    assert "还没有录入问卷" in text and "没有写下意见" in text and "三、结论与改进" in text
    assert (
        "<各项平均分>" not in text
        and "%" not in text
        and "0" not in text.split("三、")[0].split("四、")[0].replace("210", "")
    )
    total = facts("course-feedback-summary")["feedback_total"] | {"sheets": 0}
    assert "还没有录入问卷" in lines("course-feedback-summary", feedback_total=total)


# ---- printed


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Kind → the text of each printed page; the sign-in sheet of sixty beside the sample's."""
    writer, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if writer is None or reader is None:
        pytest.skip("LibreOffice and pdftotext are not installed")
    first = facts("course-signin")["participant_list"][0]
    sixty = [
        first | {"number": n, "participant_no": f"{n:03}", "company": "江城建材批发市场管理有限公司"}
        for n in range(1, 61)
    ]
    papers = {kind: paper(kind) for kind in KINDS} | {"sixty": paper("course-signin", participant_list=sixty)}
    folder = tmp_path_factory.mktemp("printed")
    for name, data in papers.items():
        (folder / f"{name}.docx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [str(folder / f"{name}.docx") for name in papers]
    convert = [writer, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(convert, check=True, capture_output=True, timeout=180)
    return {name: _pages(reader, folder / f"{name}.pdf") for name in papers}


def _pages(reader: str, file: Path) -> list[str]:
    read = subprocess.run([reader, "-layout", str(file), "-"], check=True, capture_output=True, encoding="utf-8")
    return [re.sub(r"[ 　]+", "", page) for page in read.stdout.split("\f")[:-1]]


@pytest.mark.parametrize(
    ("name", "count"),
    [("course-signin", 1), ("course-feedback", 1), ("action-plan", 1), ("self-assessment", 2), ("sixty", 4)],
)
def test_a_paper_takes_this_many_pages(printed: dict[str, list[str]], name: str, count: int) -> None:
    assert len(printed[name]) == count


def test_the_conclusions_are_not_torn_apart(printed: dict[str, list[str]]) -> None:
    (page,) = [page for page in printed["course-feedback-summary"] if "三、结论与改进" in page]
    assert "保持的做法" in page and "负责人" in page

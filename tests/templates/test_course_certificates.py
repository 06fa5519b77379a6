"""Certificates: for whom, with which words, one file each and all in one."""

from __future__ import annotations

import re

from authoring import draw
from authoring.course_papers import document_xml, lines, paper
from authoring.outline import outline
from authoring.sample_facts_course import course_facts
from authoring.sample_papers import declaration, facts, settings

from pipeline.kinds import read_kind
from pipeline.measures import figures as _all_figures  # noqa: F401 - importing registers them
from pipeline.measures.figure import REGISTRY


def test_everyone_who_passed_has_a_certificate_on_a_page_of_their_own() -> None:
    given = course_facts("certificates")["certificates"]
    data = paper("course-certificate-all")
    text = outline(data)
    assert [c["participant"] for c in given if f"{c['participant']} 学员：" not in text] == []
    assert document_xml(data).count('"CertificateNumber"') == len(given) == 5
    assert "韩承泽" not in text  # has not passed
    assert "[page 1] 297 × 210 mm" in text and "[page 2]" not in text


def test_one_file_holds_one_certificate_and_the_name_is_whole() -> None:
    text = lines("course-certificate")
    assert re.findall(r"编号：(\S+)", text) == ["SJ2026-003"] and "欧阳春晓 学员：" in text
    assert declaration("course-certificate")["unmasked"] == ["participant"]


def test_only_the_file_of_one_participant_asks_whether_they_passed() -> None:
    read = read_kind("course-certificate", draw.TEMPLATES / "course-certificate", REGISTRY)
    assert [(part.level, part.when) for part in read.parts()] == [
        ("participant", "participant_info.passed"),
        ("course", ""),
    ]


def test_what_a_certificate_says_can_be_set() -> None:
    changed = {**settings("course-certificate"), "heading": "荣誉证书", "salutation": "", "issuer": "江城商会"}
    text = lines("course-certificate", settings=changed)
    assert "荣　誉　证　书" in text and "欧阳春晓：" in text and "江城商会" in text and "小微金融部" not in text


def test_a_course_of_one_day_and_one_without_a_day() -> None:
    (row,) = facts("course-certificate")["certificates"]
    one_day = lines("course-certificate", certificates=[row | {"last_day": row["first_day"]}])
    assert "于 2026年11月18日参加“小微客户经理的时间管理”培训" in one_day
    undated = lines("course-certificate", certificates=[row | {"first_day": None, "last_day": None, "hours": None}])
    assert (
        "参加“小微客户经理的时间管理”培训，完成全部课程，准予结业。" in undated
        and "（盖章） ¶ 年　　月　　日" in undated
    )


def test_five_hundred_certificates_are_one_file_of_five_hundred() -> None:
    (row,) = facts("course-certificate")["certificates"]
    many = [row | {"number": n, "certificate_no": f"SJ2026-{n:03}"} for n in range(1, 501)]
    xml = document_xml(paper("course-certificate-all", certificates=many))
    assert xml.count('"CertificateNumber"') == 500

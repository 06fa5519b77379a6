"""How many pages the Word papers of a normal week take, printed by LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from authoring.sample_papers import KINDS, paper


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Kind → the text of each printed page of its sample paper."""
    writer, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if writer is None or reader is None:
        pytest.skip("LibreOffice and pdftotext are not installed")
    folder = tmp_path_factory.mktemp("printed")
    for kind in KINDS:
        (folder / f"{kind}.docx").write_bytes(paper(kind))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [str(folder / f"{kind}.docx") for kind in KINDS]
    convert = [writer, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
    subprocess.run(convert, check=True, capture_output=True, timeout=180)
    return {kind: pages(reader, folder / f"{kind}.pdf") for kind in KINDS}


def pages(reader: str, file: Path) -> list[str]:
    read = subprocess.run([reader, "-layout", str(file), "-"], check=True, capture_output=True, encoding="utf-8")
    return read.stdout.split("\f")[:-1]


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        ("weekly-minutes", 1),
        ("sign-in-sheet", 1),
        ("interview-form", 3),
        ("competitor-report", 4),
        ("competitor-survey-form", 4),
    ],
)
def test_a_normal_week_takes_this_many_pages(printed: dict[str, list[str]], kind: str, count: int) -> None:
    assert len(printed[kind]) == count


def test_each_survey_form_is_one_page(printed: dict[str, list[str]]) -> None:
    for number, page in enumerate(printed["competitor-survey-form"][1:], 1):
        assert f"第{number}张" in page.replace(" ", "") and "调研人签字" in page

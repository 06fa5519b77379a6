"""How many pages minutes in table form take, printed by LibreOffice: what is signed stands on one sheet."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from authoring import catalogue
from authoring.page_pictures import printed

ONE_PAGE = ("morning-minutes", "evening-minutes", "weekly-minutes")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Kind → the text of each printed page of the paper of the samples' newest day or week."""
    if shutil.which("soffice") is None or shutil.which("pdftotext") is None:
        pytest.skip("LibreOffice and pdftotext are not installed")
    folder = tmp_path_factory.mktemp("printed")
    files = {}
    for paper in catalogue.papers():
        if paper.kind.name in ONE_PAGE:
            files[paper.kind.name] = folder / f"{paper.kind.name}.docx"
            files[paper.kind.name].write_bytes(catalogue.rendered(paper))
    pdfs = printed(files.values(), folder)
    return {kind: _pages(pdfs[file]) for kind, file in files.items()}


def _pages(file: Path) -> list[str]:
    read = subprocess.run(["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True, encoding="utf-8")
    return read.stdout.split("\f")[:-1]


@pytest.mark.parametrize("kind", ONE_PAGE)
def test_minutes_in_table_form_of_eight_officers_are_one_page(pages: dict[str, list[str]], kind: str) -> None:
    [page] = pages[kind]
    assert "主持人签字" in page

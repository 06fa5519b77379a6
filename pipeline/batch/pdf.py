"""Finished Word and Excel documents → PDFs beside them, by LibreOffice where the machine has it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from pipeline.batch.store import Outcome
from pipeline.problems import Place, Problem, problem

_SECONDS = 600
_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)


def find_office() -> str:
    """LibreOffice's program, or nothing."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), "")


def to_pdf(outputs: Path, outcomes: Iterable[Outcome]) -> list[Problem]:
    """A PDF beside every document that was made or is up to date; problems where one was not."""
    program = find_office()
    if not program:
        return [problem("BT112", found="LibreOffice", level="warning")]
    folders: dict[Path, list[Path]] = defaultdict(list)
    for outcome in outcomes:
        path = outputs / outcome.path
        if outcome.action != "failed" and path.suffix in (".docx", ".xlsx"):
            folders[path.parent].append(path)
    with tempfile.TemporaryDirectory() as profile:
        return [p for folder, files in folders.items() for p in _convert(program, profile, folder, files)]


def _convert(program: str, profile: str, folder: Path, files: list[Path]) -> list[Problem]:
    command = [
        program,
        f"-env:UserInstallation={Path(profile).as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    try:
        subprocess.run(
            [*command, "--outdir", str(folder), *map(str, files)],
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as wrong:
        return [problem("BT112", Place(file=folder.name), type(wrong).__name__, "warning")]
    missing = [file for file in files if not file.with_suffix(".pdf").is_file()]
    return [problem("BT112", Place(file=file.name), file.name, "warning") for file in missing]

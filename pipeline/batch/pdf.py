"""Finished Word and Excel documents → PDFs beside them, by LibreOffice where the machine has it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

from pipeline.batch.store import Outcome
from pipeline.problems import Place, Problem, problem

_SECONDS = 600
_AT_ONCE = 50
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
    paths = [outputs / outcome.path for outcome in outcomes if outcome.action != "failed"]
    wanted = [path for path in paths if path.suffix in (".docx", ".xlsx")]
    with tempfile.TemporaryDirectory() as folder:
        space = Path(folder)
        chunks = [wanted[i : i + _AT_ONCE] for i in range(0, len(wanted), _AT_ONCE)]
        return [p for chunk in chunks for p in _convert(program, space, chunk)]


def _convert(program: str, space: Path, files: list[Path]) -> list[Problem]:
    """One start of LibreOffice for many files, under numbers: two branches' files may share a name."""
    copies = [space / f"{number}{file.suffix}" for number, file in enumerate(files)]
    command = [program, f"-env:UserInstallation={(space / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    try:
        for file, copy in zip(files, copies, strict=True):
            shutil.copyfile(file, copy)
        subprocess.run(
            [*command, "--outdir", str(space), *map(str, copies)], capture_output=True, timeout=_SECONDS, check=True
        )
    except (subprocess.SubprocessError, OSError) as wrong:
        return [problem("BT112", found=type(wrong).__name__, level="warning")]
    missing = []
    for file, copy in zip(files, copies, strict=True):
        pdf = copy.with_suffix(".pdf")
        if pdf.is_file():
            shutil.move(pdf, file.with_suffix(".pdf"))
        else:
            missing.append(problem("BT112", Place(file=file.name), file.name, "warning"))
    return missing

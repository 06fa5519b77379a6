"""The first page of every paper, from the sample inputs → one sheet of small pictures for each area of the work."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from authoring.catalogue import Paper, kinds, papers, rendered
from authoring.page_pictures import ROOT, need, page, printed, save
from PIL import Image, ImageDraw, ImageFont, ImageOps

SHEETS = ROOT / "docs" / "gallery"
CELL, CAPTION, GAP, COLUMNS = (430, 430), 46, 14, 4  # pixels; a page is shown as high or as wide as its cell
AREAS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "meetings": (
        "会议",
        (
            *("morning-minutes", "evening-minutes", "weekly-minutes", "monthly-minutes"),
            *("sign-in-sheet", "meeting-sign-in", "action-register"),
        ),
    ),
    "measures": (
        "业绩与任务",
        (
            *("daily-report", "activity-tracker", "target-breakdown", "lead-progress", "business-analysis"),
            "measure-guide",
        ),
    ),
    "people": (
        "面谈与成长",
        ("interview-form", "interview-summary", "kash-assessment", "growth-record", "job-guide"),
    ),
    "team": (
        "学习与团队",
        ("training-calendar", "study-record", "visit-day-plan", "team-bulletin"),
    ),
    "campaigns": ("营销活动", ("campaign-plan", "campaign-review", "campaign-calendar", "marketing-mix")),
    "market": (
        "市场与同业",
        (
            *("territory-profile", "competitor-report", "competitor-table", "competitor-survey-form"),
            *("demand-survey-form", "demand-report"),
        ),
    ),
    "clients": (
        "客户与渠道",
        (
            *("prospect-screen", "customer-screen", "credit-file-form", "customer-care-list"),
            *("channel-ledger", "channel-talk-sheet", "visit-record-form"),
        ),
    ),
    "courses": (
        "课程",
        (
            *("course-handout", "course-exercises", "course-cases", "course-schedule", "course-signin"),
            *("course-feedback", "course-feedback-entry", "course-feedback-summary", "course-certificate"),
            *("action-plan", "self-assessment"),
        ),
    ),
}


def main() -> None:
    """Draws docs/gallery/sheet-<area>.png for every area."""
    need("soffice", "pdftoppm")
    SHEETS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        space = Path(folder)
        wanted = {kind for _, names in AREAS.values() for kind in names}
        shown = {paper.name: _written(paper, space) for paper in printable(papers()) if paper.kind.name in wanted}
        pdfs = printed(shown.values(), space)
        for area, (_, names) in AREAS.items():
            cells = [
                _cell(page(pdfs[shown[paper.name]], 1, space), _caption(paper))
                for name in names
                for paper in printable(papers())
                if paper.kind.name == name
            ]
            save(SHEETS / f"sheet-{area}.png", _sheet(cells))


def printable(found: Iterable[Paper]) -> list[Paper]:
    """The papers that can be printed, of a kind's several copies the first of each format."""
    seen: dict[tuple[str, str], Paper] = {}
    for paper in found:
        if paper.suffix in (".docx", ".xlsx"):
            seen.setdefault((paper.kind.name, paper.suffix), paper)
    return list(seen.values())


def _written(paper: Paper, space: Path) -> Path:
    file = space / f"{paper.name}{paper.suffix}"
    file.write_bytes(rendered(paper))
    return file


def _caption(paper: Paper) -> tuple[str, str]:
    return kinds()[paper.kind.name].title["zh"], paper.kind.name + (paper.suffix if paper.suffix == ".xlsx" else "")


def _cell(picture: Image.Image, caption: tuple[str, str]) -> Image.Image:
    """A page with its name below."""
    wide, high = CELL
    shown = ImageOps.expand(ImageOps.contain(picture.convert("RGB"), (wide - 2, high - 2)), 1, "#999")
    cell = Image.new("RGB", (wide, high + CAPTION), "white")
    cell.paste(shown, ((wide - shown.width) // 2, high - shown.height))
    pen = ImageDraw.Draw(cell)
    for text, size, top, colour in ((caption[0], 16, high + 4, "#10161d"), (caption[1], 12, high + 26, "#5a6675")):
        pen.text((wide / 2, top), text, colour, ImageFont.truetype(_face(), size), anchor="ma")
    return cell


def _face() -> str:
    """The file of a face that has Chinese letters."""
    found = subprocess.run(
        ["fc-match", "-f", "%{file}", "sans:lang=zh-cn"], check=True, capture_output=True, encoding="utf-8"
    )
    return found.stdout


def _sheet(cells: list[Image.Image]) -> Image.Image:
    rows = -(-len(cells) // COLUMNS)
    wide, high = cells[0].size
    sheet = Image.new("RGB", (COLUMNS * (wide + GAP) + GAP, rows * (high + GAP) + GAP), "white")
    for at, cell in enumerate(cells):
        sheet.paste(cell, (GAP + at % COLUMNS * (wide + GAP), GAP + at // COLUMNS * (high + GAP)))
    return sheet


if __name__ == "__main__":
    main()

"""The sample inputs → the weekly pack and a course → pictures of every kind in docs/gallery/, for people to look at.

Needs LibreOffice, pdftoppm and Chromium; says which is missing. See ``page_pictures`` for the fonts.
"""

from __future__ import annotations

import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from authoring.page_pictures import built, keep, need, page, printed
from PIL import Image

ROOT = Path(__file__).parents[2]
GALLERY = ROOT / "docs" / "gallery"
BRANCH = "城东支行"  # the branch whose papers are shown


@dataclass(frozen=True)
class Shot:
    """A picture: the kind, what its file is called, and which of its printed pages stand side by side: by number, or
    the first that begins with these words."""

    kind: str
    pattern: str
    pages: tuple[int | str, ...] = (1, 2)


COURSE = "课程/小微客户经理的时间与工作管理"
SHOTS = (
    Shot("weekly-minutes", f"*/{BRANCH}/周例会纪要.docx", (1,)),
    Shot("sign-in-sheet", f"*/{BRANCH}/签到表.docx", (1,)),
    Shot("interview-form", f"*/*/{BRANCH}/*绩效面谈表.docx", (1, 3)),
    Shot("competitor-report", "*/*/同业调研报告.docx"),
    Shot("competitor-survey-form", f"*/{BRANCH}/同业调研表*.docx"),
    Shot("activity-tracker", f"*/{BRANCH}/活动量管理表.xlsx", (1, "客户经理")),
    Shot("activity-tracker-more", f"*/{BRANCH}/活动量管理表.xlsx", ("逐日", "漏斗")),
    Shot("course-handout", f"{COURSE}/学员讲义.docx", (1, 2, 7)),
    Shot("course-exercises", f"{COURSE}/练习册（讲师版）.docx", (1,)),
    Shot("course-cases", f"{COURSE}/案例集（讲师版）.docx", (1,)),
    Shot("course-schedule", f"{COURSE}/课程安排表.xlsx", (1,)),
    Shot("course-certificate", f"{COURSE}/证书/001.docx", (1,)),
    Shot("course-signin", f"{COURSE}/签到表（第一天）.docx", (1,)),
    Shot("course-feedback", f"{COURSE}/满意度问卷.docx", (1,)),
    Shot("course-feedback-summary", f"{COURSE}/反馈汇总.docx"),
    Shot("action-plan", f"{COURSE}/行动计划.docx", (1,)),
    Shot("self-assessment", f"{COURSE}/KASH自评表.docx"),
)
INDEX = "*/00-目录.html"
WINDOWS = {"pack-index": (1200, 1500), "pack-index-phone": (500, 1500)}  # Chromium has no narrower window


def main() -> None:
    """Builds both packs once and draws every picture anew."""
    need("soffice", "pdftoppm", "chromium")
    GALLERY.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        space = Path(folder)
        made = built(space, ("weekly",), ("course", "--only", f"course={Path(COURSE).name}"))
        shown = {shot: next(made.glob(shot.pattern)) for shot in SHOTS}
        pdfs = printed(shown.values(), space)
        for shot, document in shown.items():
            keep(GALLERY / f"{shot.kind}.png", [page(pdfs[document], number, space) for number in shot.pages])
        for name, size in WINDOWS.items():
            keep(GALLERY / f"{name}.png", [_screen(next(made.glob(INDEX)), size, space)])
    print("\n".join(f"{path.name} {path.stat().st_size // 1024} kB" for path in sorted(GALLERY.glob("*.png"))))


def _screen(page: Path, size: tuple[int, int], space: Path) -> Image.Image:
    shot = space / f"{size[0]}.png"
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    command += [f"--window-size={size[0]},{size[1]}", f"--screenshot={shot}", page.as_uri()]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return Image.open(shot)


if __name__ == "__main__":
    main()

"""The sample inputs → the weekly pack → a picture of each kind's first pages in docs/gallery/, for people to look at.

Needs LibreOffice, pdftoppm and Chromium; says which is missing.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageOps

ROOT = Path(__file__).parents[2]
GALLERY = ROOT / "docs" / "gallery"
WIDTH = 900  # pixels of a page
COLOURS = 64


def main() -> None:
    """Draw every kind once: the first document of each title, its first two pages side by side."""
    missing = [program for program in ("soffice", "pdftoppm", "chromium") if not shutil.which(program)]
    if missing:
        sys.exit(f"gallery: please install {', '.join(missing)}")
    GALLERY.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        space = Path(folder)
        shutil.copytree(ROOT / "inputs", space / "inputs")
        build = [sys.executable, str(ROOT / "cli.py"), "build", "weekly", "--dir", str(space)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        for path in _first_of_each(space / "outputs"):
            pages = _page_shot(path, space) if path.suffix == ".html" else _pages(path, space)
            _sheet(pages).save(GALLERY / f"{_kind(path)}.png", optimize=True)


def _kind(path: Path) -> str:
    names = {
        "周例会纪要": "weekly-minutes",
        "签到表": "sign-in-sheet",
        "绩效面谈表": "interview-form",
        "同业调研报告": "competitor-report",
        "同业调研表": "competitor-survey-form",
        "活动量管理表": "activity-tracker",
    }
    return next((kind for word, kind in names.items() if word in path.name), "pack-index")


def _first_of_each(outputs: Path) -> list[Path]:
    found: dict[str, Path] = {}
    for path in sorted(p for p in outputs.rglob("*") if p.suffix in (".docx", ".xlsx", ".html")):
        found.setdefault(_kind(path), path)
    return list(found.values())


def _pages(path: Path, space: Path) -> list[Image.Image]:
    profile = (space / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(space), str(path)], check=True, stdout=subprocess.DEVNULL)
    pdf = space / f"{path.stem}.pdf"
    stem = space / f"page-{_kind(path)}"
    subprocess.run(["pdftoppm", "-png", "-r", "100", "-l", "2", str(pdf), str(stem)], check=True)
    return [Image.open(page) for page in sorted(space.glob(f"{stem.name}-*.png"))]


def _page_shot(path: Path, space: Path) -> list[Image.Image]:
    shot = space / "index.png"
    command = [
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--window-size=1200,1600",
    ]
    subprocess.run([*command, f"--screenshot={shot}", path.as_uri()], check=True, stderr=subprocess.DEVNULL)
    return [Image.open(shot)]


def _sheet(pages: list[Image.Image]) -> Image.Image:
    scaled = [ImageOps.expand(ImageOps.contain(page.convert("RGB"), (WIDTH, WIDTH * 2)), 2, "#999") for page in pages]
    sheet = Image.new("RGB", (sum(p.width for p in scaled), max(p.height for p in scaled)), "white")
    left = 0
    for page in scaled:
        sheet.paste(page, (left, 0))
        left += page.width
    return sheet.quantize(COLOURS)


if __name__ == "__main__":
    main()

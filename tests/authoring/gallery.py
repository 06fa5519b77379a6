"""The sample inputs → the weekly pack → pictures of every kind in docs/gallery/, for people to look at.

Needs LibreOffice, pdftoppm and Chromium; says which is missing. The papers name the faces of a Chinese Windows
(宋体, 仿宋, 楷体, Times New Roman); where those are missing, faces of the same cut and width stand in for them, if they
are here: fonts-arphic-uming, fonts-arphic-ukai, fonts-liberation.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

ROOT = Path(__file__).parents[2]
GALLERY = ROOT / "docs" / "gallery"
BRANCH = "城东支行"  # the branch whose papers are shown
HEIGHT, GAP = 1150, 12  # pixels: how high a row of pages is, and what lies between two
COLOURS = 160
STAND_INS: Mapping[str, tuple[str, ...]] = {
    "宋体": ("SimSun", "AR PL UMing CN", "Noto Serif CJK SC", "Noto Sans CJK SC"),
    "仿宋": ("FangSong", "AR PL UMing CN", "Noto Serif CJK SC", "Noto Sans CJK SC"),
    "楷体": ("KaiTi", "AR PL UKai CN", "Noto Sans CJK SC"),
    "黑体": ("SimHei", "Noto Sans CJK SC"),
    "微软雅黑": ("Microsoft YaHei", "Noto Sans CJK SC"),
    "Times New Roman": ("Times New Roman", "Liberation Serif"),
    "Arial": ("Arial", "Liberation Sans"),
}


@dataclass(frozen=True)
class Shot:
    """A picture: the kind, what its file is called, and which of its printed pages stand side by side: by number, or
    the first that begins with these words."""

    kind: str
    pattern: str
    pages: tuple[int | str, ...] = (1, 2)


SHOTS = (
    Shot("weekly-minutes", f"{BRANCH}/周例会纪要.docx", (1,)),
    Shot("sign-in-sheet", f"{BRANCH}/签到表.docx", (1,)),
    Shot("interview-form", f"*/{BRANCH}/*绩效面谈表.docx"),
    Shot("competitor-report", "*/同业调研报告.docx"),
    Shot("competitor-survey-form", f"{BRANCH}/同业调研表*.docx"),
    Shot("activity-tracker", f"{BRANCH}/活动量管理表.xlsx", (1, "客户经理")),
    Shot("activity-tracker-more", f"{BRANCH}/活动量管理表.xlsx", ("逐日", "漏斗")),
)
INDEX = "00-周报目录.html"
WINDOWS = {"pack-index": (1200, 1500), "pack-index-phone": (500, 1500)}  # Chromium has no narrower window


def main() -> None:
    """Builds the pack once and draws every picture anew."""
    missing = [program for program in ("soffice", "pdftoppm", "chromium") if not shutil.which(program)]
    if missing:
        sys.exit(f"gallery: please install {', '.join(missing)}")
    GALLERY.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        space = Path(folder)
        shutil.copytree(ROOT / "inputs", space / "inputs")
        build = [sys.executable, str(ROOT / "cli.py"), "build", "weekly", "--dir", str(space)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        week = next((space / "outputs").iterdir())
        documents = {shot.kind: next(week.glob(shot.pattern)) for shot in SHOTS}
        printed = _printed(documents.values(), space)
        for shot in SHOTS:
            _keep(shot.kind, [_page(printed[documents[shot.kind]], number, space) for number in shot.pages])
        for name, size in WINDOWS.items():
            _keep(name, [_screen(week / INDEX, size, space)])
    print("\n".join(f"{path.name} {path.stat().st_size // 1024} kB" for path in sorted(GALLERY.glob("*.png"))))


def _printed(documents: Iterable[Path], space: Path) -> dict[Path, Path]:
    """Each document's PDF, by one run of LibreOffice."""
    fonts = space / "fonts.conf"
    fonts.write_text(_fonts(), encoding="utf-8")
    pdfs = {}
    for number, document in enumerate(dict.fromkeys(documents)):
        copy = space / f"{number}{document.suffix}"
        shutil.copy(document, copy)
        pdfs[document] = copy
    command = ["soffice", f"-env:UserInstallation={(space / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(space), *map(str, pdfs.values())]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "FONTCONFIG_FILE": str(fonts)})
    return {document: copy.with_suffix(".pdf") for document, copy in pdfs.items()}


def _fonts() -> str:
    """A fontconfig file: the machine's own, and who stands in for whom."""
    aliases = ""
    for name, faces in STAND_INS.items():
        wanted = "".join(f"<string>{face}</string>" for face in faces)
        aliases += (
            f'<match target="pattern"><test name="family"><string>{name}</string></test>'
            f'<edit name="family" mode="assign" binding="strong">{wanted}</edit></match>'
        )
    return f'<?xml version="1.0"?><fontconfig><include>/etc/fonts/fonts.conf</include>{aliases}</fontconfig>'


def _page(pdf: Path, wanted: int | str, space: Path) -> Image.Image:
    page = str(_found(pdf, wanted) if isinstance(wanted, str) else wanted)
    stem = space / f"{pdf.stem}-{page}"
    subprocess.run(
        ["pdftoppm", "-png", "-singlefile", "-r", "110", "-f", page, "-l", page, str(pdf), str(stem)], check=True
    )
    return Image.open(stem.with_suffix(".png"))


def _found(pdf: Path, words: str) -> int:
    """The number of the first page whose text begins with these words."""
    text = subprocess.run(["pdftotext", "-l", "20", str(pdf), "-"], check=True, capture_output=True, encoding="utf-8")
    return next(n for n, page in enumerate(text.stdout.split("\f"), 1) if page.lstrip().startswith(words))


def _screen(page: Path, size: tuple[int, int], space: Path) -> Image.Image:
    shot = space / f"{size[0]}.png"
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    command += [f"--window-size={size[0]},{size[1]}", f"--screenshot={shot}", page.as_uri()]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return Image.open(shot)


def _keep(name: str, pages: list[Image.Image]) -> None:
    """The pages side by side, equally high, in few colours."""
    scaled = [ImageOps.contain(page.convert("RGB"), (HEIGHT * 2, HEIGHT)) for page in pages]
    framed = [ImageOps.expand(page, 1, "#999") for page in scaled]
    width = sum(page.width for page in framed) + GAP * (len(framed) - 1)
    sheet = Image.new("RGB", (width, max(page.height for page in framed)), "white")
    left = 0
    for page in framed:
        sheet.paste(page, (left, 0))
        left += page.width + GAP
    sheet.quantize(COLOURS, Image.Quantize.FASTOCTREE).save(GALLERY / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()

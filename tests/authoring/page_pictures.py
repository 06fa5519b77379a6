"""Documents → their pages as pictures, by LibreOffice and pdftoppm, and pages side by side as one small picture.

The papers name the faces of a Chinese Windows (宋体, 仿宋, 楷体, Times New Roman); where those are missing, faces of
the same cut and width stand in for them, if they are here: fonts-arphic-uming, fonts-arphic-ukai, fonts-liberation.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageOps

ROOT = Path(__file__).parents[2]
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
    "Calibri": ("Calibri", "Carlito", "Liberation Serif"),  # its figures give a workbook's columns their width
}


def need(*programs: str) -> None:
    """Exit with a word where one of these programs is not here."""
    if missing := [program for program in programs if not shutil.which(program)]:
        sys.exit(f"pictures: please install {', '.join(missing)}")


def built(space: Path, *packs: Sequence[str]) -> Path:
    """The outputs of these builds (the words after ``chenxi build``) from the sample inputs, in a workspace here."""
    shutil.copytree(ROOT / "inputs", space / "inputs")
    for words in packs:
        build = [sys.executable, str(ROOT / "cli.py"), "build", *words, "--dir", str(space)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return space / "outputs"


def printed(documents: Iterable[Path], space: Path) -> dict[Path, Path]:
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


def page(pdf: Path, wanted: int | str, space: Path) -> Image.Image:
    """A page of a PDF: by number, or the first that begins with these words."""
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


def keep(path: Path, pages: list[Image.Image], height: int = HEIGHT) -> None:
    """The pages side by side, equally high, in few colours."""
    scaled = [ImageOps.contain(page.convert("RGB"), (height * 2, height)) for page in pages]
    framed = [ImageOps.expand(page, 1, "#999") for page in scaled]
    width = sum(page.width for page in framed) + GAP * (len(framed) - 1)
    sheet = Image.new("RGB", (width, max(page.height for page in framed)), "white")
    left = 0
    for page in framed:
        sheet.paste(page, (left, 0))
        left += page.width + GAP
    save(path, sheet)


def save(path: Path, picture: Image.Image) -> None:
    """A PNG in few colours."""
    picture.quantize(COLOURS, Image.Quantize.FASTOCTREE).save(path, optimize=True)

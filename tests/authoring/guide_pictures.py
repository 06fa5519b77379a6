"""Sample course, its templates → the pictures of docs/guides: sheets as a person sees them, a template with its tags.

Needs LibreOffice and pdftoppm. What comes out of a course is shown by the pictures of docs/gallery.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import openpyxl
from authoring.page_pictures import ROOT, keep, need, page, printed, save
from PIL import Image, ImageChops

PICTURES = ROOT / "docs" / "guides" / "pictures"
_TIME = ROOT / "inputs" / "课程" / "时间与工作管理"
# picture → workbook, the sheets in it, and how many rows of each are shown
SHEETS: Mapping[str, tuple[Path, tuple[tuple[str, int], ...]]] = {
    "sheet-course": (_TIME / "课程.xlsx", (("课程", 30),)),
    "sheet-units": (_TIME / "课程.xlsx", (("课程单元", 30),)),
    "sheet-points": (_TIME / "课程.xlsx", (("课程要点", 26),)),
    "sheet-exercises": (_TIME / "课程.xlsx", (("课程练习", 6),)),
    "sheet-timing": (_TIME / "课程.xlsx", (("课程时间安排", 18),)),
    "sheet-people": (_TIME / "学员名单.xlsx", (("学员名单", 9),)),
    "sheet-feedback": (_TIME / "反馈.xlsx", (("反馈", 8),)),
}
TEMPLATES = {"template-handout": (ROOT / "templates" / "course-handout" / "course-handout.docx", (1, 3, 4))}
_WIDE, _HIGH = 1500, 1000  # pixels of a sheet's picture, at most


def main() -> None:
    """Draws every picture anew."""
    need("soffice", "pdftoppm")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        space = Path(folder)
        cut = {name: _as_on_screen(book, sheets, space / f"{name}.xlsx") for name, (book, sheets) in SHEETS.items()}
        pdfs = printed([*cut.values(), *(template for template, _ in TEMPLATES.values())], space)
        for name, book in cut.items():
            save(PICTURES / f"{name}.png", _trimmed(page(pdfs[book], 1, space)))
        for name, (template, numbers) in TEMPLATES.items():
            keep(PICTURES / f"{name}.png", [page(pdfs[template], number, space) for number in numbers], _HIGH)
    print("\n".join(f"{path.name} {path.stat().st_size // 1024} kB" for path in sorted(PICTURES.glob("*.png"))))


def _as_on_screen(book: Path, sheets: Iterable[tuple[str, int]], to: Path) -> Path:
    """A copy that prints the first rows of these sheets on one page each, with column letters and row numbers."""
    copy = openpyxl.load_workbook(book)
    rows = dict(sheets)
    for sheet in copy.worksheets:
        if sheet.title not in rows:
            copy.remove(sheet)
            continue
        sheet.delete_rows(rows[sheet.title] + 1, sheet.max_row)
        sheet.print_options.headings = sheet.print_options.gridLines = True
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
        sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    copy.save(to)
    return to


def _trimmed(picture: Image.Image) -> Image.Image:
    """The picture without its white margin, not larger than a screen shows."""
    plain = picture.convert("RGB")
    box = ImageChops.difference(plain, Image.new("RGB", plain.size, "white")).getbbox()
    cut = plain.crop(box) if box else plain
    cut.thumbnail((_WIDE, _HIGH), Image.Resampling.LANCZOS)
    return cut


if __name__ == "__main__":
    main()

"""A template's bytes and a font map → the same template in the typefaces that a bank's machines have.

Official papers ask for 小标宋 and 仿宋_GB2312, which many machines lack; the map says what stands in for them, and a
bank that has them maps them to themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape, unescape

from pipeline.office.package import read_package

BOLD = "加粗"  # after a face in the map: 宋体 加粗 stands in for 小标宋
_WORD = re.compile(r"<w:rFonts\b[^>]*/>(?:<w:b(?=[\s/])[^>]*/>)?")
_WORD_FACE = re.compile(r'(\bw:(?:ascii|hAnsi|eastAsia|cs)=)"([^"]*)"')
_SHEET = re.compile(r'(<(?:\w+:)?(?:name|rFont) val=)"([^"]*)"')
_DRAWN = re.compile(r'(\btypeface=)"([^"]*)"')


def in_faces(data: bytes, name: str, faces: Mapping[str, str]) -> bytes:
    """The template of this file name with its faces replaced, by the map from a face to another one, which may be
    followed by 加粗 (heeded in Word styles and runs). The bytes themselves where no face of the map occurs."""
    wanted = {face: other for face, other in faces.items() if other and face != other}
    if not wanted or not name.endswith((".docx", ".xlsx")):
        return data
    package = read_package(data, name=name)
    changed = {}
    for part in package.members:
        if part.endswith(".xml") and part.startswith(("word/", "xl/")) and part != "word/fontTable.xml":
            before = package.text(part)
            after = _replaced(before, wanted, sheet=part == "xl/styles.xml" or part == "xl/sharedStrings.xml")
            if after != before:
                changed[part] = after
    return package.write(changed) if changed else data


def _replaced(text: str, faces: Mapping[str, str], *, sheet: bool) -> str:
    if not any(escape(face, quote=False) in text for face in faces):
        return text
    put = _putter(faces)
    text = _DRAWN.sub(put, _WORD.sub(lambda found: _word(found[0], faces), text))
    return _SHEET.sub(put, text) if sheet else text


def _word(element: str, faces: Mapping[str, str]) -> str:
    """A run's or style's fonts (and weight), and a weight after them where a bold face stands in and none is said."""
    bold = "<w:b" not in element and any(
        faces.get(unescape(face), "").endswith(BOLD) for _, face in _WORD_FACE.findall(element)
    )
    return _WORD_FACE.sub(_putter(faces), element) + ("<w:b/>" if bold else "")


def _putter(faces: Mapping[str, str]) -> Callable[[re.Match[str]], str]:
    def put(found: re.Match[str]) -> str:
        other = faces.get(unescape(found[2]))
        return f'{found[1]}"{escape(other.removesuffix(BOLD).rstrip())}"' if other else found[0]

    return put

"""The formatting of a run of rich text → run properties in the order of the schema, over those of its place."""

from __future__ import annotations

import re

from pipeline.office.tags.writers import Run, UnwritableError

# CT_RPr, as far as a Run can set it or must know what stands before.
_ORDER = (
    "rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline", "shadow", "emboss",
    "imprint", "noProof", "snapToGrid", "vanish", "webHidden", "color", "spacing", "w", "kern", "position", "sz",
    "szCs", "highlight", "u",
)  # fmt: skip
_PROPERTY = re.compile(r"<w:(\w+)(?:\s[^>]*)?(?:/>|>.*?</w:\1>)", re.DOTALL)
_COLOUR = re.compile("#?([0-9A-Fa-f]{6})")
_LINK_COLOUR = "0563C1"
_LARGEST = 1638  # points, to Word


def run_properties(base: str, run: Run) -> str:
    """A run's properties with the formatting of ``run`` put over those of ``base``."""
    inside = base.removeprefix("<w:rPr>").removesuffix("</w:rPr>") if base != "<w:rPr/>" else ""
    properties = {match[1]: match[0] for match in _PROPERTY.finditer(inside)}
    properties |= _own(run)
    known = sorted((name for name in properties if name in _ORDER), key=_ORDER.index)
    rest = [name for name in properties if name not in _ORDER]
    text = "".join(properties[name] for name in [*known, *rest])
    return f"<w:rPr>{text}</w:rPr>" if text else ""


def _own(run: Run) -> dict[str, str]:
    """The properties that a run sets itself; a link looks like one."""
    own: dict[str, str] = {}
    if run.bold:
        own["b"] = "<w:b/>"
    if run.italic:
        own["i"] = "<w:i/>"
    colour = run.colour or (_LINK_COLOUR if run.link else "")
    if colour:
        known = _COLOUR.fullmatch(colour)
        if known is None:
            raise UnwritableError(colour)
        own["color"] = f'<w:color w:val="{known[1]}"/>'
    if run.size:
        half_points = round(run.size * 2)
        if not 1 <= half_points <= 2 * _LARGEST:
            raise UnwritableError(str(run.size))
        own["sz"], own["szCs"] = f'<w:sz w:val="{half_points}"/>', f'<w:szCs w:val="{half_points}"/>'
    if run.underline or run.link:
        own["u"] = '<w:u w:val="single"/>'
    return own

"""Draws the pictures of the sample courses: the mark of an invented bank, and a funnel; the same pixels every time."""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image, ImageDraw

_TEAL, _SAND, _INK, _PALE = "#1f6f78", "#d9a441", "#24404a", "#e9f1f2"
_FINER = 4  # drawn so much larger and then made smaller, for smooth edges


def crane_mark() -> bytes:
    """The mark of 鹤汀商业银行, a PNG: a crane's neck before a low sun, over water."""
    side = 480 * _FINER
    sheet = Image.new("RGBA", (side, side), (255, 255, 255, 0))
    pen = ImageDraw.Draw(sheet)

    def at(*numbers: float) -> tuple[int, ...]:
        return tuple(round(number * side) for number in numbers)

    pen.ellipse(at(0.03, 0.03, 0.97, 0.97), fill=_TEAL)
    pen.ellipse(at(0.54, 0.20, 0.80, 0.46), fill=_SAND)
    pen.chord(at(0.36, 0.40, 0.84, 0.80), 8, 196, fill="white")
    for x, y, radius in _neck():
        pen.ellipse(at(x - radius, y - radius, x + radius, y + radius), fill="white")
    pen.polygon([at(0.235, 0.285), at(0.26, 0.335), at(0.08, 0.365)], fill="white")
    for top, half in ((0.77, 0.28), (0.835, 0.20), (0.89, 0.11)):
        pen.rounded_rectangle(at(0.5 - half, top, 0.5 + half, top + 0.022), at(0.011)[0], fill=_SAND)
    return _png(sheet)


def _neck(steps: int = 160) -> Iterator[tuple[float, float, float]]:
    """Dots along a cubic curve from the head to the body, which thickens on its way: x, y and radius as shares."""
    points = ((0.26, 0.31), (0.50, 0.20), (0.28, 0.50), (0.44, 0.66))
    for step in range(steps + 1):
        t = step / steps
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
        x, y = (sum(w * point[axis] for w, point in zip(weights, points, strict=True)) for axis in (0, 1))
        yield x, y, 0.030 + 0.055 * t**3


def funnel() -> bytes:
    """Three bands that narrow by what is left of them, as a PNG: 40, 6 and 3, the unit 2's worked example."""
    width, height = 900 * _FINER, 420 * _FINER
    sheet = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(sheet)
    top, band, gap, middle = 20 * _FINER, 110 * _FINER, 24 * _FINER, width // 2
    widths = [round(share * width) for share in (0.92, 0.60, 0.34, 0.24)]
    for number, colour in enumerate((_PALE, _SAND, _TEAL)):
        above, below = widths[number] // 2, widths[number + 1] // 2
        y = top + number * (band + gap)
        corners = [(middle - above, y), (middle + above, y), (middle + below, y + band), (middle - below, y + band)]
        pen.polygon(corners, fill=colour, outline=_INK, width=2 * _FINER)
        _dots(pen, (middle, y + band // 2), (40, 6, 3)[number], _INK if number < 2 else "white")
    return _png(sheet)


def _dots(pen: ImageDraw.ImageDraw, centre: tuple[int, int], count: int, colour: str) -> None:
    """So many dots in rows of at most 20 around a centre: a picture without a word needs no font."""
    step, radius = 24 * _FINER, 7 * _FINER
    rows = [min(20, count - first) for first in range(0, count, 20)]
    for line, length in enumerate(rows):
        y = centre[1] + round((line - (len(rows) - 1) / 2) * step)
        for place in range(length):
            x = centre[0] + round((place - (length - 1) / 2) * step)
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _png(sheet: Image.Image) -> bytes:
    stream = io.BytesIO()
    small = sheet.resize((sheet.width // _FINER, sheet.height // _FINER), Image.Resampling.LANCZOS)
    small.save(stream, "PNG", optimize=True)
    return stream.getvalue()


PICTURES = {"鹤汀标志.png": crane_mark, "漏斗.png": funnel}

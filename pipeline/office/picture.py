"""Bytes of an image file → a picture that documents can hold: upright, without metadata, no larger than print needs."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass, field

from PIL import Image, ImageOps

from pipeline.problems import Place, Stop, problem

MOST_PIXELS = 1600  # of the longer side: 20 cm at 200 dpi
MOST_SOURCE = 80_000_000  # pixels of a file that is opened at all
_READ = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF")
_EMU = 914_400  # an inch
_SCREEN = 96.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a value: PNG or JPEG bytes, their size in pixels, and the dots per inch they are meant for."""

    data: bytes = field(repr=False)
    format: str
    width: int
    height: int
    dpi: float = _SCREEN
    alt: str = ""

    def natural(self) -> tuple[int, int]:
        """Its own width and height in EMU."""
        return max(round(self.width * _EMU / self.dpi), 1), max(round(self.height * _EMU / self.dpi), 1)

    def fitted(self, width: int, height: int) -> tuple[int, int]:
        """The largest width and height of its shape within a box."""
        scale = min(width / self.width, height / self.height)
        return max(round(self.width * scale), 1), max(round(self.height * scale), 1)

    def within(self, width: int) -> tuple[int, int]:
        """Its natural size, or less where that is wider than ``width``."""
        natural = self.natural()
        return natural if natural[0] <= width else self.fitted(width, natural[1])


def picture(data: bytes, alt: str = "") -> Picture:
    """The picture in these bytes (PNG, JPEG, GIF, BMP, WebP, TIFF): turned as its camera says, all metadata (place,
    camera, time) gone, at most 1600 pixels long. Equal bytes give equal pictures. ``alt``: its text for the blind.

    Raises Stop when the bytes are no picture, damaged, or far too large.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd metadata, which goes anyway
            return _picture(data, alt)
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, MemoryError):
        raise Stop(problem("WD130", Place(), alt)) from None
    except Image.DecompressionBombError:
        raise Stop(problem("WD131", Place(), alt)) from None


def _picture(data: bytes, alt: str) -> Picture:
    with Image.open(io.BytesIO(data), formats=_READ) as image:
        if image.width * image.height > MOST_SOURCE:
            raise Stop(problem("WD131", Place(), f"{image.width}×{image.height}"))
        photo = image.format == "JPEG"
        dpi = _dots(image)
        longest = max(image.size)
        if photo and longest > 2 * MOST_PIXELS:
            image.draft("RGB", (MOST_PIXELS, MOST_PIXELS))  # lets the JPEG decoder skip what would be thrown away
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((MOST_PIXELS, MOST_PIXELS), Image.Resampling.LANCZOS)
        plain = _plain(upright, photo)
    stream = io.BytesIO()
    if photo:
        plain.save(stream, "JPEG", quality=88)
    else:
        plain.save(stream, "PNG", compress_level=6)
    resolution = dpi * max(plain.size) / longest
    return Picture(stream.getvalue(), "jpeg" if photo else "png", *plain.size, resolution, alt)


def _dots(image: Image.Image) -> float:
    """The file's dots per inch, where it says something that a person can have meant."""
    said = image.info.get("dpi", (_SCREEN,))[0]
    return float(said) if 50 <= said <= 1200 else _SCREEN


def _plain(image: Image.Image, photo: bool) -> Image.Image:
    """The pixels alone, in a mode that every reader of documents knows."""
    transparent = not photo and (image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info)
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    mode = "RGBA" if transparent else "L" if image.mode in ("1", "L", "I", "F") else "RGB"
    plain = image.convert(mode)
    fresh = Image.new(mode, plain.size)
    fresh.paste(plain)
    return fresh

"""A pie or a ring → a native chart part with its workbook, in the house's look."""

from __future__ import annotations

from dataclasses import dataclass

from authoring.house import Part
from authoring.house_chart import chart_space, fill, labels, native_parts, series_names, series_points, workbook
from authoring.house_styles import INK

PALETTE = ("3E6FA8", "C0504D", "2F6B4F", "B26A00", "5B4B8A", "9DB2CF", "8A97A8", "7A5C3E")


@dataclass(frozen=True)
class Pie:
    """Shares of a whole, the first from the top and clockwise, each with its name and share beside it; size in mm.

    ``ring`` leaves the middle open. For up to eight parts; sum up the smallest before.
    """

    name: str
    alt: str
    series: str
    width: float
    height: float
    number: int = 1
    ring: bool = False
    format: str = "0.0%"
    categories: tuple[str, ...] = ("甲", "乙", "丙", "丁")
    colours: tuple[str, ...] = PALETTE

    def parts(self) -> tuple[Part, ...]:
        """The chart's parts; the points in them are only to look at while editing."""
        values = [len(self.categories) + 1 - n for n in range(len(self.categories))]
        shares = labels(self.format, "FFFFFF" if self.ring else INK, "" if self.ring else "outEnd", share=True,
                        named=not self.ring)  # fmt: skip
        drawn = (
            f'<c:ser><c:idx val="0"/><c:order val="0"/>{series_names(0, self.series)}{self._points()}{shares}'
            f"{series_points(0, self.categories, values)}</c:ser>"
        )
        kind = "doughnutChart" if self.ring else "pieChart"
        hole = '<c:holeSize val="55"/>' if self.ring else ""
        plot = f'<c:{kind}><c:varyColors val="1"/>{drawn}<c:firstSliceAng val="0"/>{hole}</c:{kind}>'
        book = workbook((self.series,), self.categories, [values])
        return native_parts(self.number, chart_space(plot, legend=self.ring), book)

    def _points(self) -> str:
        """A colour for each part, with a white rule between two."""
        edge = f'<a:ln w="12700">{fill("FFFFFF")}</a:ln>'
        return "".join(
            f'<c:dPt><c:idx val="{n}"/><c:bubble3D val="0"/><c:spPr>{fill(colour)}{edge}</c:spPr></c:dPt>'
            for n, colour in enumerate(self.colours)
        )

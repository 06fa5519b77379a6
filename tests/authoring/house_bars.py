"""Lying bars and an empty radar → native chart parts with their workbooks, in the house's look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from authoring.house import Part
from authoring.house_chart import (
    chart_space,
    fill,
    labels,
    lettering,
    native_parts,
    series_names,
    series_points,
    workbook,
)
from authoring.house_styles import GREY, INK, LINE

GRID = "D9DFE6"


@dataclass(frozen=True)
class Bars:
    """Bars from the left, the first category on top, each series in its colour; ``whole``: stacked up to 100 %.

    ``highest`` is where the axis ends; ``number`` formats the labels at the bars. Size in mm.
    """

    name: str
    alt: str
    series: tuple[str, ...]
    colours: tuple[str, ...]
    width: float
    height: float
    number: int = 1
    whole: bool = False
    highest: float = 0
    format: str = "General"
    categories: tuple[str, ...] = ("甲", "乙", "丙", "丁", "戊", "己")

    def parts(self) -> tuple[Part, ...]:
        """The chart's parts; the points in them are only to look at while editing."""
        columns = [[3 + (i + n) % 3 for n in range(len(self.categories))] for i in range(len(self.series))]
        drawn = "".join(self._series(i, columns[i]) for i in range(len(self.series)))
        grouping, overlap = ("percentStacked", '<c:overlap val="100"/>') if self.whole else ("clustered", "")
        plot = (
            f'<c:barChart><c:barDir val="bar"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>{drawn}'
            f'<c:gapWidth val="60"/>{overlap}<c:axId val="101"/><c:axId val="102"/></c:barChart>{self._axes()}'
        )
        book = workbook(self.series, self.categories, columns)
        return native_parts(self.number, chart_space(plot, legend=len(self.series) > 1), book)

    def _series(self, index: int, values: Sequence[float]) -> str:
        colour = self.colours[index]
        words = lettering(colour) if self.whole else INK
        return (
            f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/>{series_names(index, self.series[index])}'
            f'<c:spPr>{fill(colour)}</c:spPr><c:invertIfNegative val="0"/>'
            f"{labels(self.format, words, 'ctr' if self.whole else 'outEnd')}"
            f"{series_points(index, self.categories, values)}</c:ser>"
        )

    def _axes(self) -> str:
        most = f'<c:max val="{self.highest:g}"/>' if self.highest else ""
        return (
            _axis("catAx", 101, 102, "maxMin", "", "l", hidden=False, more=_CATEGORY)
            + _axis("valAx", 102, 101, "minMax", f'{most}<c:min val="0"/>', "b", hidden=True, more=_VALUE)
        )  # fmt: skip


@dataclass(frozen=True)
class Radar:
    """A net with one spoke for each category and a ring for each point of the scale, one line for each series.

    ``dashed`` are the series drawn in dashes: an earlier period. Without a tag in its alt text the lines have no
    values, and are drawn when somebody edits the data.
    """

    name: str
    alt: str
    categories: tuple[str, ...]
    series: tuple[str, ...]
    colours: tuple[str, ...]
    highest: int
    width: float
    height: float
    number: int = 1
    dashed: tuple[str, ...] = ()

    def parts(self) -> tuple[Part, ...]:
        """The chart's parts; the points are 0 until a tag or a person fills them."""
        drawn = "".join(map(self._series, range(len(self.series))))
        grid = f'<c:majorGridlines><c:spPr><a:ln w="6350">{fill(LINE)}</a:ln></c:spPr></c:majorGridlines>'
        scale = f'<c:max val="{self.highest}"/><c:min val="0"/>'
        values = '<c:crosses val="autoZero"/><c:crossBetween val="between"/><c:majorUnit val="1"/>'
        plot = (
            f'<c:radarChart><c:radarStyle val="marker"/><c:varyColors val="0"/>{drawn}'
            '<c:axId val="101"/><c:axId val="102"/></c:radarChart>'
            + _axis("catAx", 101, 102, "minMax", "", "b", hidden=False, more=_CATEGORY, grid=grid)
            + _axis("valAx", 102, 101, "minMax", scale, "l", hidden=False, more=values, grid=grid)
        )
        book = workbook(self.series, self.categories, [[0] * len(self.categories) for _ in self.series])
        return native_parts(self.number, chart_space(plot), book)

    def _series(self, index: int) -> str:
        dash = '<a:prstDash val="sysDash"/>' if self.series[index] in self.dashed else ""
        line = f'<c:spPr><a:ln w="22225">{fill(self.colours[index])}{dash}</a:ln></c:spPr>'
        points = series_points(index, self.categories, [0] * len(self.categories))
        names = series_names(index, self.series[index])
        unmarked = '<c:marker><c:symbol val="none"/></c:marker>'
        return f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/>{names}{line}{unmarked}{points}</c:ser>'


_CATEGORY = (
    '<c:crosses val="autoZero"/><c:auto val="1"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
    '<c:noMultiLvlLbl val="0"/>'
)
_VALUE = '<c:crosses val="max"/><c:crossBetween val="between"/>'


def _axis(
    kind: str, this: int, cross: int, way: str, scale: str, place: str, *, hidden: bool, more: str, grid: str = ""
) -> str:
    line = f'<c:spPr><a:ln w="6350">{fill(GREY)}</a:ln></c:spPr>'
    return (
        f'<c:{kind}><c:axId val="{this}"/><c:scaling><c:orientation val="{way}"/>{scale}</c:scaling>'
        f'<c:delete val="{int(hidden)}"/><c:axPos val="{place}"/>{grid}'
        '<c:numFmt formatCode="General" sourceLinked="0"/>'
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{line}'
        f'<c:crossAx val="{cross}"/>{more}</c:{kind}>'
    )

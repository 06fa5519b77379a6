"""Turns what stands around a table (titles, sheet name, file name, folder) into its branch, year, month and unit."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from pipeline.intake.cells.dates import When
from pipeline.intake.cells.people import is_person
from pipeline.intake.cells.readings import Bad, compact, is_blank, plain
from pipeline.intake.cells.traditional import simplified
from pipeline.intake.sheets.headings import header_key

_BRANCH = re.compile(r"(?:.*(?:[总分]行|银行|[年月日周度号_\-—·:(（\s]))?([\u4e00-\u9fff]{2,6}?支行)")
_YEAR = re.compile(
    r"(?<!\d)(20\d{2})(?!\d{5,})(?:\s*[年./\-_]?\s*(1[0-2]|0?[1-9])(?![\d\-~至到—、])(?=[月./\-日\s_)）]|$))?"
)
_MONTH = re.compile(r"(?<![\d\-~—至到、./])(1[0-2]|0?[1-9])月(?!\d*日?[\-~至到—、])")
_FULL_DAY = re.compile(r"20\d{2}\s*[年./\-]\s*\d{1,2}\s*[月./\-]\s*\d{1,2}(?!\d)日?")
_OTHER_DAY = re.compile(r"(?:截至|截止|制表|打印|填报|填表|报送|更新|上报)\D{0,8}$")  # the day before is another one
_DAY_NAME = re.compile(
    r"(?:20\d{2}[年.\-]?)?\d{1,2}[月.\-]\d{1,2}[日号]?(?:\((?:星期|周)?[一二三四五六日天]\)|(?:星期|周)[一二三四五六日天])?"
)
_PLAN = re.compile(r"计划|目标|任务")
_PLANNED = re.compile(r"(?:20\d{2}年)?(?<!\d)(?:1[0-2]|0?[1-9])月(?![\d\-~至到—])")
_UNIT = re.compile(r"单位(?:[:：]|均?[为是])?\s*(?:人民币)?(亿元|百万元|万元|千元|元)")
_SUMMARY = re.compile(r"累计|[周月季年]报|[周月季年]度?汇总|[月季年]度")


@dataclass(frozen=True)
class Surroundings:
    """The texts around one table, the nearest first."""

    file: str
    sheet: str = ""
    titles: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Titles, sheet, file name without suffix, then folders from the innermost."""
        path = PurePosixPath(self.file)
        names = (self.sheet, path.stem, *(parent.name for parent in path.parents if parent.name))
        return (*self.titles, *(simplified(plain(name)) for name in names))

    def branch(self, known: Collection[str]) -> str | None:
        """The branch that the surroundings name: one that other tables know first, else whatever ends in 支行."""
        names = sorted(known, key=len, reverse=True)
        for text in self.texts:
            for name in names:
                if name in text or (name.endswith("支行") and text == name.removesuffix("支行")):
                    return name
        found = (_BRANCH.search(text) for text in self.texts)
        return next((match[1] for match in found if match), None)

    def when(self, until: date | None) -> When:
        """The year and the month that the surroundings name, and the last day of the period that is built."""
        year = month = None
        for text in self.texts:
            dated = _YEAR.search(text)
            if dated and year is None:
                year, month = int(dated[1]), int(dated[2]) if dated[2] else month
            if month is None and (named := _MONTH.search(text)):
                month = int(named[1])
        return When(year, month, until)

    def implied(self, field_name: str) -> str:
        """What the sheet's name (11.16, 张三) or a day in the titles says of a field that no label names; else ''."""
        name = simplified(compact(self.sheet))
        if field_name == "officer":
            return name if is_person(name) else ""
        if field_name == "period":
            return self._planned_month()
        if field_name != "date":
            return ""
        if _DAY_NAME.fullmatch(name):
            return re.sub(r"\(.*\)|(?:星期|周).$", "", name)
        found = [match for text in self.titles for match in _FULL_DAY.finditer(text)]
        days = {compact(match[0]) for match in found}
        other = any(_OTHER_DAY.search(match.string[: match.start()]) for match in found)
        return days.pop() if len(days) == 1 and not other else ""

    def _planned_month(self) -> str:
        """The month in a title or a sheet's name that speaks of a plan (2026年11月任务), where there is one alone."""
        texts = [text for text in (*self.titles, simplified(plain(self.sheet))) if _PLAN.search(text)]
        months = {compact(match[0]) for text in texts for match in _PLANNED.finditer(text)}
        return months.pop() if len(months) == 1 else ""

    @property
    def unit(self) -> str:
        """The unit of money that a title declares (单位：万元)."""
        return money_unit(self.titles)

    @property
    def sums_up(self) -> bool:
        """Whether the titles or the sheet's name say that the numbers are of more than a day."""
        return any(_SUMMARY.search(text) and "日报" not in text for text in (*self.titles, simplified(self.sheet)))

    @property
    def runs_on(self) -> bool:
        """Whether the titles or the sheet's name speak of running totals."""
        return any("累计" in text and "日报" not in text for text in (*self.titles, simplified(self.sheet)))


def full_name(name: str, branches: Collection[str]) -> str:
    """A branch's name as other tables have it: 城东 → 城东支行."""
    if name in branches:
        return name
    if f"{name}支行" in branches:
        return f"{name}支行"
    return next((known for known in sorted(branches, key=len, reverse=True) if name.endswith(known)), name)


def money_unit(texts: Iterable[str]) -> str:
    """The unit of money that one of the texts declares, '' where none does."""
    return next((match[1] for text in texts if (match := _UNIT.search(text))), "")


def surroundings(file: str, sheet: str, rows: Sequence[Sequence[Any]]) -> Surroundings:
    """What the rows above a table say, nearest row first, with the file's and sheet's names."""
    texts: list[str] = []
    labels: dict[str, str] = {}
    for row in reversed(rows):
        cells = list(dict.fromkeys(plain(cell) for cell in row if not is_blank(cell) and not isinstance(cell, Bad)))
        if cells:
            texts.append(" ".join(cells))
            labels |= {key: value for key, value in _labels(cells) if key not in labels}
    return Surroundings(file, sheet, tuple(map(simplified, texts)), labels)


def _labels(cells: Sequence[str]) -> Iterator[tuple[str, str]]:
    """'label：value' pairs in one cell, or a label cell with its value in the next one."""
    for i, cell in enumerate(cells):
        pairs = re.findall(r"([^\s:：]{1,8})[:：]\s*([^\s:：]+)", cell)
        yield from ((header_key(label)[0], value) for label, value in pairs)
        if not pairs and i + 1 < len(cells):
            yield header_key(cell)[0], compact(cells[i + 1])

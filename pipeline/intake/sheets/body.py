"""Sorts the rows under a header: data, totals, repeated headers, notes, rows that are only filled in ahead."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from pipeline.intake.cells.numbers import is_unit
from pipeline.intake.cells.readings import compact, is_blank
from pipeline.intake.cells.traditional import simplified
from pipeline.intake.sheets.layout import Block, repeated_headers
from pipeline.tables import Values

# What people fill in for rows to come; a row with nothing else in it says nothing yet.
AHEAD_OF_DATA = frozenset({"bank", "branch", "officer", "staff_no", "date", "period"})
_TOTAL = re.compile(
    r"(?:[\u4e00-\u9fff\d]{0,12}(?:合计|小计|总计|共计|累计)|[本当全每]?[日周月季年行页]?(?:合计|累计)数?|总\s*数|平均值?|均值|(?i:total|subtotal|sum))"
    r"(?:\([^()]*\))?[:：]?"
)
# What stands in place of a person or a day only where a row sums up or compares others.
_SUMS_UP = re.compile(r"(?:[\u4e00-\u9fff\d]{0,8}汇总|全[行辖体员部区])(?:\([^()]*\))?[:：]?")
_COMPARES = re.compile(
    r"(?:[\u4e00-\u9fff\d]{0,8}(?:人均|户均|日均|平均)|[\u4e00-\u9fff]{0,8}(?:完成率|达成率|转化率|占比|排名|名次|差额|缺口)"
    r"|环比|同比|(?:本|上)?[日周月季年]?(?:计划|目标|任务)数?|序时进度|去年同期|上年同期|上[周月季年](?:同期)?)(?:\([^()]*\))?[:：]?"
)
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,12}(?:支行|分行|总行|营业部|营业室|分理处|网点|条线|部门|团队)")
_GROUP = re.compile(
    r"(?:[\u4e00-\u9fff\d]{1,12}(?:支行|分行|营业部|营业室|分理处|网点|团队|部门|组|队)|团队[一二三四五六七八九十\d]{1,3}|[A-Za-z]{1,2}组)[:：]?"
)
_SIGNATURE = re.compile(
    r"(?:制表|填表|填报|报送|审核|复核|负责|经办|主管|签字|签名|备注|说明|注|单位|日期|打印)[\u4e00-\u9fff]{0,4}[:：]|注[:：\d]|[※*]"
)
_WHO_AND_WHEN = frozenset({"officer", "date", "period"})
_NAME_LENGTH = 12  # a longer text that stands alone is a note wherever it stands
_LABEL_COLUMNS = 4  # 合计 stands in one of the first columns


@dataclass
class Body:
    """The rows of a block by what they are, as positions in the grid; ``gaps``: the data in which something lacks.

    ``groups``: the rows that name a group (城东支行, 团队一) of those below them; a 合计 row ends it, with "".
    """

    data: Sequence[int] = ()
    gaps: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    headers: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    ahead: list[int] = field(default_factory=list)
    groups: Mapping[int, str] = field(default_factory=dict)

    def groups_of(self, rows: Sequence[int]) -> list[str]:
        """For each of these rows the group that it stands in, "" where it stands in none."""
        begins = sorted(self.groups)
        found = (bisect_right(begins, row) for row in rows) if begins else (0 for _ in rows)
        return [self.groups[begins[at - 1]] if at else "" for at in found]


def sort_rows(block: Block) -> Body:
    """The body's rows sorted; blank rows are in none of the lists."""
    if block.listed:
        return Body(data=list(range(block.first, block.last + 1)))
    body = Body()
    mapped = dict(block.columns)
    for day in block.days:
        mapped |= {f"{day.day} {name}": column for name, column in day.columns.items()}
    repeated, totals, beside = repeated_headers(block), _total_rows(block), _compared_rows(block)
    groups = _group_rows(block)
    totals -= groups.keys()
    body.groups = {**dict.fromkeys(totals, ""), **groups} if groups else {}
    whole = _whole_rows(block, mapped)
    whole[[i - block.first for i in repeated | totals | beside | groups.keys()]] = False
    for i in (np.flatnonzero(~whole) + block.first).tolist():
        if i in groups:
            continue
        if i in totals:
            body.totals.append(i)
        elif i in beside:
            body.notes.append(i)
        elif i in repeated:
            body.headers.append(i)
        else:
            _sort_other(block, mapped, i, body)
    body.data = _in_order(np.flatnonzero(whole) + block.first, body.gaps)
    return body


def _in_order(rows: Values, more: Sequence[int]) -> Sequence[int]:
    """All these rows in their order; most often they are all there are, from the first to the last."""
    found = np.sort(np.concatenate([rows, np.array(more, dtype="int64")]))
    if len(found) and found[-1] - found[0] + 1 == len(found):
        return range(int(found[0]), int(found[-1]) + 1)
    return list(map(int, found))


def _whole_rows(block: Block, mapped: Mapping[str, int]) -> Values:
    """For each row of the body whether every required field that has a column is filled in."""
    required = [mapped[name] for name in block.match.spec.required if name in mapped]
    whole = np.full(block.last + 1 - block.first, bool(required))
    for column in required:
        whole &= ~block.cells(column).passing(is_blank)
    return whole


def _sort_other(block: Block, mapped: dict[str, int], i: int, body: Body) -> None:
    """A row that lacks something: blank, a note, filled in ahead, or data with a gap."""
    row = block.grid.rows[i]
    filled = {name for name, column in mapped.items() if not is_blank(row[column])}
    if not filled:
        return
    if filled == {"note"} or _is_note(row, len(mapped)):
        body.notes.append(i)
    elif filled <= AHEAD_OF_DATA and len(filled) < len(mapped):
        body.ahead.append(i)
    else:
        body.gaps.append(i)


def _is_note(row: Sequence[Any], width: int) -> bool:
    """A line of text under (or within) a table, a line of signatures, or a line of units."""
    cells = {cell for cell in row if not is_blank(cell)}
    if not all(isinstance(cell, str) for cell in cells):
        return False
    if all(_SIGNATURE.match(simplified(compact(cell))) or is_unit(cell) for cell in cells):
        return True
    first = next(position for position, cell in enumerate(row) if not is_blank(cell))
    return len(cells) == 1 and width >= 3 and (first <= 1 or len(compact(row[first])) > _NAME_LENGTH)


def _group_rows(block: Block) -> dict[int, str]:
    """The rows that say one thing alone, the name of a group of officers: a branch, a team."""
    if "officer" not in block.match.spec.fields:
        return {}
    found: dict[int, str] = {}
    for column in block.span[:_LABEL_COLUMNS]:
        for i in block.cells(column).where(_is_group):
            row = block.grid.rows[block.first + i]
            filled = [at for at, cell in enumerate(row) if not is_blank(cell)]
            if len({row[at] for at in filled}) == 1 and filled != [block.columns.get("branch")]:
                found[block.first + i] = compact(row[column]).rstrip(":")
    return found


def _is_group(cell: object) -> bool:
    return isinstance(cell, str) and _GROUP.fullmatch(simplified(compact(cell))) is not None


def _total_rows(block: Block) -> set[int]:
    """The rows whose label is a total: 合计, 小计, 城东支行合计."""
    found: set[int] = set()
    names = {column: name for name, column in block.columns.items()}
    counted = any(name in block.match.spec.required for name in ("enquiries", "applications", "deals"))
    texts = {c for name, c in block.columns.items() if name in AHEAD_OF_DATA | {"customer", "product", "loan_no"}}
    for column in sorted(texts | set(block.span[:_LABEL_COLUMNS])):
        is_total = partial(_is_total, name=names.get(column, ""), counted=counted)
        found |= {block.first + i for i in block.cells(column).where(is_total)}
    return found


def _is_total(cell: object, name: str, counted: bool) -> bool:
    """Whether a label of the field ``name`` stands before a total: 合计, for whom 全行, and in counts 城东支行."""
    text = simplified(compact(cell)) if isinstance(cell, str) else ""
    if name not in _WHO_AND_WHEN:
        return _TOTAL.fullmatch(text) is not None
    place = counted and name == "officer" and _PLACE.fullmatch(text)
    return bool(_TOTAL.fullmatch(text) or _SUMS_UP.fullmatch(text) or place)


def _compared_rows(block: Block) -> set[int]:
    """The rows that say something of others in the place of a person or a day: 人均, 完成率, 环比."""
    columns = [column for name, column in block.columns.items() if name in _WHO_AND_WHEN]
    return {block.first + i for column in columns for i in block.cells(column).where(_compares)}


def _compares(cell: object) -> bool:
    return isinstance(cell, str) and _COMPARES.fullmatch(simplified(compact(cell))) is not None

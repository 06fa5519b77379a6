"""Lays what people changed in 设置.xlsx over the settings of a workspace, with a problem at each cell that will not do.

A cell of 设置.xlsx stands above chenxi.toml; one that is left blank, an agenda or a pack as it was, change nothing. A
row that names a branch (支行) counts for that branch alone, as [branch."城东支行".…] of chenxi.toml does.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from pipeline import workspace
from pipeline.intake.cells.dates import When, date_reader
from pipeline.intake.cells.numbers import number_reader
from pipeline.intake.cells.readings import compact, is_blank
from pipeline.intake.cells.words import as_text, read_bool, read_text
from pipeline.intake.settings_list import KindSettings, Setting, changeable, kind_settings, value_of
from pipeline.intake.workbooks.grids import Grid
from pipeline.intake.workbooks.readers import read_grids
from pipeline.problems import Problem, problem
from pipeline.workspace import Workspace, same_type

_APART = re.compile(r"[、,，;；\n]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_DAY_KINDS = {"班": "work", "上班": "work", "补班": "work", "休": "rest", "休息": "rest", "放假": "rest"}


@dataclass
class _Changes:
    """The workspace, what its workbook changes of the settings, and what is wrong in it."""

    space: Workspace
    over: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def put(self, code: str, value: Any, branch: str = "") -> None:
        """Note the value of a setting by its dotted path, for the whole bank or for one branch."""
        *sections, key = [*(["branch", branch] if branch else []), *code.split(".")]
        at = self.over
        for section in sections:
            at = at.setdefault(section, {})
        at[key] = value


def with_settings_book(space: Workspace) -> Workspace:
    """The workspace under its 设置.xlsx, the same where there is none; raises Stop where the file cannot be read."""
    path = space.settings_book
    if not path.is_file():
        return space
    grids, told = read_grids(workspace.read_bytes(path), path.name)
    changes = _Changes(space, problems=list(told))
    for grid in grids:
        if read := _SHEETS.get(compact(grid.sheet)):
            read(grid, changes)
    settings = workspace.merged(space.settings, changes.over)
    return replace(space, settings=settings, problems=(*space.problems, *changes.problems))


def _rows(grid: Grid, *needed: str) -> Iterator[tuple[int, dict[str, int]]]:
    """The positions of the rows below the header that has these headings, with the column of each heading."""
    columns: dict[str, int] = {}
    for number, row in enumerate(grid.rows):
        texts = {compact(cell): column for column, cell in enumerate(row) if isinstance(cell, str) and cell}
        if not columns and texts.keys() >= set(needed):
            columns = texts
        elif columns and not all(map(is_blank, row)):
            yield number, columns


def _settings(grid: Grid, changes: _Changes) -> None:
    """项 | 值, a row for each setting; 代号 names it surely. What only the whole bank can set is told at its 支行."""
    known = changeable(changes.space)
    names = {item.code: item for item in known} | {compact(item.term): item for item in reversed(known)}
    for number, columns in _rows(grid, "项", "值"):
        row = grid.rows[number]
        code = row[columns["代号"]] if "代号" in columns else ""
        item = names.get(compact(code)) or names.get(compact(row[columns["项"]]))
        said = row[columns["值"]]
        if is_blank(said):
            continue
        if item is None:
            changes.problems.append(_unknown(grid, number, columns["项"], names))
        elif (value := _value(said, item)) is None:
            place = grid.place(number, columns["值"])
            like = shown_setting(item.default) or "—"
            changes.problems.append(problem("ST301", place, as_text(said), term=item.term, example=like))
        elif (branch := _branch(row, columns)) and not item.code.startswith("kind."):
            place = grid.place(number, columns["支行"])
            changes.problems.append(problem("ST303", place, branch, term=item.term))
        else:
            changes.put(item.code, value, branch)


def _value(said: object, item: Setting) -> Any:
    """A cell as the setting's own kind of value, None where it is none."""
    default = item.default
    if isinstance(default, bool):
        return read_bool(said).value
    if isinstance(default, int | float):
        number = number_reader("number", "")(said)
        share = isinstance(said, str) and compact(said).endswith("%")
        number = number_reader("rate", "")(said) if share else number
        value = number.value if not number.fault else None
        if isinstance(default, int) and value is not None:
            value = int(value) if float(value).is_integer() else None
    elif isinstance(default, list) and default and isinstance(default[0], int | float):
        value = [type(default[0])(float(part)) for part in _NUMBER.findall(as_text(said))]
    elif isinstance(default, list):
        value = [part.strip() for part in _APART.split(as_text(said)) if part.strip()]
    else:
        value = read_text(said).value
    return value if value is not None and same_type(value, default) else None


def shown_setting(value: Any) -> str:
    """A setting as people write it in a cell: 是, 30、60, 贷款中介."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return "、".join(map(as_text, value)) if isinstance(value, list) else as_text(value)


def _unknown(grid: Grid, number: int, column: int, names: Mapping[str, object]) -> Problem:
    said = as_text(grid.rows[number][column])
    near = difflib.get_close_matches(compact(said), names, 1)
    return problem("ST302", grid.place(number, column), said, "warning", near=near[0] if near else "—")


def _agenda(grid: Grid, changes: _Changes) -> None:
    """会议 | 次序 | 议程 | 是否 | 支行: the points of each meeting's agenda, those of 否 are not printed.

    A branch says only what differs there: another place in the order, a point left out, one of its own.
    """
    kinds = {name: kind_settings(changes.space, name) for name in changes.space.kind_folders()}
    kinds = {name: kind for name, kind in kinds.items() if kind.agenda}
    points: dict[str, dict[str, list[_Point]]] = {}
    for number, columns, kind in _of_kinds(grid, changes, kinds, "会议", "议程"):
        row = grid.rows[number]
        title = as_text(row[columns["议程"]]).strip()
        branch = _branch(row, columns)
        known = (*kind.agenda, *changes.space.kind_settings(kind.name, branch).get("agenda", ()))
        keys = {point["title"]: point["key"] for point in known}
        point = {"key": keys.get(title, title), "title": title, "on": _wanted(row, columns)}
        order = _order(grid, number, columns, changes)
        of_branch = points.setdefault(kind.name, {}).setdefault(branch, [])
        of_branch.append(_Point(order, float(number), point))
    for name, listed in points.items():
        _put_agendas(kinds[name], listed, changes)


class _Point(NamedTuple):
    """A point of an agenda: its place by 次序, where nothing stands there None; the row it stands in."""

    order: float | None
    row: float
    said: dict[str, Any]


def _put_agendas(kind: KindSettings, listed: Mapping[str, list[_Point]], changes: _Changes) -> None:
    """Note the agenda of the whole bank, and those of branches, as far as they are not what they were."""
    common = listed.get("", [])
    agenda = _in_order(common)
    if common and agenda != kind.agenda:
        changes.put(f"kind.{kind.name}.agenda", agenda)
    else:  # nobody changed it here, so chenxi.toml may say another one
        agenda = changes.space.kind_settings(kind.name).get("agenda", kind.agenda)
        common = [_Point(float(place), float(place), point) for place, point in enumerate(agenda, 1)]
    before = {point.said["key"]: point for point in common}
    for branch, points in listed.items():
        if not branch:
            continue
        own = {point.said["key"]: point for point in points}
        for key, point in own.items():
            if point.order is None and key in before:
                own[key] = before[key]._replace(said=point.said)
        agenda = _in_order([*(before | own).values()])
        if _printed(agenda) != _printed(changes.space.kind_settings(kind.name, branch).get("agenda", ())):
            changes.put(f"kind.{kind.name}.agenda", agenda, branch)


def _in_order(points: list[_Point]) -> list[dict[str, Any]]:
    return [point.said for point in sorted(points, key=lambda p: p.row if p.order is None else p.order)]


def _printed(agenda: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [point for point in agenda if point.get("on", True)]


def _packs(grid: Grid, changes: _Changes) -> None:
    """文件包 | 次序 | 文件 | 是否: the kinds of each pack, by title or name."""
    kinds = {name: kind_settings(changes.space, name) for name in changes.space.kind_folders()}
    packs: dict[str, list[tuple[float, str]]] = {}
    for number, columns, kind in _of_kinds(grid, changes, kinds, "文件", "文件包"):
        pack = as_text(grid.rows[number][columns["文件包"]]).strip()
        order = _order(grid, number, columns, changes)
        listed = packs.setdefault(pack, [])
        if _wanted(grid.rows[number], columns):
            listed.append((float(number) if order is None else order, kind.name))
    for pack, entries in packs.items():
        names = [name for _, name in sorted(entries, key=lambda pair: pair[0])]
        if names != value_of(workspace.defaults(), f"packs.{pack}"):
            changes.put(f"packs.{pack}", names)


def _of_kinds(
    grid: Grid, changes: _Changes, kinds: Mapping[str, KindSettings], column: str, other: str
) -> Iterator[tuple[int, dict[str, int], KindSettings]]:
    """The rows that name one of the kinds in that column, by its title or name; the others are told."""
    names = dict(kinds) | {compact(kind.title): kind for kind in kinds.values()}
    for number, columns in _rows(grid, column, other):
        if is_blank(grid.rows[number][columns[column]]) or is_blank(grid.rows[number][columns[other]]):
            continue
        if kind := names.get(compact(grid.rows[number][columns[column]])):
            yield number, columns, kind
        else:
            changes.problems.append(_unknown(grid, number, columns[column], names))


def _wanted(row: list[Any], columns: Mapping[str, int]) -> bool:
    return "是否" not in columns or read_bool(row[columns["是否"]]).value is not False


def _branch(row: list[Any], columns: Mapping[str, int]) -> str:
    """The branch that a row is for; '' for the whole bank."""
    return compact(as_text(row[columns["支行"]])) if "支行" in columns else ""


def _order(grid: Grid, number: int, columns: Mapping[str, int], changes: _Changes) -> float | None:
    """The place of a row in its list by its 次序, None where that is blank or told to be wrong."""
    cell = grid.rows[number][columns["次序"]] if "次序" in columns else ""
    read = number_reader("number", "")(cell) if not is_blank(cell) else None
    if read is None:
        return None
    if read.fault or read.value is None:
        place = grid.place(number, columns["次序"])
        changes.problems.append(problem("ST301", place, as_text(cell), term="次序", example="1"))
        return None
    return float(read.value)


def _days(grid: Grid, changes: _Changes) -> None:
    """日期 | 班休: the bank's own days off and days worked."""
    for number, columns in _rows(grid, "日期", "班休"):
        row = grid.rows[number]
        day, kind = date_reader(When(), "date")(row[columns["日期"]]), compact(row[columns["班休"]])
        if day.fault or day.value is None:
            place = grid.place(number, columns["日期"])
            found = as_text(row[columns["日期"]])
            changes.problems.append(problem("ST301", place, found, term="日期", example="2027-02-14"))
        elif kind not in _DAY_KINDS:
            changes.problems.append(
                problem("ST301", grid.place(number, columns["班休"]), kind, term="班休", example="休")
            )
        else:
            changes.put(f"holidays.{day.value:%Y-%m-%d}", _DAY_KINDS[kind])


_SHEETS: Mapping[str, Callable[[Grid, _Changes], None]] = {
    "设置": _settings,
    "议程": _agenda,
    "文件包": _packs,
    "节假日": _days,
}

"""A course small enough to reckon by hand, for the tests of measures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
from small_bank import BANK, Row, bank, context

from pipeline.measures import Context, compute
from pipeline.tables import Table

UNITS = [{"unit": "第一单元 时间观念", "minutes": 60}, {"unit": "目标与计划", "minutes": 90}]


DAY = [
    {"step": "签到", "minutes": 15},
    {"step": "时间观念", "minutes": 60, "unit": "1"},
    {"step": "茶歇", "minutes": 15},
    {"step": "目标与计划", "minutes": 75, "unit": "2"},
    {"step": "午餐", "minutes": 60},
    {"step": "演练", "minutes": 45, "unit": "2", "start": "13:30"},
]
NINE = {"session": "第一天", "date": date(2026, 11, 24), "start": "08:45", "venue": "三楼", "trainer": "周老师"}


PEOPLE = [
    {"participant": "张三", "company": "城东支行", "score": 59.5},
    {"participant": "李四", "participant_no": "001", "score": 60},
    {"participant": "王五", "participant_no": "001", "passed": False, "score": 99},
    {"participant": "赵六"},
]


SHEETS = [
    {"fb_overall": 5, "fb_useful": 5, "fb_clear": 4, "fb_gain": "学会了列清单。", "fb_improve": "无"},
    {"fb_overall": 4, "fb_useful": 4, "fb_clear": 4, "fb_gain": "学会了列 清单"},
    {"fb_overall": 3, "fb_useful": 2, "fb_clear": 9, "fb_gain": "番茄钟", "fb_next": "谈判"},
]


NAME = "时间管理"


def course(*, others: list[Row] = [], **tables: list[Row]) -> dict[str, Table]:  # noqa: B006 - never changed
    """The tables of one course (its rows without naming it) and of others beside it."""
    rows = {name: [{"course": NAME, **row} for row in found] for name, found in tables.items()}
    rows["courses"] = [{"course": NAME, "course_no": "KC01", **_own(tables)}, *others]
    return bank(**rows)


def _own(tables: dict[str, list[Row]]) -> Row:
    return dict(tables.pop("courses", [{}])[0])


def ctx(**settings: Row) -> Context:
    return replace(context(**settings), bank=BANK)


def many(tables: dict[str, Table], figure: str, level: str = "course", *key: str, title: str = NAME) -> list[Row]:
    frame = compute([figure], tables, ctx())[figure][level]
    wanted = (BANK, title, *key)
    return [_plain(row) for (_, row), k in zip(frame.iterrows(), frame.index, strict=True) if k == wanted]


def one(tables: dict[str, Table], figure: str, level: str = "course", *key: str) -> Row:
    (row,) = many(tables, figure, level, *key)
    return row


def _plain(row: pd.Series[Any]) -> Row:
    return {name: None if pd.isna(value) else value for name, value in row.items()}  # type: ignore[misc]


def columns(rows: list[Row], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]

"""A bank as large as wanted, as typed tables without workbooks: for benchmarks of measures, facts and rendering.

Numbers of people are of the ranges that nobody is given (see ``sample_cast``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from authoring.sample_cast import workdays
from authoring.sample_quarter import CHANNELS, CROSS, PRODUCTS

from pipeline.tables import Source, Table, Tables, dtype, empty_tables
from pipeline.vocabulary import shipped

Columns = Mapping[str, Any]
_SURNAMES = np.array(list("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高罗郑梁谢唐许冯邓曹彭曾肖"), dtype=object)
_GIVEN = np.array([a + b for a in "明志建海文晓雨思子佳" for b in "远强平涛博雯莹轩怡峰"], dtype=object)
_RESULTS = np.array(("继续跟进", "不感兴趣", "预约办理", "现场办理", "其他"), dtype=object)
_CHANNELS = np.array(CHANNELS, dtype=object)


def scaled_bank(branches: int = 200, officers: int = 15, *, seed: int = 7, first: date = date(2026, 10, 1)) -> Tables:
    """Every table of the vocabulary, filled for so many branches of so many officers, from ``first`` to 2026-11-20.

    About eight contacts an officer and working day, of which one in eight applies and three in five of those are
    lent to: 200 × 15 give some 950,000 activity records in a quarter.
    """
    bank = _Bank(branches, officers, np.random.default_rng(seed), first)
    tables = empty_tables(shipped())
    made = {"branches": bank.branches(), "roster": bank.roster(), "targets": bank.targets()}
    made |= {"leave": bank.leave(), "activities": bank.activities(), "customers": bank.customers()}
    made |= {"loans": bank.loans(), "post_loan_checks": bank.checks(), "holdings": bank.holdings()}
    made |= {"meetings": bank.meetings(), "action_items": bank.actions(), "interviews": bank.interviews()}
    made |= {"cases": bank.cases(), "target_groups": bank.target_groups()}
    return {**tables, **{name: _table(name, columns) for name, columns in made.items()}}


def _table(name: str, columns: Columns) -> Table:
    """A typed table from columns; what is not given is blank."""
    vocabulary = shipped()
    spec = vocabulary.tables[name]
    length = len(next(iter(columns.values())))
    made: dict[str, Any] = {}
    for field in spec.fields:
        kind = dtype(vocabulary.fields[field].type)
        values = columns.get(field)
        if values is None:
            values = np.full(length, None, dtype=object) if kind in ("object", "boolean") else None
        made[field] = pd.Series(values, index=pd.RangeIndex(length), dtype=kind)
    made["_sheet"] = np.zeros(length, dtype="int64")
    made["_row"] = np.arange(2, length + 2, dtype="int64")
    places = {field: number for number, field in enumerate(spec.fields, 1)}
    frame = pd.DataFrame(made, copy=False)  # a block for each column, as intake makes them
    return Table(name, frame, (Source(f"{spec.term}.xlsx", spec.term, places),))


def _days(values: Any) -> np.ndarray[Any, Any]:
    return np.asarray(values, dtype="datetime64[D]").astype("datetime64[ns]")


def _coded(letters: str, numbers: Any, width: int) -> np.ndarray[Any, Any]:
    """Codes such as JD000017."""
    number, place = np.unique(np.asarray(numbers), return_inverse=True)
    return np.array([f"{letters}{n:0{width}d}" for n in number.tolist()], dtype=object)[place]


class _Bank:
    """The bank being made; an array of officers, one position each, is what all tables point into."""

    def __init__(self, branches: int, officers: int, chance: np.random.Generator, first: date) -> None:
        self.chance = chance
        self.names = np.array([f"第{n:03d}支行" for n in range(1, branches + 1)], dtype=object)
        self.home = np.repeat(self.names, officers)
        self.count = branches * officers
        self.each = officers
        place = np.arange(self.count)
        name = _SURNAMES[place % len(_SURNAMES)] + _GIVEN[place // len(_SURNAMES) % len(_GIVEN)]
        self.people = name
        self.days = _days(workdays(first))
        self._work = self._contacts()

    def branches(self) -> Columns:
        hosts = _SURNAMES[np.arange(len(self.names)) % len(_SURNAMES)] + "正行"
        return {"bank": np.full(len(self.names), "江城分行", dtype=object), "branch": self.names, "host": hosts}

    def roster(self) -> Columns:
        joined = np.datetime64("2016-01-04") + self.chance.integers(0, 3_900, self.count)
        mentor = np.where(np.arange(self.count) % self.each > 2, self._colleague(0), None)
        return {
            "branch": self.home,
            "officer": self.people,
            "joined": _days(joined),
            "mentor": mentor,
            "staff_no": _coded("8", np.arange(self.count), 5),
            "post": np.full(self.count, "客户经理", dtype=object),
            "level": np.array(("初级", "中级", "高级"), dtype=object)[self.chance.integers(0, 3, self.count)],
        }

    def _colleague(self, which: int) -> np.ndarray[Any, Any]:
        """For each officer the officer of his branch at that place of its roster."""
        return self.people[np.arange(self.count) // self.each * self.each + which]

    def targets(self) -> Columns:
        months = np.repeat(np.array(("2026-10", "2026-11"), dtype=object), self.count)
        days = np.where(months == "2026-10", 18, 21)
        pace = np.tile(self.chance.uniform(6.5, 9, self.count), 2)
        plan = np.round(pace * days)
        return {
            "period": months,
            "officer": np.tile(self.people, 2),
            "branch": np.tile(self.home, 2),
            "enquiries": plan,
            "applications": np.round(plan * 0.125, 2),
            "deals": np.round(plan * 0.07, 2),
            "loan_amount": np.round(plan * 0.07 * 20, 2),
            "cross_sold": np.round(plan * 0.06),
            "approver": np.tile(self._colleague(0), 2),
        }

    def leave(self) -> Columns:
        who = self.chance.choice(self.count, self.count // 5, replace=False)
        first = self.chance.integers(0, len(self.days) - 2, len(who))
        return {
            "officer": self.people[who],
            "branch": self.home[who],
            "first_day": self.days[first],
            "last_day": self.days[first + 1],
        }

    def _contacts(self) -> dict[str, Any]:
        """Who met whom when: positions of officer and day, and the customer's number among the officer's own."""
        busy = self.chance.poisson(7.6, (self.count, len(self.days)))
        officer = np.repeat(np.arange(self.count), busy.sum(axis=1))
        day = np.repeat(np.tile(np.arange(len(self.days)), self.count), busy.ravel())
        own = self.chance.integers(0, 180, len(officer))
        applies = self.chance.random(len(officer)) < 0.125
        lent = applies & (self.chance.random(len(officer)) < 0.6) & (day < len(self.days) - 3)
        crossed = self.chance.random(len(officer)) < 0.06
        return {
            "officer": officer,
            "day": day,
            "customer": officer * 180 + own,
            "applies": np.flatnonzero(applies),
            "lent": np.flatnonzero(lent),
            "crossed": np.flatnonzero(crossed),
            "later": self.chance.integers(2, 4, len(officer)),
            "amount": np.round(np.clip(self.chance.lognormal(2.95, 0.55, len(officer)), 5, 80) * 2) / 2,
            "product": self.chance.integers(0, len(PRODUCTS), len(officer)),
        }

    def activities(self) -> Columns:
        work = self._work
        contacts = np.arange(len(work["officer"]))
        row = np.concatenate([contacts, work["applies"], work["lent"], work["crossed"]])
        sizes = [len(contacts), len(work["applies"]), len(work["lent"]), len(work["crossed"])]
        event = np.repeat(np.array(("咨询", "申请", "成交", "成交"), dtype=object), sizes)
        part = np.repeat(np.arange(4), sizes)
        day = work["day"][row] + np.where(part == 2, work["later"][row], 0)
        order = np.lexsort((work["officer"][row], day))
        row, event, part, day = row[order], event[order], part[order], day[order]
        loan = (part == 1) | (part == 2)
        paper = np.full(len(row), None, dtype=object)
        paper[loan] = _coded("SQ", row[loan], 7)
        product = np.where(loan, np.array(PRODUCTS, dtype=object)[work["product"][row]], None)
        cross = np.array(CROSS, dtype=object)[row % len(CROSS)]
        channel = _CHANNELS[row % len(_CHANNELS)]
        customer = work["customer"][row]
        return {
            "date": self.days[day],
            "officer": self.people[work["officer"][row]],
            "branch": self.home[work["officer"][row]],
            "customer": self._customer_names(customer),
            "customer_no": _coded("KH", customer, 7),
            "phone": _coded("154", customer, 8),
            "event": event,
            "product": np.where(part == 3, cross, product),
            "amount": np.where(loan, work["amount"][row], np.nan),
            "count": np.where(part >= 2, 1.0, np.nan),
            "application_no": paper,
            "channel": np.where(part == 0, channel[:, 0], None),
            "approach": np.where(part == 0, channel[:, 1], None),
            "means": np.where(part == 0, channel[:, 2], None),
            "result": np.where(part == 0, _RESULTS[row % len(_RESULTS)], None),
        }

    def _customer_names(self, number: Any) -> np.ndarray[Any, Any]:
        """Rows of one name share the text, as those of one workbook do."""
        which, place = np.unique(np.asarray(number) % (29 * 97), return_inverse=True)
        return (_SURNAMES[which % 29] + _GIVEN[which // 29])[place]

    def _borrowers(self) -> np.ndarray[Any, Any]:
        """The loans' positions among the contacts."""
        lent: np.ndarray[Any, Any] = self._work["lent"]
        return lent

    def customers(self) -> Columns:
        number = np.unique(self._work["customer"][np.concatenate([self._borrowers(), self._work["crossed"]])])
        officer = number // 180
        return {
            "customer_no": _coded("KH", number, 7),
            "customer": self._customer_names(number),
            "officer": self.people[officer],
            "branch": self.home[officer],
            "phone": _coded("154", number, 8),
            "target_group": np.array(("建材市场", "餐饮街", "物流园"), dtype=object)[number % 3],
            "added": self.days[number % len(self.days)],
            "complete": number % 7 != 0,
        }

    def holdings(self) -> Columns:
        work, crossed, lent = self._work, self._work["crossed"], self._borrowers()
        number = np.concatenate([work["customer"][lent], work["customer"][crossed]])
        product = np.concatenate(
            [
                np.array(PRODUCTS, dtype=object)[work["product"][lent]],
                np.array(CROSS, dtype=object)[crossed % len(CROSS)],
            ]
        )
        once = pd.DataFrame({"number": number, "product": product}).drop_duplicates()
        return {
            "customer_no": _coded("KH", once["number"], 7),
            "product": once["product"].to_numpy(),
            "branch": self.home[once["number"].to_numpy() // 180],
        }

    def loans(self) -> Columns:
        work, lent = self._work, self._borrowers()
        officer, amount = work["officer"][lent], work["amount"][lent]
        late = np.where(self.chance.random(len(lent)) < 0.02, self.chance.integers(1, 100, len(lent)), 0)
        return {
            "loan_no": _coded("JD", np.arange(len(lent)), 8),
            "customer": self._customer_names(work["customer"][lent]),
            "customer_no": _coded("KH", work["customer"][lent], 7),
            "officer": self.people[officer],
            "branch": self.home[officer],
            "product": np.array(PRODUCTS, dtype=object)[work["product"][lent]],
            "amount": amount,
            "balance": np.round(amount * self.chance.uniform(0.4, 1, len(lent)), 2),
            "applied": self.days[work["day"][lent]],
            "disbursed": self.days[work["day"][lent] + work["later"][lent]],
            "overdue_days": late.astype("float64"),
            "restructured": self.chance.random(len(lent)) < 0.005,
        }

    def checks(self) -> Columns:
        work, lent = self._work, self._borrowers()
        due = self.days[work["day"][lent]] + np.timedelta64(33, "D")
        done = due - self.chance.integers(-3, 8, len(lent)).astype("timedelta64[D]")
        past = (done <= np.datetime64("2026-11-20")) & (self.chance.random(len(lent)) < 0.9)
        return {
            "loan_no": _coded("JD", np.arange(len(lent)), 8),
            "officer": self.people[work["officer"][lent]],
            "branch": self.home[work["officer"][lent]],
            "due": due,
            "done": np.where(past, done, np.datetime64("NaT")),
        }

    def meetings(self) -> Columns:
        fridays = _days([date(2026, 11, 13), date(2026, 11, 20)])
        branch = np.repeat(self.names, len(fridays))
        return {
            "branch": branch,
            "date": np.tile(fridays, len(self.names)),
            "meeting": np.full(len(branch), "周例会", dtype=object),
            "host": np.repeat(_SURNAMES[np.arange(len(self.names)) % len(_SURNAMES)] + "正行", len(fridays)),
            "start": np.full(len(branch), "17:00", dtype=object),
            "end": np.full(len(branch), "17:45", dtype=object),
        }

    def actions(self) -> Columns:
        number = np.arange(4 * len(self.names))
        closed = number % 4 == 3
        return {
            "action_no": _coded("DB", number, 6),
            "branch": self.names[number // 4],
            "action": np.array(("名单补录到客户台账", "路演时间与场地", "续贷意向回访", "话术演练"), dtype=object)[
                number % 4
            ],
            "owner": self.people[number // 4 * self.each + number % 4 % self.each],
            "opened": np.full(len(number), np.datetime64("2026-11-06"), dtype="datetime64[ns]"),
            "due": _days(np.datetime64("2026-11-13") + number % 20),
            "closed": np.where(closed, np.datetime64("2026-11-12"), np.datetime64("NaT")),
            "reviewer": np.where(closed, "分行小微部", None),
        }

    def interviews(self) -> Columns:
        return {
            "officer": self.people,
            "branch": self.home,
            "date": _days(np.datetime64("2026-08-05") + self.chance.integers(0, 90, self.count)),
            "interviewer": self._colleague(0),
        }

    def cases(self) -> Columns:
        number = np.arange(3 * len(self.names))
        return {
            "date": self.days[-5 + number % 5],
            "case_kind": np.where(number % 3 == 2, "风险", "成功").astype(object),
            "title": np.full(len(number), "从一张进货单谈成三户", dtype=object),
            "story": np.full(
                len(number), "顺着进货单问出下月备货的用款，请老客户引荐邻铺，当天核了流水，两户申请。", dtype=object
            ),
            "branch": self.names[number // 3],
            "officer": self.people[number // 3 * self.each],
        }

    def target_groups(self) -> Columns:
        number = np.arange(3 * len(self.names))
        return {
            "branch": self.names[number // 3],
            "target_group": np.array(("建材市场", "餐饮街", "物流园"), dtype=object)[number % 3],
            "households": 600.0 + number % 7 * 60,
        }

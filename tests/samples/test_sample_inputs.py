"""The sample inputs: what is committed is what the script draws, and reads as the quarter that it tells."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from authoring import sample_inputs
from authoring.sample_books import Book
from authoring.sample_cast import LEAVE, OFFICERS, Names, at_work, identity_check, in_post, is_workday, luhn, workdays
from authoring.sample_faults import FAULTS, FOLLOWING, MEANING, READING
from authoring.sample_logs import day_counts
from authoring.sample_quarter import Event, Quarter, quarter
from python_calamine import CalamineWorkbook

from pipeline.calendar import Calendar, parse_period
from pipeline.intake import Intake, newest_data_day, read_inputs
from pipeline.measures import Context, compute
from pipeline.measures.findings import findings
from pipeline.privacy import mask_text
from pipeline.problems import Problem
from pipeline.vocabulary import shipped
from pipeline.workspace import load

ROOT = Path(__file__).parents[2]
INPUTS = ROOT / "inputs"
WEEK = parse_period("2026-W47", date(2026, 11, 20))
PEOPLE = [officer.name for officer in in_post()]


@pytest.fixture(scope="module")
def books() -> list[Book]:
    return sample_inputs.books()


@pytest.fixture(scope="module")
def told() -> Quarter:
    return quarter(sample_inputs.SEED)


@pytest.fixture(scope="module")
def read() -> Intake:
    return read_inputs(INPUTS, shipped(), period=WEEK)


@pytest.fixture(scope="module")
def context() -> Context:
    assert WEEK is not None
    return Context(WEEK, load(ROOT).settings, Calendar(), shipped(), date(2026, 11, 20))


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_committed_workbooks_are_what_the_script_draws(books: list[Book]) -> None:
    drawn = {book.file: members(book.data()) for book in books}
    kept = {p.relative_to(INPUTS).as_posix(): members(p.read_bytes()) for p in INPUTS.rglob("*.xlsx")}
    assert drawn.keys() == kept.keys()
    assert [name for name in drawn if drawn[name] != kept[name]] == []


def test_a_workbook_bears_no_clock_and_no_author(books: list[Book]) -> None:
    first = books[5].data()
    assert first == books[5].data()
    core = members(first)["docProps/core.xml"].decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2026-11-20T17:00:00Z"}
    assert "openpyxl" not in core


def test_the_folder_is_small_enough_to_travel() -> None:
    assert sum(path.stat().st_size for path in INPUTS.rglob("*.xlsx")) < 1_500_000


def test_other_programs_open_every_workbook() -> None:
    for path in INPUTS.rglob("*.xlsx"):
        book = openpyxl.load_workbook(path, read_only=True)
        assert book.sheetnames == CalamineWorkbook.from_path(str(path)).sheet_names
        book.close()


def test_each_planted_fault_stands_where_the_list_says(books: list[Book]) -> None:
    drawn = {name: place for book in books for name, place in book.faults.items()}
    assert drawn == {f.name: (f.file, f.sheet, f.cell) for f in FAULTS}
    text = sample_inputs.__doc__ or ""
    assert [f.place for f in FAULTS if f"{f.code}  {f.place}: {f.what}" not in text] == []


def told_of(problems: list[Problem]) -> list[tuple[str, str, str]]:
    return sorted((p.code, p.level, str(p.place)) for p in problems if p.level != "repair")


def test_reading_finds_the_planted_faults_and_no_others(read: Intake) -> None:
    assert told_of(read.problems) == sorted((f.code, f.level, f.place) for f in READING)


def test_measures_find_the_planted_faults_and_no_others(read: Intake, context: Context) -> None:
    assert told_of(findings(read.tables, context)) == sorted((f.code, f.level, f.place) for f in (*MEANING, *FOLLOWING))


def test_every_table_has_rows(read: Intake) -> None:
    assert [name for name, table in read.tables.items() if not len(table)] == []
    assert newest_data_day(read.tables) == date(2026, 11, 20)


def lines_told(told: Quarter) -> Counter[tuple[str, str]]:
    """The lines of the three logs by officer and kind."""
    return Counter((e.officer.name, e.kind) for e in told.events if e.officer.branch != "临江支行")


def test_logs_hold_what_happened(read: Intake, told: Quarter) -> None:
    frame = read.tables["activities"].frame
    lines = Counter(zip(frame["officer"], frame["event"], strict=True))
    wanted = lines_told(told)
    apart = {key: lines[key] - wanted[key] for key in {*lines, *wanted} if lines[key] != wanted[key]}
    assert apart.pop(("顾明元", next(event for officer, event in apart if officer == "顾明元"))) == 1
    assert sorted(apart.values()) in ([-1, -1], [-1, -1, -1, 1])  # an unknown name, a day that is none, a moved deal


def test_money_is_read_in_wan_from_every_layout(read: Intake, told: Quarter) -> None:
    frame = read.tables["activities"].frame
    read_sum = frame.loc[frame["event"] == "成交"].groupby("officer")["amount"].sum()
    deals = [e for e in told.events if e.kind == "成交" and e.officer.branch in ("城东支行", "城西支行")]
    for officer in {e.officer.name for e in deals}:
        assert read_sum[officer] == pytest.approx(sum(e.amount or 0 for e in deals if e.officer.name == officer))
    assert frame["amount"].dropna().between(3, 80).all()  # 高新支行 writes yuan


def test_daily_counts_are_the_days_of_their_officers(read: Intake, told: Quarter) -> None:
    counts = day_counts(e for e in told.events if e.officer.branch == "临江支行")
    frame = read.tables["daily_counts"].frame
    assert len(frame) == sum(at_work(o, day) for o in OFFICERS if o.branch == "临江支行" for day in workdays())
    columns = ["enquiries", "applications", "deals", "loan_amount", "cross_sold"]
    for row in frame.itertuples():
        a, b, _, d, money, cross = counts.get((row.officer, row.date.date()), (0, 0, 0, 0, 0.0, 0))
        values: list[Any] = [0 if pd.isna(getattr(row, name)) else getattr(row, name) for name in columns]
        assert values == [a, b, d, money, cross], (row.officer, row.date)


def test_people_work_on_working_days_and_not_on_leave(told: Quarter) -> None:
    assert len(PEOPLE) == 28
    assert {e.day for e in told.events} == set(workdays())
    assert all(is_workday(e.day) and at_work(e.officer, e.day) for e in told.events)
    assert workdays() == Calendar().workdays(date(2026, 10, 1), date(2026, 11, 20))
    assert all(leave.officer in PEOPLE for leave in LEAVE)


def test_an_application_follows_a_contact_and_a_loan_an_application(told: Quarter) -> None:
    met: set[str] = set()
    applied: dict[str, Event] = {}
    for event in told.events:
        if event.kind == "咨询":
            met.add(event.customer.name)
        elif event.kind == "申请":
            assert event.customer.name in met
            applied[event.application_no] = event
        elif event.application_no:
            assert applied[event.application_no].day <= event.day


def test_the_weak_rule_names_two_and_nobody_of_the_branch_of_equals(read: Intake, context: Context) -> None:
    weak = compute(["weak_list"], read.tables, context)["weak_list"]["bank"]
    assert list(weak["officer"]) == ["韩承泽", "邹凯"]


def test_invented_numbers_are_whole_in_form_and_masked(read: Intake) -> None:
    frame = read.tables["customers"].frame
    assert frame["phone"].str.fullmatch(r"154\d{8}").all()
    identities = frame["id_no"].dropna()
    assert identities.str.fullmatch(r"990101(19|20)\d{9}[\dX]").all()
    assert all(identity_check(number[:17]) == number[17] for number in identities)
    cards = frame["card_no"].dropna()
    assert all(luhn(number[:-1]) == number[-1] for number in cards)
    for number in (*frame["phone"][:50], *identities[:50], *cards[:50]):
        assert number not in mask_text(f"电话{number}。")


def test_a_story_holds_a_customers_name_and_number_so_that_masking_can_fail(read: Intake) -> None:
    stories = "".join(read.tables["cases"].frame["story"])
    known = read.tables["customers"].frame
    assert any(name in stories for name in known["customer"])
    assert any(number in stories for number in known["phone"])


@pytest.mark.parametrize(("body", "digit"), [("11010519491231002", "X"), ("44052418800101001", "4")])
def test_the_check_digit_is_that_of_the_standard(body: str, digit: str) -> None:
    assert identity_check(body) == digit


def test_names_are_given_once() -> None:
    names = Names(random.Random(7))
    given = [names.person() for _ in range(2_000)]
    assert len(set(given)) == len(given)
    assert not set(given) & {officer.name for officer in OFFICERS}

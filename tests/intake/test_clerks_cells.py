"""What clerks write into cells: marks for the cell above, leave, two names, traditional characters, ¥ and words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.intake import Intake
from pipeline.intake.cells.people import is_person, people_in
from pipeline.intake.cells.traditional import simplified
from pipeline.intake.workbooks.number_formats import shown
from pipeline.vocabulary import shipped

Write = Callable[..., Path]
Read = Callable[..., Intake]
HEAD = ["日期", "客户经理", "客户", "活动类型", "金额"]
DAY = "2026-11-16"
ROW = [DAY, "张三", "王强", "咨询", None]
FILES = Path(__file__).parent / "files"


def told(intake: Intake) -> list[tuple[str, str]]:
    return [(problem.code, problem.place.cell) for problem in intake.problems]


def log(intake: Intake, *names: str) -> list[list[Any]]:
    frame = intake.tables["activities"].frame
    return [[None if value != value else value for value in row] for row in frame[[*names]].to_numpy().tolist()]


@pytest.mark.parametrize("mark", ["同上", "〃", "″", '"', " 同上 "])
def test_a_mark_for_the_cell_above_is_read_as_it_and_told(mark: str, write: Write, read: Read) -> None:
    write(
        [
            HEAD,
            ROW,
            [mark, mark, "赵六", mark, None],
            [mark, "李四", "孙八", "申请", None],
            [DAY, mark, "钱九", mark, None],
        ]
    )
    intake = read()
    assert log(intake, "officer", "event") == [["张三", "咨询"], ["张三", "咨询"], ["李四", "申请"], ["李四", "申请"]]
    assert told(intake) == [("IN315", "A3"), ("IN315", "B3"), ("IN315", "D3")]


def test_a_mark_in_the_first_row_has_nothing_above_it(write: Write, read: Read) -> None:
    write([HEAD, ["同上", *ROW[1:]]])
    assert told(read()) == [("IN205", "A2")]


@pytest.mark.parametrize(
    "said", ["张三、李四", "张三,李四", "张三/李四", "张三\n李四", "张三 李四", "张三和李四", "张三(0012)、李四(0013)"]
)
def test_two_officers_of_one_record_did_it_together(said: str, write: Write, read: Read) -> None:
    write([HEAD, [DAY, said, *ROW[2:]]])
    intake = read()
    assert log(intake, "officer", "partner") == [["张三", "李四"]]
    assert told(intake) == [("IN316", "B2")]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[*HEAD, "协办人"], [DAY, "张三、李四", *ROW[2:], "王五"]], ("IN218", "B2")),
        ([HEAD, [DAY, "张三、李四、王五", *ROW[2:]]], ("IN218", "B2")),
        ([["日期", "姓名", "咨询", "申请", "成交"], [DAY, "张三/李四", 5, 1, 0]], ("IN218", "B2")),
    ],
    ids=["a third is the partner", "three", "a table that joins nobody"],
)
def test_people_whose_work_it_may_be_are_told_by_name(
    rows: Sequence[Sequence[Any]], expected: tuple[str, str], write: Write, read: Read
) -> None:
    write(rows)
    (problem,) = read().problems
    assert (problem.code, problem.place.cell, problem.level) == (*expected, "error")
    assert "张三、李四" in problem.values["detail"]


def test_several_partners_and_several_customers_are_kept_and_told(write: Write, read: Read) -> None:
    write([[*HEAD, "协办人"], [DAY, "张三", "王强、赵六", "咨询", None, "李四、王五"]])
    intake = read()
    assert log(intake, "customer", "partner") == [["王强、赵六", "李四、王五"]]
    assert [(p.code, p.level) for p in intake.problems] == [("IN219", "warning"), ("IN220", "warning")]
    assert "王强" not in repr(intake.problems)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("张 三", ["张三"]),
        ("欧阳 小雪", ["欧阳小雪"]),
        ("欧阳雪、张三", ["欧阳雪", "张三"]),
        ("李和", ["李和"]),
        ("张和平", []),
        ("张三等", ["张三等"]),
        ("城东五金建材商行", []),
    ],
)
def test_people_in_a_cell(text: str, people: list[str]) -> None:
    assert people_in(text) == people


def test_what_looks_like_a_name() -> None:
    names = ["张三", "王小明", "欧阳雪", "司马青云"]
    others = ["日志", "周报", "汇总", "11月", "Sheet1", "周例会", "任务", "全行", "张三的表"]
    assert [is_person(text) for text in (*names, *others)] == [True] * 4 + [False] * len(others)


@pytest.mark.parametrize("word", ["请假", "休", "出差", "年假"])
def test_leave_in_place_of_counts_is_skipped_and_told_once(word: str, write: Write, read: Read) -> None:
    head = ["日期", "姓名", "咨询", "申请", "成交"]
    write([head, [DAY, "张三", 5, 1, 0], [DAY, "李四", word, None, None], [DAY, "王五", word, word, word]])
    intake = read()
    assert len(intake.tables["daily_counts"]) == 1
    assert [(p.code, p.place.cell, p.found) for p in intake.problems] == [("IN317", "3", "2")]


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("三万", 3), ("十万元", 10), ("二十五万", 25), ("¥50000", 5), ("￥5万", 5), ("一百零五万", 105), ("50000元", 5)],
)
def test_amounts_in_words_and_with_the_sign(cell: str, amount: float, write: Write, read: Read) -> None:
    write([HEAD, [*ROW[:3], "成交", cell]])
    assert log(read(), "amount") == [[amount]]


@pytest.mark.parametrize("cell", ["1万2", "一百二", "5-8万", "5万+3万", "二三万"])
def test_an_amount_that_is_not_certain_is_told(cell: str, write: Write, read: Read) -> None:
    write([HEAD, [*ROW[:3], "成交", cell]])
    intake = read()
    assert log(intake, "amount") == [[None]]
    assert told(intake) == [("IN204", "E2")]


def test_dollars_are_not_ours(write: Write, read: Read) -> None:
    write([HEAD, [*ROW[:3], "成交", "$50000"]])
    assert told(read()) == [("IN213", "E2")]


def test_one_amount_in_yuan_among_others_is_told_by_its_cell(write: Write, read: Read) -> None:
    write([HEAD, *([*ROW[:3], "成交", n] for n in (20, 30, 200000, 15))])
    assert [(p.code, p.place.cell, p.values["now"]) for p in read().problems] == [("IN217", "E4", "200000")]


def test_a_unit_in_a_note_below_the_table_counts(write: Write, read: Read) -> None:
    write([HEAD, [*ROW[:3], "成交", 40000], ["注：金额单位为元"]])
    assert log(read(), "amount") == [[4]]


FORMATS = {
    "￥#,##0": "¥", '"¥"#,##0.00': "¥", "[$¥-804]#,##0.00": "¥", '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ': "¥",
    '0.00"万元"': "万元", '0.00"万"': "万", '0!.0,"万"': "元", "0!.0000": "元", "0\\.0,": "元", '0"."0000': "元",
    '#,##0,"千元"': "元", '0.0,,"百万元"': "元", '0"百万元"': "百万元",
    "#,##0": "", "0.00": "", "[$$-409]#,##0": "", '0"户"': "户",
}  # fmt: skip


@pytest.mark.parametrize(("code", "unit"), FORMATS.items())
def test_what_a_number_format_says_of_money(code: str, unit: str) -> None:
    assert shown(164, code).unit == unit


@pytest.mark.parametrize(
    ("head", "code", "value", "amount"),
    [
        ("金额", "￥#,##0", 125000, 12.5),
        ("金额（元）", "￥#,##0", 125000, 12.5),
        ("金额（万元）", "￥#,##0.00", 12.5, 12.5),
        ("金额", '#,##0.00"万元"', 12.5, 12.5),
        ("金额", '#,##0,"千元"', 125000, 12.5),
    ],
)
def test_the_sign_in_a_number_format_means_yuan_unless_the_header_says_else(
    head: str, code: str, value: float, amount: float, write: Write, read: Read
) -> None:
    write([[*HEAD[:4], head], [*ROW[:3], "成交", value]], formats={"E2": code})
    assert log(read(), "amount") == [[amount]]


TRADITIONAL = [
    ["城東支行活動記錄"],
    ["日期", "客戶經理", "客戶", "活動類型", "金額（萬元）", "備註"],
    ["11月16號", "張三", "王強", "諮詢", None, "需回訪"],
    [DAY, "張三", "趙六", "放款", "12萬", None],
    ["合計", None, None, None, 12, None],
]


def test_traditional_characters_are_read_as_simplified_ones_but_for_customers(write: Write, read: Read) -> None:
    write(TRADITIONAL, sheet="日誌")
    intake = read()
    assert log(intake, "officer", "customer", "event", "amount", "branch") == [
        ["张三", "王強", "咨询", None, "城东支行"], ["张三", "趙六", "成交", 12, "城东支行"],
    ]  # fmt: skip
    assert [(p.code, p.level) for p in intake.problems] == [("IN319", "repair"), ("IN304", "repair")]


def test_a_traditional_character_in_a_name_stays_where_the_sheet_is_simplified(write: Write, read: Read) -> None:
    write([HEAD, [DAY, "張昇", *ROW[2:]]])
    assert log(read(), "officer") == [["張昇"]]


def test_counts_and_yes_in_traditional_characters(write: Write, read: Read) -> None:
    write([["日期", "姓名", "諮詢量", "申請量", "成交量"], [DAY, "張三", "5戶", "2筆", "0"]], sheet="日報")
    frame = read().tables["daily_counts"].frame
    assert frame[["officer", "enquiries", "applications"]].to_numpy().tolist() == [["张三", 5, 2]]


def test_every_term_of_the_vocabulary_stays_itself() -> None:
    words = [header for item in shipped().fields.values() for header in (*item.headers, *item.choices)]
    assert [word for word in words if simplified(word) != word] == []


def test_formulas_that_nobody_calculated_in_an_old_workbook_are_told(tmp_path: Path, read: Read) -> None:
    (tmp_path / "日报.xls").write_bytes(
        (FILES / "未计算.xls").read_bytes()
    )  # written by a library: =C2*1 without a result
    assert [(p.code, p.place.cell) for p in read().problems] == [("IN203", "D2")]

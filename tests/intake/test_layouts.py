"""Every layout of domain.md §12 gives the same table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from packages import changed

from pipeline.intake import Intake

Write = Callable[..., Path]
Read = Callable[..., Intake]

HEAD = ["日期", "支行", "客户经理", "客户", "活动类型", "金额"]
ROWS = [
    ["2026-11-16", "城东支行", "张三", "李四丰", "咨询", None],
    ["2026-11-17", "城东支行", "王五", "赵六顺", "成交", 12.5],
]


def codes(intake: Intake) -> list[str]:
    return [problem.code for problem in intake.problems]


def rows(intake: Intake, table: str = "activities") -> list[tuple[object, ...]]:
    frame = intake.tables[table].frame
    day = frame["date"].dt.strftime("%Y-%m-%d")
    columns = [day, *(frame[name] for name in ("branch", "officer", "customer", "event", "amount"))]
    return [tuple(None if pd.isna(v) else v for v in row) for row in zip(*columns, strict=True)]


EXPECTED = [tuple(row) for row in ROWS]
LAYOUTS = {
    "plain": [HEAD, *ROWS],
    "an empty first row and a first column": [[], *[[None, *row] for row in [HEAD, *ROWS]]],
    "title and unit rows": [["活动记录"], ["单位：万元", None, None, "填报人：钱七"], HEAD, *ROWS],
    "a form block above": [["支行", "城东支行", "填报人", "钱七"], ["月份", "2026年11月"], [], HEAD, *ROWS],
    "aliases, spaces and line breaks": [["时 间", "机构", "姓名", "客户\n名称", "业务\n阶段", "金额"], *ROWS],
    "marks and full-width brackets": [
        ["*日期", "支行：", "客户经理", "客户（全称）", "活动类型", "金额（万元）"],
        *ROWS,
    ],
    "pinyin": [["riqi", "支行", "xingming", "客户", "活动类型", "金额"], *ROWS],
    "code names": [["date", "branch", "officer", "customer", "event", "amount"], *ROWS],
    "the header once more": [HEAD, ROWS[0], HEAD, ROWS[1]],
    "totals within": [
        HEAD,
        ROWS[0],
        ["小计", None, None, None, None, 0],
        ROWS[1],
        ["合 计", None, None, None, None, 12.5],
    ],
    "a total of the branch": [HEAD, *ROWS, ["城东支行合计", None, None, None, None, 12.5]],
    "a total in another column": [HEAD, *ROWS, [None, None, "总计", None, None, 12.5]],
    "notes and signatures below": [HEAD, *ROWS, ["注：金额为合同金额，单位万元"], ["制表：钱七", None, "审核：孙八"]],
    "blank rows within": [HEAD, ROWS[0], *[[]] * 40, ROWS[1], [None, " "]],
    "a row number": [["序号", *HEAD], *[[i, *row] for i, row in enumerate(ROWS, 1)], [3], [4]],
    "unknown columns": [[*HEAD, "心得", "天气"], *[[*row, "好", "晴"] for row in ROWS]],
    "another order": [[row[i] for i in (5, 3, 1, 0, 4, 2)] for row in [HEAD, *ROWS]],
    "units under the header": [HEAD, [None, None, None, None, None, "万元"], *ROWS],
    "a second header row": [
        ["日期", "支行", "客户经理", "客户信息", None, "业务"],
        [None, None, None, "客户名称", "活动类型", "金额（万元）"],
        *ROWS,
    ],
    "numbers as text": [HEAD, ROWS[0], [*ROWS[1][:5], "１２．５"]],
    "real dates": [HEAD, *[[datetime.fromisoformat(str(row[0])), *row[1:]] for row in ROWS]],
    "serial numbers": [HEAD, [46342, *ROWS[0][1:]], ["46343", *ROWS[1][1:]]],
    "a far column": [[*HEAD, *[None] * 200, "旁注"], *ROWS],
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_a_layout_is_read_without_a_word(layout: list[list[object]], write: Write, read: Read) -> None:
    write(layout)
    intake = read()
    assert codes(intake) == []
    assert rows(intake) == EXPECTED
    assert len(intake.tables["activities"].left_out) == 0


def test_yuan_in_the_header_becomes_wan_and_is_told_once(write: Write, read: Read) -> None:
    write([[*HEAD[:5], "金额（元）"], ROWS[0], [*ROWS[1][:5], 125000]])
    intake = read()
    assert codes(intake) == ["IN310"]
    assert rows(intake) == EXPECTED


def test_yuan_in_a_title_counts_for_columns_without_a_unit(write: Write, read: Read) -> None:
    write([["单位：元"], HEAD, ROWS[0], [*ROWS[1][:5], 125000]])
    assert rows(read()) == EXPECTED


def test_a_unit_in_the_number_format_counts(write: Write, read: Read) -> None:
    write([HEAD, ROWS[0], [*ROWS[1][:5], 125000]], formats={"F3": '#,##0"元"'})
    assert rows(read()) == EXPECTED


def test_a_format_that_only_shows_wan_leaves_yuan_behind_it(write: Write, read: Read) -> None:
    write([HEAD, ROWS[0], [*ROWS[1][:5], 125000]], formats={"F3": '0!.0,"万"'})
    assert rows(read()) == EXPECTED


def test_a_percentage_format_makes_a_rate_and_a_quote(write: Write, read: Read) -> None:
    write(
        [["日期", "LPR品种", "LPR"], ["2026-10-20", "1年期", 0.03], ["2026-09-20", "1年期", "3.1%"]],
        formats={"C2": "0.00%"},
    )
    head = ["日期", "机构名", "产品", "利率", "还款方式"]
    write([head, ["2026-11-02", "某银行", "快贷", 0.0435, "等额本息"]], name="同业.xlsx", formats={"D2": "0.00%"})
    tables = read().tables
    assert tables["lpr"].frame["lpr_rate"].tolist() == [0.03, 0.031]
    assert tables["competitor_products"].frame["quote"].tolist() == ["4.35%"]


@pytest.mark.parametrize("edit", [lambda xml: xml[:-200], lambda xml: xml.replace(b'numFmtId="', b'numFmtId="x')])
def test_broken_styles_break_no_numbers(edit: Callable[[bytes], bytes], write: Write, read: Read) -> None:
    changed(write([HEAD, *ROWS]), "xl/styles.xml", edit)
    assert codes(read()) in ([], ["IN004"])


def test_merged_cells_hold_for_every_row_they_span(write: Write, read: Read) -> None:
    layout = [HEAD, ROWS[0], [None, None, "王五", "赵六顺", "成交", 12.5]]
    write(layout, merged=["A2:A3", "B2:B3"])
    assert rows(read()) == [EXPECTED[0], ("2026-11-16", "城东支行", "王五", "赵六顺", "成交", 12.5)]


def test_a_merged_number_is_counted_once(write: Write, read: Read) -> None:
    write([HEAD, [*ROWS[0][:5], 5], ROWS[1][:5]], merged=["F2:F3"])
    assert [row[5] for row in rows(read())] == [5, None]


def test_two_tables_on_one_sheet_are_both_found(write: Write, read: Read) -> None:
    write([HEAD, *ROWS, [], ["请假登记"], ["姓名", "请假开始", "请假结束"], ["张三", "2026-11-18", "2026-11-19"]])
    intake = read()
    assert codes(intake) == []
    assert rows(intake) == EXPECTED
    assert intake.tables["leave"].frame["officer"].tolist() == ["张三"]


def test_two_tables_beside_each_other_are_both_found(write: Write, read: Read) -> None:
    leave = [["姓名", "请假开始", "请假结束"], ["张三", "2026-11-18", "2026-11-19"], ["合计", None, None]]
    log = [HEAD, *ROWS]
    write([["一周情况"], *[[*left, None, *right] for left, right in zip(log, leave, strict=True)]])
    intake = read()
    assert codes(intake) == []
    assert rows(intake) == EXPECTED
    table = intake.tables["leave"]
    assert table.frame["officer"].tolist() == ["张三"]
    assert str(table.place(0, "last_day")) == "表.xlsx › Sheet1 › J3"


def test_a_time_within_the_date_is_not_lost(write: Write, read: Read) -> None:
    write([HEAD, [datetime(2026, 11, 16, 21, 5), *ROWS[0][1:]], ["2026-11-17 09:30", *ROWS[1][1:]]])
    intake = read()
    assert rows(intake) == EXPECTED
    assert intake.tables["activities"].frame["time"].tolist() == ["21:05", "09:30"]


def test_a_picture_in_a_cell_is_no_text(write: Write, read: Read) -> None:
    write([[*HEAD, "备注"], [*ROWS[0], '=DISPIMG("ID_1",1)'], ROWS[1]])
    path = write([[]], name="x.xlsx")
    path.unlink()
    assert read().tables["activities"].frame["note"].tolist() == [None, None]


def test_a_foreign_currency_is_never_read_as_ours(write: Write, read: Read) -> None:
    write([[*HEAD[:5], "金额（美元）"], ROWS[0], ROWS[1]])
    assert codes(read()) == ["IN213"]


def test_branch_comes_from_the_title_the_sheet_or_the_folder(write: Write, read: Read) -> None:
    bare = [[row[0], *row[2:]] for row in [HEAD, *ROWS]]
    write([["江城分行城东支行活动日志"], *bare], name="a.xlsx")
    write(bare, name="b.xlsx", sheet="城西支行")
    write([*bare, []], name="临江支行/c.xlsx")
    write([*bare, ["x" * 50]], name="高新支行活动日志.xlsx")
    branches = read().tables["activities"].frame["branch"]
    assert branches.tolist() == [b for b in ("城东支行", "城西支行", "临江支行", "高新支行") for _ in range(2)]


def test_short_branch_names_are_completed_by_the_roster(write: Write, read: Read) -> None:
    write([["支行", "姓名", "入职日期"], ["城东支行", "张三", "2020-01-01"]], name="名册.xlsx")
    write([HEAD, ["2026-11-16", "城东", *ROWS[0][2:]], ["2026-11-17", "江城分行城东支行", *ROWS[0][2:]]], name="z.xlsx")
    write([["日期", *HEAD[2:]], ["2026-11-18", *ROWS[0][2:]]], name="y.xlsx", sheet="城东")
    intake = read()
    assert intake.tables["activities"].frame["branch"].tolist() == ["城东支行"] * 3
    assert codes(intake) == ["IN307"]


def test_dates_without_a_year_take_it_from_the_file_name(write: Write, read: Read) -> None:
    write([HEAD, ["11月16日", *ROWS[0][1:]]], name="2025年日志.xlsx")
    intake = read()
    assert intake.tables["activities"].frame["date"].dt.date.tolist() == [date(2025, 11, 16)]
    assert codes(intake) == ["IN304"]


def test_an_officer_named_above_the_table_counts_for_all_its_rows(write: Write, read: Read) -> None:
    write([["客户经理：张三"], ["日期", "客户", "活动类型"], ["2026-11-16", "李四丰", "咨询"]], sheet="张三")
    assert read().tables["activities"].frame["officer"].tolist() == ["张三"]


def test_files_of_one_table_are_joined_and_every_row_knows_its_cell(write: Write, read: Read) -> None:
    write([HEAD, ROWS[0]], name="城东/一.xlsx", sheet="11月")
    write([["标题行"], ["序号", *HEAD], [1, *ROWS[1]]], name="城东/二.xlsx", sheet="日志")
    table = read().tables["activities"]
    assert [str(place) for place in table.places("amount")] == ["城东/一.xlsx › 11月 › F2", "城东/二.xlsx › 日志 › G3"]
    assert str(table.place(1)) == "城东/二.xlsx › 日志 › 3"


def test_rows_filled_in_ahead_are_skipped_and_told_once(write: Write, read: Read) -> None:
    write([HEAD, *ROWS, ["2026-11-18", "城东支行", "张三"], ["2026-11-19", "城东支行", "张三"]])
    intake = read()
    assert rows(intake) == EXPECTED
    assert [(p.code, p.found, p.level) for p in intake.problems] == [("IN308", "2", "repair")]


def test_columns_of_the_branchs_own_are_kept_as_text(write: Write, read: Read) -> None:
    write([[*HEAD, "心得"], [*ROWS[0], "多听少说"], ROWS[1]])
    assert read().tables["activities"].extras["心得"].tolist() == ["多听少说", None]

"""A random table in a random human layout is read back as it was: upright, on its side, stacked, side by side."""

from __future__ import annotations

import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.calendar import parse_period
from pipeline.intake import read_inputs
from pipeline.vocabulary import shipped

HEADS = {
    "date": ["日期", "时间", "业务日期", "日 期", "riqi"],
    "officer": ["客户经理", "姓名", "经办人", "姓\n名"],
    "customer": ["客户", "客户名称", "借款人"],
    "event": ["活动类型", "类型", "业务阶段"],
    "amount": ["金额", "金额（万元）", "放款金额(万元)", "金额/元", "金 额（元）"],
    "note": ["备注", "说明", "备 注"],
}
DAYS = st.dates(date(2026, 10, 1), date(2026, 11, 20))
AMOUNTS = st.one_of(st.none(), st.integers(1, 80_000).map(lambda n: n / 100))
ROW = st.fixed_dictionaries(
    {
        "date": DAYS,
        "officer": st.sampled_from(["张三", "李四丰", "欧阳雪"]),
        "customer": st.sampled_from(["王强", "赵六顺", "城东五金商行"]),
        "event": st.sampled_from(["咨询", "申请", "成交", "撤回"]),
        "amount": AMOUNTS,
        "note": st.sampled_from([None, "需回访", "资料已齐，待上会"]),
    }
)
DATE_STYLES = [
    lambda d: d,
    lambda d: datetime(d.year, d.month, d.day),
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.month}月{d.day}日",
    lambda d: f"{d.month}/{d.day}",
    lambda d: d.strftime("%Y.%m.%d"),
    lambda d: int(d.strftime("%Y%m%d")),
    lambda d: (d - date(1899, 12, 30)) // timedelta(1),
]
NUMBER_STYLES = [
    lambda n: n,
    lambda n: f"{n:,.2f}",
    lambda n: f"{n:.2f}".translate({ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789."}),
]
TRADITIONAL = str.maketrans(
    "时间业务户经办称类动阶额万备注说张丰欧阳咨询访请进", "時間業務戶經辦稱類動階額萬備註說張豐歐陽諮詢訪請進"
)
WORDS = {"咨询": ["咨询", "拜访"], "申请": ["申请", "进件"], "成交": ["成交", "放款"], "撤回": ["撤回", " 撤件 "]}


@st.composite
def layouts(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    rows = draw(st.lists(ROW, min_size=1, max_size=6))
    order = draw(st.permutations(list(HEADS)))
    head = {name: draw(st.sampled_from(HEADS[name])) for name in order}
    in_yuan = "元" in head["amount"] and "万元" not in head["amount"]
    styles = draw(st.lists(st.sampled_from(DATE_STYLES), min_size=len(rows), max_size=len(rows)))
    number = draw(st.sampled_from(NUMBER_STYLES))
    extra, numbered = draw(st.booleans()), draw(st.booleans())

    def cell(name: str, row: dict[str, Any], style: Any) -> Any:
        value = row[name]
        if name == "date":
            return style(value)
        if name == "amount" and value is not None:
            return number(round(value * 10_000) if in_yuan else value)
        return draw(st.sampled_from(WORDS[value])) if name == "event" else value

    header = [*(["序号"] if numbered else []), *head.values(), *(["天气"] if extra else [])]
    body = [
        [*([i] if numbered else []), *(cell(name, row, style) for name in order), *(["晴"] if extra else [])]
        for i, (row, style) in enumerate(zip(rows, styles, strict=True), start=1)
    ]
    if draw(st.booleans()):
        header = [text.translate(TRADITIONAL) for text in header]
        body = [[v.translate(TRADITIONAL) if isinstance(v, str) else v for v in line] for line in body]
    sheet: list[list[Any]] = [[]] * draw(st.integers(0, 2))
    if draw(st.booleans()):
        sheet.append(["城东支行活动记录"])
    made = draw(st.sampled_from([upright, lying, stacked, side_by_side]))(draw, header, body)
    front = [None] * draw(st.integers(0, 2))
    return rows, [*sheet, *([*front, *line] for line in made)]


def upright(draw: st.DrawFn, header: list[Any], body: list[list[Any]]) -> list[list[Any]]:
    """A header and its rows, with blank rows, totals and the header once more between them."""
    sheet = [header]
    for line in body:
        kind = draw(st.sampled_from(["", "", "blank", "total", "header"]))
        sheet += [line, *{"": [], "blank": [[], [None, " "]], "total": [["小计", 9]], "header": [header]}[kind]]
    return sheet


def lying(draw: st.DrawFn, header: list[Any], body: list[list[Any]]) -> list[list[Any]]:
    """The fields one below the other and the records across the page."""
    known = [column for column, text in enumerate(header) if text not in ("序号", "天气")]
    return [[header[column], *(line[column] for line in body)] for column in known]


def stacked(draw: st.DrawFn, header: list[Any], body: list[list[Any]]) -> list[list[Any]]:
    """Two tables, one below the other."""
    cut = draw(st.integers(0, len(body)))
    return [header, *body[:cut], *[[]] * draw(st.integers(0, 2)), header, *body[cut:]]


def side_by_side(draw: st.DrawFn, header: list[Any], body: list[list[Any]]) -> list[list[Any]]:
    """Two tables, one beside the other, the first as long or longer; their rows are read one table after the other."""
    half = (len(body) + 1) // 2
    blank, gap = [None] * len(header), [None] * draw(st.integers(1, 2))
    right = [*body[half:], *[blank] * (2 * half - len(body))]
    return [[*header, *gap, *header], *([*a, *gap, *b] for a, b in zip(body[:half], right, strict=True))]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(layouts())
def test_any_table_in_any_layout_is_read_back(case: tuple[list[dict[str, Any]], list[list[Any]]]) -> None:
    rows, sheet = case
    book = openpyxl.Workbook()
    for line in sheet:
        book.active.append(line)
    with tempfile.TemporaryDirectory() as folder:
        book.save(Path(folder) / "表.xlsx")
        week = parse_period("2026-W47", date(2026, 11, 20))
        intake = read_inputs(Path(folder), shipped(), period=week)
    frame = intake.tables["activities"].frame
    assert [p for p in intake.problems if p.level == "error"] == []
    found = [
        {**line, "date": line["date"].date(), "amount": None if line["amount"] != line["amount"] else line["amount"]}
        for line in frame[list(HEADS)].to_dict("records")
    ]
    assert found == rows

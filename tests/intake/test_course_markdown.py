"""A course in Markdown gives the tables that its workbook gives, with lines for places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.intake import Intake, input_files
from pipeline.intake.markdown.course import read_course
from pipeline.problems import Stop
from pipeline.vocabulary import shipped

Write = Callable[..., Path]
Read = Callable[..., Intake]
WORDS = shipped()
NAME = "时间管理"

COURSE = """\
---
课程: 时间管理
课程编号: KC01
授课对象: 客户经理
课程目标:
  - 会列清单
  - 会排一周
讲师: 周老师
版本日期: 2026-11-01
场次:
  - {场次: 第一天, 日期: 2026-11-26, 开始: 09:00, 地点: 三楼}
时间安排:
  - {环节: 签到, 时长: 15}
  - {环节: 时间观念, 时长: 60, 单元: 1, 开始: 09:30}
资料:
  - 贷后管理办法
  - {标题: 民法典, 出版者: 全国人大}
---

# 时间管理

时间是客户经理
最贵的本钱。

## 第一单元 时间观念 {时长: 60}

目标：说得清时间
去了哪里。

### 记一周的账

先记，再改。

- 每半小时
  记一笔
- 分三类：
  - 见客户
  - 写材料
1. 先贴标签

> 不要事后补记。

| 时段 | 做什么 |
|------|--------|
| 上午 | 拜访\\|电话 |

![时间账本](图/账本.png)

记录：本周最大的一笔浪费

### 案例：没有午饭的周三

老江一天跑了六个市场。

他只见到两户。

讨论题：

1. 浪费在哪里？
2. 换成您呢？

分析：路线没有排。

### 练习

1. 【单选】一天先排什么？（5 分）
   - A. 会议
   - B. **贷后**检查

   答案：B

   解析：有期限的先排。
2. 没有选项的问题
   答案：见讲义

## 排一周

时长：90 分钟

- 先排固定时段

## 综合练习

1. 写下下周的计划
"""

BOOK: dict[str, Sequence[Sequence[Any]]] = {
    "课程": [
        *(["课程", NAME], ["课程编号", "KC01"], ["授课对象", "客户经理"], ["课程目标", "会列清单\n会排一周"]),
        *(["讲师", "周老师"], ["版本日期", date(2026, 11, 1)], ["课程简介", "时间是客户经理最贵的本钱。"]),
    ],
    "场次": [["场次", "日期", "开始", "地点"], ["第一天", date(2026, 11, 26), "09:00", "三楼"]],
    "时间安排": [["环节", "时长", "单元", "开始"], ["签到", 15, "", ""], ["时间观念", 60, "1", "09:30"]],
    "课程资料": [["标题", "出版者"], ["贷后管理办法", ""], ["民法典", "全国人大"]],
    "单元": [
        ["单元", "时长", "单元目标"],
        ["第一单元 时间观念", 60, "说得清时间去了哪里。"],
        ["排一周", 90, ""],
    ],
    "要点": [
        ["单元", "小节", "要点类型", "内容", "图片"],
        *(
            ["第一单元 时间观念", "记一周的账", *rest]
            for rest in (
                ["说明", "先记，再改。", ""],
                ["要点", "每半小时记一笔", ""],
                ["要点", "分三类：\n· 见客户\n· 写材料", ""],
                ["要点", "1. 先贴标签", ""],
                ["提示", "不要事后补记。", ""],
                ["表格", "时段|做什么\n上午|拜访｜电话", ""],
                ["图片", "时间账本", "图/账本.png"],
                ["记录", "本周最大的一笔浪费", ""],
            )
        ),
        ["排一周", "", "要点", "先排固定时段", ""],
    ],
    "案例": [
        ["单元", "标题", "经过", "讨论题", "案例分析"],
        [
            *("第一单元 时间观念", "没有午饭的周三", "老江一天跑了六个市场。\n他只见到两户。"),
            *("1. 浪费在哪里？\n2. 换成您呢？", "路线没有排。"),
        ],
    ],
    "练习": [
        ["单元", "题型", "题目", "选项", "参考答案", "解析", "分值"],
        ["第一单元 时间观念", "单选", "一天先排什么？", "A. 会议\nB. 贷后检查", "B", "有期限的先排。", 5],
        ["第一单元 时间观念", "", "没有选项的问题", "", "见讲义", "", ""],
        ["全课程", "", "写下下周的计划", "", "", "", ""],
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "图").mkdir()
    Image.new("RGB", (4, 3)).save(tmp_path / "图/账本.png")
    return tmp_path


def test_markdown_and_a_workbook_give_the_same_tables(folder: Path, write: Write, read: Read) -> None:
    page = folder / "课.md"
    page.write_text(COURSE, encoding="utf-8")
    told = read()
    page.unlink()
    for sheet, rows in BOOK.items():
        write(rows, name="课.xlsx", sheet=sheet)
    booked = read()
    assert not told.problems
    assert not booked.problems
    for name in WORDS.tables:
        ours, theirs = (found.tables[name].frame.drop(columns=["_sheet", "_row"]) for found in (told, booked))
        pd.testing.assert_frame_equal(ours, theirs, obj=name)
    assert {name for name, table in told.tables.items() if len(table)} == {
        *("courses", "course_units", "course_points", "course_cases", "course_exercises", "course_timing"),
        *("course_sources", "course_sessions"),
    }


def test_the_course_in_the_guide_is_read_without_a_problem(folder: Path, read: Read) -> None:
    guide = Path(__file__).parents[2] / "docs/guides/用Markdown写课程.md"
    in_file(folder, guide.read_text(encoding="utf-8").split("```markdown\n")[1].split("```")[0])
    intake = read()
    assert not intake.problems
    counts = {name: len(table) for name, table in intake.tables.items() if len(table)}
    assert counts == {
        "courses": 1,
        "course_units": 2,
        "course_points": 8,
        "course_cases": 1,
        "course_exercises": 3,
        "course_timing": 4,
        "course_sources": 1,
        "course_sessions": 1,
    }


def in_file(folder: Path, text: str, name: str = "课.md") -> None:
    (folder / name).write_text(text, encoding="utf-8")


def front(*lines: str) -> str:
    return "\n".join(["---", f"课程: {NAME}", *lines, "---", ""])


def rows(intake: Intake, table: str, *names: str) -> list[tuple[Any, ...]]:
    frame = intake.tables[table].frame.astype("object")
    return [tuple(None if pd.isna(v) else v for v in row) for row in frame[list(names)].itertuples(index=False)]


def test_places_are_lines(folder: Path, read: Read) -> None:
    in_file(
        folder,
        front("版本日期: 去年", "场次:", "  - {场次: 一, 日期: 明天}") + "\n## 甲\n\n时长：很久\n\n![图](无.png)\n",
    )
    assert [(p.code, str(p.place)) for p in read().problems] == [
        ("IN205", "课.md › 3"),
        ("IN204", "课.md › 10"),
        ("IN205", "课.md › 5"),
        ("IN108", "课.md › 12"),
    ]


@pytest.mark.parametrize(
    ("lines", "code", "line", "near"),
    [
        (["讲师: 周老师", "授课对向: 谁"], "IN110", 4, "授课对象"),
        (["xyz: 1"], "IN110", 3, "—"),
        (["场次:", "  - {场次: 一, 日期: 2026-11-26, 教师: 三楼}"], "IN110", 4, "讲师"),
        (["讲师: {姓: 周}"], "IN111", 3, ""),
        (["讲师: '周"], "IN112", 3, ""),
        (["讲师: &a 周", "客户单位: *a"], "IN112", 3, ""),
        (["\t- x: ["], "IN112", 3, ""),
        (["讲师: 周老师", "讲师: 吴老师"], "IN115", 4, ""),
        (["? [a, b]", ": 1"], "IN110", 3, "—"),
    ],
)
def test_front_matter_that_is_not_understood_is_told_with_its_line(
    lines: list[str], code: str, line: int, near: str, folder: Path, read: Read
) -> None:
    in_file(folder, front(*lines) + f"# {NAME}\n\n## 甲\n\n- 一\n")
    (problem,) = read().problems
    assert (problem.code, problem.place.row) == (code, line)
    assert problem.values.get("near", "") == near
    assert rows(read(), "course_points", "course", "content") == [(NAME, "一")]


@pytest.mark.parametrize(
    ("name", "text", "codes"),
    [
        ("说明.md", "# 说明\n\n这里放课程。", ["IN109"]),
        ("说明.md", "---\n作者: 我\n---\n正文", ["IN110", "IN109"]),
        ("README.md", "# 说明", []),
        ("readme-课程.MD", "# 说明", []),
        ("空.md", "", ["IN109"]),
        ("课.md", "---\n讲师: 周老师\n---\n# 时间管理", []),
    ],
)
def test_what_is_no_course_is_told_unless_it_is_a_readme(
    name: str, text: str, codes: list[str], folder: Path, read: Read
) -> None:
    in_file(folder, front(), "课程.md")
    in_file(folder, text, name)
    assert [p.code for p in read().problems if p.place.file == name] == codes
    assert len(input_files(folder)) == (1 if not codes and name != "课.md" else 2)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1. 问\n   A. 甲\n   B、乙\n   答案：A", ("问", "A. 甲\nB. 乙", "A")),
        ("1. 问\n   - 甲\n   - 乙\n\n   **答案**：B\n   因为乙。", ("问", "A. 甲\nB. 乙", "B\n因为乙。")),
        ("1、问\nA. 甲\n答案：A", ("问", "A. 甲", "A")),
        ("（多选题）问（2分）\n\nA. 甲\n\n答案：A", ("问", "A. 甲", "A")),
        ("1. 问\n   第二行\n\n   | 甲 | 乙 |\n   |---|---|\n   | 1 | 2 |", ("问\n第二行\n甲|乙\n1|2", None, None)),
    ],
)
def test_exercises_are_written_in_many_ways(text: str, found: tuple[str | None, ...], folder: Path, read: Read) -> None:
    in_file(folder, front() + f"## 甲\n\n### 练习\n\n{text}\n")
    assert rows(read(), "course_exercises", "question", "options", "answer_key") == [found]


@pytest.mark.parametrize(
    "text",
    [
        "起因。\n\n讨论题：\n\n1. 怎么办？\n\n分析：\n\n先联系。",
        "起因。\n讨论题：1. 怎么办？\n分析：先\n联系。",
        "起因。\n\n#### 讨论题\n\n1. 怎么办？\n\n#### 分析\n\n先联系。",
        "经过：起因。\n\n**讨论题**：1. 怎么办？\n\n**点评：** 先联系。",
    ],
)
def test_the_parts_of_a_case_are_told_apart_in_many_ways(text: str, folder: Path, read: Read) -> None:
    in_file(folder, front() + f"## 甲\n\n### 案例一：两户\n\n{text}\n")
    found = rows(read(), "course_cases", "title", "story", "discussion", "analysis")
    assert found == [("两户", "起因。", "1. 怎么办？", "先联系。")]


def test_a_label_for_what_the_heading_says_is_text(folder: Path, read: Read) -> None:
    in_file(folder, front() + "## 甲\n\n### 案例：两户\n\n标题：报纸上这样写。\n单元：三楼。\n")
    assert rows(read(), "course_cases", "title", "story") == [("两户", "标题：报纸上这样写。单元：三楼。")]


def test_a_table_under_the_name_of_a_list_is_that_list(folder: Path, read: Read) -> None:
    table = "| 环节 | 时长 | 开始 |\n|---|---|---|\n| 签到 | 15 | 08:45 |\n| 讲课 | 60 | |\n"
    in_file(folder, front() + f"## 时间安排\n\n说明文字\n\n{table}\n## 甲\n\n- 一\n")
    intake = read()
    assert rows(intake, "course_timing", "step", "minutes", "start") == [("签到", 15, "08:45"), ("讲课", 60, None)]
    assert rows(intake, "course_units", "unit") == [("甲",)]
    assert intake.tables["course_timing"].place(1, "step").row == 11
    in_file(folder, front() + "## 场次\n\n| 场次 | 日期 | 地址点 |\n|---|---|---|\n| 一 | 2026-11-26 | 三楼 |\n")
    (problem,) = read().problems
    assert (problem.code, problem.place.row, problem.values["near"]) == ("IN110", 6, "地点")


def test_a_paragraph_may_name_its_kind_but_not_that_of_a_table_or_a_picture(folder: Path, read: Read) -> None:
    in_file(folder, front() + "## 甲\n\n注意：别忘了\n\n图：见下页\n\n记录：____\n")
    kinds = rows(read(), "course_points", "point_kind", "content")
    assert kinds == [("提示", "别忘了"), ("说明", "图：见下页"), ("记录", "____")]


def test_text_before_the_units_introduces_the_course_unless_the_front_matter_does(folder: Path, read: Read) -> None:
    in_file(folder, front() + f"# {NAME}\n\n一句话。\n\n第二句。\n\n- 一条\n")
    intake = read()
    assert rows(intake, "courses", "intro") == [("一句话。\n第二句。",)]
    assert rows(intake, "course_points", "content", "unit") == [("一条", None)]
    in_file(folder, front("课程简介: 已有") + "一句话。\n")
    assert rows(read(), "courses", "intro") == [("已有",)]


def test_chinese_lines_join_without_a_space_and_others_with_one() -> None:
    blocks, _ = read_course((front() + "## 甲\n\n时间\n管理 and\ntime **is**\nmoney\n").encode(), "课.md", WORDS)
    points = next(block for block in blocks if block.match.spec.name == "course_points")
    assert points.grid.rows[1][points.columns["content"]] == "时间管理 and time is money"


def test_a_course_saved_as_gbk_or_with_a_mark_is_read(folder: Path, read: Read) -> None:
    for encoding in ("gb18030", "utf-8-sig", "utf-16"):
        (folder / "课.md").write_bytes(COURSE.replace("\n", "\r\n").encode(encoding))
        assert len(read().tables["course_points"]) == 9


@settings(max_examples=60)
@given(st.text(alphabet=st.sampled_from("课程: 甲\n-#|>1.[]{}&*!\"'`（）：ABC答案图")), st.text(max_size=40))
def test_no_text_breaks_it(head: str, body: str) -> None:
    for text in (
        f"---\n{head}\n---\n{body}",
        f"---\n课程: 甲\n---\n## 甲\n### 练习\n{head}\n### 案例：乙\n{head}\n## 乙\n{head}",
    ):
        try:
            read_course(text.encode("utf-8", "replace"), "课.md", WORDS)
        except Stop as stop:
            assert stop.problems


def test_deep_nesting_and_long_front_matter_are_refused() -> None:
    for value in ("[" * 5000, "x" * 300_000, "{a: " * 3000):
        _, problems = read_course(f"---\n课程: 甲\n讲师: {value}\n---\n".encode(), "课.md", WORDS)
        assert [p.code for p in problems] == ["IN112", "IN109"]


def test_a_list_of_one_may_be_written_as_a_text(folder: Path, read: Read) -> None:
    in_file(folder, front("资料: 民法典") + "\n## 甲\n\n- 一\n")
    found = read()
    assert (rows(found, "course_sources", "title"), found.problems) == ([("民法典",)], [])


def test_front_matter_that_nobody_ended_is_told_and_nothing_is_read(folder: Path, read: Read) -> None:
    in_file(folder, f"---\n课程: {NAME}\n# 甲\n")
    found = read()
    assert [(p.code, str(p.place), p.found) for p in found.problems] == [("IN112", "课.md › 1", "---")]
    assert len(found.tables["courses"]) == 0


def test_what_stands_below_a_heading_without_a_title_belongs_to_no_other_unit(folder: Path, read: Read) -> None:
    below = "- 二\n\n### 案例：三\n\n四\n\n### 练习\n\n1. 五？\n   答案：六\n"
    in_file(folder, front() + f"\n## 甲\n\n- 一\n\n##\n\n{below}")
    found = read()
    assert [(p.code, str(p.place)) for p in found.problems] == [("IN201", "课.md › 9")]
    assert rows(found, "course_units", "unit") == [("甲",)]
    assert rows(found, "course_points", "unit", "content") == [("甲", "一"), ("##", "二")]
    assert rows(found, "course_cases", "unit") == rows(found, "course_exercises", "unit") == [("##",)]


def test_a_personal_number_in_a_line_that_is_not_understood_is_masked(folder: Path, read: Read) -> None:
    in_file(folder, front("讲师: '周 13912345678") + "\n## 甲\n\n- 一\n")
    assert "13912345678" not in "".join(str(p.found) for p in read().problems)

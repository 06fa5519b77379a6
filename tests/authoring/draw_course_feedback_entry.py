"""Draws templates/course-feedback-entry/: a row for each questionnaire that came back, as intake reads it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from authoring.house_book import EDGE, HEAD_FILL, NOTE_FILL, Look, frame, heads, new_book, put
from authoring.house_book_marks import flag
from xlsxwriter.worksheet import Worksheet

FILE = "course-feedback-entry.xlsx"
SHEET, LISTS = "课程反馈", "选项"
SCORES = ("内容实用", "讲解清楚", "案例贴近", "节奏合适", "组织服务", "总体满意")
TEXTS = ("最大收获", "改进建议", "还想学什么")
OWN = 4  # columns for questions of one's own
HEAD, ROW = 4, 6  # of the headings and of the row that repeats, from 0
WIDTHS = (13, *[9] * len(SCORES), *[24] * len(TEXTS), *[11] * OWN)
LAST = len(WIDTHS) - 1
OVERALL = len(SCORES)  # the column of 总体满意
HOW = "一份问卷一行：勾几分填几分，没勾的空着；问卷上的字照抄，没写的空着。填好存盘，放进 inputs 文件夹，再出反馈汇总。"
ROWS = "{%tr for 行 in range([课程信息.学员数|d(0), 设置.entry_rows]|最大) %}"


def draw(folder: Path) -> None:
    """Writes course-feedback-entry.xlsx into the folder."""
    book = new_book(folder / FILE)
    book.set_properties({"title": "反馈录入表", "created": datetime(1980, 1, 1)})
    look = Look(book)
    entry, lists = book.add_worksheet(SHEET), book.add_worksheet(LISTS)
    _lists(look, lists)
    _entry(look, entry)
    book.close()


def _entry(look: Look, sheet: Worksheet) -> None:
    """A heading for each field of the table of answers, rows to fill in, and how many are filled in."""
    captions = ("课程：{{ 课程 }}", HOW)
    frame(look, sheet, "课程反馈录入表", "", widths=WIDTHS, repeat=HEAD, captions=captions)
    heads(look, sheet, HEAD, ("场次", *SCORES, *TEXTS))
    sheet.write_string(ROW - 1, 0, ROWS, look.caption)
    for column in range(LAST + 1 - OWN):
        put(sheet, ROW, column, "", look.cell(align="" if _is_text(column) else "center", wrap=_is_text(column)))
    for column in range(LAST + 1 - OWN, LAST + 1):
        put(sheet, ROW, column, "", look(align="center"))
    sheet.write_string(ROW + 1, 0, "{%tr endfor %}", look.caption)
    overall = f"{_letter(OVERALL)}{ROW}:{_letter(OVERALL)}{ROW + 2}"
    put(sheet, 3, 0, f'="已录 "&COUNT({overall})&" 份"', look(bold=True))
    sheet.freeze_panes(HEAD + 1, 1)
    _own(look, sheet)
    _checks(look, sheet)


def _own(look: Look, sheet: Worksheet) -> None:
    """Headings for questions of one's own; those that are not asked stay white."""
    plain = look(bold=True, align="center", text_wrap=True)
    for n in range(OWN):
        name = f'{{{{ 设置.own_scores[{n}] if 设置.own_scores|个数 > {n} else "" }}}}'
        put(sheet, HEAD, LAST - OWN + 1 + n, name, plain)
    first, last = _letter(LAST - OWN + 1), _letter(LAST)
    edge = {"border": 1, "border_color": EDGE}
    for at, shape in ((HEAD + 1, look.bare(bg_color=HEAD_FILL, **edge)), (ROW + 1, look.bare(**edge))):
        flag(sheet, f"{first}{at}:{last}{at}", f'={first}${HEAD + 1}<>""', shape)


def _checks(look: Look, sheet: Worksheet) -> None:
    """Scores of 1 to 5, the course's sessions, and a mark where the overall score is missing."""
    whole = {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 5}
    words = {"error_title": "分数是 1 到 5", "error_message": "勾几分填几分；没有勾的空着，不要填 0。"}
    for first, last in ((1, OVERALL), (LAST - OWN + 1, LAST)):
        sheet.data_validation(ROW, first, ROW, last, whole | words)
    sessions = {"validate": "list", "source": "=场次清单", "error_type": "warning"}
    wrong = {"error_title": "没有这一场", "error_message": "请从下拉中选；不分场次的空着。"}
    sheet.data_validation(ROW, 0, ROW, 0, sessions | wrong)
    filled = f"COUNTA($B{ROW + 1}:${_letter(LAST)}{ROW + 1})>0"
    missing = f'=AND({filled},${_letter(OVERALL)}{ROW + 1}="")'
    flag(
        sheet, f"{_letter(OVERALL)}{ROW + 1}", missing, look.bare(bg_color=NOTE_FILL, border=1, border_color="#B26A00")
    )


def _lists(look: Look, sheet: Worksheet) -> None:
    """The sessions behind the drop-down."""
    heads(look, sheet, 0, ("可选",))
    sheet.set_column(0, 0, 24)
    sheet.write_string(1, 0, "{%tr for 场 in 课程场次表 %}", look.caption)
    put(sheet, 2, 0, "{{ 场.场次 }}", look.cell())
    sheet.write_string(3, 0, "{%tr endfor %}", look.caption)
    look.book.define_name("场次清单", f"={LISTS}!$A$2:$A$4")
    sheet.hide()


def _is_text(column: int) -> bool:
    return OVERALL < column <= OVERALL + len(TEXTS)


def _letter(column: int) -> str:
    return chr(ord("A") + column)


if __name__ == "__main__":
    draw(Path(__file__).parents[2] / "templates" / "course-feedback-entry")

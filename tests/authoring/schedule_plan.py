"""The schedule's sheet 时间安排: each session's steps by the clock, which moves when a trainer changes a minute."""

from __future__ import annotations

from authoring.house_book import COUNT, DAY, EDGE, NOTE_FILL, SUM_FILL, Look, frame, heads, put, span
from authoring.house_book_marks import BAD, GOOD, flag
from xlsxwriter.worksheet import Worksheet

CLOCK, GAP = "hh:mm", "0;-0;"
INPUT = "#1F5FA8"  # what a trainer changes
KINDS = ("开场", "授课", "案例", "练习", "讨论", "演练", "休息", "用餐", "总结")
COLOURS = (  # kinds, the ground of their rows
    (("休息", "用餐"), "#EFEFEF"),
    (("案例", "讨论"), "#E4EBF4"),
    (("练习", "演练"), "#E3F2E8"),
    (("开场", "总结"), NOTE_FILL),
)
PLAN = "时间安排"
HEAD, FIRST, BAND, INNER, STEP, INNER_END, SUM, LAST = range(4, 12)  # the rows of the sheet, from 0
WIDTHS = (13, 10, 6, 6, 7, 7, 28, 7, 20, 9, 17, 24)
TWO_LINES = 29  # points; LibreOffice and phones do not fit a row to its text by themselves
HEADS = ("场次", "日期", "间隔\n(分)", "分钟", "开始", "结束", "环节", "类型", "单元", "讲师", "地点", "物料")
STARTS = "(行.开始[0:2]|取整) * 60 + (行.开始[3:5]|取整)"
ENDED = "(前.结束[0:2]|取整) * 60 + (前.结束[3:5]|取整)"
CAPTION = (
    "{% if 课程信息.客户单位 %}{{ 课程信息.客户单位 }} · {% endif %}"
    "{% if 课程信息.场次数 %}共{{ 课程信息.场次数 }}场 · {% endif %}"
    "{% if 课程信息.时长 %}全程{{ 课程信息.时长 }}分钟，其中教学{{ 课程信息.授课时长 }}分钟{% endif %}"
    "{% if 未计入条数 %} · 有{{ 未计入条数 }}行有误未计入{% endif %}"
)
NOTHING = '{{ "" if 课程安排 else "课程里没有时间安排：在《课程时间安排》表里填环节和分钟，再生成一次。" }}'
HOW = "蓝色的格子可以改：每场的开始时间、分钟、与上一环节的间隔；后面的起止时间、小计和《单元》页自动跟着变。"


def plan(look: Look, sheet: Worksheet) -> None:
    """A band with the start for each session, its steps, each beginning where the last one ended, and its minutes."""
    frame(look, sheet, "{{ 课程 }} · 时间安排", "", widths=WIDTHS, repeat=HEAD, captions=(CAPTION, HOW))
    planned = f"SUM($D${FIRST + 1}:$D${LAST + 1})"
    checked = (
        f'=IF(COUNTIF(单元!$H$6:$H$9,"?")=0,"没有单元可核对",IF({planned}=0,"还没有时间安排可核对",'
        'IF(COUNTIF(单元!$H$6:$H$9,"×")=0,"√ 与单元时长相符","× 有单元的时长与计划不符，见《单元》页")))'
    )
    put(sheet, 3, 0, checked, look(bold=True))
    flag(sheet, "A4", '=LEFT($A$4,1)="×"', look.bare(font_color=BAD))
    flag(sheet, "A4", '=LEFT($A$4,1)="√"', look.bare(font_color=GOOD))
    heads(look, sheet, HEAD, HEADS)
    sheet.freeze_panes(HEAD + 1, 0)
    session = '{%tr for 场名, 行们 in 课程安排|分组("场次") %}{%tr set 行 = 行们|首个 %}'
    sheet.write_string(FIRST, 0, session, look.caption)
    _band(look, sheet)
    sheet.write_string(INNER, 0, "{%tr for 行 in 行们 %}{%tr set 前 = 行们[loop.index0 - 1] %}", look.caption)
    _step(look, sheet)
    sheet.write_string(INNER_END, 0, "{%tr endfor %}", look.caption)
    _minutes(look, sheet)
    sheet.write_string(LAST, 0, "{%tr endfor %}", look.caption)
    put(sheet, LAST + 1, 0, NOTHING, look.caption)
    _colours(look, sheet)
    _checks(sheet)


def _band(look: Look, sheet: Worksheet) -> None:
    shape = {"bold": True, "bg_color": SUM_FILL, "border": 1, "border_color": EDGE}
    put(sheet, BAND, 0, "{{ 场名 }}", look(**shape))
    put(sheet, BAND, 1, "{{ (行们|首个).日期 }}", look(**shape, num_format=DAY, align="center"))
    span(sheet, BAND, 2, 4, "开始时间 →", look(**shape, align="right"))
    first = f"{{{{ ({STARTS}) / 1440 if 行.开始 else none }}}}"
    put(sheet, BAND, 5, first, look(**{**shape, "font_color": INPUT}, num_format=CLOCK, align="center"))
    where = (
        "{% for 场 in 课程场次表 %}{% if 场.场次 == 场名 %}{{ 场.星期 }}{% if 场.地点 %} · {{ 场.地点 }}{% endif %}"
        "{% if 场.讲师 %} · {{ 场.讲师 }}{% endif %}{% if 场.学员数 %} · {{ 场.学员数 }}人{% endif %}"
        "{% endif %}{% endfor %}"
    )
    span(sheet, BAND, 6, len(HEADS) - 1, where, look(**shape))


def _step(look: Look, sheet: Worksheet) -> None:
    row, above = STEP + 1, STEP
    sheet.set_row(STEP, TWO_LINES)
    gap = f"{{{{ ({STARTS}) - ({ENDED}) if loop.index > 1 and 行.开始 and 前.结束 else none }}}}"
    typed = {"border": 1, "border_color": EDGE, "font_color": INPUT, "align": "center"}
    cells = (
        ("{{ 行.场次 }}", look.cell(wrap=True)),
        ("{{ 行.日期 }}", look.cell(DAY)),
        (gap, look(**typed, num_format=GAP)),
        ("{{ 行.时长 }}", look(**typed, num_format=COUNT)),
        (f'=IF(F{above}="","",MOD(F{above}+C{row}/1440,1))', look.cell(CLOCK, align="center")),
        (f'=IF(E{row}="","",MOD(E{row}+D{row}/1440,1))', look.cell(CLOCK, align="center")),
        ("{{ 行.环节 }}", look.cell(wrap=True)),
        ("{{ 行.环节类型 }}", look.cell(align="center")),
        ("{{ 行.单元 }}", look.cell(wrap=True)),
        ("{{ 行.讲师 }}", look.cell(align="center", shrink=True)),
        ("{{ 行.地点 }}", look.cell(wrap=True)),
        ("{{ 行.物料 }}", look.cell(wrap=True)),
    )
    for column, (value, shape) in enumerate(cells):
        put(sheet, STEP, column, value, shape)


def _minutes(look: Look, sheet: Worksheet) -> None:
    rows = f"{INNER + 1}", f"{INNER_END + 1}"
    minutes, kinds = (f"{c}{rows[0]}:{c}{rows[1]}" for c in "DH")
    breaks = f'SUMIF({kinds},"休息",{minutes})+SUMIF({kinds},"用餐",{minutes})'
    span(sheet, SUM, 0, 2, "小计", look.cell(total=True, align="center"))
    put(sheet, SUM, 3, f"=SUM({minutes})", look.cell(COUNT, total=True, align="center"))
    span(sheet, SUM, 4, 5, "分钟，其中", look.cell(total=True, align="center"))
    said = f'="教学 "&(D{SUM + 1}-{breaks.replace("+SUMIF", "-SUMIF")})&" 分钟，休息用餐 "&({breaks})&" 分钟"'
    put(sheet, SUM, 6, said, look.cell(total=True))
    for column in range(7, len(HEADS)):
        put(sheet, SUM, column, "", look.cell(total=True))


def _colours(look: Look, sheet: Worksheet) -> None:
    where = f"A{STEP + 1}:L{STEP + 1}"
    for kinds, ground in COLOURS:
        either = ",".join(f'$H{STEP + 1}="{kind}"' for kind in kinds)
        flag(sheet, where, f"=OR({either})", look.bare(bg_color=ground))


def _checks(sheet: Worksheet) -> None:
    def check(row: int, column: int, rule: dict[str, object], title: str, message: str) -> None:
        sheet.data_validation(row, column, row, column, rule | {"error_title": title, "error_message": message})

    kinds = {"validate": "list", "source": list(KINDS), "error_type": "warning"}
    check(STEP, 7, kinds, "没有这个类型", "请从下拉中选；休息和用餐不算教学时间。")
    whole = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 1440}
    check(STEP, 3, whole, "这里填分钟", "0 到 1440 的整数，例如 45。")
    check(STEP, 2, whole | {"minimum": -1440}, "这里填间隔的分钟", "与上一环节之间空出的分钟，没有就空着。")
    clock = {"validate": "time", "criteria": "between", "minimum": 0, "maximum": 0.999988}
    check(BAND, 5, clock, "这里填时间", "例如 8:30。")

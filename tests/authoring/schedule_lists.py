"""The schedule's sheets 单元, where planned minutes are checked, and 物料清单, what to bring."""

from __future__ import annotations

from authoring.house_book import COUNT, EDGE, Column, Look, frame, put, repeated, totals
from authoring.house_book_marks import BAD, GOOD, flag
from authoring.schedule_plan import CAPTION, FIRST, INPUT, LAST, PLAN, TWO_LINES
from xlsxwriter.worksheet import Worksheet

TAUGHT = '课程安排|筛选("单元", "==", 单.单元)|排除("环节类型", "in", ["休息", "用餐"])'
ROUNDS = (  # how often a unit is held: each session that has it gives it the same minutes
    f"set 行们 = {TAUGHT}",
    'set 场数 = 行们|取(attribute="场次")|去重|个数',
    'set 全部 = 行们|取(attribute="时长")|合计|d(0)',
    'set 首场 = 行们|筛选("场次", "==", (行们|首个).场次)|取(attribute="时长")|合计|d(0) if 行们 else 0',
    "set 遍数 = 场数 if 场数 > 1 and 全部 != 单.时长 and 首场 * 场数 == 全部 else 1",
)
_STEPS = {
    name: f"{PLAN}!${c}${FIRST + 1}:${c}${LAST + 1}" for name, c in (("minutes", "D"), ("kind", "H"), ("unit", "I"))
}
GIVEN = (
    "=(SUMIF({unit},B{{row}},{minutes})"
    '-SUMIFS({minutes},{unit},B{{row}},{kind},"休息")-SUMIFS({minutes},{unit},B{{row}},{kind},"用餐"))/E{{row}}'
).format(**_STEPS)
UNITS = (
    Column("序号", 6, "{{ 单.序号 }}", COUNT, align="center"),
    Column("单元", 26, "{{ 单.单元 }}"),
    Column("单元目标", 60, "{{ 单.单元目标 }}"),
    Column("计划\n分钟", 8, "{{ 单.时长 }}", COUNT, "sum"),
    Column("开几遍", 8, "{{ 遍数 }}", COUNT, align="center"),
    Column("安排分钟\n(每遍)", 9, GIVEN, COUNT, "sum"),
    Column("相差", 8, '=IF(D{row}="","",F{row}-D{row})', "+0;-0;0", "sum"),
    Column("相符", 7, '=IF(D{row}="","—",IF(G{row}=0,"√","×"))', align="center"),
    Column("案例", 7, "{{ 单.案例数 }}", COUNT, "sum"),
    Column("练习", 7, "{{ 单.练习数 }}", COUNT, "sum"),
)


def units(look: Look, sheet: Worksheet) -> None:
    """Each unit's minutes as planned and as the timetable gives them, breaks left out."""
    note = "安排分钟取自《时间安排》，不含休息和用餐；同一内容开几场的，按“开几遍”平均到每遍。"
    widths = [column.width for column in UNITS]
    frame(look, sheet, "{{ 课程 }} · 单元", "", widths=widths, repeat=4, captions=(CAPTION, note))
    block = repeated(look, sheet, 4, UNITS, "单 in 课程单元表", "%}{%tr ".join(ROUNDS))
    totals(look, sheet, block, UNITS)
    row = block.last - 1
    sheet.set_row(row, TWO_LINES)
    typed = look(border=1, border_color=EDGE, font_color=INPUT, align="center")
    for column, shape in ((1, look.cell(wrap=True)), (2, look.cell(wrap=True)), (4, typed)):
        put(sheet, row, column, UNITS[column].value, shape)
    where = block.column(7)
    first = where.replace("$", "").split(":")[0]
    flag(sheet, where, f'={first}="×"', look.bare(font_color=BAD, bold=True))
    flag(sheet, where, f'={first}="√"', look.bare(font_color=GOOD, bold=True))


# ---- 物料清单

_THINGS = '取(attribute="物料")|连接("、")|替换("，", "、")|替换(",", "、")|替换("；", "、")|拆分("、")'
ALL = f"课程安排|{_THINGS}|去重"
USED = (
    '{% for 步, 行们 in 课程安排|筛选("物料")|分组("环节") %}'
    f"{{% if 物 in (行们|{_THINGS}) %}}{{{{ 步 }}}}　{{% endif %}}{{% endfor %}}"
)
MATERIALS = (
    Column("序号", 6, "{{ loop.index }}", COUNT, align="center"),
    Column("物料", 26, "{{ 物 }}"),
    Column("用在哪些环节", 52, USED),
    Column("数量", 9, "", COUNT),
    Column("准备人", 12, ""),
    Column("到位", 8, "", align="center"),
    Column("备注", 22, ""),
)


def materials(look: Look, sheet: Worksheet) -> None:
    """Each thing to bring once, and the steps that need it."""
    note = "{% if 课程信息.学员数 %}学员{{ 课程信息.学员数 }}人；{% endif %}数量、准备人由班务填写，到位的打 √。"
    widths = [column.width for column in MATERIALS]
    frame(look, sheet, "{{ 课程 }} · 物料清单", "", widths=widths, repeat=4, captions=(CAPTION, note))
    block = repeated(look, sheet, 4, MATERIALS, f"物 in {ALL}")
    sheet.set_row(block.first + 1, TWO_LINES)
    put(sheet, block.first + 1, 2, USED, look.cell(wrap=True))
    spare = block.last + 1
    sheet.set_row(spare + 1, TWO_LINES)
    sheet.write_string(spare, 0, "{%tr for 空 in range(设置.spare_materials) %}", look.caption)
    for column, shown in enumerate(MATERIALS):
        put(sheet, spare + 1, column, "", look.cell(shown.number, align=shown.align))
    sheet.write_string(spare + 2, 0, "{%tr endfor %}", look.caption)
    for first, last in ((block.first, block.last), (spare, spare + 2)):
        rule = {"validate": "list", "source": ["√"], "error_type": "warning"}
        sheet.data_validation(first, 5, last, 5, rule)

"""Workbooks as people draw them, each around a list of rows (or two): from plain totals to charts and controls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from drawn_twice import Drawing

Case = Callable[[Drawing], None]
CASES: dict[str, Case] = {}
ROWS = [
    {"name": f"商户{i}", "n": i, "amount": i * 1.5, "day": date(2026, 11, 15 + i), "kind": "甲乙"[i % 2]}
    for i in range(1, 8)
]
OTHERS = [{"name": f"户{i}", "n": i * 10} for i in range(1, 4)]
FACTS = {"rows": ROWS, "others": OTHERS, "title": "城东支行"}
HEADS = ("客户", "数量", "金额")
USUAL = {0: "name", 1: "n", 2: "amount"}


def case(draw: Case) -> Case:
    CASES[draw.__name__] = draw
    return draw


def listed(d: Drawing, sheet: Any, at: int = 2, fields: Any = USUAL, **more: Any) -> tuple[int, int, int]:
    """A list with heads in the row above."""
    for column, head in enumerate(HEADS):
        sheet.write_string(at - 2, column, head)
    return d.block(sheet, at, fields, **more)


@case
def a_total_below(d):
    s = d.sheet("表")
    first, last, after = listed(d, s)
    s.write_formula(after - 1, 1, f"=SUM(B{first}:B{last})")
    s.write_formula(after, 2, f"=AVERAGE(C{first}:C{last})/MAX(C{first}:C{last})")


@case
def totals_above(d):
    s = d.sheet("表")
    s.write_string(0, 0, d.value("title", "城东支行"))
    first, last, _ = listed(d, s, 5)
    s.write_formula(0, 1, f"=SUBTOTAL(9,B{first}:B{last})")
    s.write_formula(1, 1, f'=COUNTIF(B{first}:B{last},">3")')


@case
def a_table(d):
    s = d.sheet("表")
    _, last, _ = listed(d, s)
    s.add_table(0, 0, last - 1, 2, {"name": "台账", "columns": [{"header": h} for h in HEADS]})


@case
def tables_below_each_other(d):
    s = d.sheet("表")
    _, last, after = listed(d, s)
    s.add_table(0, 0, last - 1, 2, {"name": "上", "columns": [{"header": h} for h in HEADS]})
    top = after + 2
    _, end, _ = listed(d, s, top, rows=OTHERS, name="others", fields={0: "name", 1: "n"})
    s.add_table(top - 2, 0, end - 1, 2, {"name": "下", "columns": [{"header": h} for h in HEADS]})


@case
def a_list_beside_a_fixed_column(d):
    s = d.sheet("表")
    listed(d, s)
    s.write_string(0, 6, "说明")


@case
def two_lists_on_a_sheet(d):
    s = d.sheet("表")
    first, last, after = listed(d, s)
    first2, last2, after2 = listed(d, s, after + 3, rows=OTHERS, name="others", fields={0: "name", 1: "n"})
    s.write_formula(after2 - 1, 1, f"=SUM(B{first}:B{last})+SUM(B{first2}:B{last2})")


@case
def merged_heads(d):
    s = d.sheet("表")
    s.merge_range(0, 0, 0, 2, "标题")
    s.merge_range(1, 1, 1, 2, "数据")
    _, _, after = listed(d, s, 4)
    s.merge_range(after, 0, after + 1, 2, "签字")


@case
def merged_cells_in_each_row(d):
    s = d.sheet("表")
    first, last, _ = listed(d, s)
    for row in range(first, last + 1):
        s.merge_range(row - 1, 4, row - 1, 6, "")


@case
def conditions_that_stop(d):
    s = d.sheet("表")
    first, last, after = listed(d, s)
    red = d.book.add_format({"bg_color": "#FF0000"})
    s.conditional_format(
        first - 1, 1, last - 1, 1, {"type": "cell", "criteria": ">", "value": 3, "format": red, "stop_if_true": True}
    )
    s.conditional_format(
        first - 1, 0, last - 1, 2, {"type": "formula", "criteria": f"=$B{first}>$B${after}", "format": red}
    )
    s.conditional_format(first - 1, 2, last - 1, 2, {"type": "3_color_scale"})
    s.write_number(after - 1, 1, 4)


@case
def conditions_over_several_ranges(d):
    s = d.sheet("表")
    first, last, after = listed(d, s)
    s.conditional_format(
        first - 1,
        1,
        last - 1,
        1,
        {"type": "top", "value": 3, "multi_range": f"B{first}:B{last} D{first}:D{last} B{after + 1}:B{after + 2}"},
    )


@case
def data_bars_and_icons(d):
    s = d.sheet("表")
    first, last, _ = listed(d, s)
    s.conditional_format(
        first - 1,
        1,
        last - 1,
        1,
        {
            "type": "data_bar",
            "data_bar_2010": True,
            "bar_solid": True,
            "min_type": "formula",
            "min_value": f"=$C${first}",
        },
    )
    s.conditional_format(first - 1, 2, last - 1, 2, {"type": "icon_set", "icon_style": "3_arrows"})


@case
def validations_by_name(d):
    s, lists = d.sheet("表"), d.sheet("选项")
    lists.write_column(0, 0, ["上门", "电话"])
    first, last, _ = listed(d, s)
    d.book.define_name("方式", "=选项!$A$1:$A$2")
    s.data_validation(first - 1, 3, last - 1, 3, {"validate": "list", "source": "=方式"})
    s.data_validation(first - 1, 4, last - 1, 4, {"validate": "list", "source": "=选项!$A$1:$A$2"})
    s.data_validation(first - 1, 1, last - 1, 1, {"validate": "custom", "value": f"=B{first}<=C{first}"})


@case
def a_validation_from_the_list_itself(d):
    s, other = d.sheet("表"), d.sheet("填报")
    first, last, _ = listed(d, s)
    other.data_validation("B2:B9", {"validate": "list", "source": f"=表!$A${first}:$A${last}"})


@case
def hidden_rows_and_columns(d):
    s = d.sheet("表")
    _, _, after = listed(d, s)
    s.set_row(after + 1, None, None, {"hidden": True})
    s.set_column(4, 5, 3, None, {"hidden": True})
    s.write_string(after + 1, 0, "隐藏")


@case
def rows_with_a_height(d):
    s = d.sheet("表")
    first, last, after = listed(d, s)
    for row in range(first, last + 1):
        s.set_row(row - 1, 30)
    s.set_row(after, 44)


@case
def outlines(d):
    s = d.sheet("表")
    first, last, after = listed(d, s)
    for row in range(first, last + 1):
        s.set_row(row - 1, None, None, {"level": 1})
    s.set_row(after - 1, None, None, {"collapsed": True})


@case
def print_set_up(d):
    s = d.sheet("表")
    _, last, after = listed(d, s, 4)
    s.repeat_rows(0, 2)
    s.repeat_columns("A:B")
    s.print_area(0, 0, after, 2)
    s.fit_to_pages(1, 0)
    s.set_h_pagebreaks([last])
    s.set_footer("&L第 &P 页&R&D")


@case
def names_of_all_kinds(d):
    s = d.sheet("表")
    first, last, after = listed(d, s)
    d.book.define_name("全部", f"=表!$A${first}:$C${last}")
    d.book.define_name("合计格", f"=表!$B${after}")
    d.book.define_name("表!本表", f"=表!$B${first}:$B${last}")
    d.book.define_name("移动", f"=OFFSET(表!$A${after},1,0,3,1)")
    d.book.define_name("常数", "=0.8")
    d.book.define_name("整列", "=表!$B:$B")
    s.write_formula(after - 1, 1, "=SUM(全部)")


@case
def a_filter(d):
    s = d.sheet("表")
    _, last, _ = listed(d, s)
    s.autofilter(0, 0, last - 1, 2)


@case
def frozen_panes(d):
    s = d.sheet("表")
    _, _, after = listed(d, s, 4)
    s.freeze_panes(3, 1)
    s.set_selection(after, 1, after + 1, 2)


@case
def a_protected_sheet(d):
    s = d.sheet("表")
    first, last, after = listed(d, s, formats={1: d.book.add_format({"locked": False})})
    s.protect("密码", {"format_cells": True})
    s.unprotect_range(f"B{first}:B{last}", "可填")
    s.unprotect_range(f"B{after}:C{after}")


@case
def ignored_errors(d):
    s = d.sheet("表")
    first, last, _ = listed(d, s)
    s.ignore_errors({"number_stored_as_text": f"A{first}:A{last}"})


@case
def array_formulas_below(d):
    s = d.sheet("表")
    first, last, after = listed(d, s)
    s.write_array_formula(after, 1, after, 1, f"{{=SUM(B{first}:B{last}*C{first}:C{last})}}")


@case
def formulas_in_each_row(d):
    s = d.sheet("表")
    s.write_number(0, 8, 0.5)
    formulas = {
        3: lambda r: f"=B{r}*$I$1",
        4: lambda r: f'=IF(B{r}>3,"达标 50%","未达标")',
        5: lambda r: f"=B{r}/SUM($B$2:$B$2)",
    }
    listed(d, s, fields={**USUAL, 3: formulas[3], 4: formulas[4]})


@case
def formulas_of_another_sheet(d):
    s, other = d.sheet("明细"), d.sheet("汇总 1")
    first, last, after = listed(d, s)
    s.write_formula(after - 1, 1, f"=SUM(B{first}:B{last})")
    other.write_formula(0, 0, f"=SUM(明细!B{first}:B{last})")
    other.write_formula(0, 1, f"=明细!B{after}*2")
    other.write_formula(0, 2, f'=SUMIF(明细!$A${first}:$A${last},"商户3",明细!$B${first}:$B${last})')
    other.write_formula(0, 3, f"=INDEX(明细!A{first}:C{last},2,2)")
    other.write_formula(0, 4, f'=VLOOKUP("商户2",明细!$A${first}:$C${last},3,FALSE)')


@case
def dates_of_1904(d):
    s = d.sheet("表")
    code = d.book.add_format({"num_format": "yyyy-mm-dd"})
    s.write_datetime(0, 5, date(2026, 1, 1), code)
    listed(d, s, fields={0: "name", 1: "n", 2: "day"}, formats={2: code})


@case
def text_in_several_formats(d):
    s = d.sheet("表")
    _, _, after = listed(d, s)
    bold = d.book.add_format({"bold": True})
    s.write_rich_string(after, 0, "合计", bold, "（重要）", "完")


@case
def percent_signs_everywhere(d):
    s = d.sheet("100% %d %s 表")
    first, last, after = listed(d, s, fields={**USUAL, 3: lambda r: f"=B{r}*10%"})
    s.write_string(after, 0, "%d %b 100%")
    s.write_formula(after, 1, f"=SUM(B{first}:B{last})%")


@case
def a_list_at_the_very_top(d):
    s = d.sheet("表")
    d.block(s, 1, USUAL)


@case
def whole_columns_and_rows(d):
    s, other = d.sheet("表"), d.sheet("别")
    _, _, after = listed(d, s)
    other.write_formula(0, 0, "=SUM(表!B:B)")
    other.write_formula(0, 1, f"=SUM(表!{after}:{after + 1})")


@case
def two_tables_side_by_side(d):
    s = d.sheet("表")
    _, last, after = listed(d, s, fields={**USUAL, 4: "name", 5: "n"})
    s.add_table(0, 0, last - 1, 2, {"name": "左", "columns": [{"header": h} for h in HEADS]})
    s.add_table(0, 4, last - 1, 5, {"name": "右", "columns": [{"header": h} for h in HEADS[:2]]})
    s.write_formula(after, 0, "=SUM(左[数量])+SUM(右[数量])")


@case
def conditions_with_words(d):
    s = d.sheet("表")
    first, last, _ = listed(d, s)
    red = d.book.add_format({"bold": True})
    where = (first - 1, 0, last - 1, 0)
    s.conditional_format(*where, {"type": "text", "criteria": "containing", "value": "商户3", "format": red})
    s.conditional_format(*where, {"type": "text", "criteria": "begins with", "value": "商", "format": red})
    s.conditional_format(*where, {"type": "blanks", "format": red})
    s.conditional_format(*where, {"type": "duplicate", "format": red})
    s.conditional_format(*where, {"type": "time_period", "criteria": "last week", "format": red})
    s.conditional_format(*where, {"type": "average", "criteria": "above", "format": red})


@case
def dynamic_arrays_below(d):
    s = d.sheet("表")
    first, last, after = listed(d, s)
    s.write_dynamic_array_formula(after, 4, after, 4, f"=SORT(UNIQUE(A{first}:A{last}))")
    s.write_formula(after, 5, f'=_xlfn.XLOOKUP("商户2",A{first}:A{last},B{first}:B{last})')


@case
def sheets_that_nobody_sees(d):
    s, hidden, very = d.sheet("表"), d.sheet("隐"), d.sheet("深隐")
    first, last, _ = listed(d, s)
    hidden.write_formula(0, 0, f"=MAX(表!B{first}:B{last})")
    very.write_formula(0, 0, f"=COUNTA(表!A{first}:A{last})")
    hidden.hide()
    very.very_hidden()


@case
def columns_with_widths_and_formats(d):
    s = d.sheet("表")
    s.set_column("A:A", 20, d.book.add_format({"text_wrap": True}))
    s.set_column("B:C", 12, d.book.add_format({"num_format": "#,##0.00"}), {"level": 1, "collapsed": True})
    s.set_default_row(18)
    s.set_tab_color("red")
    s.set_zoom(85)
    s.set_landscape()
    s.set_margins(0.3)
    listed(d, s)


@case
def formulas_that_only_look_like_references(d):
    s = d.sheet("表")
    _, _, after = listed(d, s)
    s.write_formula(after, 0, '="B2:B3 共"&LOG10(100)&"A5"')
    s.write_formula(after, 1, "=[1]Sheet1!$A$5+1")
    s.write_formula(after, 2, '=TEXT(B1,"yyyy年m月")&CHAR(10)')

"""More workbooks as people draw them: features in company, where one moves what another counts on."""

from __future__ import annotations

from excel_cases import HEADS, OTHERS, case, listed


@case
def a_table_with_totals_under_its_rows(d):
    s = d.sheet("表")
    first, last, after = listed(d, s)
    columns = [
        {"header": "客户", "total_string": "合计"},
        {"header": "数量", "total_function": "sum"},
        {"header": "金额", "total_function": "average"},
    ]
    s.add_table(0, 0, after - 1, 2, {"name": "流水", "total_row": True, "columns": columns})
    s.write_formula(after + 1, 0, "=SUM(流水[数量])*2")
    s.write_formula(after + 1, 1, f"=SUBTOTAL(109,B{first}:B{last})")


@case
def a_table_that_calculates(d):
    s, other = d.sheet("表"), d.sheet("别")
    first, last, _ = listed(d, s, fields={0: "name", 1: "n", 2: "amount", 3: lambda r: f"=B{r}*C{r}"})
    columns = [*({"header": head} for head in HEADS), {"header": "积", "formula": "=[@数量]*[@金额]"}]
    s.add_table(0, 0, last - 1, 3, {"name": "算", "columns": columns})
    for row in range(first, last + 1):
        s.write_formula(row - 1, 3, "=算[[#This Row],[数量]]*算[[#This Row],[金额]]")
    other.write_formula(0, 0, "=SUM(算[积])")
    other.write_formula(1, 0, "=AVERAGE(算[[数量]:[金额]])")


@case
def charts_on_three_sheets(d):
    s, one, two = d.sheet("数据 一"), d.sheet("图一"), d.sheet("图'二")
    first, last, after = listed(d, s)
    for sheet, kind in ((one, "pie"), (two, "bar"), (s, "area")):
        made = d.book.add_chart({"type": kind})
        made.add_series({
            "name": ["数据 一", 0, 1], "categories": ["数据 一", first - 1, 0, last - 1, 0],
            "values": ["数据 一", first - 1, 1, last - 1, 1],
        })  # fmt: skip
        sheet.insert_chart(after + 1 if sheet is s else 3, 4, made, {"object_position": 2})


@case
def a_chart_with_two_axes_and_a_trend(d):
    s = d.sheet("表")
    first, last, after = listed(d, s)
    made, line = d.book.add_chart({"type": "column"}), d.book.add_chart({"type": "line"})
    made.add_series({"values": f"=表!$B${first}:$B${last}", "categories": f"=表!$A${first}:$A${last}"})
    line.add_series({"values": f"=表!$C${first}:$C${last}", "y2_axis": True, "trendline": {"type": "linear"}})
    made.combine(line)
    s.insert_chart(after + 2, 0, made, {"object_position": 2})


@case
def a_name_that_moves_with_offset(d):
    s, other = d.sheet("表"), d.sheet("别")
    first, last, after = listed(d, s)
    d.book.define_name("动态", f"=OFFSET(表!$B${first},0,0,COUNTA(表!$A${first}:$A${last}),1)")
    d.book.define_name("下面", f"=INDEX(表!$A$1:$C${after + 1},1,2)")
    s.write_formula(after, 1, "=SUM(动态)")
    other.write_formula(0, 0, "=COUNT(动态)+1")


@case
def array_formulas_over_the_list(d):
    s = d.sheet("表")
    first, last, after = listed(d, s)
    s.write_array_formula(after, 1, after, 1, f"{{=MAX(IF(B{first}:B{last}>2,C{first}:C{last},0))}}")
    s.write_formula(after + 4, 1, f"=SUMPRODUCT(B{first}:B{last},C{first}:C{last})")


@case
def drop_downs_over_the_rows_and_below(d):
    s, lists = d.sheet("表"), d.sheet("选项")
    lists.write_column(0, 0, ["甲", "乙", "丙"])
    first, last, after = listed(d, s)
    s.data_validation(first - 1, 3, last - 1, 3, {"validate": "list", "source": "=选项!$A$1:$A$3"})
    s.data_validation(
        first - 1, 1, last - 1, 1,
        {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": f"=$B${after}", "error_title": "错"},
    )  # fmt: skip
    s.data_validation(after + 1, 0, after + 3, 0, {"validate": "list", "source": f"=$A${first}:$A${last}"})
    s.data_validation(first - 1, 2, last - 1, 2, {"validate": "date", "criteria": ">", "value": "=TODAY()"})
    s.write_number(after - 1, 1, 99)


@case
def print_titles_on_several_sheets(d):
    s, other = d.sheet("表"), d.sheet("别 页")
    first, last, after = listed(d, s, 5)
    s.repeat_rows(3)
    s.print_area(0, 0, after + 1, 2)
    other.repeat_rows(0, 1)
    other.repeat_columns("A:A")
    other.print_area("A1:C9")
    other.write_formula(8, 2, f"=SUM(表!B{first}:B{last})")
    s.set_h_pagebreaks([first - 1, after])
    s.set_v_pagebreaks([2])


@case
def grouped_outlines_with_totals_above(d):
    s = d.sheet("表")
    s.outline_settings(True, False, False, True)
    first, last, after = listed(d, s, 4)
    for row in range(first, last + 1):
        s.set_row(row - 1, None, None, {"level": 2, "hidden": True})
    s.set_row(first - 2, None, None, {"level": 1, "collapsed": True}) if first > 4 else None
    s.write_formula(0, 1, f"=SUBTOTAL(9,B{first}:B{last})")
    s.write_formula(after, 1, f"=SUBTOTAL(109,B{first}:B{last})")


@case
def icons_by_their_own_bounds(d):
    s = d.sheet("表")
    first, last, after = listed(d, s)
    s.write_number(after, 1, 3)
    icons = [
        {"criteria": ">=", "type": "formula", "value": f"=$B${after + 1}"},
        {"criteria": ">", "type": "number", "value": 2},
    ]
    s.conditional_format(
        first - 1, 1, last - 1, 1,
        {"type": "icon_set", "icon_style": "3_flags", "icons": icons, "icons_only": True, "reverse_icons": True},
    )  # fmt: skip
    s.conditional_format(first - 1, 2, last - 1, 2, {"type": "icon_set", "icon_style": "5_ratings"})


@case
def sparklines_of_three_kinds(d):
    s = d.sheet("表")
    first, last, after = listed(d, s)
    rows = range(first, last + 1)
    s.add_sparkline(
        first - 1, 4,
        {"location": [f"E{row}" for row in rows], "range": [f"表!B{row}:C{row}" for row in rows], "type": "column"},
    )  # fmt: skip
    s.add_sparkline(after, 4, {"range": f"表!B{first}:B{last}", "markers": True, "max": "group", "min": "group"})
    s.add_sparkline(after + 1, 4, {"range": f"表!C{first}:C{last}", "type": "win_loss"})


@case
def frozen_panes_over_two_lists(d):
    s = d.sheet("表")
    first, last, after = listed(d, s, 4)
    first2, last2, after2 = listed(d, s, after + 3, rows=OTHERS, name="others", fields={0: "name", 1: "n"})
    s.freeze_panes(3, 2, 3, 2)
    s.autofilter(2, 0, last - 1, 2)
    s.write_formula(after2, 1, f"=IFERROR(SUM(B{first}:B{last})/SUM(B{first2}:B{last2}),0)")


@case
def hidden_sheets_that_count(d):
    s, hidden = d.sheet("表"), d.sheet("算")
    first, last, after = listed(d, s)
    hidden.write_formula(0, 0, f'=COUNTIFS(表!$B${first}:$B${last},">2",表!$C${first}:$C${last},"<9")')
    hidden.write_formula(1, 0, "=A1*2")
    hidden.hide()
    s.write_formula(after, 1, "=算!A2+1")


@case
def a_protected_sheet_with_open_rows(d):
    s = d.sheet("表")
    open_, shut = d.book.add_format({"locked": False}), d.book.add_format({"hidden": True})
    first, last, after = listed(d, s, formats={0: open_, 1: open_})
    s.protect("", {"insert_rows": True, "sort": True, "autofilter": True, "select_locked_cells": False})
    s.write_formula(after, 1, f"=SUM(B{first}:B{last})", shut)
    s.unprotect_range(f"A{first}:B{last}", "填报", "密")


@case
def links_to_and_from_the_list(d):
    s, other = d.sheet("表"), d.sheet("目 录")
    first, _, after = listed(d, s, formats={})
    other.write_url(0, 0, f"internal:表!A{after + 1}", None, "合计")
    other.write_url(1, 0, f"internal:表!A{first}", None, "名单")
    s.write_url(after + 1, 0, "internal:'目 录'!A1", None, "返回")
    s.write_url(after + 2, 0, "https://example.com/?a=1&b=2#x", None, "外", "提示")


@case
def conditions_across_sheets_and_columns(d):
    s, other = d.sheet("表"), d.sheet("限")
    other.write_number(0, 0, 3)
    first, last, after = listed(d, s)
    red = d.book.add_format({"bold": True, "num_format": "0.00", "border": 1})
    s.conditional_format(
        first - 1, 0, last - 1, 2, {"type": "formula", "criteria": f"=$B{first}>限!$A$1", "format": red}
    )
    s.conditional_format(
        first - 1, 0, last - 1, 2, {"type": "formula", "criteria": f"=COUNTIF($A${first}:$A${last},$A{first})>1"}
    )
    s.conditional_format(after, 0, after + 5, 2, {"type": "no_blanks", "format": red})
    s.conditional_format(first - 1, 2, last - 1, 2, {"type": "bottom", "value": 10, "criteria": "%", "format": red})


@case
def a_list_between_merged_blocks(d):
    s = d.sheet("表")
    s.merge_range(0, 4, 2, 6, "左上")
    first, last, after = listed(d, s, 5)
    s.merge_range(after, 0, after + 1, 1, "合")
    s.merge_range(after, 2, after, 4, "右")
    s.write_formula(after + 3, 0, f"=ROWS(A{first}:A{last})")


@case
def running_totals_and_shares(d):
    s = d.sheet("表")
    fields = {
        0: "name", 1: "n",
        2: lambda r: f"=SUM(B$2:B{r})" if r == 2 else f"=SUM(B${first_of(d)}:B{r})",
        3: lambda r: f"=B{r}/100",
        4: lambda r: f'=IF(B{r}>=3,"高",IF(B{r}>1,"中","低"))&"档"',
        5: lambda r: f"=ROUND(B{r}*1.2345,2)+INT(B{r}/2)-MOD(B{r},2)",
    }  # fmt: skip
    first, last, after = listed(d, s, fields=fields)
    s.write_formula(after, 3, f"=SUM(D{first}:D{last})")
    s.write_formula(after, 4, f'=COUNTIF(E{first}:E{last},"高档")')


def first_of(d):
    """The first row of a list that begins in row 2: in a template the tag stands there."""
    return 3 if d._tagged else 2


@case
def lookups_into_the_list(d):
    s, other = d.sheet("名单"), d.sheet("查")
    first, last, _ = listed(d, s)
    for row, name in enumerate(("商户1", "商户9", "商户3")):
        other.write_string(row, 0, name)
        other.write_formula(row, 1, f'=IFERROR(VLOOKUP(A{row + 1},名单!$A${first}:$C${last},3,FALSE),"无")')
        other.write_formula(
            row, 2, f"=IFERROR(INDEX(名单!$B${first}:$B${last},MATCH(A{row + 1},名单!$A${first}:$A${last},0)),0)"
        )
        other.write_formula(row, 3, f"=SUMIF(名单!$A${first}:$A${last},A{row + 1},名单!$B${first}:$B${last})")


@case
def text_functions_beside_the_list(d):
    s = d.sheet("表")
    first, last, after = listed(
        d, s, fields={0: "name", 1: "n", 2: lambda r: f'=A{r}&"："&B{r}&"户"', 3: lambda r: f"=LEN(A{r})"}
    )
    s.write_formula(after, 0, f'="共 "&COUNTA(A{first}:A{last})&" 户，最多 "&MAX(B{first}:B{last})')
    s.write_formula(after + 1, 0, f'=CONCATENATE("A",B{first},"&<>")')


@case
def errors_are_what_they_are(d):
    s = d.sheet("表")
    first, last, after = listed(d, s, fields={0: "name", 1: "n", 2: lambda r: f"=B{r}/(B{r}-3)"})
    s.write_formula(after, 1, f'=IFERROR(SUM(C{first}:C{last}),"有错")')
    s.write_formula(after, 2, f"=AVERAGE(A{first}:A{last})")


@case
def percent_and_power(d):
    s = d.sheet("表")
    first, last, after = listed(d, s, fields={0: "name", 1: "n", 2: lambda r: f"=B{r}^2%", 3: lambda r: f"=-B{r}^2"})
    s.write_formula(after, 2, f"=PRODUCT(C{first}:C{last})*MEDIAN(B{first}:B{last})")


@case
def dates_and_days_between(d):
    s = d.sheet("表")
    code = d.book.add_format({"num_format": "yyyy/m/d"})
    first, last, after = listed(
        d, s, fields={0: "name", 1: "day", 2: lambda r: f"=B{r}+30"}, formats={1: code, 2: code}
    )
    s.write_formula(after, 1, f"=MAX(B{first}:B{last})-MIN(B{first}:B{last})")
    s.write_formula(after, 2, f'=COUNTIF(B{first}:B{last},">46340")')


@case
def images_and_boxes_all_around(d):
    s = d.sheet("表")
    _, _, after = listed(d, s)
    s.insert_textbox(after + 1, 0, "下面的", {"object_position": 1, "height": 60})
    s.insert_textbox(0, 5, "上面的", {"object_position": 3})
    s.insert_shape(after + 6, 2, {"object_position": 2}) if hasattr(s, "insert_shape") else None
    s.insert_button(after + 8, 1, {"caption": "按"})


@case
def comments_on_heads_and_totals(d):
    s = d.sheet("表")
    s.write_comment(0, 1, "户数", {"author": "甲", "visible": True})
    first, last, after = listed(d, s)
    s.write_comment(after, 1, "合计的说明", {"x_scale": 2})
    s.write_formula(after, 1, f"=SUM(B{first}:B{last})")


@case
def rich_text_and_wrapped_heads(d):
    s = d.sheet("表")
    bold, red = d.book.add_format({"bold": True}), d.book.add_format({"font_color": "red"})
    _, _, after = listed(d, s, 3)
    s.write_rich_string(0, 0, "本表 ", bold, "只供", red, " 内部 ", "使用")
    s.write_rich_string(after, 0, bold, "注：", "  前后有空格  ")


@case
def rows_far_below_and_wide(d):
    s = d.sheet("表")
    first, last, after = listed(d, s)
    s.write_formula(after + 300, 40, f"=SUM($B${first}:$B${last})")
    s.write_formula(after + 301, 16_383, f"=AO{after + 301}*2")


@case
def a_filter_with_the_list_in_the_middle(d):
    s = d.sheet("表")
    s.write_row(2, 0, HEADS)
    first, last, after = listed(d, s, 4)
    s.autofilter(2, 0, last - 1, 2)
    s.write_formula(after, 1, f"=SUBTOTAL(3,A{first}:A{last})")


@case
def sheets_with_odd_names(d):
    s, other = d.sheet("1月'表 (2)"), d.sheet("R1C1")
    first, last, after = listed(d, s)
    s.write_formula(after, 1, f"=SUM('1月''表 (2)'!B{first}:B{last})")
    other.write_formula(0, 0, f"=SUM('1月''表 (2)'!B{first}:B{last})+COUNT('1月''表 (2)'!B:B)*0")


@case
def two_lists_that_count_each_other(d):
    s, other = d.sheet("一"), d.sheet("二")
    first, last, after = listed(d, s)
    first2, last2, after2 = listed(d, other, 6, rows=OTHERS, name="others", fields={0: "name", 1: "n"})
    s.write_formula(after, 1, f"=SUM(二!B{first2}:B{last2})")
    other.write_formula(0, 1, f"=SUM(一!B{first}:B{last})")
    other.write_formula(after2, 1, f"=一!B{after + 1}+B1")

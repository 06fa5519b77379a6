"""More workbooks as people draw them: with charts, sparklines, pictures, controls, comments and links."""

from __future__ import annotations

import base64
import io

from excel_cases import case, listed


@case
def a_chart_on_another_sheet(d):
    s, other = d.sheet("表"), d.sheet("图")
    first, last, _ = listed(d, s)
    chart = d.book.add_chart({"type": "column"})
    chart.add_series(
        {"name": "=表!$B$1", "categories": f"=表!$A${first}:$A${last}", "values": f"=表!$B${first}:$B${last}"}
    )
    chart.add_series({"name": "金额", "values": f"=表!$C${first}:$C${last}", "y2_axis": True})
    other.insert_chart("B2", chart)


@case
def a_chart_below_the_rows(d):
    s = d.sheet("表")
    first, last, after = listed(d, s)
    chart = d.book.add_chart({"type": "line"})
    chart.add_series({"values": f"=表!$B${first}:$B${last}"})
    s.insert_chart(after + 1, 1, chart)


@case
def a_chart_sheet(d):
    s = d.sheet("表")
    first, last, _ = listed(d, s)
    chart = d.book.add_chart({"type": "pie"})
    chart.add_series({"categories": f"=表!$A${first}:$A${last}", "values": f"=表!$B${first}:$B${last}"})
    d.book.add_chartsheet("图").set_chart(chart)


@case
def sparklines_in_each_row(d):
    s = d.sheet("表")
    first, last, _ = listed(d, s, fields={0: "name", 1: "n", 2: "amount", 3: "n"})
    s.add_sparkline(
        first - 1,
        5,
        {
            "location": [f"F{r}" for r in range(first, last + 1)],
            "range": [f"表!B{r}:D{r}" for r in range(first, last + 1)],
        },
    )


@case
def a_sparkline_of_the_whole_list(d):
    s = d.sheet("表")
    first, last, after = listed(d, s)
    s.add_sparkline(after, 1, {"range": f"表!B{first}:B{last}"})


@case
def comments_below(d):
    s = d.sheet("表")
    _, _, after = listed(d, s)
    s.write_comment(0, 0, "表头说明", {"author": ""})
    s.write_comment(after, 1, "合计说明", {"author": "", "visible": True})


@case
def links(d):
    s, other = d.sheet("表"), d.sheet("别")
    _, _, after = listed(d, s)
    s.write_url(after, 0, "internal:别!A1", string="去别处")
    s.write_url(after + 1, 0, "https://example.com/", string="网页")
    other.write_url(0, 0, f"internal:表!B{after}", string="回合计")


@case
def a_picture_and_a_text_box(d):
    s = d.sheet("表")
    _, _, after = listed(d, s)
    s.insert_textbox(after + 1, 1, "签章", {"object_position": 1})
    s.insert_textbox(0, 6, "不动", {"object_position": 3})
    s.insert_textbox(after + 6, 1, "只移", {"object_position": 2})


@case
def pictures_in_the_header(d):
    s = d.sheet("表")
    listed(d, s)
    s.set_header("&C&G", {"image_center": "logo.png", "image_data_center": _picture()})


@case
def a_chart_with_everything_from_cells(d):
    s = d.sheet("O'Neil & 总行")
    name = "'O''Neil & 总行'"
    first, last, after = listed(d, s)
    s.write_string(after, 0, "图的标题")
    chart = d.book.add_chart({"type": "column"})
    bars = f"={name}!$C${first}:$C${last}"
    chart.add_series({
        "values": f"={name}!$B${first}:$B${last}", "trendline": {"type": "linear"},
        "y_error_bars": {"type": "custom", "plus_values": bars, "minus_values": bars},
    })  # fmt: skip
    line = d.book.add_chart({"type": "line"})
    line.add_series({"values": f"={name}!$C${first}:$C${last}"})
    chart.combine(line)
    chart.set_title({"name": f"={name}!$A${after + 1}"})
    s.insert_chart(0, 5, chart, {"object_position": 3})


@case
def a_chart_of_names_and_fixed_cells(d):
    s = d.sheet("表")
    s.write_row(0, 8, [1, 2, 3])
    first, last, _ = listed(d, s)
    d.book.define_name("数列", f"=表!$B${first}:$B${last}")
    chart = d.book.add_chart({"type": "scatter"})
    chart.add_series({"categories": f"=表!$B${first}:$B${last}", "values": f"=表!$C${first}:$C${last}"})
    chart.add_series({"categories": "=表!$I$1:$K$1", "values": "=表!$I$1:$K$1"})
    s.insert_chart(0, 5, chart, {"object_position": 3})


@case
def buttons_and_tick_boxes_below(d):
    s = d.sheet("表")
    _, _, after = listed(d, s)
    s.insert_button(after + 1, 1, {"caption": "打印", "macro": "打印"})
    s.insert_checkbox(after, 3, True)


@case
def a_banner_and_a_picture_behind_the_sheet(d):
    s = d.sheet("表")
    s.set_background(_picture())
    _, _, after = listed(d, s)
    s.insert_image(after + 1, 0, "章.png", {"image_data": _picture(), "object_position": 2, "description": "公章"})


def _picture() -> io.BytesIO:
    point = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
    return io.BytesIO(base64.b64decode(point))

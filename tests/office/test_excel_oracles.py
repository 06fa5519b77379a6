"""A whole tracker: the schemas accept it, openpyxl and calamine read it, LibreOffice computes what we stored."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from authoring.validator import TOOL
from excel_drawing import DATE, book_of, calamine_rows, cells_of, compiled, drawn

CELLS = {
    "活动": {
        "A1": "{{ branch }} 活动台账", "J1": ("{{ as_of }}", DATE),
        "A4": "{%tr for r in rows %}",
        "A5": ("{{ r.day }}", DATE), "B5": "{{ r.who }}", "C5": "{{ r.a }}", "D5": "{{ r.b }}",
        "E5": ('=IFERROR(D5/C5,"—")', "0.0%"), "F5": "=SUM(C$5:C5)", "G5": "=RANK(C5,C$5:C$5)", "H5": "{{ r.note }}",
        "A6": "{%tr endfor %}",
        "A8": "合计", "C8": "=SUM(C5:C5)", "D8": "=SUBTOTAL(109,D5:D5)", "E8": ("=D8/C8", "0.0%"),
        "F8": '=COUNTIF(B5:B5,"张*")', "G8": "=ROUND(AVERAGE(C5:C5),1)",
        "A10": "{%tr for g in groups %}", "A11": "{{ g.name }}",
        "A12": "{%tr for r in g.rows %}", "B13": "{{ r }}", "C13": "=B13/B15", "A14": "{%tr endfor %}",
        "B15": "=SUM(B13:B13)", "A16": "{%tr endfor %}", "B17": "=SUMIFS(B11:B15,A11:A15,\"\")",
    },
    "总览": {
        "A1": "=活动!C8", "A2": "=MAX(台账表[咨询])", "A3": '=IF(A1>5,"达标","未达标")',
        "A4": "=SUM(全部)", "A5": '=A1&"户"',
    },
}  # fmt: skip
WHO = ("张三", "李四", "张六")
FACTS = {
    "branch": "城东 <支行> & 分部", "as_of": date(2026, 11, 20),
    "rows": [
        {"day": date(2026, 11, 16 + i % 5), "who": WHO[i % 3], "a": i % 7, "b": i % 4, "note": note}
        for i, note in enumerate(["=1+1", None, "复访 & <急>", "", "@x", "110101199003078515", "-"])
    ],
    "groups": [{"name": "东", "rows": [1, 2.5]}, {"name": "西", "rows": [4]}],
}  # fmt: skip


def _decorate(book, sheets):
    log = sheets["活动"]
    headers = ("日期", "客户经理", "咨询", "成交", "转化", "累计", "名次", "备注")
    log.add_table("A3:H6", {"name": "台账表", "columns": [{"header": h} for h in headers]})
    red = book.add_format({"font_color": "red"})
    log.conditional_format("E5", {"type": "cell", "criteria": "<", "value": 0.3, "format": red})
    log.conditional_format("C5:C5", {"type": "data_bar", "data_bar_2010": True})
    log.data_validation("B5:B60", {"validate": "list", "source": "=总览!$A$1:$A$3"})
    log.freeze_panes(3, 1)
    log.print_area("A1:H8")
    log.repeat_rows(2)
    log.merge_range("A11:D11", "{{ g.name }}")
    log.write_comment("C8", "合计")
    log.add_sparkline("I5", {"range": "活动!C5:D5"})
    log.set_footer("&L{{ branch }}&R&P")
    book.define_name("全部", "=活动!$C$5")
    for kind in ("column", "pie", "line"):
        chart = book.add_chart({"type": kind})
        chart.add_series({"categories": "=活动!$B$5:$B$5", "values": "=活动!$C$5:$C$5", "name": "=活动!$C$3"})
        chart.set_title({"name": "{{ branch }}"})
        sheets["总览"].insert_chart(f"C{2 if kind == 'pie' else 20}", chart)


def _saved_by_openpyxl(data: bytes) -> bytes:
    """The same template as another program writes it."""
    buffer = io.BytesIO()
    book_of(data).save(buffer)
    return buffer.getvalue()


@cache
def tracker(name: str) -> bytes:
    """The tracker of this case."""
    case, _, by_openpyxl = name.partition(", ")
    drawing = drawn(CELLS, _decorate)
    template = compiled(_saved_by_openpyxl(drawing) if by_openpyxl else drawing)
    rows = {"full": FACTS["rows"], "single": FACTS["rows"][2:3], "empty": []}[case]
    return template.render({**FACTS, "rows": rows, "groups": FACTS["groups"][: len(rows)]})


@pytest.fixture(params=["full", "single", "empty", "full, saved by openpyxl"])
def output(request):
    return tracker(request.param)


def test_the_schemas_accept_it(output, tmp_path):
    if not TOOL.exists():
        pytest.skip("the validator in ../shared is not here")
    path = tmp_path / "台账.xlsx"
    path.write_bytes(output)
    command = [sys.executable, TOOL, "-q", "--leftover", path]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_openpyxl_and_calamine_read_the_same_values(output):
    mine = cells_of(output, "活动", values=True)
    theirs = calamine_rows(output, "活动")
    total = next(i for i, row in enumerate(theirs) if row[0] == "合计")
    assert [theirs[total][2], theirs[total][3]] == [mine[f"C{total + 1}"], mine[f"D{total + 1}"]]
    assert theirs[0][0] == FACTS["branch"] + " 活动台账"
    assert len(book_of(output).worksheets) == 2


def test_headers_of_the_table_are_its_columns_names(output):
    sheet = book_of(output)["活动"]
    table = sheet.tables["台账表"]
    first, *_ = sheet[table.ref]
    assert [cell.value for cell in first] == [column.name for column in table.tableColumns]
    assert len(sheet[table.ref]) >= 2


@pytest.mark.parametrize("case", ["empty", "full, saved by openpyxl"])
def test_libreoffice_computes_what_we_stored(case, tmp_path):
    output = tracker(case)
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    recalculated = _recalculated(output, tmp_path)
    for sheet in ("活动", "总览"):
        formulas = {a for a, v in cells_of(output, sheet).items() if isinstance(v, str) and v.startswith("=")}
        formulas -= {"H" + a[1:] for a in formulas}  # texts that look like formulas
        mine, theirs = cells_of(output, sheet, values=True), cells_of(recalculated, sheet, values=True)
        checked = 0
        for address in sorted(formulas & mine.keys()):
            checked += 1
            assert mine[address] == (pytest.approx(theirs[address]) if theirs.get(address) is not None else ""), address
        assert checked == len(formulas & mine.keys()) >= 5


def _recalculated(data: bytes, folder: Path) -> bytes:
    """The workbook without our values, computed and saved by LibreOffice."""
    source = folder / "in.xlsx"
    with zipfile.ZipFile(source, "w") as target, zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = re.sub(rb"</f><v>[^<]*</v>", b"</f>", content)
            target.writestr(name, content)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    convert = ["--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", folder / "out"]
    subprocess.run(["soffice", profile, *convert, source], check=True, capture_output=True, timeout=120)
    return (folder / "out" / "in.xlsx").read_bytes()

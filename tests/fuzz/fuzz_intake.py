# ruff: noqa: E501 - a row a line
"""Mutated workbooks: bytes, zips, XML and cells changed by chance, each read to the end by the real intake.

Runs as a process of its own (python -m fuzz.fuzz_intake FIRST COUNT), so that a reader that dies or hangs is seen and
tells its seed. A seed makes the same file every time: ``mutated(seed)`` gives its name and bytes.
"""

from __future__ import annotations

import faulthandler
import io
import json
import random
import re
import resource
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import xlsxwriter
from records import xlsb

from pipeline.calendar import parse_period
from pipeline.intake import read_inputs
from pipeline.vocabulary import shipped

SECONDS = 10
FILES = Path(__file__).parents[1] / "intake" / "files"
HEAD = ["日期", "支行", "客户经理", "客户", "活动类型", "金额（万元）", "手机", "备注"]
CELLS: tuple[object, ...] = (
    "2026-11-16", "11月16日", "3/5", 46342, 4.63e9, "张 三", "李四丰", "成交", "1.2万", "（1,200）", "约300", "—", "合计", "小计", "#N/A",
    "=1/0", '=DISPIMG("a",1)', "110101199003071234", 1.1e17, -0.0, 1e308, True, "", " ", "\u3000", "\u200b", "x" * 5000, "日期", "姓名",
    "单位：万元", "2026年11月", "第47周", "11.16-11.22", "注：", "😀", "&lt;", "0x1F", "1e999", "NaN", "２０２６", "\ud7ff", "年", "（）", "：",
)  # fmt: skip
NUMBERS = (
    b"0",
    b"-1",
    b"1",
    b"65536",
    b"1048576",
    b"16384",
    b"2147483648",
    b"99999999999999999999",
    b"1e400",
    b"NaN",
    b"",
    b"x",
)
REFERENCES = (b"A1", b"XFD1048576", b"A1048577", b"XFE1", b"a1", b"1", b"A0", b"ZZZZ9", b"$B$2", b"")
KINDS = (b"s", b"n", b"b", b"e", b"d", b"str", b"inlineStr", b"x", b"")


def book_rows(chance: random.Random) -> list[list[object]]:
    rows: list[list[object]] = [["城东支行活动记录"], HEAD] if chance.random() < 0.5 else [HEAD]
    day = ["2026-11-16", "城东支行", "张三", "李四丰", "成交", 12.5, "19900001234", "好"]
    for _ in range(chance.randint(1, 12)):
        rows.append([chance.choice(CELLS) if chance.random() < 0.3 else cell for cell in day])
    return rows


def with_openpyxl(chance: random.Random) -> bytes:
    book = openpyxl.Workbook()
    for row in book_rows(chance):
        book.active.append(row)
    for area in chance.sample(["A2:A4", "B3:C5", "A1:H1", "D2:E2", "F4:F9"], chance.randint(0, 3)):
        book.active.merge_cells(area)
    book.active.row_dimensions[4].hidden = chance.random() < 0.3
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_xlsxwriter(chance: random.Random) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_numbers": False, "nan_inf_to_errors": True}) as book:
        sheet = book.add_worksheet()
        formats = [book.add_format({"num_format": code}) for code in ('0.00"万元"', "0.0%", "yyyy-m-d", "@")]
        for i, row in enumerate(book_rows(chance)):
            for j, cell in enumerate(row):
                sheet.write(i, j, cell, chance.choice(formats) if chance.random() < 0.2 else None)
    return out.getvalue()


def as_text(chance: random.Random) -> bytes:
    mark = chance.choice([",", "\t", ";"])
    text = "\r\n".join(mark.join(map(str, row)) for row in book_rows(chance))
    return text.encode(chance.choice(["utf-8", "gb18030", "utf-16", "utf-8-sig"]))


def as_page(chance: random.Random) -> bytes:

    def cells(row: list[object]) -> str:
        return "".join(f"<td{chance.choice(['', ' rowspan=2', ' colspan=3'])}>{cell}</td>" for cell in row)

    rows = "".join(f"<tr>{cells(row)}</tr>" for row in book_rows(chance))
    return f"<html><meta charset='{chance.choice(['gbk', 'utf-8', 'x'])}'><table>{rows}</table></html>".encode(
        "gbk", "replace"
    )


def as_xml(chance: random.Random) -> bytes:
    kinds = ["String", "Number", "DateTime", "Boolean", "Error"]

    def data(cell: object) -> str:
        return f'<Cell><Data ss:Type="{chance.choice(kinds)}">{"" if str(cell) < " " else "x"}{len(str(cell))}</Data></Cell>'

    rows = "".join("<Row>" + "".join(map(data, row)) + "</Row>" for row in book_rows(chance))
    head = "".join(f'<Cell><Data ss:Type="String">{name}</Data></Cell>' for name in HEAD)
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="x"><Table>'
        f"<Row>{head}</Row>{rows}</Table></Worksheet></Workbook>"
    ).encode()


def as_xlsb(chance: random.Random) -> bytes:
    plain = [[cell if isinstance(cell, str | float) else str(cell) for cell in row] for row in book_rows(chance)]
    return xlsb({"日志": [*plain, [ValueError("#N/A")]]}, hidden={3})


@cache
def stored(name: str) -> bytes:
    return (FILES / name).read_bytes()


MAKERS: dict[str, tuple[int, Callable[[random.Random], bytes]]] = {
    "a.xlsx": (6, with_openpyxl),
    "b.xlsx": (6, with_xlsxwriter),
    "c.csv": (2, as_text),
    "d.xls": (2, as_page),
    "e.xls": (2, as_xml),
    "f.xlsb": (1, as_xlsb),
    "g.ods": (3, lambda chance: stored(chance.choice(["日志.ods", "错误.ods"]))),
    "h.xls": (1, lambda chance: stored(chance.choice(["日志.xls", "错误.xls"]))),
    "i.zip": (1, lambda chance: repacked({"日报.xlsx": with_openpyxl(chance), "a/b.csv": as_text(chance)}, chance)),
}


def repacked(parts: dict[str, bytes], chance: random.Random) -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # two members of one name are what we want
        with zipfile.ZipFile(out, "w", chance.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])) as made:
            for name, data in parts.items():
                for _ in range(1 + (chance.random() < 0.02)):
                    made.writestr(name, data)
    return out.getvalue()


def mutated(seed: int) -> tuple[str, bytes]:
    """The name and the bytes of the file that this seed stands for."""
    chance = random.Random(seed)
    names = list(MAKERS)
    name = chance.choices(names, [MAKERS[n][0] for n in names])[0]
    data = MAKERS[name][1](chance)
    if data[:2] == b"PK" and chance.random() < 0.75:
        data = changed_parts(data, chance)
    elif chance.random() < 0.9:
        data = (changed_markup if b"<" in data[:64] and chance.random() < 0.7 else changed_bytes)(data, chance)
    return (name if chance.random() < 0.9 else chance.choice(names)), data


def changed_parts(data: bytes, chance: random.Random) -> bytes:
    """One or two parts dropped, swapped, emptied, or changed within."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {info.filename: package.read(info) for info in package.infolist()}
    for _ in range(chance.randint(1, 2)):
        name = chance.choice(sorted(parts, key=lambda n: "sheet" not in n)[: chance.choice([1, 2, 99])])
        what = chance.random()
        if what < 0.06:
            del parts[name]
            if not parts:
                break
        elif what < 0.1:
            parts[name] = parts[chance.choice(list(parts))]
        elif what < 0.12:
            parts[name] = b""
        elif name.endswith((".xml", ".rels")):
            parts[name] = (changed_markup if chance.random() < 0.85 else changed_bytes)(parts[name], chance)
        else:
            parts[name] = changed_bytes(parts[name], chance)
    made = repacked(parts, chance)
    return changed_bytes(made, chance) if chance.random() < 0.15 else made


def changed_bytes(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 8, 64])):
        at = chance.randrange(len(out)) if out else 0
        what = chance.random()
        if what < 0.5 and out:
            out[at] = chance.randrange(256)
        elif what < 0.65:
            del out[at : at + chance.choice([1, 4, 100])]
        elif what < 0.8:
            out[at:at] = out[at : at + chance.choice([1, 16, 300])]
        elif what < 0.9:
            out[at : at + 4] = chance.choice([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f"])
        else:
            del out[at:]
    return bytes(out)


def changed_markup(data: bytes, chance: random.Random) -> bytes:
    """Tags and attributes changed as a broken or a hostile writer might: values, references, types, nesting."""
    for _ in range(chance.choice([1, 2, 5])):
        spots = list(
            re.finditer(
                chance.choice([rb'="([^"]*)"', rb"<[^>]*>", rb">([^<]+)<", rb'\bt="(\w*)"', rb'\br="(\w*)"']), data
            )
        )
        if not spots:
            continue
        spot = chance.choice(spots)
        text = spot[0]
        if text.startswith(b"="):
            new = b'="' + chance.choice([*NUMBERS, *REFERENCES, spot[1] * 2, b"&a;", b"\xff", b"x" * 70_000]) + b'"'
        elif text.startswith(b"t="):
            new = b't="' + chance.choice(KINDS) + b'"'
        elif text.startswith(b"r="):
            new = b'r="' + chance.choice([*REFERENCES, *NUMBERS]) + b'"'
        elif text.startswith(b">"):
            new = (
                b">"
                + chance.choice(
                    [*NUMBERS, str(chance.choice(CELLS)).encode("utf-8", "replace"), b"&#0;", b"]]>", b"<a>" * 400]
                )
                + b"<"
            )
        else:
            new = chance.choice(
                [
                    b"",
                    text * 2,
                    text * 300,
                    b"<!--" + text + b"-->",
                    b"<![CDATA[" + text + b"]]>",
                    b"<!DOCTYPE a>" + text,
                ]
            )
        data = data[: spot.start()] + new + data[spot.end() :]
    return data


def run(first: int, count: int) -> int:
    """Read the files of these seeds; prints what went wrong as JSON lines, then how far memory rose."""
    vocabulary, week = shipped(), parse_period("2026-W47", date(2026, 11, 20))
    wrong = 0
    for seed in range(first, first + count):
        name, data = mutated(seed)
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / name).write_bytes(data)
            faulthandler.dump_traceback_later(SECONDS * 3, exit=True)
            began, before, told = time.perf_counter(), time.process_time(), ""
            try:
                intake = read_inputs(Path(folder), vocabulary, period=week)
                told = "" if intake.files or intake.problems else "nothing said"
            except Exception:  # whatever it is, it is what is looked for
                told = traceback.format_exc()
            spent = max(time.process_time() - before, 0 if time.perf_counter() - began < 4 * SECONDS else SECONDS + 1)
            faulthandler.cancel_dump_traceback_later()
        if told or spent > SECONDS:
            wrong += 1
            print(json.dumps({"seed": seed, "name": name, "seconds": round(spent, 1), "told": told}), flush=True)
    peak = most_memory()
    print(json.dumps({"read": count, "wrong": wrong, "peak": peak}), flush=True)
    return wrong


def most_memory() -> int:
    """The most megabytes this process has held. ru_maxrss starts from what the process that began it held."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(bool(run(int(sys.argv[1]), int(sys.argv[2]))))

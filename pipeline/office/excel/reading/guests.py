"""Rare guests of a workbook that refer to cells in ways that this engine does not move → a Problem that names each.

A reference that stays behind when rows move is worse than a template that is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from pipeline.office.excel.book.book import Book
from pipeline.office.excel.book.reference import parse_area
from pipeline.office.excel.moving.plan import Plan
from pipeline.office.excel.reading.sheet import SheetSource
from pipeline.office.excel.xml import S, parse
from pipeline.problems import Problem, problem

# Elements of a sheet whose rows move, relationships of such a sheet, and parts of a workbook where any rows move.
ELEMENTS = {
    "scenarios": "方案管理器 scenarios",
    "smartTags": "智能标记 smart tags",
    "webPublishItems": "网页发布 web publishing",
}
RELATIONS = {
    "tableSingleCells": "XML 映射单元格 XML-mapped cells",
    "namedSheetView": "工作表视图 sheet views",
}
PARTS = {
    "xl/model/": "数据模型 data model",
    "xl/revisions/": "共享工作簿的修订记录 shared-workbook revisions",
    "xl/volatileDependencies": "实时数据 RTD",
    "xl/webextensions/": "加载项绑定 add-in bindings",
}


def rare_guests(book: Book, sources: Sequence[SheetSource]) -> Iterator[Problem]:
    """The problems of a workbook of which these sheets are filled."""
    moving = [source for source in sources if source.plan.blocks]
    for source in moving:
        sheet = source.sheet
        found = [name for tag, name in ELEMENTS.items() if source.root.find(f"{S}{tag}") is not None]
        kinds = {kind for _, kind, _ in book.relations(sheet.part)}
        found += [name for kind, name in RELATIONS.items() if kind in kinds]
        found += ["数据查询表 query table"] if _has_query(book, sheet.index) else []
        found += ["数据透视表 pivot table"] if _has_moving_pivot(book, sheet.part, source.plan) else []
        yield from (problem("XL116", book.place(sheet.index), name) for name in found)
    if not moving:
        return
    for prefix, name in PARTS.items():
        if any(part.startswith(prefix) for part in book.package.members):
            yield problem("XL116", book.place(-1), name)
    for sheet in book.sheets:
        if sheet.grid and "<dataRef " in book.package.text(sheet.part):
            yield problem("XL116", book.place(sheet.index), "合并计算 data consolidation")


def _has_query(book: Book, sheet: int) -> bool:
    return any(table.sheet == sheet and book.related(table.part, "queryTable") for table in book.tables)


def _has_moving_pivot(book: Book, sheet: str, plan: Plan) -> bool:
    """Whether a pivot table stands below rows that move, or among them."""
    for part in book.related(sheet, "pivotTable"):
        location = parse(book.package.text(part)).find(f"{S}location")
        area = parse_area(location.get("ref", "")) if isinstance(location, etree._Element) else None
        if area is None or area.last.row >= plan.blocks[0].first:
            return True
    return False

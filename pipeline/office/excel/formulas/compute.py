"""A formula → a function that computes its value from the cells just written, or None if that is beyond us.

Only what can be computed exactly is: anything else is left to Excel, and no value is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from openpyxl.formula.tokenizer import Token

from pipeline.office.excel.book.reference import Area, Formula
from pipeline.office.excel.formulas import batch
from pipeline.office.excel.formulas.functions import (
    AGGREGATES,
    ARITHMETIC,
    COMPARISONS,
    SCALARS,
    SUBTOTALS,
    FormulaError,
    UnknownError,
    chosen,
    compare,
    in_order,
    number,
    rank,
    text,
    total,
    truth,
)
from pipeline.office.excel.formulas.lookups import LOOKUPS
from pipeline.office.excel.formulas.nodes import BeyondError, Cells, Node, Scalar
from pipeline.office.excel.moving.rows import At


class Resolve(Protocol):
    """What a compiler of formulas can ask of a workbook."""

    def reference(self, typed: str, home: int, row: int, column: int) -> tuple[Area, bool] | None:
        """The area that a name or a structured reference means, and whether it is the cell in the same row."""
        ...


def compile_value(formula: Formula, home: int, at: tuple[int, int], resolve: Resolve) -> Node | None:
    """The node of a whole formula that stands on the sheet ``home`` at (template row, column)."""
    if not formula.tokens:
        return None
    try:
        parser = _Parser(formula, home, at, resolve)
        node = parser.expression(0)
        parser.finish()
    except (BeyondError, IndexError, ValueError):
        return None
    return node


_BINDING = {
    "=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5,
}  # fmt: skip
_PREFIX = 6


class _Parser:
    """Reads tokens by binding strength into nodes."""

    def __init__(self, formula: Formula, home: int, at: tuple[int, int], resolve: Resolve) -> None:
        pairs = zip(formula.tokens, formula.parts, strict=True)
        self._tokens = [(t, part) for t, part in pairs if t.type != Token.WSPACE]
        self._home, self._row, self._column = home, *at
        self._resolve = resolve
        self._next = 0

    def finish(self) -> None:
        """Nothing may be left."""
        if self._next != len(self._tokens):
            raise BeyondError

    def _peek(self) -> Token | None:
        return self._tokens[self._next][0] if self._next < len(self._tokens) else None

    def expression(self, least: int) -> Node:
        """A node of operators that bind at least so strongly."""
        left = self._operand()
        while (token := self._peek()) is not None:
            if token.type == Token.OP_POST:
                self._next += 1
                left = _percent(left)
            elif token.type == Token.OP_IN and token.value in _BINDING and _BINDING[token.value] > least:
                self._next += 1
                left = _operation(token.value, left, self.expression(_BINDING[token.value]))
            elif token.type == Token.OP_IN and token.value not in _BINDING:
                raise BeyondError
            else:
                break
        return left

    def _operand(self) -> Node:
        token, part = self._tokens[self._next]
        self._next += 1
        if token.type == Token.OP_PRE:
            inside = self.expression(_PREFIX)
            if token.value == "-":
                return Node(lambda cells, at: -number(inside.value(cells, at)), source=batch.negative(inside.source))
            return inside
        if token.type == Token.PAREN and token.subtype == Token.OPEN:
            inside = self.expression(0)
            self._close()
            return inside
        if token.type == Token.FUNC and token.subtype == Token.OPEN:
            return self._function(token.value[:-1].upper().removeprefix("_XLFN."))
        if token.type == Token.OPERAND:
            return self._constant(token, part)
        raise BeyondError

    def _close(self) -> None:
        token = self._peek()
        if token is None or token.subtype != Token.CLOSE:
            raise BeyondError
        self._next += 1

    def _function(self, name: str) -> Node:
        arguments: list[Node] = []
        token = self._peek()
        if token is not None and token.subtype == Token.CLOSE:
            self._next += 1
            return _call(name, arguments)
        while True:
            token = self._peek()
            if token is None:
                raise BeyondError
            empty = token.type == Token.SEP or token.subtype == Token.CLOSE
            arguments.append(Node(lambda cells, at: None) if empty else self.expression(0))
            token = self._peek()
            if token is None or token.type != Token.SEP:
                self._close()
                return _call(name, arguments)
            self._next += 1

    def _constant(self, token: Token, part: str | Area) -> Node:
        if token.subtype == Token.RANGE:
            return self._reference(part)
        value: Any
        if token.subtype == Token.NUMBER:
            value = float(token.value)
            value = int(value) if value.is_integer() and abs(value) < 1e15 else value
        elif token.subtype == Token.TEXT:
            value = token.value[1:-1].replace('""', '"')
        elif token.subtype == Token.LOGICAL:
            value = token.value.upper() == "TRUE"
        else:
            raise BeyondError
        return Node(lambda cells, at: value, source=batch.constant(value))

    def _reference(self, part: str | Area) -> Node:
        own_row = False
        if isinstance(part, str):
            found = self._resolve.reference(part, self._home, self._row, self._column)
            if found is None:
                raise BeyondError
            area, own_row = found
        else:
            area = part
            corners = (area.first, area.last)
            own_row = not area.sheet and all(c.row == self._row and not c.row_fixed for c in corners)
        home = self._home
        if own_row and area.first.column == area.last.column:
            column = area.first.column
            return Node(
                lambda cells, at: cells.cell(home, column, at.row),
                lambda cells, at, subtotals: [cells.cell(home, column, at.row)],
                batch.own_cell(column),
                1,
            )

        def values(cells: Cells, at: At, subtotals: bool = True) -> Sequence[Any]:
            return cells.area(area, home, at, subtotals)

        def value(cells: Cells, at: At) -> Any:
            found = values(cells, at)
            if len(found) != 1:
                raise UnknownError
            return found[0]

        first, last = area.first.column, area.last.column
        quick = batch.own_cells(first, last) if own_row and 0 < first < last else None
        width = last - first + 1 if first else 0
        return Node(value, values, quick, width, (area, home))


def _percent(node: Node) -> Node:
    return Node(lambda cells, at: number(node.value(cells, at)) / 100, source=batch.percent(node.source))


def _operation(operator: str, left: Node, right: Node) -> Node:
    a, b = left.value, right.value
    quick = batch.operation(operator, left.source, right.source)
    if operator == "&":
        return Node(lambda cells, at: text(a(cells, at)) + text(b(cells, at)))
    if operator in COMPARISONS:
        return Node(lambda cells, at: compare(operator, a(cells, at), b(cells, at)), source=quick)
    act = ARITHMETIC[operator]
    return Node(lambda cells, at: act(number(a(cells, at)), number(b(cells, at))), source=quick)


def _call(name: str, arguments: Sequence[Node]) -> Node:
    quick = _quick(name, [argument.source for argument in arguments])
    if name in AGGREGATES:
        act = AGGREGATES[name]
        seen = arguments[0].area if len(arguments) == 1 else None
        if seen is not None:
            area, home = seen
            return Node(lambda cells, at: cells.aggregate(area, home, at, act), source=quick)
        return Node(lambda cells, at: act(_gathered(arguments, cells, at)), source=quick)
    if name in SCALARS:
        scalar = SCALARS[name]
        return Node(lambda cells, at: scalar(*(argument.value(cells, at) for argument in arguments)), source=quick)
    special = _SPECIAL.get(name)
    if special is None:
        raise BeyondError
    return Node(special(arguments), source=quick)


def _quick(name: str, sources: Sequence[batch.Source | None]) -> batch.Source | None:
    if name == "IF" and len(sources) == 3:
        return batch.condition(*sources)
    if name == "IFERROR" and len(sources) == 2:
        return batch.with_fallback(*sources)
    return batch.call(name, sources)


def _gathered(arguments: Sequence[Node], cells: Cells, at: At) -> list[Any]:
    """Ranges give their cells; what is typed or computed counts as a number."""
    values: list[Any] = []
    for argument in arguments:
        if argument.cells is not None:
            values += argument.cells(cells, at, True)
        else:
            values.append(number(argument.value(cells, at)))
    return values


def _if(arguments: Sequence[Node]) -> Scalar:
    if not 2 <= len(arguments) <= 3:
        raise BeyondError
    test, then = arguments[0].value, arguments[1].value
    other = arguments[2].value if len(arguments) == 3 else lambda cells, at: False

    def value(cells: Cells, at: At) -> Any:
        result = then(cells, at) if truth(test(cells, at)) else other(cells, at)
        return 0 if result is None else result

    return value


def _if_error(arguments: Sequence[Node]) -> Scalar:
    first, second = (argument.value for argument in arguments)

    def value(cells: Cells, at: At) -> Any:
        try:
            result = first(cells, at)
        except FormulaError:
            result = None
        else:
            if not isinstance(result, FormulaError):
                return 0 if result is None else result
        result = second(cells, at)
        return "" if result is None else result

    return value


def _logical(act: Callable[[list[bool]], bool]) -> Callable[[Sequence[Node]], Scalar]:
    def make(arguments: Sequence[Node]) -> Scalar:
        return lambda cells, at: act([truth(argument.value(cells, at)) for argument in arguments])

    return make


def _subtotal(arguments: Sequence[Node]) -> Scalar:
    which, *ranges = arguments
    if not ranges or any(node.cells is None for node in ranges):
        raise BeyondError

    def value(cells: Cells, at: At) -> Any:
        code = int(number(which.value(cells, at)))
        act = SUBTOTALS.get(code % 100)
        if act is None or (code > 100 and any(node.area and cells.hides(*node.area) for node in ranges)):
            raise UnknownError
        values = [v for node in ranges if node.cells for v in node.cells(cells, at, False)]
        return act(values)

    return value


def _pairs(arguments: Sequence[Node], cells: Cells, at: At) -> list[tuple[Sequence[Any], Any]]:
    pairs = []
    for where, wanted in zip(arguments[::2], arguments[1::2], strict=True):
        if where.cells is None:
            raise UnknownError
        pairs.append((where.cells(cells, at, True), wanted.value(cells, at)))
    return pairs


def _count_ifs(arguments: Sequence[Node]) -> Scalar:
    if not arguments or len(arguments) % 2:
        raise BeyondError
    return lambda cells, at: len(chosen(_pairs(arguments, cells, at), cells.once))


def _sum_ifs(arguments: Sequence[Node]) -> Scalar:
    summed, *rest = arguments
    if summed.cells is None or not rest or len(rest) % 2:
        raise BeyondError

    def value(cells: Cells, at: At) -> Any:
        values = summed.cells(cells, at, True) if summed.cells else []
        positions = chosen(_pairs(rest, cells, at), cells.once)
        if positions and positions[-1] >= len(values):
            raise UnknownError
        return total([values[i] for i in positions])

    return value


def _sum_if(arguments: Sequence[Node]) -> Scalar:
    if len(arguments) == 2:
        return _sum_ifs((arguments[0], *arguments))
    where, wanted, summed = arguments
    return _sum_ifs((summed, where, wanted))


def _rank(arguments: Sequence[Node]) -> Scalar:
    value, among, *order = arguments
    if among.cells is None:
        raise BeyondError

    def ranked(cells: Cells, at: At) -> Any:
        ascending = bool(order) and truth(order[0].value(cells, at))
        values = cells.once(among.cells(cells, at, True), in_order) if among.cells else []
        return rank(number(value.value(cells, at)), values, ascending)

    return ranked


_SPECIAL: dict[str, Callable[[Sequence[Node]], Scalar]] = {
    "IF": _if, "IFERROR": _if_error, "AND": _logical(all), "OR": _logical(any), "SUBTOTAL": _subtotal,
    "COUNTIF": _count_ifs, "COUNTIFS": _count_ifs, "SUMIF": _sum_if, "SUMIFS": _sum_ifs, "RANK": _rank,
    "RANK.EQ": _rank, **LOOKUPS,
}  # fmt: skip

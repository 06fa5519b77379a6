"""A program with code names → the nested names it needs of the facts, and the type that each value ends in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import nodes

from pipeline.office.tags.tree import attribute_words, is_loop

Need = dict[str, Any]
EACH = "[]"
_SAME = frozenset(("default", "d", "sort", "select", "reject", "selectattr", "rejectattr", "unique", "reverse", "list"))
_ONE = frozenset(("first", "last", "min", "max"))
_NUMBERS = {
    "length": "count",
    "count": "count",
    "round": "number",
    "int": "count",
    "float": "number",
    "sum": "number",
    "abs": "number",
}


def _number(formats: Iterable[str]) -> str:
    """The type of a number that is worked out of others: of those without a type, as a year is, one without commas."""
    return "number" if any(format not in ("", "figure") for format in formats) else "figure"


@dataclass
class Shape:
    """What is known of an expression: the names needed below it, its type, and what its items are."""

    need: Need = field(default_factory=dict)
    format: str = ""
    items: Shape | None = None

    def each(self) -> Shape:
        """The shape of one of its items."""
        return self.items or Shape(self.need.setdefault(EACH, {}))


class Analysis:
    """The names and types of one program. ``needs``: code name → the names below it, items under "[]";
    ``formats``: id of an output expression → type; ``lines``: path of names → the first line that needs it;
    ``listed``: the functions that may be called; ``in_wan``: filters that are told no unit, over values in 万元."""

    def __init__(self, tree: nodes.Template, formats: Mapping[str, str], listed: Collection[str] = ()) -> None:
        self.needs: Need = {}
        self.listed = listed
        self.formats: dict[int, str] = {}
        self.concats: dict[int, str] = {}
        self.in_wan: list[nodes.Filter] = []
        self._types = formats
        self._first: dict[int, tuple[Need, int]] = {}  # holds the need too: an id is its own only while it lives
        self._macros: dict[str, nodes.Macro] = {m.name: m for m in tree.find_all(nodes.Macro)}
        self._calling: list[nodes.Macro] = []
        self._body(tree.body, {})

    @property
    def lines(self) -> dict[tuple[str, ...], int]:
        """Path of names → the first line that needs it."""
        return dict(self._paths(self.needs, ()))

    def _paths(self, need: Need, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
        for name, below in need.items():
            yield (*path, name), self._first[id(below)][1] if id(below) in self._first else 0
            yield from self._paths(below, (*path, name))

    # statements

    def _body(self, body: list[nodes.Node], scope: dict[str, Shape]) -> None:
        for node in body:
            if isinstance(node, nodes.Output):
                for child in node.nodes:
                    if not isinstance(child, nodes.TemplateData):
                        self.formats[id(child)] = self._shape(child, scope).format
            elif isinstance(node, nodes.For):
                self._for(node, scope)
            elif isinstance(node, nodes.If):
                self._if(node, scope)
            else:
                self._definition(node, scope)

    def _for(self, node: nodes.For, scope: dict[str, Shape]) -> None:
        inner = dict(scope)
        item = self._shape(node.iter, scope).each()
        self._bind(node.target, item, inner)
        inner["loop"] = Shape({"previtem": item.need, "nextitem": item.need})
        if node.test is not None:
            self._shape(node.test, inner)
        self._body(node.body, inner)
        self._body(node.else_, dict(scope))

    def _if(self, node: nodes.If, scope: dict[str, Shape]) -> None:
        self._shape(node.test, scope)
        self._body(node.body, scope)
        for branch in node.elif_:
            self._shape(branch.test, scope)
            self._body(branch.body, scope)
        self._body(node.else_, scope)

    def _definition(self, node: nodes.Node, scope: dict[str, Shape]) -> None:
        if isinstance(node, nodes.Assign):
            self._bind(node.target, self._shape(node.node, scope), scope)
        elif isinstance(node, nodes.AssignBlock):
            self._body(node.body, dict(scope))
            self._bind(node.target, Shape(), scope)
        elif isinstance(node, nodes.Macro):
            inner = dict(scope)
            inner.update((arg.name, Shape()) for arg in node.args)
            self._body(node.body, inner)
            scope[node.name] = Shape()
        elif isinstance(node, nodes.With):
            inner = dict(scope)
            for target, value in zip(node.targets, node.values, strict=True):
                self._bind(target, self._shape(value, scope), inner)
            self._body(node.body, inner)

    def _bind(self, target: nodes.Node, shape: Shape, scope: dict[str, Shape]) -> None:
        if isinstance(target, nodes.Name):
            scope[target.name] = shape
        elif isinstance(target, nodes.Tuple):
            parts = [shape.need.get("grouper"), shape.need.get("list")]
            for part, name in zip(target.items, (parts + [None] * len(target.items)), strict=False):
                self._bind(part, Shape(name if name is not None else {}), scope)

    def _called(self, macro: nodes.Macro, given: list[Shape], named: Mapping[str, Shape]) -> None:
        """What a macro needs of its arguments; how it writes them is not decided by one call."""
        if macro in self._calling:
            return
        self._calling.append(macro)
        formats, concats = dict(self.formats), dict(self.concats)
        names = [argument.name for argument in macro.args]
        inner = dict.fromkeys(names, Shape()) | dict(zip(names, given, strict=False)) | dict(named)
        self._body(macro.body, inner)
        self.formats, self.concats = formats, concats
        self._calling.pop()

    # expressions

    def _shape(self, node: nodes.Node, scope: dict[str, Shape]) -> Shape:
        if isinstance(node, nodes.Name):
            return scope.get(node.name) or self._below(self.needs, node.name, node.lineno)
        if isinstance(node, nodes.Getattr):
            return self._below(self._shape(node.node, scope).need, node.attr, node.lineno)
        if isinstance(node, nodes.Getitem):
            return self._subscript(node, scope)
        if isinstance(node, nodes.Filter):
            return self._filter(node, scope)
        if isinstance(node, nodes.Test) and node.name in ("defined", "undefined"):
            return Shape()
        if isinstance(node, nodes.Call):  # what is called is the engine's or a macro: no name of the facts
            on = [node.node.node] if isinstance(node.node, nodes.Getattr) and not is_loop(node.node.node) else []
            given = [self._shape(part, scope) for part in (*on, *node.args)]
            named = {keyword.key: self._shape(keyword.value, scope) for keyword in node.kwargs}
            if isinstance(node.node, nodes.Name) and node.node.name in self._macros:
                self._called(self._macros[node.node.name], given, named)
            return Shape()
        if isinstance(node, nodes.CondExpr):
            self._shape(node.test, scope)
            return self._either(node.expr1, node.expr2 or nodes.Const(None), scope)
        return self._operation(node, scope)

    def _operation(self, node: nodes.Node, scope: dict[str, Shape]) -> Shape:
        if isinstance(node, nodes.Add | nodes.Sub):
            left, right = self._shape(node.left, scope), self._shape(node.right, scope)
            same = left.format == right.format and left.format
            return Shape(format=left.format if same else _number((left.format, right.format)))
        if isinstance(node, nodes.Or | nodes.And):
            return self._either(node.left, node.right, scope)
        formats: list[str] = []
        for child in node.iter_child_nodes():
            shape = self._shape(child, scope)
            formats.append(shape.format)
            if isinstance(node, nodes.Concat):
                self.concats[id(child)] = shape.format
            if isinstance(node, nodes.Neg | nodes.Pos):
                return shape
        return Shape(format=_number(formats) if isinstance(node, nodes.BinExpr) else "")

    def _either(self, left: nodes.Node, right: nodes.Node, scope: dict[str, Shape]) -> Shape:
        first, second = self._shape(left, scope), self._shape(right, scope)
        if isinstance(left, nodes.Const):
            return second
        same = first.format == second.format or isinstance(right, nodes.Const)
        return Shape(first.need, first.format if same else "", first.items)

    def _subscript(self, node: nodes.Getitem, scope: dict[str, Shape]) -> Shape:
        shape = self._shape(node.node, scope)
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._below(shape.need, node.arg.value, node.lineno)
        self._shape(node.arg, scope)
        if isinstance(node.arg, nodes.Slice):
            return shape
        return shape.each() if isinstance(node.arg, nodes.Const | nodes.Neg | nodes.BinExpr) else Shape()

    def _filter(self, node: nodes.Filter, scope: dict[str, Shape]) -> Shape:
        shape = self._shape(node.node, scope) if node.node is not None else Shape()
        for child in (*node.args, *(keyword.value for keyword in node.kwargs)):
            self._shape(child, scope)
        if node.name == "capital" and shape.format == "wan" and not (node.args or node.kwargs):
            self.in_wan.append(node)
        named = None
        for word in attribute_words(node):
            for path in word.value.split(","):
                named = shape.each()
                for step in path.split("."):
                    named = self._below(named.need, step, node.lineno)
        return self._filtered(node.name, shape, named)

    def _filtered(self, name: str, shape: Shape, named: Shape | None) -> Shape:
        if name in ("sum", "abs"):
            return Shape(format=(named or shape).format or "number")
        if name in _SAME:
            return shape
        if name in _ONE:
            return shape.each()
        if name == "map":
            return Shape(items=named or Shape())
        if name in ("batch", "slice"):
            return Shape(items=shape)
        if name in ("groupby", "grouped"):
            return Shape(items=Shape({"grouper": {}, "list": shape.need}))
        return Shape(format=_NUMBERS.get(name, ""))

    def _below(self, need: Need, name: str, line: int) -> Shape:
        below = need.setdefault(name, {})
        self._first.setdefault(id(below), (below, line))
        return Shape(below, self._types.get(name, ""))

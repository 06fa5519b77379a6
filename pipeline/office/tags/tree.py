"""A parsed program → the same program with code names, and what in it is refused."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jinja2 import nodes

from pipeline.office.tags.filters.filters import ALIASES
from pipeline.office.tags.filters.trade import FIRST_WORDS
from pipeline.office.tags.names import Names

LOOP_FIELDS = frozenset(
    (
        "index",
        "index0",
        "revindex",
        "revindex0",
        "first",
        "last",
        "length",
        "previtem",
        "nextitem",
        "cycle",
        "changed",
        "depth",
        "depth0",
    )
)
ENGINE_CALLS = ("range", "namespace")
METHODS = ("items", "keys", "values")
TESTS = frozenset(
    {
        "none", "defined", "undefined", "even", "odd", "divisibleby", "number", "string", "mapping", "iterable",
        "sequence", "boolean", "integer", "float", "true", "false", "sameas", "in",
        "eq", "equalto", "ne", "gt", "ge", "lt", "le",
    }
)  # fmt: skip
ATTRIBUTE_AT: Mapping[str, int | None] = {
    "sum": 0, "groupby": 0, "grouped": 0, "selectattr": 0, "rejectattr": 0, "sort": 0, "unique": 0, "min": 0, "max": 0,
    "join": 1, "map": None,
}  # fmt: skip
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Assign, nodes.AssignBlock,
    nodes.Macro, nodes.With, nodes.Name, nodes.NSRef, nodes.Const, nodes.Tuple, nodes.List, nodes.Dict, nodes.Pair,
    nodes.Keyword, nodes.CondExpr, nodes.Filter, nodes.Test, nodes.Call, nodes.Getitem, nodes.Getattr,
    nodes.Slice, nodes.Concat, nodes.Compare, nodes.Operand, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div,
    nodes.FloorDiv, nodes.Mod, nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.Pos,
)  # fmt: skip
Report = Callable[[int, str, str, Mapping[str, str]], None]  # index, code, found, params


@dataclass(frozen=True, slots=True)
class Known:
    """What a program's tags may use by name: filters, its own macros and namespaces, functions that are listed."""

    filters: Sequence[str]
    macros: Container[str] = ()
    spaces: Container[str] = ()
    listed: Container[str] = ()


class Check:
    """Walks a program and reports every construct that the language does not have."""

    def __init__(self, known: Known, report: Report) -> None:
        self._known = known
        self._report = report

    def visit(self, node: nodes.Node, index: int) -> None:
        """Reports all that is refused in the tree of the tag with this index."""
        refused = self._refused(node)
        if refused:
            self._report(index, *refused)
        for child in node.iter_child_nodes():
            self.visit(child, index)

    def _refused(self, node: nodes.Node) -> tuple[str, str, Mapping[str, str]] | None:
        if isinstance(node, nodes.Pow):
            return "TL103", "**", {}
        if not isinstance(node, _ALLOWED):
            return "TL103", type(node).__name__.lower(), {}
        if isinstance(node, nodes.NSRef) and node.name not in self._known.spaces:
            return "TL118", f"{node.name}.{node.attr}", {"name": node.name}
        if isinstance(node, nodes.For) and node.recursive:
            return "TL103", "recursive", {}
        if isinstance(node, nodes.Filter) and node.name not in self._known.filters:
            return "TL102", node.name, nearest(node.name, self._known.filters)
        if isinstance(node, nodes.Filter):
            return self._refused_word(node)
        if isinstance(node, nodes.Test) and node.name not in TESTS:
            return "TL107", node.name, nearest(node.name, sorted(TESTS))
        if isinstance(node, nodes.Name) and node.name.startswith("_"):
            return "TL103", node.name, {}
        if isinstance(node, nodes.Getattr) and is_loop(node.node) and node.attr not in LOOP_FIELDS:
            return "TL108", node.attr, nearest(node.attr, sorted(LOOP_FIELDS))
        if isinstance(node, nodes.Call):
            return self._refused_call(node)
        return None

    def _refused_word(self, node: nodes.Filter) -> tuple[str, str, Mapping[str, str]] | None:
        """The first word in a filter's brackets, where the filter knows only some: a date's style, a filter's name."""
        name = ALIASES.get(node.name, node.name)
        word = node.args[0] if node.args else None
        if not isinstance(word, nodes.Const) or not isinstance(word.value, str):
            return None
        if name == "map" and word.value not in self._known.filters:
            return "TL102", word.value, nearest(word.value, self._known.filters)
        known = FIRST_WORDS.get(name)
        return ("TL209", word.value, nearest(word.value, known)) if known and word.value not in known else None

    def _refused_call(self, node: nodes.Call) -> tuple[str, str, Mapping[str, str]] | None:
        called = node.node
        starred = node.dyn_args is not None or node.dyn_kwargs is not None
        if isinstance(called, nodes.Name) and not starred and self._may_call(called.name):
            return None
        if isinstance(called, nodes.Getattr) and not starred and self._may_call_on(called, node):
            return None
        word = called.attr if isinstance(called, nodes.Getattr) else getattr(called, "name", "()")
        return "TL109", f"{word}()", {}

    def _may_call(self, name: str) -> bool:
        return name in ENGINE_CALLS or name in self._known.macros or name in self._known.listed

    def _may_call_on(self, called: nodes.Getattr, call: nodes.Call) -> bool:
        if is_loop(called.node):
            return called.attr in ("cycle", "changed")
        return called.attr in self._known.listed or (called.attr in METHODS and not (call.args or call.kwargs))


def nearest(word: str, known: Sequence[str]) -> Mapping[str, str]:
    """What a problem says of an unknown word: the one most like it, and those that are known."""
    near = difflib.get_close_matches(word, known, 1)
    return {"near": near[0] if near else "—", "known": " ".join(known[:40])}


def is_loop(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "loop"


def rename(tree: nodes.Template, names: Names) -> None:
    """Puts code names where terms stood: root names, attributes, constant subscripts, literal field names
    in filters; and the English names of filters."""
    macros = {macro.name for macro in tree.find_all(nodes.Macro)}
    for node in _walk(tree):
        if isinstance(node, nodes.NSRef):
            node.name, node.attr = names.root(node.name), names.field(node.attr)
        elif isinstance(node, nodes.Name) and node.name not in macros:
            node.name = names.root(node.name)
        elif isinstance(node, nodes.Getattr) and not is_loop(node.node):
            node.attr = names.field(node.attr)
        elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
            if isinstance(node.arg.value, str):
                node.arg.value = names.field(node.arg.value)
        elif isinstance(node, nodes.Call):
            fields = isinstance(node.node, nodes.Name) and node.node.name == "namespace"
            for keyword in node.kwargs:
                keyword.key = names.field(keyword.key) if fields else names.root(keyword.key)
        elif isinstance(node, nodes.Filter):
            node.name = ALIASES.get(node.name, node.name)
            _rename_attribute(node, names)


def _rename_attribute(node: nodes.Filter, names: Names) -> None:
    for word in attribute_words(node):
        word.value = names.path(word.value)


def attribute_words(node: nodes.Filter) -> Iterator[nodes.Const]:
    """The literals of a filter that name a field: sum(attribute="x"), groupby("x") and their kind."""
    if node.name not in ATTRIBUTE_AT:
        return
    position = ATTRIBUTE_AT[node.name]
    found = [keyword.value for keyword in node.kwargs if keyword.key == "attribute"]
    if position is not None:
        found += node.args[position : position + 1]
    for word in found:
        if isinstance(word, nodes.Const) and isinstance(word.value, str):
            yield word


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)

# ruff: noqa: N802, N815 - Jinja finds these methods by the names of its nodes
"""A checked program's tree → Python code that evaluates it, in a fast form and a careful one.

The fast form steps into dicts directly and stops at the first surprise. The careful form, run only after
that, evaluates each tag on its own and reports every surprise with its line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame

from pipeline.office.tags.needs import Analysis
from pipeline.office.tags.tree import ENGINE_CALLS, is_loop

LOOP = "_loop"
CALL = "_call_"
FUNCTION = "_function_"
WRITE = "_write_"
RECORD = "_record_"
_OPERATORS: Mapping[type[nodes.BinExpr], str] = {
    nodes.Add: "_add",
    nodes.Sub: "_sub",
    nodes.Mul: "_mul",
    nodes.Div: "_div",
    nodes.FloorDiv: "_floor",
    nodes.Mod: "_mod",
}


def prepare(tree: nodes.Template, analysis: Analysis, per_render: Mapping[int, str]) -> None:
    """Puts loops through the budget, marks what the careful form guards, gives every if-expression an else, tells
    capital amounts their unit, and sends the outputs on the lines of ``per_render`` through the writer of that name."""
    for output in list(tree.find_all(nodes.Output)):
        output.nodes = [_through_writer(child, analysis, per_render) for child in output.nodes]
    for loop in list(tree.find_all(nodes.For)):
        size = sum(len(data.data) for data in loop.find_all(nodes.TemplateData))
        counted = [loop.iter, nodes.Const(size, lineno=loop.lineno)]
        loop.iter = nodes.Call(nodes.Name(LOOP, "load"), counted, [], None, None, lineno=loop.lineno)
        loop.iter = _guarded(loop.iter)
        if loop.test is not None:
            loop.test = _guarded(loop.test)
    for branch in list(tree.find_all(nodes.If)):
        branch.test = _guarded(branch.test)
    for assignment in list(tree.find_all(nodes.Assign)):
        assignment.node = _guarded(assignment.node)
    for amount in analysis.in_wan:
        amount.args.append(nodes.Const("wan", lineno=amount.lineno))
    for choice in list(tree.find_all(nodes.CondExpr)):
        choice.expr2 = choice.expr2 or nodes.Const(None, lineno=choice.lineno)


def _through_writer(child: nodes.Expr, analysis: Analysis, per_render: Mapping[int, str]) -> nodes.Expr:
    if isinstance(child, nodes.TemplateData) or child.lineno not in per_render or reserved_call(child, CALL):
        return child
    format = nodes.Const(analysis.formats.get(id(child), ""), lineno=child.lineno)
    writer = nodes.Name(WRITE + per_render[child.lineno], "load", lineno=child.lineno)
    return nodes.Call(writer, [child, format], [], None, None, lineno=child.lineno)


def _guarded(node: nodes.Node) -> nodes.Expr:
    """Jinja allows no node types of ours; MarkSafe, which the language refuses, carries the guard."""
    return nodes.MarkSafe(node, lineno=node.lineno)


class Generator(CodeGenerator):
    """Jinja's code generator with items-only attributes, our arithmetic and a writer around every output."""

    def __init__(
        self,
        tree: nodes.Template,
        environment: Environment,
        analysis: Analysis,
        writers: Mapping[int, str],
        plain: Mapping[str, bool],
        careful: bool,
    ) -> None:
        super().__init__(environment, "program", "program", optimized=False)
        self._plain = {} if careful else plain
        self._analysis = analysis
        self._writers = writers
        self._careful = careful
        self._dict = ""  # what is known to be a dict just now
        self._certain = certain_names(tree)
        self._looped = {id(counted.args[0]) for counted in tree.find_all(nodes.Call) if reserved_call(counted, LOOP)}

    def write_commons(self) -> None:
        self.writeline("resolve = context.resolve_or_missing")
        self.writeline("undefined = _undefined")
        self.writeline("concat = _concat")
        self.writeline("if 0: yield None")

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:
        texts: list[nodes.Expr] = []
        parts = iter(node.nodes)
        for part in parts:
            if not reserved_call(part, RECORD):
                texts.append(part)
            elif not self._careful:
                self._texts(texts, frame)
                assert isinstance(part, nodes.Call)
                self._record(part, list(islice(parts, part.args[1].as_const())), frame)
                texts = []
        self._texts(texts, frame)

    def _record(self, head: nodes.Call, parts: Sequence[nodes.Expr], frame: Frame) -> None:
        """The values as they are, in a tuple with the record's code. Mostly they are those of one item, of which it is
        asked only once whether it is a dict."""
        if frame.buffer is not None:  # of a macro or a set block, which are text: engines refuse records in these
            return
        code = head.args[0].as_const()
        items = [part.node for part in parts if isinstance(part, nodes.Getattr) and isinstance(part.node, nodes.Name)]
        item = next((frame.symbols.ref(name.name) for name in items if id(name) in self._certain), "")
        self.writeline("yield ", head)
        if item:
            self._dict = item
            self._values(code, parts, frame)
            self._dict = ""
            self.write(f" if type({item}) is dict else ")
        self._values(code, parts, frame)

    def _values(self, code: int, parts: Sequence[nodes.Expr], frame: Frame) -> None:
        self.write(f"({code}, ")
        for part in parts:
            self.visit(part, frame)
            self.write(", ")
        self.write(")")

    def _texts(self, parts: list[nodes.Expr], frame: Frame) -> None:
        if not parts:
            return
        self.writeline("yield " if frame.buffer is None else f"{frame.buffer}.append(", parts[0])
        if len(parts) > 1:
            self.write('"".join((')
        for part in parts:
            self._part(part, frame)
            if len(parts) > 1:
                self.write(", ")
        if len(parts) > 1:
            self.write("))")
        if frame.buffer is not None:
            self.write(")")

    def _part(self, part: nodes.Expr, frame: Frame) -> None:
        if isinstance(part, nodes.TemplateData):
            self.write(repr(part.data))
        elif reserved_call(part, CALL):
            self.visit(part, frame)
        elif self._careful:
            self.write("_written(lambda: ")
            self._value(part, frame)
            self.write(f", {part.lineno})")
        else:
            self._value(part, frame)

    def _value(self, part: nodes.Expr, frame: Frame) -> None:
        if reserved_call(part, WRITE):
            self.visit(part, frame)
            return
        writer = self._writers[id(part)]
        if writer not in self._plain:
            self.write(f"{writer}(")
            self.visit(part, frame)
            self.write(")")
            return
        self.write("(v if type(v := ")
        self.visit(part, frame)
        self.write(") is str and '&' not in v and '<' not in v and '>' not in v and v.isprintable() else ")
        self.write(f"str(v) if type(v) is int else {writer}(v))" if self._plain[writer] else f"{writer}(v))")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        if is_loop(node.node):
            self.visit(node.node, frame)
            self.write(f".{node.attr}")
        elif self._careful:
            self.write("_step(")
            self.visit(node.node, frame)
            self.write(f", {node.attr!r}, {node.lineno})")
        elif isinstance(node.node, nodes.Name) and id(node.node) in self._certain:
            ref = frame.symbols.ref(node.node.name)
            known = ref == self._dict
            self.write(
                f"{ref}[{node.attr!r}]"
                if known
                else f"({ref}[{node.attr!r}] if type({ref}) is dict else _step({ref}, {node.attr!r}))"
            )
        else:
            self.write(f"(t[{node.attr!r}] if type(t := ")
            self.visit(node.node, frame)
            self.write(f") is dict else _step(t, {node.attr!r}))")

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:
        self.write("_subscript(")
        self.visit(node.node, frame)
        self.write(", ")
        if isinstance(node.arg, nodes.Slice):
            self.write("slice(")
            for i, bound in enumerate((node.arg.start, node.arg.stop, node.arg.step)):
                self.write(", " if i else "")
                self.visit(bound or nodes.Const(None), frame)
            self.write(")")
        else:
            self.visit(node.arg, frame)
        self.write(f", {node.lineno})" if self._careful else ")")

    def visit_MarkSafe(self, node: nodes.MarkSafe, frame: Frame) -> None:
        if self._careful:
            self.write("_guarded(lambda: ")
            self.visit(node.expr, frame)
            self.write(f", {node.lineno})")
        else:
            self.visit(node.expr, frame)

    def visit_Name(self, node: nodes.Name, frame: Frame) -> None:
        if node.ctx == "load" and (node.name.startswith("_") or id(node) in self._certain):
            self.write(frame.symbols.ref(node.name))
        elif node.ctx == "load" and self._careful:
            ref = frame.symbols.ref(node.name)
            self.write(f"(_unknown({node.name!r}, {node.lineno}) if {ref} is missing else {ref})")
        else:
            super().visit_Name(node, frame)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        called = node.node
        arguments = [*node.args, *node.kwargs]
        counted = is_range(node) and id(node) not in self._looped
        if counted:  # a list of numbers counts like a loop over them
            self.write(f"context.parent[{LOOP!r}](")
        if isinstance(called, nodes.Name) and called.name in (*ENGINE_CALLS, *self._analysis.listed):
            self.write(f"{FUNCTION}{called.name}(")
        elif isinstance(called, nodes.Getattr) and not is_loop(called.node):
            self.write(f"{FUNCTION}{called.attr}(")  # a method is a function of the value before the dot
            arguments.insert(0, called.node)
        else:
            self.visit(called, frame)  # loop.cycle, loop.changed or a macro: nothing else passed the check
            self.write("(")
        for i, argument in enumerate(arguments):
            self.write(", " if i else "")
            self.visit(argument, frame)
        if reserved_call(node, LOOP) and frame.buffer is not None:
            self.write(f", {frame.buffer}")
        self.write("), 0)" if counted else ")")

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:
        if node.name not in ("default", "d") or node.node is None:
            super().visit_Filter(node, frame)
            return
        self.write("_default(lambda: ")  # as in Jinja, it also stands in for a name that is not there
        self.visit(node.node, frame)
        for argument in (*node.args, *node.kwargs):
            self.write(", ")
            self.visit(argument, frame)
        self.write(")")

    def visit_Compare(self, node: nodes.Compare, frame: Frame) -> None:
        single = len(node.ops) == 1
        self.write("_compare(" if single else "_chain(")
        self.visit(node.expr, frame)
        for operand in node.ops:
            self.write(f", {operand.op!r}, " if single else f", ({operand.op!r}, ")
            self.visit(operand.expr, frame)
            self.write("" if single else ")")
        self.write(")")

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        self.write("_concatenated(")
        for part in node.nodes:
            self.write("(")
            self.visit(part, frame)
            self.write(f", {self._analysis.concats.get(id(part), '')!r}), ")
        self.write(")")

    def visit_Test(self, node: nodes.Test, frame: Frame) -> None:
        if node.name in ("defined", "undefined"):
            self.write("(" if node.name == "defined" else "(not ")
            self.write("_defined(lambda: ")
            self.visit(node.node, frame)
            self.write("))")
        else:
            super().visit_Test(node, frame)

    def visit_Add(self, node: nodes.BinExpr, frame: Frame) -> None:
        self.write(f"{_OPERATORS[type(node)]}(")
        self.visit(node.left, frame)
        self.write(", ")
        self.visit(node.right, frame)
        self.write(")")

    visit_Sub = visit_Mul = visit_Div = visit_FloorDiv = visit_Mod = visit_Add


def certain_names(tree: nodes.Template) -> set[int]:
    """The ids of the names that a loop has given a value and nothing in it takes away."""
    certain: set[int] = set()
    for loop in tree.find_all(nodes.For):
        targets = {name.name for name in _names(loop.target)}
        inside = [name for statement in loop.body for name in _names(statement)]
        stored = {name.name for name in inside if name.ctx != "load"}
        certain.update(id(n) for n in inside if n.ctx == "load" and n.name in targets - stored)
    return certain


def _names(node: nodes.Node) -> list[nodes.Name]:
    own = [node] if isinstance(node, nodes.Name) else []
    return own + list(node.find_all(nodes.Name))


def reserved_call(node: nodes.Node, prefix: str) -> bool:
    """Whether a tree node calls one of the names that only the compiler may use."""
    return isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name.startswith(prefix)


def is_range(node: nodes.Call) -> bool:
    """Whether a call makes a list of numbers."""
    return isinstance(node.node, nodes.Name) and node.node.name == "range"


def generate(
    tree: nodes.Template,
    environment: Environment,
    analysis: Analysis,
    writers: Mapping[int, str],
    plain: Mapping[str, bool],
    *,
    careful: bool,
) -> str:
    """The Python source of a prepared tree. ``writers``: id of an output expression → the name of what writes it;
    ``plain``: the names of those that write harmless text as it is → whether they do so with whole numbers."""
    generator = Generator(tree, environment, analysis, writers, plain, careful)
    generator.visit(tree)
    return generator.stream.getvalue()  # type: ignore[no-any-return, attr-defined]

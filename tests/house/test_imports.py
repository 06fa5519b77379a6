"""What the import contract of pyproject.toml cannot say: nobody imports the command line; late imports are its own."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
DISK = ("read_bytes", "read_text", "write_bytes", "write_text", "mkdir")


def imports(tree: ast.AST) -> list[tuple[str, ast.stmt]]:
    found: list[tuple[str, ast.stmt]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, node) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.module or "", node))
    return found


def test_nothing_imports_the_command_line_and_only_it_imports_late() -> None:
    for path in sorted((ROOT / "pipeline").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        top = {id(node) for node in tree.body}
        for node in tree.body:  # a TYPE_CHECKING block counts as the top
            if isinstance(node, ast.If):
                top |= {id(inner) for inner in node.body}
        for name, node in imports(tree):
            assert name.split(".")[0] != "cli", path
            if name.startswith("pipeline"):
                assert id(node) in top, f"{path}:{node.lineno} imports {name} late"


def test_only_the_rooms_that_may_touch_the_disk_do() -> None:
    may = {"workspace.py", "language.py", "calendar.py", "vocabulary.py"}
    may |= {"office/package.py", "batch/store.py", "batch/ledger.py"}
    may |= {
        "batch/build.py",
        "batch/layout/kinds.py",
        "batch/layout/workspaces.py",
        "batch/proof.py",
        "batch/pdf.py",
        "batch/checks/asking.py",
    }  # reports, workspaces, probes
    for path in sorted((ROOT / "pipeline").rglob("*.py")):
        name = path.relative_to(ROOT / "pipeline").as_posix()
        if name in may or name.startswith("intake/"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "open", f"{name}:{node.lineno}"
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in DISK
                and ast.unparse(node.func.value) != "workspace"
            ):
                raise AssertionError(f"{name}:{node.lineno} {node.func.attr}")

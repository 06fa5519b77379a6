"""The code's own lists → docs/reference/*.md: commands, problem codes, vocabulary, figures, kinds."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

import cli
from pipeline import vocabulary, workspace
from pipeline.kinds import load_kinds
from pipeline.language import catalogue
from pipeline.measures import REGISTRY

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
NOTE = "<!-- Made by `make docs` from the code; edits here are lost. -->\n"


def pages() -> dict[str, str]:
    """File name → text of every reference page."""
    return {
        "commands.md": commands(),
        "problems.md": problems(),
        "vocabulary.md": words(),
        "figures.md": figures(),
        "kinds.md": kinds(),
    }


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table; cells may hold any text."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in lines
    )


def commands() -> str:
    """Each command's usage and options."""
    parts = [NOTE, "# Commands\n"]
    for path, command in _walk(cli.chenxi, "chenxi"):
        parts.append(f"## {path}\n\n{command.help}\n")
        rows = [
            (" ".join(p.opts), p.help or "")
            for p in command.params
            if isinstance(p, click.Option) and "--help" not in p.opts
        ]
        arguments = [p.make_metavar(click.Context(command)) for p in command.params if isinstance(p, click.Argument)]
        if arguments:
            parts.append(f"    {path} {' '.join(arguments)}\n")
        if rows:
            parts.append(table(("option", ""), rows) + "\n")
    return "\n".join(parts)


def _walk(command: click.Command, path: str) -> Iterable[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from _walk(command.commands[name], f"{path} {name}")


def problems() -> str:
    """Each code with what it means and what to do, in both languages."""
    rows = []
    for code, texts in sorted(catalogue().items()):
        zh, en = texts["zh"], texts["en"]
        rows.append((code, zh.what, zh.fix, en.what, en.fix))
    return f"{NOTE}\n# Problem codes\n\n{table(('code', '是什么', '怎么办', 'what', 'to do'), rows)}\n"


def words() -> str:
    """Every table with its fields, and every field with its term, type and headers."""
    known = vocabulary.shipped()
    parts = [NOTE, "# Vocabulary\n", "## Tables\n"]
    rows = [
        (
            t.term,
            t.name,
            "、".join(known.fields[f].term for f in t.required),
            "、".join(known.fields[f].term for f in t.optional),
        )
        for t in known.tables.values()
    ]
    parts.append(table(("表", "code name", "必填", "选填"), rows))
    parts.append("\n## Fields\n")
    field_rows = [(f.term, f.name, f.type, f.unit, f.privacy, "、".join(f.aliases)) for f in known.fields.values()]
    parts.append(table(("名称", "code name", "type", "unit", "privacy", "也认这些表头"), field_rows))
    parts.append("\n## Names beside the figures\n")
    parts.append(table(("名称", "code name"), [(term, name) for name, term in known.roots.items()]))
    return "\n".join(parts) + "\n"


def figures() -> str:
    """Every figure with its levels and fields by their Chinese terms."""
    known = vocabulary.shipped()
    parts = [NOTE, "# Figures\n"]
    for figure in REGISTRY.values():
        fields = "、".join(known.fields[f].term for f in figure.fields)
        parts.append(f"## {figure.term} `{figure.name}`\n\n{figure.doc.splitlines()[0] if figure.doc else ''}\n")
        parts.append(f"- shape: {figure.shape}; for: {', '.join(figure.by)}; from: {', '.join(figure.needs)}")
        parts.append(f"- 字段：{fields}\n")
    return "\n".join(parts)


def kinds() -> str:
    """Every shipped kind with its period, key and figures."""
    found, _ = load_kinds(workspace.load(FOLDER.parents[1]), REGISTRY)
    rows = [
        (k.name, k.title["zh"], ", ".join(k.period), ", ".join(k.one_per), k.when, ", ".join(k.figures))
        for k in found.values()
    ]
    return f"{NOTE}\n# Kinds\n\n{table(('kind', '名称', 'period', 'one per', 'when', 'figures'), rows)}\n"


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")

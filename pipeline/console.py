"""What the program shows: problems as grouped lines, outcomes as a summary, everything as JSON when asked."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from os.path import commonpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.exceptions import NoSuchCommand

from pipeline.batch.checks.asking import settle
from pipeline.language import Lang, describe, place_text, rounded, say
from pipeline.problems import LEVELS, Problem

if TYPE_CHECKING:  # each command shows results of its own, and loads what makes the others' for nothing
    from pipeline.batch.build import Report
    from pipeline.batch.checks.check import Checked
    from pipeline.batch.plan import Planned
    from pipeline.batch.store import Outcome
    from pipeline.batch.trace import Trace
    from pipeline.intake import Question
    from pipeline.kinds import Kind
    from pipeline.kinds.drafting import Draft
    from pipeline.workspace import Workspace

SCHEMA_VERSION = 1
GROUPS = 20  # lines of problems on a screen
ROWS = 50  # source rows of a figure on a screen
CELLS = 4  # places named in one line


def as_json(content: dict[str, Any]) -> str:
    """Any result for machines, with its schema_version."""
    return json.dumps({"schema_version": SCHEMA_VERSION, **content}, ensure_ascii=False, indent=1, default=str)


def problem_json(item: Problem, lang: Lang) -> dict[str, Any]:
    """One problem for machines: code, level, file, sheet, cell, inside, tag and its texts."""
    texts = describe(item, lang)
    place = item.place
    return {
        "code": item.code,
        "level": item.level,
        "file": place.file,
        "sheet": place.sheet,
        "cell": place.cell,
        "inside": place.inside,
        "tag": place.tag,
        "found": item.found,
        "what": texts.what,
        "expected": texts.expected,
        "fix": texts.fix,
    }


def problem_lines(problems: Iterable[Problem], lang: Lang) -> list[str]:
    """At most twenty groups: the same finding in one sheet is one line with its cells; errors first."""
    groups: dict[tuple[object, ...], list[Problem]] = {}
    for item in problems:
        place = item.place
        apart = (place.sheet,) if place.sheet else (place, item.found)  # only cells stand well in one line
        groups.setdefault((item.level, item.code, place.file, *apart), []).append(item)
    ordered = sorted(groups.values(), key=lambda group: LEVELS.index(group[0].level))
    lines = [line for group in ordered[:GROUPS] for line in _group_lines(group, lang)]
    if len(ordered) > GROUPS:
        lines.append(say("more_problems", lang, count=sum(len(group) for group in ordered[GROUPS:])))
    return lines


def _group_lines(group: Sequence[Problem], lang: Lang) -> list[str]:
    first = group[0]
    texts = describe(first, lang)
    where = place_text(first.place, lang)
    others = [item.place.cell for item in group[1:] if item.place.cell]
    if others:
        shown = "、" if lang == "zh" else ", "
        where += shown + shown.join(others[: CELLS - 1]) + (" …" if len(others) >= CELLS else "")
    count = f" ×{len(group)}" if len(group) > 1 else ""
    head = f"[{say(f'level_{first.level}', lang)}] {first.code}{count}"
    expected = f"{say('expected', lang)}{texts.expected}" if texts.expected and first.level == "error" else ""
    lines = [f"{head}  {where}" if where else head, f"    {texts.what}{' ' + expected if expected else ''}"]
    if first.level != "repair":
        lines.append(f"    → {texts.fix}")
    if texts.example and first.level == "error":
        lines.append(f"      {say('example', lang)}{texts.example}")
    return lines


def count_line(problems: Sequence[Problem], lang: Lang) -> str:
    """How many errors, warnings and repairs there are."""
    counts = {level: sum(item.level == level for item in problems) for level in LEVELS}
    return say("problem_counts", lang, **counts)


def settled(space: Workspace, lang: Lang, quiet: bool = False) -> Workspace:
    """The workspace, after the questions of its inputs were asked; away from a terminal they stay problems."""
    if quiet or not at_terminal():
        return space
    return settle(space, lambda question: _asked(question, lang))


def at_terminal() -> bool:
    """Whether somebody sits there who can be asked."""
    return bool(sys.stdin and sys.stdin.isatty() and sys.stderr.isatty())


def _asked(question: Question, lang: Lang) -> int:
    """The number of the answer that a person chooses, -1 where she puts it off."""
    click.echo(f"\n{place_text(question.problem.place, lang)}\n{describe(question.problem, lang).what}", err=True)
    for number, answer in enumerate(question.answers, 1):
        click.echo(f"  {number}  {answer.label or say(f'answer_{answer.what}', lang)}", err=True)
    click.echo(f"  0  {say('answer_later', lang)}", err=True)
    numbers = click.IntRange(0, len(question.answers))
    return int(click.prompt(say("which_one", lang), type=numbers, default=0, err=True)) - 1


@contextmanager
def progress(quiet: bool, lang: Lang) -> Iterator[Callable[[int, int], None]]:
    """A progress line on a terminal, nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say("making", lang), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def draft_lines(found: Draft, lang: Lang) -> list[str]:
    """What a person's own document holds that could be filled: the place, the words there, the tag to write."""
    if not found.suggestions:
        return [say("draft_nothing", lang)]
    lines = [f"  {place_text(s.place, lang)}  {s.label}  →  {s.tag}" for s in found.suggestions]
    return [say("draft_found", lang, count=len(lines)), *lines]


def check_lines(checked: Checked, views: Sequence[Outcome], lang: Lang) -> list[str]:
    """What the inputs' check found: grouped problems, their number, and where the whole list lies."""
    lines = [*problem_lines(checked.problems, lang), count_line(checked.problems, lang)]
    lines += problem_lines([item for view in views for item in view.problems], lang)
    if views and views[0].action != "failed":
        lines.append(say("problems_listed", lang, file=checked.space.outputs / views[0].path, copies=len(views) - 1))
    return lines


def check_json(checked: Checked, views: Sequence[Outcome], lang: Lang) -> dict[str, Any]:
    """The same for machines."""
    problems = [*checked.problems, *(item for view in views for item in view.problems)]
    files = [str(checked.space.outputs / view.path) for view in views if view.action != "failed"]
    return {"problems": [problem_json(item, lang) for item in problems], "files": files}


def report_json(report: Report, lang: Lang) -> dict[str, Any]:
    """A build for machines."""
    return {
        "period": report.period,
        "counts": {action: report.count(action) for action in ("made", "same", "kept", "failed")},
        "documents": [
            {"path": str(o.path), "kind": o.kind, "key": [*o.key.values()], "action": o.action} for o in report.outcomes
        ],
        "problems": [problem_json(item, lang) for item in report.problems],
    }


def plan_rows(planned: Iterable[Planned], standings: Iterable[str], lang: Lang) -> list[dict[str, str]]:
    """A plan as rows: path, kind, what stands there now, and why the document is wanted."""
    return [
        {
            "path": str(item.path),
            "kind": item.kind.name,
            "title": item.kind.title[lang],
            "standing": standing,
            "reason": item.reason,
        }
        for item, standing in zip(planned, standings, strict=True)
    ]


def where_to_look(outputs: Path, report: Report) -> Path:
    """The page to open first: the index where one was made, else the folder that holds all that was made."""
    for outcome in reversed(report.outcomes):
        if outcome.path.suffix == ".html" and outcome.action != "failed":
            return outputs / outcome.path
    folders = [str(outcome.path.parent) for outcome in report.outcomes if outcome.action != "failed"]
    return outputs / commonpath(folders) if folders else outputs


def kind_json(kind: Kind) -> dict[str, Any]:
    """A kind for machines."""
    return {
        "name": kind.name,
        "title": dict(kind.title),
        "period": list(kind.period),
        "one_per": list(kind.one_per),
        "figures": list(kind.figures),
        "files": [file.template for file in kind.files],
        "folder": str(kind.folder),
    }


def code_json(code: str, lang: Lang) -> dict[str, str]:
    """What a problem code means, its places still open."""
    texts = describe(Problem(code, found="…"), lang)
    return {
        "code": code,
        "what": texts.what,
        "expected": texts.expected,
        "fix": texts.fix,
        "example": texts.example,
    }


def code_text(content: dict[str, str], lang: Lang) -> str:
    """The same for people."""
    lines = [f"{content['code']}  {content['what']}"]
    for key in ("expected", "fix", "example"):
        if content[key]:
            lines.append(f"  {say(key, lang)}{content[key]}")
    return "\n".join(lines)


def trace_json(traced: Trace) -> dict[str, Any]:
    """A figure and its source rows for machines."""
    return {
        "figure": traced.figure.name,
        "term": traced.figure.term,
        "period": traced.period.code,
        "values": traced.values,
        "rows": [{"table": row.table, "place": row.place, "values": row.values} for row in traced.rows],
    }


def trace_lines(traced: Trace, lang: Lang) -> list[str]:
    """A figure for people: what it is, its values, and the cells it came from."""
    figure, terms = traced.figure, traced.terms
    head = say(
        "figure_rows",
        lang,
        term=figure.term,
        name=figure.name,
        period=traced.period.label,
        count=len(traced.rows),
    )
    doc = [figure.doc.splitlines()[0]] if figure.doc and lang == "en" else []  # the code's own words, in English
    tables = (traced.tables.get(name, name) if lang == "zh" else name for name in figure.needs)
    lines = [*doc, say("figure_needs", lang, tables=("、" if lang == "zh" else ", ").join(tables))]
    for values in traced.values[:GROUPS]:
        lines.append("  " + "  ".join(f"{terms.get(k, k)}={_shown(v)}" for k, v in values.items() if v is not None))
    lines.append(head)
    for row in traced.rows[:ROWS]:
        lines.append(f"  {row.place}  " + "  ".join(f"{terms.get(k, k)}={_shown(v)}" for k, v in row.values.items()))
    if len(traced.rows) > ROWS:
        lines.append(say("figure_more", lang, count=len(traced.rows) - ROWS))
    return lines


def _shown(value: object) -> str:
    """A number as whole as the papers have it (1,115.5 万元 is not 1116), and a rate to a hundredth of a percent."""
    if not isinstance(value, float) or not math.isfinite(value):
        return str(value)
    whole, _, part = rounded(value, 4).partition(".")
    return f"{whole}.{part.rstrip('0')}".rstrip(".")


def usage_text(wrong: click.ClickException, lang: Lang) -> str:
    """What a person typed wrong, in their language, with the nearest right thing and where to read on."""
    context = wrong.ctx if isinstance(wrong, click.UsageError) else None
    command = context.command_path if context else "chenxi"
    near = " ".join(getattr(wrong, "possibilities", None) or ())
    match wrong:
        case click.NoSuchOption():
            return say("usage_option", lang, found=wrong.option_name, near=near or "—", command=command)
        case NoSuchCommand():
            known = near or " ".join(context.command.list_commands(context)) if context else near  # type: ignore[attr-defined]
            return say("usage_command", lang, found=wrong.command_name, near=known, command=command)
        case click.MissingParameter() if wrong.param and context:
            return say("usage_missing", lang, found=wrong.param.make_metavar(context), command=command)
        case click.BadOptionUsage():
            return say("usage_value", lang, found=wrong.option_name, command=command)
        case click.BadParameter() if wrong.param:
            return say("usage_value", lang, found="/".join(wrong.param.opts), command=command)
    return say("usage", lang, found=wrong.format_message(), command=command)

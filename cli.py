"""The command line: parse, call one function, print. It does no work of its own."""

from __future__ import annotations

import codecs
import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline.language import Lang, locale_language, plainer, say

if TYPE_CHECKING:
    from pipeline.batch.prepare import Request
    from pipeline.problems import Problem
    from pipeline.workspace import Workspace

F = TypeVar("F", bound=Callable[..., Any])
OURS = ("KD", "BT", "WD", "XL", "TL")  # codes that keep a document from being made; those of the inputs do not
EXIT_USAGE, EXIT_MACHINE, EXIT_HELD, EXIT_BUG, EXIT_STOPPED = 2, 3, 4, 70, 130


def _language() -> Lang:
    """--lang on the command line, else the locale's; known before Click parses, for the help is in it too."""
    words = sys.argv[1:]
    for word, following in pairwise([*words, ""]):
        asked = following if word == "--lang" else word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        if asked in ("zh", "en"):
            return "zh" if asked == "zh" else "en"
    return locale_language()


LANG: Lang = _language()


def tell(text: str) -> None:
    """The talk goes to stderr; stdout is for results."""
    click.echo(text, err=True)


def _help(name: str) -> str:
    return say(f"help_{name}", LANG)


def _option(*names: str, **settings: Any) -> Callable[[F], F]:
    key = names[0].lstrip("-").replace("-", "_")
    return click.option(*names, help=_help(f"option_{key}"), **settings)


def _shared(*names: str) -> Callable[[F], F]:
    """The options that several commands have, by name."""
    known: dict[str, Callable[[F], F]] = {
        "period": _option("--period", default="", metavar="PERIOD"),
        "only": _option("--only", multiple=True, metavar="FIELD=VALUE"),
        "everyone": _option("--everyone", is_flag=True),
        "as_of": _option("--as-of", default="", metavar="DATE"),
        "json": _option("--json", "as_json", is_flag=True),
        "dir": _option("--dir", "folder", default=".", type=click.Path(path_type=Path), metavar="DIR"),
        "lang": _option("--lang", type=click.Choice(["zh", "en"]), expose_value=False),
    }

    def decorate(function: F) -> F:
        for name in reversed((*names, "dir", "lang")):
            function = known[name](function)
        return function

    return decorate


@click.group(
    invoke_without_command=True, help=_help("chenxi"), context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="chenxi", prog_name="chenxi", help=_help("option_version"))
@_option("--lang", type=click.Choice(["zh", "en"]), expose_value=False)
@click.pass_context
def chenxi(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
        click.echo("\n" + say("next_step" if Path("inputs").is_dir() else "next_init", LANG))


@chenxi.command(help=_help("init"))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@_option("--no-samples", is_flag=True)
@_option("--blanks", is_flag=True)
@_option("--lang", type=click.Choice(["zh", "en"]), expose_value=False)
def init(folder: Path, no_samples: bool, blanks: bool) -> None:
    from pipeline.batch.layout import lay_blanks, lay_workspace

    with _stopping():
        anew = [str(made.path) for made in lay_blanks(_open(folder), LANG)] if blanks else []
        for name in anew or lay_workspace(folder, not no_samples, LANG):
            click.echo(str(folder / name))
        tell(say("init_done", LANG, folder=folder))


@chenxi.command("check", help=_help("check"))
@_shared("period", "json")
def check_inputs(period: str, as_json: bool, folder: Path) -> None:
    from pipeline import console
    from pipeline.batch.checks.check import check
    from pipeline.batch.checks.views import write_views
    from pipeline.batch.ledger import held

    with _stopping(as_json):
        space = console.settled(_open(folder), LANG, quiet=as_json)
        with held(space):
            checked = check(space, _request(period=period))
            views = write_views(checked, LANG)
        if as_json:
            click.echo(console.as_json(console.check_json(checked, views, LANG)))
        else:
            tell(say("checked", LANG, files=len(checked.intake.files), folder=space.inputs.name))
            click.echo("\n".join(console.check_lines(checked, views, LANG)))
        sys.exit(1 if any(p.level == "error" for p in checked.problems) else 0)


@chenxi.command(help=_help("plan"))
@click.argument("names", nargs=-1, metavar="[PACK|KIND]...")
@_shared("period", "only", "everyone", "as_of", "json")
@_option("--explain", is_flag=True)
def plan(names: tuple[str, ...], explain: bool, as_json: bool, folder: Path, **asked: Any) -> None:
    from pipeline import console
    from pipeline.batch.build import planned_files
    from pipeline.batch.prepare import prepare, split

    with _stopping(as_json):
        space = _open(folder)
        rows: list[dict[str, str]] = []
        problems: dict[Problem, None] = {}
        periods: list[str] = []
        for part in split(space, _request(names, **asked)):
            run = prepare(space, part)
            files, standings, found = planned_files(run)
            rows += console.plan_rows(files, standings, LANG)
            problems |= dict.fromkeys(found)
            periods.append(run.period.code)
            _tell_period(run.period.label, run.chosen_because, as_json or run.timeless)
        if as_json:
            wrong = [console.problem_json(p, LANG) for p in problems]
            click.echo(console.as_json({"period": " ".join(periods), "files": rows, "problems": wrong}))
        else:
            for row in rows:
                click.echo(row["path"] + (f"  [{say(row['standing'], LANG)}] {row['reason']}" if explain else ""))
            _tell_problems([p for p in problems if p.level == "error"])
            tell(say("planned", LANG, count=len(rows)))
        sys.exit(1 if any(p.level == "error" and p.code[:2] in OURS for p in problems) else 0)


@chenxi.command(help=_help("build"))
@click.argument("names", nargs=-1, metavar="[PACK|KIND]...")
@_shared("period", "only", "everyone", "as_of", "json")
@_option("--jobs", type=click.IntRange(0, 64), default=0, metavar="N")
@_option("--pdf", is_flag=True)
def build(names: tuple[str, ...], jobs: int, pdf: bool, as_json: bool, folder: Path, **asked: Any) -> None:
    from pipeline import console
    from pipeline.batch import build as builder
    from pipeline.batch.ledger import held
    from pipeline.batch.pdf import to_pdf
    from pipeline.batch.prepare import prepare, split

    with _stopping(as_json):
        space = console.settled(_open(folder), LANG, quiet=as_json)
        with held(space), console.progress(as_json, LANG) as progress:
            reports = []
            for part in split(space, _request(names, jobs=jobs, **asked)):
                run = prepare(space, part)
                _tell_period(run.period.label, run.chosen_because, as_json or run.timeless)
                reports.append(builder.build(run, progress))
            report = builder.merged(reports)
            if pdf:
                report.problems += to_pdf(space.outputs, report.outcomes)
        if as_json:
            click.echo(console.as_json(console.report_json(report, LANG)))
        else:
            _tell_problems(report.problems)
            tell(say("built", LANG, **{action: report.count(action) for action in ("made", "same", "kept", "failed")}))
            click.echo(str(console.where_to_look(space.outputs, report)))
        sys.exit(report.exit_code())


@chenxi.group(invoke_without_command=True, help=_help("kinds"))
@_shared("json")
@click.pass_context
def kinds(context: click.Context, as_json: bool, folder: Path) -> None:
    from pipeline import console
    from pipeline.kinds import load_kinds
    from pipeline.measures import REGISTRY

    if context.invoked_subcommand is not None:
        return
    with _stopping(as_json):
        found, problems = load_kinds(_open(folder), REGISTRY)
        if as_json:
            wrong = [console.problem_json(p, LANG) for p in problems]
            content = {"kinds": [console.kind_json(kind) for kind in found.values()], "problems": wrong}
            click.echo(console.as_json(content))
        else:
            for kind in found.values():
                click.echo(f"{kind.name:26}{kind.title[LANG]}  [{', '.join(kind.one_per)}]")
            _tell_problems(problems)


@kinds.command("check", help=_help("kinds_check"))
@click.argument("names", nargs=-1, metavar="[KIND]...")
@_shared("json")
def kinds_check(names: tuple[str, ...], as_json: bool, folder: Path) -> None:
    from pipeline import console
    from pipeline.batch.proof import check_kinds, needed_names

    with _stopping(as_json):
        space = _open(folder)
        checked, problems = check_kinds(space, names)
        if as_json:
            found = [console.problem_json(p, LANG) for p in problems]
            click.echo(console.as_json({"checked": checked, "problems": found}))
        else:
            told = say("kinds_checked", LANG, count=len(checked))
            used = [f"  {term}  {code}" for term, code in needed_names(space, names)]
            click.echo("\n".join([*console.problem_lines(problems, LANG), *used, told]))
        sys.exit(1 if any(p.level == "error" for p in problems) else 0)


@kinds.command("preview", help=_help("kinds_preview"))
@click.argument("name", metavar="KIND")
@_shared("period", "only")
def kinds_preview(name: str, period: str, only: tuple[str, ...], folder: Path) -> None:
    from pipeline.batch.prepare import prepare
    from pipeline.batch.proof import preview

    with _stopping():
        run = prepare(_open(folder), _request((name,), period=period, only=only, everyone=True))
        outcome = preview(run)
        _tell_problems(list(outcome.problems))
        if outcome.action == "failed":
            sys.exit(1)
        click.echo(str(run.space.outputs / outcome.path))


@kinds.command("edit", help=_help("kinds_edit"))
@click.argument("name", metavar="KIND")
@_shared()
def kinds_edit(name: str, folder: Path) -> None:
    from pipeline.batch.layout import edit_kind

    with _stopping():
        click.echo(str(edit_kind(_open(folder), name)))
        tell(say("kind_copied", LANG, name=name))


@kinds.command("new", help=_help("kinds_new"))
@click.argument("name", metavar="NAME")
@_option("--like", default="sign-in-sheet", metavar="KIND", show_default=True)
@_option("--from", "source", default=None, metavar="FILE", type=click.Path(path_type=Path))
@_shared()
def kinds_new(name: str, like: str, source: Path | None, folder: Path) -> None:
    from pipeline import console
    from pipeline.batch.layout import kind_from, new_kind

    with _stopping():
        if source:
            target, found = kind_from(_open(folder), name, source)
            click.echo("\n".join([str(target), *console.draft_lines(found, LANG)]))
        else:
            click.echo(str(new_kind(_open(folder), name, like)))
        tell(say("kind_copied", LANG, name=name))


@chenxi.command(help=_help("explain"))
@click.argument("word", metavar="CODE|FIGURE")
@_option("--for", "only", multiple=True, metavar="FIELD=VALUE")
@_shared("period", "json")
def explain(word: str, only: tuple[str, ...], period: str, as_json: bool, folder: Path) -> None:
    from pipeline import console
    from pipeline.batch.trace import trace
    from pipeline.language import catalogue

    with _stopping(as_json):
        if word.upper() in catalogue():
            content = console.code_json(word.upper(), LANG)
            click.echo(console.as_json(content) if as_json else console.code_text(content, LANG))
            return
        traced = trace(_open(folder), word, _request(period=period, only=only))
        if as_json:
            click.echo(console.as_json(console.trace_json(traced)))
        else:
            click.echo("\n".join(console.trace_lines(traced, LANG)))


@chenxi.command(help=_help("doctor"))
@_shared("json")
def doctor(as_json: bool, folder: Path) -> None:
    from pipeline import console
    from pipeline.batch.proof import examine

    with _stopping(as_json):
        findings = examine(_open(folder))
        if as_json:
            click.echo(console.as_json({"findings": [f.as_dict(LANG) for f in findings]}))
        else:
            for finding in findings:
                click.echo(finding.line(LANG))
        sys.exit(0 if all(f.good or f.optional for f in findings) else 1)


def _request(names: tuple[str, ...] = (), only: tuple[str, ...] = (), as_of: str = "", **rest: Any) -> Request:
    from pipeline.batch.only import parse_only
    from pipeline.batch.prepare import Request, parse_day

    return Request(names=names, only=parse_only(only), as_of=parse_day(as_of), **rest)


def _open(folder: Path) -> Workspace:
    global LANG
    from pipeline.workspace import find

    space = find(folder)
    if space.settings_book.is_file():
        from pipeline.intake.settings_book import with_settings_book

        space = with_settings_book(space)
    if (asked := space.settings["language"]["say"]) in ("zh", "en") and not any("--lang" in w for w in sys.argv):
        LANG = asked
    return space


@contextmanager
def _stopping(as_json: bool = False) -> Iterator[None]:
    """Whatever stops the work is told as problems with what to do, never as a traceback."""
    from pipeline.problems import Stop

    try:
        yield
    except Stop as stop:
        from pipeline import console

        if as_json:
            click.echo(console.as_json({"problems": [console.problem_json(p, LANG) for p in stop.problems]}))
        _tell_problems(list(stop.problems))
        codes = {p.code for p in stop.problems}
        sys.exit(EXIT_HELD if "BT108" in codes else EXIT_MACHINE if codes & {"BT103", "BT105", "BT111"} else EXIT_USAGE)


def _tell_period(label: str, because: str, quiet: bool) -> None:
    if not quiet:
        tell(say("period_newest", LANG, label=label, day=because) if because else say("period", LANG, label=label))


def _tell_problems(problems: list[Problem]) -> None:
    from pipeline import console

    for line in console.problem_lines(problems, LANG):
        tell(line)


def _drop_output() -> None:
    """Whatever stdout still holds goes nowhere: whom it was for is gone or full."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main() -> None:
    """The entry point: Windows consoles of any code page, Ctrl-C, and a bug of ours told as one."""
    gc.set_threshold(50_000)  # a run makes many objects and few cycles: looking for them took a twentieth of a check
    codecs.register_error("chenxi", plainer)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="chenxi")
    try:
        try:
            chenxi(standalone_mode=False, prog_name="chenxi")
        finally:  # what is still in the buffer must be refused here, not after the last word
            sys.stdout.flush()
    except click.ClickException as wrong:
        from pipeline import console

        tell(console.usage_text(wrong, LANG))
        sys.exit(EXIT_USAGE)
    except (click.exceptions.Abort, KeyboardInterrupt):
        sys.exit(EXIT_STOPPED)
    except BrokenPipeError:
        _drop_output()
    except OSError as wrong:  # a full disk, a folder taken away while we work
        _drop_output()
        tell(say("refused", LANG, reason=wrong.strerror or wrong, file=wrong.filename or "—"))
        sys.exit(EXIT_MACHINE)
    except Exception as bug:
        if os.environ.get("CHENXI_DEBUG"):
            raise
        tell(say("bug", LANG, kind=type(bug).__name__))
        sys.exit(EXIT_BUG)


if __name__ == "__main__":
    main()

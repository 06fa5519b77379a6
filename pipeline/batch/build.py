"""A prepared run → documents in outputs/, an index of them, and a report of what became of each."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from pipeline.batch.ledger import opened
from pipeline.batch.plan import Planned, plan
from pipeline.batch.prepare import Run
from pipeline.batch.runners import FigureShape, Job, Press, render_all
from pipeline.batch.store import Document, Outcome, Standing, Store
from pipeline.kinds import Kind
from pipeline.language import describe, place_text
from pipeline.measures import REGISTRY
from pipeline.problems import Place, Problem, Stop, problem

BATCH = 50  # documents that share one entry in the ledger
INDEX_PROBLEMS = 200  # lines of problems that an index lists; the rest is counted
Progress = Callable[[int, int], None]


@dataclass
class Report:
    """What a build did: the outcome of every document, and every problem, those of documents included."""

    period: str
    label: str
    outcomes: list[Outcome] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def count(self, action: str) -> int:
        """How many documents ended so: made, same, kept or failed."""
        return sum(outcome.action == action for outcome in self.outcomes)

    def exit_code(self) -> int:
        """0 all made or up to date; 3 where the machine said no; 1 where others could not be made."""
        codes = {p.code for outcome in self.outcomes if outcome.action == "failed" for p in outcome.problems}
        codes |= {p.code for p in self.problems if p.code == "BT111"}
        if codes & {"BT101", "BT103", "BT105", "BT111"}:
            return 3
        failed = self.count("failed") or any(p.level == "error" and _keeps_back(p) for p in self.problems)
        return 1 if failed else 0


def _keeps_back(item: Problem) -> bool:
    """Whether this problem left documents unmade that no outcome speaks of: a broken kind, a name that is no name."""
    return item.code[:2] in ("KD", "BT") or item.place.file.endswith("/kind.toml")


def merged(reports: Sequence[Report]) -> Report:
    """The reports of several periods as one, a problem that all share told once."""
    found = dict.fromkeys(p for report in reports for p in report.problems)
    return Report(
        period=" ".join(report.period for report in reports),
        label="、".join(report.label for report in reports),
        outcomes=[outcome for report in reports for outcome in report.outcomes],
        problems=list(found),
    )


def build(run: Run, progress: Progress = lambda done, total: None) -> Report:
    """Make everything the run asks for. A document that fails leaves the others alone."""
    report = Report(run.period.code, run.period.label, problems=list(run.problems))
    press = make_press(run)
    try:
        with opened(run.space.state / "ledger.sqlite") as ledger:
            store = Store(run.space.outputs, ledger, run.period.code)
            first = [kind for kind in run.kinds if not kind.last]
            _make(run, first, press, store, report, progress)
            for kind in (kind for kind in run.kinds if kind.last):
                _make(run, [kind], press, store, report, progress, index_facts(kind, run, report))
    except Stop as stop:
        report.problems += stop.problems
    if run.kinds and not report.outcomes and not all(kind.when for kind in run.kinds) and report.exit_code() == 0:
        report.problems.append(problem("BT114", level="error"))
    _write_report(run, report)
    return report


def _make(
    run: Run,
    kinds: list[Kind],
    press: Press,
    store: Store,
    report: Report,
    progress: Progress,
    extra: dict[str, Any] | None = None,
) -> None:
    planned: list[Planned] = []
    for item in plan(run, kinds, extra):
        if isinstance(item, Problem):
            report.problems.append(item)
        else:
            planned.append(item)
    add_templates(press, planned)
    results = render_all(press, map(job, planned), len(planned), run.request.jobs)
    documents = (
        Document(item.path, item.kind.name, item.key, item.kind.title["zh"], data, problems)
        for item, (data, problems) in zip(planned, results, strict=True)
    )
    while chunk := list(islice(documents, BATCH)):
        report.outcomes += store.commit(chunk)
        progress(len(report.outcomes), len(planned))
    seen = set(report.problems)
    found = [p for _, problems in press.compiled.values() for p in problems]
    found += [p for outcome in report.outcomes for p in outcome.problems]
    report.problems += [p for p in dict.fromkeys(found) if p not in seen]


def planned_files(run: Run) -> tuple[list[Planned], list[Standing], list[Problem]]:
    """What a build would make, how each file stands now (new, ours, edited), and the problems known so far."""
    items = list(plan(run, run.kinds, {"documents": [], "problems": []}))
    planned = [item for item in items if isinstance(item, Planned)]
    press = make_press(run)
    add_templates(press, planned)
    wrong = [p for _, found in press.compiled.values() for p in found]
    file = run.space.state / "ledger.sqlite"
    with opened(file if file.exists() else None) as ledger:  # a plan writes nothing
        store = Store(run.space.outputs, ledger, run.period.code)
        standings = [store.standing(item.path) for item in planned]
    return planned, standings, [*run.problems, *(i for i in items if isinstance(i, Problem)), *wrong]


def make_press(run: Run) -> Press:
    """The press of a run, still without templates."""
    shapes = {name: FigureShape(f.term, f.fields, f.shape) for name, f in REGISTRY.items()}
    return Press({}, shapes, run.context.vocabulary, run.space.faces)


def add_templates(press: Press, planned: Iterable[Planned]) -> None:
    """The press learns the templates of these files, and compiles each here to know its problems."""
    kinds = dict(press.kinds)
    for item in planned:
        kinds.setdefault(_template_id(item), (item.kind, item.template))
    press.kinds = kinds
    for name in kinds:
        press.template(name)


def job(item: Planned) -> Job:
    """What the press makes a file from: its template and its facts, made now."""
    return _template_id(item), item.facts()


def _template_id(item: Planned) -> str:
    return f"{item.kind.name}|{item.kind.level}|{item.template}"


def index_facts(kind: Kind, run: Run, report: Report) -> dict[str, Any]:
    """The root names of a kind made last: the documents, linked from its own place, and the problems."""
    folder = PurePosixPath(kind.files[0].output.replace("{period}", run.period.code)).parent
    words = {"made": "", "same": "", "kept": "另存新版", "failed": "未做成"}
    documents = [
        {
            "branch": outcome.key.get("branch", run.context.bank),
            "kind": outcome.kind,
            "title": outcome.title,
            "label": _told_apart(outcome),
            "officer": outcome.key.get("officer"),
            "file": outcome.path.name,
            "link": "" if outcome.action == "failed" else _link(outcome.path, folder),
            "status": words[outcome.action],
        }
        for outcome in report.outcomes
    ]
    return {"documents": documents, "problems": problem_rows(report.problems)}


def _told_apart(outcome: Outcome) -> str:
    """The title, and what tells it from the branch's other papers of its kind: 客户信用档案 · C00012."""
    narrow = [value for name, value in outcome.key.items() if name not in ("bank", "branch")]
    return " · ".join([outcome.title, *narrow])


def _link(path: PurePosixPath, folder: PurePosixPath) -> str:
    """A relative, percent-encoded link from ``folder`` to ``path``, both below outputs/."""
    common = 0
    while common < len(folder.parts) and folder.parts[common] == path.parts[common]:
        common += 1
    parts = [".."] * (len(folder.parts) - common) + [quote(part) for part in path.parts[common:]]
    return "/".join(parts)


def problem_rows(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems as an index shows them, in Chinese: severity, code, where, what, fix, count (of the same finding)."""
    words = {"error": "错误", "warning": "提醒", "repair": "已修正"}
    counts: Counter[tuple[str, ...]] = Counter()
    for item in problems:
        texts = describe(item, "zh")
        counts[(words[item.level], item.code, place_text(item.place, "zh"), texts.what, texts.fix)] += 1
    ordered = sorted(counts, key=lambda row: (list(words.values()).index(row[0]), row[1]))
    names = ("severity", "code", "where", "what", "fix")
    return [{**dict(zip(names, row, strict=True)), "count": counts[row]} for row in ordered[:INDEX_PROBLEMS]]


def _write_report(run: Run, report: Report) -> None:
    """The run's own report in .chenxi/runs/: the one place where the clock is written."""
    folder = run.space.state / "runs"
    moment = datetime.now().astimezone()
    content = {
        "schema_version": 1,
        "finished": moment.isoformat(timespec="seconds"),
        "period": report.period,
        "unmasked": bool(run.context.settings["privacy"]["unmask"]),
        "unmasked_fields": {kind.name: list(kind.unmasked) for kind in run.kinds if kind.unmasked},
        "counts": {action: report.count(action) for action in ("made", "same", "kept", "failed")},
        "documents": [{"path": str(o.path), "kind": o.kind, "action": o.action} for o in report.outcomes],
        "problems": problem_rows(report.problems),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (folder / f"{moment:%Y%m%d-%H%M%S}-{report.period}.json").write_text(text, encoding="utf-8")
    except OSError as wrong:
        report.problems.append(problem("BT103", Place(file=".chenxi/runs"), wrong.strerror or "", "warning"))

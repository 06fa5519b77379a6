"""What only a person knows, asked once at a terminal → chenxi.toml, where the next run finds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pipeline import workspace
from pipeline.batch.prepare import read
from pipeline.intake import Question
from pipeline.problems import Place, Stop, problem
from pipeline.workspace import SETTINGS, Workspace

Ask = Callable[[Question], int]  # the number of the answer that was chosen, -1 for none of them now


def settle(space: Workspace, ask: Ask) -> Workspace:
    """The workspace with the answers to everything that its inputs leave open; a question put off stays a problem.

    Raises Stop where there are no inputs, or the answers cannot be kept.
    """
    settled = False
    for question in read(space).intake.questions:
        chosen = ask(question)
        if chosen >= 0:
            remember(space, question.section, question.answers[chosen].settings)
            settled = True
    return workspace.load(space.root) if settled else space


def remember(space: Workspace, section: Sequence[str], settings: Mapping[str, str]) -> None:
    """Write these keys into a section of chenxi.toml, everything else in it, comments too, left as it is.

    Raises Stop (BT103) where the file cannot be read as it is or written.
    """
    import tomlkit  # for answers alone
    from tomlkit.exceptions import TOMLKitError

    file = space.root / SETTINGS
    try:
        document = tomlkit.parse(workspace.read_bytes(file).decode("utf-8-sig") if file.is_file() else "")
        table = document
        for name in section:
            table = table.setdefault(name, tomlkit.table())
        table.update(settings)
        file.write_text(tomlkit.dumps(document), encoding="utf-8", newline="\n")
    except (OSError, UnicodeDecodeError, TOMLKitError, AttributeError) as wrong:
        reason = getattr(wrong, "strerror", "") or type(wrong).__name__
        raise Stop(problem("BT103", Place(file=SETTINGS), reason)) from None

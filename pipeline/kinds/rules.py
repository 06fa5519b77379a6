"""What a kind.toml may say: a parsed file → a problem for each thing that is wrong with it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

from pipeline.problems import Place, Problem, problem
from pipeline.vocabulary import Level, shipped

PERIODS = ("day", "week", "month", "quarter")
LEVELS: Mapping[str, Level] = shipped().levels
_KNOWN = ("title", "period", "one_per", "when", "figures", "unmasked", "last", "file", "settings", "form")
_FILE = ("template", "output")
_FILE_MORE = ("one_per", "settings", "period", "when")  # a file may have its own
FIELD_TYPES = ("text", "number", "score", "date", "choice", "bool")
_FIELD = ("label", "type", "choices", "rows", "required")
_LIKENESS = 0.5  # a Chinese name of two characters with one wrong is half like the right one
_RIGHT = {  # how a key is written, for those whose value is of the wrong type
    "one_per": 'one_per = ["branch"]',
    "file": "[[file]]",
    "title": 'title = { zh = "签到表", en = "Sign-in sheet" }',
    "when": 'when = "interview.needed"',
    "last": "last = true",
    "settings": "[settings]",
    "form": "[form.fields]",
    "template": 'template = "sign-in-sheet.docx"',
    "output": 'output = "{period}/{branch}/签到表.docx"',
    "form.fields": 'goal = { label = "目标", type = "text" }',
}


def declaration_problems(entry: Mapping[str, Any], place: Place, figures: Mapping[str, Any]) -> Iterator[Problem]:
    """Everything that is wrong with a parsed kind.toml; ``figures`` are those that there are, by name."""
    for key in (key for key in entry if key not in _KNOWN):
        yield problem("KD101", place, key, near=nearest(key, _KNOWN), known=" ".join(sorted(_KNOWN)))
    for key in ("title", "one_per", "file"):
        if not entry.get(key):
            yield problem("KD102", place, key, like=_RIGHT[key])
    yield from _type_problems(entry, place)
    fields = tuple(dict.fromkeys(name for figure in figures.values() for name in figure.fields))
    for key, known in (
        ("period", PERIODS),
        ("one_per", tuple(LEVELS)),
        ("figures", tuple(figures)),
        ("unmasked", fields),
    ):
        yield from _list_problems(entry.get(key, []), key, known, place)
    yield from _when_problems(str(entry.get("when", "")), entry.get("one_per"), place, figures)
    yield from _form_problems(entry.get("form", {}), place)
    files = entry.get("file", [])
    if not isinstance(files, list) or not all(isinstance(f, dict) for f in files):
        yield problem("KD106", place, "file")
        return
    for item in files:
        yield from _file_problems(item, place, entry)
        yield from _when_problems(
            str(item.get("when", "")), item.get("one_per") or entry.get("one_per"), place, figures
        )


def _type_problems(entry: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    title = entry.get("title", "")
    texts = list(title.values()) if isinstance(title, dict) else [title]
    good = {
        "title": all(isinstance(text, str) for text in texts),
        "when": isinstance(entry.get("when", ""), str),
        "last": isinstance(entry.get("last", False), bool),
        "settings": isinstance(entry.get("settings", {}), dict),
        "form": isinstance(entry.get("form", {}), dict),
    }
    for key in (key for key, fine in good.items() if not fine):
        yield problem("KD108", place, key, like=_RIGHT[key])


def _list_problems(value: object, key: str, known: tuple[str, ...], place: Place) -> Iterator[Problem]:
    if not isinstance(value, list) or not (known or all(isinstance(word, str) for word in value)):
        yield problem("KD103", place, key)
        return
    for word in value if known else ():
        if word not in known:
            listed = " ".join(known[:12]) + (" …" if len(known) > 12 else "")
            yield problem("KD104", place, word, key=key, near=nearest(str(word), known), known=listed)


def nearest(word: str, known: Iterable[str]) -> str:
    """The name most like a misspelt one, or — where none is."""
    return next(iter(difflib.get_close_matches(word, list(known), 1, _LIKENESS)), "—")


def _when_problems(when: str, one_per: object, place: Place, figures: Mapping[str, Any]) -> Iterator[Problem]:
    """A problem where the condition is no field of a figure with one row per document."""
    if not when:
        return
    name, _, column = when.partition(".")
    figure = figures.get(name)
    level = _level(one_per)
    wrong_level = figure is not None and level is not None and level.name not in figure.by
    if figure is None or column not in figure.fields or figure.shape != "one" or wrong_level:
        yield problem("KD105", place, when)


def _file_problems(item: Mapping[str, Any], place: Place, entry: Mapping[str, Any]) -> Iterator[Problem]:
    for key in (key for key in item if key not in (*_FILE, *_FILE_MORE)):
        known = " ".join((*_FILE, *_FILE_MORE))
        yield problem("KD101", place, key, near="template / output", known=known)
    yield from _list_problems(item.get("one_per", []), "one_per", tuple(LEVELS), place)
    periods = entry.get("period", [])
    of_kind = tuple(word for word in PERIODS if word in periods) if isinstance(periods, list) else PERIODS
    yield from _list_problems(item.get("period", []), "period", of_kind or ("—",), place)
    if not isinstance(item.get("when", ""), str):
        yield problem("KD108", place, "file.when", like=_RIGHT["when"])
    if not isinstance(item.get("settings", {}), dict):
        yield problem("KD108", place, "file.settings", like="[file.settings]")
    for key in (key for key in _FILE if key not in item):
        yield problem("KD102", place, key, like=_RIGHT[key])
    for key in (key for key in _FILE if key in item):
        if not isinstance(item[key], str) or not item[key].strip():
            yield problem("KD108", place, key, like=_RIGHT[key])
            return
    template, output = str(item.get("template", "")), str(item.get("output", ""))
    if set(template) & set("/\\\0") or template.startswith("."):
        yield problem("KD109", place, template)
    yield from _output_problems(output, place, item.get("one_per") or entry.get("one_per"))
    suffix = Path(template).suffix
    if output and template and Path(output).suffix.lower() != suffix.lower():
        yield problem("KD110", place, output, template=template, suffix=suffix or "—")


def _output_problems(output: str, place: Place, one_per: object) -> Iterator[Problem]:
    """A problem for each placeholder that a document of this kind has no value for, and for torn braces."""
    level = _level(one_per)
    known = ("period", "label", *(level.keys if level else shipped().key_fields))
    listed = " ".join(f"{{{name}}}" for name in known)
    for name in _placeholders(output):
        if name not in known:
            yield problem("KD107", place, name, known=listed)


def _level(one_per: object) -> Level | None:
    """The narrowest level that is named, or None where none is."""
    named = [LEVELS[word] for word in one_per if word in LEVELS] if isinstance(one_per, list) else []
    return max(named, key=lambda level: len(level.keys), default=None)


def _form_problems(form: object, place: Place) -> Iterator[Problem]:
    """A problem for each field of a form that is not declared as label, type and perhaps choices, rows, required."""
    fields = form.get("fields", {}) if isinstance(form, dict) else {}
    if not isinstance(fields, dict):
        yield problem("KD108", place, "form.fields", like=_RIGHT["form.fields"])
        return
    for name, entry in fields.items():
        inside = f"form.fields.{name}"
        if not isinstance(entry, dict) or not isinstance(entry.get("label"), str) or not name.isidentifier():
            yield problem("KD108", place, inside, like=_RIGHT["form.fields"])
            continue
        for key in (key for key in entry if key not in _FIELD):
            yield problem("KD101", place, f"{inside}.{key}", near=nearest(key, _FIELD), known=" ".join(sorted(_FIELD)))
        if entry.get("type") not in FIELD_TYPES:
            found, known = str(entry.get("type")), " ".join(FIELD_TYPES)
            yield problem("KD104", place, found, key=f"{inside}.type", near=nearest(found, FIELD_TYPES), known=known)


def _placeholders(pattern: str) -> list[str]:
    """The names in braces, a format or conversion with them; the whole pattern where its braces do not match."""
    try:
        parts = [part for part in Formatter().parse(pattern) if part[1] is not None]
    except ValueError:
        return [pattern]
    return [f"{name}{'!' if how else ''}{how or ''}{':' if form else ''}{form}" for _, name, form, how in parts]

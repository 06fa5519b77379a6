"""What --only says → which documents are meant; names that are not in the data are refused with the nearest."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

import pandas as pd

from pipeline import vocabulary
from pipeline.kinds import Kind
from pipeline.measures.figure import Frames
from pipeline.privacy import mask_text
from pipeline.problems import Stop, problem


def matches(wanted: str, name: str, field_name: str = "branch") -> bool:
    """Whether a person who typed ``wanted`` means ``name``: 城东 means 城东支行, a part of its title means a course."""
    return name in (wanted, f"{wanted}支行") or (field_name == "course" and wanted in name)


def parse_only(words: tuple[str, ...]) -> dict[str, str]:
    """--only branch=城东 --only officer=张三 as a dict; raises Stop where a word is not of that form."""
    known = vocabulary.shipped()
    codes = [name for name in known.key_fields if name != "bank"]
    names = {word: code for code in codes for word in (code, known.roots[code], known.fields[code].term)}
    only: dict[str, str] = {}
    for word in (part for text in words for part in text.replace("，", ",").split(",")):
        name, mark, value = word.partition("=")
        if not mark or not value.strip() or name.strip() not in names:
            listed = "、".join(f"{code}（{known.fields[code].term}）" for code in codes)
            raise Stop(problem("ST010", found=mask_text(word), known=listed))
        only[names[name.strip()]] = value.strip()
    return only


def rosters(kinds: Iterable[Kind], only: Mapping[str, str]) -> list[str]:
    """The figures that list every key of these kinds' levels, and of what --only names."""
    levels = [*(part.level for kind in kinds for part in kind.parts()), *(_level_of(name) for name in only)]
    found = (vocabulary.shipped().levels[level].roster for level in levels)
    return list(dict.fromkeys(roster for roster in found if roster))


def _level_of(field_name: str) -> str:
    """The widest level that has this field in its key."""
    return next(level.name for level in vocabulary.shipped().levels.values() if field_name in level.keys)


def check_only(only: Mapping[str, str], frames: Mapping[str, Frames]) -> None:
    """Raise Stop (ST011) where --only names what is not in the data, or not there with what else it names."""
    for name, wanted in only.items():
        level = vocabulary.shipped().levels[_level_of(name)]
        index = frames[level.roster][level.name].index.to_frame() if level.roster else pd.DataFrame()
        keys = [dict(zip(level.keys, map(str, row), strict=True)) for row in index.itertuples(index=False)]
        others = only.keys() & set(level.keys) - {name}
        fitting = [key for key in keys if all(matches(only[other], key[other], other) for other in others)]
        _check_name(name, wanted, [key[name] for key in fitting])


def _check_name(field_name: str, wanted: str, names: list[str]) -> None:
    known = list(dict.fromkeys(names))
    if not any(matches(wanted, name, field_name) for name in known):
        near = difflib.get_close_matches(wanted, known, 1, 0.5) or known[:1] or ["—"]
        listed = "、".join(known[:12]) + (" …" if len(known) > 12 else "")
        raise Stop(problem("ST011", found=wanted, known=listed or "—", near=near[0]))

"""Every sentence the program says, in Chinese and English, and how numbers and dates are written."""

from __future__ import annotations

import locale
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from pipeline.problems import Place, Problem

Lang = Literal["zh", "en"]
WEEKDAYS = "一二三四五六日"
DASH = "—"
_FOLDER = Path(__file__).parent / "messages"


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one problem code in one language; {names} are filled from the problem.

    ``far`` holds the ``expected`` and ``fix`` that stand instead where nothing is near what was found.
    """

    what: str
    expected: str = ""
    fix: str = ""
    example: str = ""
    far: Mapping[str, str] = field(default_factory=dict)


@cache
def catalogue() -> Mapping[str, Mapping[Lang, Texts]]:
    """All problem codes: code → language → texts, from pipeline/messages/*.toml."""
    return {
        code: {"zh": Texts(**both["zh"]), "en": Texts(**both["en"])}
        for file in sorted(_FOLDER.glob("*.toml"))
        for code, both in _messages(file).get("problems", {}).items()
    }


@cache
def _messages(file: Path) -> Mapping[str, dict[str, Any]]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def _sentence(name: str) -> Mapping[Lang, str]:
    """cli.toml first: the command line must not read every file to print its help."""
    for file in (_FOLDER / "cli.toml", *sorted(_FOLDER.glob("*.toml"))):
        if found := _messages(file).get("say", {}).get(name):
            return cast("Mapping[Lang, str]", found)
    raise KeyError(name)


def say(name: str, lang: Lang, /, **values: object) -> str:
    """The sentence called ``name`` ([say] in messages/*.toml) in this language, filled."""
    return _fill(_sentence(name)[lang], {k: str(v) for k, v in values.items()})


def describe(problem: Problem, lang: Lang) -> Texts:
    """What a problem says: what, expected, fix, example, all filled with its values."""
    texts = catalogue()[problem.code][lang]
    values = problem.values
    if values.get("near") == DASH:
        texts = replace(texts, expected=texts.far.get("expected", texts.expected), fix=texts.far.get("fix", texts.fix))
    if "{known}" in texts.expected and not values.get("known", DASH):
        texts = replace(texts, expected="")
    return Texts(
        what=_fill(texts.what, values),
        expected=_fill(texts.expected, values),
        fix=_fill(texts.fix, values),
        example=_fill(texts.example, values),
    )


def _fill(text: str, values: Mapping[str, str]) -> str:
    return text.format_map(_Blanks(values)) if "{" in text else text


class _Blanks(dict[str, str]):
    """A value that a text names and the problem lacks shows as …, never as a traceback."""

    def __missing__(self, key: str) -> str:
        return "…"


_INSIDE = {
    "table": "表",
    "row": "行",
    "cell": "单元格",
    "paragraph": "段落",
    "column": "列",
    "header": "页眉",
    "footer": "页脚",
    "footnotes": "脚注",
    "links": "链接",
    "endnotes": "尾注",
    "comments": "批注",
    "core": "文档",
    "app": "扩展",
    "custom": "自定义",
    "properties": "属性",
    "charts/chart": "图表",
}


def place_text(place: Place, lang: Lang) -> str:
    """A place for people: 'table 2 row 3 cell 1' is 表 2 行 3 单元格 1 in Chinese."""
    if lang == "zh":
        place = replace(place, inside=" ".join(_inside_word(word) for word in place.inside.split()))
    return str(place)


def _inside_word(word: str) -> str:
    """header1 is 页眉1."""
    name = word.rstrip("0123456789")
    return _INSIDE.get(name, name) + word[len(name) :]


def locale_language(environment: Mapping[str, str] = os.environ) -> Lang:
    """zh where the locale says Chinese, else en."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        if value := environment.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    try:
        found = locale.getlocale()[0] or ""
    except ValueError:
        found = ""
    return "zh" if found.lower().startswith(("zh", "chinese")) else "en"


def rounded(value: float | int | Decimal, places: int) -> str:
    """A number rounded half-up through Decimal, with thousands separators: 1234.565, 2 → 1,234.57."""
    quantum = Decimal(1).scaleb(-places)
    number = Decimal(repr(value) if isinstance(value, float) else value).quantize(quantum, ROUND_HALF_UP)
    return f"{number + 0:,f}" if number else f"{abs(number):,f}"  # no "-0.0"


def chinese_date(day: date) -> str:
    """2026年3月5日: no leading zeros (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日"


def weekday(day: date) -> str:
    """星期四."""
    return f"星期{WEEKDAYS[day.weekday()]}"


def chinese_moment(moment: datetime) -> str:
    """2026年3月5日 09:30."""
    return f"{chinese_date(moment)} {moment:%H:%M}"


def plainer(wrong: UnicodeError) -> tuple[str, int]:
    """What a console shows for a character that its code page lacks (a codec error handler): GBK has no › and no ‱."""
    if not isinstance(wrong, UnicodeEncodeError):
        raise wrong
    text = wrong.object[wrong.start : wrong.end]
    return text.translate({ord("›"): ">", ord("‱"): "%%"}).encode("ascii", "replace").decode(), wrong.end

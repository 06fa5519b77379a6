"""A tag as people typed it → plain Jinja source, and Chinese terms → code names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_QUOTES = {"‘": "’‘'", "’": "’'", "“": '”“"', "”": '”"', "＂": '＂"', "＇": "＇'", '"': '"', "'": "'"}


@dataclass(frozen=True)
class Names:
    """Chinese term → code name: for root names (scalars, figures) and for fields. Code names pass as they are."""

    roots: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)

    def root(self, word: str) -> str:
        """The code name of a root name; a word that is no term stands for itself."""
        return self.roots.get(word, word)

    def field(self, word: str) -> str:
        """The code name of a field; a word that is no term stands for itself."""
        return self.fields.get(word, word)

    def path(self, dotted: str) -> str:
        """The code names of a dotted field path, as sum(attribute="a.b") takes it; of several, as sort("a,b") does."""
        return ",".join(".".join(map(self.field, path.split("."))) for path in dotted.split(","))

    def term(self, code: str) -> str:
        """The term of a code name, for messages; a word that is no code name stands for itself."""
        for terms in (self.fields, self.roots):
            for term, name in terms.items():
                if name == code:
                    return term
        return code


def plain_source(source: str) -> str:
    """The tag's source with NFKC outside string literals, straight quotes around them, on one line.

    Typographic and full-width quotes open a literal; it ends at its partner or the straight quote.
    What a literal holds is kept as typed.
    """
    out: list[str] = []
    code: list[str] = []
    chars = iter(source)
    for char in chars:
        if char not in _QUOTES:
            code.append(char)
            continue
        out.append(unicodedata.normalize("NFKC", "".join(code)))
        code.clear()
        out.append(_literal(char, chars))
    out.append(unicodedata.normalize("NFKC", "".join(code)))
    return " ".join("".join(out).split("\n"))


def _literal(opener: str, chars: Iterator[str]) -> str:
    """The string literal that ``opener`` began, in straight quotes; unclosed, it stays open for the parser."""
    text: list[str] = []
    straight = "'" if opener in "‘’＇'" else '"'
    for char in chars:
        if char == "\\":
            text.append(char + next(chars, ""))
        elif char in _QUOTES[opener]:
            return f"{straight}{''.join(text)}{straight}"
        else:
            text.append("\\" + char if char == straight else char)
    return straight + "".join(text)

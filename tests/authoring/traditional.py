"""Writes the list of traditional characters from ICU's transform Hant-Hans (needs ICU's ``uconv``); rarely run."""

from __future__ import annotations

import subprocess
from pathlib import Path

LIST = Path(__file__).parents[2] / "pipeline/intake/cells/traditional.toml"
OWN = {"諮": "咨", "裏": "里", "著": "着", "餘": "余", "麼": "么"}  # as the mainland writes them
ALSO = {"後": "后", "於": "于", "徵": "征"}  # GB 2312 has them too
WIDTH = 100
HEAD = """\
# Traditional characters and, at the same place in the other list, the simplified ones that stand for them.
# Source: ICU's transform Hant-Hans, which is made of kSimplifiedVariant in Unicode's Unihan database: its pairs whose
# first character Big5 has and GB 2312 has not, with a few as the mainland writes them (tests/authoring/traditional.py).
"""


def known_to(encoding: str, character: str) -> bool:
    try:
        return bool(character.encode(encoding))
    except UnicodeEncodeError:
        return False


def pairs() -> dict[str, str]:
    """Traditional → simplified, in the order of their numbers."""
    characters = [chr(n) for n in range(0x4E00, 0xA000)]
    asked = [c for c in characters if known_to("big5", c) and not known_to("gb2312", c)]
    command = ["uconv", "-x", "Hant-Hans", "-f", "utf-8", "-t", "utf-8"]
    answer = subprocess.run(command, input="\n".join(asked).encode(), capture_output=True, check=True)
    found = zip(asked, answer.stdout.decode().split("\n"), strict=True)
    made = {a: OWN.get(a, b) for a, b in found} | ALSO
    return {a: b for a, b in sorted(made.items()) if a != b and len(b) == 1 and known_to("gb2312", b)}


def lines(characters: str) -> str:
    return "\n".join(characters[at : at + WIDTH] for at in range(0, len(characters), WIDTH))


if __name__ == "__main__":
    found = pairs()
    lists = {"traditional": "".join(found), "simplified": "".join(found.values())}
    text = "".join(f'{name} = """\n{lines(characters)}\n"""\n' for name, characters in lists.items())
    LIST.write_text(HEAD + text, encoding="utf-8")

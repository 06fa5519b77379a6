"""What Jinja's parser says of a badly written tag → the code of one of our own causes."""

from __future__ import annotations

import re

_END = "end of (?:print statement|statement block)"
_CAUSES = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        (r"""unexpected char (?:"'"|'"')""", "TL114"),
        (r"unexpected char '\\x0|unexpected '[)\]}]'", "TL113"),
        ("unexpected char", "TL115"),
        ("expected token 'in'", "TL117"),
        (f".*(?:got|unexpected) '{_END}'|expected name or number", "TL112"),
        (f"expected token '(?:{_END}|,)'", "TL116"),
    )
)


def cause(message: str) -> str:
    """The code for a message of the parser: TL112 unfinished, TL113 brackets, TL114 quotes, TL115 a sign, TL116 two
    items side by side, TL117 a loop without its ``in``; TL101 for all the rest."""
    return next((code for pattern, code in _CAUSES if pattern.match(message)), "TL101")

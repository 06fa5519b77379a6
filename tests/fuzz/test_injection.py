"""Known ways of template injection: as a tag each is refused, as a value each is printed; nothing is run."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import docx
import pytest
from fuzz.payloads import REFUSED, WRITTEN
from office.conformance.draft import drafted

from pipeline.office.template import Names
from pipeline.office.word import compile_document
from pipeline.problems import Stop

FACTS = {"x": "城东", "n": 7, "xs": ["一"], "deep": {"a": 1}, "true": True}
_heard: list[str] = []
_listening = False


def _hear(event: str, args: tuple[object, ...]) -> None:
    """An audit hook cannot be taken away again, so it only listens while it is asked to."""
    if _listening and event in ("os.system", "subprocess.Popen", "open", "import", "socket.connect", "os.exec"):
        _heard.append(f"{event} {args[0]!r}")
    elif _listening and event == "compile" and args[1] != "<template>":
        _heard.append(f"{event} {args[1]!r}")


sys.addaudithook(_hear)


@contextmanager
def overheard() -> Iterator[list[str]]:
    """The processes, files, modules and code that are reached for meanwhile."""
    global _listening
    _heard.clear()
    _listening = True
    try:
        yield _heard
    finally:
        _listening = False


def written(tag: str) -> str:
    """The text of a paragraph with this tag, with and without a table around it. Raises Stop."""
    template = compile_document(drafted([tag, [[tag]]], header=[tag]), names=Names(), formats={})
    data = template.render(FACTS)
    return docx.Document(io.BytesIO(data)).paragraphs[0].text


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """What is imported and opened the first time that anything is rendered or fails is not a payload's doing."""
    for tag in ("{{ x }}", "{{ nothing }}", "{{ x|no }}", "{{ 1 + x }}"):
        try:
            written(tag)
        except Stop:
            continue


@pytest.mark.parametrize("payload", REFUSED)
def test_as_a_tag_it_is_refused(payload):
    with overheard() as heard, pytest.raises(Stop) as stop:
        written(payload)
    assert heard == []
    assert all(problem.code[:2] in ("TL", "WD") and problem.place.inside for problem in stop.value.problems)


@pytest.mark.parametrize(("tag", "expected"), WRITTEN)
def test_what_is_harmless_is_evaluated(tag, expected):
    with overheard() as heard:
        assert written(tag) == expected
    assert heard == []


def test_as_values_they_are_printed_everywhere():
    payloads = [*REFUSED, *(tag for tag, _ in WRITTEN)]
    template = compile_document(
        drafted(["{%p for v in vs %}", "{{ v }}", "{%p endfor %}"], header=["{{ vs|join(' ') }}"], title="{{ vs[0] }}"),
        names=Names(),
        formats={},
    )
    with overheard() as heard:
        data = template.render({"vs": payloads})
    assert heard == []
    document = docx.Document(io.BytesIO(data))
    assert [paragraph.text for paragraph in document.paragraphs] == payloads
    assert document.sections[0].header.paragraphs[0].text == " ".join(payloads)
    assert document.core_properties.title == payloads[0]


def test_what_is_reached_for_is_heard():
    with overheard() as heard:
        Path(__file__).read_bytes()
        eval("1 + 1")
    assert [event.split()[0] for event in heard] == ["open", "compile"]


def test_there_are_at_least_sixty_different_ones():
    assert len(set(REFUSED)) == len(REFUSED) >= 60

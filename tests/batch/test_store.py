"""The only door to outputs/: whole or not at all, and a person's edit is never lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

from pipeline.batch.ledger import Ledger
from pipeline.batch.naming import beside, output_path, plain_name
from pipeline.batch.store import Document, Store
from pipeline.problems import Stop, problem

PATH = PurePosixPath("2026-W47/城东支行/周例会纪要.docx")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / ".chenxi" / "ledger.sqlite") as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path, ledger: Ledger) -> Store:
    return Store(tmp_path / "outputs", ledger, "2026-W47")


def document(data: bytes | None, path: PurePosixPath = PATH) -> Document:
    return Document(path, "weekly-minutes", {"bank": "江城", "branch": "城东支行"}, "周例会纪要", data)


def test_a_document_is_made_then_up_to_date_then_brought_up_to_date(tmp_path: Path, store: Store) -> None:
    assert [store.commit([document(data)])[0].action for data in (b"1", b"1", b"2")] == ["made", "same", "made"]
    assert (tmp_path / "outputs" / PATH).read_bytes() == b"2"


def test_an_edited_file_is_kept_and_the_new_one_goes_beside_it(tmp_path: Path, store: Store) -> None:
    store.commit([document(b"1")])
    (tmp_path / "outputs" / PATH).write_bytes(b"edited by hand")
    [outcome] = store.commit([document(b"2")])
    assert outcome.action == "kept"
    assert [p.code for p in outcome.problems] == ["BT102"]
    assert (tmp_path / "outputs" / PATH).read_bytes() == b"edited by hand"
    assert (tmp_path / "outputs" / outcome.path).read_bytes() == b"2"
    assert outcome.path.name == "周例会纪要（新）.docx"
    [again] = store.commit([document(b"3")])
    assert again.path == outcome.path  # our own copy beside is brought up to date, not multiplied


def test_a_copy_beside_that_was_edited_too_is_kept_as_well(tmp_path: Path, store: Store) -> None:
    store.commit([document(b"1")])
    (tmp_path / "outputs" / PATH).write_bytes(b"edited")
    beside_it = tmp_path / "outputs" / store.commit([document(b"2")])[0].path
    beside_it.write_bytes(b"edited too")
    [outcome] = store.commit([document(b"3")])
    assert outcome.path.name == "周例会纪要（新2）.docx"
    assert beside_it.read_bytes() == b"edited too"


@pytest.mark.parametrize("lock", ["~$周例会纪要.docx", "~$会纪要.docx", ".~lock.周例会纪要.docx#"])
def test_a_file_open_elsewhere_is_reported_and_the_others_made(tmp_path: Path, store: Store, lock: str) -> None:
    (tmp_path / "outputs" / PATH.parent).mkdir(parents=True)
    (tmp_path / "outputs" / PATH.parent / lock).write_bytes(b"")
    other = PATH.with_name("签到表.docx")
    first, second = store.commit([document(b"1"), document(b"2", other)])
    assert (first.action, [p.code for p in first.problems]) == ("failed", ["BT101"])
    assert second.action == "made"


def test_a_file_system_that_refuses_is_a_problem_not_a_traceback(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    [outcome] = store.commit([document(b"1")])
    assert [p.code for p in outcome.problems] == ["BT105"]
    assert list((tmp_path / "outputs" / PATH.parent).iterdir()) == []  # nothing half-written is left


def test_a_run_killed_between_replace_and_ledger_does_not_take_its_own_file_for_a_persons(
    tmp_path: Path, store: Store, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "written", lambda paths: None)
    store.commit([document(b"1")])
    assert store.commit([document(b"2")])[0].action == "made"


def test_a_document_that_was_not_rendered_fails_and_leaves_the_old_one(tmp_path: Path, store: Store) -> None:
    store.commit([document(b"1")])
    [outcome] = store.commit([Document(PATH, "weekly-minutes", {"bank": "江城"}, "t", None, (problem("BT110"),))])
    assert outcome.action == "failed"
    assert (tmp_path / "outputs" / PATH).read_bytes() == b"1"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("城东/支行", "城东_支行"),
        ("CON", "CON_"),
        ("com1.docx", "com1_.docx"),
        ("a. ", "a"),
        ("", "_"),
        ('a"<>|?*', "a______"),
    ],
)
def test_names_that_windows_refuses_are_changed(text: str, name: str) -> None:
    assert plain_name(text) == name


def test_a_key_cannot_climb_out_of_the_outputs() -> None:
    path = output_path("{period}/{branch}/x.docx", {"period": "2026-W47", "branch": "../../etc"})
    assert path == PurePosixPath("2026-W47/.._.._etc/x.docx")
    assert output_path("../{period}/x.docx", {"period": "p"}) == PurePosixPath("p/x.docx")


def test_a_name_that_is_too_long_is_a_problem() -> None:
    with pytest.raises(Stop) as stop:
        output_path("{branch}.docx", {"branch": "长" * 100})
    assert stop.value.problems[0].code == "BT104"


def test_the_copies_beside_a_file_are_numbered() -> None:
    assert [beside(PATH, n).name for n in (1, 2)] == ["周例会纪要（新）.docx", "周例会纪要（新2）.docx"]

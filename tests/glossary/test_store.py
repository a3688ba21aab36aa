"""The store on SQLite and on PostgreSQL: nothing acknowledged is lost, nothing is overwritten silently."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest

from auditor.errors import GlossaryError
from auditor.glossary import parse
from auditor.glossary.store import Conflict, Decision, Editor, opened
from auditor.model import TermStatus

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))
import torture_glossary as torture

ANN, BOB = Editor("ann", reviewer=True), Editor("bob")


def one(text):
    (concept,) = parse(text)
    return concept


@pytest.fixture
def store(database):
    with opened(database, create=True) as store:
        yield store


def test_what_is_saved_is_there_with_its_history(store):
    first, second = one("[a]\nen = x\nes ~ y"), one("[a]\nnote: n\nen = x\nes ! y")
    assert store.save(first, 0, ANN, "why not") == 1
    assert store.save(first, 1, ANN) == 1, "the same again is no change"
    assert store.save(second, 1, ANN) == 2
    assert store.get("a") == (second, 2)
    assert [(c.what, c.version, c.who, c.why) for c in store.history("a")] == [
        ("changed", 2, "ann", ""),
        ("added", 1, "ann", "why not"),
    ]
    assert [c.id for c in store.search("X")] == ["a"]


def test_two_editors_never_overwrite_each_other_silently(store):
    store.save(one("[a]\nen ~ x"), 0, BOB)
    store.save(one("[a]\nen ~ x | y"), 1, ANN)
    with pytest.raises(Conflict, match="version 2"):
        store.save(one("[a]\nen ~ x | z"), 1, BOB)
    with pytest.raises(Conflict):
        store.remove("a", 1, BOB)
    with pytest.raises(Conflict):
        store.save(one("[a]\nen ~ q"), 0, BOB)
    assert [t.text for t in store.get("a")[0].terms] == ["x", "y"]


def test_undo_goes_back_step_by_step(store):
    for n, text in enumerate(("[a]\nen ~ x", "[a]\nen ~ y", "[a]\nen ~ z")):
        store.save(one(text), n, ANN)
    assert [(store.undo("a", ANN).version, store.get("a")[0].terms[0].text) for _ in range(2)] == [(3, "y"), (2, "x")]
    store.undo("a", ANN)
    assert store.versions() == {}
    with pytest.raises(GlossaryError, match="nothing to undo"):
        store.undo("a", ANN)
    assert store.save(one("[a]\nen ~ x"), 0, ANN) > 3, "versions are never used twice"


@pytest.mark.parametrize("mark", ["=", "!"])
def test_only_a_reviewer_prefers_forbids_and_lifts(store, mark):
    with pytest.raises(GlossaryError, match="reviewer"):
        store.save(one(f"[a]\nen {mark} x"), 0, BOB)
    store.save(one("[a]\nen ! x"), 0, ANN)
    with pytest.raises(GlossaryError, match="lifts"):
        store.save(one("[a]\nen ~ x"), 1, BOB)


def test_all_or_nothing(store):
    store.save(one("[b]\nen ~ x"), 0, ANN)
    with pytest.raises(Conflict):
        store.save_all([(one("[a]\nen ~ x"), 0), (one("[b]\nen ~ y"), 7)], ANN)
    assert list(store.versions()) == ["b"]


def test_candidates_and_decisions(store):
    found = {"lang": "en", "text": "x", "target_lang": "es", "target": "y", "kind": "parallel", "score": 5, "evidence": ["x ⇄ y"]}
    assert (store.add_candidates([found]), store.add_candidates([found])) == (1, 0)
    (candidate,) = store.candidates()
    assert candidate["evidence"] == ["x ⇄ y"]
    store.settle(candidate["id"], "rejected", BOB, "no")
    assert store.candidates() == []
    with pytest.raises(GlossaryError):
        store.settle(candidate["id"], "accepted", BOB)
    store.decide(Decision("f", "dismiss", "is right", "ann"))
    store.decide(Decision("f", "confirm", "is wrong", "bob"))
    assert [(d.verdict, d.who) for d in store.decisions()] == [("confirm", "bob")]


def test_a_concept_of_ten_scripts_comes_back_whole(store):
    concept = one("[a]\nen ~ x\nru ~ Киев\nzh ~ 停火\nar ~ حكومة\nja ~ 停戦 {case; forms: あ, い; near: 国}\nmul @ 🚀 7")
    store.save(concept, 0, ANN)
    assert store.get("a")[0] == concept
    assert store.get("a")[0].terms[0].status is TermStatus.ADMITTED


def test_killed_writers_lose_nothing(database):
    acknowledged, lost = torture.kill(database, kills=6)
    assert acknowledged >= 6
    assert lost == 0


def test_two_writers_lose_nothing(database):
    lost, _ = torture.race(database, edits=40)
    assert lost == 0


def test_a_file_that_is_no_glossary_is_refused(tmp_path):
    for name, data in (("a.db", b"not a database at all" * 100), ("b.db", b"")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(GlossaryError, match=name), opened(str(tmp_path / name)):
            pass
    with pytest.raises(GlossaryError, match="no such glossary"), opened(str(tmp_path / "none.db")):
        pass


def test_sqlite_is_durable(tmp_path):
    with opened(str(tmp_path / "g.db"), create=True) as store, store._reading() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "delete"


def test_concepts_are_values():
    concept = one("[a]\nen ~ x")
    assert msgspec.structs.replace(concept) == concept

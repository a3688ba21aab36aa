"""Many hands at once: no edit is lost, no two are mixed, and whoever comes second is told."""

from __future__ import annotations

import os
import threading

import pytest

from auditor.glossary.entries import Concept
from auditor.glossary.store import Editor
from auditor.model import Term, TermStatus
from auditor.serve.base import Base
from tests.serve.desks import Desk

EDITS = int(os.environ.get("AUDITOR_EDITS", "3"))  # a thread
THREADS = 16


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_no_acknowledged_edit_is_lost(database, request, tmp_path):
    base = Base(str(tmp_path / "desk.db") if database == "sqlite" else request.getfixturevalue("fresh_postgres"))
    desk = Desk(base)
    base.store.save(Concept("c", (Term("c", "en", "word", TermStatus.ADMITTED),)), 0, Editor("x"))
    done: list[str] = []
    errors: list[str] = []

    def edit(number: int) -> None:
        api = desk.api("editor")
        for n in range(EDITS):
            while True:
                there = api.get("/api/v1/concept", params={"id": "c"}).json()
                there["concept"]["note"] += f" {number}.{n}"
                answer = api.put("/api/v1/concept", params={"version": there["version"]}, json=there["concept"])
                if answer.status_code == 200:
                    done.append(f"{number}.{n}")
                    break
                if answer.status_code != 409:
                    errors.append(answer.text)
                    return

    threads = [threading.Thread(target=edit, args=(n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    concept, version = base.store.get("c")
    assert sorted(concept.note.split()) == sorted(done)
    assert len(done) == THREADS * EDITS
    assert version == 1 + len(done)
    base.close()


def test_who_saves_second_sees_both_states_and_loses_nothing(desk):
    desk.base.store.save(Concept("c", (Term("c", "en", "word", TermStatus.ADMITTED),)), 0, Editor("x"))

    def form(role, note, version="1"):
        return desk.client(role).post(
            "/glossary/entry",
            data={"csrf": desk.whos[role].csrf, "id": "c", "version": version, "row": "0", "t0-lang": "en", "t0-text": "word",
                  "t0-status": "admitted", "note": note},
        )  # fmt: skip

    assert form("editor", "mine").status_code == 303
    second = form("reviewer", "<other>")
    assert second.status_code == 409
    assert "&lt;other&gt;" in second.text
    assert "mine" in second.text
    assert 'name="version" value="2"' in second.text
    assert form("reviewer", "<other>", "2").status_code == 303
    assert desk.base.store.get("c")[0].note == "<other>"
    assert [c.after.note for c in desk.base.store.history("c")] == ["<other>", "mine", ""]


def test_every_field_of_a_term_comes_through_the_form(desk):
    data = {
        "csrf": desk.whos["reviewer"].csrf, "version": "0", "id": "handout", "row": ["0", "1"], "subject": "credits", "definition": "given out",
        "t0-lang": "en", "t0-text": "Handout", "t0-status": "preferred", "t0-case_sensitive": "1", "t0-match": "exact", "t0-forms": "Handouts, handouts",
        "t0-fields": "credit", "t0-domains": "photo", "t0-neighbours": "photo, agency", "t0-part_of_speech": "noun", "t0-gender": "n",
        "t0-note": "n", "t0-source": "s", "t0-owner": "o", "t0-valid_from": "2026-01-01", "t0-valid_to": "2027-01-01",
        "t1-lang": "ar", "t1-text": "كتيب", "t1-status": "admitted", "relations": "related manual",
    }  # fmt: skip
    assert desk.client("reviewer").post("/glossary/entry", data=data).status_code == 303
    concept, _ = desk.base.store.get("handout")
    arabic, english = concept.terms
    assert (arabic.text, arabic.lang) == ("كتيب", "ar")
    assert english.forms == ("Handouts", "handouts")
    assert english.sense.neighbours == ("photo", "agency")
    assert (english.case_sensitive, english.match, english.valid_to) == (True, "exact", "2027-01-01")
    assert concept.relations == (("related", "manual"),)
    assert "كتيب" in desk.client("reader").get("/glossary?q=كتيب").text


def test_an_editor_proposes_and_a_reviewer_prefers(desk):
    data = {
        "csrf": desk.whos["editor"].csrf,
        "version": "0",
        "row": "0",
        "t0-lang": "en",
        "t0-text": "Handout",
        "t0-status": "preferred",
    }
    answer = desk.client("editor").post("/glossary/entry", data=data)
    assert answer.status_code == 400
    assert "only a reviewer" in answer.text
    assert 'value="Handout"' in answer.text  # nothing typed is lost


def test_duplicates_and_collisions_are_shown_before_saving(desk):
    desk.base.store.save(Concept("manual", (Term("manual", "en", "Handout"),)), 0, Editor("x", reviewer=True))
    for words, said in (("Handout", "Preferred for another concept too"), ("handouts", "Nearly the same")):
        data = {"row": "0", "t0-lang": "en", "t0-text": words, "t0-status": "preferred", "id": "new"}
        answer = desk.client("editor").post("/glossary/check", data={**data, "csrf": desk.whos["editor"].csrf})
        assert said in answer.text, answer.text


def test_import_shows_first_what_it_would_do(desk):
    table = b"concept,lang,term,status\nhandout,en,Handout,admitted\n"
    client, csrf = desk.client("editor"), desk.whos["editor"].csrf
    looked = client.post("/glossary/import", data={"csrf": csrf, "policy": "keep"}, files={"file": ("t.csv", table)})
    assert "1 added" in looked.text
    assert not list(desk.base.store.concepts())
    import re

    hidden = dict(re.findall(r'name="(name|data|policy|languages|sure)" value="([^"]*)"', looked.text))
    assert client.post("/glossary/import", data={"csrf": csrf, **hidden}).status_code == 303
    assert [c.id for c in desk.base.store.concepts()] == ["handout"]
    again = client.post("/glossary/import", data={"csrf": csrf, **hidden})  # the glossary has changed since the look
    assert "changed meanwhile" in again.text
    for kind in ("terms", "csv", "tsv", "tbx", "tbx-dct", "json"):
        assert "Handout" in desk.client("reader").get(f"/glossary/export?format={kind}").text


def test_candidates_are_accepted_and_turned_down_in_bulk(desk):
    desk.base.store.add_candidates(
        [
            {"lang": "en", "text": t, "target_lang": "es", "target": t + "o", "kind": "parallel", "evidence": [f"a {t} b"]}
            for t in ("Ann", "Bob", "Cid")
        ]
    )
    client, csrf = desk.client("editor"), desk.whos["editor"].csrf
    assert "a <b>Ann</b> b" in client.get("/candidates").text
    assert client.post("/candidates", data={"csrf": csrf, "do": "accept", "number": ["1", "2"]}).status_code == 303
    assert client.post("/candidates", data={"csrf": csrf, "do": "reject", "number": ["3"], "why": "no"}).status_code == 303
    assert sorted(c.id for c in desk.base.store.concepts()) == ["ann", "bob"]
    assert client.post("/candidates", data={"csrf": csrf, "do": "accept", "number": ["99"]}).status_code == 400
    assert not desk.base.store.candidates()

"""Decisions: what they settle, what they teach, and that all of it can be taken back."""

from __future__ import annotations

import sqlalchemy as sa

from auditor.serve import exports
from auditor.serve.schema import FINDINGS
from tests.serve.desks import finding


def states(desk, **where):
    with desk.base.reading() as connection:
        rows = connection.execute(sa.select(FINDINGS).order_by(FINDINGS.c.id)).all()
    return {row.id: row.status for row in rows if all(getattr(row, k) == v for k, v in where.items())}


def say(desk, number, role="editor", **form):
    return desk.client(role).post(f"/findings/{number}/decide", data={"csrf": desk.whos[role].csrf, **form})


def undo(desk, role="editor", number=""):
    return desk.client(role).post("/undo", data={"csrf": desk.whos[role].csrf, "number": number})


def test_confirm_dismiss_correct_and_undo(desk):
    desk.put(finding(unit="u1"), finding("Manual", unit="u2"), finding("Manual", unit="u3"))
    assert say(desk, 1, verdict="confirm", why="what the form had there").status_code == 303
    assert [d.why for d in desk.base.store.decisions()] == [""]  # a reason is a dismissal's
    assert say(desk, 2, verdict="dismiss", why="It is called that").status_code == 303
    assert say(desk, 3, verdict="correct", correction="Handout").status_code == 303
    assert list(states(desk).values()) == ["confirm", "dismiss", "correct"]
    with desk.base.reading() as connection:
        assert [c.corrected for c in exports.corrections(connection)] == ["Photo: Ministry/Handout/Agency"]
    for left in (["confirm", "dismiss", "open"], ["confirm", "open", "open"], ["open", "open", "open"]):
        assert undo(desk).status_code == 303
        assert list(states(desk).values()) == left
    assert undo(desk).status_code == 400


def test_a_dismissal_needs_its_reason(desk):
    desk.put(finding())
    for form in ({"verdict": "dismiss", "why": "  "}, {"verdict": "dismiss", "why": "x", "scope": "world"}, {"verdict": "burn"},
                 {"verdict": "dismiss", "why": "x", "expires": "tomorrow"}, {"verdict": "correct", "correction": "Manual"}):  # fmt: skip
        assert say(desk, 1, **form).status_code == 400, form
    assert states(desk) == {1: "open"}


def test_a_dismissal_of_words_reaches_all_that_rule_says_of_them_now_and_later(desk):
    desk.put(finding("Manual", unit="u1"), finding("Ministry", unit="u2"), finding("Manual", unit="u3", rule="terms/forbidden"))
    desk.put(finding("MANUAL", "BY MANUAL", unit="u4"), ident="d2", feed="other.xml")
    say(desk, 1, verdict="dismiss", why="A brand", scope="term")
    assert list(states(desk).values()) == ["dismiss", "open", "open", "dismiss"]
    desk.put(finding("Manual", unit="u5"), ident="d3")
    assert states(desk)[5] == "dismiss"
    undo(desk)
    assert set(states(desk).values()) == {"open"}


def test_a_dismissal_of_a_rule_holds_in_its_feed_until_its_day(desk):
    desk.put(finding("Manual", unit="u1"), finding("Ministry", unit="u2"))
    desk.put(finding("Manual", unit="u3"), ident="d2", feed="other.xml")
    say(desk, 1, verdict="dismiss", why="House style", scope="rule", expires="2999-01-01")
    assert list(states(desk).values()) == ["dismiss", "dismiss", "open"]
    undo(desk)
    say(desk, 1, verdict="dismiss", why="House style", scope="rule", expires="2020-01-01")
    assert list(states(desk).values()) == ["open", "open", "open"]


def test_what_others_said_is_not_mine_to_undo_with_u_and_only_the_latest_goes(desk):
    desk.put(finding())
    say(desk, 1, verdict="confirm")
    assert undo(desk, "reviewer").status_code == 400
    say(desk, 1, "reviewer", verdict="dismiss", why="No")
    assert undo(desk).status_code == 400  # the editor's word was overruled since
    assert states(desk) == {1: "dismiss"}
    undo(desk, "reviewer")
    assert states(desk) == {1: "confirm"}


def test_many_dismissals_set_a_rule_aside_in_its_feed_and_taking_them_back_brings_it_back(desk):
    for n in range(14):
        desk.put(finding("Manual", f"{n} Manual", unit=f"u{n}", confidence=0.5), ident=f"d{n}", title=f"T {n}")
    for n in range(1, 9):
        say(desk, n, verdict="dismiss", why="No error here")
    after = states(desk)
    assert set(list(after.values())[:8]) == {"dismiss"}
    assert set(list(after.values())[8:]) == {"aside"}
    desk.put(finding("Manual", "late Manual", unit="late", confidence=0.5), ident="late")
    assert states(desk)[15] == "aside"
    desk.put(finding("Manual", "far Manual", unit="far", confidence=0.95), ident="far", feed="other.xml")
    assert states(desk)[16] == "open"
    for _ in range(8):
        undo(desk)
    assert set(states(desk).values()) == {"open"}


def test_an_audit_of_the_same_article_takes_the_place_of_the_last_and_keeps_what_was_said(desk):
    kept = finding()
    desk.put(kept, finding("Ministry", unit="u2"))
    say(desk, 1, verdict="confirm")
    desk.put(kept)
    assert states(desk, latest=1) == {3: "confirm"}
    assert desk.api().get("/api/v1/findings?status=all").json()["total"] == 1


def test_pages_and_api_count_the_same(desk):
    number = desk.put(finding(unit="u1"), finding("Ministry", unit="u2"))
    page = desk.client("reader").get(f"/articles/{number}").text
    assert "2 open" in page
    say(desk, 1, verdict="confirm")
    assert "1 open · 1 confirmed" in desk.client("reader").get(f"/articles/{number}").text
    assert desk.api("reader").get("/api/v1/findings").json()["total"] == 1
    assert 'auditor_desk_findings{status="confirm"} 1' in desk.api("reader").get("/metrics").text


def test_a_write_with_a_key_is_done_once(desk):
    desk.put(finding())
    api = desk.api("editor")
    said = {"verdict": "confirm"}
    first = api.post("/api/v1/findings/1/decision", json=said, headers={"idempotency-key": "k1"})
    again = api.post("/api/v1/findings/1/decision", json=said, headers={"idempotency-key": "k1"})
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert len(api.get("/api/v1/decisions").json()["items"]) == 1
    assert (
        api.post(
            "/api/v1/findings/1/decision", json={"verdict": "dismiss", "why": "x"}, headers={"idempotency-key": "k1"}
        ).status_code
        == 422
    )


def test_exports_are_tmx_and_csv(desk):
    from lxml import etree

    desk.put(finding(text="=cmd() Manual", unit="u1"))
    say(desk, 1, verdict="correct", correction="<b>Handout</b>")
    client = desk.client("reader")
    tmx = etree.fromstring(client.get("/corrections?format=tmx").content)
    assert tmx.xpath("//seg/text()") == ["Fuente de =cmd() Manual", "=cmd() <b>Handout</b>"]
    assert "\n=cmd" not in client.get("/corrections?format=csv").text
    assert ",'=cmd() <b>Handout</b>" in client.get("/corrections?format=csv").text

"""Hostile text through every field, page and export: shown, never run."""

from __future__ import annotations

import json
import re

import pytest
from lxml import html

from auditor.glossary.entries import Concept
from auditor.glossary.store import Editor
from auditor.model import Term, TermStatus
from tests.serve.desks import finding

BASE = (
    "<script>boom()</script>", "<img src=x onerror=boom()>", '"><svg onload=boom()>', "javascript:boom()", "'-boom()-'", "</textarea><script>boom()</script>",
    "</title><script>boom()</script>", "{{ 7*7 }}{% raw %}", "${boom()}", '" autofocus onfocus="boom()', "<!--<script>", "]]><script>boom()</script>",
    "<a href='javascript:boom()'>x</a>", "<iframe srcdoc='<script>boom()</script>'>", "<base href=//evil.example>", "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<style>*{background:url(//evil.example)}</style>", "<div hx-get='/logout' hx-trigger='load'>", "<form action=//evil.example><input name=csrf>", "\N{RIGHT-TO-LEFT OVERRIDE}cilbup",
    "=cmd|' /C calc'!A0", "&lt;script&gt;boom()&lt;/script&gt;", "<math><mtext><script>boom()</script>", "%3Cscript%3Eboom()%3C/script%3E", "\\u003cscript\\u003eboom()",
)  # fmt: skip
WRAPS = ("{}", "a {} b", "{}{}", "\n{}\n", "“{}”", "«{}", "{}\t", "<b>{}</b>", "<!-- {} -->", "'{}'", '"{}"', "<x y={}>", "</p>{}", "</select>{}", "</script>{}",
         "&quot;{}", "ي{}", "漢{}", "\N{ZERO WIDTH JOINER}{}", "{}//")  # fmt: skip
PAYLOADS = [wrap.format(*[text] * wrap.count("{}")) for wrap in WRAPS for text in BASE]  # 500
ALLOWED = {"/static/htmx.min.js", "/static/desk.js"}


def harmless(page: str) -> None:
    """No script but ours, no handler, no address that runs, nothing that htmx would do of itself but what our templates say."""
    tree = html.fromstring(page)
    assert {s.get("src") for s in tree.iter("script")} <= ALLOWED
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in {"iframe", "object", "embed", "base", "style"}, element.tag
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (element.tag, name)
            assert name != "style"
            if name in {"href", "action", "src", "formaction"}:
                assert re.match(r"(/(?!/)|#|https?://x\.example/)", value), value
            if name.startswith(("hx-get", "hx-post")):
                assert re.match(r"/(glossary|inbox|findings|undo)", value), value


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory):
    from auditor.serve import deciding, jobs
    from auditor.serve.base import Base
    from tests.serve.desks import Desk

    base = Base(str(tmp_path_factory.mktemp("desk") / "desk.db"))
    desk = Desk(base)
    ids = []
    for n, text in enumerate(PAYLOADS):
        quote = text.strip()
        evil = finding(quote, f"{quote} stands here", rule=f"names/{n % 5}", unit=f"u{n}", message=text, suggestion=text)
        ids.append(desk.put(evil, ident=f"d{n}", title=text, feed=text if n % 3 == 0 else "wire"))
    who = desk.whos["editor"]
    for n, text in enumerate(PAYLOADS[:120], 1):
        asked = (
            deciding.Asked("dismiss", text or "x"),
            deciding.Asked("correct", text, correction=text + "!"),
            deciding.Asked("confirm", text),
        )[n % 3]
        with base.writing() as connection:
            deciding.decide(base, connection, n, asked, who)
    for n, text in enumerate(PAYLOADS):
        clean = " ".join(text.replace("\N{RIGHT-TO-LEFT OVERRIDE}", "").split())
        term = Term(
            f"c{n}", "en", clean, TermStatus.ADMITTED, note=text, source=text, owner=text, gender=text, part_of_speech=text
        )
        base.store.save(Concept(f"c{n}", (term,), text, text, text, text, text), 0, Editor(text, reviewer=True), text)
    base.store.add_candidates(
        [{"lang": "en", "text": t, "target_lang": "es", "target": t, "kind": t[:30], "evidence": [t]} for t in PAYLOADS[:100]]
    )
    with base.writing() as connection:
        for text in PAYLOADS[:60]:
            number = jobs.add(connection, jobs.Input("text", text=text), text, text, text)
            jobs.told(connection, number, state="failed", error=text)
    yield desk, ids
    base.close()


@pytest.mark.parametrize("path", ["/", "/inbox/jobs", "/findings?status=all", "/findings?status=all&after=50", "/glossary", "/glossary/history", "/candidates", "/dashboard", "/learning", "/log",
                                  "/people", "/me"])  # fmt: skip
def test_every_list_shows_hostile_text_as_text(poisoned, path):
    desk, _ = poisoned
    page = desk.client("admin").get(path)
    assert page.status_code == 200
    harmless(page.text)


def test_every_article_and_entry_shows_hostile_text_as_text(poisoned):
    desk, ids = poisoned
    client = desk.client("admin")
    for number in ids[::7]:
        harmless(client.get(f"/articles/{number}").text)
    for n in range(0, len(PAYLOADS), 7):
        harmless(client.get("/glossary/entry", params={"id": f"c{n}"}).text)
        harmless(client.get("/glossary/history", params={"id": f"c{n}"}).text)


def test_what_is_asked_is_shown_as_text(poisoned):
    desk, _ = poisoned
    client, csrf = desk.client("admin"), desk.whos["admin"].csrf
    for text in PAYLOADS[::5]:
        for path in ("/findings", "/glossary", "/glossary/new", "/", "/login", "/first"):
            page = client.get(
                path,
                params={
                    "q": text,
                    "rule": text,
                    "feed": text,
                    "text": text,
                    "lang": text,
                    "next": text,
                    "code": text,
                    "done": text,
                    "not": text,
                },
            )
            if page.status_code != 303:
                harmless(page.text)
        wrong = client.post(
            "/glossary/entry",
            data={
                "csrf": csrf,
                "id": text,
                "version": "0",
                "row": "0",
                "t0-text": text,
                "t0-lang": text,
                "note": text,
                "why": text,
            },
        )
        harmless(wrong.text) if wrong.status_code != 303 else None
        harmless(client.post("/inbox", data={"csrf": csrf, "lang": text or "x", "text": text, "feed": text}).text or "<p>")
        harmless(
            "<html>"
            + client.post("/glossary/check", data={"csrf": csrf, "row": "0", "t0-text": text, "t0-lang": "en", "id": text}).text
        )


def test_exports_hold_hostile_text_as_data(poisoned):
    desk, _ = poisoned
    client = desk.client("admin")
    for path in (
        "/corrections?format=tmx",
        "/corrections?format=csv",
        *(f"/glossary/export?format={k}" for k in ("terms", "csv", "tsv", "xlsx", "tbx", "tbx-dct", "json")),
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "attachment" in answer.headers["content-disposition"]
        assert "html" not in answer.headers["content-type"]
    for path in (
        "/api/v1/findings?status=all&limit=500",
        "/api/v1/concepts?limit=500",
        "/api/v1/candidates",
        "/api/v1/events",
        "/api/v1/snapshot",
        "/api/v1/jobs",
    ):
        answer = desk.api().get(path)
        assert answer.headers["content-type"].startswith("application/json")
        json.loads(answer.text)

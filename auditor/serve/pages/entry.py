"""One concept with every field of its terms: written, checked while typing, saved, taken back; nobody's change is lost."""

from __future__ import annotations

import urllib.parse
from typing import Any

import msgspec
from starlette.responses import Response

from auditor.errors import GlossaryError
from auditor.glossary import tables
from auditor.glossary.entries import MATCHES, RELATIONS, Concept
from auditor.glossary.store import Conflict
from auditor.model import Sense, Term, TermStatus
from auditor.serve import near
from auditor.serve.asking import Ask, go, whole
from auditor.serve.base import noted
from auditor.serve.pages.glossary import compared

_TEXTS = ("subject", "definition", "note", "source", "owner")
_PLAIN = ("part_of_speech", "gender", "note", "source", "owner", "valid_from", "valid_to")
_LISTS = ("fields", "domains", "neighbours")
_MOST = 200  # terms of one concept


def page(ask: Ask) -> Response:
    """A concept, to read and to change."""
    concept, version = ask.base.store.get(ask.query.get("id", ""))
    return _form(ask, concept, version)


def new(ask: Ask) -> Response:
    """An empty concept, or one begun with words chosen in an article."""
    words, lang = ask.query.get("text", "").strip()[:200], ask.query.get("lang", "")[:35]
    ident = _free(ask, tables.slug(words)) if words else ""
    terms = [msgspec.structs.replace(_blank(ask), concept=ident, lang=lang, text=words)] if words else []
    if unwanted := ask.query.get("not", "").strip()[:200]:
        terms.append(Term(ident, lang, unwanted, TermStatus.FORBIDDEN if ask.who.editor.reviewer else TermStatus.DEPRECATED))
    return _form(ask, Concept(id=ident, terms=tuple(terms)), 0)


def row(ask: Ask) -> Response:
    """One more term, empty."""
    number = whole(ask.query.get("next", ""), most=10_000)
    return ask.page(
        "term.html",
        n=number,
        term=msgspec.structs.replace(_blank(ask), lang=ask.query.get("lang", "")[:35]),
        **_choices(),
        next=number + 1,
    )


def check(ask: Ask) -> Response:
    """What is wrong with what was typed so far, and what is like it."""
    concept = read(ask)
    if not concept.terms:
        return ask.page("checked.html", problems=[], near=[], empty=True)
    with ask.base.reading() as connection:
        found = near.like(connection, concept)
    return ask.page("checked.html", problems=near.problems(concept), near=found, empty=False)


def save(ask: Ask) -> Response:
    """Stores the concept; where somebody else was first, both states are shown and nothing is lost."""
    concept, version, why = read(ask), whole(ask.form.get("version", "")), ask.form.get("why", "")[:2000]
    try:
        with ask.base.writing() as connection:
            ask.base.store.within(connection).save(concept, version, ask.who.editor, why)
            noted(connection, ask.who.name, "term saved", concept.id, why)
    except Conflict as conflict:
        return _conflict(ask, concept, conflict, why)
    except GlossaryError as error:
        return _form(ask, concept, version, wrong=str(error), why=why, status=400)
    return go(f"/glossary/entry?{urllib.parse.urlencode({'id': concept.id, 'done': 'saved'})}")


def undo(ask: Ask) -> Response:
    """Takes back the latest change of a concept."""
    ident = ask.form.get("id", "")
    with ask.base.writing() as connection:
        ask.base.store.within(connection).undo(ident, ask.who.editor, ask.form.get("why", ""))
        noted(connection, ask.who.name, "term undone", ident)
    return go(f"/glossary/history?{urllib.parse.urlencode({'id': ident, 'done': 'undone'})}")


def remove(ask: Ask) -> Response:
    """Takes a concept out; its history stays."""
    ident = ask.form.get("id", "")
    with ask.base.writing() as connection:
        store = ask.base.store.within(connection)
        store.remove(ident, whole(ask.form.get("version", "")), ask.who.editor, ask.form.get("why", ""))
        noted(connection, ask.who.name, "term removed", ident)
    return go(f"/glossary/history?{urllib.parse.urlencode({'id': ident, 'done': 'removed'})}")


def read(ask: Ask) -> Concept:
    """The concept that a form says; terms without words are left out."""
    form = ask.form
    ident = form.get("id", "").strip()
    terms = tuple(t for n in ask.lists.get("row", [])[:_MOST] if (t := _term(ask, ident, n)) is not None)
    if not ident and terms:
        ident = _free(ask, tables.slug(terms[0].text))
    relations = []
    for line in form.get("relations", "").splitlines():
        kind, _, other = line.strip().partition(" ")
        if other:
            relations.append((kind, other.strip()))
    texts = {name: form.get(name, "").strip() for name in _TEXTS}
    return Concept(
        id=ident, terms=tuple(msgspec.structs.replace(t, concept=ident) for t in terms), relations=tuple(relations), **texts
    )


def _term(ask: Ask, concept: str, number: str) -> Term | None:
    def said(name: str) -> str:
        return ask.form.get(f"t{number}-{name}", "").strip()

    if not said("text"):
        return None
    status = said("status")
    return Term(
        concept=concept,
        lang=said("lang"),
        text=said("text"),
        status=TermStatus(status) if status in set(TermStatus) else TermStatus.ADMITTED,
        case_sensitive=bool(said("case_sensitive")),
        match=said("match") or "lemma",
        forms=_list(said("forms")),
        sense=Sense(**{name: _list(said(name)) for name in _LISTS}),
        **{name: said(name) for name in _PLAIN},
    )


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _form(
    ask: Ask, concept: Concept, version: int, *, wrong: str = "", why: str = "", status: int = 200, **more: Any
) -> Response:
    shown = concept.terms or (_blank(ask),)
    things = {"theirs": None, "compared": [], **more}
    return ask.page(
        "entry.html",
        status,
        concept=concept,
        version=version,
        terms=list(enumerate(shown)),
        next=len(shown),
        wrong=wrong,
        why=why,
        blank=_blank(ask),
        relations="\n".join(f"{kind} {other}" for kind, other in concept.relations),
        **_choices(),
        **things,
    )


def _blank(ask: Ask) -> Term:
    """A term yet to be written, of the status that its writer may give."""
    return Term("", "", "", TermStatus.PREFERRED if ask.who.editor.reviewer else TermStatus.ADMITTED)


def _choices() -> dict[str, Any]:
    return {"statuses": [s.value for s in TermStatus], "matches": MATCHES, "kinds": RELATIONS}


def _conflict(ask: Ask, mine: Concept, conflict: Conflict, why: str) -> Response:
    """Mine in the form, theirs beside it; saving again is on top of theirs."""
    try:
        theirs, version = ask.base.store.get(mine.id)
    except GlossaryError:
        theirs, version = None, 0
    last = next(iter(ask.base.store.history(mine.id, 1)), None)
    return _form(
        ask,
        mine,
        version,
        why=why,
        status=409,
        theirs=theirs,
        gone=theirs is None,
        last=last,
        compared=compared(theirs, mine),
        was=conflict.mine,
    )


def _free(ask: Ask, ident: str) -> str:
    """An id that no concept has yet."""
    for number in range(1, 100):
        tried = ident if number == 1 else f"{ident}-{number}"
        try:
            ask.base.store.get(tried)
        except GlossaryError:
            return tried
    return ident

"""The glossary: search, and the history of everything."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from starlette.responses import Response

from auditor.glossary import text
from auditor.glossary.entries import Concept
from auditor.glossary.schema import CONCEPTS, TERMS
from auditor.glossary.store import Change
from auditor.serve.asking import Ask, whole

_PAGE = 40


def page(ask: Ask) -> Response:
    """Concepts with these words, in any language and script."""
    words, lang, after = ask.query.get("q", "")[:200], ask.query.get("lang", "")[:35], whole(ask.query.get("after", ""))
    found = ask.base.store.search(words, lang, _PAGE + 1, after)
    with ask.base.reading() as connection:
        total = connection.execute(sa.select(sa.func.count()).select_from(CONCEPTS)).scalar_one()
        langs = list(connection.execute(sa.select(TERMS.c.lang).distinct().order_by(TERMS.c.lang)).scalars())
    things: dict[str, Any] = {
        "concepts": found[:_PAGE], "more": after + _PAGE if len(found) > _PAGE else 0, "q": words, "lang": lang, "total": total,
        "langs": langs,
    }  # fmt: skip
    return ask.page("concepts.html" if ask.htmx else "glossary.html", **things)


def history(ask: Ask) -> Response:
    """Who changed what, with the lines that differ."""
    ident = ask.query.get("id", "")[:200]
    changes = ask.base.store.history(ident, 60)
    return ask.page("history.html", id=ident, changes=[(change, differences(change)) for change in changes])


def differences(change: Change) -> list[tuple[str, str]]:
    """The lines of the text form that a change took away (-) and put in (+)."""
    return compared(change.before, change.after)


def compared(before: Concept | None, after: Concept | None) -> list[tuple[str, str]]:
    """Lines of two states: ("-", was), ("+", is), (" ", both)."""
    lines = difflib.ndiff(_lines(before), _lines(after))
    return [(line[0], line[2:]) for line in lines if line[:1] in "+- " and line[2:].strip()]


def _lines(concept: Concept | None) -> Sequence[str]:
    return list(text.block(concept)) if concept else []

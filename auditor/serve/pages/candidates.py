"""Proposed terms with the lines that speak for them: accepted or turned down, several at once."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import msgspec
import sqlalchemy as sa
from starlette.responses import Response

from auditor.errors import GlossaryError
from auditor.glossary import candidates as proposing
from auditor.glossary import desk
from auditor.glossary.schema import TERMS
from auditor.model import Audited
from auditor.serve import exports
from auditor.serve.asking import Ask, go
from auditor.serve.base import noted
from auditor.serve.schema import ARTICLES

_SHOWN = 60
_LOOKED = 400  # the latest articles that are looked through
_WORDS = 4  # a correction longer than that is no term


def page(ask: Ask) -> Response:
    """The queue, best first."""
    return ask.page("candidates.html", candidates=ask.base.store.candidates(limit=_SHOWN))


def settle(ask: Ask) -> Response:
    """Accepts or turns down what was ticked, all of it or nothing."""
    accept, why = ask.form.get("do") == "accept", ask.form.get("why", "")[:2000]
    numbers = [int(n) for n in ask.lists.get("number", []) if n.isdecimal() and len(n) < 10]
    if not numbers:
        raise GlossaryError("tick the candidates first")
    with ask.base.writing() as connection:
        store = ask.base.store.within(connection)
        for number in numbers:
            if accept:
                desk.accepted(store, number, ask.who.editor, why)
            else:
                store.settle(number, "rejected", ask.who.editor, why)
        noted(connection, ask.who.name, "candidates " + ("accepted" if accept else "rejected"), ", ".join(map(str, numbers)))
    return go("/candidates?done=settled")


def find(ask: Ask) -> Response:
    """Looks through the latest articles and the corrections for new candidates."""
    with ask.base.reading() as connection:
        found = proposed(connection)
    with ask.base.writing() as connection:
        ask.base.store.within(connection).add_candidates(found)
        noted(connection, ask.who.name, "candidates looked for", "", f"{len(found)} found")
    return go("/candidates?done=found")


def proposed(connection: sa.Connection) -> list[dict[str, Any]]:
    """Pairs that go together, names that come back, and short corrections."""
    bodies = connection.execute(
        sa.select(ARTICLES.c.body).where(ARTICLES.c.latest == 1).order_by(ARTICLES.c.id.desc()).limit(_LOOKED)
    ).scalars()
    pairs: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    texts: dict[str, list[str]] = defaultdict(list)
    for body in bodies:
        for reported in msgspec.msgpack.decode(body, type=Audited).units:
            target, source = reported.unit.target, reported.unit.source
            texts[target.lang].append(target.text)
            if source is not None and source.text and target.text:
                pairs[source.lang, target.lang].append((source.text, target.text))
    known = list(connection.execute(sa.select(TERMS.c.text)).scalars())
    found = [c for (source, target), lines in sorted(pairs.items()) for c in proposing.mine(lines, source, target, 60)]
    found += [c for lang, lines in sorted(texts.items()) for c in proposing.repeated(lines, lang, known, 40)]
    return found + [_corrected(c) for c in exports.corrections(connection) if len(_changed(c).split()) in range(1, _WORDS + 1)]


def _changed(correction: exports.Correction) -> str:
    """The words that the correction put in."""
    was, now = correction.text.split(), correction.corrected.split()
    while was and now and was[0] == now[0]:
        was, now = was[1:], now[1:]
    while was and now and was[-1] == now[-1]:
        was, now = was[:-1], now[:-1]
    return " ".join(now).strip(".,;:!?“”\"'()")


def _corrected(correction: exports.Correction) -> dict[str, Any]:
    return {
        "lang": correction.lang, "text": _changed(correction), "kind": "correction", "score": 5000,
        "evidence": [correction.corrected[:200], f"was: {correction.text[:200]}"],
    }  # fmt: skip

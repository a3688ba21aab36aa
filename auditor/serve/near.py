"""What stands near a concept in the glossary: likely duplicates and collisions, told before it is saved."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from rapidfuzz import fuzz

from auditor.glossary import entries, lint
from auditor.glossary.entries import Concept
from auditor.glossary.schema import TERMS
from auditor.glossary.words import term_words
from auditor.model import TermStatus

_ALIKE = 86.0  # of 100: plural and spelling variants stay above it, other words of the same stem below
_LOOKED = 400  # terms that begin alike
_SHOWN = 12
_HEAD = 3  # letters that a likely duplicate has in common at its beginning


class Near(msgspec.Struct, frozen=True):
    """A term of another concept: `collision` (preferred here and there), `same` words, or `alike`."""

    kind: str
    concept: str
    lang: str
    text: str
    status: str
    mine: str


def problems(concept: Concept) -> list[str]:
    """What makes the concept unusable, and what an editor would be ashamed of."""
    told = entries.problems(concept)
    return [*told, *(c.message for c in lint.lint([concept]) if c.message not in told and c.kind != "dangling-relation")]


def like(connection: sa.Connection, concept: Concept) -> list[Near]:
    """Terms of other concepts with the same words, or nearly; the gravest first."""
    found: dict[tuple[str, str, str], Near] = {}
    for term in concept.terms[:20]:
        words = term_words(term.text)
        if not words or term.match == "regex":
            continue
        there = TERMS.c.folded.between(words[:_HEAD], words[:_HEAD] + chr(0xFFFF))
        query = sa.select(TERMS).where(TERMS.c.lang == term.lang, there, TERMS.c.concept != concept.id).limit(_LOOKED)
        same = (
            sa.select(TERMS)
            .where(TERMS.c.lang == term.lang, TERMS.c.folded == words, TERMS.c.concept != concept.id)
            .limit(_SHOWN)
        )
        for row in [*connection.execute(same), *connection.execute(query)]:
            if row.folded == words:
                both = row.status == TermStatus.PREFERRED.value and term.status is TermStatus.PREFERRED
                kind = "collision" if both else "same"
            elif fuzz.ratio(row.folded, words) >= _ALIKE:
                kind = "alike"
            else:
                continue
            found.setdefault(
                (row.concept, row.lang, row.text), Near(kind, row.concept, row.lang, row.text, row.status, term.text)
            )
    order = ("collision", "same", "alike")
    return sorted(found.values(), key=lambda n: (order.index(n.kind), n.concept, n.text))[:_SHOWN]

"""Concepts as editors see them, their order, and what makes one whole."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections.abc import Iterable, Sequence

import msgspec
import regex

from auditor.errors import GlossaryError
from auditor.model import Term, TermStatus

RANK = {status: rank for rank, status in enumerate(TermStatus)}
MATCHES = ("lemma", "exact", "prefix", "regex")
RELATIONS = ("broader", "narrower", "part-of", "has-part", "related", "replaced-by", "use-instead", "exact-match", "close-match")
ANY = "mul"  # the language of a term that is the same in every language
LONGEST = 1000  # code points of a term; longer ones are sentences, and belong in a translation memory
_CONTROL = regex.compile(r"[\p{Cc}\p{Cs}\N{REPLACEMENT CHARACTER}]")
_ID = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N} ._:@/+'’()&,-]{0,199}")


class Concept(msgspec.Struct, frozen=True):
    """One thing that has names: everything about it that is not about a single name."""

    id: str
    terms: tuple[Term, ...] = ()
    subject: str = ""  # a label for people; the sense's domain is what decides
    definition: str = ""
    note: str = ""
    source: str = ""
    owner: str = ""
    relations: tuple[tuple[str, str], ...] = ()  # (kind, other concept)


def ordered(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Terms by language, then status, then as given: the order every export has."""
    return tuple(sorted(terms, key=lambda t: (t.lang, RANK[t.status])))


def problems(concept: Concept) -> list[str]:
    """What makes a concept unusable, in words; an empty list for a good one."""
    found = [] if _ID.fullmatch(concept.id) else [f"{concept.id[:40]!r} is no concept id: letters, digits and .-_ up to 200"]
    found += [f"relation {kind!r} is none of {', '.join(RELATIONS)}" for kind, _ in concept.relations if kind not in RELATIONS]
    seen: set[tuple[str, str]] = set()
    for term in concept.terms:
        found += [f"{term.lang} {term.text[:40]!r}: {why}" for why in _term_problems(term)]
        if (at := (term.lang, term.text)) in seen:
            found.append(f"{term.lang} {term.text[:40]!r} is given twice")
        seen.add(at)
    return found


def _term_problems(term: Term) -> Iterable[str]:  # noqa: C901 - one line a question
    if not term.text.strip():
        yield "the term is empty"
    if term.text != term.text.strip():
        yield "white space around the term"
    if len(term.text) > LONGEST:
        yield f"longer than {LONGEST} characters: not a term"
    if _CONTROL.search(term.text):
        yield "a control, surrogate or replacement character"
    if not valid_language(term.lang):
        yield f"{term.lang!r} is no BCP 47 language tag"
    if term.match not in MATCHES:
        yield f"match {term.match!r} is none of {', '.join(MATCHES)}"
    if term.match == "regex" and (wrong := pattern_problem(term.text)):
        yield f"not a regular expression: {wrong}"
    for name, day in (("from", term.valid_from), ("to", term.valid_to)):
        if day and not valid_date(day):
            yield f"{name} {day!r} is no date like 2026-01-31"
    if term.valid_from and term.valid_to and term.valid_from >= term.valid_to:
        yield f"is never valid: from {term.valid_from} to {term.valid_to}"


def checked(concept: Concept, where: str = "") -> Concept:
    """The concept, its terms in order; GlossaryError naming the place if it is unusable."""
    if found := problems(concept):
        raise GlossaryError(f"{where or concept.id}: {found[0]}")
    return concept if len(concept.terms) < 2 else msgspec.structs.replace(concept, terms=ordered(concept.terms))


_USUAL = frozenset(
    "ar bg cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv nl no pl pt ro ru sk sl sr sv sw th tr uk ur vi zh".split()
)


@functools.lru_cache(maxsize=4096)
def valid_language(tag: str) -> bool:
    """Is it a language tag that names a language?

    >>> valid_language("pt-BR"), valid_language("mul"), valid_language("english"), valid_language("xx")
    (True, True, False, False)
    """
    if tag == ANY or tag in _USUAL:
        return True
    if not regex.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,5}", tag):
        return False
    import langcodes  # noqa: PLC0415 - 60 ms of tables, which few glossaries need

    try:
        return langcodes.Language.get(tag).is_valid()
    except ValueError:  # LanguageTagError is one
        return False


def valid_date(day: str) -> bool:
    """Is it an ISO 8601 calendar date?"""
    try:
        return dt.date.fromisoformat(day).isoformat() == day
    except ValueError:
        return False


def pattern_problem(pattern: str) -> str:
    """Why a regular expression cannot be used, "" if it can."""
    try:
        compiled = regex.compile(pattern)
    except regex.error as error:
        return str(error)
    return "it matches the empty text" if compiled.fullmatch("") else ""


def signature(concepts: Sequence[Concept], more: str = "") -> str:
    """A hash of what a glossary says: part of every report's signature."""
    data = msgspec.json.encode([c.terms for c in concepts]) + more.encode()
    return hashlib.sha256(data).hexdigest()[:12]

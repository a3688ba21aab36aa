"""What is wrong with a glossary itself: what an editor would be ashamed of, or what makes checks cry wolf."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec
import regex

from auditor.glossary.entries import Concept, problems
from auditor.glossary.match import Matcher
from auditor.glossary.words import term_words
from auditor.model import Term, TermStatus

_MOJIBAKE = regex.compile(r"Ã[\p{Lu}\p{S}\p{P}\p{Cc} ]|â€|Â[\p{P}\p{S}]|Ð[\p{L}\p{S}\p{P}]|\N{REPLACEMENT CHARACTER}|ï»¿")
_SPACES = regex.compile(r"^\s|\s$|\s{2}|[\t\n\r]")
_ACCEPTED = frozenset({TermStatus.PREFERRED, TermStatus.ADMITTED})
DISMISSED = 0.5  # share of dismissed findings from which a term does more harm than good


class Complaint(msgspec.Struct, frozen=True):
    """One thing wrong: `kind` is a stable word."""

    kind: str
    concept: str
    message: str
    severe: bool = True


def lint(concepts: Sequence[Concept], on: str = "") -> Iterator[Complaint]:
    """Complaints about a glossary, concept by concept, then across concepts."""
    today = on or dt.datetime.now(tz=dt.UTC).date().isoformat()
    for concept in concepts:
        yield from (Complaint(_kind(why), concept.id, why) for why in problems(concept))
        yield from _about(concept, today)
    yield from _collisions(concepts)
    known = {c.id for c in concepts}
    for concept in concepts:
        for kind, other in concept.relations:
            if other not in known:
                yield Complaint("dangling-relation", concept.id, f"{kind} {other!r}: there is no such concept")


def _kind(why: str) -> str:
    for word, kind in (
        ("empty", "empty"),
        ("BCP 47", "invalid-language"),
        ("twice", "duplicate"),
        ("never valid", "dead-validity"),
        ("regular expression", "invalid-pattern"),
        ("white space", "stray-space"),
        ("character", "mojibake"),
    ):
        if word in why:
            return kind
    return "invalid"


def _about(concept: Concept, today: str) -> Iterator[Complaint]:  # noqa: C901 - one line a question
    if not concept.terms:
        yield Complaint("empty", concept.id, "has no terms")
        return
    langs = {t.lang for t in concept.terms}
    for lang in sorted(langs):
        mine = [t for t in concept.terms if t.lang == lang]
        if all(t.status in {TermStatus.FORBIDDEN, TermStatus.DEPRECATED} for t in mine):
            yield Complaint("orphan-language", concept.id, f"{lang} has only what must not be written", severe=False)
        folded: dict[str, Term] = {}
        for term in mine:
            other = folded.setdefault(term_words(term.text), term)
            if (
                other is not term
                and (other.status in _ACCEPTED) != (term.status in _ACCEPTED)
                and not (term.case_sensitive or other.case_sensitive)
            ):
                yield Complaint(
                    "contradiction",
                    concept.id,
                    f"{lang} {term.text!r} is {term.status.value}, {other.text!r} {other.status.value}",
                )
    if (
        len(langs) == 1
        and next(iter(langs)) != "mul"
        and all(t.status in _ACCEPTED for t in concept.terms)
        and not concept.relations
    ):
        yield Complaint("orphan-language", concept.id, f"is named in {next(iter(langs))} alone", severe=False)
    for term in concept.terms:
        if _MOJIBAKE.search(term.text):
            yield Complaint("mojibake", concept.id, f"{term.lang} {term.text!r} was read in a wrong encoding")
        if _SPACES.search(term.text):
            yield Complaint("stray-space", concept.id, f"{term.lang} {term.text!r} has stray white space")
        if term.valid_to and term.valid_to <= today:
            yield Complaint(
                "dead-validity", concept.id, f"{term.lang} {term.text!r} is out of date since {term.valid_to}", severe=False
            )


def _collisions(concepts: Sequence[Concept]) -> Iterator[Complaint]:
    """One rendering for two concepts, without a condition that tells them apart: how Handout becomes Manual."""
    owners: dict[tuple[str, str], list[tuple[Concept, Term]]] = {}
    for concept in concepts:
        for term in concept.terms:
            if term.status is TermStatus.PREFERRED:
                owners.setdefault((term.lang, term_words(term.text)), []).append((concept, term))
    for (lang, words), found in sorted(owners.items()):
        free = sorted({c.id for c, t in found if t.sense == type(t.sense)()})
        if len(free) > 1:
            yield Complaint(
                "collision", free[0], f"{lang} {words!r} is preferred for {', '.join(free)}: give a condition", severe=False
            )


def unused(concepts: Sequence[Concept], texts: Iterable[tuple[str, str]], on: str = "") -> list[str]:
    """Concepts no text (language, text) names in any of its words."""
    matcher = Matcher(concepts, on)
    seen = {o.term.concept for lang, text in texts for o in matcher.find(text, lang)}
    return [c.id for c in concepts if c.id not in seen]


def silent(concepts: Sequence[Concept], texts: Iterable[tuple[str, str]], on: str = "") -> Iterator[Complaint]:
    """A complaint for each concept that no text of a corpus names: it is waiting for news, or is never written so."""
    counted = list(texts)
    for ident in unused(concepts, counted, on):
        yield Complaint("unused", ident, f"stands in none of {len(counted):,} texts", severe=False)


def doubted(concepts: Sequence[Concept], decisions: Iterable[tuple[str, str, str]], on: str = "") -> Iterator[Complaint]:
    """A complaint for each concept most of whose findings were dismissed; decisions are (rule, words, verdict)."""
    matcher = Matcher(concepts, on)
    langs = sorted({t.lang for c in concepts for t in c.terms})
    verdicts: dict[str, list[str]] = {}
    for rule, words, verdict in decisions:
        if rule.startswith("terms/"):
            for ident in sorted({o.term.concept for lang in langs for o in matcher.find(words, lang)}):
                verdicts.setdefault(ident, []).append(verdict)
    for ident, share in distrusted(verdicts):
        told = f"{share:.0%} of {len(verdicts[ident])} findings decided on were dismissed: give it a condition or a rendering"
        yield Complaint("distrusted", ident, told, severe=False)


def distrusted(verdicts: Mapping[str, Sequence[str]]) -> list[tuple[str, float]]:
    """Concepts whose findings were mostly dismissed: concept -> verdicts in, (concept, share dismissed) out.

    >>> distrusted({"a": ["dismiss", "dismiss", "confirm"], "b": ["confirm"]})
    [('a', 0.67)]
    """
    shares = {c: round(sum(v == "dismiss" for v in said) / len(said), 2) for c, said in verdicts.items() if said}
    return sorted(((c, s) for c, s in shares.items() if s >= DISMISSED), key=lambda x: (-x[1], x[0]))

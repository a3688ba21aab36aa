"""What an import or a sync would do, concept by concept, before anything is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from auditor.errors import GlossaryError
from auditor.glossary.entries import Concept, ordered
from auditor.glossary.tables import Dropped
from auditor.model import Term, TermStatus

POLICIES = ("keep", "overwrite", "alternative", "fail")


class Step(msgspec.Struct, frozen=True):
    """One concept of an import: `kind` is added, changed, conflict, same or dropped."""

    kind: str
    concept: str
    why: str = ""
    after: Concept | None = None  # what to store; None: nothing
    line: int = 0


def plan(have: Mapping[str, Concept], incoming: Iterable[Concept], dropped: Sequence[Dropped], policy: str) -> list[Step]:
    """Every concept of a file with what becomes of it under a policy; importing the same again is all `same`.

    GlossaryError under `fail` if anything conflicts.
    """
    if policy not in POLICIES:
        raise GlossaryError(f"--on-conflict {policy!r} is none of {', '.join(POLICIES)}")
    steps = [_step(have.get(c.id), c, policy) for c in sorted(incoming, key=lambda c: c.id)]
    if policy == "fail" and (clash := next((s for s in steps if s.kind == "conflict"), None)):
        raise GlossaryError(f"{clash.concept}: {clash.why}; choose --on-conflict keep, overwrite or alternative")
    return [*steps, *(Step("dropped", "", d.why, line=d.line) for d in dropped)]


def _step(mine: Concept | None, theirs: Concept, policy: str) -> Step:
    if mine is None:
        return Step("added", theirs.id, after=theirs)
    clashes = list(_clashes(mine, theirs))
    merged = _merged(mine, theirs, policy)
    changed = None if merged == mine else merged
    if clashes:
        return Step("conflict", theirs.id, "; ".join(clashes[:3]), changed)
    return Step("changed", theirs.id, _difference(mine, merged), merged) if changed else Step("same", theirs.id)


def _clashes(mine: Concept, theirs: Concept) -> Iterable[str]:
    have = {(t.lang, t.text): t for t in mine.terms}
    preferred = {t.lang: t.text for t in reversed(mine.terms) if t.status is TermStatus.PREFERRED}
    first: set[str] = set()
    for term in theirs.terms:
        there = have.get((term.lang, term.text))
        if there is not None and there != _under(term, mine.id):
            what = (
                f"{there.status.value} here, {term.status.value} in the file"
                if there.status != term.status
                else "other attributes"
            )
            yield f"{term.lang} {term.text!r}: {what}"
        elif (
            there is None
            and term.status is TermStatus.PREFERRED
            and term.lang in preferred
            and term.lang not in first
            and not any(t.lang == term.lang and t.text == preferred[term.lang] for t in theirs.terms)
        ):
            yield f"{term.lang}: {preferred[term.lang]!r} here, {term.text!r} in the file"
        first.add(term.lang)
    for name in ("subject", "definition", "note", "source", "owner"):
        if getattr(mine, name) and getattr(theirs, name) and getattr(mine, name) != getattr(theirs, name):
            yield f"another {name}"


def _under(term: Term, concept: str) -> Term:
    return term if term.concept == concept else msgspec.structs.replace(term, concept=concept)


def _merged(mine: Concept, theirs: Concept, policy: str) -> Concept:
    """Mine with what theirs adds; where they differ, as the policy says."""
    incoming = [_under(t, mine.id) for t in theirs.terms]
    if policy == "overwrite":
        return msgspec.structs.replace(theirs, id=mine.id, terms=ordered(incoming))
    have = {(t.lang, t.text) for t in mine.terms}
    settled = {t.lang for t in mine.terms if t.status is TermStatus.PREFERRED}
    given = {(t.lang, t.text) for t in incoming}
    added: list[Term] = []
    for term in incoming:
        if (term.lang, term.text) in have:
            continue
        rival = (
            term.status is TermStatus.PREFERRED
            and term.lang in settled
            and not any((t.lang, t.text) in given for t in mine.terms if t.lang == term.lang and t.status is TermStatus.PREFERRED)
        )
        if rival and policy == "alternative":
            added.append(msgspec.structs.replace(term, status=TermStatus.ADMITTED))
        elif not rival:
            added.append(term)
    texts = {n: getattr(mine, n) or getattr(theirs, n) for n in ("subject", "definition", "note", "source", "owner")}
    relations = tuple(dict.fromkeys((*mine.relations, *theirs.relations)))
    return msgspec.structs.replace(mine, terms=ordered((*mine.terms, *added)), relations=relations, **texts)


def _difference(before: Concept, after: Concept) -> str:
    had = {(t.lang, t.text) for t in before.terms}
    new = [f"{t.lang} {t.text!r}" for t in after.terms if (t.lang, t.text) not in had]
    return f"adds {', '.join(new[:5])}" if new else "fills in what was empty"


def counts(steps: Iterable[Step]) -> dict[str, int]:
    """How many concepts of each kind.

    >>> counts([Step("added", "a"), Step("same", "b"), Step("added", "c")])
    {'added': 2, 'same': 1}
    """
    out: dict[str, int] = {}
    for step in steps:
        out[step.kind] = out.get(step.kind, 0) + 1
    return out

"""Who did it to whom?  The doer and the goal of a verb exchanged, against the source, the reference or the read-back source.

A fluent error no similarity shows: the same words, the other way round.  It shows only where both sides have a verb of one
meaning with both its neighbours, and each neighbour is found on the other side of the verb, and not on its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Check, Example, Rule, Tools
from auditor.diff import linked
from auditor.diff.exchanged import Exchange, exchanged
from auditor.lang.names.trace import trace
from auditor.lang.roles import Deed, deeds
from auditor.lang.scripts import primary
from auditor.model import Evidence, Role, Segment, Severity, Span, Unit, View

_ALIKE, _UNLIKE = 0.7, 0.5  # likeness of an exchanged neighbour, and the most it may be where it stood
_MOST = 6  # verbs of a side that are looked at


def find(unit: Unit, _tools: Tools) -> Iterator[Evidence]:
    """Exchanges, by the words themselves in one language, by names and look-alikes across two."""
    target = unit.target
    if unit.references:
        yield from _same_language(unit.references[0], target, View.REFERENCE)
    elif unit.source and primary(unit.source.lang) != primary(target.lang):
        yield from _across(unit.source, target)


def _same_language(trusted: Segment, target: Segment, view: View) -> Iterator[Evidence]:
    for one in exchanged(linked(trusted.text, target.text, target.lang), target.lang):
        yield _evidence(one, target.text, trusted.text, view)


def _evidence(one: Exchange, text: str, trusted: str, view: View) -> Evidence:
    expected, given = trusted[one.a_start : one.a_end], text[one.b_start : one.b_end]
    return Evidence(
        rule="meaning/role",
        view=view,
        span=Span(Role.TARGET, one.b_start, one.b_end),
        message=f"“{given}” turns round who does what: the reference has “{expected}”.",
        detail=f"{expected} | {given}",
        suggestion=None,
        strength=0.75,
        cause=one.kind,
    )


def _across(source: Segment, target: Segment) -> Iterator[Evidence]:
    theirs = deeds(source.text, source.lang)[:_MOST]
    mine = deeds(target.text, target.lang)[:_MOST] if theirs else ()
    for there in theirs:
        for here in mine:
            if there.verb == here.verb and _crossed(source, there, target, here):
                start, end = min(here.doer[0], here.goal[0], here.start), max(here.doer[1], here.goal[1], here.end)
                original = source.text[min(there.doer[0], there.goal[0]) : max(there.doer[1], there.goal[1])]
                quoted = target.text[start:end]
                yield Evidence(
                    rule="meaning/role",
                    view=View.BILINGUAL,
                    span=Span(Role.TARGET, start, end),
                    message=f"“{quoted}” turns round who does what in “{original}”.",
                    detail=f"{original} | {quoted}",
                    strength=0.7,
                    cause=f"names-{there.verb}",
                )


def _crossed(source: Segment, there: Deed, target: Segment, here: Deed) -> bool:
    """Is the doer of each side found in the goal of the other, and not where it should be?"""
    doer, goal = source.text[slice(*there.doer)], source.text[slice(*there.goal)]
    as_doer, as_goal = target.text[slice(*here.doer)], target.text[slice(*here.goal)]
    langs = source.lang, target.lang
    crossed = min(_alike(doer, as_goal, langs), _alike(goal, as_doer, langs))
    return crossed >= _ALIKE and max(_alike(doer, as_doer, langs), _alike(goal, as_goal, langs)) < _UNLIKE


def _alike(words: str, others: str, langs: tuple[str, str]) -> float:
    """How well one stretch is found in another: its best word."""
    pieces = [w.strip("'’") for w in words.replace("'", " ").replace("’", " ").split()]
    return max((trace(w, langs[0], others, langs[1]).likeness for w in pieces if len(w) > 3), default=0.0)


CHECK = Check(
    id="role",
    summary="The doer and the goal of an action, exchanged.",
    find=find,
    needs=(frozenset({Role.TARGET, Role.REFERENCE}), frozenset({Role.TARGET, Role.SOURCE})),
    rules=(
        Rule(
            id="meaning/role",
            summary="Who does something and whom it is done to are exchanged.",
            category="accuracy/mistranslation",
            severity=Severity.CRITICAL,
            its="mistranslation",
            why=(__doc__ or "").split("\n\n")[1].replace("\n", " "),
            languages="any with a reference; across languages en es fr de it pt ru uk zh, for the verbs of lexicon/roles.tsv",
            examples=(
                Example("The majority beat the opposition on Saturday.", "The majority beat the opposition", langs="fr-en",
                        source="L'opposition a battu la majorité samedi."),
                Example("Poroshenko accused Zelensky of treason.", "Poroshenko accused Zelensky", langs="ru-en",
                        source="Зеленский обвинил Порошенко в измене."),
                Example("The man bit the dog in the park.", "man bit the dog", reference="The dog bit the man in the park."),
                Example("The train from Paris to London was late.", "from Paris to London",
                        reference="The train from London to Paris was late."),
                Example("The dog was bitten by the man.", "dog was bitten by the man", reference="The dog bit the man."),
                Example("The man was bitten by the dog.", None, reference="The dog bit the man."),
                Example("The opposition beat the majority.", None, source="L'opposition a battu la majorité.", langs="fr-en"),
                Example("Zelensky was accused by Poroshenko.", None, source="Порошенко обвинил Зеленского.", langs="ru-en"),
                Example("Anna met Peter.", None, reference="Peter met Anna."),
            ),
        ),
    ),
)  # fmt: skip

"""Does the translation say the opposite end of a scale?

"Raised" for "lowered", "smallest" for "largest": as fluent as the truth and the wrong way round.  Without a reference it shows
where the source has words of one end only and the target words of the other end only.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from auditor.checks import _trusted
from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang import phrases
from auditor.lang.lemmas import closed_class, plain
from auditor.lang.patterns import Hit, Index
from auditor.lang.scripts import primary
from auditor.lang.tokens import words
from auditor.model import Evidence, Role, Severity, Span, Unit, View

_LONG = 30  # words; in longer sentences both ends of a scale stand in different clauses more often than not


@functools.cache
def _poles(lang: str) -> Index[tuple[str, int]]:
    rows = [row for row in phrases.rows("lexicon", "poles") if row["lang"] == lang]
    return Index(
        [
            (pattern, (row["pair"], end))
            for row in rows
            for end, column in enumerate(("one", "other"))
            for pattern in phrases.several(row[column])
        ],
        lang,
    )


def _ends(text: str, lang: str) -> dict[str, dict[int, Hit]]:
    found: dict[str, dict[int, Hit]] = {}
    for hit, (pair, end) in _poles(primary(lang)).find(text):
        found.setdefault(pair, {}).setdefault(end, hit)
    return found


def find(unit: Unit, _tools: Tools) -> Iterator[Evidence]:
    """Scales of which the source has one end and the target the other."""
    assert unit.source is not None
    there = _ends(unit.source.text, unit.source.lang)
    if not there:
        return
    here = _ends(unit.target.text, unit.target.lang)
    for pair in sorted(there.keys() & here.keys()):
        if len(there[pair]) == len(here[pair]) == 1 and there[pair].keys() != here[pair].keys():
            yield _evidence(unit, pair, next(iter(there[pair].values())), next(iter(here[pair].values())))


def _evidence(unit: Unit, pair: str, there: Hit, here: Hit) -> Evidence:
    assert unit.source is not None
    original, quoted = unit.source.text[there.start : there.end], unit.target.text[here.start : here.end]
    negated = _negated(unit.source.text, unit.source.lang) or _negated(unit.target.text, unit.target.lang)
    long = len(words(unit.target.text)) > _LONG
    trusted = _trusted.says(unit, quoted)
    return Evidence(
        rule="meaning/opposite",
        view=View.BILINGUAL,
        span=Span(Role.TARGET, here.start, here.end),
        message=f"“{quoted}” says the opposite of “{original}” in the source.",
        detail=f"{pair}: {original} → {quoted}",
        strength=0.1 if trusted else 0.35 if negated or long else 0.7,
        cause=f"{'negated' if negated else 'long' if long else 'plain'}{'-trusted' if trusted else ''}",
        features={"words": float(len(words(unit.target.text)))},
    )


def _negated(text: str, lang: str) -> bool:
    negations = closed_class(lang, "neg")
    return any(plain(token.text) in negations for token in words(text[:2000]))


CHECK = Check(
    id="opposites",
    summary="Does the translation say the opposite end of a scale?",
    find=find,
    needs=(frozenset({Role.TARGET, Role.SOURCE}),),
    rules=(
        Rule(
            id="meaning/opposite",
            summary="The target says the opposite end of a scale from the source.",
            category="accuracy/mistranslation",
            severity=Severity.MAJOR,
            its="mistranslation",
            why=(__doc__ or "").split("\n\n")[1].replace("\n", " "),
            languages="en es fr de it pt ru uk zh ja ar, some 25 scales",
            examples=(
                Example("The bank raised its forecast.", "raised", source="La banque a abaissé sa prévision.", langs="fr-en"),
                Example("The launch succeeded.", "succeeded", source="打ち上げは失敗した。", langs="ja-en"),
                Example("La planta cerrará en mayo.", "cerrará", source="Завод откроется в мае.", langs="ru-es"),
                Example("The bank lowered its forecast.", None, source="La banque a abaissé sa prévision.", langs="fr-en"),
                Example("Prices fell after they had risen.", None, source="Цены снизились после роста.", langs="ru-en"),
            ),
        ),
    ),
)

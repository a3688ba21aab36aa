"""Is everything of the source there, and nothing beside it?

A source unit without a target is an omission, a target unit without a source an addition; inside a unit, lengths and
sentence counts tell when a part is gone or was put in.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import regex

from auditor.checks._accounts import unaccounted
from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.lengths import letters, surprise
from auditor.lang.marks import head
from auditor.lang.scripts import primary
from auditor.lang.tokens import words
from auditor.model import Evidence, Role, Segment, Severity, Span, Unit, View

_LETTER = regex.compile(r"\p{L}")
_SENTENCE = regex.compile(
    r"(?<=[\p{L}\p{M}\p{Nd}\p{Pe}\p{Pf}\"']{2})(?:[.!?…]+[\"'”’»)]*(?=\s+[\p{Lu}\p{Lo}\"“„«¿¡])|[。！？।]+[」』”]*(?=\S))"
)

OMISSION = Rule(
    id="coverage/omission",
    summary="Something of the source is not in the translation.",
    category="accuracy/omission",
    its="omission",
    severity=Severity.MAJOR,
    examples=(
        Example(target="", source="Der Minister trat zurück.", langs="de-en", flags="Der Minister trat zurück.",
        side=Role.SOURCE),
        Example(target="", source="大臣は辞任した。", langs="ja-en", flags="大臣は辞任した。", side=Role.SOURCE),
        Example(target="He resigned.", source="Der Minister trat nach langen Protesten im ganzen Land am Freitagabend zurück.",
                flags="Der Minister trat nach langen Protesten im ganzen Land am Freitagabend zurück.",
                langs="de-en", side=Role.SOURCE),
        Example(target="The minister resigned on Friday.", source="Der Minister trat am Freitag zurück.", langs="de-en"),
        Example(target="大臣は金曜日に辞任した。", source="The minister resigned on Friday.", langs="en-ja"),
    ),
)  # fmt: skip
ADDITION = Rule(
    id="coverage/addition",
    summary="Something stands in the translation that the source does not say.",
    category="accuracy/addition",
    its="addition",
    severity=Severity.MAJOR,
    examples=(
        Example(target="The minister resigned late on Friday evening after weeks of protest, and nobody in the capital "
                       "was surprised.",
                source="Er trat zurück.", langs="de-en",
                flags="The minister resigned late on Friday evening after weeks of protest, and nobody in the capital "
                      "was surprised."),
        Example(target="Министр ушёл в отставку поздно вечером в пятницу после нескольких недель протестов по всей "
                       "стране, и никто в столице не удивился.",
                source="He left.", langs="en-ru",
                flags="Министр ушёл в отставку поздно вечером в пятницу после нескольких недель протестов по всей "
                      "стране, и никто в столице не удивился."),
        Example(target="The minister resigned.", source="Der Minister trat zurück.", langs="de-en"),
    ),
)  # fmt: skip


def find(unit: Unit, tools: Tools) -> Iterator[Evidence]:
    """Omissions and additions, whole and within the unit."""
    del tools
    text, source = head(unit.target.text), unit.source
    if not text.strip():
        yield from _omitted(unit)
        return
    if unit.meta.get("added"):
        yield from _added(text)
        return
    if source is not None and source.text.strip() and primary(source.lang) != primary(unit.target.lang):
        yield from _lengths(text, source, unit)
    elif unit.reference is not None and unit.reference.text.strip():
        yield from _against_reference(text, unit.reference)
    yield from _not_accounted(unit)


def _not_accounted(unit: Unit) -> Iterator[Evidence]:
    """Words one side says nothing of, as a model sees it that was asked how likely each side is given the other."""
    for one in unaccounted(unit):
        out = one.span.role is Role.SOURCE
        side = unit.side(one.span.role)
        words_ = side.text[one.span.start : one.span.end] if side else ""
        yield Evidence(
            rule=OMISSION.id if out else ADDITION.id,
            view=View.BACK,
            span=one.span,
            message=f"Nothing here says “{words_}” of the source." if out else f"Nothing in the source says “{words_}”.",
            detail=f"probability {math.exp(one.logprob):.4f} given the {'translation' if out else 'source'}",
            strength=one.strength,
            cause="unlikely",
            features={"logprob": one.logprob},
            anchor=one.anchor,
        )


def _omitted(unit: Unit) -> Iterator[Evidence]:
    role = Role.SOURCE if unit.source is not None and unit.source.text.strip() else Role.REFERENCE
    beside = unit.side(role)
    if beside is None or not beside.text.strip():
        return
    text = beside.text
    start = len(text) - len(text.lstrip())
    size = len(words(head(text)))
    said = bool(_LETTER.search(head(text)))
    yield Evidence(
        rule=OMISSION.id,
        view=View.BILINGUAL if role is Role.SOURCE else View.REFERENCE,
        span=Span(role, start, len(text.rstrip())),
        message=f"“{text.strip()[:60]}” is not translated at all.",
        detail="no target",
        strength=(0.95 if size > 3 else 0.7) if said else 0.3,
        cause="unit",
        features={"words": float(min(size, 100))},
        anchor=Span(Role.TARGET, 0, 0),
    )


def _added(text: str) -> Iterator[Evidence]:
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    size = len(words(text))
    yield Evidence(
        rule=ADDITION.id,
        view=View.BILINGUAL,
        span=Span(Role.TARGET, start, end),
        message="Nothing in the source says this.",
        detail="no source",
        strength=0.85 if size > 3 else 0.5,
        cause="unit",
        features={"words": float(min(size, 100))},
    )


def sentences(text: str) -> int:
    """How many sentences, roughly, in any script."""
    return 1 + len(_SENTENCE.findall(text))


def _lengths(text: str, source: Segment, unit: Unit) -> Iterator[Evidence]:
    theirs = head(source.text)
    z = surprise(theirs, source.lang, text, unit.target.lang)
    ratios = [_log_ratio(text, head(r.text), unit.target.lang) for r in unit.references if r.text.strip()]
    ratio = min(ratios, key=abs) if ratios else None
    fewer = sentences(theirs) - sentences(text)
    strength = _strength(abs(z), ratio, z)
    if fewer and strength > 0.2 and (fewer > 0) == (z < 0):
        strength = min(0.95, strength + 0.15)
    if strength < 0.2 or abs(z) < 1.5:
        return
    features = {"z": max(-9.0, min(9.0, z)), "ratio": ratio or 0.0, "sentences": float(fewer)}
    yield _uneven(text, theirs, z, strength, features)


def _strength(size: float, ratio: float | None, z: float) -> float:
    """Belief from the bilingual surprise, and the length against the reference where there is one."""
    if ratio is None:
        return 0.0 if size < 2 else min(0.9, 0.2 + 0.14 * (size - 2))
    if ratio * z < 0 or abs(ratio) < 0.2:
        return 0.1
    return min(0.95, 0.1 + 0.1 * (size - 1.5) + 0.6 * (abs(ratio) - 0.2))


def _log_ratio(text: str, reference: str, lang: str) -> float:
    unspaced = primary(lang) in {"zh", "ja", "yue", "th"}
    return math.log(max(1, letters(text, unspaced)) / max(1, letters(reference, unspaced)))


def _uneven(text: str, theirs: str, z: float, strength: float, features: dict[str, float]) -> Evidence:
    short = z < 0
    side = theirs if short else text
    start, end = len(side) - len(side.lstrip()), len(side.rstrip())
    return Evidence(
        rule=OMISSION.id if short else ADDITION.id,
        view=View.BILINGUAL,
        span=Span(Role.SOURCE if short else Role.TARGET, start, end),
        message="The translation is much shorter than its source: something may be missing."
        if short
        else "The translation is much longer than its source: something may have been added.",
        detail=f"{abs(z):.1f} standard deviations {'shorter' if short else 'longer'} than usual",
        strength=strength,
        cause="short" if short else "long",
        features=features,
        anchor=Span(Role.TARGET, 0, len(text)) if short else None,
    )


def _against_reference(text: str, reference: Segment) -> Iterator[Evidence]:
    ratio = _log_ratio(text, head(reference.text), reference.lang)
    size = abs(ratio) / math.sqrt(0.2**2 + 3 / max(1, len(reference.text)))
    if size < 2:
        return
    short = ratio < 0
    side = Role.REFERENCE if short else Role.TARGET
    end = len(head(reference.text)) if short else len(text)
    yield Evidence(
        rule=OMISSION.id if short else ADDITION.id,
        view=View.REFERENCE,
        span=Span(side, 0, end),
        message=f"The translation is much {'shorter' if short else 'longer'} than the reference.",
        detail=f"log length ratio {ratio:.2f}",
        strength=min(0.85, 0.2 + 0.12 * (size - 2)),
        cause="short" if short else "long",
        features={"ratio": ratio},
        anchor=Span(Role.TARGET, 0, len(text)) if short else None,
    )


CHECK = Check(id="coverage", summary="Is everything there, and nothing beside it?", rules=(OMISSION, ADDITION), find=find,
              needs=(frozenset({Role.TARGET, Role.SOURCE}), frozenset({Role.TARGET, Role.REFERENCE}),
              frozenset({Role.TARGET})))  # fmt: skip

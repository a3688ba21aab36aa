"""Was an idiom rendered word for word?

A literal idiom is fluent and wrong at once, and a good engine translates it back into the very idiom it came from, so that a
round trip looks perfect.  It is found by its literal words in the target and by the idiom itself in the source (or coming
back in the back-translation).
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from auditor.checks import _trusted
from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang import phrases
from auditor.lang.literal import idioms_in, spelt_out
from auditor.lang.patterns import Hit, longest
from auditor.lang.scripts import is_unspaced, primary
from auditor.model import Evidence, Role, Severity, Span, Unit, View

PIVOT = phrases.PIVOT
_SAYS_SO = regex.compile(r"(?i)\blit\.|\bliterally:|\(idiom\)")  # what dictionaries print, and engines trained on them
_LONGEST = 20_000  # code points looked at


def find(unit: Unit, _tools: Tools) -> Iterator[Evidence]:
    """Literal renderings in the target, surer where the idiom stands in the source or comes back."""
    target = primary(unit.target.lang)
    source = primary(unit.source.lang) if unit.source else ""
    known = phrases.idiom_langs()
    if target == PIVOT:
        tables = (source,) if source in known else known if not source else ()
        listed = list(_judged(unit, list(phrases.literal_renderings(tables).find(unit.target.text))))
        yield from listed
        if not any(evidence.strength >= 0.5 for evidence in listed):
            yield from _spelt_out(unit)
    elif target in known and source in (PIVOT, ""):
        yield from _judged(unit, list(phrases.renderings_back(target).find(unit.target.text)))


def _judged(unit: Unit, hits: list[tuple[Hit, phrases.Idiom]]) -> Iterator[Evidence]:
    for hit, (idiom, view, strength, cause) in _surest([(hit, (idiom, *_belief(unit, idiom))) for hit, idiom in hits]):
        quoted = unit.target.text[hit.start : hit.end]
        if _trusted.says(unit, quoted):
            continue  # the trusted phrasing says it too
        yield Evidence(
            rule="idioms/literal",
            view=view,
            span=Span(Role.TARGET, hit.start, hit.end),
            message=f"“{quoted}” is a word-for-word rendering of “{idiom.source}”: say “{idiom.say}”.",
            detail=f"{idiom.lang}: {idiom.source} → {idiom.literal}",
            suggestion=idiom.say or None,
            strength=strength,
            cause=cause,
            features={"distinctive": float(idiom.distinctive)},
        )


def _spelt_out(unit: Unit) -> Iterator[Evidence]:
    """Idioms of no list, given word by word: as their characters show, or as the target says itself."""
    if unit.source is None:
        return
    text = unit.target.text
    for idiom in idioms_in(unit.source.text, unit.source.lang):
        if label := _SAYS_SO.search(text[:_LONGEST]):
            yield _of_idiom(unit, label.start(), label.end(), idiom, "says-so", 0.9)
            return
    for found in spelt_out(unit.source.text, unit.source.lang, text):
        if not _trusted.says(unit, text[found.start : found.end]):
            yield _of_idiom(unit, found.start, found.end, found.idiom, "glosses", 0.7, found.share)


def _of_idiom(unit: Unit, start: int, end: int, idiom: str, cause: str, strength: float, share: float = 1.0) -> Evidence:
    quoted = unit.target.text[start:end]
    return Evidence(
        rule="idioms/literal",
        view=View.BILINGUAL,
        span=Span(Role.TARGET, start, end),
        message=f"“{quoted}” gives the idiom “{idiom}” word for word: say what it means.",
        detail=f"{unit.source.lang if unit.source else ''}: {idiom}",
        strength=strength,
        cause=cause,
        features={"share": share},
    )


_Believed = tuple[phrases.Idiom, View, float, str]


def _surest(hits: list[tuple[Hit, _Believed]]) -> list[tuple[Hit, _Believed]]:
    """The longest hits, but one whose idiom stands in the source before a longer one whose does not."""
    kept: list[tuple[Hit, _Believed]] = []
    for strength in sorted({believed[2] for _, believed in hits}, reverse=True):
        for hit, believed in longest([pair for pair in hits if pair[1][2] == strength]):
            if not any(k.start < hit.end and hit.start < k.end for k, _ in kept):
                kept.append((hit, believed))
    return sorted(kept, key=lambda pair: pair[0].start)


def _belief(unit: Unit, idiom: phrases.Idiom) -> tuple[View, float, str]:
    for segment, view, cause in ((unit.source, View.BILINGUAL, "in-source"), (unit.back, View.BACK, "comes-back")):
        if segment is not None and phrases.has(segment.text, segment.lang, idiom):
            return view, 0.96, cause
    if unit.source is not None:  # the words are there, their idiom is not: an image of the writer's own, or an unlisted form
        unlisted = idiom.distinctive and not is_unspaced(unit.source.lang)  # set characters are not inflected
        return View.BILINGUAL, 0.6 if unlisted else 0.2, "not-in-source"
    return View.TARGET, 0.8 if idiom.distinctive else 0.35, "literal-words"


CHECK = Check(
    id="idioms",
    summary="Was an idiom rendered word for word?",
    find=find,
    rules=(
        Rule(
            id="idioms/literal",
            summary="An idiom of the source language was rendered word for word.",
            category="accuracy/mistranslation",
            severity=Severity.MAJOR,
            its="mistranslation",
            why=(__doc__ or "").split("\n\n")[1].replace("\n", " "),
            languages="es fr de ru zh it pt ja ar pl tr ko nl hi, each with English, both ways",
            examples=(
                Example(
                    "The minister threw more firewood on the fire.",
                    "threw more firewood on the fire",
                    source="El ministro echó más leña al fuego.",
                    langs="es-en",
                ),
                Example(
                    "It was sending charcoal in the snow.", "sending charcoal in the snow", source="真是雪中送炭。", langs="zh-en"
                ),
                Example(
                    "Todavía no estamos fuera del bosque.",
                    "estamos fuera del bosque",
                    source="We are not out of the woods yet.",
                    langs="en-es",
                ),
                Example(
                    "He threw wood on the fire and sat down.",
                    None,
                    source="Echó un tronco a la lumbre y se sentó.",
                    langs="es-en",
                ),
                Example(
                    "A tiger's spine and a bear's waist.", "tiger's spine and a bear's waist", source="虎背熊腰", langs="zh-en"
                ),
                Example("He is burly and broad-shouldered.", None, source="虎背熊腰", langs="zh-en"),
                Example("The delivery of charcoal was delayed by snow.", None, source="雪使木炭运输延误。", langs="zh-en"),
            ),
        ),
    ),
)

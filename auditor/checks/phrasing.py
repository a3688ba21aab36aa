"""Is a fixed phrasing of the newsroom said with another word?

"Declare a status of emergency", "impose sanctions to officials": every word is in the dictionary, and a newsroom says it
otherwise.  The finding quotes the trusted phrasing it rests on.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

from auditor.checks import _trusted
from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang import bank as banks
from auditor.lang import lexicon
from auditor.lang.lemmas import closed_class, function_words, lemma
from auditor.lang.scripts import is_unspaced, primary
from auditor.lang.tokens import Token, words
from auditor.model import Evidence, Role, Severity, Span, Unit, View

_GAP = 2  # words that may stand between two words of a phrasing: determiners, adjectives
_LONGEST = 120  # words of a segment that are looked at
_KEPT = ("synonym", "near", "narrower", "broader", "family")  # relations in which one word is taken for another


def find(unit: Unit, tools: Tools) -> Iterator[Evidence]:
    """Phrasings of the bank that stand in the target with one word exchanged."""
    lang = primary(unit.target.lang)
    if is_unspaced(lang):
        return
    bank = tools.phrases if isinstance(tools.phrases, banks.Bank) else banks.house()
    near = bank.near(unit.target.text, lang)
    if not near:
        return
    tokens = words(unit.target.text)[:_LONGEST]
    lemmas = [lemma(token.text, lang) for token in tokens]
    taken: set[int] = set()
    for candidate in near:
        exchanged = _exchanged(candidate.lemmas, lemmas, lang)
        if exchanged is None:
            continue
        position, right, kind, first, last = exchanged
        if position in taken or _is_listed(bank, lemmas[first : last + 1], lang):
            continue
        taken.add(position)
        if not _trusted.says(unit, tokens[position].text):
            yield _evidence(unit, tokens[first : last + 1], tokens[position], right, kind, candidate)


def _exchanged(phrase: Sequence[str], lemmas: Sequence[str], lang: str) -> tuple[int, str, str, int, int] | None:
    """`(position, right word, kind, first, last)` where all of the phrase but one inner word stands in order."""
    content = [w for w in phrase if w not in function_words(lang)]
    if len(phrase) < 3 or len(content) < 2:
        return None
    for start, word in enumerate(lemmas):
        if word != phrase[0]:
            continue
        walked = _walk(phrase, lemmas, start)
        if walked is None:
            continue
        odd, place, last = walked
        kind = _kind(phrase[odd], lemmas[place], lang)
        if kind:
            return place, phrase[odd], kind, start, last
    return None


def _walk(phrase: Sequence[str], lemmas: Sequence[str], start: int) -> tuple[int, int, int] | None:
    """`(index of the odd word in the phrase, its place in the text, last place)` if exactly one word differs."""
    at, odd = start, None
    for index in range(1, len(phrase)):
        window = range(at + 1, min(at + 2 + _GAP, len(lemmas)))
        hit = next((place for place in window if lemmas[place] == phrase[index]), None)
        if hit is None:
            if odd is not None or at + 1 >= len(lemmas):
                return None
            odd, hit = (index, at + 1), at + 1
        at = hit
    return None if odd is None or odd[0] == len(phrase) - 1 else (*odd, at)


@functools.lru_cache(maxsize=8192)
def _kind(right: str, wrong: str, lang: str) -> str:
    prepositions = closed_class(lang, "prep")
    if right in prepositions and wrong in prepositions:
        return "preposition"
    if right in function_words(lang) or wrong in function_words(lang):
        return ""
    if primary(lang) == "en" and lexicon.relation(right, wrong) in _KEPT:
        return "near-word"
    return ""


def _is_listed(bank: banks.Bank, window: Sequence[str], lang: str) -> bool:
    """Does the bank itself have the words as they stand?"""
    return any(near.similarity == 1.0 for near in bank.near(" ".join(window), lang, 4))


def _evidence(unit: Unit, window: Sequence[Token], odd: Token, right: str, kind: str, near: banks.Near) -> Evidence:
    quoted = unit.target.text[window[0].start : window[-1].end]
    return Evidence(
        rule="idioms/phrasing",
        view=View.TARGET,
        span=Span(Role.TARGET, odd.start, odd.end),
        message=f"“{quoted}”: the trusted phrasing is “{near.phrasing.text}”.",
        detail=f"{odd.text} for {right}; {near.phrasing.origin}",
        suggestion=right,
        strength=0.55 if kind == "preposition" else 0.5,
        cause=kind,
        features={"length": float(len(near.lemmas)), "similarity": near.similarity},
    )


CHECK = Check(
    id="phrasing",
    summary="Is a fixed phrasing said with another word?",
    find=find,
    rules=(
        Rule(
            id="idioms/phrasing",
            summary="A fixed phrasing of the newsroom is said with another word.",
            category="style/unidiomatic-style",
            severity=Severity.MINOR,
            its="style",
            why=(__doc__ or "").split("\n\n")[1].replace("\n", " "),
            languages="en (1,700 phrasings), es fr de (350 each); any language with phrasings of your own",
            examples=(
                Example("The minister declared a status of emergency.", "status"),
                Example("Guardaron un minuto en silencio por los muertos.", "en", langs="es"),
                Example("The minister declared a state of emergency.", None),
                Example("Guardaron un minuto de silencio.", None, langs="es"),
            ),
        ),
    ),
)

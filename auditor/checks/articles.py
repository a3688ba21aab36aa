"""Does the article fit the sound that follows: a or an, le or l', di or d'?"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.marks import head
from auditor.lang.scripts import primary
from auditor.model import Evidence, Role, Severity, Span, Unit, View

_ENGLISH = regex.compile(
    r"(?<![\p{L}\p{Nd}'’.\-/&])(?P<article>[Aa]n?)(?P<gap> [\"“'‘(]?)(?P<next>[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}'’-]*)"
)
_VOWEL = regex.compile(r"[aeiouáéíóúàèâêîôûäëïöüåøæ]", regex.IGNORECASE)
# Spelt with a vowel and spoken with a consonant, and the other way round.
_LIKE_YOU = regex.compile(
    r"(?:uni(?!n[a-df-hj-z]|m[pa])|us(?:e|a|u)|ut(?:il|op|er(?!r))|ur(?:in|an|o)|eu|ew|one(?:$|\W|s$|-)|once|ubiq|u-|"
    r"ukr|ukul|ugand|ufo|uk$|u\.|"
    r"uyg?ur|usb|oui|ural|uru|utah|uz?bek)",
    regex.IGNORECASE,
)  # fmt: skip
_ELEVEN = regex.compile(r"1[18](?!\d)|1[18]00")
_SILENT_H = regex.compile(r"(?:hour|heir|honest|honou?r|hors d)", regex.IGNORECASE)
_EITHER = regex.compile(r"(?:h(?:istor|otel|erb|abitual|ypoth|ilar|ero|allucin)|uzb|urd|u\W|ou)", regex.IGNORECASE)
_SPELT_OUT_VOWEL = regex.compile(r"(?-i:[AEFHILMNORSX](?:[A-Z\p{Nd}-]{1,}|$))")
_FRENCH = regex.compile(
    r"(?<![\p{L}'’-])(?P<article>[Ll][ea]|[Dd]e|[Qq]ue|[Nn]e|[Jj]e|[Ss]e|[Mm]e|[Tt]e|[Cc]e)(?= (?P<next>(?!y\b|h|ou[ïi]|"
    r"onz|un\b|uns|uhl|ululer|yaourt|yacht|yoga|yen)"
    r"[aeiouéèêëàâîïôûœæ]\p{Ll}{2,}))",
)
_FRENCH_ELIDES = frozenset({"le", "la", "de", "que", "ne", "je", "se", "me", "te"})

RULE = Rule(
    id="fluency/article",
    summary="The article or particle does not fit the sound that follows.",
    category="fluency/grammar",
    its="grammar",
    severity=Severity.MINOR,
    examples=(
        Example(target="He is an minister.", flags="an"),
        Example(target="It took a hour.", flags="a"),
        Example(target="Le ministre de intérieur a parlé.", langs="fr", flags="de"),
        Example(target="An hour at a university with an MP and a US envoy."),
        Example(target="Le ministre de l’Intérieur, le onze mai.", langs="fr"),
    ),
    languages="English, French",
)


def find(unit: Unit, tools: Tools) -> Iterator[Evidence]:
    """Articles of the target in the wrong form."""
    del tools
    text, lang = head(unit.target.text), primary(unit.target.lang)
    if lang == "en":
        yield from _english(text, unit)
    elif lang == "fr":
        for found in _FRENCH.finditer(text):
            word = found.group("article")
            if word.lower() in _FRENCH_ELIDES and not any(found.group() in head(r.text) for r in unit.references):
                fix = f"{word[:-1]}’"
                yield _evidence(found.span("article"), word, fix, found.group("next"), 0.75)


def _english(text: str, unit: Unit) -> Iterator[Evidence]:
    for found in _ENGLISH.finditer(text):
        article, word = found.group("article"), found.group("next")
        wanted = _wanted(word)
        if wanted is None or article.lower() == wanted:
            continue
        if article == "A" and (word[:1].isupper() or found.start() > 0):  # a letter: vitamin A is
            continue
        if any(f"{article}{found.group('gap')}{word}".lower() in head(r.text).lower() for r in unit.references):
            continue
        fix = wanted.capitalize() if article[0] == "A" else wanted
        yield _evidence(found.span("article"), article, fix, word, 0.85 if word.islower() else 0.6)


def _wanted(word: str) -> str | None:
    """The article a word takes, None where both are heard or nobody can tell.

    >>> [_wanted(w) for w in ("hour", "university", "MP", "NATO", "8-year", "historic", "US", "EU")]
    ['an', 'a', None, None, 'an', None, 'a', 'an']
    """
    if word[0].isdigit():
        return "an" if word.startswith("8") or _ELEVEN.match(word) else "a" if word[0] in "2345679" else None
    if word.isupper() and len(word) > 1:
        return "an" if word == "EU" else "a" if word in {"US", "UK", "UN"} else None
    if _LIKE_YOU.match(word):
        return "a"
    if len(word) == 1 or _EITHER.match(word) or (_SPELT_OUT_VOWEL.match(word) and word[1:2].isupper()):
        return None
    if _SILENT_H.match(word):
        return "an"
    if word[:1].isupper() and not word[1:].islower():
        return None
    return "an" if _VOWEL.match(word) else "a"


def _evidence(span: tuple[int, int], article: str, fix: str, word: str, strength: float) -> Evidence:
    return Evidence(
        rule=RULE.id,
        view=View.TARGET,
        span=Span(Role.TARGET, *span),
        message=f"“{article}” before “{word}” should be “{fix}”.",
        detail=f"{article} {word}",
        suggestion=fix,
        strength=strength,
        cause="article",
    )


CHECK = Check(id="articles", summary="Does the article fit the sound that follows?", rules=(RULE,), find=find)

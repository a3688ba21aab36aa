"""Is one person, place or agency spelt one way throughout a document?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import msgspec
from rapidfuzz import fuzz

from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.names.found import is_common, names
from auditor.lang.names.gazetteer import fold, is_great_city, known, usual
from auditor.lang.names.likeness import skeleton, within
from auditor.lang.names.spelling import latin
from auditor.lang.names.trace import part, spelt
from auditor.lang.scripts import is_cased, primary
from auditor.lang.tokens import words
from auditor.model import Evidence, Role, Severity, Span, Unit, View

MOST = 400  # distinct names of one document that are compared with each other
_ENDINGS = frozenset(
    (
        "",
        "s",
        "es",
        "n",
        "en",
        "a",
        "u",
        "e",
        "om",
        "em",
        "i",
        "y",
        "ovi",
        "ou",
        "ie",
        "ow",
        "owi",
        "iem",
        "ą",
        "ę",
        "ego",
        "emu",
        "in",
        "er",
        "ern",
        "ian",
        "an",
        "ese",
        "ish",
        "ya",
        "ов",
        "а",
        "у",
        "ом",
        "е",
        "ы",
        "и",
        "ой",
        "ого",
        "ому",
        "ым",
        "я",
        "ю",
        "ем",
        "ей",
        "ии",
        "ию",
    )
)
_INFLECTING = frozenset("ru uk be bg sr hr bs mk sl cs sk pl lt lv et fi hu el la tr ro".split())
_COMPOUNDING = frozenset("de nl sv da nb no is fi hu".split())


class Seen(msgspec.Struct, frozen=True):
    """One spelling at one place."""

    unit: Unit
    start: int
    end: int
    word: str


def find_in_document(units: Sequence[Unit], tools: Tools) -> Iterator[tuple[str, Evidence]]:  # noqa: C901
    """Spellings that differ by a letter or two and stand for one name, by their likeness and by the source."""
    del tools
    places: dict[str, list[Seen]] = defaultdict(list)
    for unit in units:
        if unit.lone or not is_cased(unit.target.lang):
            continue
        for name in names(unit.target.text, unit.target.lang):
            for token in words(name.text):
                word = token.text.removesuffix("'s").removesuffix("’s")
                if len(word) > 3 and word[0].isupper() and not word.isupper() and not is_common(word, unit.target.lang):
                    at = name.start + token.start
                    places[word].append(Seen(unit, at, at + len(word), word))
    spelt = sorted(places, key=lambda w: (-len(places[w]), w))[:MOST]
    bones: dict[str, list[str]] = defaultdict(list)
    for word in spelt:  # only spellings that begin and sound alike are compared: the rest cannot be one name
        bones[latin(word)[:1]].append(word)
    yield from _exonyms(units)
    for group in bones.values():
        for k, word in enumerate(group):
            for rarer in group[k + 1 :]:
                if _drift(word, rarer, places):
                    right, wrong = _right_first(word, rarer, places, {u.id: k for k, u in enumerate(units)})
                    for seen in places[wrong]:
                        yield seen.unit.id, _evidence(seen, right, places)


def _exonyms(units: Sequence[Unit]) -> Iterator[tuple[str, Evidence]]:
    """A great city under another language's name where the document has the English one as well (Nápoles, Naples)."""
    seen: dict[str, list[Seen]] = defaultdict(list)
    for unit in units:
        if unit.lone or primary(unit.target.lang) != "en":
            continue
        for name in names(unit.target.text, "en"):
            for ident in known(name.text, "en") if " " not in name.text else ():
                if is_great_city(ident):
                    seen[ident].append(Seen(unit, name.start, name.end, name.text))
    for ident, group in seen.items():
        english = usual(ident, "en")
        if all(fold(s.word) != fold(english) for s in group):
            continue
        for s in group:
            source = fold(s.unit.source.text) if s.unit.source is not None else ""
            apart = fold(s.word) != fold(english)
            if apart and len(known(s.word, "en")) == 1 and fold(s.word) not in source and not is_common(s.word, "en"):
                yield (
                    s.unit.id,
                    msgspec.structs.replace(
                        _evidence(s, english, {english: group, s.word: [s]}), strength=0.6, cause="exonym", view=View.TARGET
                    ),
                )


def _right_first(one: str, other: str, places: dict[str, list[Seen]], order: dict[str, int]) -> tuple[str, str]:
    """Which spelling is meant?  The one nearer to the source, else the one that is known, the commoner, the earlier one."""
    fits = _fit(places[one]), _fit(places[other])
    if fits[0] is not None and fits[1] is not None and abs(fits[0] - fits[1]) > _NEARER:
        return (one, other) if fits[0] > fits[1] else (other, one)

    def weight(word: str) -> tuple[bool, int, int]:
        first = places[word][0]
        return bool(known(word, first.unit.target.lang)), len(places[word]), -order[first.unit.id]

    counts = len(places[one]), len(places[other])
    if min(counts) * 3 <= max(counts):  # what an article says three times as often is its spelling
        return (one, other) if counts[0] > counts[1] else (other, one)
    return (one, other) if weight(one) >= weight(other) else (other, one)


_NEARER = 0.02  # of likeness: what conventions of transliteration differ by is less


def _fit(group: list[Seen]) -> float | None:
    """How near a spelling is to what the source has, None where there is no source."""
    found = [
        (s, spelt(s.word, s.unit.source.text, s.unit.source.lang)) for s in group[:3] if s.unit.source and s.unit.source.text
    ]
    return max((1.0 if t.text == s.word else t.likeness for s, t in found), default=None)


def _drift(word: str, rarer: str, places: dict[str, list[Seen]]) -> bool:
    a, b = latin(word), latin(rarer)
    if a == b or abs(len(a) - len(b)) > 3 or fuzz.ratio(a, b) < 70 or _inflected(a, b):
        return False
    lang = places[word][0].unit.target.lang
    if primary(lang) in _INFLECTING and _shared(a, b) >= 4 and max(len(a), len(b)) - _shared(a, b) <= 4:
        return False  # by cases and adjectives: Испании, Испанию, испанские
    if primary(lang) in _COMPOUNDING and within(word, rarer) < 0.85:
        return False  # Transferliste, Transferziele
    first, second = known(word, lang), known(rarer, lang)
    if first and second and not first & second:
        return False  # Austria and Australia, Iran and Iraq
    shared = _same_source(places[word], places[rarer])
    if shared is not None:
        return shared
    return skeleton(a) == skeleton(b) and within(word, rarer) >= 0.85 and not _both_in_one(places[word], places[rarer])


def _shared(a: str, b: str) -> int:
    """How many letters both begin with."""
    return next((k for k, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _inflected(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    shared = _shared(short, long)
    return shared >= 3 and short[shared:] in _ENDINGS and long[shared:] in _ENDINGS


def _both_in_one(one: list[Seen], other: list[Seen]) -> bool:
    """Do both spellings stand in one segment?  Then they are two people."""
    return bool({s.unit.id for s in one} & {s.unit.id for s in other})


def _same_source(one: list[Seen], other: list[Seen]) -> bool | None:
    """Do both go back to one name of the source?  None where there is no source to ask."""
    forms = []
    for group in (one, other):
        found = [
            part(s.word, s.unit.target.lang, s.unit.source.text, s.unit.source.lang)
            for s in group[:3]
            if s.unit.source is not None and s.unit.source.text
        ]
        sure = [t.text for t in found if t.likeness >= 0.5 and t.how != "known"]
        if not sure:
            return None
        forms.append(sure[0].casefold())
    return forms[0] == forms[1] or _inflected(forms[0], forms[1])


def _evidence(seen: Seen, usual: str, places: dict[str, list[Seen]]) -> Evidence:
    by_source = _same_source(places[usual], places[seen.word]) is True
    return Evidence(
        "names/inconsistent",
        View.BILINGUAL if by_source else View.TARGET,
        Span(Role.TARGET, seen.start, seen.end),
        f"“{seen.word}” is spelt “{usual}” elsewhere in this document.",
        f"{usual}: {len(places[usual])}, {seen.word}: {len(places[seen.word])}",
        usual,
        strength=0.85 if by_source else 0.4 if primary(seen.unit.target.lang) in _COMPOUNDING else 0.6,
        cause="same-source" if by_source else "alike",
        features={
            "likeness": within(seen.word, usual),
            "times": float(len(places[usual])),
            "rarer": float(len(places[seen.word])),
        },
    )


_RULE = Rule(
    id="names/inconsistent",
    summary="One name is spelt in two ways in a document.",
    category="terminology/inconsistent",
    severity=Severity.MINOR,
    its="inconsistency",
    why="A reader takes two spellings for two people or two towns. Short forms, cases and possessives are not drift, and neither are two names that "  # noqa: E501
    "stand in one sentence, that are both known, or that go back to different names of the source.",
    languages="languages whose script has capitals",
    examples=(
        Example(
            target="Mayor Kerimow declined.",
            before=("The mayor is called Kerimov.", "Kerimov was elected in May."),
            flags="Kerimow",
        ),
        Example(target="Kerimov’s deputy agreed.", before=("The mayor is called Kerimov.", "Kerimov was elected in May.")),
        Example(target="Troops left Iraq.", before=("Iran protested.", "Iran called it a farce.")),
        Example(
            target="El alcalde Kerimow calló.",
            source="Мэр Керимов промолчал.",
            before=("El alcalde Kerimov llegó.", "Kerimov habló."),
            langs="ru-es",
            flags="Kerimow",
        ),
        Example(
            target="Kerimow’s deputy agreed.",
            before=("Kerimov declined.",),
            flags="Kerimow",
            note="once each: the first one is held for right",
        ),
        Example(
            target="VARSOVIA (Reuters) —",
            before=("Trains to Warsaw ran late.",),
            flags="VARSOVIA",
            note="the Spanish name of Warsaw",
        ),
        Example(
            target="Роман Кравцов молчал.",
            source="Roman Kravtsov stayed silent.",
            before=("Приехал Кравцов.", "Кравцова ждали."),
            langs="en-ru",
        ),
    ),
)
CHECK = Check(
    id="names_consistency",
    summary="Names are spelt one way throughout a document.",
    rules=(_RULE,),
    find_in_document=find_in_document,
)

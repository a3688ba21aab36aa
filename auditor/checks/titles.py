"""Are titles, places and people called what the reference calls them?

A film, a church or a treaty has one accepted name in a language; a translation of its words is another name, and the
foreign title left standing is none.  Only a reference (or a glossary) knows which, so this check needs one.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator

import regex

from auditor.checks._title_wording import asked, kept
from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.lemmas import function_words
from auditor.lang.names.found import is_capital, is_common
from auditor.lang.names.gazetteer import fold, known
from auditor.lang.names.spelling import latin, native
from auditor.lang.names.trace import part
from auditor.lang.scripts import is_cased, primary, script_of
from auditor.model import Evidence, Role, Segment, Severity, Span, Unit, View

LONG = 600  # characters: in a longer unit the words of a title cannot be told from those around it
SHORT = 130  # characters of a question or a headline
_WORD = regex.compile(r"[\p{L}\p{M}\p{Nd}]+")
_INFLECTING = frozenset(
    ["ru", "uk", "be", "bg", "sr", "hr", "sl", "cs", "sk", "pl", "lt", "lv", "et", "fi", "hu", "el", "de", "tr", "ro"]
)


_POLITE = frozenset(["Sie", "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer", "Ihres", "Ihnen"])


@functools.lru_cache(maxsize=2048)
def _capitals(text: str, lang: str) -> tuple[tuple[str, int, int], ...]:
    """Capitalised words inside the sentence, for German only those that are no noun of the language."""
    out = []
    for m in list(_WORD.finditer(text))[1:]:
        before = text[: m.start()].rstrip(" \"'“”„«»‘’(¿¡-–—")
        if not is_capital(m.group()) or (before and before[-1] in ".!?:…"):
            continue
        if primary(lang) == "de" and m.group() in _POLITE:
            continue
        if primary(lang) == "de" and is_common(m.group(), lang) and fold(m.group()) not in function_words("de"):
            continue
        out.append((m.group(), m.start(), m.end()))
    return tuple(out)


@functools.lru_cache(maxsize=2048)
def _words(text: str) -> frozenset[str]:
    return frozenset(fold(m.group()) for m in _WORD.finditer(text))


def find(unit: Unit, tools: Tools) -> Iterator[Evidence]:
    """Names of the source that the target words otherwise than the reference does."""
    del tools
    source, reference, target = unit.source, unit.reference, unit.target
    if source is None or reference is None or not is_cased(source.lang) or not target.text.strip():
        return
    if max(len(source.text), len(reference.text), len(target.text)) > LONG or target.text == reference.text:
        return
    alike = _rest(target, reference)
    named = [c for c in _capitals(source.text, source.lang) if len(c[0]) > 1]
    if not named:
        return
    if primary(source.lang) != "en":  # only English writes its titles with capitals throughout
        return
    titled = any(is_common(w, "en") for w, _, _ in named)
    yield from _kept(named, target, reference)
    if is_cased(target.lang):
        yield from _worded(named, target, reference, alike if titled else alike - 0.25)
        if titled and primary(reference.lang) in {"de", "lb"} and len(reference.text) <= SHORT * 2 // 3:
            yield from _nouns(target, reference, alike)
    else:
        spelt = list(_spelt(named, source, target, reference))
        yield from spelt
        found = [] if spelt else list(asked(source, target, reference))
        yield from found
        if titled and not found and not kept(target, reference):
            yield from _reworded(target, reference)
            yield from _characters(target, reference)


def _rest(target: Segment, reference: Segment) -> float:
    """How much of the reference's small words the target has: where all else is the same, a name that differs was meant to be."""
    small = [fold(m.group()) for m in _WORD.finditer(reference.text) if m.group().islower()]
    there = _words(target.text)
    return sum(w in there for w in small) / len(small) if small else 0.0


def _kept(named: list[tuple[str, int, int]], target: Segment, reference: Segment) -> Iterator[Evidence]:
    """Words of a foreign title that stand in the target as they were; the reference has its name in the language."""
    there, expected = _words(target.text), _words(reference.text)
    kept = [w for w, _, _ in named if len(w) > 2 and fold(w) in there and fold(w) not in expected]
    for word in dict.fromkeys(kept):
        m = regex.search(rf"(?<!\p{{L}}){regex.escape(word)}(?!\p{{L}})", target.text)
        if m is not None and not any(fold(word)[:5] in w for w in expected):
            yield Evidence(
                "names/title",
                View.REFERENCE,
                Span(Role.TARGET, m.start(), m.end()),
                f"“{word}” is left as in the source; the reference has a name for it in the language.",
                f"kept: {word}",
                severity=Severity.MAJOR,
                strength=0.3 if word.isupper() else _kept_belief(target),
                cause="kept",
                features={"words": float(len(kept)), "named": float(len(named))},
            )


def _kept_belief(target: Segment) -> float:
    short = len(target.text) <= SHORT
    return 0.8 if short and _asks(target) else 0.65 if short else 0.4


def _asks(segment: Segment) -> bool:
    return segment.text.rstrip()[-1:] in {"?", "？"}


def _belief(named: list[tuple[str, int, int]], reference: Segment, alike: float) -> float:
    """A short sentence about the name is about its wording; a long one about everything else as well."""
    short = len(reference.text) <= SHORT
    if short and _asks(reference) and alike >= _ASKED_ALIKE and len(named) <= 12:
        return 0.75  # a question whose other words are the reference's: what differs is what it asks about
    return 0.52 if short and alike >= 0.4 and len(named) <= 12 else 0.35 if short else 0.15


def _worded(named: list[tuple[str, int, int]], target: Segment, reference: Segment, alike: float) -> Iterator[Evidence]:
    """Words of a name of the reference, capitals and what follows them within the name, that the target lacks."""
    there = _words(target.text)
    caps = _capitals(reference.text, reference.lang)
    gone = [(w, a, b) for w, a, b in caps if fold(w) not in there and len(w) > 1]
    if len(gone) == 1 and gone[0][0].lower() in _ARTICLES:
        return  # Les 3 Mousquetaires, des Trois Mousquetaires: an article is dropped or contracted at will
    if not gone and _asks(reference):  # the letters are there, an accent is not: Ivángorod
        exact = {m.group().casefold() for m in _WORD.finditer(target.text)}
        gone = [(w, a, b) for w, a, b in caps if w.casefold() not in exact and len(w) > 3]
    tail = [] if gone else _tail(caps, named, reference, there)
    belief = _belief(named, reference, alike)
    if primary(reference.lang) in {"de", "lb"} and len(gone) == 1 and gone[0][0].lower() not in function_words("de"):
        belief = min(belief, 0.4 if alike <= _MOST_ALIKE else 0.5)  # one noun for another is a matter of wording
    for word, start, end in gone or tail:
        close = any(fold(word)[: max(3, len(word) - 2)] == w[: max(3, len(word) - 2)] for w in there)
        if close and primary(reference.lang) in _INFLECTING:
            continue
        yield Evidence(
            "names/title",
            View.REFERENCE,
            Span(Role.REFERENCE, start, end),
            f"The reference has “{word}” in a name; the translation words the name otherwise.",
            f"not in the target: {word}",
            severity=Severity.MINOR if close else Severity.MAJOR,
            strength=belief,
            cause="worded" if gone else "worded-tail",
            features={
                "words": float(len(gone)),
                "alike": alike,
                "length": float(len(reference.text)),
                "named": float(len(named)),
                "close": float(close),
                "known": float(bool(known(word, reference.lang))),
            },
            anchor=Span(Role.TARGET, 0, 0),
        )


_ARTICLES = frozenset("the a an el la los las le les l un una une il lo gli i der die das o os as".split())
_ASKED_ALIKE = 0.25
_LEAST_ALIKE = 0.5  # below, the whole sentence is put otherwise
_MOST_ALIKE = 0.6  # of the reference's small words: above it one noun that differs is the name in 12 cases of 13


def _nouns(target: Segment, reference: Segment, alike: float) -> Iterator[Evidence]:
    """Two nouns and more of a short German reference that the target lacks: a name put together otherwise."""
    there = _words(target.text)
    nouns = [m for m in list(_WORD.finditer(reference.text))[1:] if is_capital(m.group()) and m.group() not in _POLITE]
    gone = [m for m in nouns if len(m.group()) > 2 and fold(m.group()) not in there]
    other = [m for m in gone if not any(w.startswith(fold(m.group())[: max(4, len(m.group()) - 2)]) for w in there)]
    if alike < _LEAST_ALIKE or (len(other) < 2 and not (other and len(gone) > 1 and alike <= _MOST_ALIKE)):
        return
    yield Evidence(
        "names/title",
        View.REFERENCE,
        Span(Role.REFERENCE, other[0].start(), other[-1].end()),
        f"The reference names it with “{other[0].group()}”; the translation words the name otherwise.",
        f"not in the target: {', '.join(m.group() for m in gone[:4])}",
        severity=Severity.MAJOR,
        strength=0.5,
        cause="worded-nouns",
        features={"words": float(len(gone)), "alike": alike, "length": float(len(reference.text))},
        anchor=Span(Role.TARGET, 0, 0),
    )


def _tail(
    caps: tuple[tuple[str, int, int], ...], named: list[tuple[str, int, int]], reference: Segment, there: frozenset[str]
) -> list[tuple[str, int, int]]:
    """Small words of a title: as many after its first capital as the source's title is long."""
    if not caps or len(named) < 2 or primary(reference.lang) == "de":
        return []
    after = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(reference.text, caps[0][2])][: len(named) + 1]
    return [
        (w, a, b)
        for w, a, b in after
        if len(w) > 3 and fold(w) not in there and fold(w) not in function_words(primary(reference.lang))
    ][:1]


def _spelt(named: list[tuple[str, int, int]], source: Segment, target: Segment, reference: Segment) -> Iterator[Evidence]:
    """A foreign name written in the language's letters, otherwise than in the reference."""
    for word, _, _ in named:
        if is_common(word, source.lang) or len(word) < 4:
            continue
        expected = part(word, source.lang, reference.text, reference.lang)
        if expected.likeness < 0.6 or expected.how != "letters" or script_of(expected.text) in {"Latin", ""}:
            continue
        if _letters(expected.text) in _letters(target.text):
            continue
        yield Evidence(
            "names/title",
            View.REFERENCE,
            Span(Role.REFERENCE, expected.start, expected.end),
            f"“{word}” is written “{expected.text}” in the reference, and otherwise here.",
            f"{word}: {expected.text}",
            expected.text,
            severity=Severity.MINOR,
            strength=(0.8 if _asks(source) else 0.5) if len(source.text) <= SHORT else 0.2,
            cause="letters",
            features={"likeness": expected.likeness},
            anchor=Span(Role.TARGET, 0, 0),
        )


def _reworded(target: Segment, reference: Segment) -> Iterator[Evidence]:
    """In a script without capitals: a short text with a title in it, three fifths of which are put otherwise."""
    if len(reference.text) > SHORT // 3:
        return
    spelt = [(_letters(c), k) for k, c in enumerate(reference.text) if c.isalnum() or c == "ー"]
    here = [_letters(c) for c in target.text if c.isalnum() or c == "ー"]
    there = set(itertools.pairwise(here))
    missing = [(a, b) not in there for (a, _), (b, _) in itertools.pairwise(spelt)]
    if not missing or sum(missing) / len(missing) < 0.6:
        return
    best = now = (0, 0)
    for k, gone in enumerate(missing):
        now = (now[0] if now[1] == k else k, k + 1) if gone else (k + 1, k + 1)
        best = max(best, now, key=lambda r: r[1] - r[0])
    start, end = spelt[best[0]][1], spelt[best[1]][1] + 1
    yield Evidence(
        "names/title",
        View.REFERENCE,
        Span(Role.REFERENCE, start, end),
        f"The reference has “{reference.text[start:end]}” here; the translation has other words for the name.",
        "little in common with the reference",
        severity=Severity.MAJOR,
        strength=0.5,
        cause="reworded",
        features={"missing": sum(missing) / len(missing)},
        anchor=Span(Role.TARGET, 0, 0),
    )


# Characters of a short Japanese reference that stand nowhere in the target, where the kana, which join its words, are the same.
# In Chinese every word has them: as many are gone from good translations.
_FEWEST_GONE = 4


def _characters(target: Segment, reference: Segment) -> Iterator[Evidence]:
    """Several characters of the reference that the translation has nowhere: the name is made of others."""
    if primary(reference.lang) != "ja" or len(reference.text) > SHORT // 2:
        return
    here = {_letters(c) for c in target.text}
    gone = [k for k, c in enumerate(reference.text) if script_of(c) == "Han" and _letters(c) not in here]
    joints = [a + b for a, b in itertools.pairwise(reference.text) if script_of(a) == "Hiragana" == script_of(b)]
    if len(gone) < _FEWEST_GONE or sum(j in target.text for j in joints) < 0.6 * len(joints):
        return
    yield Evidence(
        "names/title",
        View.REFERENCE,
        Span(Role.REFERENCE, gone[0], gone[-1] + 1),
        f"The reference has “{reference.text[gone[0] : gone[-1] + 1]}” here; the translation has other words for the name.",
        f"not in the target: {''.join(reference.text[k] for k in gone[:12])}",
        severity=Severity.MAJOR,
        strength=0.5,
        cause="characters",
        features={"gone": float(len(gone)), "length": float(len(reference.text))},
        anchor=Span(Role.TARGET, 0, 0),
    )


@functools.lru_cache(maxsize=4096)
def _letters(text: str) -> str:
    """Kana as they are, Han by their reading: Traditional and Simplified are one spelling."""
    return "".join(latin(c) if script_of(c) == "Han" else native(c) for c in text if c.isalpha() or c == "ー")


_RULE = Rule(
    id="names/title",
    summary="A title or name is worded otherwise than in the reference, or left in the source's language.",
    category="terminology/wrong-term",
    severity=Severity.MAJOR,
    its="terminology",
    why="The accepted name of a work, a building or a person cannot be had by translating its words. Where a trusted phrasing names it, the translation should.",  # noqa: E501
    languages="sources whose script has capitals",
    examples=(
        Example(
            target="¿Quién escribió Silent Harbour?",
            source="Who wrote Silent Harbour?",
            reference="¿Quién escribió Puerto en calma?",
            langs="en-es",
            flags="Silent",
        ),
        Example(
            target="¿Quién es el autor de Puerto en calma?",
            source="Who wrote Silent Harbour?",
            reference="¿Quién escribió Puerto en calma?",
            langs="en-es",
        ),
        Example(
            target="誰がサイレント・ハーバーのケリムを演じましたか？",
            source="Who played Kerimov in Silent Harbour?",
            reference="サイレント・ハーバーでケリモフを演じたのは誰ですか？",
            langs="en-ja",
            flags="ケリモフ",
            side=Role.REFERENCE,
        ),
        Example(
            target="誰がケリモフを演じましたか？",
            source="Who played Kerimov?",
            reference="ケリモフを演じたのは誰ですか？",
            langs="en-ja",
        ),
    ),
)
CHECK = Check(
    id="titles",
    summary="Titles and names are those of the reference.",
    rules=(_RULE,),
    find=find,
    needs=(frozenset({Role.TARGET, Role.SOURCE, Role.REFERENCE}),),
)

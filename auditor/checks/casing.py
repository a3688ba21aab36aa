"""Has a capital been lost, or put where none belongs?

A sentence that begins small, a name written small, a text all in small letters or all in capitals.  Capitals of source and
reference say what was meant; without them only what English always writes with a capital is said.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

import regex
from babel import Locale, UnknownLocaleError

from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.marks import head, sentence_starts
from auditor.lang.scripts import is_cased, primary, script_of
from auditor.lang.spelling import common, has_words, listed
from auditor.lang.tokens import Token, words
from auditor.model import Evidence, Role, Segment, Severity, Span, Unit, View

_FIRST_LETTER = regex.compile(r"\p{L}")
_CASED = regex.compile(r"[\p{Lu}\p{Ll}\p{Lt}]")
_UPPER = regex.compile(r"[\p{Lu}\p{Lt}]")
# Fields that may begin small, and what begins with a small letter by right.
_SMALL_FIELDS = frozenset({"credit", "byline", "dateline", "tag", "keyword", "keywords"})
_SMALL_BY_RIGHT = regex.compile(
    r"(?:https?:|www\.|[\w.+-]+@|[@#]|[\p{Ll}]\p{Lu}|e-|al-|d['’]\p{Lu}|(?:de|van|von|da|di|du|le|la|bin|ibn|el|ter|den|"
    r"zu) \p{Lu}"
    r"|\p{Ll}[).:]|\p{Ll}+[_\d/\\]|\p{Ll}+\.\p{Ll}|\p{Ll} ?=|(?:mm|cm|km|kg|mg|ml|p|pp|pH|mRNA|iPhone|iPad|eBay)\b)"
)  # fmt: skip
# Languages that write days, months, languages and peoples with a capital.
_CAPITAL_DAYS = frozenset({"en"})
_PROPER = regex.compile(r"\p{Lu}[\p{L}\p{M}'’-]{3,}")
_AMBIGUOUS = frozenset("march may august china turkey chad jersey guinea polish georgia jordan mali cuba".split())

RULE = Rule(
    id="fluency/casing",
    summary="A capital is missing or out of place.",
    category="fluency/spelling",
    its="typographical",
    severity=Severity.MINOR,
    examples=(
        Example(target="the talks in Bonn failed.", source="Die Gespräche in Bonn scheiterten.", langs="de-en", flags="the"),
        Example(target="He flew to paris on friday.", reference="He flew to Paris on Friday.", flags="paris"),
        Example(target="They meet on monday in Berlin.", flags="monday"),
        Example(target="президент уехал.", reference="Президент уехал.", langs="ru", flags="президент"),
        Example(target="Президент уехал.", reference="Президент уехал.", langs="ru"),
        Example(target="iPhone sales fell.", source="iPhone-Verkäufe sanken.", langs="de-en"),
        Example(target="and then nothing", source="und dann nichts", langs="de-en", note="the source begins small too"),
    ),
    languages="with capital letters",
)


def find(unit: Unit, tools: Tools) -> Iterator[Evidence]:
    """Letters of the target in the wrong case."""
    del tools
    text, lang = head(unit.target.text), unit.target.lang
    if not is_cased(lang) or not _CASED.search(text):
        return
    whole = _all_small(text, unit) or _all_capital(text, unit)
    if whole is not None:
        yield whole
        return
    starts = sentence_starts(text)
    first = _first_small(text, unit)
    if first is not None:
        yield first
    yield from _small_names(text, unit, starts, first)
    yield from _small_sentences(text, unit)
    yield from _calendar(text, lang, unit)


def _all_small(text: str, unit: Unit) -> Evidence | None:
    """A sentence without a capital where source or reference has one."""
    tokens = words(text)
    if _UPPER.search(text) or len(tokens) < 3 or unit.target.field in _SMALL_FIELDS:
        return None
    sides = [s for s in (*unit.references, unit.source) if s is not None and is_cased(s.lang) and _CASED.search(head(s.text))]
    capitals = [len(_UPPER.findall(head(s.text))) for s in sides]
    begins = tokens[0].text[:1].islower() and not _SMALL_BY_RIGHT.match(text, tokens[0].start)
    if sides and min(capitals) == 0:
        return None
    if sides and min(capitals) > 1:
        strength = 0.97 if begins else 0.6
    elif begins:
        # without a view a line of small letters is a list item as often as not, unless it ends as a sentence does
        strength = 0.93 if sides else 0.8 if text.rstrip()[-1:] in ".!?…" and len(tokens) > 4 else 0.35
    else:
        return None
    return _evidence(text, tokens[0].start, tokens[-1].end, "all-small", strength, "has no capital letter")


def _all_capital(text: str, unit: Unit) -> Evidence | None:
    """A sentence shouted where neither source nor reference shouts."""
    letters = _CASED.findall(text)
    if len(letters) < 25 or sum(letter.isupper() for letter in letters) < 0.9 * len(letters):
        return None
    beside = [head(s.text) for s in (unit.source, *unit.references) if s is not None and is_cased(s.lang)]
    if not beside or any(_shouts(other) for other in beside):
        return None
    tokens = words(text)
    return _evidence(text, tokens[0].start, tokens[-1].end, "all-capital", 0.6, "is all in capitals")


def _shouts(text: str) -> bool:
    letters = _CASED.findall(text)
    return bool(sum(letter.isupper() for letter in letters) > 0.5 * len(letters))


def _first_small(text: str, unit: Unit) -> Evidence | None:
    found = _FIRST_LETTER.search(text)
    if found is None or not found.group().islower() or found.start() > 12 or unit.target.field in _SMALL_FIELDS:
        return None
    if text[: found.start()].strip(" \"'“”„«»‹›‘’([") or _SMALL_BY_RIGHT.match(text, found.start()):
        return None
    tokens = words(text)
    token = next((t for t in tokens if t.start == found.start()), None)
    if token is None or len(tokens) < 2:
        return None
    views = [_begins(s) for s in (*unit.references, unit.source) if s is not None]
    if False in views or any(
        token.text in head(s.text) for s in (unit.source,) if s and token.kind == "word" and len(token.text) > 2
    ):
        strength = 0.2
    elif True in views:
        strength = 0.93
    else:
        ends = text.rstrip()[-1:] in ".!?…"
        strength = 0.65 if ends and len(tokens) > 4 else 0.3
    return _evidence(
        text, token.start, token.end, "first-small", strength, "begins small", token.text[:1].upper() + token.text[1:]
    )


def _begins(segment: Segment) -> bool | None:
    """Does the text begin with a capital?  None where its script has none or it begins with no letter."""
    found = _FIRST_LETTER.search(head(segment.text))
    if found is None or found.start() > 12 or not _CASED.match(found.group()):
        return None
    return bool(_UPPER.match(found.group()))


def _small_names(text: str, unit: Unit, starts: frozenset[int], first: Evidence | None) -> Iterator[Evidence]:
    """A word written small that the reference, or a source in the same script, writes with a capital in mid-sentence."""
    lang, names = unit.target.lang, _names_beside(unit)
    if not names:
        return
    for token in words(text):
        if token.kind != "word" or not token.text.islower() or (first is not None and token.start == first.span.start):
            continue
        where = names.get(token.text)
        if where is None or (token.start in starts and not token.start):
            continue
        if common(token.text, lang) or (primary(lang) == "en" and _small_after_hyphen(token.text)):
            continue
        strength = 0.75 if where is View.REFERENCE else 0.6
        if not has_words(lang) or primary(lang) == "de" or listed(token.text, lang):
            strength = 0.35
        capital = token.text[:1].upper() + token.text[1:]
        yield _evidence(text, token.start, token.end, "small-name", strength, "lacks its capital", capital, where)


def _small_after_hyphen(word: str) -> bool:
    """Is it a word after one letter or a prefix (e-sports): a matter of style whether that takes a capital?"""
    head, mark, tail = word.partition("-")
    return bool(mark) and len(head) <= _PREFIX and common(tail, "en")


_PREFIX = 3


def _names_beside(unit: Unit) -> dict[str, View]:
    found: dict[str, View] = {}
    for reference in unit.references:
        found.update(dict.fromkeys(_capitalised(head(reference.text), reference.lang), View.REFERENCE))
    source = unit.source
    if source is not None and primary(source.lang) != "de" and script_of(source.text[:200]) == script_of(unit.target.text[:200]):
        for name in _capitalised(head(source.text), source.lang):
            found.setdefault(name, View.BILINGUAL)
    return found


@functools.lru_cache(maxsize=2048)
def _capitalised(text: str, lang: str) -> frozenset[str]:
    """Words written with a capital inside sentences and nowhere small; a headline in Capitals tells nothing."""
    tokens, starts = words(text), sentence_starts(text)
    if not is_cased(lang) or not tokens:
        return frozenset()
    inside = [t for t in tokens if t.kind == "word" and t.start not in starts and _CASED.match(t.text)]
    big = [t for t in inside if _UPPER.match(t.text) and not t.text.isupper()]
    if len(big) > 0.6 * len(inside) and len(inside) > 4:
        return frozenset()
    small = {t.text for t in tokens if t.text.islower()}
    return frozenset(t.text.lower() for t in big if _PROPER.fullmatch(t.text)) - small


def _small_sentences(text: str, unit: Unit) -> Iterator[Evidence]:
    """A full stop, a space and a small letter, where the reference or the source has no such thing."""
    for found in _STOP_SMALL.finditer(text):
        beside = [head(s.text) for s in (unit.source, *unit.references) if s is not None]
        if any(_STOP_SMALL.search(other) for other in beside) or _abbreviated(text, found.start()):
            continue
        strength = 0.45 if beside else 0.3
        word = _word_at(text, found.start("word"))
        if word is not None:
            yield _evidence(text, word.start, word.end, "sentence-small", strength, "follows a full stop without a capital")


_STOP_SMALL = regex.compile(r"(?<=[\p{Ll}]{3})[.] (?P<word>[\p{Ll}]{2,})(?=[ ,])")


def _abbreviated(text: str, stop: int) -> bool:
    """Is the word before the stop short enough to be an abbreviation?"""
    begin = text.rfind(" ", 0, stop) + 1
    return stop - begin < 5 or "." in text[begin:stop]


def _word_at(text: str, place: int) -> Token | None:
    return next((t for t in words(text) if t.start <= place < t.end), None)


@functools.lru_cache(maxsize=32)
def _always_capital(lang: str) -> frozenset[str]:
    """Days, months, languages and countries of CLDR that are no common word as well."""
    if primary(lang) not in _CAPITAL_DAYS:
        return frozenset()
    try:
        locale = Locale.parse(primary(lang))
    except (UnknownLocaleError, ValueError):
        return frozenset()
    names = {*locale.days["format"]["wide"].values(), *locale.months["format"]["wide"].values()}
    names |= {name for code, name in locale.languages.items() if len(code) == 2} | {
        n for c, n in locale.territories.items() if len(c) == 2
    }
    kept = {n.lower() for n in names if n.isalpha() and len(n) > 3}
    return frozenset(kept - _AMBIGUOUS - {"afar", "akan", "herero", "lao", "fula", "manx"})


def _calendar(text: str, lang: str, unit: Unit) -> Iterator[Evidence]:
    always = _always_capital(lang)
    if not always:
        return
    beside = [head(s.text) for s in (unit.source, *unit.references) if s is not None]
    for token in words(text):
        if token.text in always and token.start and not any(token.text in other for other in beside):
            if text[token.start - 1 : token.start] in "@#/._-" or text[token.end : token.end + 1] in {"@", "/", "_", "-"}:
                continue
            yield _evidence(
                text, token.start, token.end, "calendar", 0.7, "is written with a capital in English", token.text.capitalize()
            )
        elif token.text == "i" and primary(lang) == "en" and text[token.end : token.end + 1] in {" ", "'", "’"}:
            yield from _small_i(text, token, beside)


def _small_i(text: str, token: Token, beside: list[str]) -> Iterator[Evidence]:
    if text[token.start - 1 : token.start] in {" ", "“", '"', ""} and not any(
        regex.search(r"(?<!\p{L})i(?!\p{L})", other) for other in beside
    ):
        yield _evidence(text, token.start, token.end, "small-i", 0.6, "is written with a capital", "I")


def _evidence(
    text: str, start: int, end: int, cause: str, strength: float, told: str, fix: str | None = None, view: View = View.TARGET
) -> Evidence:
    quote = text[start:end]
    return Evidence(
        rule=RULE.id,
        view=view,
        span=Span(Role.TARGET, start, end),
        message=f"“{quote[:60]}” {told}.",
        detail=cause,
        suggestion=fix,
        strength=strength,
        cause=cause,
        features={"letters": float(min(end - start, 200))},
    )


CHECK = Check(id="casing", summary="Has a capital been lost or misplaced?", rules=(RULE,), find=find)

"""Is one word a form of another?  Dictionaries where there are any, endings of known paradigms everywhere.

A dictionary alone misses names and new words; endings alone take Niger for Nigeria's kin.  Together: one base form in a
dictionary is proof, and so are two endings of one paradigm on one stem, unless a dictionary knows both words as different ones.
"""

from __future__ import annotations

import functools
import importlib
from typing import Any

import regex

from auditor import corpora
from auditor.glossary.words import fold
from auditor.lang import lexicon
from auditor.lang.lemmas import lemma, listed
from auditor.lang.scripts import is_unspaced, primary

_STEM = 3  # letters of the shortest stem that two endings may share; two in Semitic and Korean writing
_SHORT_STEMS = frozenset({"ar", "he", "fa", "ko", "hi", "tr", "hu", "fi"})
_DIGIT = regex.compile(r"\p{Nd}")
_LONGEST = 60  # letters: longer runs are no words
_AS = {"hr": "hbs", "sr": "hbs", "bs": "hbs", "sh": "hbs", "nb": "no", "nn": "no", "iw": "he", "in": "id", "gl": "pt", "mk": "bg"}
_ARTICLES = {
    "ar": regex.compile(r"^(?:[وف]?(?:[بك]?ال|لل|[بلكو](?=\p{L}{4})))(?=\p{L}{2})"),
    "he": regex.compile(r"^(?:[וש]?[בכלמה]?ה?)(?=\p{L}{3})"),
}
_PARTS = frozenset({"de", "nl", "sv", "da", "no", "nb", "nn", "fi", "et", "hu", "is", "af", "lb", "fy"})
_HEAD, _PART, _INSIDE = 3, 4, 6  # letters of the shortest part of a compound that is believed at its end, beginning and anywhere
_DERIVING = frozenset({"ru", "uk", "be", "bg"})
_DERIVED = 5  # letters of the shortest stem that an adjective is believed of
_ADJECTIVE = regex.compile(
    r"(?:[ое]?в|л?ь?н|(?:ий|ій|[аяио]н)?с?ьк|(?:ий|[аяио]н)?ск|енн|ическ|ічн)(?:[ыиіо]й|ого|ому|ым|им|[оі]м|ая|[оі]й|ую|ое|ые|ие|[ыиі]х|[ыи]ми|а|у|е|і|ою)"
)
_WELL_KNOWN = frozenset({"en"})  # dictionaries good enough to overrule endings; German loses Weißes and Weißen by it
_UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u"})
_GRAMMARS = {"ru": "ru", "uk": "uk"}  # pymorphy3's dictionaries, where they are installed


def _tongue(lang: str) -> str:
    tongue = primary(lang)
    return _AS.get(tongue, tongue)


@functools.cache
def _endings() -> dict[str, tuple[dict[str, int], dict[str, int]]]:
    """By language: ending -> bits of the paradigms it belongs to, first the sure ones, then all."""
    table: dict[str, tuple[dict[str, int], dict[str, int]]] = {}
    for number, line in enumerate(corpora.path("glossary/endings.tsv").read_text("utf-8").splitlines()):
        if not line or line.startswith("#"):
            continue
        lang, kind, endings = line.split("\t")
        sure, every = table.setdefault(lang, ({}, {}))
        for ending in endings.split():
            bare = "" if ending == "-" else fold(ending)
            every[bare] = every.get(bare, 0) | 1 << number
            if kind == "sure":
                sure[bare] = sure.get(bare, 0) | 1 << number
    return table


@functools.cache
def _grammar(lang: str) -> Any:
    if lang not in _GRAMMARS:
        return None
    try:
        return importlib.import_module("pymorphy3").MorphAnalyzer(lang=_GRAMMARS[lang])
    except (ImportError, ValueError, OSError):  # the extra, or its dictionary of this language, is not installed
        return None


@functools.lru_cache(maxsize=65536)
def base(word: str, lang: str) -> str:
    """The dictionary's base form of a folded word, folded; of a capitalised one where only nouns have capitals (German)."""
    if primary(lang) == "de" and len(word) > 1:
        noun = fold(lemma(word[0].upper() + word[1:], lang))
        return noun if noun != word else fold(lemma(word, lang))
    return fold(lemma(word, lang))


@functools.lru_cache(maxsize=65536)
def variants(word: str, lang: str) -> tuple[str, ...]:
    """What a folded word of a text may be looked up as: itself, its base form, itself without a prefixed article.

    >>> variants("lawmakers", "en"), "حكومه" in variants("والحكومه", "ar")
    (('lawmakers', 'lawmaker'), True)
    """
    if len(word) > _LONGEST or is_unspaced(lang):
        return (word,)
    tongue = _tongue(lang)
    found = [word, base(word, lang)]
    article = _ARTICLES.get(tongue)
    if article and (match := article.match(word)) and match.end():
        found.append(word[match.end() :])
        found.append(base(found[-1], lang))
    if tongue == "de":
        found += [form.translate(_UMLAUTS) for form in found]
    grammar = _grammar(tongue)
    if grammar is not None:
        found += [fold(parse.normal_form) for parse in grammar.parse(word)[:4] if parse.score >= 0.05]
    return tuple(dict.fromkeys(found))


@functools.lru_cache(maxsize=65536)
def same(term: str, word: str, lang: str) -> bool:
    """Are two folded words forms of one word?

    >>> same("legislador", "legisladores", "es"), same("puerto", "puerta", "es"), same("нигер", "нигерия", "ru")
    (True, False, False)
    """
    if term == word:
        return True
    if is_unspaced(lang) or max(len(term), len(word)) > _LONGEST or (not term.isalpha() and _DIGIT.search(term)):
        return False
    tongue = _tongue(lang)
    if _shared(variants(term, lang), variants(word, lang)):
        return True
    pairs = [(a, b) for a in _bare(term, tongue) for b in _bare(word, tongue)]
    if not any(_paradigm(a, b, tongue, agree=True) for a, b in pairs):  # most
        return False
    if any(_paradigm(a, b, tongue, agree=False) for a, b in pairs):
        return not (tongue in _WELL_KNOWN and _known_apart(term, word, lang))
    return tongue == "de" or not _known_apart(term, word, lang)


def _shared(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Do they have a base form in common, or is one the other's?"""
    return not set(mine).isdisjoint(theirs)


def _bare(word: str, tongue: str) -> tuple[str, ...]:
    """The word as endings see it: without its article (Arabic, Hebrew), without its umlaut (German)."""
    if tongue == "de":
        return tuple(dict.fromkeys((word, word.translate(_UMLAUTS))))
    article = _ARTICLES.get(tongue)
    match = article.match(word) if article else None
    return (word, word[match.end() :]) if match and match.end() else (word,)


@functools.lru_cache(maxsize=65536)
def _known_apart(term: str, word: str, lang: str) -> bool:
    """Does a dictionary know both, as forms of different words?"""
    if primary(lang) == "en":
        first, second = base(term, lang), base(word, lang)
        return first != second and bool(lexicon.parts_of_speech(first)) and bool(lexicon.parts_of_speech(second))
    return all(listed(w, lang) or (primary(lang) == "de" and listed(w.capitalize(), lang)) for w in (term, word))


def _paradigm(term: str, word: str, tongue: str, *, agree: bool) -> bool:
    if tongue not in _endings():
        return False
    table = _endings()[tongue][1 if agree else 0]
    least = 2 if tongue in _SHORT_STEMS else _STEM
    most = _common(term, word)
    return any(table.get(term[at:], 0) & table.get(word[at:], 0) for at in range(most, max(least, most - 6) - 1, -1))


def _common(a: str, b: str) -> int:
    at = min(len(a), len(b))
    while a[:at] != b[:at]:
        at -= 1
    return at


@functools.lru_cache(maxsize=65536)
def part_of(term: str, word: str, lang: str) -> bool:
    """Is a folded word a compound of the term, or (in Slavic languages) an adjective made of it?

    A short term counts only as the head, at the end; a long one anywhere.

    >>> part_of("speicher", "speicherressourcen", "de"), part_of("typ", "datentypen", "de"), part_of("last", "belastungen", "de")
    (True, True, False)
    >>> part_of("контракт", "контрактных", "ru"), part_of("контракт", "контрабандных", "ru")
    (True, False)
    """
    if primary(lang) in _DERIVING:
        stem = term.rstrip("аяоеьйиі")
        return len(stem) >= _DERIVED and word.startswith(stem) and bool(_ADJECTIVE.fullmatch(word, len(stem)))
    if primary(lang) not in _PARTS or len(term) < _HEAD or len(word) < len(term) + 3:
        return False
    plain, against = (t.translate(_UMLAUTS) if primary(lang) == "de" else t for t in (term, word))
    stem = plain[:-1] if len(plain) > _PART and plain[-1] in "eao" else plain
    if len(plain) >= _PART and against.startswith(stem) and len(against) >= len(stem) + _PART:
        return True
    at = against.rfind(stem)
    return at >= 3 and (same(plain, against[at:], lang) or len(plain) >= _INSIDE)

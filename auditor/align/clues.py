"""What a sentence offers for finding its counterpart: length, figures, names, words and terms.

All of it is cheap and none needs a dictionary: figures by value, names by their consonants in any script, words that
look alike, glossary terms.  What pairs of words mean is learned from the text itself, in `lexicon`.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from itertools import pairwise

import ahocorasick_rs
import msgspec
import regex
from anyascii import anyascii

from auditor.lang.names.likeness import skeleton
from auditor.lang.quantities import digits
from auditor.lang.scripts import is_cased, is_unspaced, primary
from auditor.lang.tokens import tokens
from auditor.model import Segment

_LOOKED_AT = 1500  # code points of a sentence: what stands after them changes no alignment
_MOST = 160  # clues of a sentence
_DIGITS = regex.compile(r"\D+")
_SURROGATE = regex.compile(r"\p{Cs}")
_DENSE = regex.compile(r"[\p{Han}]")
_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
_HANGUL = regex.compile(r"\p{Hangul}")
_ABJAD = regex.compile(r"[\p{Arabic}\p{Hebrew}]")
_LATIN = regex.compile(r"\p{Latin}")

# How much a shared clue of a kind is to be believed, against one that is certain to be translated as itself.
BELIEF = {"figure": 0.9, "digit": 0.4, "same": 1.2, "name": 0.8, "cognate": 0.6, "word": 0.7, "term": 1.2, "learned": 1.0}


class Clues(msgspec.Struct, frozen=True):
    """One sentence, as the aligner sees it."""

    length: float  # letters and marks, in the measure of Latin script
    marks: frozenset[tuple[str, str]]  # (kind, clue): shared ones speak for a pair
    words: tuple[str, ...]  # what a lexicon may be learned from
    field: str


def clues(segment: Segment, other: str, terms: Terms | None = None, *, source: bool = False) -> Clues:
    """The clues of a sentence, to be compared with sentences of the language `other`.

    >>> sorted(clues(Segment("a", "Ivan paid 3,500 euros.", "en"), "ru").marks)
    [('cognate', 'euros'), ('figure', '35'), ('name', 'afn')]
    """
    text = segment.text[:_LOOKED_AT]
    same = primary(segment.lang) == primary(other)
    found = set(_alike(text, segment.lang, other)) if not same else set(_own(text))
    if terms is not None:
        found |= {("term", concept) for concept in terms.concepts(text, source=source)}
    marks = frozenset(sorted(found)[:_MOST])
    words = () if same else _words(text, is_unspaced(segment.lang))
    return Clues(_length(segment.text), marks, words, segment.field)


class Terms:
    """A glossary as the aligner needs it: which concepts a sentence names on either side."""

    def __init__(self, renderings: Mapping[str, Sequence[str]]) -> None:
        """`renderings`: for each source term what it may be in the target."""
        self._sides = (
            _Matcher([(t, term) for term, many in renderings.items() for t in many]),
            _Matcher([(t, t) for t in renderings]),
        )

    def concepts(self, text: str, *, source: bool) -> set[str]:
        """The concepts, each by its source term, that a text names."""
        return self._sides[source].find(text)


class _Matcher:
    """Finds any of many words and phrases in one pass."""

    def __init__(self, entries: Sequence[tuple[str, str]]) -> None:
        safe = [(_SURROGATE.sub("?", form).casefold(), concept) for form, concept in entries if form.strip()]
        self._concepts = [concept for _, concept in safe]
        self._automaton = ahocorasick_rs.AhoCorasick([form for form, _ in safe]) if safe else None

    def find(self, text: str) -> set[str]:
        if self._automaton is None:
            return set()
        safe = _SURROGATE.sub("?", text).casefold()
        return {self._concepts[which] for which, _, _ in self._automaton.find_matches_as_indexes(safe, overlapping=True)}


def _length(text: str) -> float:
    """Code points, those of dense scripts for what they hold: one Han character is worth three and a half letters."""
    dense = 2.6 * len(_DENSE.findall(text)) + 0.9 * len(_KANA.findall(text)) + 1.2 * len(_HANGUL.findall(text))
    return len(text) + dense + 0.15 * len(_ABJAD.findall(text))


def _own(text: str) -> list[tuple[str, str]]:
    """Clues between two texts in one language: its words by their first letters, its characters by twos."""
    found = _figures(text)
    for token in tokens(text):
        if token.kind == "word":
            found.append(("word", token.text.casefold()[:6]))
    return found + [("word", pair) for pair in _pairs(text)]


def _alike(text: str, lang: str, other: str) -> list[tuple[str, str]]:
    """Clues between two languages: figures, names, words that look alike."""
    found = _figures(text)
    cased = is_cased(lang)
    for token in tokens(text):
        if token.kind == "word":
            found += _word_clues(token.text, token.start == 0, cased=cased, across=not (cased and is_cased(other)))
    return found


@functools.lru_cache(maxsize=16384)
def _word_clues(word: str, first: bool, *, cased: bool, across: bool) -> tuple[tuple[str, str], ...]:
    """What one word gives away of itself in another language."""
    capital = word[:1].isupper()
    latin = _LATIN.match(word) is not None
    if latin and (any(c.isdigit() for c in word) or (len(word) > 1 and word.isupper())):
        return (("same", word.casefold()),)
    if latin and not cased:
        return (("same", word.casefold()), ("name", _consonants(word)))  # Latin letters in Chinese: a name as it is
    found: list[tuple[str, str]] = []
    if cased and not capital and across:
        return ()
    roman = anyascii(_SURROGATE.sub("", word)).casefold()
    if (capital or not cased) and not (first and len(word) < 4):
        bones = _consonants(word)
        if len(bones) >= 3:
            found.append(("name", bones))
    if cased and len(roman) >= 5:
        found.append(("cognate", roman[:5]))
    return tuple(found)


def _consonants(word: str) -> str:
    """The consonants of a word of any script."""
    return skeleton("".join(c for c in anyascii(_SURROGATE.sub("", word)).casefold() if c.isalpha()))


def _figures(text: str) -> list[tuple[str, str]]:
    """Figures by their digits, without separators and closing zeros, so that 3.5 million and 3 500 000 agree."""
    found = []
    for token in tokens(text):
        if token.kind != "number":
            continue
        plain = _DIGITS.sub("", digits.plain(token.text[:60]))[:30]
        found.append(("figure" if len(plain) > 1 else "digit", plain.strip("0") or "0"))
    return found


def _words(text: str, unspaced: bool) -> tuple[str, ...]:
    """Words a lexicon can be learned from: first six letters, or characters and pairs of them where no spaces part words."""
    found = {t.text.casefold()[:6] for t in tokens(text) if t.kind == "word" and len(t.text) > 2}
    if unspaced:
        found |= {t.text for t in tokens(text) if t.kind == "char"} | set(_pairs(text))
    return tuple(sorted(found)[:_MOST])


def _pairs(text: str) -> list[str]:
    """Neighbouring characters of scripts without spaces."""
    chars = [t for t in tokens(text) if t.kind == "char"]
    return [a.text + b.text for a, b in pairwise(chars) if a.end == b.start]

"""What can be seen of a translation by comparing strings: the features the unit's score is learned from.

Everything is a share or a logarithm, so that segments of all lengths compare; names say what is good (agreement with the
reference, or with the source) and what is bad (marks of a damaged text).  Shares near 1 mean agreement.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence

import msgspec
import regex
from rapidfuzz.distance import LCSseq, Levenshtein

from auditor.lang.lemmas import function_words, lemma
from auditor.lang.scripts import is_cased, script_of
from auditor.lang.tokens import tokens
from auditor.score.chrf import average, char_shares, four_grams, harmonic
from auditor.score.softly import soft_shares

_LONGEST = 6_000  # characters looked at: edit distances are quadratic
_ORDERS = (1, 2, 4, 6)
_QUOTE = regex.compile(r'[\p{Pi}\p{Pf}"]')
_BRACKET = regex.compile(r"[\p{Ps}\p{Pe}]")
_LOOSE = regex.compile(r"(?<=\s)[,.;:!?%)\]](?:\s|$)")
_QUESTION = frozenset("?\N{FULLWIDTH QUESTION MARK}\N{ARABIC QUESTION MARK}\N{GREEK QUESTION MARK}")


class Text(msgspec.Struct, frozen=True):
    """A text taken apart once."""

    raw: str
    words: tuple[str, ...]
    low: tuple[str, ...]
    lemmas: tuple[str, ...]
    content: tuple[bool, ...]
    numbers: tuple[str, ...]
    marks: tuple[str, ...]
    names: tuple[str, ...]  # capitals inside a sentence


def take_apart(text: str, lang: str) -> Text:
    """Words, base forms, numbers and marks of a text."""
    raw = text[:_LONGEST].encode("utf-8", "replace").decode()
    found = tokens(raw)
    words = tuple(t.text for t in found if t.kind != "mark")
    low = tuple(w.lower() for w in words)
    closed = function_words(lang)
    return Text(
        raw=raw,
        words=words,
        low=low,
        lemmas=tuple(lemma(w, lang) for w in words),
        content=tuple(w not in closed for w in low),
        numbers=tuple(t.text for t in found if t.kind == "number"),
        marks=tuple(t.text for t in found if t.kind == "mark"),
        names=tuple(w for w in words[1:] if w[:1].isupper()) if is_cased(lang) else (),
    )


def features(target: Text, target_lang: str, source: Text | None, reference: Text | None) -> dict[str, float]:
    """Every feature of one translation; those of a side that is not there are missing."""
    out = _itself(target)
    if source is not None:
        out |= _with_source(target, source)
    if reference is not None:
        out |= _characters(target, reference) | _shares(target, reference) | _order(target, reference)
        out |= soft_shares(target.lemmas, target.content, reference.lemmas, reference.content, target_lang)
    return out


def _itself(target: Text) -> dict[str, float]:
    """Marks of damage in the text alone."""
    n = len(target.words) + 1
    threes = list(zip(target.low, target.low[1:], target.low[2:], strict=False))
    return {
        "self:doubled": sum(a == b for a, b in zip(target.low, target.low[1:], strict=False)) / n,
        "self:repeated": 1.0 - len(set(threes)) / len(threes) if threes else 0.0,
        "self:variety": len(set(target.low)) / n,
        "self:small-start": float(target.raw[:1].islower()),
        "self:loose-marks": len(_LOOSE.findall(target.raw)) / n,
        "self:word-length": sum(map(len, target.words)) / n,
    }


def _with_source(target: Text, source: Text) -> dict[str, float]:
    """Length, numbers, marks, and words left as they were."""
    theirs = {w for w in source.low if len(w) > 2 and w.isalpha()}
    alike = script_of(source.raw) == script_of(target.raw)
    precision, recall = _shared(target.numbers, source.numbers)
    return {
        "source:length": math.log((len(target.raw) + 1) / (len(source.raw) + 1)),
        "source:numbers-kept": recall,
        "source:numbers-own": precision,
        "source:copied": 0.0 if alike else sum(w in theirs for w in target.low) / (len(target.words) + 1),
        "source:marks": abs(len(target.marks) - len(source.marks)) / (len(source.marks) + 2),
        "source:quotes": abs(_count(_QUOTE, source) - _count(_QUOTE, target)) / 2,
        "source:brackets": abs(_count(_BRACKET, source) - _count(_BRACKET, target)) / 2,
        "source:questions": float(abs(_questions(source) - _questions(target))),
    }


def _count(pattern: regex.Pattern[str], text: Text) -> int:
    return len(pattern.findall(text.raw))


def _questions(text: Text) -> int:
    return sum(c in _QUESTION for c in text.raw)


def _characters(target: Text, reference: Text) -> dict[str, float]:
    """Character n-grams: precision and recall up to each order, once caseless and once with white space."""
    shares = char_shares(target.raw, reference.raw)
    out = {}
    for order in _ORDERS:
        out[f"char{order}:p"], out[f"char{order}:r"] = average(shares[:order])
    out["char:caseless"] = four_grams(target.raw.lower(), reference.raw.lower())
    out["char:spaces"] = four_grams(target.raw, reference.raw)
    out["char:chrf"] = harmonic(out["char6:p"], out["char6:r"], 4.0)
    out["char:edits"] = Levenshtein.normalized_similarity(target.raw, reference.raw)
    return out


def _shares(target: Text, reference: Text) -> dict[str, float]:
    """Words, base forms, names, numbers and marks in common, as precision and recall."""
    out = {}
    for name, ours, theirs in (
        ("word", target.low, reference.low),
        ("base", target.lemmas, reference.lemmas),
        ("name", target.names, reference.names),
        ("number", target.numbers, reference.numbers),
        ("mark", target.marks, reference.marks),
        ("function", _pick(target, content=False), _pick(reference, content=False)),
        ("content", _pick(target, content=True), _pick(reference, content=True)),
    ):
        out[f"{name}:p"], out[f"{name}:r"] = _shared(ours, theirs)
    out["word:f"], out["base:f"] = harmonic(out["word:p"], out["word:r"]), harmonic(out["base:p"], out["base:r"])
    out["word:cased"] = harmonic(*_shared(target.words, reference.words))
    out["start:f"] = harmonic(*_shared([w[:4] for w in target.low], [w[:4] for w in reference.low]))
    for n in (2, 3):
        out[f"word{n}:f"] = harmonic(*_shared(_grams(target.low, n), _grams(reference.low, n)))
    return out


def _order(target: Text, reference: Text) -> dict[str, float]:
    """Common order, and length beside the reference."""
    length = math.log((len(target.raw) + 1) / (len(reference.raw) + 1))
    common = LCSseq.similarity(target.lemmas, reference.lemmas)
    return {
        "order:p": common / max(1, len(target.lemmas)),
        "order:r": common / max(1, len(reference.lemmas)),
        "order:edits": Levenshtein.normalized_similarity(target.words, reference.words),
        "length:off": abs(length),
        "length:over": max(0.0, length),
        "chunks": _chunks(target.lemmas, reference.lemmas),
    }


def _chunks(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """Into how many pieces the words in common fall, per word: METEOR's penalty for scrambled order."""
    places: dict[str, list[int]] = {}
    for j, word in enumerate(theirs):
        places.setdefault(word, []).append(j)
    last, pieces, matched = -2, 0, 0
    for word in ours:
        free = places.get(word)
        if not free:
            continue
        j = last + 1 if last + 1 in free[:50] else free[0]
        free.remove(j)
        matched += 1
        pieces += j != last + 1
        last = j
    return pieces / matched if matched else 1.0


def _pick(text: Text, *, content: bool) -> list[str]:
    return [w for w, is_content in zip(text.lemmas, text.content, strict=True) if is_content is content]


def _grams(items: Sequence[str], n: int) -> list[tuple[str, ...]]:
    return [tuple(items[i : i + n]) for i in range(len(items) - n + 1)]


def _shared(ours: Iterable[Hashable], theirs: Iterable[Hashable]) -> tuple[float, float]:
    """Precision and recall of two bags; an empty bag is right about all of nothing."""
    left: dict[Hashable, int] = {}
    size, length, both = 0, 0, 0
    for item in ours:
        left[item] = left.get(item, 0) + 1
        size += 1
    for item in theirs:
        length += 1
        if n := left.get(item, 0):
            left[item] = n - 1
            both += 1
    return both / size if size else 1.0, both / length if length else 1.0

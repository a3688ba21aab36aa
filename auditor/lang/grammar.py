"""How odd an English text reads between two of its words: is something missing, out of form or out of place there?

A linear model over parts of speech and frequent words around each gap (`scripts/learn_grammar.py`), learned by damaging
clean sentences: a noun, a verb or a conjunction taken out, two words swapped, an adjective put for its noun.
"""

from __future__ import annotations

import bisect
import functools
import gzip
import math
from collections.abc import Sequence

import msgspec

from auditor import corpora
from auditor.lang.lemmas import lemma
from auditor.lang.pos import EDGE, Tagged, closed_tag, tagged

_BREAKS = frozenset(
    (
        ",",
        ";",
        ":",
        ".",
        "(",
        ")",
        "-",
        '"',
        "and",
        "or",
        "but",
        "that",
        "which",
        "who",
        "when",
        "where",
        "while",
        "if",
        "because",
        "as",
        "what",
        "how",
        "since",
        "although",
        "though",
        "whether",
        EDGE,
    )
)
_FINITE = frozenset(
    (
        "VBD",
        "VBZ",
        "is",
        "was",
        "are",
        "were",
        "has",
        "have",
        "had",
        "does",
        "do",
        "did",
        "am",
        "AUX",
        "MD",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "must",
        "should",
        "shall",
        "cannot",
        "'s",
        "'re",
    )
)
_NOUNS = frozenset(
    ("NN", "NNS", "NNP", "CD", "it", "he", "she", "they", "we", "you", "i", "there", "this", "that", "PRP", "which", "who")
)
_COARSE = {
    "NN": "N",
    "NNS": "N",
    "NNP": "N",
    "VBD": "V",
    "VBZ": "V",
    "JJR": "J",
    "JJS": "J",
    "JJ": "J",
    "VB": "B",
    "VBN": "P",
    "VBG": "G",
    "RB": "R",
}


class Gap(msgspec.Struct, frozen=True):
    """The place before token `index`, and how odd it reads (log odds; above 0 more likely damaged than not)."""

    index: int
    start: int  # offset where the token after the place begins
    before: int  # offset where the token before the place ends
    oddness: float
    finite: tuple[int, int] = (0, 0)  # finite verbs of the clause before and after it, two at most
    nouns: int = 0  # nouns and pronouns of the clause before it, three at most
    before_finite: bool = False  # does a finite verb follow?


@functools.lru_cache(maxsize=1024)
def _coarse(tag: str) -> str:
    return _COARSE.get(tag) or (closed_tag(tag) if tag.isalpha() and tag.islower() else tag) or tag


class _Context(msgspec.Struct, frozen=True):
    """A tagged text with everything a gap is described by, padded at both ends."""

    found: Sequence[Tagged]
    tags: tuple[str, ...]
    rough: tuple[str, ...]
    words: tuple[str, ...]
    finite: list[tuple[int, int]]  # finite verbs of the clause before and after each gap
    starts: tuple[int, ...]  # where the token after each gap begins
    ends: tuple[int, ...]  # where the token before each gap ends


def _context(found: Sequence[Tagged]) -> _Context:
    tags = (EDGE, EDGE, EDGE, *(t.tag for t in found), EDGE, EDGE, EDGE)
    words = (EDGE, *(lemma(t.token.text, "en") for t in found), EDGE)
    ends = (0, *(t.token.end for t in found))
    starts = (*(t.token.start for t in found), ends[-1])
    return _Context(found, tags, tuple(_coarse(t) for t in tags), words, _clauses(tags[3:-3]), starts, ends)


@functools.lru_cache(maxsize=1024)
def _read(text: str) -> _Context:
    return _context(tagged(text))


def features(found: Sequence[Tagged]) -> list[tuple[str, ...]]:
    """What the model sees of every gap, from before the first token to after the last."""
    context = _context(found)
    return [_names(context, k) for k in range(len(found) + 1)]


def _names(context: _Context, k: int) -> tuple[str, ...]:
    _, b, a, x, y, _ = context.tags[k : k + 6]
    rc, rb, ra, rx, ry, rz = context.rough[k : k + 6]
    verbs = f"{context.finite[k][0]}{context.finite[k][1]}"
    return (
        f"2 {a} {x}",
        f"l {b} {a} {x}",
        f"r {a} {x} {y}",
        f"4 {b} {a} {x} {y}",
        f"c {rb} {ra} {rx} {ry}",
        f"L {rc} {rb} {ra} {rx}",
        f"R {ra} {rx} {ry} {rz}",
        f"6 {rc} {rb} {ra} {rx} {ry} {rz}",
        f"w {context.words[k]} {x}",
        f"W {a} {context.words[k + 1]}",
        f"v {verbs} {ra} {rx}",
        f"V {verbs} {rb} {ra} {rx}",
    )


def _clauses(tags: Sequence[str]) -> list[tuple[int, int]]:
    """Finite verbs of the clause before and after every gap, two at most."""
    left, seen = [0], 0
    for i, tag in enumerate(tags):
        seen = 0 if tag in _BREAKS else min(2, seen + _is_finite(tags, i))
        left.append(seen)
    right, seen = [0], 0
    for i in range(len(tags) - 1, -1, -1):
        seen = 0 if tags[i] in _BREAKS else min(2, seen + _is_finite(tags, i))
        right.append(seen)
    return list(zip(left, reversed(right), strict=True))


def _is_finite(tags: Sequence[str], i: int) -> bool:
    if tags[i] in _FINITE:
        return True
    return tags[i] == "VB" and (
        i == 0 or tags[i - 1] not in ("to", "will", "would", "can", "could", "may", "might", "must", "should", "do", "did", "MD")
    )


@functools.cache
def _weights() -> dict[str, float]:
    with gzip.open(corpora.path("lexicon/en.gaps.tsv.gz"), "rt", encoding="utf-8") as file:
        return {name: float(weight) for name, weight in (line.rstrip("\n").split("\t") for line in file)}


def _oddness(context: _Context, k: int) -> float:
    weights = _weights()
    found = weights["bias"]
    for name in _names(context, k):
        found += weights.get(name, 0.0)
    return found


@functools.lru_cache(maxsize=2048)
def gaps(text: str) -> tuple[Gap, ...]:
    """Every place between the tokens of an English text, with its oddness.

    >>> max(gaps("The mayor the old bridge on Friday."), key=lambda g: g.oddness).index
    2
    """
    context = _read(text)
    found = context.found
    out, nouns = [], 0
    for k in range(len(found) + 1):
        before, after = context.tags[k + 2], context.tags[k + 3]
        nouns = 0 if before in _BREAKS else min(3, nouns + (before in _NOUNS))
        out.append(Gap(k, context.starts[k], context.ends[k], _oddness(context, k), context.finite[k], nouns, after in _FINITE))
    return tuple(out)


@functools.lru_cache(maxsize=2048)
def odd_between(text: str, start: int, end: int) -> float:
    """The most oddness of the places from `start` to `end` of a text, -6 where there is none.

    >>> odd_between("The mayor the old bridge on Friday.", 4, 13) > odd_between("The mayor the old bridge on Friday.", 14, 35)
    True
    """
    context = _read(text)
    first = bisect.bisect_left(context.starts, start)
    last = bisect.bisect_right(context.ends, end)
    return max((_oddness(context, k) for k in range(first, last)), default=-6.0)


def chance_of_damage(oddness: float) -> float:
    """The log odds as a probability.

    >>> chance_of_damage(0.0)
    0.5
    """
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, oddness))))

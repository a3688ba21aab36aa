"""How odd an English text reads between two of its words: is something missing, out of form or out of place there?

A linear model over parts of speech and frequent words around each gap (`scripts/learn_grammar.py`), learned by damaging
clean sentences: a noun, a verb or a conjunction taken out, two words swapped, an adjective put for its noun.
"""

from __future__ import annotations

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


@functools.lru_cache(maxsize=1024)
def _coarse(tag: str) -> str:
    return _COARSE.get(tag) or (closed_tag(tag) if tag.isalpha() and tag.islower() else tag) or tag


def features(found: Sequence[Tagged]) -> list[tuple[str, ...]]:
    """What the model sees of every gap, from before the first token to after the last."""
    tags = (EDGE, EDGE, EDGE, *(t.tag for t in found), EDGE, EDGE, EDGE)
    rough = tuple(_coarse(t) for t in tags)
    words = (EDGE, *(lemma(t.token.text, "en") for t in found), EDGE)
    finite = _clauses(tags[3:-3])
    out: list[tuple[str, ...]] = []
    for k in range(len(found) + 1):
        _c, b, a, x, y, _z = tags[k : k + 6]
        rc, rb, ra, rx, ry, rz = rough[k : k + 6]
        left, right = words[k], words[k + 1]
        verbs = f"{finite[k][0]}{finite[k][1]}"
        out.append(
            (
                f"2 {a} {x}",
                f"l {b} {a} {x}",
                f"r {a} {x} {y}",
                f"4 {b} {a} {x} {y}",
                f"c {rb} {ra} {rx} {ry}",
                f"L {rc} {rb} {ra} {rx}",
                f"R {ra} {rx} {ry} {rz}",
                f"6 {rc} {rb} {ra} {rx} {ry} {rz}",
                f"w {left} {x}",
                f"W {a} {right}",
                f"v {verbs} {ra} {rx}",
                f"V {verbs} {rb} {ra} {rx}",
            )
        )
    return out


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


@functools.lru_cache(maxsize=2048)
def gaps(text: str) -> tuple[Gap, ...]:
    """Every place between the tokens of an English text, with its oddness.

    >>> max(gaps("The mayor the old bridge on Friday."), key=lambda g: g.oddness).index
    2
    """
    found, weights = tagged(text), _weights()
    bias = weights["bias"]
    out = []
    for k, names in enumerate(features(found)):
        oddness = bias
        for name in names:
            oddness += weights.get(name, 0.0)
        start = found[k].token.start if k < len(found) else found[-1].token.end if found else 0
        out.append(Gap(k, start, found[k - 1].token.end if k else 0, oddness))
    return tuple(out)


def chance_of_damage(oddness: float) -> float:
    """The log odds as a probability.

    >>> chance_of_damage(0.0)
    0.5
    """
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, oddness))))

"""How strongly a difference speaks for an error: small boosted trees by sort of difference (`scripts/learn_differ.py`)."""

from __future__ import annotations

import functools
import gzip
import math
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from auditor import corpora
from auditor.lang.scripts import primary

SORTS = ("dropped", "added", "changed", "form", "order", "opposite", "negation", "gender", "tense")


class Trees(msgspec.Struct, frozen=True):
    """Boosted trees: each node is (feature, threshold, left, right), a leaf (-1, value, 0, 0)."""

    base: float
    trees: tuple[tuple[tuple[int, float, int, int], ...], ...]


class Learned(msgspec.Struct, frozen=True):
    """A shipped file: what it learned from, the features in order, trees by part and sort, for English and for others."""

    learned_from: dict[str, str]
    features: tuple[str, ...]
    english: tuple[dict[str, Trees], ...]
    other: tuple[dict[str, Trees], ...]


@functools.cache
def _learned(name: str) -> Learned:
    return msgspec.json.decode(gzip.decompress(corpora.path(f"lexicon/{name}.json.gz").read_bytes()), type=Learned)


PARTS = 4


def part_of(trusted: str) -> int:
    """The part a trusted text falls in: the trees that judge it were learned from the other parts.

    So what is measured (and calibrated) on the very sets they were learned from is as honest as on new text.
    """
    return zlib.crc32(trusted.encode("utf-8", "surrogatepass")) % PARTS


def sort_of(features: Mapping[str, float]) -> str:
    """What sort of difference this is: the first that fits of gender, negation, opposite, tense, and how it was found."""
    if features["b_gender"] and features["a_gender"] != features["b_gender"]:
        return "gender"
    if features["a_neg"] != features["b_neg"]:
        return "negation"
    if (
        features["any_opposite"] or features["any_contrary"] or features["loose_opposite"] or features["any_far"]
    ) and not features["is_order"]:
        return "opposite"
    if features["polarity_here"]:
        return "negation"
    if (features["tense_differs"] or features["aspect_differs"]) and not features["is_order"]:
        return "tense"
    return next(sort for sort in SORTS[:5] if features[f"is_{sort}"])


Node = tuple[str, float, Any, Any]  # feature, threshold, where lower or equal, where higher; or ("", value, None, None)


Forest = Mapping[str, tuple[float, tuple[Node, ...]]]


@functools.cache
def forest(name: str, english: bool, part: int) -> Forest:
    """The trees of one file and part by sort, nested, each node with the name of its feature."""
    learned = _learned(name)
    table = (learned.english if english else learned.other)[part]
    return {
        sort: (trees.base, tuple(_nested(tree, 0, learned.features) for tree in trees.trees)) for sort, trees in table.items()
    }


def _nested(tree: Sequence[tuple[int, float, int, int]], at: int, names: Sequence[str]) -> Node:
    feature, value, left, right = tree[at]
    if feature < 0:
        return "", value, None, None
    return names[feature], value, _nested(tree, left, names), _nested(tree, right, names)


def believed(features: Mapping[str, float], sort: str, trees: Forest) -> float:
    """The share of such differences that are errors, by the trees of their sort; 0 where none were learned."""
    if sort not in trees:
        return 0.0
    odds, nodes = trees[sort]
    for node in nodes:
        name, value, low, high = node
        while name:
            name, value, low, high = low if features[name] <= value else high
        odds += value
    return 1 / (1 + math.exp(-min(30.0, max(-30.0, odds))))


def strengths(found: Sequence[Mapping[str, float]], lang: str, part: int = 0) -> list[float]:
    """For each difference, the share of such that are errors, 0 to 1, where errors and harmless paraphrases are equally many."""
    trees = forest("differ", primary(lang) == "en", part) if found else {}
    return [_judged(features, trees) for features in found]


def _judged(features: Mapping[str, float], trees: Forest) -> float:
    sort = sort_of(features)
    belief = believed(features, sort, trees) if sort in trees else _unlearned(features)
    return _parity(belief, features) if sort == "negation" else belief


def _parity(belief: float, features: Mapping[str, float]) -> float:
    """The belief, held against the count of everything that denies without a counterpart on either side.

    The trees saw many denials planted and few taken out (DEMETR adds "not" far more often than it drops one), so they do
    not know that a denial which is gone, with nothing left over that denies, is as wrong, nor that one which replaces
    another denial is right.
    """
    gained = features["b_neg"] - features["a_neg"]
    if gained and not features["polarity_here"]:
        return min(belief, 0.4)  # both sides deny here: "unable to" and "can't"
    if gained > 0 and features["polarity"] <= 0:
        return min(belief, 0.85)
    if gained < 0 and features["polarity"] < 0 and not features["free_neg_b"] and features["left"] and features["right"]:
        return max(belief, 0.945)
    return belief


def strength(features: Mapping[str, float], lang: str, part: int = 0) -> float:
    """The same for one difference."""
    return strengths([features], lang, part)[0]


def _unlearned(features: Mapping[str, float]) -> float:
    """Sorts with too few harmless cases to learn from: opposites hardly ever stand for each other in good translations."""
    if features["any_opposite"] and features["a_words"] == features["b_words"]:
        return 0.94 if features["left"] and features["right"] else 0.88
    return 0.0

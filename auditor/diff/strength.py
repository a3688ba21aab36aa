"""How strongly a difference speaks for an error: small boosted trees by sort of difference, learned by `scripts/learn_differ.py`."""

from __future__ import annotations

import functools
import gzip
import math
import zlib
from collections.abc import Mapping, Sequence

import msgspec

from auditor import corpora
from auditor.lang.scripts import primary

SORTS = ("dropped", "added", "changed", "form", "order", "opposite", "negation", "gender", "tense")


class Trees(msgspec.Struct, frozen=True):
    """Boosted trees: each node is (feature, threshold, left, right), a leaf (-1, value, 0, 0)."""

    base: float
    trees: tuple[tuple[tuple[int, float, int, int], ...], ...]


class Learned(msgspec.Struct, frozen=True):
    """The shipped file: what it learned from, the features in order, and trees by part and sort, for English and other languages."""

    learned_from: dict[str, str]
    features: tuple[str, ...]
    english: tuple[dict[str, Trees], ...]
    other: tuple[dict[str, Trees], ...]


@functools.cache
def _learned() -> Learned:
    return msgspec.json.decode(gzip.decompress(corpora.path("lexicon/differ.json.gz").read_bytes()), type=Learned)


PARTS = 4


def part_of(trusted: str) -> int:
    """The part a trusted text falls in: the trees that judge it were learned from the other parts.

    So what is measured (and calibrated) on the very sets they were learned from is as honest as on new text.
    """
    return zlib.crc32(trusted.encode("utf-8", "surrogatepass")) % PARTS


def sort_of(features: Mapping[str, float]) -> str:
    """What sort of difference this is; the first that fits of: gender, negation, opposite, tense, and how it was found."""
    if features["b_gender"] and features["a_gender"] != features["b_gender"]:
        return "gender"
    if features["polarity_here"] or features["a_neg"] != features["b_neg"]:
        return "negation"
    if (features["any_opposite"] or features["any_contrary"] or features["loose_opposite"]) and not features["is_order"]:
        return "opposite"
    if (features["tense_differs"] or features["aspect_differs"]) and not features["is_order"]:
        return "tense"
    return next(sort for sort in SORTS[:5] if features[f"is_{sort}"])


def strength(features: Mapping[str, float], lang: str, part: int = 0) -> float:
    """The share of such differences that are errors, 0 to 1, where errors and harmless paraphrases are equally many."""
    learned = _learned()
    table = (learned.english if primary(lang) == "en" else learned.other)[part]
    trees = table.get(sort_of(features))
    if trees is None:
        return _unlearned(features)
    values = [features[name] for name in learned.features]
    odds = trees.base + sum(_leaf(tree, values) for tree in trees.trees)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))


def _unlearned(features: Mapping[str, float]) -> float:
    """Sorts with too few harmless cases to learn from: opposites hardly ever stand for each other in good translations."""
    if features["any_opposite"] and features["a_words"] == features["b_words"]:
        return 0.94 if features["left"] and features["right"] else 0.88
    return 0.0


def _leaf(tree: Sequence[tuple[int, float, int, int]], values: Sequence[float]) -> float:
    feature, value, left, right = tree[0]
    while feature >= 0:
        feature, value, left, right = tree[left if values[feature] <= value else right]
    return value

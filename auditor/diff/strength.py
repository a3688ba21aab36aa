"""How strongly a difference speaks for an error: small boosted trees by sort of difference, learned by `scripts/learn_differ.py`."""

from __future__ import annotations

import functools
import math
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
    """The shipped file: what it learned from, the features in order, and trees by sort, for English and for other languages."""

    learned_from: dict[str, str]
    features: tuple[str, ...]
    english: dict[str, Trees]
    other: dict[str, Trees]


@functools.cache
def _learned() -> Learned:
    return msgspec.json.decode(corpora.path("lexicon/differ.json").read_bytes(), type=Learned)


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


def strength(features: Mapping[str, float], lang: str) -> float:
    """The share of such differences that are errors, 0 to 1, where errors and harmless paraphrases are equally many."""
    learned = _learned()
    table = learned.english if primary(lang) == "en" else learned.other
    trees = table.get(sort_of(features))
    if trees is None:
        return 0.0
    values = [features[name] for name in learned.features]
    odds = trees.base + sum(_leaf(tree, values) for tree in trees.trees)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))


def _leaf(tree: Sequence[tuple[int, float, int, int]], values: Sequence[float]) -> float:
    feature, value, left, right = tree[0]
    while feature >= 0:
        feature, value, left, right = tree[left if values[feature] <= value else right]
    return value

"""How strongly a difference speaks for an error: small boosted trees by sort of difference (`scripts/learn_differ.py`)."""

from __future__ import annotations

import functools
import gzip
import zlib
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from auditor import corpora
from auditor.lang.scripts import primary

SORTS = ("dropped", "added", "changed", "form", "order", "opposite", "negation", "gender", "tense")


class Trees(msgspec.Struct, frozen=True):
    """Boosted trees: each node is (feature, threshold, left, right), a leaf (-1, value, 0, 0)."""

    base: float
    trees: tuple[tuple[tuple[int, float, int, int], ...], ...]


class Learned(msgspec.Struct, frozen=True):
    """The shipped file: what it learned from, the features in order, trees by part and sort, for English and for others."""

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
    """What sort of difference this is: the first that fits of gender, negation, opposite, tense, and how it was found."""
    if features["b_gender"] and features["a_gender"] != features["b_gender"]:
        return "gender"
    if features["a_neg"] != features["b_neg"]:
        return "negation"
    if (features["any_opposite"] or features["any_contrary"] or features["loose_opposite"]) and not features["is_order"]:
        return "opposite"
    if features["polarity_here"]:
        return "negation"
    if (features["tense_differs"] or features["aspect_differs"]) and not features["is_order"]:
        return "tense"
    return next(sort for sort in SORTS[:5] if features[f"is_{sort}"])


class _Forest(msgspec.Struct, frozen=True):
    """All trees of one part as arrays (sort, tree, node), so that all differences of a unit are judged at once."""

    base: npt.NDArray[np.float64]
    feature: npt.NDArray[np.int16]
    value: npt.NDArray[np.float64]
    left: npt.NDArray[np.int16]
    right: npt.NDArray[np.int16]


@functools.cache
def _forest(english: bool, part: int) -> _Forest:
    table = (_learned().english if english else _learned().other)[part]
    deep = max(len(t.trees) for t in table.values())
    wide = max(len(tree) for t in table.values() for tree in t.trees)
    shape = (len(SORTS), deep, wide)
    feature, value, left, right = (
        np.full(shape, -1, np.int16),
        np.zeros(shape),
        np.zeros(shape, np.int16),
        np.zeros(shape, np.int16),
    )
    base = np.full(len(SORTS), np.nan)
    for s, sort in enumerate(SORTS):
        if sort not in table:
            continue
        base[s] = table[sort].base
        for t, tree in enumerate(table[sort].trees):
            for n, node in enumerate(tree):
                feature[s, t, n], value[s, t, n], left[s, t, n], right[s, t, n] = node
    return _Forest(base, feature, value, left, right)


def strengths(found: Sequence[Mapping[str, float]], lang: str, part: int = 0) -> list[float]:
    """For each difference, the share of such that are errors, 0 to 1, where errors and harmless paraphrases are equally many."""
    if not found:
        return []
    forest = _forest(primary(lang) == "en", part)
    names = _learned().features
    values = np.array([[features[name] for name in names] for features in found])
    sorts = np.array([SORTS.index(sort_of(features)) for features in found])
    s, t, e = sorts[:, None], np.arange(forest.feature.shape[1])[None, :], np.arange(len(found))[:, None]
    node = np.zeros((len(found), forest.feature.shape[1]), np.int16)
    while True:
        feature = forest.feature[s, t, node]
        if (feature < 0).all():
            break
        lower = values[e, np.maximum(feature, 0)] <= forest.value[s, t, node]
        node = np.where(feature < 0, node, np.where(lower, forest.left[s, t, node], forest.right[s, t, node]))
    odds = np.clip(forest.base[sorts] + forest.value[s, t, node].sum(axis=1), -30, 30)
    known = 1 / (1 + np.exp(-odds))
    judged = [float(k) if not np.isnan(k) else _unlearned(f) for k, f in zip(known, found, strict=True)]
    return [_parity(b, f) if SORTS[s] == "negation" else b for b, f, s in zip(judged, found, sorts, strict=True)]


def _parity(belief: float, features: Mapping[str, float]) -> float:
    """The belief, held against the count of everything that denies without a counterpart on either side.

    The trees saw many denials planted and few taken out (DEMETR adds "not" far more often than it drops one), so they do
    not know that a denial which is gone, with nothing left over that denies, is as wrong, nor that one which replaces
    another denial is right.
    """
    gained = features["b_neg"] - features["a_neg"]
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

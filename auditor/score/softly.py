"""How much of a text the other says in other words: unmatched words find the partner nearest in form or meaning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cdist

from auditor.lang import lexicon
from auditor.lang.scripts import primary

_MOST = 60  # unmatched words of a side: the table of pairs grows with their product
_ALIKE = 0.75  # Jaro-Winkler below this is chance
_KIN = 0.3  # likeness up to this is chance
_FUNCTION = 0.25  # what a closed-class word weighs beside a content word


def soft_shares(
    ours: Sequence[str], our_content: Sequence[bool], theirs: Sequence[str], their_content: Sequence[bool], lang: str
) -> dict[str, float]:
    """Weighted precision and recall where a synonym or a near form counts for part."""
    a, b = _weights(ours, our_content), _weights(theirs, their_content)
    left, right = Counter(ours), Counter(theirs)
    both = left & right
    only_a, only_b = list((left - right).elements())[:_MOST], list((right - left).elements())[:_MOST]
    form = _forms(only_a, only_b)
    out = {}
    for name, table in (("near", form), ("sense", np.maximum(form, _senses(only_a, only_b, lang)) if form.size else form)):
        kept_a = sum(a[w] * n for w, n in both.items()) + _found(only_a, a, table, 1)
        kept_b = sum(b[w] * n for w, n in both.items()) + _found(only_b, b, table, 0)
        out[f"{name}:p"] = kept_a / max(1e-9, sum(a[w] * n for w, n in left.items())) if left else 1.0
        out[f"{name}:r"] = kept_b / max(1e-9, sum(b[w] * n for w, n in right.items())) if right else 1.0
    return out


def _weights(words: Sequence[str], content: Sequence[bool]) -> dict[str, float]:
    return {w: 1.0 if c else _FUNCTION for w, c in zip(words, content, strict=True)}


def _forms(ours: Sequence[str], theirs: Sequence[str]) -> npt.NDArray[np.float64]:
    if not ours or not theirs:
        return np.zeros((len(ours), len(theirs)))
    table = np.asarray(cdist(ours, theirs, scorer=JaroWinkler.normalized_similarity), dtype=np.float64)
    table[table < _ALIKE] = 0.0
    return table


def _senses(ours: Sequence[str], theirs: Sequence[str], lang: str) -> npt.NDArray[np.float64]:
    """What WordNet says of each pair; English only, nothing elsewhere."""
    if primary(lang) != "en":
        return np.zeros((len(ours), len(theirs)))
    table = lexicon.likenesses(ours, theirs)
    table[table <= _KIN] = 0.0
    return table


def _found(words: Sequence[str], weights: dict[str, float], table: npt.NDArray[np.float64], axis: int) -> float:
    if not table.size:
        return 0.0
    best = table.max(axis=axis)
    return float(sum(weights[w] * s for w, s in zip(words, best, strict=True)))

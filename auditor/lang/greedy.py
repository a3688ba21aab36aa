"""Pairs chosen greedily: what aligning words and pairing items have in common."""

from __future__ import annotations

from collections.abc import Iterable


def best_first(scored: Iterable[tuple[float, int, int]]) -> dict[int, int]:
    """Pairs `(score, i, j)` in the order of their scores, the lowest first, each side once.

    >>> best_first([(-0.5, 0, 0), (-0.9, 0, 1), (-0.4, 1, 1), (-0.3, 1, 0)])
    {0: 1, 1: 0}
    """
    out: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(scored):
        if i not in out and j not in taken:
            out[i] = j
            taken.add(j)
    return out

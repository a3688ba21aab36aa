"""Figures: shares with their intervals, and how they are estimated."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import msgspec
import numpy as np

_Z = 1.96
_RESAMPLES = 400  # enough for two digits of a 95 % interval


class Figure(msgspec.Struct, frozen=True):
    """One number: what was measured (`name`), on which part (`of`), with its 95 % interval and how many cases it rests on."""

    name: str  # recall, false alarm, preference, precision, span precision, ...
    of: str  # all, a kind, a rule, a language pair
    value: float
    low: float
    high: float
    n: int
    floor: bool = False  # a baseline to compare with, not ours


class Figures(msgspec.Struct, frozen=True):
    """All figures of one set."""

    set: str
    hash: str
    sides: tuple[str, ...]
    rows: int
    units: int
    seconds: float
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()

    def value(self, name: str, of: str = "all") -> float | None:
        """One value, None where it was not measured."""
        return next((f.value for f in self.figures if f.name == name and f.of == of), None)


def share(name: str, of: str, hits: int, n: int, *, floor: bool = False) -> Figure:
    """A share of n cases with Wilson's interval, which holds near 0 and 1.

    >>> f = share("recall", "all", 9, 10); round(f.low, 2), f.value, round(f.high, 2)
    (0.6, 0.9, 0.98)
    """
    if not n:
        return Figure(name, of, 0.0, 0.0, 1.0, 0, floor)
    p = hits / n
    centre = (p + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
    half = _Z * math.sqrt(p * (1 - p) / n + _Z * _Z / (4 * n * n)) / (1 + _Z * _Z / n)
    return Figure(name, of, p, max(0.0, centre - half), min(1.0, centre + half), n, floor)


def resampled(
    name: str,
    of: str,
    groups: Sequence[Sequence[float]],
    measure: Callable[[Sequence[float]], float | None],
    *,
    floor: bool = False,
) -> Figure:
    """A measure of summed counts, its interval by resampling groups (sources): each group is a vector of counts."""
    table = np.asarray(groups, dtype=np.float64)
    value = measure(table.sum(axis=0).tolist()) if len(table) else None
    if value is None:
        return Figure(name, of, 0.0, 0.0, 1.0, 0, floor)
    chance = np.random.default_rng(0)
    counts = chance.multinomial(len(table), np.full(len(table), 1.0 / len(table)), size=_RESAMPLES)
    drawn = sorted(v for row in counts @ table if (v := measure(row.tolist())) is not None)
    low, high = drawn[int(0.025 * len(drawn))], drawn[min(len(drawn) - 1, int(0.975 * len(drawn)))]
    return Figure(name, of, value, min(low, value), max(high, value), len(table), floor)


def ratio(counts: Sequence[float]) -> float | None:
    """First over second."""
    return counts[0] / counts[1] if counts[1] else None


def f1(counts: Sequence[float]) -> float | None:
    """F1 of true positives, found, wanted."""
    true, found, wanted = counts
    return 2.0 * true / (found + wanted) if found + wanted else None

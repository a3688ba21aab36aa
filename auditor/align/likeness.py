"""How much speaks for each pair of sentences: a sparse table of evidence, in nats.

A clue that stands in `d` of `n` target sentences and in `e` of `m` source sentences speaks for a pair by
`log(0.8 * sqrt(n * m / (d * e)))`: what it says more than chance would (0.8: a translated clue shows eight times in ten).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from auditor.align.clues import BELIEF, Clues

Floats = npt.NDArray[np.float32]
_PAIRS = 4_000_000  # pairs of sentences that clues may name in all, rare clues first: bounds memory to about 150 MB
_AGAINST = 0.25  # what a clue speaks against a pair that does not share it, of what it speaks for one that does
_AT_MOST = 3.0  # nats against a pair
_TELLING = frozenset({"figure", "word"})  # clues whose absence tells: names and cognates get lost in any translation


class Table(msgspec.Struct, frozen=True):
    """Evidence for pairs, by target row, and against the sentences of either side that share too little."""

    starts: npt.NDArray[np.int64]  # row i is columns[starts[i]:starts[i + 1]]
    columns: npt.NDArray[np.int64]
    values: Floats
    against_target: Floats
    against_source: Floats

    def row(self, i: int, begin: int, end: int) -> Floats:
        """The evidence for target `i` with each source from `begin` to `end`."""
        dense = np.zeros(end - begin, dtype=np.float32)
        columns = self.columns[self.starts[i] : self.starts[i + 1]]
        low, high = np.searchsorted(columns, (begin, end))
        dense[columns[low:high] - begin] = self.values[self.starts[i] : self.starts[i + 1]][low:high]
        return dense


Pairing = tuple[float, npt.NDArray[np.int64], npt.NDArray[np.int64]]  # nats, rows, columns: every row with every column


def table(target: Sequence[Clues], source: Sequence[Clues], learned: Iterable[Pairing] = ()) -> Table:
    """The evidence in the clues of two texts, with that of a lexicon learned from them."""
    n, m = len(target), len(source)
    ours, theirs = _where(target), _where(source)
    pairings: list[Pairing] = []
    against_target, against_source = np.zeros(n, np.float32), np.zeros(m, np.float32)
    for mark in sorted(ours.keys() | theirs.keys()):
        rows, columns = ours.get(mark, []), theirs.get(mark, [])
        belief = BELIEF[mark[0]]
        weight = belief * weigh(len(rows), n, len(columns), m)
        if weight <= 0:
            continue
        telling = _AGAINST * weight if mark[0] in _TELLING else 0.0
        against_target[rows] += telling
        against_source[columns] += telling
        if rows and columns:
            pairings.append((weight + 2 * telling, np.array(rows), np.array(columns)))
    pairings += learned
    starts, found, values = _sparse(pairings, n, m)
    return Table(starts, found, values, np.minimum(against_target, _AT_MOST), np.minimum(against_source, _AT_MOST))


def weigh(rows: int, n: int, columns: int, m: int) -> float:
    """Nats that a clue in so many rows of `n` and columns of `m` speaks for a pair that shares it."""
    return math.log(0.8 * math.sqrt(max(n, 2) * max(m, 2) / (max(rows, 1) * max(columns, 1))))


def _where(side: Sequence[Clues]) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, sentence in enumerate(side):
        for mark in sentence.marks:
            found[mark].append(number)
    return found


def _sparse(pairings: list[Pairing], n: int, m: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], Floats]:
    """The pairings added up, by rows."""
    pairings.sort(key=lambda p: len(p[1]) * len(p[2]))
    keys: list[npt.NDArray[np.int64]] = []
    weights: list[Floats] = []
    room = _PAIRS
    for weight, rows, columns in pairings:
        size = len(rows) * len(columns)
        room -= size
        if room < 0:
            break
        keys.append((rows[:, None] * m + columns[None, :]).ravel())
        weights.append(np.full(size, weight, np.float32))
    if not keys:
        return np.zeros(n + 1, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32)
    cells, places = np.unique(np.concatenate(keys), return_inverse=True)
    values = np.bincount(places, weights=np.concatenate(weights)).astype(np.float32)
    starts = np.searchsorted(cells, np.arange(n + 1) * m)
    return starts.astype(np.int64), cells % m, values

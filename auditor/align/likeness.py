"""How much speaks for joining sentences into a bead: evidence in nats, for beads of every size.

A clue that stands in `d` of `n` target sentences and in `e` of `m` source sentences speaks for a bead that shares it by
`log(0.8 * sqrt(n * m / (d * e)))`: what it says more than chance would (0.8: a translated clue shows eight times in ten).
A clue counts once in a bead, however often it stands there: else a name in every sentence would join them all.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from auditor.align.clues import BELIEF, Clues

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]
SIZES = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2))  # of the beads that hold both sides
_PAIRS = 400_000  # pairs that clues may name for one size of bead, rare clues first: bounds memory and time
# What a clue speaks against a bead that has it on one side only, of what it would speak for it. Names and words that
# look alike get lost in any translation; figures do not, and most words of a paraphrase in one language stay.
_AGAINST: Mapping[str, float] = {"figure": 0.3, "digit": 0.2, "word": 0.17, "learned": 0.25, "term": 0.3}


class Table(msgspec.Struct, frozen=True):
    """Evidence for beads of one size, by the first target sentence; less what speaks against either side."""

    starts: Numbers  # row i is columns[starts[i]:starts[i + 1]]
    columns: Numbers
    values: Floats
    against_target: Floats
    against_source: Floats

    def row(self, i: int, begin: int, end: int) -> Floats:
        """The evidence for beads from target `i` and each source from `begin` to `end`."""
        dense: Floats = -self.against_source[begin:end] - self.against_target[i]
        low, high = self.starts[i], self.starts[i + 1]
        columns = self.columns[low:high]
        if len(columns) and (columns[0] < begin or columns[-1] >= end):
            first, last = np.searchsorted(columns, (begin, end))
            columns, low, high = columns[first:last], low + first, low + last
        dense[columns - begin] += self.values[low:high]
        return dense


Tables = Mapping[tuple[int, int], Table]
Learned = tuple[float, Sequence[int], Sequence[int]]  # nats, target sentences, source sentences


def tables(
    target: Sequence[Clues], source: Sequence[Clues], learned: Iterable[Learned] = (), order: Sequence[int] = ()
) -> Tables:
    """The evidence for beads of all sizes, with that of a lexicon learned from the texts.

    `order`: the source sentences as they are to be walked, where that is not as they stand.
    """
    n, m = len(target), len(source)
    place = {j: k for k, j in enumerate(order)} if order else {j: j for j in range(m)}
    ours, theirs = _where(target), _where(source)
    entries: list[tuple[float, float, Sequence[int], Sequence[int]]] = []
    for mark in sorted(ours.keys() | theirs.keys()):
        rows, columns = ours.get(mark, []), theirs.get(mark, [])
        weight = BELIEF[mark[0]] * weigh(len(rows), n, len(columns), m)
        telling = _AGAINST.get(mark[0], 0.0)
        if weight > 0 and (telling or (rows and columns)):
            entries.append((weight, telling * weight, rows, columns))
    entries += [(weight, _AGAINST["learned"] * weight, rows, columns) for weight, rows, columns in learned]
    entries.sort(key=lambda e: len(e[2]) * len(e[3]))
    weights = np.array([e[0] for e in entries], np.float32)
    against = np.array([e[1] for e in entries], np.float32)
    left, right = _flat([e[2] for e in entries]), _flat([[place[j] for j in e[3]] for e in entries])
    return {(a, b): _table(_windows(left, a, n), _windows(right, b, m), weights, against, n, m) for a, b in SIZES}


def weigh(rows: int, n: int, columns: int, m: int) -> float:
    """Nats that a clue in so many rows of `n` and columns of `m` speaks for a pair that shares it."""
    return math.log(0.8 * math.sqrt(max(n, 2) * max(m, 2) / (max(rows, 1) * max(columns, 1))))


def _where(side: Sequence[Clues]) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, sentence in enumerate(side):
        for mark in sentence.marks:
            found[mark].append(number)
    return found


def _flat(postings: Sequence[Sequence[int]]) -> tuple[Numbers, Numbers]:
    """`(entry, sentence)` of all entries."""
    sizes = [len(p) for p in postings]
    return np.repeat(np.arange(len(postings)), sizes), np.array([i for p in postings for i in p], dtype=np.int64)


def _windows(flat: tuple[Numbers, Numbers], size: int, n: int) -> tuple[Numbers, Numbers]:
    """`(entry, first sentence)` of the runs of `size` sentences that have the entry, each once."""
    entries, sentences = flat
    if size == 1:
        return flat
    spread = (sentences[:, None] - np.arange(size)).ravel()
    keys = np.repeat(entries, size) * (n + 1) + spread
    cells = np.unique(keys[(spread >= 0) & (spread <= n - size)])
    return cells // (n + 1), cells % (n + 1)


def _table(
    left: tuple[Numbers, Numbers], right: tuple[Numbers, Numbers], weights: Floats, against: Floats, n: int, m: int
) -> Table:
    """All pairs of runs that share entries, their weights added up."""
    count = len(weights)
    a, b = np.bincount(left[0], minlength=count), np.bincount(right[0], minlength=count)
    known = int(np.searchsorted(np.cumsum(a * b), _PAIRS, side="right"))  # rare entries come first
    sizes = (a * b)[:known]
    against = np.where(np.arange(count) < known, against, np.float32(0))  # what is not looked for speaks against nothing
    total = int(sizes.sum())
    entry = np.repeat(np.arange(known), sizes)
    within = np.arange(total) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    wide = b[:known][entry] if total else np.zeros(0, np.int64)
    rows = left[1][(np.cumsum(a) - a)[entry] + within // np.maximum(wide, 1)]
    columns = right[1][(np.cumsum(b) - b)[entry] + within % np.maximum(wide, 1)]
    cells, places = np.unique(rows * m + columns, return_inverse=True)
    values = np.bincount(places, weights=(weights + 2 * against)[entry], minlength=len(cells)).astype(np.float32)
    return Table(
        starts=np.searchsorted(cells, np.arange(n + 1) * m).astype(np.int64),
        columns=cells % m,
        values=values,
        against_target=np.bincount(left[1], weights=against[left[0]], minlength=n).astype(np.float32),
        against_source=np.bincount(right[1], weights=against[right[0]], minlength=m).astype(np.float32),
    )

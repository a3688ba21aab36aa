"""The best way through two texts: which sentences stand for which, in order or with jumps between paragraphs.

Gale and Church (1993) with evidence beside length.  All scores are nats; a row of the table is one target sentence.
A row needs the three before it and one byte a cell to find the way back: 3,000 by 3,000 sentences cost 9 MB.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec
import numpy as np
import numpy.typing as npt

from auditor.align.clues import Clues
from auditor.align.likeness import Floats, Table, Tables

_CELLS = 9_000_000  # sentences by sentences solved at once; more is divided first
# Beads and their log priors: 1-1 in most places; the others as rare as Gale and Church counted them, or rarer.
BEADS: tuple[tuple[int, int, float], ...] = (
    (1, 1, -0.1), (1, 0, -4.8), (1, 2, -3.2), (2, 1, -3.2), (1, 3, -5.0), (3, 1, -5.0), (2, 2, -5.5),
)  # fmt: skip
_OMITTED = 3.8  # nats against a source sentence without a target
_SKIP, _JUMP = 8, 9  # codes of moves along a row
# Twice the variance of the logarithm of two lengths: 0.19 is its deviation over ten pairs of languages of WMT 2021 to
# 2024 (0.11 to 0.21), and more for short sentences.
_VARIANCE, _VARIANCE_SHORT = 0.05, 10.0
_AT_MOST = 10.5  # nats that length alone may speak against a pair
_OTHER_FIELD = 6.0  # a headline with a paragraph, a credit with a caption
_OTHER_BLOCK = 2.5  # sentences of two paragraphs joined
_PARAGRAPH = 0.8  # both begin a paragraph, or one only
_JUMPS = (5.5, 7.5)  # at the beginning of a paragraph, elsewhere
_LANDS = 4.0  # a jump into the middle of a paragraph
_NEVER = np.float32(-1e9)


class Bead(msgspec.Struct, frozen=True):
    """Sentences that stand for each other; one side may be empty."""

    targets: tuple[int, ...]
    sources: tuple[int, ...]


class Way(msgspec.Struct, frozen=True):
    """Beads from the beginning of two texts to their end, and the nats that speak for them."""

    beads: list[Bead]
    worth: float


class Side(msgspec.Struct, frozen=True):
    """What the path needs to know of a text's sentences, in the order they are walked."""

    lengths: Floats
    fields: npt.NDArray[np.int64]
    begins: npt.NDArray[np.bool_]  # the sentence begins a paragraph
    glue: Floats  # nats against joining the sentence with the one before it


def side(sentences: Sequence[Clues], blocks: Sequence[int], order: Sequence[int] | None = None) -> Side:
    """A text as the path walks it, in another order than it stands where `order` says so."""
    order = range(len(sentences)) if order is None else order
    special = {"headline": 1, "credit": 2, "byline": 3, "dateline": 4, "caption": 5}
    fields = [special.get(sentences[i].field, 0) for i in order]
    begins, glue = [], []
    for place, i in enumerate(order):
        before = order[place - 1] if place else -2
        first = place == 0 or before != i - 1 or blocks[i] != blocks[before]
        begins.append(first)
        torn = place > 0 and before != i - 1
        glue.append(12.0 if torn or (place and fields[place] != fields[place - 1]) else _OTHER_BLOCK * first)
    lengths = np.array([max(1.0, sentences[i].length) for i in order], dtype=np.float32)
    return Side(lengths, np.array(fields, np.int64), np.array(begins, np.bool_), np.array(glue, np.float32))


def walk(target: Side, source: Side, evidence: Tables, ratio: float, *, jumps: bool, spread: float = 1.0) -> Way:
    """The best beads, in target order; with `jumps` a source sentence may be met twice, or out of order."""
    n, m = len(target.lengths), len(source.lengths)
    if not n or not m:
        return Way([Bead((i,), ()) for i in range(n)] + [Bead((), (j,)) for j in range(m)], 0.0)
    beads: list[Bead] = []
    worth = 0.0
    cuts = _divided(evidence[1, 1], n, m)
    for (i0, j0), (i1, j1) in pairwise(cuts):
        piece = _Walk(target, source, evidence, ratio, spread, (i0, j0, i1, j1)).solve(jumps=jumps)
        beads += piece.beads
        worth += piece.worth
    return Way(beads, worth)


def _divided(evidence: Table, n: int, m: int) -> list[tuple[int, int]]:
    """Corners of the pieces a very large pair of texts is solved in: near proportion, at the firmest evidence."""
    pieces = max(1, -(-n * m // _CELLS))
    pieces = max(pieces, -(-max(n, m) // 20_000)) if pieces > 1 else 1
    corners = [(0, 0)]
    for piece in range(1, pieces):
        middle = n * piece // pieces
        best = (0.0, middle, m * piece // pieces)
        for i in range(max(corners[-1][0] + 1, middle - 50), min(n, middle + 50)):
            row = slice(evidence.starts[i], evidence.starts[i + 1])
            for column, value in zip(evidence.columns[row].tolist(), evidence.values[row].tolist(), strict=True):
                near = abs(column - i * m / n) < 0.05 * m and column > corners[-1][1]
                best = max(best, (value, i, column)) if near else best
        corners.append((max(best[1], corners[-1][0]), max(best[2], corners[-1][1])))
    return [*corners, (n, m)]


class _Walk:
    """One table of the dynamic programme, from corner to corner."""

    def __init__(
        self, target: Side, source: Side, evidence: Tables, ratio: float, spread: float, corners: tuple[int, int, int, int]
    ) -> None:
        self.target, self.source, self.evidence = target, source, evidence
        self.ratio, self.spread = ratio, spread
        self.i0, self.j0, self.i1, self.j1 = corners
        here = slice(self.j0, self.j1)
        self.m = self.j1 - self.j0
        self.lengths = source.lengths[here]
        self.fields, self.begins, self.glue = source.fields[here], source.begins[here], source.glue[here]
        self.sums = {b: np.convolve(self.lengths, np.ones(b, np.float32))[b - 1 : self.m] for b in (1, 2, 3) if b <= self.m}
        # Joining b sources costs the glue of all but the first of them.
        self.glued = {1: np.zeros(self.m, np.float32)}
        for b in (2, 3):
            if b in self.sums:
                inner = np.convolve(self.glue, np.ones(b - 1, np.float32))[b - 2 : self.m]
                self.glued[b] = inner[1:].astype(np.float32)

    def solve(self, *, jumps: bool) -> Way:
        """Fills the table row by row and walks back."""
        n, m = self.i1 - self.i0, self.m
        codes = np.zeros((n + 1, m + 1), dtype=np.int8)
        jumped = np.full(n + 1, -1, dtype=np.int64)
        skips = np.arange(m + 1, dtype=np.float32) * np.float32(_OMITTED)
        lands = np.concatenate([np.where(self.begins, 0.0, _LANDS), [0.0]]).astype(np.float32)
        best: dict[int, Floats] = {}
        for i in range(n + 1):
            row = np.full(m + 1, _NEVER, dtype=np.float32)
            if i == 0:
                row[0] = 0.0
            for code, (a, b, prior) in enumerate(BEADS, 1):
                if a > i or b > m:
                    continue
                gained = best[i - a][: m + 1 - b] + (self._bead(i - a, a, b) + np.float32(prior))
                better = gained > row[b:]
                row[b:][better] = gained[better]
                codes[i, b:][better] = code
            self._along(row, codes[i], skips)
            if jumps:
                jumped[i] = self._jump(i, row, codes[i], lands)
            best[i] = row
            best.pop(i - 3, None)
        return Way(self._back(codes, jumped), float(best[n][m]))

    def _bead(self, i: int, a: int, b: int) -> Floats:
        """What speaks for target sentences `i` to `i + a` with each `b` sources."""
        at = self.i0 + i
        if b == 0:
            return np.zeros(self.m + 1, np.float32)
        size = np.float32(self.target.lengths[at : at + a].sum())
        expected = self.sums[b] * np.float32(self.ratio)
        variance = self.spread * (_VARIANCE + _VARIANCE_SHORT / (size + expected))
        length = np.minimum(np.log(size / expected) ** 2 / variance, _AT_MOST)
        shared = self.evidence[a, b].row(at, self.j0, self.j1 + 1 - b)
        score = shared - length - self.glued[b] - np.float32(self.target.glue[at + 1 : at + a].sum())
        first = slice(0, self.m + 1 - b)
        score -= np.where(self.fields[first] == self.target.fields[at], 0.0, _OTHER_FIELD)
        score += np.where(self.begins[first] == self.target.begins[at], _PARAGRAPH * bool(self.target.begins[at]), -_PARAGRAPH)
        return np.asarray(score, dtype=np.float32)

    @staticmethod
    def _along(row: Floats, codes: npt.NDArray[np.int8], skips: Floats) -> None:
        """Source sentences left out, any number of them."""
        reached = np.maximum.accumulate(row + skips) - skips
        skipped = reached > row + np.float32(1e-3)
        row[skipped] = reached[skipped]
        codes[skipped] = _SKIP

    def _jump(self, i: int, row: Floats, codes: npt.NDArray[np.int8], lands: Floats) -> int:
        """From the best place of the row to any other; says from where."""
        at = self.i0 + i
        paragraph = i == self.i1 - self.i0 or bool(self.target.begins[at])
        start = int(np.argmax(row))
        landed = row[start] - np.float32(_JUMPS[0] if paragraph else _JUMPS[1]) - lands
        better = landed > row
        row[better] = landed[better]
        codes[better] = _JUMP
        return start

    def _back(self, codes: npt.NDArray[np.int8], jumped: npt.NDArray[np.int64]) -> list[Bead]:
        """The beads of the best way, first to last."""
        i, j = self.i1 - self.i0, self.m
        beads: list[Bead] = []
        while i or j:
            code = int(codes[i, j])
            if code == _JUMP:
                j = int(jumped[i])
                continue
            a, b = (0, 1) if code == _SKIP else BEADS[code - 1][:2]
            beads.append(Bead(tuple(range(self.i0 + i - a, self.i0 + i)), tuple(range(self.j0 + j - b, self.j0 + j))))
            i, j = i - a, j - b
        return beads[::-1]

"""Which sentences of two texts stand for each other, moved paragraphs included."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from auditor.align.clues import Clues, Terms, clues
from auditor.align.lexicon import learn
from auditor.align.likeness import Learned, Tables, tables
from auditor.align.path import Bead, side, walk
from auditor.lang.scripts import primary
from auditor.model import Segment

_SPREAD = 2.0  # a reference is another person's wording: its lengths vary more than those of a translation
_SURE = 3  # beads from which the ratio of lengths is taken


def match(target: Sequence[Segment], source: Sequence[Segment], terms: Terms | None = None) -> list[Bead]:
    """Beads over every sentence of both texts, in target order, what was left out where it would stand.

    The first walk goes by length, figures, names and looks; from it the words of the text are learned for the second.
    """
    if not target or not source:
        return _complete([], len(target), len(source))
    ours = [clues(s, source[0].lang, terms) for s in target]
    theirs = [clues(s, target[0].lang, terms, source=True) for s in source]
    blocks = [s.block for s in target], [s.block for s in source]
    learned: list[Learned] = []
    same = primary(target[0].lang) == primary(source[0].lang)
    evidence, ratio = tables(ours, theirs), _ratio(ours, theirs, [])
    beads = _walked(ours, theirs, blocks, evidence, ratio, same=same)
    if not same:
        ratio = _ratio(ours, theirs, beads)
        learned = list(learn(ours, theirs, beads))
        evidence = tables(ours, theirs, learned)
        beads = _walked(ours, theirs, blocks, evidence, ratio, same=same)
    if _crossed(beads):
        order = _order(beads, evidence, len(theirs))
        beads = _reordered(ours, theirs, blocks, order, tables(ours, theirs, learned, order), ratio, same=same)
    return _complete(beads, len(target), len(source))


Blocks = tuple[list[int], list[int]]


def _walked(
    ours: Sequence[Clues], theirs: Sequence[Clues], blocks: Blocks, evidence: Tables, ratio: float, *, same: bool
) -> list[Bead]:
    target, source = side(ours, blocks[0]), side(theirs, blocks[1])
    return walk(target, source, evidence, ratio, jumps=True, spread=_SPREAD if same else 1.0)


def _ratio(ours: Sequence[Clues], theirs: Sequence[Clues], beads: Sequence[Bead]) -> float:
    """How much longer the target is: the median of aligned pairs, the whole texts before there are any."""
    pairs = [(ours[b.targets[0]].length, theirs[b.sources[0]].length) for b in beads if len(b.targets) == len(b.sources) == 1]
    if len(pairs) >= _SURE:
        return float(np.clip(np.median([t / max(s, 1.0) for t, s in pairs]), 0.4, 2.5))
    whole = sum(c.length for c in ours) / max(1.0, sum(c.length for c in theirs))
    return float(np.clip(whole, 0.75, 1.33))  # omissions and additions must not pass for a ratio


def _crossed(beads: Sequence[Bead]) -> bool:
    """Does the way go back anywhere?"""
    met = [j for b in beads for j in b.sources]
    return any(b <= a for a, b in pairwise(met))


def _reordered(
    ours: Sequence[Clues],
    theirs: Sequence[Clues],
    blocks: Blocks,
    order: Sequence[int],
    evidence: Tables,
    ratio: float,
    *,
    same: bool,
) -> list[Bead]:
    """The texts aligned again without jumps, the source's paragraphs moved to where the target has them."""
    source = side(theirs, blocks[1], order)
    moved = walk(side(ours, blocks[0]), source, evidence, ratio, jumps=False, spread=_SPREAD if same else 1.0)
    return [Bead(b.targets, tuple(sorted(order[j] for j in b.sources))) for b in moved]


def _order(beads: Sequence[Bead], evidence: Tables, m: int) -> list[int]:
    """Source sentences in the order the target has them; each that was met twice goes where more speaks for it."""
    claims: dict[int, tuple[float, int]] = {}
    for place, bead in enumerate(beads):
        for j in bead.sources:
            if bead.targets:
                worth = float(sum(evidence[1, 1].row(i, j, j + 1)[0] for i in bead.targets))
                claims[j] = max(claims.get(j, (-1.0, 0)), (worth, -place))
    ordered = sorted(claims, key=lambda j: (-claims[j][1], j))
    following: dict[int, list[int]] = {}
    last = -1
    for j in range(m):
        if j in claims:
            last = j
        else:
            following.setdefault(last, []).append(j)  # what has no place of its own stays behind the one before it
    return following.get(-1, []) + [k for j in ordered for k in (j, *following.get(j, []))]


def _complete(beads: Sequence[Bead], n: int, m: int) -> list[Bead]:
    """Beads in target order with every sentence in one; a source sentence left out stands behind the one before it."""
    kept = [b for b in beads if b.targets]
    taken: set[int] = set()
    unique = []
    for bead in kept:
        unique.append(Bead(bead.targets, tuple(j for j in bead.sources if j not in taken)))
        taken |= set(bead.sources)
    present = {i for b in unique for i in b.targets}
    unique += [Bead((i,), ()) for i in range(n) if i not in present]
    unique.sort(key=lambda b: b.targets)
    behind = {j: place for place, b in enumerate(unique) for j in b.sources}
    left_out: dict[int, list[Bead]] = {}
    place = -1
    for j in range(m):
        if j in behind:
            place = behind[j]
        else:
            left_out.setdefault(place, []).append(Bead((), (j,)))
    return left_out.get(-1, []) + [x for place, b in enumerate(unique) for x in (b, *left_out.get(place, []))]

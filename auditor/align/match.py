"""Which sentences of two texts stand for each other, moved paragraphs included."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import msgspec
import numpy as np

from auditor.align.clues import Clues, Terms, clues
from auditor.align.lexicon import learn
from auditor.align.likeness import Learned, Tables, tables
from auditor.align.path import Bead, Way, side, walk
from auditor.lang.scripts import primary
from auditor.model import Segment

_SPREAD = 2.0  # a reference is another person's wording: its lengths vary more than those of a translation
_USUAL, _USUAL_COUNTS = 1.1, 6  # a translation is 10 % longer than its source in the middle of ten pairs; worth six sentences
_OTHERWISE = (0.7, 1.6)  # ratios tried where the usual one leaves few sentences one to one
_FEW = 0.7
_ROUNDS = 2  # of learning words: a third changes nothing
_MANY = 1_000_000  # sentences by sentences, from which one round is enough: every word is met often


class Texts(msgspec.Struct, frozen=True):
    """Two texts as the aligner sees them."""

    ours: list[Clues]
    theirs: list[Clues]
    our_blocks: list[int]
    their_blocks: list[int]
    same: bool  # both in one language

    def walked(self, evidence: Tables, ratio: float, order: Sequence[int] | None = None) -> Way:
        """The best way: with jumps, or without them where the source is already in another `order`."""
        target, source = side(self.ours, self.our_blocks), side(self.theirs, self.their_blocks, order)
        return walk(target, source, evidence, ratio, jumps=order is None, spread=_SPREAD if self.same else 1.0)


def match(target: Sequence[Segment], source: Sequence[Segment], terms: Terms | None = None) -> list[Bead]:
    """Beads over every sentence of both texts, in target order, what was left out where it would stand.

    The first walk goes by length, figures, names and looks; from it the words of the text are learned for the next.
    """
    if not target or not source:
        return _complete([], len(target), len(source))
    texts = Texts(
        ours=[clues(s, source[0].lang, terms) for s in target],
        theirs=[clues(s, target[0].lang, terms, source=True) for s in source],
        our_blocks=[s.block for s in target],
        their_blocks=[s.block for s in source],
        same=primary(target[0].lang) == primary(source[0].lang),
    )
    evidence = tables(texts.ours, texts.theirs)
    way, ratio = _first(texts, evidence)
    learned: list[Learned] = []
    for _ in range(0 if texts.same else 1 if len(source) * len(target) > _MANY else _ROUNDS):
        learned = list(learn(texts.ours, texts.theirs, way.beads))
        evidence = tables(texts.ours, texts.theirs, learned)
        ratio = _ratio(texts, way.beads)
        before, way = way, texts.walked(evidence, ratio)
        if way.beads == before.beads:
            break
    beads = way.beads
    if _crossed(beads):
        order = _order(beads, evidence, len(source))
        moved = texts.walked(tables(texts.ours, texts.theirs, learned, order), ratio, order)
        beads = [Bead(b.targets, tuple(sorted(order[j] for j in b.sources))) for b in moved.beads]
    return _complete(beads, len(target), len(source))


def _first(texts: Texts, evidence: Tables) -> tuple[Way, float]:
    """The way before any word is learned, by the ratio of lengths that explains the texts best."""
    ratio = 1.0 if texts.same else _USUAL
    way = texts.walked(evidence, ratio)
    pairs = sum(len(b.targets) == len(b.sources) == 1 for b in way.beads)
    if pairs < _FEW * min(len(texts.ours), len(texts.theirs)):
        others = [(texts.walked(evidence, other), other) for other in _OTHERWISE]
        way, ratio = max([(way, ratio), *others], key=lambda found: found[0].worth)
    return way, ratio


def _ratio(texts: Texts, beads: Sequence[Bead]) -> float:
    """How much longer the target is: the median of aligned pairs, drawn to what is usual while they are few."""
    pairs = [b for b in beads if len(b.targets) == len(b.sources) == 1]
    logs = [math.log(max(1.0, texts.ours[b.targets[0]].length) / max(1.0, texts.theirs[b.sources[0]].length)) for b in pairs]
    measured = float(np.median(logs)) if logs else 0.0
    return math.exp((len(logs) * measured + _USUAL_COUNTS * math.log(_USUAL)) / (len(logs) + _USUAL_COUNTS))


def _crossed(beads: Sequence[Bead]) -> bool:
    """Does the way go back anywhere?"""
    met = [j for b in beads for j in b.sources]
    return any(b <= a for a, b in pairwise(met))


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

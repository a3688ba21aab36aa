"""Learns from a first alignment which words of two languages stand for each other in this very text."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from auditor.align.clues import BELIEF, Clues
from auditor.align.likeness import Learned, weigh
from auditor.align.path import Bead

_PER_BEAD = 60  # words of a side: the rarest are kept
_FIRM = 0.65  # Dice coefficient from which two words belong together (Melamed 2000 keeps about as many)


def learn(target: Sequence[Clues], source: Sequence[Clues], beads: Sequence[Bead]) -> Iterator[Learned]:
    """Words that keep company in aligned sentences, at least twice, as evidence for all pairs that have them."""
    ours, theirs = _where(target), _where(source)
    n, m = len(target), len(source)
    together: Counter[tuple[str, str]] = Counter()
    seen: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for bead in beads:
        if not bead.targets or not bead.sources:
            continue
        left = _kept({w for i in bead.targets for w in target[i].words}, ours, n)
        right = _kept({w for j in bead.sources for w in source[j].words}, theirs, m)
        together.update((a, b) for a in left for b in right)
        seen[0].update(left)
        seen[1].update(right)
    alike = Counter(seen[1].values())  # how many source words stand in so many beads: each may be there by chance
    size = sum(1 for b in beads if b.targets and b.sources)
    best: dict[str, tuple[float, str]] = {}
    for (a, b), count in together.items():
        dice = 2 * count / (seen[0][a] + seen[1][b])
        if count > 1 and dice >= _FIRM:
            chance = alike[seen[1][b]] * _by_chance(count, seen[0][a], seen[1][b], size)
            best[a] = max(best.get(a, (0.0, "")), (dice / (1 + chance), b))
    for a, (trust, b) in sorted(best.items()):
        weight = BELIEF["learned"] * trust * weigh(len(ours[a]), n, len(theirs[b]), m)
        if weight > 0:
            yield weight, ours[a], theirs[b]


def _by_chance(count: int, a: int, b: int, size: int) -> float:
    """The probability that words in `a` and in `b` of `size` beads meet in `count` of them by chance.

    Two words that stand in two beads each, the same two, are as often strangers as translations in a text of 40 sentences.
    """
    if a - count > size - b:
        return 1.0
    return math.comb(b, count) * math.comb(size - b, a - count) / math.comb(size, a)


def _kept(words: set[str], where: dict[str, list[int]], n: int) -> list[str]:
    """The rarer words of a sentence that stand in others as well."""
    most = max(3, n // 4, math.isqrt(n))
    known = sorted((len(where[w]), w) for w in words if 2 <= len(where[w]) <= most)
    return [w for _, w in known[:_PER_BEAD]]


def _where(side: Sequence[Clues]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, sentence in enumerate(side):
        for word in sentence.words:
            found[word].append(number)
    return found

"""What the alignment leaves over, as pairs of runs: words of one text that stand where words of the other stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from auditor.diff.align import Alignment, Link
from auditor.diff.words import Word


class Run(msgspec.Struct, frozen=True):
    """Word ranges, half-open: `a_from:a_to` of the first text was where `b_from:b_to` of the second is; either may be empty.

    `left` and `right`: do the words before (after) both ranges stand for each other?
    """

    a_from: int
    a_to: int
    b_from: int
    b_to: int
    left: bool
    right: bool


def runs(first: Sequence[Word], second: Sequence[Word], links: Alignment) -> tuple[Run, ...]:
    """Every stretch of unlinked words of either text, paired by the links around it."""
    of_b = _stretches(len(second), links.to_a)
    of_a = _stretches(len(first), links.to_b)
    starts, ends = {s: (s, e) for s, e in of_b}, {e: (s, e) for s, e in of_b}
    taken: set[tuple[int, int]] = set()
    found: list[Run] = []
    for s, e in of_a:
        lefts, rights = _after(s - 1, links, len(second)), _before(e, len(first), links, len(second))
        pair = starts.get(-1 if lefts is None else lefts) or ends.get(-1 if rights is None else rights)
        if pair is None and lefts is not None and starts.get(lefts) is None and rights == lefts:
            pair = (lefts, lefts)
        if pair is None or pair in taken:
            place = lefts if lefts is not None else rights if rights is not None else _near(s, links, len(second))
            found.append(Run(s, e, place, place, lefts == place, rights == place))
            continue
        if pair[0] != pair[1]:
            taken.add(pair)
        found.append(Run(s, e, pair[0], pair[1], lefts == pair[0], rights == pair[1]))
    for s, e in of_b:
        if (s, e) in taken:
            continue
        left = links.to_a.get(s - 1)
        right = links.to_a.get(e)
        place = left.a + 1 if left else right.a if right else 0 if s == 0 else len(first)
        found.append(Run(
            place, place, s, e,
            (left is not None and left.a == place - 1) or (s == 0 and place == 0),
            (right is not None and right.a == place) or (e == len(second) and place == len(first)),
        ))  # fmt: skip
    return tuple(found)


def _stretches(length: int, linked: Mapping[int, Link]) -> list[tuple[int, int]]:
    found, start = [], None
    for i in range(length + 1):
        free = i < length and i not in linked
        if free and start is None:
            start = i
        elif not free and start is not None:
            found.append((start, i))
            start = None
    return found


def _after(i: int, links: Alignment, end: int) -> int | None:
    """The place in the second text right after what word i stands for."""
    if i < 0:
        return 0
    link = links.to_b.get(i)
    return link.b + 1 if link and link.b + 1 <= end else None


def _before(i: int, length: int, links: Alignment, end: int) -> int | None:
    """The place in the second text where what word i stands for begins."""
    if i >= length:
        return end
    link = links.to_b.get(i)
    return link.b if link else None


def _near(i: int, links: Alignment, end: int) -> int:
    for far in range(1, 8):
        for j in (i - far, i + far):
            if j in links.to_b:
                return min(end, links.to_b[j].b + (1 if j < i else 0))
    return min(i, end)

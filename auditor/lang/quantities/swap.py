"""Numbers that are all there and have changed places."""

from __future__ import annotations

import functools

import msgspec
import regex

from auditor.lang.quantities.match import Comparison, Pair

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*")
_REACH = 5  # words on each side that say what a number counts
_SPAN = 60  # code points looked at on each side
_CLAUSE = regex.compile(r"[.;!?]\s")
_EXCHANGEABLE = frozenset({"number", "year", "ordinal", "day", "month", "time", "decade"})
_COMMON = frozenset({"the", "of", "in", "to", "and", "a", "an", "on", "at", "for", "with", "from", "by", "was", "were", "is",
                     "are", "had", "has", "have", "that", "than", "more", "about", "nearly", "some", "other", "into", "after",
                     "before", "as"})  # fmt: skip


class Swap(msgspec.Struct, frozen=True):
    """Two numbers of the left text that stand where the right text has them the other way round."""

    first: Pair
    second: Pair
    context: float  # how much better the words around fit the other way round
    inverted: bool  # their order is the other way round too


def _around(text: str, start: int, end: int) -> dict[str, float]:
    """The words around a number with their weights, nearest most."""
    left = regex.split(_CLAUSE, text[max(0, start - _SPAN) : start])[-1]
    right = regex.split(_CLAUSE, text[end : end + _SPAN])[0]
    before = [w.casefold()[:6] for w in _WORD.findall(left)][-_REACH:][::-1]
    after = [w.casefold()[:6] for w in _WORD.findall(right)][:_REACH]
    weights: dict[str, float] = {}
    for words, share in ((after, 1.0), (before, 0.8)):
        for distance, word in enumerate(words, 1):
            if word not in _COMMON:
                weights[word] = max(weights.get(word, 0.0), share / distance)
    return weights


def _alike(one: dict[str, float], other: dict[str, float]) -> float:
    return sum(min(weight, other[word]) for word, weight in one.items() if word in other)


def _may_swap(one: Pair, other: Pair) -> bool:
    a, b = one.left, other.left
    if a.kind != b.kind or a.kind not in _EXCHANGEABLE:
        return False
    if a.unit and b.unit and a.unit != b.unit and a.unit == one.right.unit and b.unit == other.right.unit:
        return False  # each kept its own unit: the clauses are the other way round, not the figures
    if (a.unit == "pct") != (b.unit == "pct") or bool(a.currency) != bool(b.currency):
        return False
    return not (a.values & b.all or b.values & a.all or one.right.values & other.right.all)


@functools.lru_cache(maxsize=1024)
def swaps(left: str, right: str, compared: Comparison, *, one_language: bool) -> tuple[Swap, ...]:
    """Pairs of equal numbers that stand crosswise in two texts; the words around are compared within one language.

    >>> from auditor.lang.quantities.match import compare
    >>> one, two = "He sold 16 cows and bought 33 sheep.", "He sold 33 cows and bought 16 sheep."
    >>> [(s.first.left.text, s.second.left.text) for s in swaps(one, two, compare(one, "en", two, "en"), one_language=True)]
    [('16', '33')]
    """
    equal = sorted(
        (
            p
            for p in compared.pairs
            if p.same and p.strict and not p.converted and p.left.demand >= 0.4 and len(p.left.values) == 1
        ),
        key=lambda p: p.left.start,
    )[:16]
    found: list[Swap] = []
    around = [
        (_around(left, p.left.start, p.left.end), _around(right, p.right.start, p.right.end)) if one_language else ({}, {})
        for p in equal
    ]
    for i, one in enumerate(equal):
        for j in range(i + 1, min(i + 5, len(equal))):
            other = equal[j]
            if not _may_swap(one, other):
                continue
            crosswise = _alike(around[i][0], around[j][1]) + _alike(around[j][0], around[i][1])
            straight = _alike(around[i][0], around[i][1]) + _alike(around[j][0], around[j][1])
            inverted = other.right.start < one.right.start
            if inverted or crosswise > straight:
                found.append(Swap(one, other, round(crosswise - straight, 3), inverted))
    return tuple(found)

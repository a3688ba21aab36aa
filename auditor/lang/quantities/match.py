"""Which numbers of two texts are the same, and which stand alone."""

from __future__ import annotations

import functools
import math
from decimal import Decimal

import msgspec

from auditor.lang.quantities.quantity import FIRM, Quantity
from auditor.lang.quantities.reader import quantities
from auditor.lang.units import convert

# Kinds that can only become one another.
_FAMILY = {"weekday": "weekday", "relday": "relday", "daypart": "daypart", "month": "month", "time": "time", "code": "code"}
_DATE = frozenset({"year", "month", "day"})
# Two roundings of one measure differ by at most this share: 100 miles, 160 km (160.9).
CONVERSION_TOLERANCE = 0.06


class Pair(msgspec.Struct, frozen=True):
    """Two quantities that stand for each other: equal (`same`), or one that became another."""

    left: Quantity
    right: Quantity
    same: bool
    converted: bool = False  # equal only after conversion of units
    strict: bool = True  # by the conventions of both languages


class Comparison(msgspec.Struct, frozen=True):
    """How the numbers of two texts go together."""

    pairs: tuple[Pair, ...]
    left: tuple[Quantity, ...]  # without counterpart
    right: tuple[Quantity, ...]

    @property
    def changed(self) -> tuple[Pair, ...]:
        """The pairs in which a number became another."""
        return tuple(p for p in self.pairs if not p.same)


def misprinted(pair: Pair) -> bool:
    """Are they one figure only if the left one's separators are read by another language's conventions?"""
    left, right = pair.left, pair.right
    if not pair.same or pair.strict or left.kind not in {"number", "year"} or left.written == "words":
        return False
    digits = [c for c in left.text if not c.isalnum()]
    return bool(digits) and not left.values & right.all and bool(left.loose & right.values)


def family(q: Quantity) -> str:
    """The kinds a quantity may be confused with."""
    return _FAMILY.get(q.kind, "number")


def same(one: Quantity, other: Quantity) -> float | None:
    """How far apart two equal quantities are in form (0 is alike), None when they are not equal.

    >>> q = quantities
    >>> same(q("1.2 million", "en")[0], q("120万", "zh")[0]), same(q("3 p.m.", "en")[0], q("15:00", "en")[0])
    (0.0, 0.0)
    """
    families = {family(one), family(other)}
    if len(families) == 1:
        cost = _equal(one, other)
        if cost is None and "number" in families:
            cost = _related(one, other)
        apart = 0.1 if one.kind != other.kind and {one.kind, other.kind} & _DATE else 0.0
        apart += 0.2 if one.unit and other.unit and one.unit != other.unit else 0.0
        return None if cost is None else cost + apart
    if families == {"number", "month"}:
        cost = _equal(one, other) if one.written != "words" or other.written != "words" else None
        return None if cost is None else cost + 0.4
    if families == {"number", "time"} or families == {"number", "code"}:
        cost = _equal(one, other)
        return None if cost is None else cost + 0.2
    if families == {"time", "daypart"}:
        time, part = (one, other) if one.kind == "time" else (other, one)
        noon = part.values <= {Decimal(0), Decimal(12)} and any(v * 60 in {t % 1440 for t in time.values} for v in part.values)
        return 0.3 if noon else None
    return None


def _equal(one: Quantity, other: Quantity) -> float | None:
    if one.values & other.values:
        return 0.0
    if one.values & other.loose or one.loose & other.values:
        return 0.3
    return None


def _related(one: Quantity, other: Quantity) -> float | None:
    """Percent for fraction, a century for its hundred years."""
    for a, b in ((one, other), (other, one)):
        if a.unit == "pct" and not b.unit and any(0 < v < 1 and any(abs(float(v) * 100 - float(w)) < 1 for w in a.values) for v in b.values):
            return 0.3
        if a.kind == "ordinal" and b.kind == "decade" and any((v - 1) * 100 == w for v in a.values for w in b.values):
            return 0.3
    return None


def converts(one: Quantity, other: Quantity, tolerance: float = CONVERSION_TOLERANCE) -> bool:
    """Are they one measure in two units?

    >>> converts(quantities("100 miles", "en")[0], quantities("160公里", "zh")[0])
    True
    """
    if not one.unit or not other.unit or one.unit == other.unit:
        return False
    for value in one.values:
        expected = convert(float(value), one.unit, other.unit)
        if expected is not None and any(abs(float(v) - expected) <= max(abs(expected) * tolerance, 0.6 * (other.unit in {"c", "f"})) for v in other.values):
            return True
    return False


@functools.lru_cache(maxsize=4096)
def compare(left: str, left_lang: str, right: str, right_lang: str) -> Comparison:
    """The numbers of two texts, equal ones paired first, then what became of the rest.

    >>> c = compare("In 2005 three men", "en", "En 2008, tres hombres", "es")
    >>> [(p.left.text, p.right.text) for p in c.changed]
    [('2005', '2008')]
    """
    lefts, rights = quantities(left, left_lang), quantities(right, right_lang)
    wide, narrow = max(len(left), 1), max(len(right), 1)
    used_left: set[int] = set()
    used_right: set[int] = set()
    pairs: list[Pair] = []
    candidates = []
    for i, a in enumerate(lefts):
        for j, b in enumerate(rights):
            apart = abs(a.start / wide - b.start / narrow)
            cost = same(a, b)
            if cost is not None:
                candidates.append((_priority(a, b) + cost + apart, i, j, False, bool(a.values & b.values)))
            elif converts(a, b):
                candidates.append((2.0 + apart, i, j, True, True))
    for _, i, j, converted, strict in sorted(candidates):
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            pairs.append(Pair(lefts[i], rights[j], same=True, converted=converted, strict=strict))
    rest_left = [q for i, q in enumerate(lefts) if i not in used_left]
    rest_right = [q for j, q in enumerate(rights) if j not in used_right]
    changed = _became(rest_left, rest_right, wide, narrow)
    gone = {(id(p.left), id(p.right)) for p in changed}
    paired = {x for pair in gone for x in pair}
    return Comparison(
        pairs=(*pairs, *changed),
        left=tuple(q for q in rest_left if id(q) not in paired),
        right=tuple(q for q in rest_right if id(q) not in paired),
    )


def _priority(a: Quantity, b: Quantity) -> float:
    """Words that need no counterpart wait until the others have theirs."""
    return 0.0 if a.demand >= FIRM and b.demand >= FIRM else 0.5 if a.demand >= FIRM or b.demand >= FIRM else 1.0


def _became(lefts: list[Quantity], rights: list[Quantity], wide: int, narrow: int) -> list[Pair]:
    """What is left on both sides, by kind and place: these numbers became others."""
    candidates = []
    for i, a in enumerate(lefts):
        for j, b in enumerate(rights):
            if family(a) != family(b) or max(a.demand, b.demand) < FIRM or _vague(a) or _vague(b):
                continue
            if a.kind == "code" and not _same_letters(a, b):
                continue
            cost = abs(a.start / wide - b.start / narrow) + _unlike(a, b)
            candidates.append((cost, i, j))
    used_left: set[int] = set()
    used_right: set[int] = set()
    pairs = []
    for _, i, j in sorted(candidates):
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            pairs.append(Pair(lefts[i], rights[j], same=False))
    return pairs


def _vague(q: Quantity) -> bool:
    return q.demand == 0 and any(v >= 10 or v < 1 for v in q.values)


def _same_letters(a: Quantity, b: Quantity) -> bool:
    return len(a.text) == len(b.text)


def _unlike(a: Quantity, b: Quantity) -> float:
    cost = 0.0
    if a.kind != b.kind:
        cost += 0.3
    if (a.unit or a.currency) and (b.unit or b.currency):
        cost += 0.0 if a.unit == b.unit and (not a.currency) == (not b.currency) else 0.4
    if a.demand < FIRM or b.demand < FIRM:
        cost += 0.5
    first, second = min(a.values, default=None), min(b.values, default=None)
    if first is not None and second is not None:
        cost += min(0.4, 0.1 * abs(math.log10(float(first) + 1) - math.log10(float(second) + 1)))
    return cost

"""Which numbers of two texts are the same, and which stand alone."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction

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
    if left.malformed and left.text == right.text:
        return False  # a version, or a figure as the source prints it
    digits = [c for c in left.text if not c.isalnum()]
    return bool(digits) and not left.values & right.values and bool(left.loose & right.values)


def family(q: Quantity) -> str:
    """The kinds a quantity may be confused with."""
    return _FAMILY.get(q.kind, "number")


def same(one: Quantity, other: Quantity) -> float | None:  # noqa: PLR0911 - one return a pair of kinds
    """How far apart two equal quantities are in form (0 is alike), None when they are not equal.

    >>> q = quantities
    >>> same(q("1.2 million", "en")[0], q("120万", "zh")[0]), same(q("3 p.m.", "en")[0], q("15:00", "en")[0])
    (0.0, 0.0)
    """
    families = {family(one), family(other)}
    if families == {"time"}:
        return 0.0 if one.values & other.values else None
    if families == {"daypart"}:
        return 0.0 if one.values & other.values else 0.2 if _near_hours(one, other) else None
    if len(families) == 1:
        cost = _equal(one, other)
        if cost is None and "number" in families:
            cost = _related(one, other)
        apart = 0.1 if one.kind != other.kind and {one.kind, other.kind} & _DATE else 0.0
        apart += 0.2 if one.unit and other.unit and one.unit != other.unit else 0.0
        return None if cost is None else cost + apart
    if families == {"number", "month"}:
        if {one.kind, other.kind} & {"day", "year", "ordinal"}:
            return None
        cost = _equal(one, other) if one.written != "words" or other.written != "words" else None
        return None if cost is None else cost + 0.4
    if families in ({"number", "time"}, {"number", "code"}):
        cost = _equal(one, other) if min(one.demand, other.demand) >= FIRM else None
        return None if cost is None else cost + 0.2
    if families == {"time", "daypart"}:
        time, part = (one, other) if one.kind == "time" else (other, one)
        noon = part.values <= {Decimal(0), Decimal(12)} and any(
            int(v) * 60 in {int(t) % 1440 for t in time.values} for v in part.values
        )
        return 0.3 if noon else None
    return None


def _near_hours(one: Quantity, other: Quantity) -> bool:
    """Evening and night, afternoon and evening are not told apart alike everywhere."""
    apart = {abs(int(v) - int(w)) % 24 for v in one.values for w in other.values}
    return any(min(hours, 24 - hours) <= 5 for hours in apart)


def _equal(one: Quantity, other: Quantity) -> float | None:
    if one.values & other.values:
        return 0.0
    if one.values & other.loose or one.loose & other.values:
        return 0.3
    return None


def _related(one: Quantity, other: Quantity) -> float | None:
    """Percent for fraction, a century for its hundred years."""
    for a, b in ((one, other), (other, one)):
        if (
            a.unit == "pct"
            and not b.unit
            and any(0 < v < 1 and any(abs(float(v) * 100 - float(w)) < 1 for w in a.values) for v in b.values)
        ):
            return 0.3
        if a.kind == "fraction" and any(
            Fraction(v) * Fraction(n) == 1 for v in a.values for n in b.values if n > 2
        ):  # one in five
            return 0.4
        if (
            a.kind == "ordinal"
            and b.kind == "decade"
            and any(v == int(v) and (int(v) - 1) * 100 == w for v in a.values for w in b.values)
        ):
            return 0.3
    return None


def converts(one: Quantity, other: Quantity, tolerance: float = CONVERSION_TOLERANCE) -> bool:
    """Are they one measure in two units?

    >>> converts(quantities("100 miles", "en")[0], quantities("160公里", "zh")[0])
    True
    """
    if not one.unit or not other.unit or one.unit == other.unit:
        return False
    signed = {one.unit, other.unit} == {"c", "f"}  # what stands below zero is read as a loose value
    for value in one.all if signed else one.values:
        expected = convert(float(value), one.unit, other.unit)
        slack = 0.0 if expected is None else max(abs(expected) * tolerance, 0.6 * signed)
        if expected is not None and any(abs(float(v) - expected) <= slack for v in (other.all if signed else other.values)):
            return True
    return False


@functools.lru_cache(maxsize=2048)
def compare(left: str, left_lang: str, right: str, right_lang: str) -> Comparison:
    """The numbers of two texts, equal ones paired first, then what became of the rest.

    >>> c = compare("In 2005 three men", "en", "En 2008, tres hombres", "es")
    >>> [(p.left.text, p.right.text) for p in c.changed]
    [('2005', '2008')]
    """
    lefts, rights = quantities(left, left_lang), quantities(right, right_lang)
    wide, narrow = max(len(left), 1), max(len(right), 1)
    matching = _Matching(lefts, rights, wide, narrow)
    equal = [
        (_priority(a, b) + c.cost, i, j, c)
        for i, a in enumerate(lefts)
        for j, b in enumerate(rights)
        if (c := _alike(a, b, wide, narrow)) is not None
    ]
    matching.take((e for e in equal if lefts[e[1]].demand >= FIRM <= rights[e[2]].demand), same=True)
    matching.take(_became(matching, _both_dated), same=False)
    matching.take(equal, same=True)
    matching.take(_became(matching, _either), same=False)
    return matching.done()


class _Alike(msgspec.Struct, frozen=True, order=True):
    """Why two quantities may be one."""

    cost: float
    converted: bool = False
    strict: bool = True


# Kinds whose values may differ and yet say the same: a century and its hundred years, noon and 12:00.
_LOOSELY = frozenset({"ordinal", "decade", "fraction", "daypart"})


def _alike(a: Quantity, b: Quantity, wide: int, narrow: int) -> _Alike | None:
    apart_at_all = a.values.isdisjoint(b.values) and not (a.unit or b.unit or a.kind in _LOOSELY or b.kind in _LOOSELY)
    if apart_at_all and a.all.isdisjoint(b.all):
        return None
    apart = abs(a.start / wide - b.start / narrow)
    if a.unit and b.unit and converts(a, b):
        return _Alike(0.4 + apart, converted=True)
    cost = same(a, b)
    return None if cost is None else _Alike(cost + apart, strict=not a.values.isdisjoint(b.values))


class _Matching:
    """Quantities of two texts on the way to their counterparts."""

    def __init__(self, lefts: tuple[Quantity, ...], rights: tuple[Quantity, ...], wide: int, narrow: int) -> None:
        self.lefts, self.rights, self.wide, self.narrow = lefts, rights, wide, narrow
        self.used_left: set[int] = set()
        self.used_right: set[int] = set()
        self.pairs: list[Pair] = []

    def take(self, candidates: Iterable[tuple[float, int, int, _Alike]], *, same: bool) -> None:
        """The cheapest candidates first, each quantity once."""
        for _, i, j, c in sorted(candidates):
            if i not in self.used_left and j not in self.used_right:
                self.used_left.add(i)
                self.used_right.add(j)
                self.pairs.append(Pair(self.lefts[i], self.rights[j], same=same, converted=c.converted, strict=c.strict))

    def done(self) -> Comparison:
        """What was found."""
        return Comparison(
            pairs=tuple(self.pairs),
            left=tuple(q for i, q in enumerate(self.lefts) if i not in self.used_left),
            right=tuple(q for j, q in enumerate(self.rights) if j not in self.used_right),
        )


def _priority(a: Quantity, b: Quantity) -> float:
    """Words that need no counterpart wait until the others have theirs."""
    return 0.0 if a.demand >= FIRM and b.demand >= FIRM else 0.5 if a.demand >= FIRM or b.demand >= FIRM else 1.0


def _became(matching: _Matching, may: Callable[[Quantity, Quantity], bool]) -> list[tuple[float, int, int, _Alike]]:
    """What is left on both sides, by kind and place: these numbers became others."""
    found = []
    for i, a in enumerate(matching.lefts):
        for j, b in enumerate(matching.rights):
            if i not in matching.used_left and j not in matching.used_right and may(a, b):
                cost = abs(a.start / matching.wide - b.start / matching.narrow) + _unlike(a, b)
                found.append((cost, i, j, _Alike(cost)))
    return found


def _both_dated(a: Quantity, b: Quantity) -> bool:
    """The same part of two dates; a word such as first elsewhere must not hide that they differ."""
    return a.kind == b.kind and a.kind in _DATE and a.group >= 0 and b.group >= 0 and same(a, b) is None


_ONE = frozenset({Decimal(1)})


def _either(a: Quantity, b: Quantity) -> bool:
    if family(a) != family(b) or max(a.demand, b.demand) < FIRM or _vague(a) or _vague(b):
        return False
    if any(q.demand < FIRM and q.values <= _ONE for q in (a, b)):
        return False  # one, un, ein: the other number is missing rather than changed into it
    return a.kind != "code" or _letters(a) == _letters(b)


def _vague(q: Quantity) -> bool:
    return q.demand == 0 and any(v >= 10 or v < 1 for v in q.values)


def _letters(code: Quantity) -> str:
    return "".join(c for c in code.text.casefold() if c.isalpha())


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
        cost += min(0.4, 0.1 * abs(math.log10(abs(float(first)) + 1) - math.log10(abs(float(second)) + 1)))
    return cost

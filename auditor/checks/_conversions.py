"""Conversions in parentheses: a measure, and right after it the same one in another unit."""

from __future__ import annotations

import functools
import itertools

import regex

from auditor.lang.quantities import Quantity, quantities
from auditor.lang.units import convert, units

_CONVERTED = frozenset({"length", "area", "volume", "mass", "speed", "temperature", "power"})
_OPENS = regex.compile(
    r"\s?[(（\[]\s?(?:about|around|approximately|roughly|some|ca\.?|etwa|rund|около|примерно|约|約|environ|unos|circa|~|≈)?\s?"
)


@functools.lru_cache(maxsize=2048)
def conversions(text: str, lang: str) -> tuple[tuple[Quantity, Quantity, float], ...]:
    """(a measure, its conversion, what that should be) wherever a text converts one.

    >>> [(a.text, b.text, round(x)) for a, b, x in conversions("It is 50 miles (80 km) off the coast.", "en")]
    [('50', '80', 80)]
    """
    out = []
    found = quantities(text, lang)
    for at, (first, second) in enumerate(itertools.pairwise(found)):
        opens = second.start
        if not second.tail and at + 2 < len(found) and found[at + 2].unit == second.unit:
            second = found[at + 2]  # noqa: PLW2901 - 5 to 10 km (3 to 6 miles): the ends of both ranges are compared
        if not first.unit or not second.unit or first.unit == second.unit or not _OPENS.fullmatch(text, first.tail, opens):
            continue
        if units()[first.unit].dimension not in _CONVERTED or len(first.values) != 1 or len(second.values) != 1:
            continue
        expected = convert(float(min(first.values)), first.unit, second.unit)
        if expected is not None:
            out.append((first, second, expected))
    return tuple(out)


def converted(text: str, lang: str, q: Quantity) -> bool:
    """Is the number a conversion of the one before it?  Whether it is right, another rule says."""
    return any(second.start == q.start for _, second, _ in conversions(text, lang))

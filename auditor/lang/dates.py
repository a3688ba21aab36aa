"""Dates, times of day and calendar words: what they mean, whether a date can be, and which weekday it was."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import regex

# A figure that is a date: year first, or year last.  Two-figure years are taken with slashes and points only.
NUMERIC_DATE = (
    r"(?<![\p{Nd}\p{L}])(?<![\p{Nd}][.,/-])(?:(?P<y1>[12]\p{Nd}{3})(?P<s1>[-./])(?P<m1>[01]?\p{Nd})(?P=s1)(?P<d1>[0-3]?\p{Nd})"
    r"|(?P<a2>[0-3]?\p{Nd})(?P<s2>[-./])(?P<b2>[0-3]?\p{Nd})(?P=s2)(?P<y2>[12]\p{Nd}{3}|(?<=[./])\p{Nd}{2}))(?![\p{Nd}\p{L}])(?![-./,]\p{Nd})"
)
_AM_PM = r"(?P<half>[aApP])\.?\s?[mM]\b\.?"
CLOCK = (
    r"(?<![\p{Nd}.:,])(?P<hour>[012]?\p{Nd}|[一二三四五六七八九十两]{1,3}(?=[点點時时]))(?:"
    rf"[:.](?P<min1>[0-5]\p{{Nd}})(?::[0-5]\p{{Nd}})?\s?{_AM_PM}"
    r"|(?:[:：]|\s:\s)(?P<min2>[0-5]\p{Nd})(?::[0-5]\p{Nd})?(?![\p{Nd}:]|\s\p{Nd}{3}(?!\p{Nd}))"
    rf"|\s?{_AM_PM.replace('half', 'half2')}"
    r"|\.(?P<min3>[0-5]\p{Nd})(?=\s?(?:Uhr|uur|Uhr|hrs?\b|часов|год\b|klo\b))"
    r"|\s?[hH]\s?(?P<min4>[0-5]\p{Nd})(?!\p{Nd})"
    r"|(?=\s?(?:o['’]clock|Uhr\b|uur\b))"
    r"|\s?[点點時时시](?!間|间|代|期)(?:\s?(?P<min5>[0-5]?\p{Nd})\s?[分분])?(?P<past>半|반)?"
    r")"
)


def moments(hour: int, minute: int, half: str = "") -> frozenset[Decimal]:
    """Minutes from midnight a clock time may mean; both halves of the day where none is said.

    >>> sorted(map(int, moments(3, 30, "p"))), sorted(map(int, moments(3, 0))), sorted(map(int, moments(15, 0)))
    ([930], [180, 900], [900])
    """
    if half.lower() == "p":
        return frozenset({Decimal((hour % 12 + 12) * 60 + minute)})
    if half.lower() == "a":
        return frozenset({Decimal(hour % 12 * 60 + minute)})
    if hour > 12 or hour == 0:
        return frozenset({Decimal(hour % 24 * 60 + minute)})
    return frozenset({Decimal(hour * 60 + minute), Decimal((hour % 12 + 12) * 60 + minute), Decimal(hour % 12 * 60 + minute)})


def can_be(year: int | None, month: int, day: int) -> bool:
    """Is there such a day in the (Gregorian) calendar?

    >>> can_be(None, 2, 29), can_be(2023, 2, 29), can_be(None, 4, 31)
    (True, False, False)
    """
    try:
        dt.date(year if year is not None and 1 <= year <= 9999 else 2024, month, day)
    except ValueError:
        return False
    return True


def weekday(year: int, month: int, day: int) -> int | None:
    """The weekday, Monday = 1, None where there is no such date.

    >>> weekday(2024, 2, 29)
    4
    """
    return dt.date(year, month, day).isoweekday() if 1 <= year <= 9999 and can_be(year, month, day) else None


CLOCK_PATTERN = regex.compile(CLOCK)
NUMERIC_DATE_PATTERN = regex.compile(NUMERIC_DATE)

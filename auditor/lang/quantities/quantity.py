"""What a text says by number: values, how they are written, and what they count."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import msgspec

Value = Decimal | Fraction

# Written numbers worth a demand of their own; below it a number may satisfy the other side, but needs nothing there.
FIRM = 0.3


class Quantity(msgspec.Struct, frozen=True):
    """One number, date part or time of a text: `text[start:end]` is the quote.

    `values` holds every reading the language's own conventions allow; `loose` holds what else it may stand for
    (other conventions, 98 for 1998, 3 o'clock for 15:00): enough to satisfy the other side, never to contradict it.
    """

    start: int
    end: int
    text: str
    kind: str  # number, ordinal, decade, year, month, day, weekday, relday, daypart, time (minutes from midnight), code
    values: frozenset[Value]
    loose: frozenset[Value] = frozenset()
    demand: float = 1.0  # how surely a counterpart must exist: 1 digits, 0 words such as one, both, first
    written: str = "digits"  # digits, words, han, mixed
    unit: str = ""  # id of `auditor.lang.units`
    currency: frozenset[str] = frozenset()  # ISO 4217 candidates
    group: int = -1  # parts of one date share a number
    malformed: bool = False  # no convention of the language writes figures this way
    tail: int = 0  # end of the unit or currency that follows (or `end`)

    @property
    def all(self) -> frozenset[Value]:
        """Strict and loose readings together."""
        return self.values | self.loose if self.loose else self.values

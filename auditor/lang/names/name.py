"""What a name in a text is."""

from __future__ import annotations

import msgspec


class Name(msgspec.Struct, frozen=True):
    """A stretch that looks like a name; `sure` says how much, 0 to 1."""

    start: int
    end: int
    text: str
    kind: str  # capital, acronym, known, dotted, titled, katakana, quoted
    sure: float
    first: bool = False  # at the beginning of a sentence, where capitals say nothing

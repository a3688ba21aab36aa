"""Number words read as one value: "two hundred and five thousand", "dreiundzwanzig", "quatre-vingt-dix-sept"."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import msgspec
import regex

from auditor.lang.quantities.quantity import Value
from auditor.lang.quantities.tables import Meaning, lexicon, meanings

# Languages that write numbers below a million as one word.
COMPOUNDING = frozenset({"de", "nl", "it", "sv", "da", "nb", "fi", "hu", "et", "cs", "tr", "pt"})
# Languages that say the ones before the tens.
_ONES_FIRST = frozenset({"de", "nl", "da", "ar", "he"})
_LONGEST_WORD = 60


class Part(msgspec.Struct, frozen=True):
    """One numeric word of the text, or part of a compound."""

    start: int
    end: int
    kind: str
    value: Value


class Spelled(msgspec.Struct, frozen=True):
    """A number in words; `kind` is number, ordinal or fraction; `weak` words need no counterpart."""

    start: int
    end: int
    value: Value
    kind: str
    weak: bool


def times(one: Value, other: Value) -> Value:
    """The product; Decimal where both are.

    >>> times(Decimal(2), Fraction(1, 3))
    Fraction(2, 3)
    """
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return one * other
    return Fraction(one) * Fraction(other)


def plus(one: Value, other: Value) -> Value:
    """The sum; Decimal where both are."""
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return one + other
    return Fraction(one) + Fraction(other)


def _fits(current: Value, value: Value, lang: str) -> bool:
    """May `value` follow `current` within one number, as five follows twenty?"""
    if current != int(current) or value != int(value):
        return False
    low = int(current) % 100
    if value < 10:
        fits = int(current) % 10 == 0 and low != 10 and value > 0
    elif value < 100:
        fits = low == 0
    else:
        fits = value < 1000 and int(current) % 1000 == 0
    if not fits and lang == "fr":
        fits = (low in {60, 80} and 10 <= value < 20) or (low == 4 and value == 20)
    if not fits and lang in _ONES_FIRST:
        fits = 0 < low < 10 and (value == 10 or (20 <= value < 100 and value % 10 == 0))
    return fits


class _Sum:
    """A number being read, scale by scale."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.total: Value = Decimal(0)
        self.current: Value = Decimal(0)
        self.scale: Value | None = None
        self.empty = True

    @property
    def value(self) -> Value:
        return plus(self.total, self.current)

    def add(self, value: Value) -> bool:
        if self.empty or (self.current == 0 and self.scale is not None and value < self.scale):
            self.current = value
        elif self.current and _fits(self.current, value, self.lang):
            four_score = self.lang == "fr" and value == 20 and int(self.current) % 100 == 4
            self.current = plus(self.current, Decimal(76) if four_score else value)
        else:
            return False
        self.empty = False
        return True

    def hundred(self, value: Value) -> bool:
        if self.current >= 100 or (self.scale is not None and self.scale <= 100):
            return False
        self.current, self.empty = times(self.current or Decimal(1), value), False
        return True

    def multiply(self, scale: Value) -> bool:
        if self.empty:
            self.total = scale
        elif self.scale is None or (self.current and scale < self.scale):
            self.total = plus(self.total, times(self.current or Decimal(1), scale))
        elif scale > self.scale:
            self.total = times(self.value, scale)
        else:
            return False
        self.current, self.scale, self.empty = Decimal(0), scale, False
        return True


def fold(parts: Sequence[Part], lang: str) -> list[Spelled]:
    """Neighbouring number words as the numbers they make.

    >>> two_thirds = [Part(0, 3, "cardinal", Decimal(2)), Part(4, 10, "fraction", Fraction(1, 3))]
    >>> fold(two_thirds, "en")[0].value
    Fraction(2, 3)
    """
    found: list[Spelled] = []
    at = 0
    while at < len(parts):
        spelled, at = _one(parts, at, lang)
        if spelled is not None:
            found.append(spelled)
    return found


def _one(parts: Sequence[Part], first: int, lang: str) -> tuple[Spelled | None, int]:
    """The number that begins at `first`, and where the next may begin."""
    part = parts[first]
    if part.kind == "join":
        return None, first + 1
    if part.kind == "article":
        following = parts[first + 1].kind if first + 1 < len(parts) else ""
        if following not in {"hundred", "scale", "collective"}:
            return None, first + 1
        spelled, after = _one(parts, first + 1, lang)
        return (msgspec.structs.replace(spelled, start=part.start, weak=False) if spelled else None), after
    if part.kind in {"weak", "vague"}:
        return Spelled(part.start, part.end, part.value, "number", weak=True), first + 1
    return _run(parts, first, lang)


def _run(parts: Sequence[Part], first: int, lang: str) -> tuple[Spelled, int]:
    """A number that begins with a word that may be part of one."""
    sum_, at, last, kind, strong = _Sum(lang), first, first, "number", False
    while at < len(parts) and kind == "number":
        part = parts[at]
        if part.kind in {"join", "article"}:
            at += 1
            continue
        share = _share(part, sum_) if at == last + 1 or at == first or part.kind == "fraction" else None
        if share is not None:
            taken, kind = _portion(sum_, share, adjacent=at == last + 1)
            strong = strong or (taken and at > first)
        else:
            taken = _take(sum_, part)
            kind = "ordinal" if taken and part.kind == "ordinal" else kind
            strong = strong or (taken and (part.kind == "cardinal" or (part.kind in _MULTIPLIES and at > first)))
            strong = strong or (taken and part.kind == "collective" and part.value == _DOZEN)
        if not taken:
            break
        last, at = at, at + 1
    strong = strong or parts[first].kind == "hundred"
    weak = not strong and (kind != "ordinal" or sum_.value <= 2)
    return Spelled(parts[first].start, parts[last].end, sum_.value, kind, weak=weak), last + 1


_ORDINAL_SHARES = frozenset({"fr", "es", "it", "pt", "ro", "ca"})  # deux cinquièmes, dos quintos
_MULTIPLIES = frozenset({"scale", "hundred", "collective"})
_DOZEN = 12


def _share(part: Part, sum_: _Sum) -> Value | None:
    """What a fraction word makes of the number before it; one third is a fraction, twenty-third is not."""
    if part.kind == "fraction":
        return part.value
    if part.kind != "ordinal" or part.value <= 2 or sum_.empty:
        return None
    several = sum_.lang in _ORDINAL_SHARES and 1 < sum_.value < min(part.value, 10)
    return 1 / Fraction(part.value) if sum_.value == 1 or several else None


def _portion(sum_: _Sum, share: Value, *, adjacent: bool) -> tuple[bool, str]:
    """Half, two thirds, two and a half; whether it was taken, and the kind of the number now."""
    if sum_.empty:
        sum_.current, sum_.empty = share, False
        return True, "number"
    if adjacent and sum_.value == int(sum_.value) and sum_.value < 100:
        sum_.current = times(sum_.value, share)
        return True, "fraction"
    if not adjacent and share == Decimal("0.5"):
        sum_.current = plus(sum_.current, share)
        return True, "number"
    return False, "number"


def _take(sum_: _Sum, part: Part) -> bool:
    """Adds a word to the number, if it can be part of it."""
    if part.kind == "scale":
        return sum_.multiply(part.value)
    if part.kind == "hundred":
        return sum_.hundred(part.value)
    if part.kind == "collective":
        if not sum_.empty and sum_.value >= 100:
            return False
        sum_.current, sum_.empty = times(sum_.current or Decimal(1), part.value), False
        return True
    return part.kind in {"cardinal", "numeral", "ordinal"} and sum_.add(part.value)


@functools.cache
def _compound(lang: str) -> tuple[regex.Pattern[str], frozenset[str]] | None:
    atoms = lexicon(lang).atoms
    words = sorted((w for w in atoms if len(w) > 1 or lang == "it"), key=len, reverse=True)
    if lang not in COMPOUNDING or not words:
        return None
    choice = "|".join(map(regex.escape, words))
    return regex.compile(rf"(?:({choice}))+"), frozenset(w[:2] for w in words)


@functools.lru_cache(maxsize=32768)
def compound(word: str, lang: str) -> Spelled | None:
    """The value of a number written as one lower-case word, if it is one.

    >>> compound("dreiundzwanzig", "de").value, compound("zweitausendfünfhundert", "de").value, compound("anderswo", "de")
    (Decimal('23'), Decimal('2500'), None)
    """
    pattern = _compound(lang)
    if pattern is None or not 4 < len(word) <= _LONGEST_WORD or word[:2] not in pattern[1]:
        return None
    match = pattern[0].fullmatch(word)
    if match is None or len(match.captures(1)) < 2:
        return None
    atoms = lexicon(lang).atoms
    parts = [Part(s, e, atoms[word[s:e]].kind, atoms[word[s:e]].value) for s, e in match.spans(1)]
    found = fold(parts, lang)
    if len(found) != 1 or found[0].end != len(word):
        return None
    return found[0]


@functools.lru_cache(maxsize=65536)
def word_meanings(word: str, lang: str) -> tuple[Meaning, ...]:
    """What a word may say, compounds and number-holding beginnings included.

    >>> [(m.kind, int(m.value)) for m in word_meanings("dreijährige", "de")]
    [('weak', 3)]
    """
    found = meanings(word, lang)
    if found or len(word) < 5:
        return found
    spelled = compound(word, lang)
    if spelled is not None:
        kind = "ordinal" if spelled.kind == "ordinal" else "weak" if spelled.weak else "cardinal"
        return (Meaning(kind, spelled.value),)
    for prefix, value in lexicon(lang).prefixes:
        if word.startswith(prefix) and len(word) >= len(prefix) + 3:
            return (Meaning("weak", value),)
    return ()

"""What a figure may mean: separators by the conventions of the language, as candidate sets."""

from __future__ import annotations

import functools
import unicodedata
from decimal import Decimal

import regex

from auditor.lang.quantities.quantity import Value

_DIGIT = regex.compile(r"\p{Nd}")
_SPACES = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE} "
# Which mark divides decimals (Unicode CLDR 48, `decimal`); languages of neither list
# (Spanish, Arabic, Persian: regions disagree; und) are read both ways.
_POINT = frozenset({"en", "zh", "ja", "ko", "hi", "he", "th", "yue", "mr", "ne", "bn", "ta", "te", "gu", "pa", "kn", "ml", "si",
                    "ur", "km", "my", "lo", "ga", "cy", "mt", "tl", "fil", "ms", "sw", "am", "ti"})  # fmt: skip
COMMA = frozenset({"de", "fr", "it", "ru", "uk", "pl", "cs", "sk", "tr", "nl", "sv", "da", "nb", "no", "nn", "fi", "hu", "ro",
                   "bg", "el", "hr", "sr", "sl", "lt", "lv", "et", "pt", "id", "vi", "ca", "gl", "eu", "is", "mk", "sq", "be",
                   "az", "kk", "hy", "ka", "bs", "af", "lb", "ast", "uz", "ky"})  # fmt: skip
_GROUPED = regex.compile(r"\p{Nd}{1,3}(?:[.,'’٬ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]\p{Nd}{3})+")
_INDIAN = regex.compile(r"\p{Nd}{1,2}(?:[,٬]\p{Nd}{2})+[,٬]\p{Nd}{3}")


@functools.lru_cache(maxsize=16384)
def plain(figure: str) -> str:
    r"""The figure in ASCII digits.

    >>> plain("٣٤٫٥"), plain("１２"), plain("\U00010D45")
    ('34٫5', '12', '5')
    """
    return figure if figure.isascii() else _DIGIT.sub(lambda m: _ascii(m.group()), figure)


def _ascii(digit: str) -> str:
    """The digit in ASCII; of a script younger than Python's own tables, by its place in its run of ten."""
    known = unicodedata.decimal(digit, None)
    if known is None:
        known = next(n for n in range(10) if n == 9 or not _DIGIT.match(chr(ord(digit) - n - 1)))
    return str(known)


@functools.lru_cache(maxsize=16384)
def readings(figure: str, lang: str) -> tuple[frozenset[Value], frozenset[Value], bool]:
    """Strict values, loose values, and whether no convention of the language writes figures this way.

    >>> readings("1.500", "de")[0], readings("1.500", "en")[0] == {Decimal("1.5")}
    (frozenset({Decimal('1500')}), True)
    >>> readings("1,1762", "en")[2], readings("12,34,567", "hi")[0]
    (True, frozenset({Decimal('1234567')}))
    """
    figure = plain(figure)
    figure = f"0{figure}" if figure.startswith(".") else figure
    marks = [c for c in figure if not c.isdigit()]
    bare = Decimal("".join(c for c in figure if c.isdigit()))
    if not marks:
        return frozenset({bare}), frozenset(), False
    as_group, as_decimal = _whole(figure, marks), _decimal(figure, marks)
    last, kinds = marks[-1], set(marks)
    strict: set[Value] = set()
    loose: set[Value] = {v for v in (as_group, as_decimal) if v is not None}
    point, comma = lang in _POINT or lang not in COMMA, lang in COMMA or lang not in _POINT
    if as_group is not None and _may_group(last, point, comma, lang):
        strict.add(as_group)
    if as_decimal is not None and _may_divide(last, kinds, point, comma):
        strict.add(as_decimal)
    if figure[0] == "0" and as_decimal is not None:  # 0,298 groups nothing in any language
        strict.add(as_decimal)
    malformed = not strict
    if malformed:
        if not loose:
            loose.add(bare)
        if len(marks) == 1 and as_decimal is None:
            loose |= {Decimal(part) for part in regex.split(r"\D", figure) if part}
    return frozenset(strict), frozenset(loose - strict), malformed


def _whole(figure: str, marks: list[str]) -> Value | None:
    if len(set(marks)) == 1 and figure[0] != "0" and (_GROUPED.fullmatch(figure) or _INDIAN.fullmatch(figure)):
        return Decimal("".join(c for c in figure if c.isdigit()))
    return None


def _decimal(figure: str, marks: list[str]) -> Value | None:
    if marks[-1] not in ".,٫·":
        return None
    head, tail = figure.rsplit(marks[-1], 1)
    if len(marks) > 1 and (marks[-1] in marks[:-1] or not (_GROUPED.fullmatch(head) or _INDIAN.fullmatch(head))):
        return None
    return Decimal("".join(c for c in head if c.isdigit()) + "." + tail)


def _may_group(mark: str, point: bool, comma: bool, lang: str) -> bool:
    if mark in _SPACES or mark in "'’":
        # English prints 3 000 only in technical writing: read, but looked at twice.
        return mark in "'’" or not (lang == "en" and mark == " ")
    return (mark in ",٬" and point) or (mark == "." and comma)


def _may_divide(mark: str, kinds: set[str], point: bool, comma: bool) -> bool:
    if mark == "٫":
        return True
    if mark == "·":
        return len(kinds) == 1
    return (mark == "." and point) or (mark == "," and comma)

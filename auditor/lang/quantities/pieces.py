"""The figures of a text, and those of its words that say something about number or time."""

from __future__ import annotations

import re

import msgspec
import regex

from auditor.lang.quantities.spelled import word_meanings
from auditor.lang.quantities.tables import Meaning

Taken = list[tuple[int, int]]

_SPACE = r"[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]"
_FIGURE = regex.compile(
    rf"\p{{Nd}}{{1,3}}(?:{_SPACE}\p{{Nd}}{{3}})+(?!\p{{Nd}}|[-/:]\p{{Nd}})(?:[.,]\p{{Nd}}+)?"
    r"|(?<![\p{Nd}\p{L}.)\]])\.\p{Nd}+|\p{Nd}+(?:[.,'’٫٬·]\p{Nd}+)*"
)
# The standard library's expressions are several times faster, but split words at combining marks.
_MARKED = frozenset({"hi", "mr", "ne", "bn", "ta", "te", "gu", "pa", "kn", "ml", "si", "ar", "fa", "ur", "he", "ps", "sd",
                     "ckb", "th", "my", "km", "lo", "dv", "am"})  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)?")
_MARKED_WORD = regex.compile(r"[\p{L}\p{M}]+(?:['’](?=\p{L})[\p{L}\p{M}]+)?")
_LONGEST_WORD = 60
_LONGEST_FIGURE = 22  # beyond it stands a key or a rule of ones, not a number
GLUE = regex.compile(rf"{_SPACE}?[-\N{{NON-BREAKING HYPHEN}}]?{_SPACE}?|\s{{1,2}}")


class Piece(msgspec.Struct, frozen=True):
    """A figure, or a word with what it may mean."""

    start: int
    end: int
    figure: bool
    meanings: tuple[Meaning, ...] = ()


def free(taken: Taken, start: int, end: int) -> bool:
    """Is the stretch not read yet?"""
    return not any(s < end and start < e for s, e in taken)


def pieces(text: str, lang: str, taken: Taken, *, digits: bool) -> list[Piece]:
    """Figures, and words the tables know, in order; words glued to a figure are kept whatever they are."""
    found: list[Piece] = []
    ends: set[int] = set()
    if digits:
        for m in _FIGURE.finditer(text):
            if m.end() - m.start() <= _LONGEST_FIGURE and (not taken or free(taken, *m.span())):
                found.append(Piece(m.start(), m.end(), figure=True))
                ends.add(m.end())
    for w in (_MARKED_WORD if lang in _MARKED else _WORD).finditer(text):
        start, end = w.span()
        if end - start > _LONGEST_WORD:
            continue
        meanings = word_meanings(w.group().lower().replace("i̇", "i"), lang)
        if meanings or start in ends:
            found.append(Piece(start, end, figure=False, meanings=meanings))
    if ends:
        found.sort(key=lambda p: p.start)
    return found


def skip(found: list[Piece], at: int, end: int) -> int:
    """The first piece after `at` that begins at `end` or later."""
    after = at + 1
    while after < len(found) and found[after].start < end:
        after += 1
    return after


def phrase_end(text: str, piece: Piece, meaning: Meaning) -> int | None:
    """Where the phrase a word begins ends, None when its other words do not follow."""
    if not meaning.words:
        return piece.end
    end = piece.end + len(meaning.words)
    return end if text[piece.end : end].lower() == meaning.words else None

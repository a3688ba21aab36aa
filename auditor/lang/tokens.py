"""Words, numbers and marks of a text with their offsets, in any script."""

from __future__ import annotations

import functools

import msgspec
import regex

# Han and Thai-like scripts give one token a character: word breaks there need a dictionary, and every use
# of tokens here (overlap, order, spans) works on characters as well.  Kana and Hangul runs stay whole.
_TOKEN = regex.compile(
    r"""(?P<number>\p{Nd}+(?:[.,\u066B\u066C\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}'’]\p{Nd}+)*(?!\p{L}))
      | (?P<char>[\p{Script=Han}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*)
      | (?P<word>[\p{Script=Hiragana}\p{Script=Katakana}ー]+
               | [\p{L}\p{Nd}](?:[\p{L}\p{M}\p{Nd}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{SOFT HYPHEN}]
               | [-'’\N{RIGHT SINGLE QUOTATION MARK}\N{NON-BREAKING HYPHEN}](?=\p{L}|\p{Nd}))*)
      | (?P<mark>[^\s\p{L}\p{Nd}])""",
    regex.VERBOSE,
)
_PIECE = regex.compile(r"[\p{L}\p{M}\p{Nd}'\N{RIGHT SINGLE QUOTATION MARK}]+")


class Token(msgspec.Struct, frozen=True):
    """A stretch of text: `kind` is word, char, number or mark."""

    start: int
    end: int
    text: str
    kind: str


@functools.lru_cache(maxsize=2048)
def tokens(text: str) -> tuple[Token, ...]:
    """All tokens, in order; what lies between them is white space.

    >>> [t.text for t in tokens("He’s 1,234 m from 東京.")]
    ['He’s', '1,234', 'm', 'from', '東', '京', '.']
    """
    return tuple(Token(m.start(), m.end(), m.group(), m.lastgroup or "mark") for m in _TOKEN.finditer(text))


@functools.lru_cache(maxsize=2048)
def words(text: str) -> tuple[Token, ...]:
    """Tokens that are not marks.

    >>> [t.text for t in words("Yes, 3 of them!")]
    ['Yes', '3', 'of', 'them']
    """
    return tuple(t for t in tokens(text) if t.kind != "mark")


def hyphened(text: str, start: int) -> list[tuple[int, int]]:
    """Where a word that begins at `start` stands, or the parts of a hyphenated one, if they have two letters and more each.

    >>> hyphened("well-known", 4), hyphened("e-mail", 0)
    ([(4, 8), (9, 14)], [(0, 6)])
    """
    if "-" in text or "\N{NON-BREAKING HYPHEN}" in text:
        pieces = [(start + m.start(), start + m.end()) for m in _PIECE.finditer(text)]
        if len(pieces) > 1 and all(b - a > 1 for a, b in pieces):
            return pieces
    return [(start, start + len(text))]

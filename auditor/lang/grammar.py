"""How odd an English text reads at each place, and which part of speech would mend it."""

from __future__ import annotations

import functools

import msgspec

from auditor.lang.pos import EDGE, chance, tagged

# What may be missing, as a class: its members stand for all (closed-class tags are single words).
_MISSING = {
    "noun": ("NN", "NNS", "NNP"), "verb": ("VBD", "VBZ", "VB", "VBN", "is", "was"), "subject": ("it", "they", "he"),
    "link": ("and", "of", "in", "to", "that", ","), "describer": ("JJ", "RB"), "article": ("the", "a"),
}  # fmt: skip


class Gap(msgspec.Struct, frozen=True):
    """The place before token `index`: how much likelier the text gets if something of a class stood there."""

    index: int
    start: int  # offset where the token begins
    oddness: float  # minus log probability of the two tags after the place
    mends: tuple[float, ...]  # in the order of `CLASSES`


CLASSES = tuple(_MISSING)


@functools.lru_cache(maxsize=2048)
def gaps(text: str) -> tuple[Gap, ...]:
    """Every place between tokens of an English text."""
    found = tagged(text)
    tags = (EDGE, EDGE, *(t.tag for t in found), EDGE, EDGE)
    out = []
    for k in range(len(found) + 1):
        a, b, c, d = tags[k : k + 4]  # the place is between b and c
        now = _cost(a, b, c, d)
        mends = tuple(max(_mended(a, b, x, c, d) for x in group) + now for group in _MISSING.values())
        start = found[k].token.start if k < len(found) else len(text)
        out.append(Gap(k, start, now, mends))
    return tuple(out)


@functools.lru_cache(maxsize=65536)
def _cost(a: str, b: str, c: str, d: str) -> float:
    return -chance(a, b, c) - chance(b, c, d)


@functools.lru_cache(maxsize=65536)
def _mended(a: str, b: str, x: str, c: str, d: str) -> float:
    return chance(a, b, x) + chance(b, x, c) + chance(x, c, d)

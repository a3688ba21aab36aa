"""chrF2++ of one segment, equal to sacrebleu's, from n-gram counts that the features share."""

from __future__ import annotations

import functools
import itertools
import string
from collections import Counter
from collections.abc import Sequence

CHAR_ORDER, _WORD_ORDER, _BETA2 = 6, 2, 4.0
_MARKS = frozenset(string.punctuation)  # what sacrebleu's chrF takes off words: ASCII punctuation only
LONGEST = 20_000  # characters compared: a page, not a segment, and cost grows with it

Shares = tuple[float, float] | None  # precision and recall; None where a side has no n-gram of the order


def chrf_pp(target: str, references: Sequence[str]) -> float:
    """The best chrF2++ (0 to 100) against any of the references; `sacrebleu.CHRF(word_order=2)` gives the same.

    >>> round(chrf_pp("The cat sat on the mat.", ["A cat sat on the mat!"]), 2)
    79.16
    """
    return max((_one(target[:LONGEST], reference[:LONGEST]) for reference in references), default=0.0)


def _one(target: str, reference: str) -> float:
    ours, theirs = _word_grams(target), _word_grams(reference)
    found = [*char_shares(target, reference), *(_share(a, b) for a, b in zip(ours, theirs, strict=True))]
    _counts(target, reference)  # while the n-grams are there: the whole will be asked for
    return 100.0 * harmonic(*average(found), _BETA2)


def chrf_sums(targets: Sequence[str], references: Sequence[str]) -> list[float]:
    """What sacrebleu sums up for chrF2++ of many segments with one reference each: by order, n-grams of target, reference, both.

    >>> chrf_sums(["The cat.", "Yes."], ["A cat!", "Yes."])[:3]
    [11.0, 9.0, 7.0]
    """
    sums = [0] * (3 * (CHAR_ORDER + _WORD_ORDER))
    for target, reference in zip(targets, references, strict=True):
        sums = [a + b for a, b in zip(sums, itertools.chain.from_iterable(_counts(target, reference)), strict=True)]
    return [float(n) for n in sums]


@functools.lru_cache(maxsize=8192)
def _counts(target: str, reference: str) -> tuple[tuple[int, int, int], ...]:
    """By order, n-grams of the target (none where the reference has none of that order), of the reference, and of both."""
    ours = (*_char_grams("".join(target.split())), *_word_grams(target))
    theirs = (*_char_grams("".join(reference.split())), *_word_grams(reference))
    return tuple((a.total if b.total else 0, b.total, _both(a, b)) for a, b in zip(ours, theirs, strict=True))


@functools.lru_cache(maxsize=64)
def char_shares(target: str, reference: str) -> tuple[Shares, ...]:
    """Precision and recall of character n-grams, order 1 to 6, white space left out."""
    return tuple(
        _share(a, b) for a, b in zip(_char_grams("".join(target.split())), _char_grams("".join(reference.split())), strict=True)
    )


def four_grams(target: str, reference: str) -> float:
    """F1 of character 4-grams as the texts stand, white space and all.

    >>> four_grams("a b c d", "a b c d"), four_grams("a b c d", "abcd")
    (1.0, 0.0)
    """
    return harmonic(*(_share(_grams(target, 4), _grams(reference, 4)) or (float(target == reference),) * 2))


def average(shares: Sequence[Shares]) -> tuple[float, float]:
    """Mean precision and recall over the orders both sides have."""
    there = [s for s in shares if s is not None]
    if not there:
        return 0.0, 0.0
    return sum(p for p, _ in there) / len(there), sum(r for _, r in there) / len(there)


def harmonic(precision: float, recall: float, beta2: float = 1.0) -> float:
    """The F measure; 0 where both are.

    >>> round(harmonic(0.5, 1.0), 3)
    0.667
    """
    return (1.0 + beta2) * precision * recall / (beta2 * precision + recall) if precision + recall else 0.0


class Grams:
    """A bag of n-grams: those that are there, how often where more than once, and how many in all.

    Of more than two letters most are there once: to intersect sets is twice as fast as to compare counts.
    """

    __slots__ = ("kinds", "more", "total")

    def __init__(self, grams: list[str]) -> None:
        """The bag of a list."""
        self.kinds, self.total = set(grams), len(grams)
        self.more: dict[str, int] = {}
        if len(self.kinds) < self.total:
            self.more = {gram: n for gram, n in Counter(grams).items() if n > 1}


@functools.lru_cache(maxsize=64)
def _char_grams(text: str) -> tuple[Grams, ...]:
    return tuple(_grams(text, n) for n in range(1, CHAR_ORDER + 1))


def _grams(text: str, n: int) -> Grams:
    return Grams([text[i : i + n] for i in range(len(text) - n + 1)])


def _share(a: Grams, b: Grams) -> Shares:
    if not a.total or not b.total:
        return None
    both = _both(a, b)
    return both / a.total, both / b.total


def _both(a: Grams, b: Grams) -> int:
    both = len(a.kinds & b.kinds)
    if a.more and b.more:
        fewer, other = (a.more, b.more) if len(a.more) <= len(b.more) else (b.more, a.more)
        both += sum([min(n, other[gram]) - 1 for gram, n in fewer.items() if gram in other])
    return both


@functools.lru_cache(maxsize=64)
def _word_grams(text: str) -> tuple[Grams, ...]:
    words = _words(text)
    return tuple(Grams(["\n".join(words[i : i + n]) for i in range(len(words) - n + 1)]) for n in range(1, _WORD_ORDER + 1))


def _words(text: str) -> list[str]:
    """Words with one leading or trailing mark taken off, as sacrebleu does it."""
    out: list[str] = []
    for word in text.split():
        if len(word) == 1:
            out.append(word)
        elif word[-1] in _MARKS:
            out += [word[:-1], word[-1]]
        elif word[0] in _MARKS:
            out += [word[0], word[1:]]
        else:
            out.append(word)
    return out

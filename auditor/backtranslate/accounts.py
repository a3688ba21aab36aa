"""Forced decoding: how far each word of one side is accounted for by the other, asked of a model without generating anything.

A source word that is unlikely given the target was left out or changed; a target word that is unlikely given the source was put
in or changed.  One pass over a given text costs a fraction of generating one, so it is asked of everything, and a
back-translation is generated only where a word looks bad.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from auditor.backtranslate.base import Scorer, Token
from auditor.lang.lemmas import closed_class, function_words, plain
from auditor.lang.tokens import words
from auditor.model import Segment

LOOKS_BAD = -1.2  # of a word that carries meaning: less likely than 30 %


class Account(msgspec.Struct, frozen=True):
    """Words of both sides with the natural logarithm of their probability given the other side: (start, end, logarithm)."""

    source: tuple[tuple[int, int, float], ...] = ()
    target: tuple[tuple[int, int, float], ...] = ()


def accounts(scorer: Scorer, pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str) -> Iterator[Account]:
    """For each (source, target): both sides, each given the other."""
    theirs = scorer.score([(target, source) for source, target in pairs], target_lang, source_lang)
    mine = scorer.score(pairs, source_lang, target_lang)
    for (source, target), one, other in zip(pairs, theirs, mine, strict=True):
        yield Account(by_word(source, one, source_lang), by_word(target, other, target_lang))


def by_word(text: str, tokens: Sequence[Token], lang: str) -> tuple[tuple[int, int, float], ...]:
    """Words with the sum of their pieces' logarithms; a word no piece stands in is left out.

    The small words before a word count with it: that "on Sunday" was left out shows at "on", after which a day is no surprise.

    >>> by_word("El gato", [Token(0, 2, -0.5), Token(3, 5, -2.0), Token(5, 7, -0.5)], "es")
    ((0, 2, -0.5), (3, 7, -3.0))
    """
    small = function_words(lang) - closed_class(lang, "neg")
    found, at, before = [], 0, 0.0
    pieces = sorted(tokens, key=lambda t: t.start)
    for word in words(text):
        while at < len(pieces) and pieces[at].end <= word.start:
            at += 1
        values = []
        while at < len(pieces) and pieces[at].start < word.end:
            values.append(pieces[at].logprob)
            at += 1
        if values:
            own = sum(values)
            is_small = plain(word.text) in small
            found.append((word.start, word.end, round(own if is_small else own + before, 4)))
            before = before + own if is_small else 0.0
    return tuple(found)


def looks_bad(account: Account, source: Segment, target: Segment) -> bool:
    """Is a word that carries meaning, or denies, unlikely on either side given the other?"""
    for side, entries in ((source, account.source), (target, account.target)):
        small = function_words(side.lang) - closed_class(side.lang, "neg")
        if any(value < LOOKS_BAD and plain(side.text[start:end]) not in small for start, end, value in entries):
            return True
    return not (account.source and account.target)

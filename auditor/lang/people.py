"""Is a noun phrase about a person?  Enough of an answer for frames: one waves to officials, and from a balcony."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from auditor.lang import lexicon
from auditor.lang.lemmas import lemma

DETERMINERS = frozenset(
    [
        "a",
        "an",
        "the",
        "his",
        "her",
        "their",
        "its",
        "our",
        "my",
        "your",
        "this",
        "that",
        "these",
        "those",
        "some",
        "several",
        "many",
        "two",
        "three",
        "all",
        "both",
    ]
)


def is_person(following: Sequence[str]) -> bool:
    """Do the words, as they follow a preposition, name people?

    >>> is_person(["Russian", "officials", "in"]), is_person(["the", "balcony", "of"]), is_person(["her"])
    (True, False, True)
    """
    if following and following[0].lower() in {"him", "her", "them", "us", "me", "you", "everyone", "people"}:
        return True
    for word in following[:4]:
        if word.lower() in DETERMINERS:
            continue
        if _is_human(word.lower()):
            return True
        if not _may_precede(word):
            return False
    return False


def _may_precede(word: str) -> bool:
    return word[:1].isupper() or lexicon.known(word.lower())


@functools.lru_cache(maxsize=4096)
def _is_human(word: str) -> bool:
    return lexicon.is_a(lemma(word, "en"), "person")

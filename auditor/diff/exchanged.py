"""Where two texts of one language exchange persons or places: the neighbours of a verb, or of from and to."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import msgspec

from auditor.diff.compare import Linked
from auditor.diff.verbs import Verb, verbs
from auditor.diff.words import Word
from auditor.lang.lemmas import closed_class
from auditor.lang.scripts import primary

_REACH = 4  # words from a verb to the head of its neighbour
# Verbs that say the same either way round.
_MUTUAL = frozenset(
    (
        "meet",
        "marry",
        "face",
        "play",
        "fight",
        "equal",
        "match",
        "resemble",
        "join",
        "border",
        "include",
        "say",
        "be",
        "have",
        "follow",
        "precede",
        "mean",
        "become",
        "remain",
        "divorce",
        "kiss",
        "tie",
        "draw",
        "accompany",
        "tell",
        "add",
        "contact",
    )
)
_PAIRS = {
    "en": ("from", "to"), "es": ("de", "a"), "fr": ("de", "à"), "de": ("von", "nach"), "it": ("da", "a"), "pt": ("de", "para"),
    "ru": ("из", "в"), "uk": ("з", "до"), "nl": ("van", "naar"), "pl": ("z", "do"),
}  # fmt: skip


class Exchange(msgspec.Struct, frozen=True):
    """What was exchanged, as offsets into both texts; `kind` is verb, voice or way."""

    kind: str
    a_start: int
    a_end: int
    b_start: int
    b_end: int


def exchanged(found: Linked, lang: str) -> Iterator[Exchange]:
    """Every exchange of two linked words around a linked verb, or around from and to.

    >>> from auditor.diff.compare import linked
    >>> [e.kind for e in exchanged(linked("The dog bit the man.", "The man bit the dog.", "en"), "en")]
    ['verb']
    """
    order = [found.links.to_b[i].b for i in sorted(found.links.to_b)]
    english = primary(lang) == "en"
    if not english and all(x < y for x, y in itertools.pairwise(order)):
        return
    yield from _around_verbs(found, lang, english=english)
    yield from _ways(found, lang)


def _around_verbs(found: Linked, lang: str, *, english: bool) -> Iterator[Exchange]:
    first, second = found.first, found.second
    groups_a, groups_b = (verbs(first), verbs(second)) if english else ({}, {})
    for i, link in found.links.to_b.items():
        word, other = first[i], second[link.b]
        if not word.content or word.name or word.number or word.char or word.base in _MUTUAL or other.base in _MUTUAL:
            continue
        there, here = groups_a.get(i), groups_b.get(link.b)
        if english and (there is None or here is None or there.index != i or here.index != link.b):
            continue
        one, two = _sides(first, i, there, lang), _sides(second, link.b, here, lang)
        if one is None or two is None:
            continue
        to_b = found.links.to_b
        doer, goal = to_b.get(one[0]), to_b.get(one[1])
        if doer is None or goal is None or (doer.b, goal.b) != (two[1], two[0]):
            continue
        if goal.relation == doer.relation == "family" or first[one[0]].base == first[one[1]].base:
            continue
        places_a, places_b = (*one, i), (*two, link.b)
        kind = "voice" if _voice(there) != _voice(here) else "verb"
        yield Exchange(
            kind,
            first[min(places_a)].start,
            first[max(places_a)].end,
            second[min(places_b)].start,
            second[max(places_b)].end,
        )


def _voice(group: Verb | None) -> bool:
    return group is not None and group.passive


def _sides(words: Sequence[Word], i: int, group: Verb | None, lang: str) -> tuple[int, int] | None:
    """The heads of doer and goal of the verb at i, the passive turned round; None where a preposition or a pause is between."""
    start = group.start if group else i
    left, right = _head(words, start, -1, lang), _head(words, i, 1, lang, by=_voice(group))
    if left is None or right is None:
        return None
    return (right, left) if _voice(group) else (left, right)


def _head(words: Sequence[Word], i: int, step: int, lang: str, *, by: bool = False) -> int | None:
    """The open-class word that heads the phrase beside a verb: the last of it, on either side of an English verb."""
    k, head, seen_by = i + step, None, False
    while 0 <= k < len(words) and abs(k - i) <= _REACH:
        word = words[k]
        if word.content or word.number:
            if step < 0:
                return k if _nominal(word) else None
            if not _nominal(word) and head is not None:
                break
            head = k if _nominal(word) else head
        elif by and word.form == "by":
            seen_by = True
        elif word.form not in closed_class(lang, "det") or head is not None:
            break
        k += step
    return head if not by or seen_by else None


def _nominal(word: Word) -> bool:
    return word.tag in {"NN", "NNS", "NNP", ""} and not word.number


def _ways(found: Linked, lang: str) -> Iterator[Exchange]:
    """From A to B against from B to A."""
    pair = _PAIRS.get(primary(lang))
    there, here = (_way(found.first, pair), _way(found.second, pair)) if pair else ([], [])
    for a in there:
        for b in here:
            links = [found.links.to_b.get(a[0]), found.links.to_b.get(a[1])]
            if [link.b if link else -1 for link in links] == [b[1], b[0]]:
                first, second = found.first, found.second
                start_a, start_b = min(a[2], *a[:2]), min(b[2], *b[:2])
                yield Exchange("way", first[start_a].start, first[max(a[:2])].end, second[start_b].start, second[max(b[:2])].end)


def _way(words: Sequence[Word], pair: tuple[str, str]) -> list[tuple[int, int, int]]:
    """(from where, to where, first word) of every way in a text: a content word right after each preposition."""
    found = []
    for k, word in enumerate(words):
        if word.form != pair[0] or k + 1 >= len(words) or not (words[k + 1].content or words[k + 1].number):
            continue
        for m in range(k + 2, min(k + 5, len(words) - 1)):
            if words[m].form == pair[1] and (words[m + 1].content or words[m + 1].number):
                found.append((k + 1, m + 1, k))
                break
            if not words[m].content:
                break
    return found

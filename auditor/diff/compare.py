"""Two texts in one language in, typed edits out."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import msgspec

from auditor.diff.align import Alignment, align
from auditor.diff.features import Pair, of_run, whole
from auditor.diff.runs import Run, runs
from auditor.diff.words import Word, words
from auditor.lang.grammar import gaps
from auditor.lang.scripts import primary


class Edit(msgspec.Struct, frozen=True):
    """One difference: `a[a_start:a_end]` of the trusted text against `b[b_start:b_end]` of the other."""

    kind: str
    a_start: int
    a_end: int
    b_start: int
    b_end: int
    features: Mapping[str, float]
    strength: float = 0.0


class Comparison(msgspec.Struct, frozen=True):
    """Two texts, their words, links and differences."""

    first: tuple[Word, ...]
    second: tuple[Word, ...]
    links: Alignment
    edits: tuple[Edit, ...]
    whole: Mapping[str, float]


@functools.lru_cache(maxsize=1024)
def compare(a: str, b: str, lang: str) -> Comparison:
    """The differences between a trusted text `a` and a text `b` of the same language.

    >>> [(e.kind, "We won the game."[e.a_start:e.a_end]) for e in compare("We won the game.", "We lost the game.", "en").edits]
    [('changed', 'won')]
    """
    first, second = words(a, lang), words(b, lang)
    links = align(first, second, lang)
    found = runs(first, second, links)
    pair = Pair(first, second, links, lang, gaps(b) if primary(lang) == "en" else (), whole(first, second, links, found))
    return Comparison(first, second, links, tuple(_edit(run, pair, a, b) for run in found), pair.whole)


def _edit(run: Run, pair: Pair, a: str, b: str) -> Edit:
    a_start, a_end = _span(run.a_from, run.a_to, pair.first, a)
    b_start, b_end = _span(run.b_from, run.b_to, pair.second, b)
    kind = "changed" if run.a_from < run.a_to and run.b_from < run.b_to else "dropped" if run.a_from < run.a_to else "added"
    return Edit(kind, a_start, a_end, b_start, b_end, of_run(run, pair))


def _span(start: int, end: int, found: tuple[Word, ...], text: str) -> tuple[int, int]:
    if start < end:
        return found[start].start, found[end - 1].end
    place = found[start].start if start < len(found) else found[-1].end if found else len(text)
    return place, place

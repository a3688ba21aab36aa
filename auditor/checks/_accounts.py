"""What forced decoding says of a unit: source words the target does not account for, target words the source does not.

Two witnesses are asked, because each is blind in its own way: a word after a gap is unlikely although it is right, and a
back-translation words things its own way or makes up what is missing.  An unlikely word that does not come back as it was
counts as left out (or put in) where nothing comes back in its place, or where all words of the other side are likely: had it
been exchanged, its partner would be unlikely too.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from auditor.checks._back import UNLIKELY
from auditor.diff import Comparison, compare
from auditor.diff.words import Word
from auditor.lang.lemmas import closed_class, function_words, plain
from auditor.lang.scripts import primary
from auditor.lang.tokens import words
from auditor.model import Role, Segment, Span, Unit

_SURE = -8.0  # logarithm of a probability from which there is no more doubt


class Unaccounted(msgspec.Struct, frozen=True):
    """Consecutive words of one side that the other side says nothing of."""

    span: Span
    anchor: Span | None  # where in the target a word of the source is missing
    logprob: float  # of the least likely of them

    @property
    def strength(self) -> float:
        """0.5 where the doubt begins, 0.95 where it ends."""
        share = (self.logprob - UNLIKELY) / (_SURE - UNLIKELY)
        return round(0.5 + 0.45 * min(1.0, max(0.0, share)), 4)


def unaccounted(unit: Unit) -> Iterator[Unaccounted]:
    """What the target left out of the source, and what it put in."""
    source, back = unit.source, unit.back
    told = tuple(unit.meta.get("source_accounts", ())), tuple(unit.meta.get("target_accounts", ()))
    if source is None or back is None or not all(told) or primary(source.lang) != primary(back.lang):
        return
    found = compare(source.text, back.text, source.lang)
    source_likely, target_likely = _likely(told[0], source), _likely(told[1], unit.target)
    for start, end, value in _runs(told[0], _left_out(found, alone=target_likely)):
        place = _after(start, found, unit)
        yield Unaccounted(Span(Role.SOURCE, start, end), Span(Role.TARGET, place, place), value)
    for start, end, value in _runs(told[1], _put_in(found, unit, alone=source_likely)):
        yield Unaccounted(Span(Role.TARGET, start, end), None, value)


def _likely(entries: tuple[tuple[int, int, float], ...], side: Segment) -> bool:
    """Are all words of a side likely that carry meaning?"""
    small = _small(side.lang)
    return all(value >= UNLIKELY or plain(side.text[start:end]) in small for start, end, value in entries)


def _small(lang: str) -> frozenset[str]:
    """Words that carry no meaning of their own."""
    return function_words(lang) - closed_class(lang, "neg")


def _left_out(found: Comparison, *, alone: bool) -> list[tuple[int, int]]:
    """Content words of the source that do not come back: nothing does in their place, or (`alone`) whatever does."""
    gaps = [(e.a_start, e.a_end) for e in found.edits if e.kind == "dropped" or (alone and e.kind == "changed")]
    return [
        (w.start, w.end)
        for i, w in enumerate(found.first)
        if i not in found.links.to_b and _says(w) and any(a <= w.start and w.end <= b for a, b in gaps)
    ]


def _put_in(found: Comparison, unit: Unit, *, alone: bool) -> list[tuple[int, int]]:
    """Words of the target that come back as content words nothing in the source stands for, or (`alone`) as nothing of it."""
    added = [(e.b_start, e.b_end) for e in found.edits if e.kind == "added"]
    strange, kept = set[tuple[int, int]](), set[tuple[int, int]]()
    for a, b, c, d in unit.alignment:
        for j, word in enumerate(found.second):
            if word.start < d and c < word.end and _says(word):
                linked = j in found.links.to_a
                if linked:
                    kept.add((a, b))
                elif any(x <= word.start and word.end <= y for x, y in added):
                    strange.add((a, b))
    if not alone:
        return sorted(strange - kept)
    small = _small(unit.target.lang)
    return [(word.start, word.end) for word in words(unit.target.text) if plain(word.text) not in small]


def _says(word: Word) -> bool:
    return word.content or word.number or word.negates


def _runs(entries: tuple[tuple[int, int, float], ...], named: list[tuple[int, int]]) -> Iterator[tuple[int, int, float]]:
    """Of the words named, those that are unlikely, neighbours together."""
    open_: tuple[int, int, float] | None = None
    last = -1
    for at, (start, end, value) in enumerate(entries):
        if value >= UNLIKELY or not any(a < end and start < b for a, b in named):
            continue
        if open_ is not None and last == at - 1:
            open_ = (open_[0], end, min(open_[2], value))
        else:
            if open_ is not None:
                yield open_
            open_ = (start, end, value)
        last = at
    if open_ is not None:
        yield open_


def _after(start: int, found: Comparison, unit: Unit) -> int:
    """The place in the target after what stands for the source's words before."""
    for i in range(len(found.first) - 1, -1, -1):
        link = found.links.to_b.get(i)
        if found.first[i].end <= start and link is not None:
            word = found.second[link.b]
            ends = [b for _, b, c, d in unit.alignment if c < word.end and word.start < d]
            if ends:
                return max(ends)
    return 0

"""Finds terms in text, in any of their forms: what checks ask a glossary.

Words are looked up by what an ending leaves of them, and then compared; what is learned of a word of the text is kept,
so that news, which repeats its words, costs little.  Text without spaces is searched with one automaton for all terms.
"""

from __future__ import annotations

import bisect
import collections
import contextlib
import datetime as dt
import functools
import gc
from collections.abc import Iterable, Iterator, Sequence

from auditor.glossary import inflection
from auditor.glossary.entries import ANY, Concept, signature
from auditor.glossary.places import Entry, Literal, agrees, entries, fits_case, is_literal, pattern, verified
from auditor.glossary.stands import stands
from auditor.glossary.words import split
from auditor.lang.scripts import is_unspaced, primary
from auditor.model import Occurrence, Term

MOST = 500  # occurrences looked at in one text: more are a word list
_ENDING = 3  # letters that an ending takes off the shorter of two forms, at most; in English the dictionary knows the rest
_LONGER = 8  # letters that one form may be longer than the other, unless it is a prefix that is looked for
_CACHE = 50_000  # words of text remembered by an index


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """No search for garbage among what is being read and stays: a fifth of the time of a large glossary."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


class Matcher:
    """A glossary ready to be asked; satisfies `Terminology`.  Built once, read-only after."""

    def __init__(self, concepts: Iterable[Concept], on: str = "") -> None:
        """`on`: the day (ISO 8601) on which terms must be valid, today if not given."""
        self.concepts = tuple(concepts)
        self.on = on or dt.datetime.now(tz=dt.UTC).date().isoformat()
        self._terms: dict[str, list[Term]] = {}  # by primary language
        self._by_concept: dict[str, Concept] = {}
        for concept in self.concepts:
            self._by_concept[concept.id] = concept
            for term in concept.terms:
                if _is_valid(term, self.on):
                    self._terms.setdefault(primary(term.lang), []).append(term)
        self._indexes: dict[str, _Index] = {}

    @functools.cached_property
    def signature(self) -> str:
        """A hash of the terms and the day they are read on (only where some have a validity)."""
        dated = any(t.valid_from or t.valid_to for c in self.concepts for t in c.terms)
        return signature(self.concepts, self.on if dated else "")

    def __len__(self) -> int:
        """How many concepts."""
        return len(self.concepts)

    def find(self, text: str, lang: str, field: str = "body", domain: str = "") -> tuple[Occurrence, ...]:
        """Occurrences of terms of `lang` whose sense holds here; where they overlap, the longest."""
        found = [
            o
            for tongue in (primary(lang), ANY)
            if tongue in self._terms
            for o in self._index(tongue).find(text, lang)
            if _speaks(o.term.lang, lang) and _means(o.term, text, lang, field, domain)
        ]
        return tuple(_longest(found[:MOST]))

    def renderings(self, concept: str, lang: str) -> tuple[Term, ...]:
        """Every term of a concept in one language that is valid today, in order."""
        entry = self._by_concept.get(concept)
        if entry is None:
            return ()
        return tuple(t for t in entry.terms if t.lang == ANY or _speaks(t.lang, lang) if _is_valid(t, self.on))

    def stands(self, text: str, term: Term, lang: str = "") -> Occurrence | None:
        """Does one term stand in a text, read kindly: inflected, compounded, its words apart?"""
        return stands(text, term, lang or term.lang)

    def _index(self, tongue: str) -> _Index:
        if tongue not in self._indexes:
            with undisturbed():
                self._indexes[tongue] = _Index(self._terms[tongue], tongue)
        return self._indexes[tongue]

    def __getstate__(self) -> dict[str, object]:
        """Worker processes build their own indexes."""
        return {"concepts": self.concepts, "on": self.on}

    def __setstate__(self, state: dict[str, object]) -> None:
        """The same glossary on the same day."""
        self.__init__(state["concepts"], str(state["on"]))  # type: ignore[misc]


class _Index:
    """The terms of one language."""

    def __init__(self, terms: Sequence[Term], tongue: str) -> None:
        self.tongue = tongue
        self.patterns = [t for t in terms if t.match == "regex"]
        self.entries: dict[str, list[Entry]] = {}  # by the folded word they are looked up by
        self.ending = 1 if tongue == "en" else _ENDING
        self.seen: dict[str, tuple[Entry, ...]] = {}
        whole: list[Term] = []
        found: list[Entry] = []
        unspaced = is_unspaced(tongue)
        for term in terms:
            if term.match == "regex":
                continue
            if unspaced or is_literal(term.text):
                whole.append(term)
            else:
                found += entries(term, tongue)
        self.literal = Literal(whole) if whole else None
        self._fill(found)

    def _fill(self, entries: list[Entry]) -> None:
        """Each entry goes under the rarest of its words, so that none gathers with "the" or "united"."""
        counts = collections.Counter([word for _, words, _, _ in entries for word in words])
        for term, words, _, gaps in entries:
            at = 0
            if len(words) > 1 and not gaps:
                for i in range(1, len(words)):
                    more = counts[words[i]] - counts[words[at]]
                    if more < 0 or (more == 0 and len(words[i]) > len(words[at])):
                        at = i
            self.entries.setdefault(words[at], []).append((term, words, at, gaps))

    @functools.cached_property
    def _stems(self) -> dict[str, list[str]]:
        """The same words by what an ending leaves of them."""
        stems: dict[str, list[str]] = {}
        for word in self.entries:
            stems.setdefault(word[: max(2, len(word) - self.ending)], []).append(word)
        return stems

    @functools.cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.entries)

    def find(self, text: str, lang: str) -> Iterator[Occurrence]:
        """Every occurrence, overlapping ones too."""
        if self.literal is not None:
            yield from self.literal.find(text)
        for term in self.patterns:
            yield from pattern(text, term)
        if not self.entries:
            return
        words = split(text, lang)
        for i, word in enumerate(words):
            for entry in self._anchored(word.folded):
                yield from verified(entry, words, i - entry[2], text, self.tongue)
            if word.joined and i:  # cease-fire, for a glossary that has ceasefire
                for entry in self._anchored(words[i - 1].folded + word.folded):
                    if len(entry[1]) == 1 and fits_case(entry[0], text[words[i - 1].start : word.end], text):
                        yield Occurrence(words[i - 1].start, word.end, entry[0], "form")

    def _anchored(self, word: str) -> tuple[Entry, ...]:
        known = self.seen.get(word)
        if known is None:
            if len(self.seen) > _CACHE:
                self.seen.clear()
            known = self.seen[word] = tuple(self._look(word))
        return known

    def _look(self, word: str) -> Iterator[Entry]:
        forms = inflection.variants(word, self.tongue)
        for mine in sorted({mine for form in forms for mine in self._near(form)}):
            for entry in self.entries[mine]:
                if agrees(entry[0], mine, word, self.tongue, last=entry[2] == len(entry[1]) - 1):
                    yield entry

    def _near(self, form: str) -> Iterator[str]:
        """Words that could be forms of one word with this: they differ in an ending of a few letters."""
        if form in self.entries:
            yield form
        shorter = max(2, len(form) - self.ending)
        for size in range(1, shorter + 1):  # as long or shorter: what an ending leaves of them, the form begins with
            for mine in self._stems.get(form[:size], ()):
                if len(mine) <= 2 or len(mine) <= len(form) <= len(mine) + _LONGER:
                    yield mine
        start = form[:shorter]
        for at in range(bisect.bisect_left(self._sorted, start), len(self._sorted)):  # longer: they begin as the form does
            mine = self._sorted[at]
            if not mine.startswith(start):
                return
            if len(form) < len(mine) <= len(form) + _LONGER:
                yield mine


def _speaks(mine: str, lang: str) -> bool:
    """Is a term of one tag for text of another: pt-BR for pt-BR and pt, pt for all of them, pt-BR not for pt-PT?"""
    mine, lang = mine.lower(), lang.lower().replace("_", "-")
    return mine in {ANY, lang} or lang.startswith(mine + "-") or mine.startswith(lang + "-")


def _is_valid(term: Term, on: str) -> bool:
    return (not term.valid_from or term.valid_from <= on) and (not term.valid_to or on < term.valid_to)


def _means(term: Term, text: str, lang: str, field: str, domain: str) -> bool:
    """Do all conditions of the term's sense hold here?"""
    sense = term.sense
    if (sense.fields and field not in sense.fields) or (sense.domains and domain not in sense.domains):
        return False
    return not sense.neighbours or any(_is_near(word, text, lang) for word in sense.neighbours)


@functools.lru_cache(maxsize=8192)
def _is_near(word: str, text: str, lang: str) -> bool:
    if is_unspaced(lang):
        return word in text
    mine = split(word, lang)
    words = split(text, lang)
    return bool(mine) and any(
        all(inflection.same(m.folded, w.folded, lang) for m, w in zip(mine, words[i : i + len(mine)], strict=True))
        for i in range(len(words) - len(mine) + 1)
    )


def _longest(found: list[Occurrence]) -> Iterator[Occurrence]:
    """Occurrences in order, without those inside a longer one; two concepts on the same words both stay."""
    reach = -1
    best: tuple[int, int] = (-1, -1)
    told: set[tuple[str, str]] = set()  # of the words at `best`: a term is found once there, however many of its forms fit
    for o in sorted(found, key=lambda o: (o.start, -o.end, o.term.concept, o.term.text, o.how)):
        if o.end > reach:
            reach, best, told = o.end, (o.start, o.end), set()
        elif (o.start, o.end) != best:
            continue
        if (name := (o.term.concept, o.term.text)) not in told:
            told.add(name)
            yield o

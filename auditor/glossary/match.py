"""Finds terms in text, in any of their forms: what checks ask a glossary.

Words are looked up by what an ending leaves of them, and then compared; what is learned of a word of the text is kept,
so that news, which repeats its words, costs little.  Text without spaces is searched with one automaton for all terms.
"""

from __future__ import annotations

import bisect
import collections
import datetime as dt
import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence

import ahocorasick_rs
import msgspec
import regex

from auditor.glossary import inflection
from auditor.glossary.entries import ANY, Concept, signature
from auditor.glossary.words import LONGEST, Word, flat, fold, split
from auditor.lang.scripts import is_unspaced, primary
from auditor.model import Occurrence, Term

GAP = 4  # words that an ellipsis in a term ("take ... into account") may stand for
APART = 3  # words of others that may stand between those of a term
MOST = 500  # occurrences looked at in one text: more are a word list
_SECONDS = 0.05  # for one pattern on one text
_ENDING = 3  # letters that an ending takes off the shorter of two forms, at most; in English the dictionary knows the rest
_LONGER = 8  # letters that one form may be longer than the other, unless it is a prefix that is looked for
_CACHE = 50_000  # words of text remembered by an index
_GAPS = regex.compile(r"\s*(?:\N{HORIZONTAL ELLIPSIS}|\.\.\.)\s*")
_BREAK = regex.compile(r"[,;:!?()\"“”«»\n\r。、，]")
_APART = 3  # characters between two words of a term
_SURROGATES = regex.compile(r"\p{Cs}")
_WORDISH = regex.compile(r"[\p{L}\p{N}--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]]", regex.VERSION1)

Entry = tuple[
    Term, tuple[str, ...], int, tuple[int, ...]
]  # term, folded words, which of them it is looked up by, gaps after words


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
        entries: list[Entry] = []
        unspaced = is_unspaced(tongue)
        for term in terms:
            if term.match == "regex":
                continue
            if not unspaced and _is_plain(term):  # most terms
                entries.append((term, tuple(term.text.lower().split()), 0, ()))
            elif unspaced or _is_literal(term.text):
                whole.append(term)
            else:
                entries += _entries(term, tongue)
        self.literal = _Literal(whole) if whole else None
        self._fill(entries)

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
            yield from _pattern(text, term)
        if not self.entries:
            return
        words = split(text, lang)
        for i, word in enumerate(words):
            for entry in self._anchored(word.folded):
                yield from _verified(entry, words, i - entry[2], text, self.tongue)
            if word.joined and i:  # cease-fire, for a glossary that has ceasefire
                for entry in self._anchored(words[i - 1].folded + word.folded):
                    if len(entry[1]) == 1 and _fits_case(entry[0], text[words[i - 1].start : word.end], text):
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
                if _agrees(entry[0], mine, word, self.tongue, last=entry[2] == len(entry[1]) - 1):
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


def _is_literal(text: str) -> bool:
    """Has it no words to cut: signs only, or a script without spaces?"""
    if text.isascii():
        return not any(c.isalnum() for c in text)
    return _has_unspaced(text) or not split(text, "und")


class _Literal:
    """Terms that are searched for as strings: there are no words to cut in this script."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.terms = [(t, i) for t in terms for i in (t.text, *t.forms) if i]
        texts = [_well_formed(flat(text)) for _, text in self.terms]
        self.automaton = ahocorasick_rs.AhoCorasick(texts, implementation=ahocorasick_rs.Implementation.ContiguousNFA)

    def find(self, text: str) -> Iterator[Occurrence]:
        """Every occurrence; Latin letters and digits at a term's edge need a boundary."""
        shown = text[:LONGEST]
        for number, start, end in self.automaton.find_matches_as_indexes(_well_formed(flat(shown)), overlapping=True):
            term, written = self.terms[number]
            if _is_whole(shown, start, end) and (not term.case_sensitive or shown[start:end] == written):
                yield Occurrence(start, end, term, "exact" if written == term.text else "form")


def _well_formed(text: str) -> str:
    """Lone surrogates, which the automaton refuses, replaced one by one."""
    return text if text.isascii() else str(_SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text))


def _is_whole(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before and _WORDISH.match(text[start]) and _WORDISH.match(before)) and not (
        after and _WORDISH.match(text[end - 1]) and _WORDISH.match(after)
    )


def _has_unspaced(text: str) -> bool:
    return not text.isascii() and bool(
        regex.search(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]", text)
    )


def _is_plain(term: Term) -> bool:
    """Is it plain words, in one form?"""
    return not term.forms and term.text.isascii() and term.text.replace(" ", "").isalpha()


def _entries(term: Term, tongue: str) -> Iterator[Entry]:
    if _is_plain(term):
        yield (term, tuple(term.text.lower().split()), 0, ())
        return
    for number, text in enumerate((term.text, *term.forms)):
        said = term if number == 0 else msgspec.structs.replace(term, match="exact" if term.match == "lemma" else term.match)
        pieces = (
            [split(p, tongue) for p in _GAPS.split(text)]
            if "..." in text or "\N{HORIZONTAL ELLIPSIS}" in text
            else [split(text, tongue)]
        )
        words = tuple(w.folded for piece in pieces for w in piece)
        if not words:
            continue
        gaps, at = [], 0
        for piece in pieces[:-1]:
            at += len(piece)
            gaps.append(at)
        yield (term if number == 0 else said, words, 0, tuple(g for g in gaps if 0 < g < len(words)))
        if len(words) == 2 and any(w.joined for w in pieces[0]):  # ceasefire, for a glossary that has cease-fire
            yield (term, ("".join(words),), 0, ())


def _agrees(term: Term, mine: str, theirs: str, tongue: str, *, last: bool) -> bool:
    if mine == theirs:
        return True
    if term.match == "exact":
        return tongue == "en" and theirs in {mine + "'s", mine + "s'"} and last
    if term.match == "prefix" and last:
        return theirs.startswith(mine)
    return inflection.same(mine, theirs, tongue)


def _verified(entry: Entry, words: Sequence[Word], start: int, text: str, tongue: str) -> Iterator[Occurrence]:
    term, mine, at, gaps = entry
    if start < 0 or start + len(mine) > len(words):
        return
    i, how = start, "exact"
    for n, word in enumerate(mine):
        if n in gaps:
            i = next(
                (j for j in range(i, min(i + GAP + 1, len(words))) if _agrees(term, word, words[j].folded, tongue, last=False)),
                -1,
            )
            if i < 0:
                return
        elif i >= len(words) or (n != at and not _agrees(term, word, words[i].folded, tongue, last=n == len(mine) - 1)):
            return
        how = how if words[i].folded == word else "form"
        i += 1
    begin, end = words[start].start, words[i - 1].end
    if not _runs_on(words[start:i], text, gaps) or not _fits_case(term, text[begin:end], text):
        return
    yield Occurrence(begin, end, term, how)


def _runs_on(words: Sequence[Word], text: str, gaps: tuple[int, ...]) -> bool:
    """Do only spaces, hyphens and apostrophes part the words?  A full stop or comma between them is another phrase."""
    if gaps:
        return True
    for a, b in itertools.pairwise(words):
        between = text[a.end : b.start]
        if len(between) > _APART or _BREAK.search(between) or (len(between) > 1 and "." in between and a.end - a.start > 1):
            return False
    return True


def _fits_case(term: Term, found: str, text: str) -> bool:
    """Has it its capitals?  A name never stands in small letters in another form than its own: "wie" is no form of Wien.

    Case-sensitive terms must be written as they are, with whatever ending (EU's, NATO-Staaten).
    """
    options = (term.text, *term.forms)
    if found in options:
        return True
    if term.case_sensitive:
        return any(found.startswith(o) for o in options) or (
            term.text[:1].isupper() == found[:1].isupper()
            and not term.text.isupper()
            and not any(found.lower() == o.lower() for o in options)
        )
    if term.text[:1].isupper() and found[:1].islower():
        return any(found.lower() == o.lower() for o in options) or text.islower()
    return True


def _pattern(text: str, term: Term) -> Iterator[Occurrence]:
    compiled = _compiled(term.text, term.case_sensitive)
    try:
        for match in compiled.finditer(text[:LONGEST], timeout=_SECONDS):
            if match.group():
                yield Occurrence(match.start(), match.end(), term, "pattern")
    except TimeoutError:
        return


@functools.lru_cache(maxsize=4096)
def _compiled(pattern: str, case: bool) -> regex.Pattern[str]:
    return regex.compile(pattern, regex.NOFLAG if case else regex.IGNORECASE)


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


def stands(text: str, term: Term, lang: str) -> Occurrence | None:
    """The first place a term stands in a text, read as kindly as an editor would: what `terms/missing` must not find.

    >>> from auditor.model import Term
    >>> text = "Die Speicherressourcen und Verträge"
    >>> [text[o.start : o.end] for t in ("Speicher", "Vertrag") if (o := stands(text, Term("c", "de", t), "de"))]
    ['Speicherressourcen', 'Verträge']
    """
    if term.match == "regex":
        return next(_pattern(text, term), None)
    tongue = primary(term.lang if term.lang != ANY else lang)
    if is_unspaced(tongue) or _has_unspaced(term.text) or not split(term.text, tongue):
        return next(_Literal((term,)).find(text), None)
    words = split(text, tongue)
    for entry in _entries(term, tongue):
        for start in range(len(words)):
            if entry[1][0] == words[start].folded or _agrees(
                entry[0], entry[1][0], words[start].folded, tongue, last=len(entry[1]) == 1
            ):
                for found in _verified((entry[0], entry[1], 0, entry[3]), words, start, text, tongue):
                    return found
    if term.match != "lemma" or term.case_sensitive:
        return _shut(text, term, words)
    return _shut(text, term, words) or _compound(term, words, tongue) or _apart(term, words, tongue)


def _shut(text: str, term: Term, words: Sequence[Word]) -> Occurrence | None:
    """The term written with its words joined by hyphens, or shut where it has some."""
    mine = "".join(w.folded for w in split(term.text, term.lang))
    for i, word in enumerate(words):
        pair = words[i - 1].folded + word.folded if i and word.joined else ""
        for run, begin in ((word.folded, word.start), (pair, words[i - 1].start if i else 0)):
            if run and mine and (run == mine or (term.match == "lemma" and inflection.same(mine, run, term.lang))):
                return Occurrence(begin, word.end, term, "form") if _fits_case(term, text[begin : word.end], text) else None
    return None


def _compound(term: Term, words: Sequence[Word], tongue: str) -> Occurrence | None:
    mine = [w.folded for w in split(term.text, tongue)]
    for i in range(len(words) - len(mine) + 1):
        pairs = list(zip(mine, words[i : i + len(mine)], strict=True))
        if all(inflection.same(a, w.folded, tongue) or inflection.part_of(a, w.folded, tongue) for a, w in pairs):
            return Occurrence(words[i].start, words[i + len(mine) - 1].end, term, "compound")
    return None


def _apart(term: Term, words: Sequence[Word], tongue: str) -> Occurrence | None:
    """The words of the term in order with some others between; two words of equal standing may also change places.

    "media edad" is "edad media", but "informe de gestión" is no "gestión de informes".
    """
    mine = [w.folded for w in split(term.text, tongue)]
    if len(mine) < 2:
        return None
    places = [[i for i, w in enumerate(words) if _is_kin(m, w.folded, tongue)][:20] for m in mine]
    orders = [places, places[::-1]] if len(mine) == 2 and min(map(len, mine)) > 2 else [places]
    for order in orders if all(places) else ():
        for first in order[0]:
            last = first
            for options in order[1:]:
                last = next((i for i in options if last < i <= first + len(mine) + APART - 1), -1)
                if last < 0:
                    break
            else:
                return Occurrence(words[first].start, words[last].end, term, "apart")
    return None


def _is_kin(mine: str, theirs: str, tongue: str) -> bool:
    return inflection.same(mine, theirs, tongue) or inflection.part_of(mine, theirs, tongue)


def term_words(text: str) -> str:
    """A term's text folded for comparison: what makes two spellings one entry.

    >>> term_words("Cease‑Fire") == term_words("cease-fire")
    True
    """
    return " ".join(w.folded for w in split(text, "und")) or fold(text)

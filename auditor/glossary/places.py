"""One term at one place of a text: its words as they are compared, and whether they stand there."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence

import ahocorasick_rs
import msgspec
import regex

from auditor.glossary import inflection
from auditor.glossary.words import LONGEST, Word, flat, split
from auditor.model import Occurrence, Term

GAP = 4  # words that an ellipsis in a term ("take ... into account") may stand for
_SECONDS = 0.05  # for one pattern on one text
_GAPS = regex.compile(r"\s*(?:\N{HORIZONTAL ELLIPSIS}|\.\.\.)\s*")
_BREAK = regex.compile(r"[,;:!?()\"“”«»\n\r。、，]")
_APART = 3  # characters between two words of a term
_SURROGATES = regex.compile(r"\p{Cs}")
_WORDISH = regex.compile(r"[\p{L}\p{N}--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]]", regex.VERSION1)

Entry = tuple[Term, tuple[str, ...], int, tuple[int, ...]]  # term, folded words, which it is looked up by, gaps after words


def _is_plain(term: Term) -> bool:
    """Is it plain words, in one form?"""
    return not term.forms and term.text.isascii() and term.text.replace(" ", "").isalpha()


def entries(term: Term, tongue: str) -> Iterator[Entry]:
    """A term in all its forms, as the words that are compared."""
    if _is_plain(term):  # most terms
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


def agrees(term: Term, mine: str, theirs: str, tongue: str, *, last: bool) -> bool:
    """May a word of a text (`theirs`) stand for a word of the term?"""
    if mine == theirs:
        return True
    if term.match == "exact":
        return tongue == "en" and theirs in {mine + "'s", mine + "s'"} and last
    if term.match == "prefix" and last:
        return theirs.startswith(mine)
    return inflection.same(mine, theirs, tongue)


def verified(entry: Entry, words: Sequence[Word], start: int, text: str, tongue: str) -> Iterator[Occurrence]:
    """The term, if all its words stand in the text from one word on."""
    term, mine, at, gaps = entry
    if start < 0 or start + len(mine) > len(words):
        return
    i, how = start, "exact"
    for n, word in enumerate(mine):
        if n in gaps:
            i = next(
                (j for j in range(i, min(i + GAP + 1, len(words))) if agrees(term, word, words[j].folded, tongue, last=False)),
                -1,
            )
            if i < 0:
                return
        elif i >= len(words) or (n != at and not agrees(term, word, words[i].folded, tongue, last=n == len(mine) - 1)):
            return
        how = how if words[i].folded == word else "form"
        i += 1
    begin, end = words[start].start, words[i - 1].end
    if not _runs_on(words[start:i], text, gaps) or not fits_case(term, text[begin:end], text):
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


def fits_case(term: Term, found: str, text: str) -> bool:
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


def pattern(text: str, term: Term) -> Iterator[Occurrence]:
    """Where a term that is a regular expression matches; nothing from where it runs away."""
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


def is_literal(text: str) -> bool:
    """Has it no words to cut: signs only, or a script without spaces?"""
    if text.isascii():
        return not (text[:1].isalnum() or any(c.isalnum() for c in text))  # most terms begin with a letter
    return has_unspaced(text) or not split(text, "und")


class Literal:
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


def has_unspaced(text: str) -> bool:
    """Has it letters of a script that is written without spaces?"""
    return not text.isascii() and bool(
        regex.search(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]", text)
    )

"""Which names of one text have no counterpart in another, and how much that says: what the names checks share."""

from __future__ import annotations

import functools

import msgspec
import regex
from rapidfuzz import fuzz

from auditor.lang.lemmas import lemma
from auditor.lang.names.found import is_capital, is_common, names
from auditor.lang.names.gazetteer import fold, known
from auditor.lang.names.likeness import skeleton, within
from auditor.lang.names.name import Name
from auditor.lang.names.runs import Trace
from auditor.lang.names.spelling import latin
from auditor.lang.names.trace import part, trace
from auditor.lang.scripts import is_cased, primary
from auditor.lang.tokens import Token, words
from auditor.model import Segment

TRACED = 0.5  # likeness from which a name counts as found; below 0.35 nothing of it was found
MOST_NAMES = 24  # of one text that are compared: longer lists are tables
_WORD = regex.compile(r"[\p{L}\p{M}\p{Nd}]+(?:['’.][\p{L}\p{M}\p{Nd}]+)*")


class Left(msgspec.Struct, frozen=True):
    """A name of one side that the other side lacks."""

    name: Name  # the part that is not there
    whole: Name  # the name it is part of
    likeness: float  # of the nearest thing on the other side
    nearest: str
    kin: float  # likeness of the best other part of the same name: a given name may be added or dropped
    strong: bool  # no ordinary word of its language: a capital says nothing else of it
    listed: bool  # a known name


@functools.lru_cache(maxsize=4096)
def parts(name: Name, lang: str) -> tuple[tuple[Name, bool, bool], ...]:
    """The parts of a name that can be looked for, each with: no ordinary word? a known name?"""
    ids = known(name.text, lang)
    if ids or name.kind in {"acronym", "dotted", "titled", "katakana", "quoted"} or not is_cased(lang):
        return ((name, name.sure >= 0.6, bool(ids)),)
    pieces = [(m.start(), m.end()) for m in _WORD.finditer(name.text)]
    out, k = [], 0
    while k < len(pieces):
        size = next(
            (n for n in (4, 3, 2) if k + n <= len(pieces) and known(name.text[pieces[k][0] : pieces[k + n - 1][1]], lang)), 1
        )
        start, end = pieces[k][0], pieces[k + size - 1][1]
        k += size
        word = name.text[start:end].removesuffix("'s").removesuffix("’s")
        if len(word) < 2 or not is_capital(word):
            continue
        common = size == 1 and is_common(word, lang)
        listed = any(not (common and i.startswith(("city", "tongue"))) for i in known(word, lang))
        kind = "acronym" if word.isupper() and 2 <= len(word) <= 6 else name.kind
        here = Name(name.start + start, name.start + start + len(word), word, kind, name.sure, name.first)
        out.append((here, not common, listed))
    return tuple(out)


@functools.lru_cache(maxsize=2048)
def left_over(text: str, lang: str, other: str, other_lang: str) -> tuple[Left, ...]:
    """Names of `text` that `other` has no trace of.

    >>> [l.name.text for l in left_over("Duisburg met Angela Merkel", "en", "Korb met Angela Merkel", "en")]
    ['Duisburg']
    """
    out: list[Left] = []
    spelt_out = _spelt_out(text, other)
    for name in names(text, lang)[:MOST_NAMES]:
        if any(start <= name.start and name.end <= end for start, end in spelt_out):
            continue
        found = trace(name.text, lang, other, other_lang)
        if found.how in {"same", "known", "acronym"} or _ordinary(name.text, lang, other, other_lang):
            continue
        pieces = parts(name, lang)
        traces = [found if piece.text == name.text else part(piece.text, lang, other, other_lang) for piece, _, _ in pieces]
        for k, ((piece, strong, listed), t) in enumerate(zip(pieces, traces, strict=True)):
            inside = any(start <= piece.start and piece.end <= end for start, end in spelt_out)
            if t.likeness < TRACED and not inside and not _ordinary(piece.text, lang, other, other_lang):
                kin = max((u.likeness for j, u in enumerate(traces) if j != k and (pieces[j][1] or pieces[j][2])), default=0.0)
                out.append(Left(piece, name, t.likeness, t.text, kin, strong, listed))
    return tuple(out)


_ACRONYM = regex.compile(r"(?<![\p{L}\p{Nd}])\p{Lu}{3,6}(?![\p{L}\p{Nd}])")


@functools.lru_cache(maxsize=2048)
def _spelt_out(text: str, other: str) -> tuple[tuple[int, int], ...]:
    """Where a text spells an acronym of the other out: Association of Southeast Asian Nations for ASEAN.

    >>> _spelt_out("the Association of Southeast Asian Nations", "ASEAN")
    ((4, 42),)
    """
    wanted = set(_ACRONYM.findall(other[:4000])) if any(c.isupper() for c in other) else set()
    if not wanted:
        return ()
    found = [w for whole in words(text)[:400] for w in _pieces(whole) if is_capital(w.text)]
    heads = "".join(w.text[0] for w in found)
    out = []
    for acronym in sorted(wanted):
        at = heads.find(acronym)
        if at >= 0 and found[at + len(acronym) - 1].end - found[at].start < 14 * len(acronym):
            out.append((found[at].start, found[at + len(acronym) - 1].end))
        elif (match := _loosely(acronym, found, heads)) is not None:
            out.append(match)
    return tuple(out)


def _pieces(word: Token) -> list[Token]:
    """A compound by hyphen taken apart: Asia-Pacific gives APEC two letters."""
    if "-" not in word.text:
        return [word]
    out, start = [], word.start
    for piece in word.text.split("-"):
        out.append(msgspec.structs.replace(word, text=piece, start=start, end=start + len(piece)))
        start += len(piece) + 1
    return [p for p in out if p.text]


def _loosely(acronym: str, found: list[Token], heads: str) -> tuple[int, int] | None:
    """Names whose initials are part of an acronym that takes two letters of one of them (ASEAN: A, S-E, A, N)."""
    for size in (len(acronym) - 1,) if len(acronym) > 3 else ():
        for skip in range(1, len(acronym)):
            shorter = acronym[:skip] + acronym[skip + 1 :]
            at = heads.find(shorter)
            if (
                at >= 0
                and acronym[skip].lower() in found[at + skip - 1].text[1:].lower()
                and found[at + size - 1].end - found[at].start < 14 * size
            ):
                return found[at].start, found[at + size - 1].end
    return None


def _ordinary(word: str, lang: str, other: str, other_lang: str) -> bool:
    """In one language: does the word stand in the other text without a capital, or in another form?"""
    if primary(lang) != primary(other_lang):
        return False
    return all(_stands(w.text, other, other_lang) for w in words(word))


@functools.lru_cache(maxsize=8192)
def _stands(word: str, text: str, lang: str) -> bool:
    small, others = word.lower(), _small_words(text)
    if small in others:
        return True
    near = [o for o in others if o[:3] == small[:3] and abs(len(o) - len(small)) <= 5]
    return bool(near) and lemma(word, lang) in {lemma(o, lang) for o in near[:4]}


@functools.lru_cache(maxsize=2048)
def _small_words(text: str) -> frozenset[str]:
    return frozenset(w.text.lower() for w in words(text)[:400])


def sides(segment: Segment | None) -> bool:
    """Is there a text to compare with?"""
    return segment is not None and bool(segment.text.strip())


def variants(a: str, b: str) -> bool:
    """Are two Latin spellings conventions for one name rather than a slip (Zelensky, Zelenskyy; Mohammed, Muhammad)?

    >>> variants("Zelensky", "Zelenskyy"), variants("Merkel", "Merkle"), variants("Putin", "Poutine")
    (True, False, True)
    """
    x, y = latin(a), latin(b)
    if fold(a) == fold(b) or x == y or latin(a.replace("-", "")) == latin(b.replace("-", "")):
        return True
    if skeleton(x) != skeleton(y):
        return False
    consonants = [regex.sub("[aeiouyhj]", "", regex.sub(r"(.)\1+", r"\1", v)) for v in (x, y)]
    order = [regex.sub(r"(.)\1+", r"\1", regex.sub("[^aeiouy]", "-", v)) for v in (x, y)]
    return (
        consonants[0] == consonants[1]
        and (order[0] == order[1] or fuzz.ratio(x, y) >= 75)
        and x[:1] == y[:1]
        and x[-2:] != y[-2:][::-1]
    )


def close(a: str, b: str) -> float:
    """Likeness of two spellings in one language."""
    return within(a, b)


__all__ = ["MOST_NAMES", "TRACED", "Left", "Trace", "close", "left_over", "parts", "sides", "variants"]

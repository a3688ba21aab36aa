"""A name in a text without spaces: the stretch whose letters, or whose reading, are those of the name."""

from __future__ import annotations

import functools

import msgspec
import regex

from auditor.lang.names.letters import locate
from auditor.lang.names.likeness import across
from auditor.lang.names.spelling import latin
from auditor.lang.names.uncased import readings
from auditor.lang.scripts import primary, script_of

MOST_TEXT = 1500  # characters searched letter by letter; equal spellings and known names are found beyond them


class Trace(msgspec.Struct, frozen=True):
    """What in the other text comes nearest to a name."""

    likeness: float  # 0 to 1
    text: str = ""  # the words it was found as
    start: int = -1
    end: int = -1
    how: str = ""  # same, known, acronym, letters


NOWHERE = Trace(likeness=0.0)


def in_run(word: str, roman: str, text: str, lang: str) -> Trace:
    """In a text without spaces: the stretch whose letters explain the name best."""
    here = text[:MOST_TEXT]
    if script_of(text) == "Han" and primary(lang) != "ja" and (spelt := _by_pinyin(roman, here)) is not None:
        return spelt
    best = NOWHERE
    for script in (
        ("Katakana", "Han")
        if primary(lang) == "ja"
        else ("Han",)
        if primary(lang) in {"zh", "yue", "wuu"}
        else (script_of(text),)
    ):
        letters, places = _letters_of(here, script)
        start, end, gain = locate(script, letters, roman)
        if gain <= 0 or end <= start:
            continue
        stretch = letters[start:end]
        likeness = across(stretch, word)
        if likeness > best.likeness:
            best = Trace(likeness, here[places[start] : places[end - 1] + 1], places[start], places[end - 1] + 1, "letters")
    if best.likeness < 0.9 and primary(lang) == "ja" and (piece := _read(roman, here)):
        best = Trace(0.95, piece, here.find(piece), here.find(piece) + len(piece), "reading")
    return best


@functools.lru_cache(maxsize=1024)
def _letters_of(text: str, script: str) -> tuple[str, tuple[int, ...]]:
    """The letters of one script with where each stands; between two runs of them one blank."""
    kinds = {"Han": r"\p{Han}", "Katakana": r"[\p{Katakana}ー]", "Thai": r"[\p{Thai}\p{M}]"}.get(script, r"\p{L}")
    out, places = [], []
    last = -1
    for m in regex.finditer(kinds, text):
        if last >= 0 and m.start() > last + 1 and text[last + 1 : m.start()] not in {"·", "・", "‧"}:
            out.append(" ")
            places.append(last + 1)
        out.append(m.group())
        places.append(m.start())
        last = m.start()
    return "".join(out), tuple(places)


@functools.lru_cache(maxsize=1024)
def _pinyin(text: str) -> tuple[str, dict[int, int]]:
    """The syllables of a text in one string, and which character begins or ends at each place."""
    letters, at, ends = [], 0, {0: 0}
    for k, c in enumerate(text):
        syllable = latin(c) if c > "\N{DELETE}" else "."
        letters.append(syllable or ".")
        at += len(letters[-1])
        ends[at] = k + 1
    return "".join(letters), ends


def _by_pinyin(roman: str, text: str) -> Trace | None:
    """Characters that are read exactly so: Nie, Xiaomin, Xi Jinping."""
    spelt, ends = _pinyin(text)
    at = spelt.find(roman)
    while at >= 0:
        if at in ends and at + len(roman) in ends:
            start, end = ends[at], ends[at + len(roman)]
            return Trace(0.97, text[start:end], start, end, "reading")
        at = spelt.find(roman, at + 1)
    return None


@functools.lru_cache(maxsize=8192)
def _read(roman: str, text: str) -> str:
    """A Japanese name of the text that is read so, "" where none is."""
    short = roman.replace("ou", "o").replace("oo", "o").replace("uu", "u")
    table = readings()
    for k in range(len(text)):
        for size in (2, 1):
            piece = text[k : k + size]
            if len(piece) == size and short in table.get(piece, ()):
                return piece
    return ""

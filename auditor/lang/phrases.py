"""Idioms, frames and false friends as shipped tables, indexed for the texts they are looked for in."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator
from pathlib import Path

import msgspec

from auditor import corpora
from auditor.lang.patterns import Index, readable, stands
from auditor.lang.scripts import is_unspaced

PIVOT = "en"  # the language the tables are written against


class Idiom(msgspec.Struct, frozen=True):
    """A fixed phrase of one language and what becomes of it, word for word, in another."""

    number: int  # row in its file
    lang: str  # of the file
    source: str  # the phrase as a reader would write it
    patterns: tuple[str, ...]  # of the phrase
    literal: str  # its word-for-word rendering, likewise
    say: str  # what the target language says
    distinctive: bool  # nobody writes the literal words for their own sake


class Frame(msgspec.Struct, frozen=True):
    """A word with the preposition it takes, and one it does not."""

    head: str
    right: str
    wrong: str
    langs: tuple[str, ...]  # source languages that cause it; empty: any
    objects: str  # any, person, thing, or `=word word`: what must follow for the wrong preposition to be wrong
    say: str


class FalseFriend(msgspec.Struct, frozen=True):
    """A word and the look-alike that is not its translation."""

    word: str
    false: str
    right: tuple[str, ...]  # patterns; any one in the target clears it
    say: str


def rows(folder: str, name: str) -> list[dict[str, str]]:
    """The rows of a table as dictionaries; lines that begin with # and empty ones are left out."""
    try:
        path: Path = corpora.path(f"{folder}/{name}.tsv")
    except FileNotFoundError:
        return []
    lines = [line for line in path.read_text("utf-8").splitlines() if line.strip() and not line.startswith("#")]
    return [
        {k: (v or "").strip() for k, v in row.items() if k}
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    ]


def several(cell: str) -> list[str]:
    """The patterns of a cell, which ` ; ` separates.

    >>> several("kick the bucket ; bite the dust")
    ['kick the bucket', 'bite the dust']
    """
    return [part.strip() for part in cell.split(";") if part.strip()]


@functools.cache
def idiom_langs() -> tuple[str, ...]:
    """Languages that have a table of idioms."""
    try:
        return tuple(sorted(path.stem for path in corpora.path("idioms").glob("*.tsv")))
    except FileNotFoundError:
        return ()


@functools.cache
def literal_renderings(langs: tuple[str, ...]) -> Index[Idiom]:
    """What the idioms of these languages become in English, word for word."""
    return Index((entry for lang in langs for entry in _entries(lang, "idiom", "literal")), PIVOT)


@functools.cache
def renderings_back(lang: str) -> Index[Idiom]:
    """What English idioms become in the language, word for word."""
    return Index(_entries(lang, "english", "back"), lang)


def _entries(lang: str, phrase: str, literal: str) -> Iterator[tuple[str, Idiom]]:
    for number, row in enumerate(rows("idioms", lang)):
        patterns = tuple(several(row.get(phrase, "")))
        if not patterns:
            continue
        own, other = (lang, PIVOT) if phrase == "idiom" else (PIVOT, lang)
        for cell in several(row.get(literal, "")):
            yield (
                cell.lstrip("!"),
                Idiom(
                    number=number,
                    lang=lang,
                    source=readable(patterns[0], unspaced=is_unspaced(own)),
                    patterns=patterns,
                    literal=readable(cell, unspaced=is_unspaced(other)),
                    say=row["say"] if phrase == "idiom" else readable(several(row["idiom"])[0], unspaced=is_unspaced(lang)),
                    distinctive=cell.startswith("!"),
                ),
            )


def has(text: str, lang: str, idiom: Idiom) -> bool:
    """Does the idiom itself stand in a text?"""
    return any(stands(pattern, text, lang) for pattern in idiom.patterns)


@functools.cache
def frames(lang: str) -> Index[Frame]:
    """Heads with a wrong preposition behind them, as `wait [_] to`."""
    return Index(_frame_entries(lang), lang)


def _frame_entries(lang: str) -> Iterator[tuple[str, Frame]]:
    for row in rows("frames", lang):
        for wrong in several(row["wrong"]):
            frame = Frame(
                head=row["head"],
                right=several(row["right"])[0],
                wrong=wrong,
                langs=tuple(row.get("langs", "").split()),
                objects=row.get("object", "") or "any",
                say=row.get("say", ""),
            )
            yield f"{row['head']} {wrong}", frame


@functools.cache
def false_friends(lang: str, side: str) -> Index[FalseFriend]:
    """False friends of `lang` and English, indexed by the word of `lang` (`word`) or by the English one (`false`)."""
    entries = []
    for row in rows("false_friends", lang):
        forward = side == "word"
        for cell in several(row["word" if forward else "false"]):
            wrong = row["false" if forward else "word"]
            right = tuple(several(row["right" if forward else "back"]))
            if right:
                say = right[0].strip("=")
                entries.append((cell, FalseFriend(word=cell, false=wrong, right=right, say=say)))
    return Index(entries, lang if side == "word" else PIVOT)

"""Idioms, frames and false friends as shipped tables, indexed for the texts they are looked for in."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator
from pathlib import Path

import msgspec

from auditor import corpora
from auditor.lang.patterns import Index

PIVOT = "en"  # the language the tables are written against


class Idiom(msgspec.Struct, frozen=True):
    """A fixed phrase of one language and what becomes of it, word for word, in another."""

    number: int  # row in its file: the two sides of one idiom share it
    lang: str  # of the file
    source: str  # the phrase as listed
    literal: str  # its word-for-word rendering
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
def idioms(lang: str, side: str) -> Index[Idiom]:
    """The idioms of one table, indexed on one side.

    `idiom` (in `lang`), `literal` (their English word for word), `english` (the English idiom), `back` (that one, word for
    word, in `lang`).
    """
    on = lang if side in ("idiom", "back") else PIVOT
    return Index(_idiom_entries(lang, side), on)


def _idiom_entries(lang: str, side: str) -> Iterator[tuple[str, Idiom]]:
    for number, row in enumerate(rows("idioms", lang)):
        forward = side in ("idiom", "literal")
        for cell in several(row.get(side, "")):
            literal = several(row.get("literal" if forward else "back", ""))
            yield (
                cell.lstrip("!"),
                Idiom(
                    number=number,
                    lang=lang,
                    source=several(row.get("idiom" if forward else "english", ""))[0],
                    literal=literal[0].lstrip("!") if literal else "",
                    say=row.get("say", "") if forward else several(row.get("idiom", ""))[0],
                    distinctive=cell.startswith("!"),
                ),
            )


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
    """False friends of `lang` and English: `word` indexes the word of `lang` (to English), `false` the English one (from English)."""
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

"""Cuts text into the words that terms are matched by, and folds them; offsets are into the text as it was given."""

from __future__ import annotations

import functools

import msgspec
import regex

from auditor.lang.scripts import primary

LONGEST = 20_000  # code points of one text that are looked at: a sentence has a few hundred
_APOSTROPHES = (
    "'\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}\N{LEFT SINGLE QUOTATION MARK}\N{ARMENIAN APOSTROPHE}"
)
_WORD = regex.compile(
    rf"[\p{{L}}\p{{N}}][\p{{L}}\p{{M}}\p{{N}}\N{{ZERO WIDTH NON-JOINER}}\N{{ZERO WIDTH JOINER}}\N{{SOFT HYPHEN}}]*+"
    rf"(?:[{_APOSTROPHES}]\p{{L}}[\p{{L}}\p{{M}}]*+)*+(?:(?<=s)['\N{{RIGHT SINGLE QUOTATION MARK}}](?!\p{{L}}))?"
)
_HYPHENS = frozenset("-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{HEBREW PUNCTUATION MAQAF}")
_MARKS = regex.compile(
    r"[\N{ARABIC TATWEEL}\N{SOFT HYPHEN}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}]|(?<=[\p{Arabic}\p{Hebrew}]\p{Mn}*)\p{Mn}"
)
_APOSTROPHE = regex.compile(f"[{_APOSTROPHES}]")
_ELIDING = frozenset({"fr", "it", "ca", "oc", "co", "pms"})  # l'avocat, dell'ambasciata: two words
_SUFFIXING = frozenset({"tr", "fi", "et", "sv", "hu", "az", "pl", "cs", "sk"})  # Ankara'da, NATO'ya: a name and its ending
_ELISION = 6  # letters of the longest elided word (quell', dell', jusqu'); aujourd'hui is one word
_ALEF = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ؤ": "و", "ئ": "ي"})


class Word(msgspec.Struct, frozen=True):
    """A word of a text: `folded` is what is compared, `joined` whether only a hyphen parts it from the one before."""

    start: int
    end: int
    folded: str
    joined: bool = False


@functools.lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Lower case, straight apostrophes, without what is not written by everybody (Arabic vowels, soft hyphens).

    >>> fold("Lawmaker’s"), fold("الحُكومة") == fold("الحكومة")
    ("lawmaker's", True)
    """
    plain = _APOSTROPHE.sub("'", word.lower())
    return plain if plain.isascii() else str(_MARKS.sub("", plain)).translate(_ALEF)


@functools.lru_cache(maxsize=2048)
def split(text: str, lang: str) -> tuple[Word, ...]:
    """The words of a text; hyphens part words, apostrophes do where the language elides.

    >>> [w.folded for w in split("L’avocat du cessez-le-feu", "fr")]
    ['l', 'avocat', 'du', 'cessez', 'le', 'feu']
    >>> [w.folded for w in split("the U.S. lawmaker's cease-fire", "en")]
    ['the', 'u', 's', "lawmaker's", 'cease', 'fire']
    """
    tongue = primary(lang)
    out: list[Word] = []
    last = -2
    for match in _WORD.finditer(text, 0, LONGEST):
        start, end = match.span()
        joined = last == start - 1 and text[last] in _HYPHENS
        for begin, stop in _parts(match.group(), tongue) if not match.group().isalnum() else ((0, end - start),):
            out.append(Word(start + begin, start + stop, fold(match.group()[begin:stop]), joined))
            joined = False
        last = end
    return tuple(out)


def _parts(word: str, tongue: str) -> list[tuple[int, int]]:
    apostrophe = _APOSTROPHE.search(word)
    if apostrophe is None or not 0 < apostrophe.start() < len(word) - 1:
        return [(0, len(word))]
    at = apostrophe.start()
    if tongue in _ELIDING and at <= _ELISION:
        return [(0, at), *((at + 1 + b, at + 1 + e) for b, e in _parts(word[at + 1 :], tongue))]
    return [(0, at)] if tongue in _SUFFIXING else [(0, len(word))]


def flat(text: str) -> str:
    """Lower case, code point by code point, so that offsets stay: what text without spaces is searched in.

    >>> flat("İstanbul AŞ"), len(flat("İstanbul"))
    ('İstanbul aş', 8)
    """
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c if len(c.lower()) != 1 else c.lower() for c in text)


def term_words(text: str) -> str:
    """A term's text folded for comparison: what makes two spellings one entry.

    >>> term_words("Cease‑Fire") == term_words("cease-fire")
    True
    """
    return " ".join(w.folded for w in split(text, "und")) or fold(text)

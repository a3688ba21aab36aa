"""A name reduced to the letters that matter: what two spellings of it share, whatever the script."""

from __future__ import annotations

import functools
import unicodedata

import anyascii
import regex

from auditor.lang.scripts import script_of

MOST = 80  # letters of a name that are looked at: no name is longer, and the comparisons are quadratic

_NOT_LATIN_LETTER = regex.compile(r"[^a-z]")
_NOT_LETTER = regex.compile(r"[^\p{L}\p{M}ー]")
_ARABIC_MARKS = regex.compile(r"[\p{Mn}\N{ARABIC TATWEEL}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}]")
# One letter under several code points (Persian and Urdu keyboards, hamza carriers) or endings that sound alike.
_ARABIC = str.maketrans({
    "\N{ARABIC LETTER ALEF WITH HAMZA ABOVE}": "\N{ARABIC LETTER ALEF}",
    "\N{ARABIC LETTER ALEF WITH HAMZA BELOW}": "\N{ARABIC LETTER ALEF}",
    "\N{ARABIC LETTER ALEF WITH MADDA ABOVE}": "\N{ARABIC LETTER ALEF}",
    "\N{ARABIC LETTER ALEF WASLA}": "\N{ARABIC LETTER ALEF}",
    "\N{ARABIC LETTER ALEF MAKSURA}": "\N{ARABIC LETTER YEH}",
    "\N{ARABIC LETTER FARSI YEH}": "\N{ARABIC LETTER YEH}",
    "\N{ARABIC LETTER KEHEH}": "\N{ARABIC LETTER KAF}",
    "\N{ARABIC LETTER HEH GOAL}": "\N{ARABIC LETTER HEH}",
    "\N{ARABIC LETTER TEH MARBUTA}": "\N{ARABIC LETTER HEH}",
    "\N{ARABIC LETTER WAW WITH HAMZA ABOVE}": "\N{ARABIC LETTER WAW}",
    "\N{ARABIC LETTER YEH WITH HAMZA ABOVE}": "\N{ARABIC LETTER YEH}",
})  # fmt: skip
_HEBREW_FINALS = str.maketrans({
    "\N{HEBREW LETTER FINAL KAF}": "\N{HEBREW LETTER KAF}",
    "\N{HEBREW LETTER FINAL MEM}": "\N{HEBREW LETTER MEM}",
    "\N{HEBREW LETTER FINAL NUN}": "\N{HEBREW LETTER NUN}",
    "\N{HEBREW LETTER FINAL PE}": "\N{HEBREW LETTER PE}",
    "\N{HEBREW LETTER FINAL TSADI}": "\N{HEBREW LETTER TSADI}",
})  # fmt: skip
_KATAKANA_FROM_HIRAGANA = ord("ア") - ord("あ")


@functools.lru_cache(maxsize=8192)
def _letter_script(letter: str) -> str:
    return script_of(letter)


def first_script(text: str) -> str:
    """The script of the first letter, for names: they rarely mix scripts, and this is asked of every word.

    >>> first_script("«Москва»"), first_script("3")
    ('Cyrillic', '')
    """
    for letter in text:
        if found := _letter_script(letter):
            return found
    return ""


@functools.lru_cache(maxsize=16384)
def latin(text: str) -> str:
    """The Latin letters of a name without case, accents, spaces or marks.

    >>> latin("Đoàn Văn Hậu"), latin("O’Brien-Müller"), latin("Škoda")
    ('doanvanhau', 'obrienmuller', 'skoda')
    """
    return str(_NOT_LATIN_LETTER.sub("", anyascii.anyascii(_sound(text[: 2 * MOST])).lower()))[:MOST]


def _sound(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate has no letter


@functools.lru_cache(maxsize=16384)
def native(text: str) -> str:
    """The letters of a name in its own script, with variants of one letter made one; Hangul is taken apart.

    >>> native("أحمد"), native("きょうと"), len(native("서울")), native("Ёлкин")
    ('احمد', 'キョウト', 5, 'ёлкин')
    """
    text = unicodedata.normalize("NFKC", _sound(text[: 2 * MOST])).casefold()
    script = first_script(text)
    if script == "Arabic":
        text = _ARABIC_MARKS.sub("", text).translate(_ARABIC)
    elif script == "Hebrew":
        text = _ARABIC_MARKS.sub("", text).translate(_HEBREW_FINALS)
    elif script == "Hangul":
        text = unicodedata.normalize("NFD", text)
    elif script == "Greek":
        text = regex.sub(r"\p{Mn}", "", unicodedata.normalize("NFD", text)).replace("ς", "σ")
    elif script in {"Hiragana", "Katakana", "Han"}:
        text = "".join(chr(ord(c) + _KATAKANA_FROM_HIRAGANA) if "HIRAGANA LETTER" in unicodedata.name(c, "") else c for c in text)
    return str(_NOT_LETTER.sub("", text))[:MOST]

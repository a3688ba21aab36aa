"""Which script a text is in, and what follows from it: spaces, case, direction."""

from __future__ import annotations

import functools

import regex

# Scripts without spaces between words; Hangul has spaces but no case.
UNSPACED = ("Han", "Hiragana", "Katakana", "Thai", "Lao", "Khmer", "Myanmar")
_CASED = ("Latin", "Cyrillic", "Greek", "Armenian", "Georgian")
_ALL = (*_CASED, "Arabic", "Hebrew", "Devanagari", "Bengali", "Tamil", "Telugu", "Gujarati", "Gurmukhi", "Kannada",
        "Malayalam", "Sinhala", "Ethiopic", "Hangul", *UNSPACED)  # fmt: skip
_PATTERNS = {name: regex.compile(rf"\p{{Script={name}}}") for name in _ALL}
_LETTER = regex.compile(r"\p{L}")

# Languages written without spaces, by primary subtag.
_UNSPACED_LANGS = frozenset({"zh", "yue", "wuu", "ja", "th", "lo", "km", "my"})
_RTL_LANGS = frozenset({"ar", "he", "fa", "ur", "ps", "yi", "dv", "ckb", "sd", "ug"})
# Languages whose script has no capital letters, so that names are not marked by them.
_INDIC_LANGS = frozenset({"hi", "mr", "ne", "bn", "ta", "te", "gu", "pa", "kn", "ml", "si"})
_UNCASED_LANGS = _UNSPACED_LANGS | _RTL_LANGS | _INDIC_LANGS | frozenset({"ko", "am", "ti"})


@functools.lru_cache(maxsize=1024)
def primary(lang: str) -> str:
    """The primary language subtag.

    >>> primary("pt-BR"), primary("zh_Hant")
    ('pt', 'zh')
    """
    return lang.replace("_", "-").split("-")[0].lower()


@functools.lru_cache(maxsize=4096)
def script_of(text: str) -> str:
    """The script most letters of the text are in, "" where there is none.

    >>> script_of("Киев, Kyiv and Киев"), script_of("東京タワー"), script_of("1999")
    ('Cyrillic', 'Han', '')
    """
    if text.isascii():
        return "Latin" if _LETTER.search(text) else ""
    counts = {name: len(p.findall(text)) for name, p in _PATTERNS.items()} if _LETTER.search(text) else {}
    if counts.get("Hiragana") or counts.get("Katakana"):
        japanese = counts["Han"] + counts["Hiragana"] + counts["Katakana"]
        counts["Han"] = max(counts["Han"], japanese if counts["Han"] else 0)
    best = max(counts, key=lambda name: counts[name], default="")
    return best if best and counts[best] else ""


def is_unspaced(lang: str) -> bool:
    """Is the language written without spaces between words?"""
    return primary(lang) in _UNSPACED_LANGS


def is_cased(lang: str) -> bool:
    """Does the language's script have capital letters?"""
    return primary(lang) not in _UNCASED_LANGS


def is_rtl(lang: str) -> bool:
    """Is the language written from right to left?"""
    return primary(lang) in _RTL_LANGS

"""How long a translation is to be expected: characters in one language against another.

Medians of log length ratios to English over translations of news and medical text (DEMETR, the biomedical MQM sets, MLQE;
80 to 1,500 pairs a language; the spread is 0.09 to 0.16 for alphabets, 0.23 with Chinese or Japanese); languages without
such pairs are set by their nearest kin.
"""

from __future__ import annotations

import functools
import math

import regex

from auditor.lang.scripts import primary

_LOG_TO_ENGLISH = {
    "de": 0.12, "fr": 0.17, "es": 0.12, "it": 0.13, "pt": 0.08, "nl": 0.1, "ru": 0.02, "uk": 0.0, "be": 0.02, "bg": 0.05,
    "cs": -0.04,
    "sk": -0.02, "pl": 0.02, "hr": 0.0, "sr": 0.0, "sl": 0.0, "hu": 0.04, "ro": 0.05, "et": -0.08, "fi": 0.03, "lt": 0.0,
    "lv": 0.02,
    "sv": 0.02, "da": 0.03, "nb": 0.0, "no": 0.0, "el": 0.13, "tr": 0.02, "ca": 0.08, "eu": 0.05, "zh": -1.27,
    "yue": -1.27, "ja": -0.92,
    "ko": -0.75, "hi": 0.0, "mr": 0.0, "ne": -0.12, "si": 0.0, "bn": 0.0, "ta": 0.1, "ar": -0.12, "he": -0.25, "fa": -0.08,
    "ur": 0.0,
    "vi": 0.03, "th": -0.05, "id": 0.08, "ms": 0.08, "sw": 0.02,
}  # fmt: skip
_CHARACTERS = frozenset({"zh", "yue", "ja", "ko", "th"})
_SPACE = regex.compile(r"\s+")
_LINK = regex.compile(r"(?:https?:|www\.)\S+|(?<!\S)[^\s@]++@\S++")


@functools.lru_cache(maxsize=2048)
def letters(text: str, unspaced: bool = False) -> int:
    """Code points that count towards length: no addresses, runs of space as one (as none between characters)."""
    bare = _LINK.sub("", text)
    return len(_SPACE.sub("" if unspaced else " ", bare).strip())


def surprise(source: str, source_lang: str, target: str, target_lang: str) -> float:
    """How many standard deviations the target is longer (above 0) or shorter than the source lets expect.

    >>> surprise("Der Minister trat am Freitag zurück.", "de", "The minister resigned on Friday.", "en") > -1
    True
    >>> surprise("Der Minister trat am Freitag nach wochenlangen Protesten zurück.", "de", "He resigned.", "en") < -3
    True
    """
    one, other = primary(source_lang), primary(target_lang)
    here, there = letters(target, other in _CHARACTERS), letters(source, one in _CHARACTERS)
    if not here or not there:
        return 0.0
    expected = _LOG_TO_ENGLISH.get(other, 0.0) - _LOG_TO_ENGLISH.get(one, 0.0)
    size = there / math.exp(_LOG_TO_ENGLISH.get(one, 0.0))
    unknown = 0.1 * (one not in _LOG_TO_ENGLISH and one != "en") + 0.1 * (other not in _LOG_TO_ENGLISH and other != "en")
    spread = 0.14 + unknown + (0.1 if (one in _CHARACTERS) != (other in _CHARACTERS) else 0.0)
    return (math.log(here / there) - expected) / math.sqrt(spread**2 + 3 / max(size, 1))

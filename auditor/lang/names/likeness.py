"""How alike two spellings are as names, 0 to 1, within a script and across scripts."""

from __future__ import annotations

import functools
import json
import math

import anyascii
import msgspec
import regex
from rapidfuzz import fuzz

from auditor import corpora
from auditor.lang.names.letters import agreement, table
from auditor.lang.names.spelling import first_script, latin, native
from auditor.lang.romanise import kana, romanisations

# Sounds that languages write with different letters; what is left is the skeleton of consonants.
_SAME_SOUND = str.maketrans("bdgvzjqxcw", "ptkfsskkkf")
_VOWELS = regex.compile(r"[aeiouyh]+")
_DOUBLE = regex.compile(r"(.)\1+")
_DIGRAPHS = (
    (regex.compile(r"tch|tsch|sch|sh|ch|zh|cz|sz|ts|tz"), "s"),
    (regex.compile(r"ph"), "f"),
    (regex.compile(r"kh|ck|qu"), "k"),
)


@functools.lru_cache(maxsize=16384)
def skeleton(roman: str) -> str:
    """The consonants of a Latin spelling, those that are mixed up between languages made one.

    >>> skeleton("muhammad"), skeleton("mohamed"), skeleton("tschechow"), skeleton("chekhov")
    ('mt', 'mt', 'sf', 'skf')
    """
    for pattern, sound in _DIGRAPHS:
        roman = pattern.sub(sound, roman)
    head = roman[:1] if roman[:1] in "aeiouyh" else ""
    return ("a" if head else "") + str(_DOUBLE.sub(r"\1", _VOWELS.sub("", _DOUBLE.sub(r"\1", roman.translate(_SAME_SOUND)))))


class Weights(msgspec.Struct, frozen=True):
    """A logistic regression over hinges of the features of one script."""

    coef: tuple[float, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    intercept: float


@functools.cache
def _weights() -> dict[str, Weights]:
    raw = json.loads(corpora.path("names/weights.json").read_text(encoding="utf-8"))
    return {k: msgspec.convert(v, Weights) for k, v in raw["scripts"].items()}


def features(script: str, name: str, roman: str) -> list[float]:
    """What the regression sees of a native name and a Latin one (letters only)."""
    letters = native(name)
    romanised = kana(letters) if script == "Katakana" else latin(name)
    out: list[float] = []
    views = [(script, letters)] + ([("Pinyin", romanised)] if script == "Han" else [])
    for model, spelt in views:
        a = agreement(model, spelt, roman)
        out += [a.gain / max(1, a.letters), a.gain / math.sqrt(max(1, a.letters)), a.worst, -a.odd]
    out += [fuzz.ratio(skeleton(romanised), skeleton(roman)) / 100, fuzz.ratio(romanised, roman) / 100]
    return out


def hinged(values: list[float]) -> list[float]:
    """The features and where each bends: liking saturates, and so does dislike."""
    return values + [min(v, 0.5) for v in values] + [min(v, 0.0) for v in values]


@functools.lru_cache(maxsize=8192)
def across(name: str, roman: str) -> float:
    """Likeness of a name in another script to a Latin spelling.

    >>> across("Путин", "Poutine") > 0.8, across("بوتين", "Putin") > 0.8, across("オバマ", "Obama") > 0.8
    (True, True, True)
    >>> across("Нигерия", "Niger") < 0.8, across("奥巴马", "Merkel") < 0.2
    (True, True)
    """
    script = first_script(name)
    script = "Katakana" if script == "Hiragana" else script
    letters, plain = native(name), latin(roman)
    if not letters or not plain:
        return 0.0
    if script not in _weights():
        script = script if table(script) else ""
        if not script:
            return within(anyascii.anyascii(name), roman)
    w = _weights().get(script) or _weights()[""]
    z = w.intercept + sum(
        c * (x - m) / s for c, x, m, s in zip(w.coef, hinged(features(script, name, plain)), w.mean, w.scale, strict=True)
    )
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


@functools.lru_cache(maxsize=8192)
def within(one: str, other: str) -> float:
    """Likeness of two Latin spellings: letters, then sounds.

    >>> within("Müller", "Mueller") > 0.9, within("Zelensky", "Selenskyj") > 0.75, within("Niger", "Nigeria") < 0.95
    (True, True, True)
    >>> within("Duisburg", "Korb") < 0.4
    True
    """
    a, b = latin(one), latin(other)
    if not a or not b:
        return 1.0 if one and one == other else 0.0
    if a == b:
        return 1.0
    ratio = fuzz.ratio(a, b) / 100
    sound = fuzz.ratio(skeleton(a), skeleton(b)) / 100
    short = min(len(a), len(b))
    return min(1.0, ratio if short < 4 else max(ratio, 0.55 * ratio + 0.45 * sound))


@functools.lru_cache(maxsize=8192)
def similarity(a: str, a_lang: str, b: str, b_lang: str) -> float:  # noqa: ARG001
    """How likely two spellings are one name, 0 to 1; symmetric.

    >>> similarity("Moscow", "en", "Москва", "ru") > similarity("Moscow", "en", "Минск", "ru")
    True
    """
    a_latin, b_latin = first_script(a) in {"Latin", ""}, first_script(b) in {"Latin", ""}
    if a_latin and b_latin:
        return within(a, b)
    if a_latin:
        return across(b, a)
    if b_latin:
        return across(a, b)
    if native(a) == native(b):
        return 1.0
    if first_script(a) == first_script(b):
        return max(fuzz.ratio(native(a), native(b)) / 100, within(anyascii.anyascii(a), anyascii.anyascii(b)))
    return max((across(a, r) for r in romanisations(b, b_lang)[:2]), default=0.0)

"""Is a name of one text to be found in another, in whatever script and form?"""

from __future__ import annotations

import functools

import anyascii
import msgspec
import regex
from rapidfuzz import fuzz, process

from auditor.lang.names.derived import bases
from auditor.lang.names.found import is_capital
from auditor.lang.names.gazetteer import fold, inflected, is_great_city, known, mentioned, spellings
from auditor.lang.names.letters import locate
from auditor.lang.names.likeness import across, similarity, skeleton, within
from auditor.lang.names.runs import MOST_TEXT, NOWHERE, Trace, in_run
from auditor.lang.names.shorter import same_agency, state_of, written_out
from auditor.lang.names.spelling import first_script, latin, native
from auditor.lang.scripts import is_cased, is_unspaced, primary, script_of

ENDING = 3  # letters of inflection at the end of a name, at most: Merkelovou, Меркелем
_WORD = regex.compile(r"[\p{L}\p{M}\p{Nd}]+(?:['’.][\p{L}\p{M}\p{Nd}]+)*")
_LATIN_WORD = regex.compile(r"[\p{Latin}\p{Nd}\p{M}]+")


@functools.lru_cache(maxsize=2048)
def _words(text: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[int, int], ...]]:
    """Words of a text, their Latin letters, and where they stand; compounds by hyphen are taken apart."""
    found = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text[: MOST_TEXT * 4]) if len(m.group()) > 1]
    return tuple(w for w, _, _ in found), tuple(latin(w) for w, _, _ in found), tuple((a, b) for _, a, b in found)


@functools.lru_cache(maxsize=2048)
def _folded(text: str) -> str:
    return fold(text)


@functools.lru_cache(maxsize=4096)
def trace(name: str, name_lang: str, text: str, lang: str) -> Trace:  # noqa: PLR0911
    """The likeliest trace of a whole name.

    >>> trace("Peskov", "en", "Секретарь Песков прибыл в Минск", "ru").text
    'Песков'
    >>> trace("Niger", "en", "Президент Нигерии", "ru").likeness < 0.5, trace("Nigeria", "en", "Президент Нигерии", "ru").how
    (True, 'known')
    >>> trace("Rumsfeld", "en", "美国前国防部长拉姆斯菲尔德表示", "zh").text, trace("Kishida", "en", "岸田首相", "ja").likeness > 0.6
    ('拉姆斯菲尔德', True)
    >>> trace("WHO", "en", "Laut der Weltgesundheitsorganisation", "de").how
    'known'
    """  # noqa: E501
    if not name or not text:
        return NOWHERE
    where = _folded(text).find(fold(name))
    if where >= 0 and _whole(text, where, len(name)) and len(_folded(text)) == len(text):
        return Trace(1.0, text[where : where + len(name)], where, where + len(name), "same")
    ids = known(name, name_lang)
    if ids and _mentions(text, lang, ids):
        return Trace(1.0, name, how="known")
    if first_script(name) == "Latin" == script_of(text) and len(latin(name)) > 5 and latin(name) in "".join(_words(text)[1]):
        return Trace(0.97, name, how="same")  # Yu'E Bao, Yu Ebao
    if name.isupper() and 2 <= len(name) <= 6 and _spelt_out(name, text):
        return Trace(0.9, name, how="acronym")
    if same_agency(name, text):
        return Trace(0.95, name, how="known")
    parts = [m.group() for m in _WORD.finditer(name) if len(m.group()) > 1]
    if not parts:
        return NOWHERE
    if len(parts) == 1:
        return part(parts[0], name_lang, text, lang)
    found = [part(p, name_lang, text, lang) for p in parts if is_capital(p) or not p.islower() or len(p) > 3]
    if len(found) > 1 and (initials := "".join(p[0] for p in parts if is_capital(p))) and len(initials) > 2 and initials in text:
        return Trace(0.9, initials, how="acronym")
    return max(found, key=lambda t: t.likeness, default=NOWHERE)


def _whole(text: str, start: int, length: int) -> bool:
    """Does the stretch begin and end where words do?"""
    before, after = text[start - 1 : start], text[start + length : start + length + 1]
    return not (before.isalnum() and before.isascii()) and not (after.isalnum() and after.isascii())


def _stands(spelling: str, ident: str, text: str, lang: str) -> bool:
    """Does a known spelling stand in the text, inflected or not?"""
    key = fold(spelling)
    if is_unspaced(lang):
        return len(key) > 1 and key in _folded(text)
    if len(key) < 4:
        return False
    if primary(lang) in {
        "ru",
        "uk",
        "be",
        "bg",
        "sr",
        "mk",
        "hr",
        "bs",
        "sl",
        "pl",
        "cs",
        "sk",
        "lt",
        "lv",
        "et",
        "fi",
        "hu",
        "el",
        "hi",
        "mr",
        "la",
        "de",
        "tr",
    }:
        key = key[: max(4, len(key) - 2)]
    here = _folded(text)
    at = here.find(key)
    while at >= 0:
        if at == 0 or not here[at - 1].isalpha():
            rest = regex.match(r"[\p{L}\p{M}]*", here[at + len(key) :])
            word = here[at : at + len(key) + len(rest.group() if rest else "")]
            if len(word) - len(key) <= ENDING + 2 and ((other := inflected(word, lang)) <= {ident} or not other):
                return True
        at = here.find(key, at + 1)
    return False


def _spelt_out(acronym: str, text: str) -> bool:
    """Do capitals of the text spell the acronym (Unión Europea for UE, European Union for EU)?"""
    heads = "".join(w[0] for w in _words(text)[0] if w[0].isupper())
    return len(acronym) > 2 and acronym in heads


@functools.lru_cache(maxsize=8192)
def part(word: str, word_lang: str, text: str, lang: str) -> Trace:
    """The likeliest trace of one word of a name."""
    ids = known(word, word_lang)
    if ids and _mentions(text, lang, ids):
        return Trace(0.95, word, how="known")
    found = _by_letters(word, text, lang)
    if found.likeness < 0.5 and (shortened := _shortened(word, word_lang, text, lang)) is not None:
        return shortened
    if found.likeness < 0.8:
        found = max(found, _made_of(word, word_lang, text, lang), key=lambda t: t.likeness)
    if ids and found.likeness > 0.4 and (others := known(found.text, lang) or inflected(found.text, lang)) and not others & ids:
        return msgspec.structs.replace(found, likeness=0.4, how="another")  # Niger for Nigeria: alike, and known to be two
    if found.how == "letters" and primary(lang) == "ja" and first_script(found.text) == "Han" and any(map(is_great_city, ids)):
        return msgspec.structs.replace(found, likeness=min(0.4, found.likeness), how="another")  # Kagoshima is 鹿児島, not 子島
    return found


def _shortened(word: str, word_lang: str, text: str, lang: str) -> Trace | None:
    """A state that one of the two languages, English, shortens."""
    if primary(lang) == "en" and any(similarity(word, word_lang, state, "en") > 0.8 for state in written_out(text)):
        return Trace(0.9, word, how="known")
    state = state_of(word) if primary(word_lang) == "en" else ""
    if state and (_folded(text).find(fold(state)) >= 0 or _by_letters(state.split(" ")[-1], text, lang).likeness >= 0.6):
        return Trace(0.9, word, how="known")
    return None


_LAST_VOWELS = regex.compile(r"(?:[aeiouy]|um|us|ea)$")


def _made_of(word: str, word_lang: str, text: str, lang: str) -> Trace:
    """The name as an adjective of the other side has it, or the other way round: Kara Sea, Карское море."""
    best = NOWHERE
    for base in bases(word, primary(word_lang)):
        for k, other in enumerate(_words(text[:MOST_TEXT])[0]):
            if is_capital(other) and _base_of(base, other) > best.likeness:
                best = Trace(_base_of(base, other), other, *_words(text[:MOST_TEXT])[2][k], "derived")
    for k, other in enumerate(_words(text[:MOST_TEXT])[0]):
        for base in bases(other, primary(lang)):
            if _base_of(base, word) > best.likeness:
                best = Trace(_base_of(base, word), other, *_words(text[:MOST_TEXT])[2][k], "derived")
    return best


def _base_of(base: str, name: str) -> float:
    """Is the stem of an adjective that of the name, its last vowel apart?"""
    roman = latin(name)
    stems = {roman, _LAST_VOWELS.sub("", roman)}
    if len(roman) < 3 or not any(s[:1] == b for s in stems for b in (latin(base)[:1], *_MIXED.get(latin(base)[:1], ""))):
        return 0.0
    if first_script(base) in {"Latin", ""} or first_script(name) == first_script(base):
        return max(0.9 * _strict(within(base, s)) for s in stems)
    return max(0.97 * across(base, s) for s in stems if s) if abs(len(base) - len(roman)) <= 4 else 0.0


# First letters that scripts write for each other: a base of another first letter is not compared at all.
_MIXED = {
    "v": "w",
    "w": "v",
    "k": "cqh",
    "h": "kgcj",
    "g": "h",
    "e": "ayj",
    "i": "yj",
    "y": "ij",
    "a": "ehiou",
    "s": "zc",
    "z": "sc",
    "t": "cz",
    "c": "k",
    "f": "pt",
    "o": "au",
    "b": "v",
    "p": "b",
    "j": "yz",
    "d": "t",
}


def _mentions(text: str, lang: str, ids: frozenset[str]) -> bool:
    return bool(ids & mentioned(text, lang)) or any(_stands(s, i, text, lang) for i in ids for s in spellings(i, lang)[:40])


def spelt(word: str, text: str, lang: str) -> Trace:
    """The likeliest trace of one word by its letters alone, whatever is known of it.

    >>> spelt("Shebekino", "на окраине Шебекино", "ru").text
    'Шебекино'
    """
    return _by_letters(word, text, lang)


def _by_letters(word: str, text: str, lang: str) -> Trace:
    if first_script(word) not in {"Latin", ""}:
        return _backwards(word, text, lang)
    roman = latin(word)
    if not roman:
        return NOWHERE
    cased = is_cased(lang)
    best = _among_latin(word, roman, text, cased=cased)
    if best.likeness >= 0.95 or script_of(text) == "Latin":
        return best
    other = in_run(word, roman, text, lang) if is_unspaced(lang) else _among_words(word, roman, text, cased=cased)
    return max(best, other, key=lambda t: t.likeness)


def _among_latin(word: str, roman: str, text: str, *, cased: bool) -> Trace:
    """Among the Latin words of a text; inflection costs nothing."""
    words, romans, places = _words(text)
    best = NOWHERE
    for k, _, _ in _nearest(roman, romans):
        if not _LATIN_WORD.match(words[k]):
            continue
        likeness = (
            _short_of(roman, romans[k]) if len(roman) < 4 else max(_strict(within(word, words[k])), _inflected(roman, romans[k]))
        )
        if cased and not is_capital(words[k]) and (likeness < 0.85 or len(roman) < 5):
            likeness *= 0.5  # names begin with a capital; only adjectives made of them (moskauer, polnisch) do not
        if likeness > best.likeness:
            best = Trace(likeness, words[k], *places[k], "letters")
    return best


def _short_of(one: str, other: str) -> float:
    """Likeness of a name of three letters at most: the same, or with the ending of a case."""
    return 1.0 if one == other else 0.8 if other.startswith(one) and len(other) - len(one) == 1 else 0.2


def _strict(likeness: float) -> float:
    """Within a script chance alone makes names half alike: 0.72 there is what 0.5 is across scripts."""
    return likeness * 0.7 if likeness < 0.72 else likeness


@functools.lru_cache(maxsize=1024)
def _bones(romans: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(skeleton(r) for r in romans)


def _nearest(roman: str, romans: tuple[str, ...]) -> list[tuple[int, str, float]]:
    if not romans:
        return []
    found = process.extract(roman, romans, scorer=fuzz.ratio, limit=3)
    bones = skeleton(roman)
    by_sound = process.extract(bones, _bones(romans), scorer=fuzz.ratio, limit=2)
    return [(k, t, s / 100) for t, s, k in found] + [(k, romans[k], 0.0) for _, s, k in by_sound if s > 60]


def _inflected(one: str, other: str) -> float:
    """Likeness of stems: one is the other with another ending."""
    short, long = sorted((one, other), key=len)
    if len(short) >= 5 and long.startswith(short):
        return 0.9  # Falklandinseln, Moskauer
    if len(short) < 3 or len(long) - len(short) > ENDING + 2:
        return 0.0
    keep = max(3, len(short) - 1) if len(short) > 4 else len(short)
    return 0.93 if long.startswith(short[:keep]) and len(long) - keep <= ENDING + 1 else 0.0


def _among_words(word: str, roman: str, text: str, *, cased: bool) -> Trace:
    """Among the words of another script, prefixes and endings left out as the letters ask."""
    words, romans, places = _words(text[:MOST_TEXT])
    best = NOWHERE
    tried = set()
    for k, _, _ in _nearest(roman, romans):
        if k in tried or first_script(words[k]) == "Latin":
            continue
        tried.add(k)
        likeness = across(words[k], word)
        if likeness < 0.9:
            letters = native(words[k])
            start, end, _ = locate(first_script(words[k]), letters, roman)
            if (
                (start, end) != (0, len(letters))
                and start <= 2
                and len(letters) - end <= (ENDING if end - start < 5 else ENDING + 2)
                and end - start >= 3
            ):
                likeness = max(likeness, 0.97 * across(letters[start:end], word))
        if len(roman) < 4 and first_script(words[k]) != "Hangul" and (len(native(words[k])) > 4 or likeness < 0.9):
            likeness *= 0.5  # three letters are alike by chance
        if cased and not is_capital(words[k]) and (likeness < 0.85 or len(roman) < 5):
            likeness *= 0.5
        if likeness > best.likeness:
            best = Trace(likeness, words[k], *places[k], "letters")
    return best


def _backwards(word: str, text: str, lang: str) -> Trace:
    """A name in another script, looked for in a Latin text (or in a third script, romanised)."""
    if script_of(text) != "Latin":
        at = text.find(word)
        if at >= 0:
            return Trace(1.0, word, at, at + len(word), "same")
        if is_unspaced(lang):
            return NOWHERE
        words, _, places = _words(text[:MOST_TEXT])
        scored = [(fuzz.ratio(native(w), native(word)) / 100, k) for k, w in enumerate(words)]
        score, k = max(scored, default=(0.0, -1))
        return Trace(score, words[k], *places[k], "letters") if k >= 0 else NOWHERE
    words, romans, places = _words(text)
    best = NOWHERE
    roman = latin(anyascii.anyascii(word.encode("utf-8", "replace").decode()))
    capital = [k for k, w in enumerate(words) if is_capital(w)]
    near = sorted(capital, key=lambda k: -fuzz.ratio(skeleton(romans[k]), skeleton(roman)))[:4]
    for k in near:
        likeness = across(word, words[k])
        if likeness < 0.9:
            letters = native(word)
            start, end, _ = locate(first_script(word), letters, romans[k])
            if (
                (start, end) != (0, len(letters))
                and start <= 2
                and len(letters) - end <= (ENDING if end - start < 5 else ENDING + 2)
                and end - start >= 3
            ):
                likeness = max(likeness, 0.97 * across(letters[start:end], words[k]))
        if likeness > best.likeness:
            best = Trace(likeness, words[k], *places[k], "letters")
    return best

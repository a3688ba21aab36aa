"""Where names stand in a text: by capitals, script, titles, marks and what is known."""

from __future__ import annotations

import functools

import regex

from auditor import corpora
from auditor.lang.lemmas import function_words
from auditor.lang.names.gazetteer import is_great_city, known
from auditor.lang.names.name import Name
from auditor.lang.names.uncased import by_script
from auditor.lang.scripts import is_cased, primary
from auditor.lang.spelling import common
from auditor.lang.spelling import known as listed_word
from auditor.lang.spelling import listed as exactly
from auditor.lang.tokens import Token, tokens

MOST_TEXT = 6000  # characters that are looked at: a unit is a sentence or a few
# Words between the parts of one name.
_PARTICLES = frozenset(
    [
        "de",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "das",
        "do",
        "du",
        "des",
        "la",
        "le",
        "el",
        "al",
        "van",
        "von",
        "der",
        "den",
        "zu",
        "zur",
        "af",
        "av",
        "bin",
        "ibn",
        "ben",
        "bint",
        "abu",
        "y",
        "e",
    ]
)
_ENDS = frozenset(".!?…:;。！？•|")
_OPENS = frozenset("\"'“”„«»‘’(「『《[-–—¿¡*")
# Letters of scripts without spaces end a designation: F-16战斗机.
_ALNUM = r"(?:(?![\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}])[\p{L}\p{Nd}])"
_DESIGNATION = regex.compile(
    rf"(?<!{_ALNUM})(?=(?:{_ALNUM}|[-‐‑–])*?(?![\p{{Han}}\p{{Hiragana}}\p{{Katakana}}\p{{Hangul}}\p{{Thai}}])\p{{L}})(?=(?:{_ALNUM}|[-‐‑–])*\p{{Nd}}){_ALNUM}+(?:[-‐‑–]{_ALNUM}+)*(?!{_ALNUM})"
)
_ELIDED = regex.compile(r"(?:[\p{Lu}\p{Ll}]{0,4}[ldnstmqLDNSTM]|[Qq]u)['’](?=\p{Lu})")  # l'ONU, dell'Italia, but not O'Brien


@functools.lru_cache(maxsize=2048)
def names(text: str, lang: str) -> tuple[Name, ...]:
    """Names of a text in order, without overlaps.

    >>> [n.text for n in names("On Monday Angela Merkel met Ursula von der Leyen in Brussels.", "en")]
    ['Angela Merkel', 'Ursula von der Leyen', 'Brussels']
    >>> [n.text for n in names("美国前总统巴拉克·奥巴马在北京说", "zh")]
    ['美国', '巴拉克·奥巴马', '北京']
    """
    text = text[:MOST_TEXT]
    return _by_capitals(text, lang) if is_cased(lang) else by_script(text, lang)


@functools.lru_cache(maxsize=2048)
def designations(text: str) -> tuple[Name, ...]:
    """Words of letters and digits that name a thing: Su-57, COVID-19, A320neo.

    >>> [n.text for n in designations("Die Su-57, der A320neo, 5G und 3 km in den 1990er")]
    ['Su-57', 'A320neo', '5G', '1990er']
    """
    return tuple(Name(m.start(), m.end(), m.group(), "designation", 1.0) for m in _DESIGNATION.finditer(text[:MOST_TEXT]))


def is_capital(word: str) -> bool:
    """Does a word begin, or go on, with a capital letter (McDonald, iPhone)?"""
    if word.islower() or not word:
        return False
    head = word[:3]
    return (
        head[0].isupper()
        or not (head.islower() or head.isdigit() or head == head.lower())
        or (("'" in word or "’" in word) and _ELIDED.match(word) is not None)
    )


@functools.cache
def given() -> frozenset[str]:
    """Names of people that are words of English as well, or that WordNet lists in small letters.

    >>> {"John", "Grace"} <= given()
    True
    """
    lines = corpora.path("names/given.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(name for line in lines if not line.startswith("#") for name in line.split())


_CONTRACTED = ("n't", "'ll", "'re", "'ve", "'d", "'m")
_SPOKEN = frozenset(
    [
        "yep",
        "yeah",
        "nope",
        "gonna",
        "wanna",
        "gotta",
        "hey",
        "wow",
        "lol",
        "omg",
        "btw",
        "okay",
        "ok",
        "oh",
        "ah",
        "um",
        "uh",
        "huh",
        "haha",
        "hmm",
        "tbh",
        "imo",
        "idk",
        "cos",
        "cuz",
        "ya",
        "yo",
        "dude",
    ]
)


@functools.lru_cache(maxsize=32768)
def is_common(word: str, lang: str) -> bool:
    """Is a word, apart from its capital, one of the language's own?  By the word lists.

    >>> is_common("Researchers", "en"), is_common("Kislov", "en"), is_common("The", "en")
    (True, False, True)
    """
    if word.removesuffix("'s").removesuffix("’s") in given():
        return False
    small = word.lower().replace("’", "'")
    stem = small.removesuffix("'s")
    if small in function_words(primary(lang)) or stem in function_words(primary(lang)):
        return True
    if primary(lang) in {"de", "lb"}:  # every noun has a capital: whatever the list has is a word, but for the great cities
        if _is_joined(stem):
            return True
        return listed_word(word, lang) and (exactly(small, lang) or not any(is_great_city(i) for i in known(word, lang)))
    if primary(lang) != "en":
        return common(stem, lang)
    return (
        stem in _SPOKEN
        or stem.endswith(_CONTRACTED)
        or common(stem, "en")
        or all(common(p, "en") or len(p) < 3 for p in stem.split("-"))
    )


_JOINTS = ("", "s", "es", "n", "en", "er", "e")
_ENDINGS = ("", "s", "es", "e", "n", "en")


# How German surnames and places end: Steinmeier, Habermann.
_OF_SURNAMES = frozenset(
    "meier maier mayer meyer mann hoff hofer berg berger bach bacher kopf stein steiner heim burg burger dorf dorfer hausen feld "
    "felder müller huber bauer wald thal tal brunn reuth stadt stätt hardt rath".split()
)


@functools.lru_cache(maxsize=16384)
def _is_joined(word: str) -> bool:
    """Is a German word two nouns or more in one, which no list has all of?

    >>> _is_joined("Urlaubskampagne"), _is_joined("Geschäftsgesprächs"), _is_joined("Dingolfing"), _is_joined("Naidubi")
    (True, True, False, False)
    """
    small = word.lower()
    if "-" in small or not 9 <= len(small) <= 40:
        return False
    for cut in range(4, len(small) - 3):
        tail, head = small[cut:], small[:cut]
        if any(_noun(head.removesuffix(j)) for j in _JOINTS if head.endswith(j)) and (
            any(_noun(tail.removesuffix(e)) for e in _ENDINGS if tail.endswith(e)) or _is_joined(tail)
        ):
            return True
    return False


@functools.lru_cache(maxsize=32768)
def _noun(word: str) -> bool:
    return (
        len(word) > 3
        and word not in _OF_SURNAMES
        and exactly(word.capitalize(), "de")
        and not any(is_great_city(i) for i in known(word, "de"))
    )


@functools.cache
def _calendar() -> frozenset[str]:
    from babel import Locale  # noqa: PLC0415 - babel loads only where a text is looked at

    out: set[str] = set()
    for lang in ("en", "nl", "de"):
        locale = Locale.parse(lang)
        for table in (locale.months["format"], locale.days["format"]):
            for width in ("wide", "abbreviated"):
                out |= {v.strip(".") for v in table[width].values()}
    return frozenset(out | {f"{d}s" for d in out if d.endswith("day")} | {"I", "I'm", "I've", "I'd", "I'll", "I’m", "I’ve", "I’d", "I’ll", "Mr", "Mrs", "Ms", "Dr",  # noqa: E501
                     "AM", "PM", "OK", "BC", "AD", "CEO", "TV", "PhD", "GMT", "EST", "UTC", "CET", "Sir", "Madam", "Prof", "St"})  # fmt: skip  # noqa: E501


def _by_capitals(text: str, lang: str) -> tuple[Name, ...]:
    all_tokens = tokens(text)
    cased = [t for t in all_tokens if t.kind == "word" and len(t.text) > 3]
    shouting = len(cased) > 3 and sum(is_capital(t.text) for t in cased) > 0.7 * len(cased)
    out: list[Name] = []
    k = 0
    while k < len(all_tokens):
        if all_tokens[k].kind == "word" and _may_begin(all_tokens, k, lang):
            last = _last(text, all_tokens, k, lang)
            if (name := _name(text, all_tokens, k, last, lang, shouting=shouting)) is not None:
                out.append(name)
            k = last
        k += 1
    return tuple(out)


def _may_begin(all_tokens: tuple[Token, ...], k: int, lang: str) -> bool:
    word = all_tokens[k].text
    if not is_capital(word) or word in _calendar() or (len(word) == 1 and not word.isalpha()):
        return False
    return not (_begins(all_tokens, k) and is_common(word, lang) and word.lower() in function_words(primary(lang)))


def _begins(all_tokens: tuple[Token, ...], k: int) -> bool:
    """Does a sentence, a quotation or a list item begin here?"""
    while k and all_tokens[k - 1].text in _OPENS:
        k -= 1
        if all_tokens[k].text in "\"“„«‘'「『":
            return True
    return k == 0 or all_tokens[k - 1].text in _ENDS or (all_tokens[k - 1].kind == "number" and k == 1)


def _last(text: str, all_tokens: tuple[Token, ...], k: int, lang: str) -> int:
    """The last token of the name that begins at token k."""
    last = k
    while True:
        j = last + 1
        while j < len(all_tokens) and j - last <= 3 and all_tokens[j].text.lower() in _PARTICLES and all_tokens[j].text.islower() \
                and primary(lang) != "de" and text[all_tokens[j - 1].end : all_tokens[j].start] == " ":  # fmt: skip  # noqa: E501
            j += 1
        if j < len(all_tokens) and all_tokens[j].text == "." and len(all_tokens[last].text) == 1:  # an initial
            j += 1
        if j >= len(all_tokens) or j - last > 3 or all_tokens[j].kind != "word" or last - k >= 5:
            return last
        word = all_tokens[j].text
        if not is_capital(word) or word in _calendar() or text[all_tokens[j - 1].end : all_tokens[j].start] not in {" ", ""}:
            return last
        if all_tokens[last].text.endswith(("'s", "’s")):
            return last
        last = j


def _name(text: str, all_tokens: tuple[Token, ...], first: int, last: int, lang: str, *, shouting: bool) -> Name | None:
    begins = _begins(all_tokens, first)
    while begins and first < last and is_common(all_tokens[first].text, lang) and not known(all_tokens[first].text, lang):
        first, begins = first + 1, False  # "Former President Obama" at the beginning of a sentence
    start, end = all_tokens[first].start, all_tokens[last].end
    if elided := _ELIDED.match(text[start:end]):
        start += elided.end()
    name = text[start:end]
    if name.endswith(("'s", "’s")):
        end, name = end - 2, name[:-2]
    if len(name) < 2:
        return None
    words = [
        _ELIDED.sub("", t.text) for t in all_tokens[first : last + 1] if t.kind == "word" and is_capital(_ELIDED.sub("", t.text))
    ]
    ordinary = all(is_common(w, lang) for w in words)
    there = _is_known(name, lang, ordinary=ordinary) or (
        len(words) > 1 and any(_is_known(w, lang, ordinary=is_common(w, lang)) for w in words)
    )
    if name.isupper() and len(name) <= 6 and not shouting and (len(name) < 3 or there or not is_common(name, lang)):
        return Name(start, end, name, "acronym", 0.8)
    if (shouting or begins or primary(lang) == "de") and ordinary and not there:
        return None
    sure = 0.95 if not ordinary else 0.45
    if there:
        sure = max(sure, 0.9 if not (begins and ordinary) else 0.6)
    if not there and begins and len(words) == 1 and primary(lang) == "en" and _is_built(name):
        return None
    if not there and (begins or shouting or primary(lang) in {"de", "lb"}):
        sure = 0.7 if len(words) > 1 else 0.6 if primary(lang) == "en" else 0.45  # no word list has every word
    return Name(start, end, name, "known" if there else "capital", sure, first=begins)


@functools.lru_cache(maxsize=4096)
def _is_built(word: str) -> bool:
    """Is a word that no list has made of two English ones, in the plural or as one who does it (Winegrowers)?"""
    small = word.lower()
    if not small.endswith(("ers", "ors", "ists", "ings", "men", "women", "er", "ing", "ness", "ists")):
        return False
    return any(common(small[:k], "en") and common(small[k:], "en") for k in range(3, len(small) - 3))


def _is_known(name: str, lang: str, *, ordinary: bool) -> bool:
    """Is a name listed?  There is a town for every word (Mitte, Most, University): a word of the language is none of them."""
    ids = known(name, lang)
    return any(not i.startswith(("city", "tongue")) for i in ids) if ordinary else bool(ids)

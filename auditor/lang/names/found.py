"""Where names stand in a text: by capitals, script, titles, marks and what is known."""

from __future__ import annotations

import functools
import lzma

import msgspec
import regex

from auditor import corpora
from auditor.lang.lemmas import function_words
from auditor.lang.names.gazetteer import is_great_city, known
from auditor.lang.scripts import is_cased, primary
from auditor.lang.spelling import common
from auditor.lang.spelling import known as listed_word
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
_KATAKANA = regex.compile(r"[\p{Katakana}ー]{2,12}")
_QUOTED = regex.compile(r"[《「『]([^》」』]{2,30})[》」』]")
# What may follow a person's name in scripts without capitals, or stand before it; from the style guides of agencies.
_TITLES_AFTER = {
    "zh": "先生|女士|总统|總統|总理|總理|主席|部长|部長|教授|博士|议员|将军|国务卿|书记|市长|州长|首相|外长",
    "ja": "氏|さん|首相|大統領|議員|選手|監督|容疑者|被告|教授|博士|社長|会長|知事|市長|大臣|外相|国務長官|総理|様|君",
    "ko": "대통령|총리|의원|장관|교수|박사|대표|회장|사장|선수|감독|씨|시장|위원장",
}
_TITLES_BEFORE = {
    "ar": "الرئيس|الوزير|الدكتور|السيد|الشيخ|الملك|الأمير|الجنرال",
    "hi": "राष्ट्रपति|प्रधानमंत्री|मंत्री|श्री|डॉ|श्रीमती|सांसद",
    "he": "הנשיא|השר|ד\"ר|מר|גברת|פרופ'",
    "fa": "رئیس‌جمهور|آقای|خانم|دکتر",
}


_ELIDED = regex.compile(r"(?:[\p{Lu}\p{Ll}]{0,4}[ldnstmqLDNSTM]|[Qq]u)['’](?=\p{Lu})")  # l'ONU, dell'Italia, but not O'Brien


class Name(msgspec.Struct, frozen=True):
    """A stretch that looks like a name; `sure` says how much, 0 to 1."""

    start: int
    end: int
    text: str
    kind: str  # capital, acronym, known, dotted, titled, katakana, quoted
    sure: float
    first: bool = False  # at the beginning of a sentence, where capitals say nothing


@functools.lru_cache(maxsize=4096)
def names(text: str, lang: str) -> tuple[Name, ...]:
    """Names of a text in order, without overlaps.

    >>> [n.text for n in names("On Monday Angela Merkel met Ursula von der Leyen in Brussels.", "en")]
    ['Angela Merkel', 'Ursula von der Leyen', 'Brussels']
    >>> [n.text for n in names("美国前总统巴拉克·奥巴马在北京说", "zh")]
    ['美国', '巴拉克·奥巴马', '北京']
    """
    text = text[:MOST_TEXT]
    return _by_capitals(text, lang) if is_cased(lang) else _by_script(text, lang)


@functools.lru_cache(maxsize=4096)
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
def _chinese() -> tuple[str, str]:
    """Characters that stand for foreign syllables (what precedes a foreign name is mostly not among them); family names."""
    _, syllables, families = corpora.path("names/zh.txt").read_text(encoding="utf-8").splitlines()
    return syllables, families


@functools.cache
def _dotted() -> regex.Pattern[str]:
    """A foreign name whose parts are joined by a middle dot."""
    part = rf"(?:[{_chinese()[0]}]{{1,8}}|[\p{{Katakana}}ー]{{1,10}})"
    return regex.compile(rf"{part}(?:[·・‧•＝=]{part})+")


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
        return listed_word(word, lang) and not any(is_great_city(i) for i in known(word, lang))
    if primary(lang) != "en":
        return common(stem, lang)
    return (
        stem in _SPOKEN
        or stem.endswith(_CONTRACTED)
        or common(stem, "en")
        or all(common(p, "en") or len(p) < 3 for p in stem.split("-"))
    )


@functools.cache
def _calendar() -> frozenset[str]:
    from babel import Locale  # noqa: PLC0415 - only where a text is looked at

    out: set[str] = set()
    for lang in ("en", "nl", "de"):
        locale = Locale.parse(lang)
        for table in (locale.months["format"], locale.days["format"]):
            for width in ("wide", "abbreviated"):
                out |= {v.strip(".") for v in table[width].values()}
    return frozenset(out | {f"{d}s" for d in out if d.endswith("day")} | {"I", "I'm", "I've", "I'd", "I'll", "I’m", "I’ve", "I’d", "I’ll", "Mr", "Mrs", "Ms", "Dr",
                     "AM", "PM", "OK", "BC", "AD", "CEO", "TV", "PhD", "GMT", "EST", "UTC", "CET", "Sir", "Madam", "Prof", "St"})  # fmt: skip


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
                and primary(lang) != "de" and text[all_tokens[j - 1].end : all_tokens[j].start] == " ":  # fmt: skip
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
    if not there and (begins or shouting or primary(lang) in {"de", "lb"}):
        sure = 0.7 if len(words) > 1 else 0.6 if primary(lang) == "en" else 0.45  # no word list has every word
    return Name(start, end, name, "known" if there else "capital", sure, first=begins)


def _is_known(name: str, lang: str, *, ordinary: bool) -> bool:
    """Is a name listed?  There is a town for every word (Mitte, Most, University): a word of the language is none of them."""
    ids = known(name, lang)
    return any(not i.startswith(("city", "tongue")) for i in ids) if ordinary else bool(ids)


@functools.cache
def _people() -> dict[str, str]:
    """Japanese family and given names by spelling: f, g or fg."""
    out: dict[str, str] = {}
    for line in lzma.decompress(corpora.path("names/ja_people.tsv.xz").read_bytes()).decode().splitlines():
        surface, kind, _ = line.split("\t")
        out[surface] = out.get(surface, "") + kind
    return out


@functools.cache
def readings() -> dict[str, tuple[str, ...]]:
    """How Japanese names are read, in Latin letters.

    >>> "shinzo" in readings()["晋三"]
    True
    """
    out: dict[str, tuple[str, ...]] = {}
    for line in lzma.decompress(corpora.path("names/ja_people.tsv.xz").read_bytes()).decode().splitlines():
        surface, _, read = line.split("\t")
        out[surface] = (*out.get(surface, ()), *read.split(" "))
    return out


def _by_script(text: str, lang: str) -> tuple[Name, ...]:
    code = primary(lang)
    found = (
        [Name(m.start(), m.end(), m.group(), "dotted", 0.95) for m in _dotted().finditer(text)] if code in {"zh", "ja"} else []
    )
    found += _titled(text, code)
    found += _known_unspaced(text, code) if code in {"zh", "ja", "th"} else _known_spaced(text, lang)
    if code == "ja":
        found += [Name(m.start(), m.end(), m.group(), "katakana", 0.3) for m in _KATAKANA.finditer(text) if len(m.group()) >= 4]
    found += [Name(m.start(1), m.end(1), m.group(1), "quoted", 0.3) for m in _QUOTED.finditer(text)]
    found.sort(key=lambda n: (-n.sure, n.start - n.end))
    taken: list[Name] = []
    for name in found[:60]:
        if all(name.end <= t.start or name.start >= t.end for t in taken):
            taken.append(name)
    return tuple(sorted(taken, key=lambda n: n.start))


@functools.cache
def _titles(code: str) -> regex.Pattern[str] | None:
    if code == "zh":
        family = _chinese()[1]
        return regex.compile(rf"(?P<name>[{family}]\p{{Han}}{{1,2}})(?=(?:{_TITLES_AFTER['zh']}))")
    if code == "ja":
        return regex.compile(
            rf"(?<![\p{{Han}}])(?P<name>\p{{Han}}{{2,5}}|[\p{{Katakana}}ー・]{{2,15}})(?=(?:{_TITLES_AFTER['ja']}))"
        )
    if code == "ko":
        return regex.compile(rf"(?<!\p{{Hangul}})(?P<name>\p{{Hangul}}{{2,6}})(?= (?:{_TITLES_AFTER['ko']}))")
    if code in _TITLES_BEFORE:
        return regex.compile(rf"(?<!\p{{L}})(?:{_TITLES_BEFORE[code]})\.? (?P<name>[\p{{L}}\p{{M}}]+(?: [\p{{L}}\p{{M}}]+)?)")
    return None


def _titled(text: str, code: str) -> list[Name]:
    pattern = _titles(code)
    if pattern is None:
        return []
    out = []
    for m in pattern.finditer(text):
        name = m.group("name")
        if (
            code == "ja"
            and not regex.match(r"\p{Katakana}", name)
            and not ("f" in _people().get(name, "") or "f" in _people().get(name[:2], ""))
        ):
            continue
        out.append(Name(m.start("name"), m.end("name"), name, "titled", 0.8 if code != "hi" else 0.5))
    return out


def _known_unspaced(text: str, code: str) -> list[Name]:
    out, k = [], 0
    while k < len(text):
        for size in (8, 7, 6, 5, 4, 3, 2):
            piece = text[k : k + size]
            if (
                len(piece) == size
                and not piece.isascii()
                and (ids := known(piece, code))
                and not all(i.startswith("tongue") for i in ids)
            ):
                sure = 0.85 if size > 2 or any(i.startswith("land") for i in ids) else 0.6
                out.append(Name(k, k + size, piece, "known", sure))
                k += size - 1
                break
        k += 1
    return out


def _known_spaced(text: str, lang: str) -> list[Name]:
    return [
        Name(t.start, t.end, t.text, "known", 0.7)
        for t in tokens(text)
        if t.kind == "word" and len(t.text) > 2 and known(t.text, lang)
    ]

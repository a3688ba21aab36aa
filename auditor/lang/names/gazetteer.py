"""What is known of names: cities (GeoNames), countries, their people and languages (CLDR), bodies and agencies.

Ids are words: `city:524901`, `land:RU` (with its adjectives and people), `tongue:ru`, `body:12`.  Everything is read on
first use, a script or a language at a time.
"""

from __future__ import annotations

import functools
import lzma
import unicodedata
from collections import defaultdict

import regex

from auditor import corpora
from auditor.lang.names.derived import bases
from auditor.lang.names.spelling import first_script
from auditor.lang.scripts import is_unspaced, primary

LONGEST = 14  # characters of a name in a script without spaces, and four words elsewhere: no listed one is longer
_WORD = regex.compile(r"[\p{L}\p{M}\p{Nd}]+(?:['’.\-‐][\p{L}\p{M}\p{Nd}]+)*\.?")
_POSSESSIVE = regex.compile(r"['’]s?$")
_SCRIPTS_OF = {"ja": ("Han", "Katakana"), "zh": ("Han",), "yue": ("Han",), "ko": ("Hangul",)}
_CYRILLIC = frozenset({"ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg", "tt"})


@functools.lru_cache(maxsize=8192)
def fold(name: str) -> str:
    """The form under which a name is looked up: no case, no accents, one kind of apostrophe and hyphen.

    >>> fold("São Paulo"), fold("Nur‐Sultan’s"), fold("Київ")
    ('sao paulo', "nur-sultan's", 'київ')
    """
    if name.isascii():  # most names: the rest would change nothing else
        return name.lower()
    text = unicodedata.normalize("NFKC", name.encode("utf-8", "replace").decode()).casefold().replace("’", "'").replace("‐", "-")
    if text.isascii():
        return text
    if first_script(text) in {"Latin", "Greek"}:
        text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
        return text.replace("ł", "l").replace("ø", "o").replace("đ", "d").replace("ı", "i")
    return text


@functools.cache
def _cities() -> tuple[tuple[str, ...], ...]:
    """(id, country, population, name, other names joined by bars), the greatest city first."""
    text = lzma.decompress(corpora.path("names/places.tsv.xz").read_bytes()).decode()
    return tuple(tuple(line.split("\t")) for line in text.splitlines())


@functools.cache
def _city_index(script: str) -> dict[str, tuple[int, ...]]:
    """Lines of cities by folded name, for names of one script; at most the three greatest."""
    found: dict[str, tuple[int, ...]] = {}
    first, begins = _FIRST[script], dict[str, bool]()  # by letter: 90,000 names begin with 600
    for k, (_, _, _, name, others) in enumerate(_cities()):
        spelt = others.split("|") if others else []
        if script == "Latin":
            spelt.append(name)
        for s in spelt:
            letter = s[:1]
            if letter not in begins:
                begins[letter] = first.match(letter) is not None
            if begins[letter]:
                key = s.lower() if s.isascii() else fold(s)
                there = found.get(key, ())
                if len(there) < 3 and k not in there:
                    found[key] = (*there, k)
    return found


_FIRST = {s: regex.compile(rf"\p{{Script={s}}}") for s in ("Latin", "Cyrillic", "Greek", "Arabic", "Hebrew", "Han", "Katakana", "Hangul",  # noqa: E501
          "Devanagari", "Bengali", "Thai", "Tamil", "Telugu", "Georgian", "Armenian")}  # fmt: skip


@functools.cache
def _region_lines() -> dict[str, list[tuple[str, str]]]:
    """(code, name) by language."""
    out: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in lzma.decompress(corpora.path("names/regions.tsv.xz").read_bytes()).decode().splitlines():
        lang, code, name = line.split("\t")
        out[lang].append((code, name))
    return dict(out)


def _listed(file: str) -> list[tuple[str, dict[str, list[str]]]]:
    out = []
    for number, line in enumerate(corpora.path(f"names/{file}.tsv").read_text(encoding="utf-8").splitlines()):
        if not line or line.startswith("#"):
            continue
        head, *parts = line.split("\t")
        forms = {p.split(":", 1)[0]: p.split(":", 1)[1].split(",") for p in parts}
        out.append((f"land:{head}" if file == "nations" else f"{head}:{number}", forms))
    return out


class Names:
    """Every listed name of one language but the cities: whole forms, stems, and forms of several stems."""

    def __init__(self, lang: str) -> None:
        """`lang` is a primary subtag; Chinese reads both scripts."""
        self.whole: dict[str, set[str]] = defaultdict(set)
        self.stems: dict[str, set[str]] = defaultdict(set)
        self.phrases: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        self.forms: dict[str, list[str]] = defaultdict(list)  # id: its forms, the first the usual one
        lines = _region_lines()
        for code, name in [*lines.get(lang, ()), *(lines.get("zh-Hant", ()) if lang == "zh" else ())]:
            self._add(name, f"land:{code}" if code.isupper() else f"tongue:{code}")
        for file in ("nations", "organisations"):
            for ident, forms in _listed(file):
                for form in [*forms.get(lang, ()), *forms.get("mul", ())]:
                    self._add(form, ident)

    def _add(self, form: str, ident: str) -> None:
        self.forms[ident].append(form)
        words = fold(form).split(" ")
        if "*" not in form:
            self.whole[" ".join(words)].add(ident)
            self.whole[" ".join(words).strip(" .")].add(ident)
        elif len(words) == 1:
            self.stems[words[0].rstrip("*")].add(ident)
        else:
            self.phrases[words[0].rstrip("*")].append((tuple(words), ident))


@functools.lru_cache(maxsize=64)
def listed(lang: str) -> Names:
    """The listed names of a language (primary subtag)."""
    return Names(lang)


@functools.lru_cache(maxsize=8192)
def known(name: str, lang: str) -> frozenset[str]:
    """Everything a name may stand for in a language; empty where it is not known.

    >>> "land:NG" in known("Nigeria", "en"), "land:US" in known("американский", "ru"), known("Blorp", "en")
    (True, True, frozenset())
    >>> known("Москва", "ru") & known("Moscou", "fr") == frozenset({"city:524901"})
    True
    """
    key = fold(name).strip(" .")
    found = _looked_up(key, fold(name), lang)
    if not found and (short := _POSSESSIVE.sub("", key)) != key:
        found = _looked_up(short, short, lang)
    return frozenset(found)


def _looked_up(key: str, full: str, lang: str) -> set[str]:
    found = _of_words(key, full, primary(lang))
    if (script := first_script(key)) in _FIRST:
        found |= {f"city:{_cities()[k][0]}" for k in _city_index(script).get(key, ())}
    return found


def _of_words(key: str, full: str, lang: str) -> set[str]:
    names = listed(lang)
    found = set(names.whole.get(key, ())) | set(names.whole.get(full, ()))
    if " " not in key:
        for k in range(2, len(key) + 1):
            found |= names.stems.get(key[:k], set())
        return found
    words = key.split(" ")
    for k in range(2, len(words[0]) + 1):
        for pattern, ident in names.phrases.get(words[0][:k], ()):
            if len(pattern) == len(words) and all(_fits(p, w) for p, w in zip(pattern, words, strict=True)):
                found.add(ident)
    return found


def _fits(pattern: str, word: str) -> bool:
    return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern


@functools.lru_cache(maxsize=64)
def _by_beginning(lang: str) -> dict[str, list[tuple[str, frozenset[str]]]]:
    out: dict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
    for name, ids in listed(lang).whole.items():
        lands = frozenset(i for i in ids if not i.startswith("tongue"))
        if lands and len(name) > 3:
            out[name[:4]].append((name, lands))
    return dict(out)


@functools.lru_cache(maxsize=16384)
def inflected(word: str, lang: str) -> frozenset[str]:
    """What an inflected form of a listed name stands for: the longest name it goes along with but for the ending.

    >>> inflected("Нигерии", "ru"), inflected("Нигером", "ru"), inflected("Blorp", "cs")
    (frozenset({'land:NG'}), frozenset({'land:NE'}), frozenset())
    """
    key = fold(word)
    best: tuple[float, frozenset[str]] = (0.0, frozenset())
    for name, ids in _by_beginning(primary(lang)).get(key[:4], ()):
        shared = next((k for k, (a, b) in enumerate(zip(name, key, strict=False)) if a != b), min(len(name), len(key)))
        if len(name) - shared <= 2 and len(key) - shared <= 3:
            fit = shared - 0.1 * (len(name) - shared)
            if fit > best[0]:
                best = (fit, ids)
    return best[1]


@functools.lru_cache(maxsize=64)
def _longer(lang: str, script: str) -> Beginnings:
    """What the names of several words begin with."""
    names = listed(lang)
    firsts = {n.split(" ", 1)[0] for n in names.whole if " " in n}
    if script in _FIRST:
        firsts |= {n.split(" ", 1)[0] for n in _city_index(script) if " " in n}
    return Beginnings(frozenset(firsts), frozenset(names.phrases))


class Beginnings:
    """First words of names, whole or stems."""

    def __init__(self, whole: frozenset[str], stems: frozenset[str]) -> None:
        """`stems` match any word that goes on from them."""
        self.whole, self.stems = whole, stems

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and (word in self.whole or any(word[:k] in self.stems for k in range(2, len(word) + 1)))


@functools.lru_cache(maxsize=2048)
def mentioned(text: str, lang: str) -> frozenset[str]:
    """Ids of every known name that stands in a text (its first 4,000 characters).

    >>> "land:US" in mentioned("Le président américain", "fr"), "land:RU" in mentioned("俄罗斯总统普京", "zh")
    (True, True)
    """
    text = text[:4000]
    out: set[str] = set()
    if is_unspaced(lang):
        return frozenset(_mentioned_unspaced(text, primary(lang)))
    words = [m.group() for m in _WORD.finditer(text)]
    longer = _longer(primary(lang), first_script(text))
    hyphens = [part for w in words if regex.search("[-'’]", w) for part in regex.split("[-'’]", w) if len(part) > 1]
    for k in range(len(words)):
        out |= known(words[k], lang)
        if primary(lang) in {"ar", "he", "fa", "ur"}:  # the article and prepositions are written together with the word
            out |= {
                i for base in bases(words[k], primary(lang)) for i in known(base, lang) if i.startswith(("land", "city", "body"))
            }
        if fold(words[k]) not in longer:
            continue
        for size in range(2, 5):
            if k + size <= len(words):
                out |= known(" ".join(words[k : k + size]), lang)
    for part in hyphens:
        out |= known(part, lang)
    return frozenset(out)


def _mentioned_unspaced(text: str, lang: str) -> set[str]:
    key = fold(text)
    names, out = listed(lang), set[str]()
    indices = [_city_index(s) for s in _SCRIPTS_OF.get(lang, ("Thai",) if lang == "th" else ())]
    for k in range(len(key)):
        for size in range(1, LONGEST):
            piece = key[k : k + size]
            if piece in names.whole:
                out |= names.whole[piece]
            if piece in names.stems:
                out |= names.stems[piece]
            if size > 1:
                for index in indices:
                    out.update(f"city:{_cities()[c][0]}" for c in index.get(piece, ()))
    return out


@functools.cache
def _by_id() -> dict[str, int]:
    return {f"city:{line[0]}": k for k, line in enumerate(_cities())}


_TOWN_AND_WORD = frozenset({"city:2928810"})  # Essen, which is a meal as well


def is_great_city(ident: str) -> bool:
    """Is it a city of more than 400,000 people, known by everybody?

    >>> is_great_city("city:524901"), is_great_city("land:RU")
    (True, False)
    """
    line = _by_id().get(ident)
    return line is not None and int(_cities()[line][2]) > 400_000 and ident not in _TOWN_AND_WORD


@functools.lru_cache(maxsize=8192)
def spellings(ident: str, lang: str) -> tuple[str, ...]:
    """How a known thing is called in a language, as far as script and lists tell; the usual form first.

    >>> spellings("land:NG", "ru")[0], "Москва" in spellings("city:524901", "ru")
    ('Нигерия', True)
    """
    out = [f for f in listed(primary(lang)).forms.get(ident, ()) if not f.endswith("*")]
    if ident.startswith("city:") and (k := _by_id().get(ident)) is not None:
        _, _, _, name, others = _cities()[k]
        wanted = _scripts(lang)
        names = [name, *(others.split("|") if others else [])]
        out += [n for n in names if any(_FIRST[s].match(n) for s in wanted)]
    return tuple(dict.fromkeys(out))


def _scripts(lang: str) -> tuple[str, ...]:
    code = primary(lang)
    single = {"el": "Greek", "ar": "Arabic", "fa": "Arabic", "ur": "Arabic", "ps": "Arabic", "he": "Hebrew", "hi": "Devanagari",
              "mr": "Devanagari", "ne": "Devanagari", "bn": "Bengali", "th": "Thai", "ta": "Tamil", "te": "Telugu", "ka": "Georgian",  # noqa: E501
              "hy": "Armenian"}  # fmt: skip
    if code in _CYRILLIC:
        return ("Cyrillic",)
    return _SCRIPTS_OF.get(code) or ((single[code],) if code in single else ("Latin",))


def usual(ident: str, lang: str) -> str:
    """The name an editor would expect, "" where it is not known in the language.

    >>> usual("land:DE", "fr"), usual("city:524901", "en")
    ('Allemagne', 'Moscow')
    """
    if ident.startswith("city:") and primary(lang) == "en" and (k := _by_id().get(ident)) is not None:
        return _cities()[k][3]
    return next(iter(spellings(ident, lang)), "")

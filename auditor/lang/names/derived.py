"""What other words are made of a name: adjectives of Slavic languages, words that Arabic and Hebrew write together with it."""

from __future__ import annotations

import functools

import regex

# Карское, Азовский, Шебекинская; -ск- and -цк- with any ending of an adjective.
_CYRILLIC = regex.compile(
    r"^(?P<stem>\p{L}{2,}?)(?P<k>[сц]ь?к)"
    r"(?:ий|ый|і|ії?й?|ого|ому|им|ім|ом|ым|ой|ей|ою|ая|яя|ую|ое|ее|е|у|а|ої|ій|их|ых|іх|ими|імі|ыми|и|те|та|то)$"
)
_LATIN = regex.compile(
    r"^(?P<stem>\p{L}{2,}?)(?P<k>[sc]k)"
    r"(?:i|a|ie|iego|iej|iemu|im|ich|imi|ą|y|ý|á|é|ého|ému|ém|ým|ých|ými|ou|o|u|og|om|oj|e)$"
)
_SLAVIC_LATIN = frozenset({"pl", "cs", "sk", "sl", "hr", "bs"})
# What an adjective makes of the last consonant of a name: Прага, пражский; Рига, рижский.
_SOFTENED = {"ж": "г", "ч": "к", "ш": "х", "ž": "g", "č": "k", "š": "ch"}
# And, in, to, as, so, and the article before an Arabic word; the same in Hebrew.
_ARABIC = regex.compile(r"^[وف]?(?:[بك]?ال|لل|[بكل])(?=\p{L}{3})|^[وف](?=\p{L}{3})")
_HEBREW = regex.compile(r"^[ושמ]?[הבלכמ](?=\p{L}{3})|^[וש](?=\p{L}{3})")


@functools.lru_cache(maxsize=16384)
def bases(word: str, lang: str) -> tuple[str, ...]:
    """The names a word may be made of, without the vowel they end in; empty where it is no such word.

    >>> bases("Карского", "ru"), bases("рижский", "ru"), bases("Москва", "ru"), bases("المصري", "ar")
    (('Кар',), ('риж', 'риг'), (), ('مصري',))
    """
    if lang in {"ar", "fa", "ur"}:
        return tuple(dict.fromkeys(short for pattern in (_ARABIC,) if (short := pattern.sub("", word)) != word))
    if lang == "he":
        return tuple(s for s in (_HEBREW.sub("", word),) if s != word)
    found = _CYRILLIC.match(word) or (_LATIN.match(word) if lang in _SLAVIC_LATIN else None)
    if found is None:
        return ()
    stem = found.group("stem")
    if found.group("k")[0] in "цc":
        return (stem + found.group("k")[0], stem + ("к" if found.group("k")[0] == "ц" else "k"), stem)
    out = [stem]
    if stem[-1:] in _SOFTENED:
        out.append(stem[:-1] + _SOFTENED[stem[-1]])
    joints = ("ов", "ев", "ин", "ів", "ен")  # орловский, ялтинский
    return (*out, *(stem[: -len(j)] for j in joints if stem.endswith(j) and len(stem) > 4))

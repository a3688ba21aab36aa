"""Is a rendering of a Chinese idiom nothing but the meanings of its characters?  No list of renderings is needed.

"An old horse knows the road" for 老马识途 is made of glosses of the four characters and of nothing else.  In a sentence,
idioms whose characters name nothing one can see (一心一意) are left alone: word for word is often the right rendering of them.
"""

from __future__ import annotations

import functools
import lzma
from collections.abc import Iterator, Sequence

import msgspec
import regex

from auditor import corpora
from auditor.lang import lexicon
from auditor.lang.lemmas import function_words, lemma
from auditor.lang.scripts import primary
from auditor.lang.tokens import words

_LENGTH = 4  # characters of an idiom
_LONGEST = 20_000  # code points looked at
_STRETCH = 6  # content words of a sentence that an idiom can take up
_SHARE = 0.75  # of the content words must be glosses; chosen on renderings of 960 idioms, see docs/idioms.md
_ENOUGH = 3  # glosses; two will do where both are images and the idiom is all there is
_LIGHT = frozenset("be have do one someone somebody something oneself idiom lit thing like".split())
_HAN = regex.compile(r"\p{Script=Han}+")
_FIRST = regex.compile(r"^\W*(?:lit\.)?([^;(]*)")  # "a big tree attracts wind (idiom); fame brings envy": what comes first


class Gloss(msgspec.Struct, frozen=True):
    """What a character means."""

    words: frozenset[str]  # English base forms
    image: bool  # something one can see or touch, or see done


class Glossed(msgspec.Struct, frozen=True):
    """A stretch of the target that spells out an idiom of the source."""

    idiom: str
    start: int  # in the target
    end: int
    words: tuple[str, ...]  # those that are glosses
    share: float  # of the content words in the stretch


class _Word(msgspec.Struct, frozen=True):
    start: int
    end: int
    lemma: str


@functools.cache
def glosses(lang: str) -> dict[str, Gloss]:
    """The glosses of one language's characters; empty where none are listed.

    >>> sorted(glosses("zh")["马"].words), glosses("zh")["马"].image
    (['horse'], True)
    """
    try:
        lines = corpora.path(f"glosses/{lang}.tsv").read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    return {
        char: Gloss(words=frozenset(given.split()) | {lemma(word, "en") for word in given.split()}, image=bool(image))
        for char, image, given in rows
    }


@functools.cache
def _known(lang: str) -> frozenset[str]:
    try:
        packed = corpora.path(f"glosses/{lang}_idioms.txt.xz").read_bytes()
    except FileNotFoundError:
        return frozenset()
    return frozenset(lzma.decompress(packed).decode().split())


@functools.lru_cache(maxsize=1024)
def idioms_in(text: str, lang: str) -> tuple[str, ...]:
    """The four-character idioms that stand in a text.

    >>> idioms_in("他老马识途，带我们走出了山谷。", "zh")
    ('老马识途',)
    """
    known = _known(primary(lang))
    runs = _HAN.findall(text[:_LONGEST]) if known else []
    found = (run[i : i + _LENGTH] for run in runs for i in range(len(run) - _LENGTH + 1))
    return tuple(dict.fromkeys(four for four in found if four in known))


def spelt_out(source: str, lang: str, target: str) -> Iterator[Glossed]:
    """Where the English target gives an idiom of the source character by character.

    >>> [(g.idiom, g.words) for g in spelt_out("老马识途", "zh", "The old horse knows the way")]
    [('老马识途', ('old', 'horse', 'know', 'way'))]
    >>> list(spelt_out("老马识途", "zh", "An old hand is a good guide."))
    []
    """
    target = target[:_LONGEST]
    for idiom in idioms_in(source, lang):
        if "".join(_HAN.findall(source)) == idiom:
            first = _FIRST.match(target)
            found = _judged(idiom, lang, _content(target, *first.span(1))) if first else None
        else:
            found = _best(idiom, lang, _content(target, 0, len(target)))
        if found:
            yield found


def _content(text: str, start: int, end: int) -> list[_Word]:
    small = _LIGHT | (function_words("en") - {"one", "up", "down"})
    found = []
    for token in words(text):
        if not start <= token.start < end:
            continue
        base = lemma(token.text, "en")
        if base not in small and token.text.lower() not in small:
            found.append(_Word(token.start, token.end, base))
    return found


def _best(idiom: str, lang: str, content: Sequence[_Word]) -> Glossed | None:
    """The stretch of a sentence that spells the idiom out most fully."""
    meant = [(char, gloss.image) for char, gloss in _of(idiom, lang).items()]
    if not any(image for _, image in meant):
        return None
    marks = [i for i, word in enumerate(content) if any(means(word.lemma, char, lang) for char, _ in meant)]
    best: Glossed | None = None
    for place, first in enumerate(marks):
        for last in marks[place + _ENOUGH - 1 : place + _STRETCH]:
            if last - first >= _STRETCH:
                break
            found = _judged(idiom, lang, content[first : last + 1])
            if found and len(found.words) >= _ENOUGH and (best is None or len(found.words) > len(best.words)):
                best = found
    return best


def _judged(idiom: str, lang: str, content: Sequence[_Word]) -> Glossed | None:
    """The stretch, if enough of its words are glosses, each of another character."""
    taken: set[int] = set()
    images = 0
    for char, gloss in _of(idiom, lang).items():
        at = next((i for i, word in enumerate(content) if i not in taken and means(word.lemma, char, lang)), None)
        if at is not None:
            taken.add(at)
            images += gloss.image
    if (len(taken) < _ENOUGH and images < _ENOUGH - 1) or len(taken) < _SHARE * len(content):
        return None
    return Glossed(
        idiom=idiom,
        start=content[0].start,
        end=content[-1].end,
        words=tuple(content[i].lemma for i in sorted(taken)),
        share=len(taken) / len(content),
    )


@functools.lru_cache(maxsize=65536)
def means(word: str, char: str, lang: str) -> bool:
    """Is the English word a gloss of the character, or of the family of one?

    >>> means("growth", "长", "zh"), means("wind", "长", "zh")
    (True, False)
    """
    given = glosses(primary(lang))[char].words
    return word in given or any(lexicon.family(word, gloss) for gloss in given)


def _of(idiom: str, lang: str) -> dict[str, Gloss]:
    known = glosses(primary(lang))
    return {char: known[char] for char in idiom if char in known}

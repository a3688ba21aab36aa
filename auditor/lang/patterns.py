"""Phrases written as patterns, found inflected and with gaps: `throw [more] (wood|firewood) on the fire`.

- a word matches every form of itself; `=word` that form alone; `_` any one word; `one's` any English possessive
- `(a|b c)` one of several, `[x]` x or nothing, `...` up to four other words
- in languages written without spaces a pattern is characters, and `...` stands for up to six of them
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

import msgspec
import regex

from auditor.lang.lemmas import function_words, lemma, plain
from auditor.lang.scripts import is_unspaced, primary
from auditor.lang.tokens import tokens

_SYNTAX = regex.compile(r"\.\.\.|[()\[\]|]|(?:(?!\.\.\.)[^\s()\[\]|])+|\s+")
_LONGEST = 20_000  # code points looked at: a segment is far shorter, hostile text is not
_OTHER = r"\ [^ .!?;:\x1f][^ ]*"  # any word, but not across the end of a clause
_OWNER = "one's"
_OWNERS = r"\ (?:my|your|his|her|its|our|their|one's|[^ \x1f]+'s|[^ \x1f]+s')\x1f[^ ]*"
_FREE = ("_", "...", _OWNER)  # pieces that ask for no word in particular
# Languages whose inflection the lemma tables do not cover: a form may carry this many more letters behind (and before).
_LOOSE = {
    "ar": (4, 3),
    "he": (3, 2),
    "fa": (3, 2),
    "hi": (2, 0),
    "ko": (4, 0),
    "tr": (6, 0),
    "fi": (5, 0),
    "hu": (5, 0),
    "ur": (2, 0),
}
# Participles that lemma tables list as adjectives of their own: their ending, and that of the infinitive.
_PARTICIPLES = {
    "fr": regex.compile("é(?:e?s?)$"),
    "es": regex.compile("(?:([ai])d[oa]s?)$"),
    "pt": regex.compile("(?:([ai])d[oa]s?)$"),
    "it": regex.compile("(?:([aiu])t[oaie])$"),
}
_INFINITIVES: Mapping[str, Mapping[str | None, str]] = {
    "fr": {None: "er"},
    "es": {"a": "ar", "i": "ir"},
    "pt": {"a": "ar", "i": "ir"},
    "it": {"a": "are", "i": "ire", "u": "ere"},
}
_KEYS = {"ko": 2}  # letters by which a word of such a language is looked up; a Korean syllable is several letters
_KEY = 3
_STEMS = regex.compile(r"[\p{Script=Han}\p{Script=Katakana}\N{KATAKANA-HIRAGANA PROLONGED SOUND MARK}]+")
Payload = TypeVar("Payload")


class Hit(msgspec.Struct, frozen=True):
    """Where a pattern was found, in code points of the text."""

    start: int
    end: int


class Pattern(msgspec.Struct, frozen=True):
    """A compiled pattern."""

    expression: regex.Pattern[str]
    unspaced: bool


class _Group(msgspec.Struct, frozen=True):
    """`(a|b)`, or `[a|b]` when `optional`."""

    ways: tuple[tuple[str | _Group, ...], ...]
    optional: bool


_Pieces = tuple[str | _Group, ...]


@functools.lru_cache(maxsize=65536)
def _read(pattern: str) -> _Pieces:
    """The pattern as a tree; ValueError where brackets do not close."""
    stack: list[tuple[str, list[list[str | _Group]]]] = [("", [[]])]
    for piece in _SYNTAX.findall(pattern.strip()):
        if piece in "([":
            stack.append((piece, [[]]))
        elif piece in ")]":
            opened, ways = stack.pop()
            if not stack or opened + piece not in ("()", "[]"):
                raise ValueError(f"pattern {pattern!r}: a bracket is not closed")
            stack[-1][1][-1].append(_Group(tuple(map(tuple, ways)), piece == "]"))
        elif piece == "|":
            stack[-1][1].append([])
        elif not piece.isspace():
            stack[-1][1][-1].append(piece)
    if len(stack) > 1:
        raise ValueError(f"pattern {pattern!r}: a bracket is not closed")
    ways = stack[0][1]
    return tuple(ways[0]) if len(ways) == 1 else (_Group(tuple(map(tuple, ways)), optional=False),)


@functools.lru_cache(maxsize=65536)
def parse(pattern: str, lang: str) -> Pattern:
    """The pattern compiled for one language; ValueError where brackets do not close."""
    return Pattern(expression=regex.compile(_expression(_read(pattern), lang)), unspaced=is_unspaced(lang))


def _expression(pieces: _Pieces, lang: str) -> str:
    out = []
    for piece in pieces:
        if isinstance(piece, _Group):
            out.append(f"(?:{'|'.join(_expression(way, lang) for way in piece.ways)})" + ("?" if piece.optional else ""))
        elif is_unspaced(lang):
            out.append("[^.!?;。！？；]{0,6}?" if piece == "..." else regex.escape(piece.lower()))
        else:
            out.append(f"(?:{_OTHER}){{0,4}}?" if piece == "..." else _word(piece, lang))
    return "".join(out)


def _lemma(word: str, lang: str) -> str:
    """The lemma, of a Romance participle that of its verb: "abaissé" is found where "abaisser" is looked for."""
    base = lemma(word, lang)
    subtag = primary(lang)
    if subtag not in _PARTICIPLES or len(base) < 5:
        return base
    match = _PARTICIPLES[subtag].search(base)
    if match is None:
        return base
    vowel = match.group(1) if _PARTICIPLES[subtag].groups else None
    return base[: match.start()] + _INFINITIVES[subtag][vowel]


def _key(lang: str) -> int:
    return _KEYS.get(primary(lang), _KEY)


def _word(word: str, lang: str) -> str:
    if word == "_":
        return _OTHER
    if word == _OWNER:
        return _OWNERS
    if word.startswith("="):
        return rf"\ {regex.escape(plain(word[1:]))}\x1f[^ ]*"
    form, base = regex.escape(plain(word)), regex.escape(_lemma(word, lang))
    if (loose := _LOOSE.get(primary(lang))) and len(word) >= _key(lang):
        behind, before = loose
        return rf"\ \w{{0,{before}}}{form}\w{{0,{behind}}}\x1f[^ ]*"
    return rf"\ (?:{form}\x1f[^ ]*|[^ \x1f]*\x1f{base}(?=\ ))"


def readable(pattern: str, *, unspaced: bool = False) -> str:
    """The pattern as a reader would write it: the first of several, nothing that may be left out.

    >>> readable("!(throw|put) [more] wood (on|onto) the fire")
    'throw wood on the fire'
    """
    return ("" if unspaced else " ").join(_readable(_read(pattern.lstrip("!"))))


def _readable(pieces: _Pieces) -> Iterator[str]:
    for piece in pieces:
        if not isinstance(piece, _Group):
            yield "\N{HORIZONTAL ELLIPSIS}" if piece == "..." else piece.lstrip("=")
        elif not piece.optional:
            yield from _readable(next((way for way in piece.ways if way), ()))


def required(pattern: str, lang: str) -> tuple[frozenset[str], ...]:
    """For each piece that must be there, the keys of which one must be among those of the text (see `_keys`)."""
    return tuple(_required(_read(pattern), lang))


def _required(pieces: _Pieces, lang: str) -> Iterator[frozenset[str]]:
    for piece in pieces:
        if not isinstance(piece, _Group):
            if piece not in _FREE:
                yield _word_keys(piece, lang)
        elif not piece.optional:
            ways = [list(_required(way, lang)) for way in piece.ways]
            if all(ways):
                yield frozenset[str]().union(*(max(way, key=lambda keys: _rarity(keys, lang)) for way in ways))


def _word_keys(word: str, lang: str) -> frozenset[str]:
    if is_unspaced(lang):
        return frozenset({word.lower()[:2]})
    form = plain(word.lstrip("="))
    if primary(lang) in _LOOSE:
        return frozenset({form[: _key(lang)]})
    return frozenset({form}) if word.startswith("=") else frozenset({form, _lemma(word, lang)})


def _rarity(keys: frozenset[str], lang: str) -> tuple[bool, int, int]:
    """How seldom any of the keys will be met: closed-class words often, otherwise by the shortest and by their number."""
    return keys.isdisjoint(_small_words(lang)), min(map(len, keys), default=0), -len(keys)


class _Text(msgspec.Struct, frozen=True):
    line: str  # " form<US>lemma form<US>lemma ", or the text in lower case where words are not separated
    starts: tuple[int, ...]  # where each word begins in `line`
    bounds: tuple[tuple[int, int], ...]  # of each word, in the text
    keys: frozenset[str]


@functools.lru_cache(maxsize=2048)
def _prepared(text: str, lang: str) -> _Text:
    text = text[:_LONGEST]
    if is_unspaced(lang):
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        return _Text(lowered, (), (), frozenset(lowered) | {a + b for a, b in itertools.pairwise(lowered)})
    before, key = _LOOSE.get(primary(lang), (0, -1))[1], _key(lang)
    line: list[str] = []
    keys: set[str] = set()
    at, starts, bounds = 0, [], []
    for token in tokens(text):
        if token.kind == "mark" and token.text not in ".!?;:":  # a pattern does not run across the end of a clause
            continue
        form = plain(token.text)
        base = _lemma(token.text, lang) if token.kind == "word" else token.text
        entry = f" {form}\x1f{base}".replace("  ", " ")
        starts.append(at)
        bounds.append((token.start, token.end))
        keys.update((base, form), (form[i : i + key] for i in range(before + 1)))
        line.append(entry)
        at += len(entry)
    return _Text("".join(line) + " ", tuple(starts), tuple(bounds), frozenset(keys))


def find(pattern: Pattern, text: str, lang: str) -> Iterator[Hit]:
    """Every place where the pattern stands.

    >>> [("He threw more wood on the fires."[h.start:h.end]) for h in find(parse("throw [more] (wood|log) on the fire", "en"),
    ...     "He threw more wood on the fires.", "en")]
    ['threw more wood on the fires']
    >>> [("真是雪中送炭啊"[h.start:h.end]) for h in find(parse("雪中送炭", "zh"), "真是雪中送炭啊", "zh")]
    ['雪中送炭']
    """
    ready = _prepared(text, lang)
    for match in pattern.expression.finditer(ready.line):
        if match.end() == match.start():
            continue
        if pattern.unspaced:
            yield Hit(match.start(), match.end())
            continue
        inside = [i for i, start in enumerate(ready.starts) if match.start() <= start < match.end()]
        if inside:
            yield Hit(ready.bounds[inside[0]][0], ready.bounds[inside[-1]][1])


def stands(pattern: str, text: str, lang: str) -> bool:
    """Does the phrase stand in the text, in whatever order its words are, one of three or more left out?

    Verbs go to the end in German, come apart and change their place in most languages: `find` alone would miss them.

    >>> stands("die Flinte ins Korn werfen", "Er wirft die Flinte nie ins Korn.", "de")
    True
    """
    if next(find(parse(pattern, lang), text, lang), None):
        return True
    if is_unspaced(lang):
        return _stands_unspaced(readable(pattern, unspaced=True), text)
    asked = [keys for keys in required(pattern, lang) if not keys <= _small_words(lang)]
    have = _prepared(text, lang).keys
    met = sum(1 for keys in asked if keys & have)
    spare = len(asked) > (1 if primary(lang) in _LOOSE else 2)
    return met >= max(1, len(asked) - spare)


def _stands_unspaced(phrase: str, text: str) -> bool:
    """Are its characters there with others between (Chinese), or what is not inflection of it (Japanese)?"""
    stems = _STEMS.findall(phrase)
    if stems == [phrase]:
        return len(phrase) < 4 and bool(regex.search(".{0,3}".join(map(regex.escape, phrase)), text[:_LONGEST]))
    return all(stem in text for stem in stems) if stems else phrase[:-1] in text


@functools.cache
def _small_words(lang: str) -> frozenset[str]:
    words = {plain(word) for word in function_words(lang)}
    return frozenset(
        words | {_lemma(word, lang) for word in words} | ({w[: _key(lang)] for w in words} if primary(lang) in _LOOSE else set())
    )


class Index(Generic[Payload]):
    """Many patterns of one language with what they stand for; only those whose words are in the text are tried."""

    def __init__(self, entries: Iterable[tuple[str, Payload]], lang: str) -> None:
        """`entries` are `(pattern, payload)`; ValueError names a pattern that cannot be read."""
        self._lang = lang
        self._by_key: dict[str, list[tuple[str, tuple[frozenset[str], ...], Payload]]] = {}
        for pattern, payload in entries:
            keys = required(pattern, lang)
            for key in max(keys, key=lambda each: _rarity(each, lang), default={""}):
                self._by_key.setdefault(key, []).append((pattern, keys, payload))

    def find(self, text: str) -> Iterator[tuple[Hit, Payload]]:
        """`(place, payload)` of every pattern that stands in the text, in order of the place."""
        if not self._by_key:
            return
        have = _prepared(text, self._lang).keys
        tried = [*self._by_key.get("", ())]
        for key in sorted(have & self._by_key.keys()):
            tried += [entry for entry in self._by_key[key] if not any(k.isdisjoint(have) for k in entry[1])]
        hits = {
            (hit.start, hit.end, pattern, id(payload)): payload
            for pattern, _, payload in tried
            for hit in find(parse(pattern, self._lang), text, self._lang)
        }
        for (start, end, _, _), payload in sorted(hits.items(), key=lambda hit: hit[0][:2]):
            yield Hit(start, end), payload


def longest(hits: Sequence[tuple[Hit, Payload]]) -> list[tuple[Hit, Payload]]:
    """Hits without those that lie inside a longer one."""
    kept: list[tuple[Hit, Payload]] = []
    for hit, payload in sorted(hits, key=lambda pair: (-(pair[0].end - pair[0].start), pair[0].start)):
        if not any(k.start <= hit.start and hit.end <= k.end for k, _ in kept):
            kept.append((hit, payload))
    return sorted(kept, key=lambda pair: pair[0].start)

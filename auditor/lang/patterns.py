"""Phrases written as patterns, found inflected and with gaps: `throw [more] (wood|firewood) on the fire`.

- a word matches every form of itself; `=word` that form alone; `_` any one word
- `(a|b c)` one of several, `[x]` x or nothing, `...` up to four other words
- in languages written without spaces a pattern is characters, and `...` stands for up to six of them
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

import msgspec
import regex

from auditor.lang.lemmas import lemma, plain
from auditor.lang.scripts import is_unspaced, primary
from auditor.lang.tokens import tokens

_SYNTAX = regex.compile(r"\.\.\.|[()\[\]|]|[^\s()\[\]|]+|\s+")
_LONGEST = 20_000  # code points looked at: a segment is far shorter, hostile text is not
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
Payload = TypeVar("Payload")


class Hit(msgspec.Struct, frozen=True):
    """Where a pattern was found, in code points of the text."""

    start: int
    end: int


class Pattern(msgspec.Struct, frozen=True):
    """A compiled pattern: `anchors` are words (or characters) of which one must stand in the text."""

    expression: regex.Pattern[str]
    anchors: frozenset[str]
    unspaced: bool


@functools.lru_cache(maxsize=65536)
def parse(pattern: str, lang: str) -> Pattern:
    """The pattern compiled for one language; ValueError where brackets do not close."""
    pieces = _SYNTAX.findall(pattern.strip())
    if pieces.count("(") != pieces.count(")") or pieces.count("[") != pieces.count("]"):
        raise ValueError(f"pattern {pattern!r}: a bracket is not closed")
    unspaced = is_unspaced(lang)
    out, depth, anchors = [], 0, frozenset[str]()
    for piece in pieces:
        if piece in "([":
            depth += 1
            out.append("(?:")
        elif piece in ")]":
            depth -= 1
            out.append(")" if piece == ")" else ")?")
        elif piece == "|":
            out.append("|")
        elif piece == "...":
            out.append(".{0,6}?" if unspaced else r"(?:\ [^ ]+){0,4}?")
        elif not piece.isspace():
            out.append(regex.escape(piece.lower()) if unspaced else _word(piece, lang))
            if depth == 0 and piece != "_" and (not anchors or len(piece) > max(map(len, anchors))):
                anchors = frozenset({piece.lower()[:1] if unspaced else _base(piece, lang)})
    return Pattern(expression=regex.compile("".join(out)), anchors=anchors, unspaced=unspaced)


def _base(word: str, lang: str) -> str:
    return "" if primary(lang) in _LOOSE else _lemma(word.lstrip("="), lang)


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


def _word(word: str, lang: str) -> str:
    if word == "_":
        return r"\ [^ ]+"
    if word.startswith("="):
        return rf"\ {regex.escape(plain(word[1:]))}\x1f[^ ]*"
    form, base = regex.escape(plain(word)), regex.escape(_lemma(word, lang))
    if (loose := _LOOSE.get(primary(lang))) and len(word) > 2:
        behind, before = loose
        return rf"\ \w{{0,{before}}}{form}\w{{0,{behind}}}\x1f[^ ]*"
    return rf"\ (?:{form}\x1f[^ ]*|[^ \x1f]*\x1f{base}(?=\ ))"


class _Text(msgspec.Struct, frozen=True):
    line: str  # " form<US>lemma form<US>lemma ", or the text in lower case where words are not separated
    starts: tuple[int, ...]  # where each word begins in `line`
    bounds: tuple[tuple[int, int], ...]  # of each word, in the text
    lemmas: frozenset[str]


@functools.lru_cache(maxsize=2048)
def _prepared(text: str, lang: str) -> _Text:
    text = text[:_LONGEST]
    if is_unspaced(lang):
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        return _Text(lowered, (), (), frozenset(lowered))
    line: list[str] = []
    lemmas: set[str] = set()
    at, starts, bounds = 0, [], []
    for token in tokens(text):
        if token.kind == "mark" and token.text not in ".!?;:":  # a pattern does not run across the end of a clause
            continue
        base = _lemma(token.text, lang) if token.kind == "word" else token.text
        entry = f" {plain(token.text)}\x1f{base}".replace("  ", " ")
        starts.append(at)
        bounds.append((token.start, token.end))
        lemmas.update((base, plain(token.text)))
        line.append(entry)
        at += len(entry)
    return _Text("".join(line) + " ", tuple(starts), tuple(bounds), frozenset(lemmas))


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


class Index(Generic[Payload]):
    """Many patterns of one language with what they stand for; only those whose anchor is in the text are tried."""

    def __init__(self, entries: Iterable[tuple[str, Payload]], lang: str) -> None:
        """`entries` are `(pattern, payload)`; ValueError names a pattern that cannot be read."""
        self._lang = lang
        self._by_anchor: dict[str, list[tuple[str, Payload]]] = {}
        for pattern, payload in entries:
            for anchor in _anchors(pattern, lang) or {""}:
                self._by_anchor.setdefault(anchor, []).append((pattern, payload))

    def find(self, text: str) -> Iterator[tuple[Hit, Payload]]:
        """`(place, payload)` of every pattern that stands in the text, in order of the place."""
        if not self._by_anchor:
            return
        ready = _prepared(text, self._lang)
        tried = [*self._by_anchor.get("", ())]
        for anchor in sorted(ready.lemmas & self._by_anchor.keys()):
            tried += self._by_anchor[anchor]
        hits = [
            (hit.start, hit.end, number, payload)
            for number, (pattern, payload) in enumerate(tried)
            for hit in find(parse(pattern, self._lang), text, self._lang)
        ]
        for start, end, _, payload in sorted(hits, key=lambda hit: hit[:3]):
            yield Hit(start, end), payload


def _anchors(pattern: str, lang: str) -> frozenset[str]:
    """The anchor without compiling: thousands of patterns load, few are ever tried."""
    depth, best = 0, ""
    unspaced = is_unspaced(lang)
    for piece in _SYNTAX.findall(pattern.strip()):
        if piece in "([":
            depth += 1
        elif piece in ")]":
            depth -= 1
        elif depth == 0 and piece not in ("|", "...", "_") and not piece.isspace() and len(piece.lstrip("=")) > len(best):
            best = piece.lstrip("=")
    if not best or (primary(lang) in _LOOSE):
        return frozenset()
    return frozenset({best[:1].lower() if unspaced else _lemma(best, lang)})


def longest(hits: Sequence[tuple[Hit, Payload]]) -> list[tuple[Hit, Payload]]:
    """Hits without those that lie inside a longer one."""
    kept: list[tuple[Hit, Payload]] = []
    for hit, payload in sorted(hits, key=lambda pair: (-(pair[0].end - pair[0].start), pair[0].start)):
        if not any(k.start <= hit.start and hit.end <= k.end for k, _ in kept):
            kept.append((hit, payload))
    return sorted(kept, key=lambda pair: pair[0].start)


def table(rows: Iterable[Mapping[str, str]], column: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """`(pattern, row)` for every pattern of a column, where ` ; ` separates several."""
    for row in rows:
        for pattern in filter(None, (part.strip() for part in row.get(column, "").split(";"))):
            yield pattern, row

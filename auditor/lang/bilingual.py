"""What a word of one language may mean in another, for the words newspapers use most.

`corpora/lexicon/bilingual.tsv` has an English head word a line and what other languages say for it.  Each word of a text gets
keys: `near` are head words and their families, `wide` adds what shares a sense with them (WordNet).  Words of two languages
may stand for each other where their keys meet.  Own work, because the free dictionaries at hand (FreeDict, Apertium,
Wiktionary) are GPL or share-alike.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping

import msgspec
import regex
from ahocorasick_rs import AhoCorasick, MatchKind
from anyascii import anyascii

from auditor import corpora
from auditor.lang import lexicon
from auditor.lang.lemmas import bases, function_words, lemma, plain
from auditor.lang.scripts import is_unspaced, primary
from auditor.lang.tokens import hyphened, tokens

_MOST = 200  # words of a text that are looked up
_SENSES = 6
_NAMED = 6  # English words that are named of each word
_PREFIX = 6  # letters two words of one family share at least, where the dictionary has only one of them
_PART = 4  # letters of the last part of a compound, at least
_COMPOUNDS = frozenset({"de", "nl", "sv", "da", "no", "nb", "fi", "hu"})
# What Japanese verbs and adjectives end in, as dictionaries list them; the rest of the word stays when they are inflected.
_INFLECTED = regex.compile(r"^(.*\p{Han}\p{Hiragana}*?)[うくぐすつぬぶむるい]$")
_NOT = {"cs": "ne", "sk": "ne", "pl": "nie", "ru": "не", "uk": "не"}
_RUN = regex.compile(r"\p{Han}+|[\p{Katakana}ー]+")

Key = str | int


class Sense(msgspec.Struct, frozen=True):
    """A word of a text with what it may mean; no keys: nothing is known of it.  `open`: a content word."""

    start: int
    end: int
    open: bool
    heads: tuple[str, ...]  # English words for it, a handful; of an English word that is not listed, the word
    near: frozenset[Key]
    wide: frozenset[Key]
    beginning: str  # its first letters in ASCII, by which names and loan words are known again

    @property
    def known(self) -> bool:
        """Is anything known of what it means?"""
        return bool(self.near)


@functools.cache
def _rows() -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    lines = corpora.path("lexicon/bilingual.tsv").read_text(encoding="utf-8").splitlines()
    kept = [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]
    return kept[0], tuple(kept[1:])


def languages() -> tuple[str, ...]:
    """Every language the lexicon has, English first.

    >>> languages()[:3]
    ('en', 'de', 'fr')
    """
    return _rows()[0]


@functools.cache
def _table(lang: str) -> Mapping[str, tuple[str, ...]]:
    """English head words by word of the language, in lower case; of a phrase, by its only open-class word.

    Those it is the most usual rendering of come first.
    """
    column, closed = languages().index(lang), function_words(lang)
    found: dict[str, list[tuple[int, str]]] = {}
    for row in _rows()[1]:
        for place, said in enumerate(row[column].lower().split("|")):
            parts = said.split()
            if len(parts) > 1:
                parts = [part for part in parts if part not in closed]
            if len(parts) == 1:
                found.setdefault(parts[0], []).append((place, row[0]))
    return {
        word: tuple(dict.fromkeys(head for _, head in (sorted(pairs, key=_usual) if len(pairs) > 1 else pairs)))
        for word, pairs in found.items()
    }


def _usual(pair: tuple[int, str]) -> tuple[int, int, str]:
    place, head = pair
    return place, -sum(lexicon.parts_of_speech(head).values()), head


@functools.cache
def _prefixes(lang: str) -> Mapping[str, tuple[str, ...]]:
    """The same by the first letters of long words."""
    found: dict[str, list[str]] = {}
    for word, heads in _table(lang).items():
        if len(word) >= _PREFIX:
            found.setdefault(word[:_PREFIX], []).extend(heads)
    return {prefix: tuple(dict.fromkeys(heads)) for prefix, heads in found.items()}


@functools.lru_cache(maxsize=8192)
def near(head: str) -> frozenset[Key]:
    """An English base form and its family.

    >>> "decision" in near("decide")
    True
    """
    entry = lexicon.entry(head)
    return frozenset((head, *(entry.family if entry else ())))


@functools.lru_cache(maxsize=8192)
def wide(head: str) -> frozenset[Key]:
    """An English base form, its family and its more frequent senses: words that share one are rendered by each other.

    >>> wide("buy").isdisjoint(wide("purchase")), wide("buy").isdisjoint(wide("sell"))
    (False, True)
    """
    return near(head) | lexicon.senses(head, _SENSES)


@functools.lru_cache(maxsize=16384)
def _keys(heads: tuple[str, ...]) -> tuple[frozenset[Key], frozenset[Key]]:
    """The near and the wide keys of a word that may stand for these: kept once, however often the word comes."""
    return frozenset().union(*map(near, heads)), frozenset().union(*map(wide, heads))


@functools.lru_cache(maxsize=65536)
def heads(word: str, lang: str) -> tuple[str, ...]:
    """The English head words a word (as written) may stand for, () where it is not listed.

    >>> "house" in heads("Häuser", "de"), "minister" in heads("Innenminister", "de"), heads("xyzzy", "de")
    (True, True, ())
    """
    lang = primary(lang)
    form = plain(word)
    if lang == "en":
        return tuple(dict.fromkeys(base for base in (lemma(form, lang), *(b for b, _ in bases(form))) if _listed(base)))
    base = lemma(word, lang)
    prefix = _NOT.get(lang, "")
    if prefix and form.startswith(prefix) and not base.startswith(prefix):
        base = form  # the word lists take the denial off: nepříznivý is not příznivý
    table = _table(lang)
    found = table.get(base) or table.get(form)
    if not found and lang in _COMPOUNDS:
        found = next((table[base[i:]] for i in range(3, len(base) - _PART + 1) if base[i:] in table), None)
    if not found and len(base) >= _PREFIX:
        found = _prefixes(lang).get(base[:_PREFIX])
    return found or ()


@functools.cache
def _english() -> frozenset[str]:
    """Every head word, and every word of a head word's family."""
    found: set[str] = set()
    for row in _rows()[1]:
        found.update(str(key) for key in near(row[0]))
    return frozenset(found)


def _listed(base: str) -> bool:
    return base in _english()


def serves(lang: str) -> bool:
    """Does the lexicon have the language?"""
    return primary(lang) in languages()


@functools.lru_cache(maxsize=2048)
def senses(text: str, lang: str) -> tuple[Sense, ...]:
    """The words of a text with what they may mean, in order; () for a language the lexicon does not have.

    >>> [s.heads[0] for s in senses("der Präsident", "de") if s.open and s.known]
    ['president']
    """
    if not serves(lang):
        return ()
    return tuple(_unspaced(text, primary(lang)) if is_unspaced(lang) else _spaced(text, lang))


def _spaced(text: str, lang: str) -> Iterator[Sense]:
    closed = function_words(lang)
    for token in tokens(text)[: 2 * _MOST]:
        if token.kind == "mark":
            continue
        if token.kind == "number":
            yield Sense(token.start, token.end, False, (), frozenset(), frozenset(), "")
            continue
        for start, end in hyphened(token.text, token.start):
            piece = text[start:end]
            open_class = plain(piece) not in closed and not piece[0].isnumeric()
            found = heads(piece, lang) if open_class else ()
            named = found or ((lemma(piece, lang),) if open_class and primary(lang) == "en" else ())
            yield Sense(start, end, open_class, named[:_NAMED], *_keys(found), beginning(piece))


@functools.cache
def _automaton(lang: str) -> tuple[AhoCorasick, tuple[tuple[str, ...], ...]]:
    """Finds the words of a language written without spaces."""
    table: dict[str, list[str]] = {}
    for word, found in _table(lang).items():
        stem = _INFLECTED.match(word) if lang == "ja" else None
        table.setdefault(stem[1] if stem else word, []).extend(found)
    names = sorted(table)
    return AhoCorasick(names, matchkind=MatchKind.LeftmostLongest), tuple(tuple(table[name]) for name in names)


def _unspaced(text: str, lang: str) -> Iterator[Sense]:
    """Listed words, longest first, and between them the runs of which nothing is known."""
    automaton, found = _automaton(lang)
    taken = [(start, end, found[index]) for index, start, end in automaton.find_matches_as_indexes(text[: 4 * _MOST])]
    # One character is a word as often as a part of one that is not listed: it supports, and is not missed.
    out = [Sense(s, e, e - s > 1, h[:_NAMED], *_keys(h), "") for s, e, h in taken]
    out += [Sense(s, e, True, (), frozenset(), frozenset(), beginning(text[s:e])) for s, e in _unlisted(text, lang, taken)]
    return iter(sorted(out, key=lambda s: s.start))


def _unlisted(text: str, lang: str, taken: Iterable[tuple[int, int, object]]) -> Iterator[tuple[int, int]]:
    """Runs of Han or of Katakana of which nothing is known: mostly names."""
    closed, inside = function_words(lang), {place for start, end, _ in taken for place in range(start, end)}
    for m in _RUN.finditer(text[: 4 * _MOST]):
        run = [place for place in range(*m.span()) if place not in inside and text[place] not in closed]
        for _, group in itertools.groupby(enumerate(run), lambda pair: pair[1] - pair[0]):
            places = [place for _, place in group]
            if len(places) > 1:
                yield places[0], places[-1] + 1


@functools.lru_cache(maxsize=65536)
def beginning(form: str) -> str:
    """The first letters of a word in ASCII, without what languages spell differently.

    >>> beginning("политика"), beginning("Philosophie")
    ('polit', 'filos')
    """
    letters = anyascii(form[:12]).lower().replace("ph", "f").replace("k", "c").replace("y", "i").replace("th", "t")
    return "".join(c for i, c in enumerate(letters) if c.isalpha() and (i == 0 or c != letters[i - 1]))[:5]


class Told(msgspec.Struct, frozen=True):
    """All a text may mean, to ask other texts' words of."""

    near: frozenset[Key]
    wide: frozenset[Key]
    beginnings: frozenset[str]
    unknown: int  # content words of which nothing is known


@functools.lru_cache(maxsize=512)  # thousands of keys each
def told(text: str, lang: str) -> Told:
    """The keys of all words of a text.

    >>> support(senses("house", "en")[0], told("das alte Haus", "de")), support(senses("river", "en")[0], told("das Haus", "de"))
    (2.0, 0.0)
    """
    words = senses(text, lang)
    return Told(
        frozenset().union(*(s.near for s in words)),
        frozenset().union(*(s.wide for s in words)),
        frozenset(s.beginning for s in words if s.open and len(s.beginning) > 3),
        sum(s.open and not s.known for s in words),
    )


def support(word: Sense, other: Told) -> float:
    """Does a text of another language say what a word says: 2 surely, 1 by a shared sense, 0 not, -1 nothing is known of it."""
    if not word.near.isdisjoint(other.near) or (len(word.beginning) > 3 and word.beginning in other.beginnings):
        return 2.0
    if not word.known:
        return -1.0
    return 1.0 if not word.wide.isdisjoint(other.wide) else 0.0

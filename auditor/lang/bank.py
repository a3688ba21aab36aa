"""A bank of trusted phrasings, searched by the rare words they share with a text.

100,000 phrases cost well under 2 ms a segment: only phrases that share two of a segment's rarest known words are compared.
"""

from __future__ import annotations

import functools
import hashlib
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from auditor import corpora
from auditor.lang.clock import untimed
from auditor.lang.lemmas import function_words, lemma
from auditor.lang.scripts import is_unspaced, primary
from auditor.lang.tokens import tokens, words

_LISTS = 400  # postings read per word: commoner words than that tell nothing
_COMPARED = 60  # phrases compared per segment
_LONGEST = 4_000  # code points of a segment that are looked at


class Phrasing(msgspec.Struct, frozen=True):
    """One trusted phrasing; `source` is what it translates, where that is known."""

    text: str
    lang: str
    origin: str  # file, or "house"
    source: str = ""
    source_lang: str = ""


class Near(msgspec.Struct, frozen=True):
    """A phrasing near a text: how much of it is there (0 to 1)."""

    similarity: float
    phrasing: Phrasing
    lemmas: tuple[str, ...]


class _Indexed(msgspec.Struct, frozen=True):
    """The phrasings of one language, with where each word stands in them."""

    phrasings: list[Phrasing]
    lemmas: list[tuple[str, ...]]
    postings: dict[str, list[int]]


class Bank:
    """Phrasings of several languages; a language is indexed when it is first asked for.  `signature` names what it holds."""

    def __init__(self, phrasings: Iterable[Phrasing]) -> None:
        """Keeps the phrasings; reading a language's words is left to the first question."""
        self._by_lang: dict[str, list[Phrasing]] = defaultdict(list)
        self._exact: dict[tuple[str, str, str], str] = {}
        self._indices: dict[str, _Indexed] = {}
        digest = hashlib.blake2b(digest_size=6)
        for phrasing in phrasings:
            self._by_lang[primary(phrasing.lang)].append(phrasing)
            if phrasing.source:
                key = (primary(phrasing.source_lang), primary(phrasing.lang), _plain(phrasing.source))
                self._exact.setdefault(key, phrasing.text)
            digest.update(f"{phrasing.lang}\x1f{phrasing.text}\x1f{phrasing.source}\x1e".encode("utf-8", "replace"))
        self.signature = digest.hexdigest()

    def __len__(self) -> int:
        return sum(map(len, self._by_lang.values()))

    def translation(self, source: str, source_lang: str, target_lang: str) -> str | None:
        """The trusted translation of exactly this source text, if one is kept (case and white space aside)."""
        return self._exact.get((primary(source_lang), primary(target_lang), _plain(source)))

    def _indexed(self, lang: str) -> _Indexed:
        if lang not in self._indices:
            phrasings = self._by_lang.get(lang, [])
            with untimed():
                lemmas = [base_forms(p.text, lang) for p in phrasings]
            closed = function_words(lang)
            postings: dict[str, list[int]] = defaultdict(list)
            for number, forms in enumerate(lemmas):
                for word in set(forms) - closed:
                    postings[word].append(number)
            self._indices[lang] = _Indexed(phrasings, lemmas, postings)
        return self._indices[lang]

    def near(self, text: str, lang: str, limit: int = 8) -> list[Near]:
        """Phrasings of the language of which most words stand in the text, best first."""
        if primary(lang) not in self._by_lang:
            return []
        index = self._indexed(primary(lang))
        here = set(base_forms(text[:_LONGEST], lang))
        shared: Counter[int] = Counter()
        weight: dict[int, float] = defaultdict(float)
        for word in here:
            postings = index.postings.get(word, [])[:_LISTS]
            value = 1.0 / math.log(2.0 + len(postings))
            for number in postings:
                shared[number] += 1
                weight[number] += value
        best = sorted((n for n, count in shared.items() if count >= 2), key=lambda n: (-weight[n], n))[:_COMPARED]
        found = [
            Near(len(here & set(index.lemmas[n])) / len(set(index.lemmas[n])), index.phrasings[n], index.lemmas[n]) for n in best
        ]
        return sorted(found, key=lambda near: (-near.similarity, -len(near.lemmas), near.phrasing.text))[:limit]

    def nearest(self, text: str, lang: str, limit: int = 3) -> Sequence[tuple[float, str, str]]:
        """`(similarity, phrasing, origin)`, best first."""
        return [(near.similarity, near.phrasing.text, near.phrasing.origin) for near in self.near(text, lang, limit)]


@functools.lru_cache(maxsize=2048)
def base_forms(text: str, lang: str) -> tuple[str, ...]:
    """The lemmas of a text, in order; characters where words are not separated."""
    if is_unspaced(lang):
        return tuple(token.text for token in tokens(text) if token.kind != "mark")
    return tuple(lemma(token.text, lang) for token in words(text))


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def house_phrasings() -> Iterator[Phrasing]:
    """What ships, by language."""
    for path in sorted(corpora.path("phrases").glob("*.txt")):
        yield from listed(path.read_text("utf-8"), path.stem, "house")


def listed(text: str, lang: str, origin: str) -> Iterator[Phrasing]:
    r"""A phrasing a line; empty lines and those that begin with # are left out.

    >>> [p.text for p in listed("# newsroom\n\ncall for calm", "en", "mine.txt")]
    ['call for calm']
    """
    for line in text.splitlines():
        if (phrasing := line.strip()) and not phrasing.startswith("#"):
            yield Phrasing(phrasing, lang, origin)


@functools.cache
def house() -> Bank:
    """The phrase bank that ships."""
    return Bank(house_phrasings())

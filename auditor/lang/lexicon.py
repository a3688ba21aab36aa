"""English words and what they mean, from WordNet 3.0: senses, broader senses, opposites, word families, neighbours in use.

The files are derived by `scripts/build_lexicon.py`; they are read on first use (about 150 ms) and kept.
"""

from __future__ import annotations

import functools
import gzip
from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from auditor import corpora

_SENSES = 6  # rarer senses relate everything to everything: "run" has 57


class Word(msgspec.Struct, frozen=True):
    """A base form: senses by part of speech (most frequent first), tagged counts, word family, opposites."""

    senses: tuple[tuple[str, int], ...]
    counts: tuple[tuple[str, int], ...]
    family: frozenset[str]
    opposites: frozenset[str]


def _lines(name: str) -> list[str]:
    with gzip.open(corpora.path(f"lexicon/{name}"), "rt", encoding="utf-8") as file:
        return file.read().split("\n")


@functools.cache
def _words() -> dict[str, str]:
    return dict(line.partition("\t")[::2] for line in _lines("en.words.tsv.gz") if line)


@functools.cache
def _synsets() -> list[str]:
    return _lines("en.synsets.txt.gz")


@functools.cache
def irregular() -> dict[tuple[str, str], str]:
    """Base of every irregular form, by (form, part of speech: n, v, a or r).

    >>> irregular()["went", "v"]
    'go'
    """
    rows = (line.split("\t") for line in _lines("en.forms.tsv.gz") if line)
    return {(form, pos): base for form, pos, base in rows}


def known(word: str) -> bool:
    """Is this (lower-case) word a base form WordNet lists?"""
    return word in _words()


@functools.lru_cache(maxsize=32768)
def entry(word: str) -> Word | None:
    """What is known of a base form, None where nothing is.

    >>> sorted(entry("open").opposites)
    ['close', 'closed', 'shut']
    """
    line = _words().get(word)
    if line is None:
        return None
    cells = [*line.split("\t"), "", ""]
    senses, counts = [], dict.fromkeys("", 0)
    for cell in cells[0].split():
        ident, _, count = cell[1:].partition(":")
        senses.append((cell[0], int(ident, 36)))
        counts[cell[0]] = counts.get(cell[0], 0) + int(count or 0)
    return Word(tuple(senses), tuple(counts.items()), frozenset(cells[1].split()), frozenset(cells[2].split()))


def opposites(word: str) -> frozenset[str]:
    """The direct opposites of a base form.

    >>> sorted(opposites("disagree"))
    ['agree']
    """
    found = entry(word)
    return found.opposites if found else frozenset()


@functools.lru_cache(maxsize=32768)
def parts_of_speech(word: str) -> dict[str, int]:
    """How often a base form was tagged as each part of speech (0: possible, never seen).

    >>> parts_of_speech("politician")
    {'n': 13}
    """
    found = entry(word)
    return dict(found.counts) if found else {}


@functools.lru_cache(maxsize=65536)
def _synset(ident: int) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Broader synsets, cluster heads, opposite synsets."""
    cells = [*_synsets()[ident].split("|"), "", ""]
    broader, heads, against = (tuple(int(c, 36) for c in cell.split()) for cell in cells[:3])
    return broader, heads, against


@functools.lru_cache(maxsize=32768)
def senses(word: str, limit: int = _SENSES) -> frozenset[int]:
    """The most frequent senses of a base form, up to `limit` of each part of speech."""
    found = entry(word)
    if found is None:
        return frozenset()
    taken: dict[str, int] = {}
    kept = []
    for pos, ident in found.senses:
        taken[pos] = taken.get(pos, 0) + 1
        if taken[pos] <= limit:
            kept.append(ident)
    return frozenset(kept)


@functools.lru_cache(maxsize=32768)
def broader(word: str) -> dict[int, int]:
    """Synsets above a word's first senses, with the number of steps (0 for its own, at most 3)."""
    depth = dict.fromkeys(senses(word, 4), 0)
    edge = list(depth)
    for step in (1, 2, 3):
        edge = [up for ident in edge for up in _synset(ident)[0] if up not in depth]
        depth.update(dict.fromkeys(edge, step))
    return depth


@functools.lru_cache(maxsize=8192)
def is_a(word: str, kind: str) -> bool:
    """Does one of the first senses of a base form lie anywhere under the first sense of `kind`?

    >>> is_a("minister", "person"), is_a("balcony", "person")
    (True, False)
    """
    above = senses(kind, 1)
    edge = seen = set(senses(word, 3))
    while edge:
        if edge & above:
            return True
        edge = {up for ident in edge for up in _synset(ident)[0]} - seen
        seen = seen | edge
    return False


@functools.lru_cache(maxsize=32768)
def _clusters(word: str) -> frozenset[int]:
    """Senses of a word and, for adjectives, the senses they are satellites of."""
    own = senses(word, 5)
    return own | {head for ident in own for head in _synset(ident)[1]}


def opposed(a: str, b: str) -> bool:
    """Does WordNet list one as the antonym of the other?

    >>> opposed("open", "closed"), opposed("huge", "small")
    (True, False)
    """
    first, second = entry(a), entry(b)
    return first is not None and second is not None and (b in first.opposites or a in second.opposites)


# As adjectives they have senses ("the in thing") that hardly any text means.
_LITTLE = frozenset(("in", "on", "off", "up", "down", "out", "over", "past", "through", "under", "about", "to", "by"))
# Old is against new, early against late.
_NO_OPPOSITES = ({"in", "past"}, {"early", "old"}, {"late", "new"}, {"late", "recent"}, {"early", "ancient"})


@functools.lru_cache(maxsize=1024)
def opposite(a: str, b: str) -> bool:
    """Are two base forms antonyms, directly or through the cluster of an adjective?

    >>> opposite("open", "closed"), opposite("huge", "small"), opposite("open", "shop")
    (True, True, False)
    """
    if a == b or entry(a) is None or entry(b) is None:
        return False
    if opposed(a, b):
        return True
    if (a in _LITTLE) is not (b in _LITTLE) or {a, b} in _NO_OPPOSITES:
        return False
    return not _opposed(a).isdisjoint(_clusters(b))


@functools.lru_cache(maxsize=32768)
def _opposed(word: str) -> frozenset[int]:
    """Senses listed as opposite to a sense of the word, or to one it is a satellite of."""
    return frozenset(ident for own in _clusters(word) for ident in _synset(own)[2])


def _first_four(line: str) -> list[int]:
    """The most frequent senses of a line, four of each part of speech, without what else it says."""
    taken: dict[str, int] = {}
    kept = []
    for cell in line.partition("\t")[0].split():
        taken[cell[0]] = taken.get(cell[0], 0) + 1
        if taken[cell[0]] <= 4:
            kept.append(int(cell[1:].partition(":")[0], 36))
    return kept


@functools.cache
def _against() -> dict[int, frozenset[int]]:
    """By sense, the senses of the opposites of any word that has it: what synonyms of a word are opposed to."""
    words = _words()
    found: dict[int, set[int]] = {}
    for line in words.values():
        senses_, _, rest = line.partition("\t")
        opposed = rest.partition("\t")[2]
        if not opposed:
            continue
        theirs = {ident for other in opposed.split() if other in words for ident in _first_four(words[other])}
        for ident in _first_four(senses_):
            found.setdefault(ident, set()).update(theirs)
    return {ident: frozenset(others) for ident, others in found.items()}


@functools.lru_cache(maxsize=32768)
def _far(word: str) -> frozenset[int]:
    table = _against()
    own = senses(word, 3)
    near = own | {up for ident in own for up in _synset(ident)[0] + _synset(ident)[1]}
    return frozenset(other for ident in near for other in table.get(ident, ()))


@functools.lru_cache(maxsize=4096)
def far_opposite(a: str, b: str) -> bool:
    """Is one word the opposite of a synonym of the other, or of its next broader word?  Weaker than `opposite`.

    >>> far_opposite("rarely", "often"), far_opposite("table", "run")
    (True, False)
    """
    if a == b:
        return False
    first, second = _far(a), _far(b)
    return bool(first and not first.isdisjoint(senses(b, 3))) or bool(second and not second.isdisjoint(senses(a, 3)))


@functools.lru_cache(maxsize=1024)
def synonyms(a: str, b: str) -> bool:
    """Do two base forms share a sense (or an adjective cluster)?

    >>> synonyms("buy", "purchase"), synonyms("buy", "sell")
    (True, False)
    """
    if not senses(a, 10).isdisjoint(senses(b, 10)):
        return True
    first, second = senses(a, 3), senses(b, 3)
    return any(head in second for ident in first for head in _synset(ident)[1]) or any(
        head in first for ident in second for head in _synset(ident)[1]
    )


@functools.lru_cache(maxsize=8192)
def family(a: str, b: str) -> bool:
    """Are two base forms derived from one another, or both from a third?

    >>> family("decide", "decision"), family("decide", "table")
    (True, False)
    """
    first, second = entry(a), entry(b)
    if first is None or second is None:
        return False
    return b in first.family or a in second.family or not first.family.isdisjoint(second.family)


@functools.lru_cache(maxsize=1024)
def distance(a: str, b: str) -> tuple[int, int] | None:
    """Steps up from a and from b to the nearest sense above both, None beyond three steps each.

    >>> distance("dog", "animal"), distance("car", "truck")
    ((2, 0), (1, 1))
    """
    up, other = broader(a), broader(b)
    shared = up.keys() & other.keys()
    return min(((up[i], other[i]) for i in shared), key=lambda d: (d[0] + d[1], d), default=None)


@functools.cache
def _vectors() -> tuple[dict[str, int], npt.NDArray[np.int8]]:
    with gzip.open(corpora.path("lexicon/en.vectors.bin.gz"), "rb") as file:
        head, _, body = file.read().partition(b"\n")
    names = head.decode().split(" ")
    return {name: i for i, name in enumerate(names)}, np.frombuffer(body, np.int8).reshape(len(names), -1)


@functools.lru_cache(maxsize=4096)
def likeness(a: str, b: str) -> float | None:
    """How alike the company of two base forms is in dictionary glosses, -1 to 1; None where one is not known.

    >>> likeness("kill", "murder") > 0.5 > likeness("kill", "window")
    True
    """
    index, table = _vectors()
    i, j = index.get(a), index.get(b)
    if i is None or j is None:
        return None
    return float(table[i].astype(np.int32) @ table[j].astype(np.int32)) / (127.0 * 127.0)


def likenesses(ours: Sequence[str], theirs: Sequence[str]) -> npt.NDArray[np.float64]:
    """`likeness` of every pair at once, (ours, theirs); 0 where one is not known.

    >>> likenesses(["kill", "?"], ["murder"]).round(2).tolist() == [[round(likeness("kill", "murder") or 0, 2)], [0.0]]
    True
    """
    index, table = _vectors()
    out = np.zeros((len(ours), len(theirs)))
    a, b = [i for i, w in enumerate(ours) if w in index], [j for j, w in enumerate(theirs) if w in index]
    if a and b:
        left, right = (
            table[[index[w] for w in words]].astype(np.float32) for words in ([ours[i] for i in a], [theirs[j] for j in b])
        )
        out[np.ix_(a, b)] = (left @ right.T).astype(np.float64) / (127.0 * 127.0)  # whole numbers below 2**24: exact
    return out


# Strongest first: what `relation` answers, and how much of the meaning it keeps.
KEEPS = {"same": 1.0, "synonym": 0.85, "family": 0.8, "broader": 0.5, "narrower": 0.5, "sibling": 0.35, "near": 0.3,
         "opposite": 0.0, "unrelated": 0.0, "unknown": 0.1}  # fmt: skip


@functools.lru_cache(maxsize=4096)
def relation(a: str, b: str) -> str:  # noqa: PLR0911 - one answer a line
    """How base form b stands to base form a: a key of `KEEPS`.

    >>> [relation("dog", w) for w in ("dog", "animal", "cat", "window")], relation("win", "lose")
    (['same', 'broader', 'sibling', 'unrelated'], 'opposite')
    """
    if a == b:
        return "same"
    if opposite(a, b):
        return "opposite"
    if synonyms(a, b):
        return "synonym"
    if family(a, b):
        return "family"
    if not known(a) or not known(b):
        return "unknown"
    steps = distance(a, b)
    if steps is not None and (steps[0] == 0 or steps[1] == 0):
        return "narrower" if steps[0] == 0 else "broader"
    if steps is not None and sum(steps) <= 4:
        return "sibling"
    like = likeness(a, b)
    return "near" if like is not None and like > 0.45 else "unrelated"

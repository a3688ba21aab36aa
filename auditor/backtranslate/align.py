"""Which words of the target a back-translation's words stand for, where the engine itself does not say.

Copies, numbers, dictionary glosses and cognates are linked first, the surest first and near the diagonal; what lies between two
links belongs to what lies between them on the other side (Melamed 2000, competitive linking).
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz.distance import JaroWinkler

from auditor.lang.lemmas import function_words, lemma, plain
from auditor.lang.tokens import Token, words

Alignment = tuple[tuple[int, int, int, int], ...]

_MOST = 600  # words of a side that are looked at: a segment is a sentence
_NEAR = 8  # words from the diagonal within which spelling alone may link two
_ALIKE = 0.84  # Jaro-Winkler of cognates: presidente/president 0.98, casa/case 0.87, gato/state 0.0


def aligned(given: str, given_lang: str, back: str, back_lang: str, glosses: Mapping[str, str] | None = None) -> Alignment:
    """Spans of `given` with the spans of `back` they stand for, in the order of `given`.

    >>> given, back = "El gato negro duerme.", "The black cat sleeps."
    >>> links = aligned(given, "es", back, "en", {"gato": "cat", "negro": "black", "duerme": "sleeps"})
    >>> [(given[a:b], back[c:d]) for a, b, c, d in links]
    [('El', 'The'), ('gato', 'cat'), ('negro', 'black'), ('duerme', 'sleeps')]
    """
    left, right = words(given)[:_MOST], words(back)[:_MOST]
    if not left or not right:
        return ()
    links = _linked(left, right, given_lang, back_lang, glosses or {})
    pairs = [(i, j) for i, j in links.items()]
    pairs += _between(links, len(left), len(right))
    pairs += _leaning({j for _, j in pairs}, pairs, len(right))
    return tuple(sorted({(left[i].start, left[i].end, right[j].start, right[j].end) for i, j in pairs}))


def _linked(
    left: Sequence[Token], right: Sequence[Token], given_lang: str, back_lang: str, glosses: Mapping[str, str]
) -> dict[int, int]:
    """The best partner of each word that has one."""
    taken: dict[int, int] = {}
    used: set[int] = set()
    found = list(_candidates(left, right, given_lang, back_lang, glosses))
    for _, i, j in sorted(found, key=lambda c: (-c[0], c[1], c[2])):
        if i not in taken and j not in used:
            taken[i] = j
            used.add(j)
    return taken


def _candidates(
    left: Sequence[Token], right: Sequence[Token], given_lang: str, back_lang: str, glosses: Mapping[str, str]
) -> Iterator[tuple[float, int, int]]:
    there: dict[str, list[int]] = defaultdict(list)
    forms = [plain(word.text) for word in right]
    bases = [lemma(word.text, back_lang) for word in right]
    for j, form in enumerate(forms):
        for name in {form, bases[j]}:
            there[name].append(j)
    small = function_words(back_lang) | function_words(given_lang)
    n, m = len(left), len(right)
    for i, word in enumerate(left):
        own = plain(word.text)
        for name, worth in _names(own, word, glosses, back_lang, small):
            for j in _closest(there.get(name, ()), i * m // n):
                yield worth - abs(i / n - j / m) / 2, i, j
        if len(own) > 3 and own not in small:
            middle = i * m // n
            for j in range(max(0, middle - _NEAR), min(m, middle + _NEAR + 1)):
                alike = JaroWinkler.similarity(own, forms[j], score_cutoff=_ALIKE) if len(forms[j]) > 3 else 0.0
                if alike:
                    yield 0.8 * alike - abs(i / n - j / m) / 2, i, j


def _names(
    own: str, word: Token, glosses: Mapping[str, str], back_lang: str, small: frozenset[str]
) -> Iterator[tuple[str, float]]:
    """What the word may be called on the other side, with how much that is worth."""
    yield own, 1.0 if word.kind == "number" or own not in small else 0.3
    for part in words(glosses.get(own, "")):
        form = plain(part.text)
        worth = 0.45 if form in small else 0.9
        yield form, worth
        if (base := lemma(part.text, back_lang)) != form:
            yield base, worth - 0.02


def _closest(places: Sequence[int], middle: int) -> list[int]:
    """Of a word's places, the few nearest the diagonal: a word that stands 500 times is not compared 500 times."""
    return sorted(places, key=lambda j: (abs(j - middle), j))[:4] if len(places) > 4 else list(places)


def _between(links: Mapping[int, int], n: int, m: int) -> Iterator[tuple[int, int]]:
    """Words left over on both sides between two links that follow each other on both sides."""
    anchors = [(-1, -1), *sorted(links.items()), (n, m)]
    used = set(links.values())
    for (i, j), (k, p) in itertools.pairwise(anchors):
        if k - i < 2:
            continue
        mine = range(i + 1, k)
        after = _free(j + 1, 1, used, m)  # right of the link before, or left of the link after: word order differs
        before = _free(p - 1, -1, used, m)
        theirs = after if p > j and after else before or after
        if not theirs:
            continue
        size, room = len(mine), len(theirs)
        for place, index in enumerate(mine):  # spread evenly: three words for two are not all for all
            low, high = place * room // size, max(place * room // size + 1, (place + 1) * room // size)
            yield from ((index, theirs[q]) for q in range(low, min(high, room)))


def _free(start: int, step: int, used: set[int], m: int) -> list[int]:
    """The run of unused words from a place on, in reading order."""
    found = []
    while 0 <= start < m and start not in used:
        found.append(start)
        start += step
    return found[::step]


def _leaning(reached: set[int], pairs: Sequence[tuple[int, int]], m: int) -> Iterator[tuple[int, int]]:
    """Words of the back-translation nothing stands for lean on the next that has a partner, as articles and auxiliaries do."""
    by_right: dict[int, list[int]] = defaultdict(list)
    for i, j in pairs:
        by_right[j].append(i)
    later = m
    for j in reversed(range(m)):
        if j in reached:
            later = j
        elif later < m and later - j <= 3:
            yield from ((i, j) for i in by_right[later])
        elif (earlier := max((k for k in reached if k < j), default=-1)) >= 0 and j - earlier <= 2:
            yield from ((i, j) for i in by_right[earlier])

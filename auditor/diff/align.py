"""Which word of one text stands for which of the other, in one language.

Same forms first, then base forms, then spelling variants, word families and synonyms, each helped by its neighbours and
its place; what is left may still stand in the same slot.  Greedy, as METEOR's aligner, because the texts are short.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

import msgspec
from rapidfuzz.distance import DamerauLevenshtein

from auditor.diff.words import Word
from auditor.lang import lexicon
from auditor.lang.lemmas import kin

_CANDIDATES = 12  # partners tried for a word that is repeated
_LEFT = 40  # unmatched words of a side that are compared by meaning


class Link(msgspec.Struct, frozen=True):
    """Word `a` of the first text stands for word `b` of the second."""

    a: int
    b: int
    relation: str  # form, same (base), spelling, synonym, family


class Alignment(msgspec.Struct, frozen=True):
    """Links both ways."""

    to_b: dict[int, Link]
    to_a: dict[int, Link]


def align(first: Sequence[Word], second: Sequence[Word], lang: str) -> Alignment:
    """Links between the words of two texts."""
    to_b: dict[int, Link] = {}
    to_a: dict[int, Link] = {}

    def take(links: Iterable[tuple[float, int, int, str]]) -> None:
        for _, i, j, kind in sorted(links, key=lambda x: (-x[0], x[1], x[2])):
            if i not in to_b and j not in to_a:
                link = Link(i, j, kind)
                to_b[i] = to_a[j] = link

    scale = len(second) / max(1, len(first))
    take(_same(first, second, scale))
    take(_alike(first, second, to_b, to_a, lang, scale))
    take(_closed(first, second, to_b, to_a))
    return Alignment(to_b, to_a)


def _same(first: Sequence[Word], second: Sequence[Word], scale: float) -> list[tuple[float, int, int, str]]:
    """Pairs of one base form: every content word, and closed-class words whose neighbour is the same too."""
    places: dict[str, list[int]] = {}
    for j, word in enumerate(second):
        places.setdefault(word.base, []).append(j)
    found = []
    for i, word in enumerate(first):
        partners = places.get(word.base, ())
        if len(partners) > _CANDIDATES:
            partners = sorted(partners, key=lambda j: abs(j - i * scale))[:_CANDIDATES]
        for j in partners:
            if word.negates is not second[j].negates:
                continue  # "no effect" and "No. 1"
            near = _neighbours(first, second, i, j)
            if (word.content or word.number) and not word.char:
                score = 2.0
            elif near >= 1:
                score = 0.8
            else:
                continue
            same = word.form == second[j].form
            score += 0.3 * same + 0.35 * near - 0.8 * abs(j - i * scale) / max(8, len(second))
            found.append((score, i, j, "form" if same else "same"))
    return found


def _neighbours(first: Sequence[Word], second: Sequence[Word], i: int, j: int) -> float:
    """How many of the two words around are the same on both sides (half for those one further)."""
    found = 0.0
    for step in (-1, 1):
        x, y = i + step, j + step
        if 0 <= x < len(first) and 0 <= y < len(second):
            if first[x].base == second[y].base:
                found += 1.0
                x, y = x + step, y + step
                if 0 <= x < len(first) and 0 <= y < len(second) and first[x].base == second[y].base:
                    found += 0.5
        elif not (0 <= x < len(first)) and not (0 <= y < len(second)):
            found += 0.5
    return found


@functools.lru_cache(maxsize=8192)
def spelled_alike(a: str, b: str) -> bool:
    """Are two forms one word in two spellings (or misspelt): colour and color?

    >>> spelled_alike("colour", "color"), spelled_alike("litre", "liter"), spelled_alike("form", "from")
    (True, True, False)
    """
    if min(len(a), len(b)) < 4 or abs(len(a) - len(b)) > 2:
        return False
    return DamerauLevenshtein.distance(a, b, score_cutoff=2) <= (1 if min(len(a), len(b)) < 8 else 2) and (
        len(a) > 4 or a[0] != b[0]
    )


def _alike(
    first: Sequence[Word], second: Sequence[Word], to_b: dict[int, Link], to_a: dict[int, Link], lang: str, scale: float
) -> list[tuple[float, int, int, str]]:
    """Pairs of related base forms among what is left."""
    left = [i for i, w in enumerate(first) if i not in to_b and w.content and not w.char][:_LEFT]
    right = [j for j, w in enumerate(second) if j not in to_a and w.content and not w.char][:_LEFT]
    found = []
    for i in left:
        for j in right:
            a, b = first[i], second[j]
            kind = "synonym" if a.base == b.base else kin(a.base, b.base, lang)
            if (
                not kind
                and _may_be_spelled_alike(a.form, b.form)
                and spelled_alike(a.form, b.form)
                and not (lang[:2] == "en" and lexicon.known(a.base) and lexicon.known(b.base))
            ):
                kind = "spelling"
            if not kind:
                continue
            score = lexicon.KEEPS.get(kind, 0.8) + 0.3 * _slot(i, j, to_b) - 0.8 * abs(j - i * scale) / max(8, len(second))
            found.append((score, i, j, kind))
    return found


def _may_be_spelled_alike(a: str, b: str) -> bool:
    return -3 < len(a) - len(b) < 3 and (a[0] == b[0] or a[-1] == b[-1])


def _slot(i: int, j: int, to_b: dict[int, Link]) -> float:
    """How well two words sit between the same linked words: 0 to 2."""
    left, right = to_b.get(i - 1), to_b.get(i + 1)
    return float(left is not None and left.b == j - 1) + float(right is not None and right.b == j + 1)


def _closed(
    first: Sequence[Word], second: Sequence[Word], to_b: dict[int, Link], to_a: dict[int, Link]
) -> list[tuple[float, int, int, str]]:
    """Closed-class words (and single characters) where their linked neighbours say they should stand."""
    places: dict[str, list[int]] = {}
    for j, word in enumerate(second):
        if j not in to_a and not (word.content and not word.char):
            places.setdefault(word.base, []).append(j)
    found = []
    for i, word in enumerate(first):
        if i in to_b or word.base not in places:
            continue
        wanted = _expected(i, to_b)
        for j in places[word.base][:_CANDIDATES]:
            if word.negates is not second[j].negates:
                continue
            far = min((abs(j - w) for w in wanted), default=abs(j - i))
            if far <= 3:
                found.append(
                    (
                        1.0 - 0.2 * far + 0.1 * (word.form == second[j].form),
                        i,
                        j,
                        "form" if word.form == second[j].form else "same",
                    )
                )
    return found


def _expected(i: int, to_b: dict[int, Link]) -> list[int]:
    """Where in the second text word i should stand, by the nearest links on its left and right."""
    wanted = []
    for step in (-1, 1):
        for far in range(1, 6):
            link = to_b.get(i + step * far)
            if link is not None:
                wanted.append(link.b - step * far)
                break
    return wanted

"""Does a place in a sentence look as if two words had changed places or a mark had been strewn in?

A linear model over the words and word endings around each place, learned by `scripts/learn_order.py` from clean sentences
that were damaged on purpose.  It knows no meaning and needs no reference; what it says is a log odds ratio a place.
"""

from __future__ import annotations

import functools
import gzip
import zlib

import msgspec
import numpy as np
import numpy.typing as npt
import regex

from auditor import corpora
from auditor.lang.clock import untimed
from auditor.lang.marks import sentence_starts
from auditor.lang.pos import possible
from auditor.lang.scripts import primary
from auditor.lang.tokens import Token, tokens

TASKS = ("swap", "mark")  # this word and the next changed places; this mark is too much
_MOST = 200  # tokens looked at
_YEAR = regex.compile(r"(?:1[5-9]|20)\d\d")
_DIGIT = regex.compile(r"\p{Nd}")
_QUOTES = regex.compile(r"[\p{Pi}\p{Pf}\"'`„]")
_DASHES = regex.compile(r"\p{Pd}")
_LONGEST_ENDING = 3
_PRIMES = (1_000_003, 10_007, 101)
# What stands around a place: `w` a word, `c` its coarse class, `t` its parts of speech, with its distance from the place.
FEATURES = (
    "w0", "c0", "w-1 w0", "w0 w1", "w1 w2", "w-1 w1", "w-2 w-1", "c-1 c0", "c0 c1", "c1 c2", "c-2 c-1 c0", "c-1 c0 c1",
    "c0 c1 c2", "c1 c2 c3",
    "w-1 w0 w1", "w0 w1 w2", "w-2 w-1 w0", "w-1 c0", "c-1 w0", "w0 c1", "c0 w1", "w1 c2", "c1 w2", "c-1 c0 c1 c2",
    "c-2 c-1 c0 c1", "w-1 c0 w1",
    "c-1 w0 c1", "c-2 w-1 w0", "w0 w1 c2", "w0 w2", "c-1 c1", "t0 t1", "t-1 t0", "t-1 t0 t1", "t0 t1 t2", "t-1 t0 t1 t2",
    "t-2 t-1 t0 t1",
    "t-1 w0 t1", "w-1 t0 t1", "t-1 t0 w1", "t0 w1", "w0 t1", "t-2 t-1 t0 t1 t2", "t-1 t0 t1 t2 t3",
)  # fmt: skip


class Model(msgspec.Struct, frozen=True):
    """Words by number, coarse classes by number, weights a task, and the score each task must pass."""

    words: dict[str, int]
    coarse: dict[str, int]
    weights: dict[str, npt.NDArray[np.float32]]
    bias: dict[str, float]
    bars: dict[str, tuple[float, float]]  # scores that 2 in 100 and 4 in 1,000 clean sentences pass somewhere


@functools.cache
def languages() -> frozenset[str]:
    """Languages a table ships for."""
    try:
        return frozenset(p.name.split(".")[0] for p in corpora.path("order").glob("*.gz"))
    except FileNotFoundError:
        return frozenset()


@functools.lru_cache(maxsize=16)
def model(lang: str) -> Model | None:
    """The table of a language, None where there is none."""
    if primary(lang) not in languages():
        return None
    with untimed(), gzip.open(corpora.path(f"order/{primary(lang)}.gz")) as file:
        data = file.read()
    size = int.from_bytes(data[:4], "little")
    head = msgspec.json.decode(data[4 : 4 + size])
    raw = np.frombuffer(data, np.int8, offset=4 + size).reshape(len(TASKS), -1)
    weights = {task: raw[k].astype(np.float32) * head["scales"][task] for k, task in enumerate(TASKS)}
    bars = {task: (float(low), float(high)) for task, (low, high) in head["bars"].items()}
    return Model(_numbers(head["words"]), _numbers(head["coarse"]), weights, head["bias"], bars)


def _numbers(names: list[str]) -> dict[str, int]:
    return {name: i + 1 for i, name in enumerate(names)}


def names(token: Token, first: bool) -> tuple[str, tuple[str, ...]]:
    """A token as a word, and what it may count as where the word is not listed, finest first.

    >>> from auditor.lang.tokens import tokens
    >>> names(tokens("walking")[0], first=False)
    ('walking', ('~ing', '~ng', '~g', '<word>'))
    """
    text = token.text
    if token.kind == "mark":
        mark = "“" if _QUOTES.match(text) else "–" if _DASHES.match(text) else text
        return mark, ("<mark>",)
    low = text.lower().replace("’", "'")
    if _DIGIT.search(text):
        return "<year>" if _YEAR.fullmatch(text) else low, ("<figure>" if token.kind == "number" else "<mixed>",)
    if text[:1].isupper() and not first and text != "I":
        return low if text == low else f"^{low}", ("<CAPS>",) if text.isupper() else ("<Name>",)
    return low, (*(f"~{low[-n:]}" for n in range(_LONGEST_ENDING, 0, -1) if len(low) > n), "<word>")


def numbered(
    found: tuple[Token, ...], starts: frozenset[int], words: dict[str, int], coarse: dict[str, int], lang: str
) -> npt.NDArray[np.int64]:
    """Three rows: words, coarse classes and parts of speech (English; coarse again elsewhere), three edges on each side."""
    fine, rough, parts = [0, 0, 0], [0, 0, 0], [0, 0, 0]
    english = primary(lang) == "en"
    for token in found:
        word, classes = names(token, token.start in starts)
        kind = coarse.get(word) or next((coarse[c] for c in classes if c in coarse), 1)
        rough.append(kind)
        fine.append(words.get(word) or kind)
        parts.append(
            _part(token.text, token.start in starts) if english and token.kind == "word" and not word.startswith("^") else kind
        )
    return np.array([[*fine, 0, 0, 0], [*rough, 0, 0, 0], [*parts, 0, 0, 0]], dtype=np.int64)


@functools.lru_cache(maxsize=50_000)
def _part(word: str, first: bool) -> int:
    """A number for the parts of speech a word may have, the usual ones first, whatever stands around it."""
    found = sorted(possible(word, first), key=lambda tag: -tag[1])
    sure = [tag for tag, share in found if share >= 0.25 * found[0][1]][:2]
    return 10_000 + zlib.crc32(" ".join(sorted(sure)).encode()) % 1_000_000


def places(rows: npt.NDArray[np.int64], width: int) -> npt.NDArray[np.int64]:
    """For every token, the indices of its features in a table that wide (tokens x features)."""
    size = rows.shape[1] - 6
    shifted = np.stack([row[shift : shift + size] for row in rows for shift in range(7)])
    key = np.repeat(np.arange(1, len(FEATURES) + 1, dtype=np.int64)[:, None] * 7919, size, axis=1)
    for which, what, prime in _PARTS:
        key[which] = key[which] * 31 + shifted[what] * prime
    return (((key ^ (key >> 15)) * 0x9E3779B1 >> 7) & (width - 1)).T


def _parts() -> list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], int]]:
    """For the first, second, ... part of the features: which features have it, what it is (row and distance), its factor."""
    found = []
    for place, prime in enumerate((*_PRIMES, 13, 7)):
        have = [(k, f.split()[place]) for k, f in enumerate(FEATURES) if len(f.split()) > place]
        what = ["wct".index(part[0]) * 7 + int(part[1:]) + 3 for _, part in have]
        found.append((np.array([k for k, _ in have]), np.array(what), prime))
    return found


_PARTS = _parts()


class Odd(msgspec.Struct, frozen=True):
    """A place that looks damaged: the token's index and its score (0: as in 2 of 100 clean sentences, 1: in 4 of 1,000)."""

    task: str
    index: int
    score: float


@functools.lru_cache(maxsize=2048)
def odd(text: str, lang: str) -> tuple[Odd, ...]:
    """The places of a text that score above the lower bar, oddest first.

    >>> odd("", "en")
    ()
    """
    table = model(lang)
    if table is None:
        return ()
    found = tokens(text)[:_MOST]
    seen = []
    for task, scores in scored(text, lang).items():
        seen += [Odd(task, int(i), float(scores[i])) for i in np.flatnonzero(scores > 0) if fits(task, found, int(i))]
    return tuple(sorted(seen, key=lambda o: -o.score))


@functools.lru_cache(maxsize=2048)
def scored(text: str, lang: str) -> dict[str, npt.NDArray[np.float32]]:
    """For each task a score a token: 0 at the lower bar, 1 at the upper; {} for short texts and languages without a table."""
    table = model(lang)
    found = tokens(text)[:_MOST]
    if table is None or len(found) < 4:
        return {}
    at = places(numbered(found, sentence_starts(text), table.words, table.coarse, lang), len(table.weights["swap"]))
    return {
        task: (table.weights[task][at].sum(axis=1) + table.bias[task] - table.bars[task][0])
        / (table.bars[task][1] - table.bars[task][0])
        for task in TASKS
    }


def fits(task: str, found: tuple[Token, ...], i: int) -> bool:
    """Is the token such as the task is about?"""
    if task == "swap":
        return i + 1 < len(found) and found[i].kind != "mark" and found[i + 1].kind != "mark"
    return found[i].kind == "mark" and found[i].text in ",;:" and 0 < i < len(found) - 1


def oddness(text: str, lang: str) -> float:
    """The mean score of the places where two words stand side by side: high in a text whose words were shuffled."""
    scores = scored(text, lang).get("swap")
    return 0.0 if scores is None else float(np.mean(np.clip(scores, -8, 3)))

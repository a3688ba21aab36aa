"""Texts cut to what a model can take, and tokens put back on the words they stand for."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import regex

from auditor.backtranslate.base import Back
from auditor.lang.tokens import words

_END = regex.compile(r"(?<=[.!?…。！？؟।])[\s\p{Pf}\p{Pe}\"]*(?=\S)")
_PAUSE = regex.compile(r"(?<=[,;:，、；])\s*(?=\S)")
_SPACE = regex.compile(r"\s+(?=\S)")


def cut(text: str, longest: int) -> list[str]:
    """Consecutive pieces no longer than `longest`: at sentence ends, else at pauses, else between words, else anywhere.

    >>> cut("One came. Two left, and three stayed there.", 25)
    ['One came. ', 'Two left, ', 'and three stayed there.']
    """
    if len(text) <= longest:
        return [text]
    for ends in (_END, _PAUSE, _SPACE):
        places = [found.end() for found in ends.finditer(text)]
        if places:
            return _joined(
                [p for piece in _at(text, places) for p in (cut(piece, longest) if len(piece) < len(text) else [piece])], longest
            )
    return [text[i : i + longest] for i in range(0, len(text), longest)]


def _at(text: str, places: Sequence[int]) -> list[str]:
    bounds = [0, *places, len(text)]
    return [text[a:b] for a, b in itertools.pairwise(bounds) if b > a]


def _joined(parts: Sequence[str], longest: int) -> list[str]:
    """Neighbours together as long as they fit."""
    out: list[str] = []
    for part in parts:
        if out and len(out[-1]) + len(part) <= longest and not _END.search(out[-1] + "x"):
            out[-1] += part
        else:
            out.append(part)
    return out


def rejoined(texts: Sequence[str], backs: Sequence[Back]) -> Back:
    """The translations of consecutive pieces as one, offsets and all."""
    if len(backs) == 1:
        return backs[0]
    text, alignment, logprobs, given = "", list[tuple[int, int, int, int]](), list[float](), 0
    for piece, back in zip(texts, backs, strict=True):
        text += " " if text and back.text else ""
        alignment += [(a + given, b + given, c + len(text), d + len(text)) for a, b, c, d in back.alignment]
        logprobs += back.logprobs
        text += back.text
        given += len(piece)
    return Back(text, tuple(alignment), tuple(logprobs), why=next((back.why for back in backs if back.why), ""))


def spans(text: str, tokens: Sequence[str]) -> list[tuple[int, int]]:
    """Where each sentencepiece token stands in the text; (-1, -1) for one that stands nowhere.

    >>> spans("El gato", ["▁El", "▁ga", "to", "</s>"])
    [(0, 2), (3, 5), (5, 7), (-1, -1)]
    """
    found, place = [], 0
    for token in tokens:
        bare = token.replace("▁", " ").strip()
        at = text.find(bare, place) if bare else -1
        if at < 0 or at - place > 3 + len(bare):
            found.append((-1, -1))
            continue
        found.append((at, at + len(bare)))
        place = at + len(bare)
    return found


def from_attention(
    given: str,
    given_spans: Sequence[tuple[int, int]],
    text: str,
    text_spans: Sequence[tuple[int, int]],
    attention: Sequence[Sequence[float]],
) -> tuple[tuple[int, int, int, int], ...]:
    """Words of the given text with those of its translation: each word looks where most of its pieces' attention lies.

    `attention`: a row for each token of the translation, a column for each of the given text.
    """
    ours, theirs = words(given), words(text)
    mine, yours = _owners(given_spans, ours), _owners(text_spans, theirs)
    weights: dict[tuple[int, int], float] = {}
    for row, j in zip(attention, yours, strict=False):
        for value, i in zip(row, mine, strict=False):
            if i >= 0 and j >= 0 and math.isfinite(value):
                weights[i, j] = weights.get((i, j), 0.0) + value
    best_of: dict[int, tuple[float, int]] = {}
    best_for: dict[int, tuple[float, int]] = {}
    for (i, j), weight in weights.items():
        best_of[j] = max(best_of.get(j, (0.0, -1)), (weight, i))
        best_for[i] = max(best_for.get(i, (0.0, -1)), (weight, j))
    links = {(i, j) for j, (_, i) in best_of.items()} | {
        (i, j) for i, (weight, j) in best_for.items() if best_of[j][1] == i or weight > 0.5
    }
    return tuple(sorted((ours[i].start, ours[i].end, theirs[j].start, theirs[j].end) for i, j in links if i >= 0 and j >= 0))


def _owners(places: Sequence[tuple[int, int]], found: Sequence[object]) -> list[int]:
    """The word each token is a piece of, -1 for marks."""
    bounds = [(word.start, word.end) for word in found]  # type: ignore[attr-defined]
    out, at = [], 0
    for start, end in places:
        while start >= 0 and at < len(bounds) and bounds[at][1] <= start:
            at += 1
        out.append(at if start >= 0 and at < len(bounds) and bounds[at][0] < end else -1)
    return out

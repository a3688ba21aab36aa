"""How fast a large glossary loads and matches, beside one regular expression of all terms.

usage: python scripts/bench_glossary.py [TERMS] [SEGMENTS]
"""

from __future__ import annotations

import gzip
import random
import re
import sys
import tempfile
import time
from pathlib import Path

from auditor import corpora
from auditor.glossary import load


def texts(terms: int, segments: int) -> tuple[list[str], list[str]]:
    """Made-up terms of one to three dictionary words, and segments of 25 words that follow Zipf's law and hold some of them."""
    chance = random.Random(7)
    with gzip.open(corpora.path("lexicon/en.words.tsv.gz"), "rt", encoding="utf-8") as file:
        words = [w for line in file if (w := line.split("\t")[0]).isalpha() and w.islower() and len(w) > 3]
    chance.shuffle(words)
    known: dict[str, None] = {}
    while len(known) < terms:
        known[" ".join(chance.choices(words, k=chance.choice((1, 2, 2, 3))))] = None
    listed = list(known)
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    made = []
    for _ in range(segments):
        line = chance.choices(words, weights, k=22)
        line.insert(chance.randrange(22), chance.choice(listed))
        made.append(" ".join(line).capitalize() + ".")
    return listed, made


def measure(size: int, repeats: int) -> dict[str, object]:
    """Seconds to load, and segments a second of CPU, for 10,000 and 100,000 terms; `size` and `repeats` do not matter."""
    del size, repeats
    return {str(count): matched(count, 4_000) for count in (10_000, 100_000)}


def matched(count: int, segments: int) -> dict[str, float]:
    """Rates of a glossary of so many terms."""
    terms, lines = texts(count, segments)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "g.terms"
        path.write_text("".join(f"[c{n}]\nen = {term}\n" for n, term in enumerate(terms)), "utf-8")
        begun = time.process_time()
        matcher = load([str(path)], house=False, on="2026-01-01")
        read = time.process_time() - begun
        matcher.find("first", "en")
        ready = time.process_time() - begun
    begun = time.process_time()
    found = sum(len(matcher.find(line, "en")) for line in lines)
    cold = time.process_time() - begun
    begun = time.process_time()
    for line in lines:
        matcher.find(line + " ", "en")
    warm = time.process_time() - begun
    sample = lines[:20]
    naive = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(terms, key=len, reverse=True))) + r")\b", re.IGNORECASE)
    begun = time.process_time()
    hits = sum(len(naive.findall(line)) for line in sample)
    slow = (time.process_time() - begun) / len(sample)
    return {"read": read, "ready": ready, "cold": segments / cold, "warm": segments / warm, "found": found,
            "alternation": 1 / slow, "alternation found": hits, "sample": len(sample)}  # fmt: skip


def table(figures: dict) -> list[str]:
    """The figures as lines."""
    lines = []
    for count, one in figures.items():
        lines.append(f"{count} terms: read in {one['read']:.2f} s, ready to match in {one['ready']:.2f} s of CPU")
        lines.append(f"  {one['cold']:.0f} segments a second the first time, {one['warm']:.0f} after; {one['found']} occurrences")
        times = one["warm"] / one["alternation"]
        slow = f"{one['alternation']:.1f} a second, {times:.0f} times slower"
        lines.append(f"  one regular expression of all terms, which knows no inflection: {slow}")
    return lines


def main() -> None:
    """Prints the figures of one size."""
    count, segments = (int(a) for a in (*sys.argv[1:], "100000", "4000")[:2])
    print("\n".join(table({str(count): matched(count, segments)})))


if __name__ == "__main__":
    main()

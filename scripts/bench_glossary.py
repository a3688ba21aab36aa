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


def main() -> None:
    """Prints seconds to load and segments a second."""
    count, segments = (int(a) for a in (*sys.argv[1:], "100000", "4000")[:2])
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
    print(f"{count} terms: read in {read:.2f} s, ready to match in {ready:.2f} s of CPU")
    print(f"{segments} segments: {segments / cold:.0f}/s the first time, {segments / warm:.0f}/s after; {found} occurrences")
    sample = lines[:20]
    naive = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(terms, key=len, reverse=True))) + r")\b", re.IGNORECASE)
    begun = time.process_time()
    hits = sum(len(naive.findall(line)) for line in sample)
    slow = (time.process_time() - begun) / len(sample)
    print(
        f"one regular expression of all terms: {1 / slow:.0f} segments/s, {hits} found in {len(sample)}; knows no inflection"
    )


if __name__ == "__main__":
    main()

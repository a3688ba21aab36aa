#!/usr/bin/env python3
"""Counts which part of speech follows which in WordNet's glosses and examples: corpora/lexicon/en.tags.tsv.gz.

usage: python scripts/build_grammar.py [/usr/share/wordnet]

Words start from their most frequent part of speech; then the sequence is tagged with the counts so far and counted again.
"""

from __future__ import annotations

import collections
import gzip
import math
import re
import sys
from pathlib import Path

from auditor.lang.lemmas import function_words
from auditor.lang.pos import EDGE, options
from auditor.lang.tokens import tokens

OUT = Path(__file__).resolve().parent.parent / "corpora" / "lexicon" / "en.tags.tsv.gz"
ROUNDS = 4


def sentences(folder: Path) -> list[tuple[str, int]]:
    """Examples (whole clauses, counted three times) and definitions."""
    found = []
    for name in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{name}").read_text().splitlines():
            _, bar, gloss = line.partition(" | ")
            if not bar:
                continue
            found += [(e, 3) for e in re.findall(r'"([^"]{6,})"', gloss)]
            found += [(p.strip(), 1) for p in re.sub(r'"[^"]*"|\([^)]*\)', "", gloss).split(";") if len(p) > 8]
    return found


def main() -> None:
    """Reads, tags, counts, writes."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/wordnet")
    texts = [(tokens(t), n) for t, n in sentences(folder)]
    use = collections.Counter(t.text.lower() for ts, n in texts for t in ts if t.text.lower() in function_words("en"))
    own = frozenset(w for w, c in use.items() if c >= 250)
    lattice = [([options(t, i == 0, own) for i, t in enumerate(ts)], n) for ts, n in texts]
    pairs: dict = collections.Counter()
    singles: dict = collections.Counter()
    for number in range(ROUNDS):
        one, two, three = collections.Counter(), collections.Counter(), collections.Counter()
        total = sum(singles.values()) + 50
        for columns, weight in lattice:
            path = viterbi(columns, pairs, singles, total) if number else [c[0][0] for c in columns]
            path = [EDGE, EDGE, *path, EDGE]
            for i in range(1, len(path)):
                one[path[i]] += weight
                two[path[i - 1], path[i]] += weight
                if i > 1:
                    three[path[i - 2], path[i - 1], path[i]] += weight
        one[EDGE] += sum(n for _, n in lattice)
        singles, pairs = one, two
        print(number, len(one), len(two), len(three))
    lines = [f"OWN\t{' '.join(sorted(own))}"]
    lines += [f"{t}\t{c}" for t, c in sorted(one.items())]
    lines += ["\t".join(k) + f"\t{c}" for k, c in sorted(two.items())]
    lines += ["\t".join(k) + f"\t{c}" for k, c in sorted(three.items()) if c >= 2]
    with OUT.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write(("\n".join(lines) + "\n").encode())
    print(OUT.stat().st_size)


def viterbi(columns: list, pairs: dict, singles: dict, total: int) -> list[str]:
    """The likeliest tags by pairs."""
    best = {EDGE: (0.0, ())}
    for column in columns:
        grown = {}
        for tag, share in column:
            single = (singles[tag] + 0.5) / total
            prior = math.log(share + 1e-6) - 0.8 * math.log(single)
            score, path = max(
                ((s + math.log((pairs[b, tag] + 20 * single) / (singles[b] + 20)), p) for b, (s, p) in best.items()),
                key=lambda x: x[0],
            )
            grown[tag] = (score + prior, (*path, tag))
        best = grown
    return list(max(best.values(), key=lambda x: x[0])[1])


if __name__ == "__main__":
    main()

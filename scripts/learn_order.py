#!/usr/bin/env python3
"""Learns what two swapped words and a strewn-in mark look like: corpora/order/LANG.gz.

usage: AUDITOR_GOLD=folder [SPEECHES=folder] python scripts/learn_order.py [LANG...]

Clean sentences are the human texts (sources and references) of openly licensed sets only: bio_mqm (Apache-2.0), mlqe (CC0),
wmt23_sxs_mqm (Apache-2.0) and tico19 (MIT); in English also WordNet's examples and the speeches that `learn_grammar.py` reads.
Each is damaged a few times; a logistic model over hashed neighbours learns to tell the damaged place from the others.  One
sentence in ten is held back and sets the bars.  DEMETR is not touched: it measures.
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
from learn_grammar import speeches
from scipy.sparse import csr_matrix
from sklearn.linear_model import SGDClassifier

from auditor.lang.lemmas import function_words
from auditor.lang.marks import sentence_starts
from auditor.lang.order import TASKS, fits, names, numbered, places
from auditor.lang.tokens import Token, tokens

OUT = Path(__file__).resolve().parent.parent / "corpora" / "order"
SETS = ("bio_mqm_*", "mlqe_*", "wmt23_sxs_mqm_*", "tico19_terms_*")
WIDTH = {"en": 1 << 18}  # entries of the table; the others have a tenth of the text
MOST_COARSE = 180  # words that are classes of their own
MARKS = ",,,,,;:"
ALPHA = 3e-5


def texts(folder: Path, lang: str) -> tuple[list[str], str]:
    """Human sentences of a language, in order, and the hash of the files they are from."""
    seen: dict[str, None] = {}
    digest = hashlib.sha256()
    for path in sorted(p for pattern in SETS for p in folder.glob(f"{pattern}.jsonl.gz")):
        data = path.read_bytes()
        used = False
        for line in gzip.decompress(data).decode().splitlines():
            row = json.loads(line)
            sides = [row["source"]] if row["src_lang"] == lang else row["references"] if row["tgt_lang"] == lang else []
            for text in sides:
                if 6 <= len(tokens(text)) <= 70:
                    seen[text] = None
                    used = True
        if used:
            digest.update(data)
    return list(seen), digest.hexdigest()


def examples() -> list[str]:
    """WordNet's examples of use (its licence allows it), which are clauses rather than sentences, and speeches."""
    found = []
    for name in ("noun", "verb", "adj", "adv"):
        path = Path("/usr/share/wordnet") / f"data.{name}"
        for line in path.read_text().splitlines() if path.exists() else []:
            found += [
                f"{e[:1].upper()}{e[1:]}." for e in re.findall(r'"([^"]{25,})"', line.partition(" | ")[2]) if e[-1].isalpha()
            ][::2]
    speech = os.environ.get("SPEECHES")
    return found + (speeches(Path(speech)) if speech else [])


def rewritten(found: list[Token]) -> tuple[Token, ...]:
    """Tokens with places as if they stood a space apart."""
    out, place = [], 0
    for token in found:
        out.append(Token(place, place + len(token.text), token.text, token.kind))
        place += len(token.text) + 1
    return tuple(out)


def damaged(task: str, text: str, rng: random.Random) -> tuple[tuple[Token, ...], int] | None:
    """The tokens of a sentence after one damage, and where it is."""
    found = list(tokens(text))
    free = [i for i, t in enumerate(found) if t.kind != "mark" and i + 1 < len(found)]
    if not free:
        return None
    i = rng.choice(free)
    if task == "swap":
        if found[i + 1].kind == "mark" or found[i].text.lower() == found[i + 1].text.lower():
            return None
        a, b = found[i], found[i + 1]
        if i == 0:
            a, b = (
                Token(0, 0, a.text if a.text[1:] != a.text[1:].lower() else a.text.lower(), a.kind),
                Token(0, 0, b.text[:1].upper() + b.text[1:], b.kind),
            )
        found[i], found[i + 1] = b, a
        return rewritten(found), i
    if found[i + 1].kind == "mark":
        return None
    found.insert(i + 1, Token(0, 1, rng.choice(MARKS), "mark"))
    return rewritten(found), i + 1


def vocabulary(clean: list[str], lang: str) -> tuple[dict[str, int], dict[str, int]]:
    """Numbers of words and of coarse classes."""
    words, classes = collections.Counter(), collections.Counter()
    for text in clean:
        starts = sentence_starts(text)
        for token in tokens(text):
            word, kinds = names(token, token.start in starts)
            words[word] += 1
            classes.update(kinds)
    closed = function_words(lang)
    little = [w for w, n in words.most_common(400) if w in closed and n >= 8 and w.isalpha()]
    own = [w for w, n in words.most_common(MOST_COARSE) if n >= 15]
    coarse = {name: i + 2 for i, name in enumerate(dict.fromkeys([*little, *own, *(c for c, n in classes.items() if n >= 12)]))}
    fine = {w: i + 2 + len(coarse) for i, w in enumerate(w for w, n in words.items() if n >= 3)}
    return fine, coarse


def learn(
    task: str, train: list[str], held: list[str], vocab: tuple, width: int, lang: str, rng: random.Random
) -> tuple[np.ndarray, float, tuple[float, float]]:
    """Weights, bias and bars of one task."""
    fine, coarse = vocab
    rows, labels = [], []

    def take(found: tuple[Token, ...], starts: frozenset[int], bad: int | None, share: float) -> None:
        at = places(numbered(found, starts, fine, coarse, lang), width)
        for i in range(len(found)):
            if fits(task, found, i) and (i == bad or (abs(i - (bad if bad is not None else -9)) > 2 and rng.random() < share)):
                rows.append(at[i])
                labels.append(i == bad)

    for text in train:
        found = tokens(text)
        take(found, sentence_starts(text), None, 0.6)
        for _ in range(3 if task == "swap" else 1):
            hurt = damaged(task, text, rng)
            if hurt is not None:
                take(hurt[0], sentence_starts(" ".join(t.text for t in hurt[0])), hurt[1], 0.1)
    at = np.sort(np.array(rows), axis=1)
    n, k = at.shape
    often = np.bincount(at.ravel(), minlength=width) >= 4  # what was seen less often would be learned by heart
    x = csr_matrix((often[at.ravel()].astype(np.float32), at.ravel(), np.arange(0, n * k + 1, k)), shape=(n, width))
    clf = SGDClassifier(loss="log_loss", alpha=ALPHA, max_iter=6, tol=None, average=True, random_state=1)
    clf.fit(x, np.array(labels))
    weights, bias = clf.coef_[0].astype(np.float32), float(clf.intercept_[0])
    best = []
    for text in held:
        found = tokens(text)
        scores = weights[places(numbered(found, sentence_starts(text), fine, coarse, lang), width)].sum(axis=1) + bias
        best.append(max((s for i, s in enumerate(scores) if fits(task, found, i)), default=-9.0))
    low, high = float(np.quantile(best, 0.98)), float(np.quantile(best, 0.996))
    caught = []
    for text in held:
        hurt = damaged(task, text, rng)
        if hurt is not None:
            scores = (
                weights[
                    places(numbered(hurt[0], sentence_starts(" ".join(t.text for t in hurt[0])), fine, coarse, lang), width)
                ].sum(axis=1)
                + bias
            )
            caught.append(scores[hurt[1]])
    print(
        task,
        f"{len(rows)} places, {sum(labels)} damaged; held out: {np.mean(np.array(caught) > low):.2f} at 2 %, "
        f"{np.mean(np.array(caught) > high):.2f} at 0.4 %",
    )
    return weights, bias, (low, max(high, low + 0.5))


def main() -> None:
    """Learns and writes a table a language."""
    folder = Path(os.environ["AUDITOR_GOLD"])
    OUT.mkdir(exist_ok=True)
    for lang in sys.argv[1:] or ["en", "de", "es", "fr", "it", "pt", "ru"]:
        rng = random.Random(7)
        clean, origin = texts(folder, lang)
        rng.shuffle(clean)
        cut = max(150, len(clean) // 10)
        held, train = clean[:cut], clean[cut:] + (examples() if lang == "en" else [])
        vocab = vocabulary(train, lang)
        width = WIDTH.get(lang, 1 << 16)
        print(lang, len(train), "sentences,", len(vocab[0]), "words,", len(vocab[1]), "classes")
        tables, scales, biases, bars = [], {}, {}, {}
        for task in TASKS:
            weights, biases[task], bars[task] = learn(task, train, held, vocab, width, lang, rng)
            weights[np.abs(weights) < np.quantile(np.abs(weights), 0.35)] = 0
            scales[task] = float(np.quantile(np.abs(weights), 0.9995) / 127)
            tables.append(np.clip(np.round(weights / scales[task]), -127, 127).astype(np.int8))
        fine, coarse = vocab
        listed = ["", *coarse, *fine]
        head = {
            "words": listed,
            "coarse": ["", *coarse],
            "scales": scales,
            "bias": biases,
            "bars": bars,
            "sets": SETS,
            "sha256": origin,
        }
        packed = json.dumps(head, ensure_ascii=False).encode()
        blob = len(packed).to_bytes(4, "little") + packed + b"".join(t.tobytes() for t in tables)
        (OUT / f"{lang}.gz").write_bytes(gzip.compress(blob, 9, mtime=0))
        print(lang, (OUT / f"{lang}.gz").stat().st_size // 1024, "KiB")


if __name__ == "__main__":
    main()

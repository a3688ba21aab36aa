#!/usr/bin/env python3
"""Derives corpora/lexicon/en.* from WordNet 3.0 (Debian: apt install wordnet-base).

usage: python scripts/build_lexicon.py [/usr/share/wordnet]

Three files, all gzip, all plain inside:
  en.words.tsv.gz     word, senses (`n` + synset in base 36 [:count in tagged text], most frequent first), derived words, antonyms
  en.synsets.txt.gz   line i is synset i: broader synsets | the cluster it is a satellite of | opposite synsets
  en.forms.tsv.gz     irregular forms: form, pos, base
  en.vectors.bin.gz   words that share contexts in glosses: a header line of words, then one row of int8 a word
"""

from __future__ import annotations

import collections
import gzip
import re
import sys
from pathlib import Path

import numpy as np
from scipy.sparse import coo_matrix
from sklearn.utils.extmath import randomized_svd

OUT = Path(__file__).resolve().parent.parent / "corpora" / "lexicon"
POS = {"n": "n", "v": "v", "a": "a", "s": "a", "r": "r"}
FILES = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
PARTICLES = {
    "out",
    "up",
    "off",
    "on",
    "in",
    "down",
    "over",
    "away",
    "back",
    "to",
    "for",
    "about",
    "along",
    "through",
    "around",
    "forward",
    "together",
    "place",
    "part",
    "into",
}
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
WIDTH = 48  # dimensions kept: 32 and 64 order the same pairs within a point


def base36(n: int) -> str:
    """The number in base 36."""
    out = ""
    while n or not out:
        n, r = divmod(n, 36)
        out = DIGITS[r] + out
    return out


def read(folder: Path) -> dict[tuple[str, int], dict]:
    """Every synset by part of speech and offset."""
    found = {}
    for pos, name in FILES.items():
        for line in (folder / f"data.{name}").read_text().splitlines():
            if line.startswith("  "):
                continue
            facts, _, gloss = line.partition(" | ")
            cells = facts.split()
            count = int(cells[3], 16)
            words = [re.sub(r"\(.*\)$", "", cells[4 + 2 * i]) for i in range(count)]
            at = 4 + 2 * count
            pointers = [tuple(cells[at + 1 + 4 * i : at + 5 + 4 * i]) for i in range(int(cells[at]))]
            found[pos, int(cells[0])] = {"satellite": cells[2] == "s", "words": words, "pointers": pointers, "gloss": gloss}
    return found


def wanted(word: str) -> bool:
    """Single words, and verbs with a particle."""
    if "_" in word:
        head, _, rest = word.partition("_")
        return rest.lower() in PARTICLES and head.isalpha()
    return bool(re.fullmatch(r"[A-Za-z][A-Za-z'.-]*", word)) and len(word) > 1


def counts(folder: Path) -> dict[tuple[str, str, int], int]:
    """How often each sense was tagged in the concordance: (word, pos, sense number)."""
    found = {}
    for line in (folder / "cntlist.rev").read_text().splitlines():
        key, number, count = line.split()
        word, _, rest = key.partition("%")
        found[word, " nvara"[int(rest[0])], int(number)] = int(count)
    return found


def senses(folder: Path) -> dict[str, list[tuple[str, int]]]:
    """Senses of every word, most frequent first within a part of speech."""
    found = collections.defaultdict(list)
    for pos, name in FILES.items():
        for line in (folder / f"index.{name}").read_text().splitlines():
            if line.startswith("  "):
                continue
            cells = line.split()
            for offset in cells[-int(cells[2]) :]:
                found[cells[0]].append((pos, int(offset)))
    return found


def vectors(synsets: dict, words: dict[str, list]) -> tuple[list[str], np.ndarray]:
    """Words as directions: what they stand beside in glosses and synsets, weighted by surprise, folded to WIDTH."""
    import simplemma  # noqa: PLC0415 - a heavy import one branch needs

    groups = []
    for synset in synsets.values():
        group = [w.lower() for w in synset["words"] if "_" not in w]
        for mark, offset, pos, _ in synset["pointers"]:
            if mark in ("@", "&", "+", "\\"):
                group += [w.lower() for w in synsets[POS[pos], int(offset)]["words"][:3] if "_" not in w]
        group += [simplemma.lemmatize(w, "en").lower() for w in re.findall(r"[A-Za-z]{2,}", synset["gloss"])]
        groups.append([w for w in group if w in words])
    total = collections.Counter(w for g in groups for w in set(g))
    stop = {w for w, c in total.items() if c > 4000}
    vocabulary = sorted(w for w, c in total.items() if c >= 6 and w not in stop)
    index = {w: i for i, w in enumerate(vocabulary)}
    pairs = collections.Counter()
    for group in groups:
        ids = sorted({index[w] for w in group if w in index})
        for i, a in enumerate(ids):
            for b in ids[i + 1 :]:
                pairs[a, b] += 1
    rows, columns, values = [], [], []
    everything = sum(total[w] for w in vocabulary)
    for (a, b), n in pairs.items():
        pmi = np.log(n * everything / (total[vocabulary[a]] * total[vocabulary[b]]) / 10)
        if pmi > 0:
            rows += [a, b]
            columns += [b, a]
            values += [pmi, pmi]
    for i in range(len(vocabulary)):  # a word stands beside itself: synonyms meet
        rows.append(i)
        columns.append(i)
        values.append(6.0)
    matrix = coo_matrix((values, (rows, columns)), shape=(len(vocabulary),) * 2).tocsr()
    left, strength, _ = randomized_svd(matrix, WIDTH, n_iter=5, random_state=7)
    found = left * np.sqrt(strength)
    found /= np.linalg.norm(found, axis=1, keepdims=True) + 1e-9
    return vocabulary, np.round(found * 127).astype(np.int8)


def save(name: str, data: bytes) -> None:
    """Writes a gzip file that is the same bytes every time."""
    with (OUT / name).open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as f:
        f.write(data)
    print(name, (OUT / name).stat().st_size)


def main() -> None:  # noqa: C901, PLR0912 - a script read from top to bottom
    """Reads WordNet, writes the four files."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/wordnet")
    synsets, of_word, tagged = read(folder), senses(folder), counts(folder)
    derived, opposite = collections.defaultdict(set), collections.defaultdict(set)
    for synset in synsets.values():
        for mark, offset, pos, which in synset["pointers"]:
            if mark not in ("+", "\\", "!", "<") or which == "0000":
                continue
            a = synset["words"][int(which[:2], 16) - 1].lower()
            b = synsets[POS[pos], int(offset)]["words"][int(which, 0) - 1].lower()
            if a != b and "_" not in a and "_" not in b:
                (opposite if mark == "!" else derived)[a].add(b)
                if mark != "!":
                    derived[b].add(a)
    names = {
        w.lower() for (p, _), s in synsets.items() if p == "n" and any(m == "@i" for m, *_ in s["pointers"]) for w in s["words"]
    }
    common = {
        w.lower()
        for (p, _), s in synsets.items()
        if not (p == "n" and any(m == "@i" for m, *_ in s["pointers"]))
        for w in s["words"]
    }
    kept = {w: s for w, s in of_word.items() if wanted(w) and (w in common or w in derived or w not in names)}
    used = sorted({key for s in kept.values() for key in s})
    closure = set(used)
    edge = used
    while edge:
        edge = [
            (POS[p], int(o))
            for key in edge
            for m, o, p, _ in synsets[key]["pointers"]
            if m in ("@", "@i") and (POS[p], int(o)) not in closure
        ]
        closure.update(edge)
    number = {key: i for i, key in enumerate(sorted(closure))}
    lines = []
    for word in sorted(kept):
        seen = collections.Counter()
        cells = []
        for pos, offset in kept[word]:
            seen[pos] += 1
            count = tagged.get((word, pos, seen[pos]), 0)
            cells.append(f"{pos}{base36(number[pos, offset])}" + (f":{count}" if count else ""))
        lines.append(
            "\t".join([word, " ".join(cells), " ".join(sorted(derived[word])), " ".join(sorted(opposite[word]))]).rstrip("\t")
        )
    save("en.words.tsv.gz", ("\n".join(lines) + "\n").encode())
    rows = []
    for key in sorted(closure):
        part = collections.defaultdict(list)
        for mark, offset, pos, _ in synsets[key]["pointers"]:
            other = (POS[pos], int(offset))
            if other in number:
                kind = (
                    "broader"
                    if mark in ("@", "@i")
                    else "head"
                    if mark == "&" and synsets[key]["satellite"]
                    else "against"
                    if mark == "!"
                    else ""
                )
                part[kind].append(base36(number[other]))
        rows.append("|".join(" ".join(dict.fromkeys(part[k])) for k in ("broader", "head", "against")).rstrip("|"))
    save("en.synsets.txt.gz", ("\n".join(rows) + "\n").encode())
    forms = []
    for pos, name in FILES.items():
        for line in (folder / f"{name}.exc").read_text().splitlines():
            cells = line.split()
            if "_" not in cells[0] and cells[1] in kept:
                forms.append(f"{cells[0]}\t{pos}\t{cells[1]}")
    save("en.forms.tsv.gz", ("\n".join(sorted(set(forms))) + "\n").encode())
    vocabulary, table = vectors(synsets, kept)
    save("en.vectors.bin.gz", " ".join(vocabulary).encode() + b"\n" + table.tobytes())


if __name__ == "__main__":
    main()

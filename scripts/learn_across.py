#!/usr/bin/env python3
"""Learns which differences between a text and its source are errors: corpora/lexicon/across.json.gz.

usage: AUDITOR_GOLD=folder python scripts/learn_across.py [--check]

Wrong: what DEMETR (MIT) planted, and what is planted here into the outputs of wmt23_sxs_mqm and bio_mqm (Apache-2.0).
Right: the differences of DEMETR's verified translations and references, and what no rater marked in those outputs.
Four sets of trees, each without a quarter of the sources (by hash), which they then judge.
"""

from __future__ import annotations

import collections
import hashlib
import random
import zlib
from pathlib import Path

from learn_differ import ENGLISH, NOT_OURS, OTHER, UNTOUCHED, Bag, learn, load, write
from plant import plants, plants_anywhere

from auditor.diff.across import SORTS, Difference, across
from auditor.diff.strength import part_of
from auditor.lang.tokens import words

OUT = Path(__file__).resolve().parent.parent / "corpora" / "lexicon" / "across.json.gz"
_NEAR = 25  # characters from where a word was cut to where the loss is felt


def key(one: Difference, source: str, text: str) -> tuple:
    """What makes two differences the same."""
    return one.sort, source[one.s_start : one.s_end], text[one.t_start : one.t_end]


def right(bag: Bag, row: dict, text: str, lang: str, weight: float, group: tuple, marks: list[dict]) -> collections.Counter:
    """The differences of a sound text, and how often each occurs."""
    known: collections.Counter = collections.Counter()
    for one in across(row["source"], row["src_lang"], text, lang):
        known[key(one, row["source"], text)] += 1
        if not any(one.t_start - 3 < m["end"] and m["start"] - 3 < max(one.t_end, one.t_start + 1) for m in marks):
            bag.put(one.features, one.sort, 0, weight, group)
    return known


def wrong(
    bag: Bag, row: dict, text: str, lang: str, known: collections.Counter, spans: list, weight: float, group: tuple
) -> None:
    """The differences that planting brought."""
    known = known.copy()
    for one in across(row["source"], row["src_lang"], text, lang):
        k = key(one, row["source"], text)
        if known[k]:
            known[k] -= 1
        elif one.sort == "lost" or any(one.t_start < max(e, s + 1) and s < max(one.t_end, one.t_start + 1) for s, e in spans):
            bag.put(one.features, one.sort, 1, weight, group)


def demetr(learned: Bag, held: Bag) -> None:
    """DEMETR's planted errors, verified translations and references."""
    sound: dict[tuple, collections.Counter] = {}
    for row in load("demetr"):
        meta, good = row["meta"], row["good"]
        kind = meta["pert"].split("_", 2)[2]
        if meta["severity"] == "base" or not meta.get("pert_check", True) or good == row["target"]:
            continue
        if any(x in kind for x in NOT_OURS):
            continue
        bag = held if zlib.crc32(row["source"].encode()) % UNTOUCHED == 0 else learned
        part = part_of(row["source"])
        if (row["source"], good) not in sound:
            sound[row["source"], good] = right(bag, row, good, "en", 1.0, ("demetr", "good", good, part), [])
            right(bag, row, row["references"][0], "en", 0.5, ("demetr", "reference", good, part), [])
        spans = [(e["start"], e["end"]) for e in row["errors"]]
        wrong(bag, row, row["target"], "en", sound[row["source"], good], spans, 1.0, ("demetr", kind, row["id"], part))


def outputs(bag: Bag, names: tuple[str, ...], most: int) -> None:
    """Real outputs: unmarked differences are right; damage of our own is wrong."""
    chance = random.Random(3)
    for name in names:
        texts = collections.defaultdict(list)
        for row in load(name):
            if row["errors"] is not None and len(row["target"]) < 400:
                texts[row["source"], row["target"]].append(row)
        order = sorted(texts, key=lambda k: hashlib.sha256(str(k).encode()).hexdigest())
        vocabulary = sorted(
            {t.text for k in order for t in words(k[1]) if t.kind == "word" and t.text.islower() and 3 < len(t.text) < 12}
        )
        taken: collections.Counter = collections.Counter()
        for source, target in order:
            taken[source] += 1
            if taken[source] > (3 * most if name.startswith("wmt") else most):
                continue
            given = texts[source, target]
            marks = [e for r in given for e in r["errors"] if e.get("start") is not None]
            lang, part = given[0]["tgt_lang"], part_of(source)
            known = right(bag, given[0], target, lang, 0.4, (name, "unmarked" if marks else "clean", target, part), marks)
            planter = (
                plants(target, chance, vocabulary, 3) if lang == "en" else plants_anywhere(target, lang, chance, vocabulary, 4)
            )
            for kind, text, start, end in planter:
                wrong(bag, given[0], text, lang, known, [(start, end)], 0.4, (name, "planted " + kind, text, part))


def main() -> None:
    """Collects, learns, checks or writes."""
    some = [(row["source"], row["src_lang"], row["references"][0], "en") for row in load("demetr")[::40]]
    names = sorted({name for texts in some for one in across(*texts) for name in one.features})
    english, other, held = Bag(), Bag(), Bag()
    for bag in (english, other, held):
        bag.names = names
    demetr(english, held)
    outputs(english, ENGLISH, 2)
    outputs(other, OTHER, 2)
    print(len(english.rows), len(other.rows), "differences")
    write(OUT, names, learn(english, other, held, SORTS))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Learns which differences between a translation and its reference are errors: corpora/lexicon/differ.json.gz.

usage: AUDITOR_GOLD=folder python scripts/learn_differ.py [--check]

Wrong: what DEMETR (MIT) planted, and what is planted here into the outputs of wmt23_sxs_mqm and bio_mqm (Apache-2.0).
Right: the differences of DEMETR's verified translations, and of those outputs where no rater marked anything.
Trees are learned four times, each without a quarter of the references (by hash), which they then judge.
It prints recall by kind; --check writes nothing.
"""

from __future__ import annotations

import collections
import gzip
import hashlib
import json
import os
import random
import sys
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from plant import plants, plants_anywhere
from sklearn.ensemble import HistGradientBoostingClassifier

from auditor.diff.compare import Edit, compare
from auditor.diff.strength import PARTS, SORTS, part_of, sort_of
from auditor.lang.tokens import words

OUT = Path(__file__).resolve().parent.parent / "corpora" / "lexicon" / "differ.json.gz"
GOLD = Path(os.environ["AUDITOR_GOLD"])
ENGLISH = (
    "wmt23_sxs_mqm_zh-en",
    "bio_mqm_de-en",
    "bio_mqm_es-en",
    "bio_mqm_fr-en",
    "bio_mqm_ru-en",
    "bio_mqm_pt-en",
    "bio_mqm_zh-en",
)
OTHER = (
    "wmt23_sxs_mqm_en-de",
    "bio_mqm_en-de",
    "bio_mqm_en-es",
    "bio_mqm_en-fr",
    "bio_mqm_en-it",
    "bio_mqm_en-pt",
    "bio_mqm_en-ru",
    "bio_mqm_en-zh",
)
# Left to checks of their own: names, numbers, spelling, order of whole sentences, foreign words.
NOT_OURS = (
    "shuffled",
    "numbers_replaced",
    "codemix",
    "misspelled",
    "ne_replaced",
    "repeat",
    "char_removed",
    "punc",
    "tokenized",
    "lower",
    "case",
)
UNTOUCHED = 5  # one in so many sources of DEMETR is never learned from: the figures printed last are of those
# Kinds an editor must not miss count for more, those that two good translations differ in anyway for less.
WORTH = {"noun_removed": 2.0, "verb_removed": 2.0, "subj_removed": 2.0, "antonym": 2.0, "negation": 2.0, "gender": 2.0,
         "function_word": 0.4, "hypernym": 0.4, "adj_adv_removed": 0.5, "conj_removed": 0.4, "aspect": 0.5}  # fmt: skip
UNSEEN = ("words_b", "runs")  # they tell one set from another, not right from wrong


class Bag:
    """Differences seen, with what they are worth and where they came from."""

    def __init__(self) -> None:
        self.rows: list[list[float]] = []
        self.labels: list[int] = []
        self.weights: list[float] = []
        self.groups: list[tuple] = []
        self.sorts: list[str] = []
        self.names: list[str] = []

    def add(self, edit: Edit, label: int, weight: float, group: tuple) -> None:
        """One difference; `group` is (domain, kind, text id, fold): of a wrong text's differences one is enough."""
        self.put(edit.features, sort_of(edit.features), label, weight, group)

    def put(self, features: Mapping[str, float], sort: str, label: int, weight: float, group: tuple) -> None:
        """The same for features at hand; those a sort lacks stand far below all others."""
        self.names = self.names or [n for n in features if n not in UNSEEN]
        self.rows.append([features.get(n, -99.0) for n in self.names])
        self.labels.append(label)
        self.weights.append(weight)
        self.groups.append(group)
        self.sorts.append(sort)


def load(name: str) -> list[dict]:
    """The rows of one set."""
    with gzip.open(GOLD / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def key(edit: Edit, a: str, b: str) -> tuple:
    """What makes two differences the same."""
    return edit.kind, a[edit.a_start : edit.a_end], b[edit.b_start : edit.b_end]


def wrong(
    bag: Bag,
    reference: str,
    text: str,
    row: dict,
    lang: str,
    known: collections.Counter,
    spans: list,
    group: tuple,
    weight: float,
) -> None:
    """The differences that planting brought."""
    known = known.copy()
    for edit in compare(reference, text, lang, row["source"], row["src_lang"]).edits:
        k = key(edit, reference, text)
        if known[k]:
            known[k] -= 1
            continue
        if any(
            (edit.b_start < max(e, s + 1) and s < max(edit.b_end, edit.b_start + 1)) or (s == e and abs(edit.b_start - s) < 25)
            for s, e in spans
        ):
            bag.add(edit, 1, weight, group)


def demetr(learned: Bag, held: Bag) -> None:
    """DEMETR's planted errors and verified translations, to learn from and to be held back."""
    known: dict[tuple, collections.Counter] = {}
    for row in load("demetr"):
        meta = row["meta"]
        kind = meta["pert"].split("_", 2)[2]
        if (
            meta["severity"] == "base"
            or not meta.get("pert_check", True)
            or row["good"] == row["target"]
            or any(x in kind for x in NOT_OURS)
        ):
            continue
        bag = held if zlib.crc32(row["source"].encode()) % UNTOUCHED == 0 else learned
        reference, part, good = row["references"][0], part_of(row["references"][0]), row["good"]
        if (row["source"], good) not in known:
            edits = compare(reference, good, "en", row["source"], row["src_lang"]).edits
            known[row["source"], good] = collections.Counter(key(e, reference, good) for e in edits)
            for e in edits:
                bag.add(e, 0, 1.0, ("demetr", "good", good, part))
            for e in compare(good, reference, "en", row["source"], row["src_lang"]).edits:
                bag.add(e, 0, 0.5, ("demetr", "swap", good, part))
        wrong(
            bag,
            reference,
            row["target"],
            row,
            "en",
            known[row["source"], good],
            [(e["start"], e["end"]) for e in row["errors"]],
            ("demetr", kind, row["id"], part),
            1.0,
        )


def outputs(bag: Bag, names: tuple[str, ...], most: int) -> None:
    """Real outputs: unmarked differences are right; damage of our own is wrong."""
    chance = random.Random(3)
    for name in names:
        texts = collections.defaultdict(list)
        for row in load(name):
            if row["references"] and row["errors"] is not None and len(row["target"]) < 400:
                texts[row["source"], row["target"], row["references"][0]].append(row)
        order = sorted(texts, key=lambda k: hashlib.sha256(str(k).encode()).hexdigest())
        vocabulary = sorted(
            {t.text for k in order for t in words(k[1]) if t.kind == "word" and t.text.islower() and 3 < len(t.text) < 12}
        )
        taken: collections.Counter = collections.Counter()
        for source, target, reference in order:
            taken[source] += 1
            if taken[source] > (3 * most if name.startswith("wmt") else most):
                continue
            given = texts[source, target, reference]
            marks = [e for r in given for e in r["errors"] if e.get("start") is not None and not e.get("missing")]
            lang, part = given[0]["tgt_lang"], part_of(reference)
            known = collections.Counter()
            for e in compare(reference, target, lang, source, given[0]["src_lang"]).edits:
                known[key(e, reference, target)] += 1
                if not any(e.b_start - 3 < m["end"] and m["start"] - 3 < max(e.b_end, e.b_start + 1) for m in marks):
                    bag.add(e, 0, 0.4, (name, "clean" if not marks else "unmarked", target, part))
            planter = (
                plants(target, chance, vocabulary, 3) if lang == "en" else plants_anywhere(target, lang, chance, vocabulary, 4)
            )
            for kind, text, start, end in planter:
                wrong(bag, reference, text, given[0], lang, known, [(start, end)], (name, "planted " + kind, text, part), 0.4)


def weigh(bag: Bag) -> np.ndarray:
    """Every planted kind counts the same, and wrong as much as right within a set."""
    weights, labels = np.array(bag.weights), np.array(bag.labels)
    kinds = collections.Counter(g[1] for g, y in zip(bag.groups, bag.labels, strict=True) if y and g[0] == "demetr")
    for i, group in enumerate(bag.groups):
        if labels[i] and group[0] == "demetr":
            weights[i] = 400 / kinds[group[1]] * WORTH.get(group[1], 1.0)
    domain = np.array([group[0] == "demetr" for group in bag.groups])
    for here in (domain, ~domain):
        if here.any() and weights[here & (labels == 1)].sum():
            weights[here & (labels == 1)] *= weights[here & (labels == 0)].sum() / weights[here & (labels == 1)].sum()
    return weights


def fit(
    bag: Bag, rows: np.ndarray, labels: np.ndarray, weights: np.ndarray, train: np.ndarray, kinds: Sequence[str] = SORTS
) -> dict[str, HistGradientBoostingClassifier]:
    """Trees by sort; learned twice: the second time, of a text's wrong differences the likeliest counts most."""
    sorts = np.array(bag.sorts)
    members = collections.defaultdict(list)
    for i, group in enumerate(bag.groups):
        if labels[i]:
            members[group].append(i)
    now, models = weights.copy(), {}
    for again in (False, True):
        score = np.zeros(len(labels))
        for sort in kinds:
            here = sorts == sort
            mine = here & train
            if labels[mine].sum() < 20 or (1 - labels[mine]).sum() < 10:
                models.pop(sort, None)
                continue
            model = HistGradientBoostingClassifier(
                max_iter=70,
                max_leaf_nodes=8,
                max_depth=5,
                learning_rate=0.1,
                min_samples_leaf=25,
                l2_regularization=10,
                random_state=1,
            )
            models[sort] = model.fit(rows[mine], labels[mine], sample_weight=now[mine])
            score[here] = model.predict_proba(rows[here])[:, 1]
        if not again:
            for some in members.values():
                share = np.exp(6 * (score[some] - score[some].max()))
                now[some] = weights[some].sum() * share / share.sum()
    return models


def predict(bag: Bag, rows: np.ndarray, models: dict) -> np.ndarray:
    """The strength of every difference."""
    sorts, score = np.array(bag.sorts), np.zeros(len(rows))
    for sort, model in models.items():
        here = sorts == sort
        if here.any():
            score[here] = model.predict_proba(rows[here])[:, 1]
    return score


def report(bag: Bag, score: np.ndarray, title: str) -> None:
    """Recall by kind where 3, 5 and 10 % of good texts are flagged, by trees that have not seen their part."""
    best, sort = collections.defaultdict(float), {}
    for i, group in enumerate(bag.groups):
        if score[i] > best[group]:
            best[group], sort[group] = score[i], bag.sorts[i]
    first = "good" if any(g[1] == "good" for g in best) else "clean"
    good = sorted(best[g] for g in best if g[1] == first)
    for share in (0.03, 0.05, 0.10):
        limit = good[int(len(good) * (1 - share))]
        kinds = collections.defaultdict(list)
        for group, value in best.items():
            kinds[group[1]].append(value > limit)
        print(
            title,
            f"flagged {share}: strength > {limit:.3f}",
            collections.Counter(sort[g] for g in best if g[1] == first and best[g] > limit),
        )
        print("   ", {k: round(float(np.mean(v)), 2) for k, v in sorted(kinds.items())})


def plain(model: HistGradientBoostingClassifier) -> dict:
    """The trees as numbers."""
    trees = []
    for (predictor,) in model._predictors:  # noqa: SLF001 - no public way to the trees
        trees.append(
            [
                [-1, round(float(n["value"]), 3), 0, 0]
                if n["is_leaf"]
                else [int(n["feature_idx"]), round(float(n["num_threshold"]), 3), int(n["left"]), int(n["right"])]
                for n in predictor.nodes
            ]
        )
    base = float(model._baseline_prediction.ravel()[0])  # noqa: SLF001 - nor to where they start
    return {"base": base, "trees": trees}


def learn(english: Bag, other: Bag, held: Bag, kinds: Sequence[str] = SORTS) -> dict[str, list]:
    """Trees for English and for other languages, four times over; prints how they fare."""
    found = {}
    for name, bag in (("english", english), ("other", other)):
        rows, labels = np.array(bag.rows, np.float32), np.array(bag.labels)
        parts = np.array([g[3] for g in bag.groups])
        each = [fit(bag, rows, labels, weigh(bag), parts != part, kinds) for part in range(PARTS)]
        found[name] = [{sort: plain(model) for sort, model in models.items()} for models in each]
        if name == "english":
            trees, mine = each, np.array([g[3] for g in held.groups])
            seen = np.array(held.rows, np.float32)
            report(held, sum(np.where(mine == k, predict(held, seen, trees[k]), 0) for k in range(PARTS)), "untouched")
        report(bag, sum(np.where(parts == part, predict(bag, rows, each[part]), 0) for part in range(PARTS)), name)
    return found


def write(path: Path, names: list[str], found: dict[str, list]) -> None:
    """The trees with the hashes of what they were learned from."""
    hashes = {n: hashlib.sha256((GOLD / f"{n}.jsonl.gz").read_bytes()).hexdigest()[:16] for n in ("demetr", *ENGLISH, *OTHER)}
    data = json.dumps({"learned_from": hashes, "features": names, **found}, separators=(",", ":")).encode()
    if "--check" not in sys.argv:
        with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
            file.write(data)
    print(len(data), "bytes, packed", path.stat().st_size if path.exists() else 0)


def main() -> None:
    """Collects, learns, checks or writes."""
    english, other, held = Bag(), Bag(), Bag()
    demetr(english, held)
    outputs(english, ENGLISH, 2)
    outputs(other, OTHER, 2)
    print(len(english.rows), len(other.rows), "differences")
    write(OUT, english.names, learn(english, other, held))


if __name__ == "__main__":
    main()

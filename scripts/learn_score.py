"""Learns the unit's score from pairs of translations of one source; run by `calibrate.py`, or by itself.

    AUDITOR_GOLD=/path/to/gold .venv/bin/python scripts/learn_score.py [--without-sxs]

Three steps, each a ridge logistic regression on pairs ("which of the two did the human prefer?"), with signs held to what
they must be: agreement with the reference never lowers the score, damage never raises it.

1. weights of `score.surface` features, from wmt23_sxs_mqm (several raters: their mean), bio_mqm and demetr pairs;
2. the level of translations that have no reference beside those that have one (bio_mqm rates its human translations too);
3. what evidence costs, by rule, from the same pairs, beside the distance learned in step 1.

A regression on absolute scores ranks worse than plain chrF; pairs do not (peers and our own trials).  `--without-sxs` leaves
wmt23_sxs_mqm out: its sources are those of wmt23_mqm, so figures on wmt23_mqm are honest only then.
"""

from __future__ import annotations

import hashlib
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec
import numpy as np
from gold_evidence import BIO, BOTH, ROOT, SXS, Text, audited, path_of, rows_of
from scipy.optimize import minimize

from auditor import judge
from auditor.evaluate.gold import Row, digest
from auditor.score import ranking
from auditor.score.ranking import Ranking
from auditor.score.surface import features, take_apart

OUT = ROOT / "corpora" / "judge" / "score.json"
PAIRS_BIO = (*BIO, "bio_mqm_pt-en")
SHARE_BIO, SHARE_DEMETR = 0.5, 0.30
SURFACE_RIDGE, EVIDENCE_RIDGE = 0.1, 0.01
# Out of Chinese, humans rate human translations no higher than machine ones (bio_mqm: better than half of them; wmt23_mqm: than
# 45 %), and what general texts share with their reference is less than what the sets we learn from share: stand lower.
SHIFT = {"unspaced-en": -2.0}
_SLOPE = 20.0  # how many log odds a penalty of 1 is worth, to begin with
PRIOR = 0.04  # what one certain piece of evidence of an unknown rule costs; 0.1 lets doubts outweigh the distance
# Rules that compare values cost more: built to look closer to the reference, a wrong number or name must still lose.
PRIORS = {"numbers": 0.6, "dates": 0.6, "names": 0.15, "untranslated": 0.2}
DEMETR_WEIGHT = 0.8  # beside 1 for sxs and 1 for bio
_FREE = frozenset({"self:variety", "self:word-length", "source:length"})
_DAMAGE = """self:doubled self:repeated self:small-start self:loose-marks source:copied source:marks source:quotes source:brackets
source:questions length:off length:over chunks"""
_BAD = frozenset(_DAMAGE.split())
_DROPPED = ("number:", "function:", "content:", "word3", "start:", "word:p", "word:r")  # no gain beside the others, held out

Scored = tuple[float, dict[str, float], float, Row]  # human score, features, length, row


@lru_cache(maxsize=4096)
def _apart(text: str, lang: str) -> ranking.Text:
    return take_apart(text, lang)


def scored(names: Sequence[str], share: float) -> list[dict[str, list[Scored]]]:
    """Translations by source, with the human's score (the mean of the raters of one text) and surface features."""
    out = []
    for name in names:
        given: dict[tuple[str, str], list[tuple[float, Row]]] = defaultdict(list)
        for row in rows_of(name, share):
            if row.score is not None:
                given[row.source, row.target].append((row.score, row))
        groups: dict[str, list[Scored]] = defaultdict(list)
        for (source, _), both in given.items():
            row = both[0][1]
            groups[source].append((sum(s for s, _ in both) / len(both), seen(row, row.target), _length(row), row))
        out.append(groups)
    return out


def seen(row: Row, text: str) -> dict[str, float]:
    """Surface features of a text of a row."""
    reference = _apart(row.references[0], row.tgt_lang) if row.references else None
    return features(take_apart(text, row.tgt_lang), row.tgt_lang, _apart(row.source, row.src_lang), reference)


def _length(row: Row) -> float:
    return (
        ranking.word_length(row.references[0], row.tgt_lang) if row.references else ranking.word_length(row.source, row.src_lang)
    )


def demetr_rows() -> list[Row]:
    """Pairs of DEMETR that differ by an error."""
    rows = rows_of("demetr", SHARE_DEMETR)
    return [r for r in rows if r.good and r.good != r.target and r.meta.get("pert_check") and r.meta.get("severity") != "base"]


def pairs(groups: Mapping[str, Sequence[Scored]], names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Differences better minus worse, where both have a reference; bigger human differences weigh more, up to 5 points."""
    rows, weights = [], []
    for members in groups.values():
        with_reference = [m for m in members if m[3].references]
        table = [np.array([m[1].get(n, 0.0) for n in names]) for m in with_reference]
        for i, a in enumerate(with_reference):
            for j, b in enumerate(with_reference[:i]):
                gap = a[0] - b[0]
                if abs(gap) >= 0.05:
                    rows.append((table[i] - table[j]) * np.sign(gap))
                    weights.append(min(abs(gap), 5.0) ** 0.5 / len(members))
    return np.array(rows).reshape(-1, len(names)), np.array(weights)


def stacked(sets: Sequence[Mapping[str, Sequence[Scored]]], names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of several sets; a set weighs by the root of its pairs, all together 1."""
    parts = [pairs(groups, names) for groups in sets]
    parts = [(x, w / w.sum() * len(w) ** 0.5) for x, w in parts if len(w)]
    weight = np.concatenate([w for _, w in parts])
    return np.concatenate([x for x, _ in parts]), weight / weight.sum()


def fit(x: np.ndarray, weight: np.ndarray, bounds: Sequence[tuple[float | None, float | None]], ridge: float) -> np.ndarray:
    """Weights that put better before worse; features are scaled by their spread for the ridge."""
    spread = np.sqrt((weight[:, None] * x**2).sum(0) / weight.sum()) + 1e-9
    z, weight = x / spread, weight / weight.sum()

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        m = z @ w
        return float((weight * np.logaddexp(0, -m)).sum() + ridge / 2 * (w * w).sum()), ridge * w - (weight / (1 + np.exp(m))) @ z

    return (
        np.asarray(
            minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", bounds=list(bounds), options={"maxiter": 400}).x
        )
        / spread
    )


def surface(
    sxs: Sequence[dict[str, list[Scored]]], bio: Sequence[dict[str, list[Scored]]], planted: np.ndarray, names: Sequence[str]
) -> dict[str, float]:
    """Step 1."""
    parts = [stacked(sets, names) for sets in (sxs, bio) if sets]
    x = np.concatenate([*(p for p, _ in parts), planted])
    weight = np.concatenate([*(w for _, w in parts), np.full(len(planted), DEMETR_WEIGHT / len(planted))])
    bounds = [(None, None) if n in _FREE else (None, 0.0) if n in _BAD else (0.0, None) for n in names]
    return {n: round(float(v), 4) for n, v in zip(names, fit(x, weight, bounds, SURFACE_RIDGE), strict=True) if abs(v) > 1e-3}


def levels(sets: Sequence[Mapping[str, Sequence[Scored]]], made: Ranking) -> dict[str, float]:
    """Step 2: where translations without a reference stand, by `ranking.kin`: the mean of those with one (sets weigh alike),
    and how far humans prefer them to these, where some were rated (bio_mqm rates its human translations too).
    """
    means: dict[str, list[float]] = defaultdict(list)
    offsets: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for groups in sets:
        members = [m for group in groups.values() for m in group]
        kin = ranking.kin(members[0][3].src_lang, members[0][3].tgt_lang)
        mean = float(np.mean([ranking.ranked(m[1], made) for m in members if m[3].references]))
        means[kin].append(mean)
        for group in groups.values():
            for a in (m for m in group if not m[3].references):
                for b in (m for m in group if m[3].references and abs(m[0] - a[0]) >= 0.05):
                    gap = ranking.alone(a[1], kin, made) - (ranking.ranked(b[1], made) - mean)
                    offsets[kin].append((gap, float(np.sign(a[0] - b[0]))))
    grid, out = np.linspace(-2, 3, 51), {}
    for kin, found in means.items():
        table = np.array(offsets.get(kin, [(0.0, 1.0), (0.0, -1.0)]))
        losses = [np.logaddexp(0, -table[:, 1] * (table[:, 0] + c)).mean() + 0.01 * c * c for c in grid]
        out[kin] = round(float(np.mean(found) + grid[int(np.argmin(losses))]) + SHIFT.get(kin, 0.0), 2)
    return out


def prices(
    demetr: Sequence[Row],
    real: Sequence[dict[str, list[Scored]]],
    texts: Mapping[tuple[str, str], Text],
    weights: judge.Weights,
    made: Ranking,
) -> dict[str, float]:
    """Step 3: what evidence of each rule costs, beside the distance."""
    found = {key: cost(text, weights) for key, text in texts.items()}
    rules = sorted({rule for seen_ in found.values() for rule in seen_})
    rows, weight = [], []

    def vector(row: Row, text: str, shape: dict[str, float]) -> np.ndarray:
        far = ranking.distance(ranking.ranked(shape, made) if row.references else 0.0, _length(row))
        gravity = ranking.gravity(_length(row))
        return np.array([*(gravity * found[row.source, text].get(r, 0.0) for r in rules), far])

    for row in demetr:
        good = row.good or ""
        rows.append(vector(row, row.target, seen(row, row.target)) - vector(row, good, seen(row, good)))
        weight.append(1.0 / len(demetr))
    total = len(rows)
    for groups in real:
        for members in groups.values():
            there = [m for m in members if (m[3].source, m[3].target) in found and m[3].references]
            table = [vector(m[3], m[3].target, m[1]) for m in there]
            for i, a in enumerate(there):
                for j, b in enumerate(there[:i]):
                    if abs(a[0] - b[0]) >= 0.05:
                        rows.append((table[j] - table[i]) * np.sign(a[0] - b[0]))
                        weight.append(min(abs(a[0] - b[0]), 5.0) ** 0.5 / len(members))
    w = np.array(weight)
    w[total:] *= 1.0 / max(1e-9, w[total:].sum())
    x = np.array(rows)
    solved = _prices(x, w, [PRIORS.get(rule.split("/", maxsplit=1)[0], PRIOR) for rule in rules])
    scale = max(1e-6, solved[-1])  # in units of the distance, which is fixed
    out = {rule: round(float(v / scale), 4) for rule, v in zip(rules, solved, strict=False)}
    ours = np.array([*out.values(), 1.0])
    print(f"  demetr preference, learned from: {(x[:total] @ ours > 0).mean():.4f} of {total}")
    return out | {"": PRIOR}


def _prices(x: np.ndarray, weight: np.ndarray, priors: Sequence[float]) -> np.ndarray:
    prior = np.array([*priors, 1.0]) * _SLOPE

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        m, off = x @ w, (w - prior) / prior
        gradient = EVIDENCE_RIDGE * off / prior - (weight / (1 + np.exp(np.clip(m, -30, 30)))) @ x
        return float((weight * np.logaddexp(0, -m)).sum() + EVIDENCE_RIDGE / 2 * (off * off).sum()), gradient

    bounds = [(0.3 * p, 3.0 * p) for p in prior]
    return np.asarray(minimize(loss, prior, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 300}).x)


def cost(text: Text, weights: judge.Weights) -> dict[str, float]:
    """What `unit_score` would count for a text, with the findings that would be shown."""
    findings = judge.judge(text.unit, text.evidence, weights, {})
    shown = [f for f in findings if f.confidence >= judge.threshold(f.rule, weights, text.unit)]
    return ranking.costs(text.evidence, shown, weights)


def main(weights: judge.Weights | None = None, *, with_sxs: bool = True) -> None:
    """Learns and writes `corpora/judge/score.json`."""
    weights = weights or judge.load()
    print("learning the score")
    sxs = scored(SXS, 1.0) if with_sxs else []
    bio = scored(PAIRS_BIO, SHARE_BIO)
    demetr = demetr_rows()
    names = sorted({n for groups in bio for members in groups.values() for m in members if m[3].references for n in m[1]})
    names = [n for n in names if not n.startswith(_DROPPED)]
    planted = np.array(
        [[a.get(n, 0.0) - b.get(n, 0.0) for n in names] for a, b in ((seen(r, r.good or ""), seen(r, r.target)) for r in demetr)]
    )
    made = Ranking(surface=surface(sxs, bio, planted, names))
    all_ = [m for groups in (*sxs, *bio) for members in groups.values() for m in members if m[3].references]
    mean = {n: round(float(np.mean([m[1].get(n, 0.0) for m in all_])), 4) for n in made.surface}
    made = msgspec.structs.replace(made, mean=mean)
    made = msgspec.structs.replace(made, alone=levels([*sxs, *bio], made))
    texts = dict(audited("demetr", demetr, BOTH))
    for name in (*(SXS if with_sxs else ()), *BIO):
        texts |= audited(name, rows_of(name, 1.0 if name in SXS else 0.15), BOTH)
    evidence = prices(demetr, [*sxs, *bio], texts, weights, made)
    sets = {name: digest(path_of(name)) for name in ("demetr", *(SXS if with_sxs else ()), *PAIRS_BIO)}
    version = hashlib.sha256(msgspec.json.encode([made.surface, evidence])).hexdigest()[:10]
    made = msgspec.structs.replace(made, evidence=evidence, learned_from=sets, version=version)
    print(f"  {len(made.surface)} features, levels without a reference {made.alone}")
    OUT.write_bytes(msgspec.json.format(msgspec.json.encode(made, order="deterministic"), indent=1) + b"\n")


if __name__ == "__main__":
    main(with_sxs="--without-sxs" not in sys.argv)

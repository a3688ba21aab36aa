"""Learns the judge's weights and cut-offs from the gold sets, measures every rule, and learns the score.

    AUDITOR_GOLD=/path/to/gold .venv/bin/python scripts/calibrate.py [--jobs 2] [--quick] [--no-score]

Reads the openly licensed sets only (demetr, wmt23_sxs_mqm_*, bio_mqm_*); writes `corpora/judge/weights.json` (with a hash of
every set), `corpora/judge/rules.json` (precision and recall of each rule, what is in preview) and `corpora/judge/score.json`.
What the checks saw is kept under `build/calibrate/` until a check, a table or a set changes, so a second run takes seconds.
`--quick` looks at a third.  About 5 minutes on one core with nothing cached.

What is learned, and what a confidence means, is told in `docs/judge.md`.  In short: the weights come from planted errors
(DEMETR) and from real translations with human marks together; a feature `planted` takes up how much surer one can be in
planted data, and is off in use, so that a confidence is about real translations.  Sources whose hash falls into the last
third are held out, and so are two whole pairs (`KEPT`): all figures printed are of those.
"""

from __future__ import annotations

import argparse
import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import learn_score
import msgspec
import numpy as np
from calibrate_cutoffs import Case, choose
from calibrate_examples import KEPT, Example, Texts, half, held, hits, marked, name_of, planted
from calibrate_figures import calibration, found_in, measure, report, sure
from gold_evidence import BIO, BOTH, ROOT, SOURCE, SXS, Text, audited, path_of, rows_of
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from auditor.evaluate.gold import Row, digest
from auditor.judge import Weights
from auditor.judge import clusters as grouping
from auditor.judge.verdict import confidence_of

OUT = ROOT / "corpora" / "judge"


SHARES = {"demetr": 0.30, "sxs": 1.0, "bio": 0.15}
RARE = 6  # a rule seen less often than this keeps its own strength
SEEN = 15  # clusters a feature must occur in
RIDGE = 50.0  # swept 3 to 100 on held-out sources: 3 ranks planted errors worse, 100 real ones
# Texts without errors that may be flagged, with what caution costs (`calibrate_cutoffs`), so that what is asked of us holds.
# Each pair has its own, so that one does not live at the cost of the other; zh-en is held tighter,
# because the same cut-offs flag twice as much of WMT's own rating of that year.
BUDGETS = {
    "English, with a reference": {"good": 0.057, "wmt23_sxs_mqm_zh-en": 0.072},
    "English, alone": {"good": 0.038, "wmt23_sxs_mqm_zh-en": 0.08},
    "other, with a reference": {"wmt23_sxs_mqm_en-de": 0.11, "bio_mqm, others": 0.12},
    "other, alone": {"wmt23_sxs_mqm_en-de": 0.11, "bio_mqm, others": 0.15},
}
HARM = {"critical": 3.0, "major": 1.0, "minor": 0.8}  # what catching a planted kind is worth beside others
POINTS = {"planted": 100.0, "marked": 40.0}  # what all planted kinds together are worth, and all human marks
DEFAULT_CUTOFF = 0.4  # for rules no gold set knows: a check's own strength

ALONE = tuple(f"critical_id{n}" for n in (4, 7, 8, 9, 10, 20, 21, 22, 23, 24, 25)) + tuple(
    f"minor_id{n}" for n in (1, 2, 12, 13, 14, 15, 16, 26, 27, 28, 29, 30, 31, 32)
)  # seen without reference


# ---------------------------------------------------------------- learning


def learn(examples: Sequence[Example], before: Weights) -> dict[str, float]:
    """A ridge logistic regression; what a check is surer of, and agreement, may only raise the confidence."""
    examples = [e for e in examples if not e.held]
    common = Counter(e.cluster.head.rule for e in examples)
    used = [e for e in examples if common[e.cluster.head.rule] >= RARE]
    features = [grouping.together(e.cluster, before.belief, grouping.context(e.text.unit, e.text.evidence)) for e in used]
    for e, found in zip(used, features, strict=True):
        found["bias"] = 1.0
        if e.set.startswith("demetr"):
            found |= {"planted": 1.0, f"planted:{e.cluster.head.rule}": 1.0}
    often = Counter(name for found in features for name in found)
    names = sorted(name for name, n in often.items() if n >= SEEN or name.startswith("rule:"))
    index = {name: i for i, name in enumerate(names)}
    cells = [(r, index[n], v) for r, found in enumerate(features) for n, v in found.items() if n in index]
    rows, columns, values = (np.array(c) for c in zip(*cells, strict=True))
    x = csr_matrix((values, (rows, columns)), shape=(len(used), len(names)))
    y = np.array([e.right for e in used])
    weight = np.array([e.weight for e in used])
    real = np.array([not e.set.startswith("demetr") for e in used])
    weight = np.where(real, weight, weight * weight[real].sum() / max(1e-9, weight[~real].sum()))  # both kinds count alike
    scale = np.maximum(1.0, np.sqrt(np.asarray(x.multiply(x).sum(0)).ravel() / np.maximum(1, x.getnnz(0))))
    solved = _solve(x.multiply(1.0 / scale).tocsr(), y, weight, [_bounds(n) for n in names]) / scale
    print(f"  {len(used)} clusters, {len(names)} features, {real.sum()} from real translations")
    learned = {n: round(float(v), 4) for n, v in zip(names, solved, strict=True) if abs(v) >= 5e-4 or n.startswith("rule:")}
    return {n: v for n, v in learned.items() if not n.startswith("planted")}


def _bounds(name: str) -> tuple[float | None, float | None]:
    return (0.0, None) if name.startswith(("sure", "agree")) else (None, None)


def _solve(x: csr_matrix, y: np.ndarray, weight: np.ndarray, bounds: list[tuple[float | None, float | None]]) -> np.ndarray:
    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w
        p = 1.0 / (1.0 + np.exp(-np.clip(z, -30, 30)))
        value = (weight * (np.logaddexp(0, z) - y * z)).sum() + RIDGE / 2 * (w * w).sum()
        return float(value), x.T @ (weight * (p - y)) + RIDGE * w

    start = np.zeros(x.shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 400}).x)


# ---------------------------------------------------------------- cut-offs


def cutoffs(
    rows: Sequence[Row], texts: Texts, real: Sequence[Example], silent: Mapping[str, Sequence[Text]],
    fair: Callable[[Text], Weights], planted_by: Callable[[Text], Weights], budgets: Mapping[str, float],
) -> dict[str, float]:  # fmt: skip
    """The cut-off of each rule: planted errors caught and human marks touched, within the budgets of texts that are right.

    Planted kinds weigh by the harm they do, human marks alike.  `fair` gives weights that did not learn from a text, which real
    translations are judged by; `planted_by` those for DEMETR.
    """
    cases = [*_caught(rows, texts, planted_by)]
    marks = max(1.0, sum(e.right * e.weight for e in real))
    points = POINTS["marked"] + (0.0 if rows else POINTS["planted"])
    cases += [Case(((e.cluster.head.rule, sure(e, fair(e.text))),), "caught", points * e.weight / marks) for e in real if e.right]
    for pool in budgets:
        cases += [Case(found_in(text, (planted_by if pool == "good" else fair)(text)), pool) for text in silent[pool]]
    return choose(cases, budgets, {pool: len(silent[pool]) for pool in budgets})


def _caught(rows: Sequence[Row], texts: Texts, judge: Callable[[Text], Weights]) -> Iterator[Case]:
    """Damaged texts with the clusters on the damage that the good twin lacks."""
    kinds = Counter(row.kind for row in rows)
    harm = {kind: HARM[kind.split("_")[0]] for kind in kinds}
    for row in rows:
        text, twin = texts[row.source, row.target], texts[row.source, row.good or ""]
        weights, around = judge(text), grouping.context(text.unit, text.evidence)
        known = Counter(name_of(c, twin) for c in grouping.clusters(twin.evidence, weights.belief))
        found = tuple(
            (c.head.rule, confidence_of(c, weights, around))
            for c in grouping.clusters(text.evidence, weights.belief)
            if not known[name_of(c, text)] and hits(c, row, missing=True)
        )
        yield Case(found, "caught", POINTS["planted"] * harm[row.kind] / kinds[row.kind] / sum(harm.values()))


def main() -> None:
    """Collects, learns twice (the second time with clusters led by what the first learned), chooses cut-offs, writes."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--jobs", type=int, default=1)
    options.add_argument("--quick", action="store_true")
    options.add_argument("--no-score", action="store_true")
    given = options.parse_args()
    os.environ["AUDITOR_JOBS"] = str(given.jobs)
    if given.quick:
        SHARES.update({name: share / 3 for name, share in SHARES.items()})
    print("collecting")
    demetr = _pairs(SHARES["demetr"])
    texts = audited("demetr", demetr, BOTH)
    twins = {(r.source, r.good): msgspec.structs.replace(r, target=r.good, good=None) for r in rows_of("demetr") if r.good}
    goods, alone = (audited("demetr-good", list(twins.values()), sides) for sides in (BOTH, SOURCE))
    alone_rows = [r for r in _pairs(0.4) if r.kind.startswith(tuple(f"{kind}_" for kind in ALONE))]
    alone_texts = audited("demetr-alone", alone_rows, SOURCE)
    real_rows: dict[str, list[Row]] = {name: rows_of(name, SHARES["sxs"]) for name in SXS} | {
        name: rows_of(name, SHARES["bio"]) for name in BIO
    }
    real_texts = {name: audited(name, rows, BOTH) for name, rows in real_rows.items()}
    sxs_alone = {name: (rows, audited(name, rows, SOURCE)) for name in SXS for rows in [rows_of(name, SHARES["sxs"] / 2)]}
    weights = Weights()
    for turn in (1, 2):
        print(f"learning, turn {turn}")
        examples = list(planted("demetr", demetr, texts, goods, weights))
        examples += planted("demetr", alone_rows, alone_texts, alone, weights)
        for name, (rows, audited_alone) in sxs_alone.items():
            examples += marked(name, rows, audited_alone, weights)
        for name, rows in real_rows.items():
            examples += marked(name, rows, real_texts[name], weights)
        weights = Weights(linear=learn(examples, weights))
    real = [e for e in examples if not e.set.startswith("demetr")]
    for label, part in (("real, held out", [e for e in real if e.held]), ("real, kept pairs", [e for e in real if e.set in KEPT]),
                        ("planted, held out", [e for e in examples if e.set == "demetr" and e.held])):  # fmt: skip
        print(f"  expected calibration error, {label}: {calibration(part, weights):.4f} of {len(part)}")
    print("choosing cut-offs")
    halves = [Weights(linear=learn([e for e in examples if half(e.text) == side], weights)) for side in (0, 1)]
    final, chosen = weights, {}

    def fair(text: Text) -> Weights:
        """Weights that did not learn from this text: those of the other half."""
        return halves[1 - half(text)]

    for name, budgets in BUDGETS.items():
        both, english = not name.endswith("alone"), name.startswith("English")
        print(f" {name}")
        seen = {gold: (real_rows[gold], real_texts[gold]) for gold in real_rows} if both else sxs_alone
        silent = {gold: _error_free(gold, *seen[gold]) for gold in seen if gold.endswith("-en") is english}
        silent["bio_mqm, others"] = [text for gold in silent if gold.startswith("bio") for text in silent[gold]]
        # Of the good texts all count: few as they are, choosing the best of many rules on fewer would flatter itself.
        silent["good"] = [*(goods if both else alone).values()]
        planted_rows = [row for row in (demetr if both else alone_rows) if english and not held("demetr", row.source)]
        judged = [
            e
            for e in examples
            if e.set in seen and not e.held and e.set.endswith("-en") is english and bool(e.text.unit.references) is both
        ]
        chosen[name] = cutoffs(
            planted_rows,
            texts if both else alone_texts,
            judged,
            silent,
            fair,
            (lambda _: final) if both else fair,  # with a reference so much was planted that little is learned by heart
            {k: v for k, v in budgets.items() if silent[k]},
        )
    sets = {name: digest(path_of(name)) for name in ("demetr", *SXS, *BIO)}
    version = hashlib.sha256(msgspec.json.encode([weights.linear, *chosen.values()])).hexdigest()[:10]
    weights = Weights(
        linear=weights.linear,
        cutoff=DEFAULT_CUTOFF,
        cutoffs={name: dict(sorted(table.items())) for name, table in chosen.items()},
        learned_from=sets,
        version=version,
    )
    report(
        demetr,
        texts,
        (goods, alone),
        [r for n in SXS for r in real_rows[n] if held(n, r.source)],
        {k: v for n in SXS for k, v in real_texts[n].items()},
        weights,
    )
    write(OUT / "weights.json", weights)
    write(OUT / "rules.json", measure(examples, demetr, texts, weights))
    if not given.no_score:
        learn_score.main(weights)


def _error_free(name: str, rows: Sequence[Row], texts: Texts) -> list[Text]:
    """The texts of a set in which no rater marked anything and whose source is not held out."""
    return [texts[row.source, row.target] for row in rows if row.errors == () and not held(name, row.source)]


def _pairs(share: float) -> list[Row]:
    """DEMETR rows that differ from their twin by an error."""
    rows = rows_of("demetr", share)
    return [r for r in rows if r.good and r.good != r.target and r.meta.get("pert_check") and r.meta.get("severity") != "base"]


def write(path: Path, value: object) -> None:
    """A JSON file a diff can be read of."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(value, order="deterministic"), indent=1) + b"\n")


if __name__ == "__main__":
    main()

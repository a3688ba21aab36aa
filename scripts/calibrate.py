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
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import learn_score
import msgspec
import numpy as np
from calibrate_cutoffs import Case, choose
from gold_evidence import BIO, BOTH, ROOT, SOURCE, SXS, Text, audited, path_of, portion, rows_of
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from auditor import checks
from auditor.evaluate.gold import Row, digest
from auditor.evaluate.measure import characters
from auditor.judge import Measured, Weights
from auditor.judge import clusters as grouping
from auditor.judge.verdict import confidence_of
from auditor.model import Role

OUT = ROOT / "corpora" / "judge"
KEPT = ("bio_mqm_es-en", "bio_mqm_en-fr")
HELD = 2 / 3  # sources whose portion lies above are held out
SHARES = {"demetr": 0.30, "sxs": 1.0, "bio": 0.15}
RARE = 6  # a rule seen less often than this keeps its own strength
SEEN = 15  # clusters a feature must occur in
RIDGE = 50.0  # swept 3 to 100 on held-out sources: 3 ranks planted errors worse, 100 real ones
# Texts without errors that may be flagged.  A little under what is asked of us, because kept halves fall a little behind.
BUDGETS = {"good": 0.040, "good, source alone": 0.045, "error-free": 0.13}
DEFAULT_CUTOFF = 0.4  # for rules no gold set knows: a check's own strength
PREVIEW = 0.60
ALONE = (
    "critical_id4",
    "critical_id6",
    "critical_id9",
    "critical_id10",
    "critical_id20",
    "critical_id25",
)  # seen without reference
_KINDS = """
numbers/value            critical_id10_numbers_replaced
names/mistranslated      critical_id9_ne_replaced
names/missing            critical_id25_ne_removed
meaning/negation         critical_id8_negation
meaning/antonym          critical_id7_antonym
meaning/gender           critical_id11_gender
meaning/question         major_id19_question
meaning/tense            major_id17_tense major_id18_aspect
meaning/substitution     major_id3_hypernym
meaning/dropped          critical_id21_adj_adv_removed critical_id22_verb_removed critical_id23_noun_removed
meaning/word-form        minor_id13_pos_shift
untranslated/words       critical_id4_codemix
coverage/addition        critical_id6_addition
coverage/omission        major_id5_pp_removed
fluency/order            critical_id20_shuffled minor_id14_word_swap
fluency/repetition       minor_id1_repeat2 minor_id2_repeat4
fluency/spelling         minor_id26_misspelled minor_id27_char_removed
fluency/punctuation      minor_id28_final_punc_removed minor_id29_punc_addition
fluency/spacing          minor_id30_tokenized
fluency/casing           minor_id31_full_lower minor_id32_first_lower minor_id15_case
fluency/function-word    minor_id16_function_word minor_id12_conj_removed
"""
KINDS = {
    line.split()[0]: tuple(line.split()[1:]) for line in _KINDS.strip().splitlines()
}  # planted kinds a rule is there to find


Texts = Mapping[tuple[str, str], Text]


class Example(msgspec.Struct):
    """A cluster, whether a human marks it, and how much it counts."""

    text: Text
    cluster: grouping.Cluster
    right: float
    weight: float
    set: str
    held: bool


def held(name: str, source: str) -> bool:
    """Is this source kept out of learning?"""
    return name in KEPT or portion(f"held out: {source}") > HELD


# ---------------------------------------------------------------- what humans say of each cluster


def planted(name: str, rows: Sequence[Row], texts: Texts, goods: Texts, weights: Weights) -> Iterator[Example]:
    """Clusters on damaged texts that the good twin lacks (right if they touch the damage), and all on good twins (wrong)."""
    for row in rows:
        text, good = texts[row.source, row.target], texts[row.source, row.good or ""]
        known = Counter(_name(c, good) for c in grouping.clusters(good.evidence, weights.belief))
        for cluster in grouping.clusters(text.evidence, weights.belief):
            if known[_name(cluster, text)] > 0:
                known[_name(cluster, text)] -= 1
            else:
                yield Example(text, cluster, float(_hits(cluster, row, missing=True)), 1.0, name, held(name, row.source))
    for (source, _), text in goods.items():
        for cluster in grouping.clusters(text.evidence, weights.belief):
            yield Example(text, cluster, 0.0, 0.5 * len(rows) / len(goods), name, held(name, source))


def _name(cluster: grouping.Cluster, text: Text) -> tuple[str, str]:
    segment = text.unit.side(cluster.head.span.role)
    return cluster.head.rule, segment.text[cluster.head.span.start : cluster.head.span.end] if segment else ""


def marked(name: str, rows: Sequence[Row], texts: Texts, weights: Weights) -> Iterator[Example]:
    """Clusters on real translations; several raters of one text share its weight."""
    raters = Counter((row.source, row.target) for row in rows if row.errors is not None)
    for row in rows:
        if row.errors is None:
            continue
        text = texts[row.source, row.target]
        for cluster in grouping.clusters(text.evidence, weights.belief):
            yield Example(
                text, cluster, float(_hits(cluster, row)), 1.0 / raters[row.source, row.target], name, held(name, row.source)
            )


def _hits(cluster: grouping.Cluster, row: Row, *, missing: bool = False) -> bool:
    """Does a cluster stand on a human's mark?  On the other side: is something said to be missing, or its anchor marked?"""
    marks = [m for m in row.errors or () if m.severity not in ("neutral", "null")]
    span = cluster.head.span if cluster.head.span.role is Role.TARGET else cluster.head.anchor
    left_out = any(m.missing or "mission" in (m.category or "") for m in marks)
    if missing and (left_out or not any(m.start is not None for m in marks)):
        return True
    if cluster.head.span.role is not Role.TARGET and left_out:
        return True
    if span is None:
        return False
    places = [(m.start, m.end or m.start) for m in marks if m.start is not None and not m.missing]
    return any(span.start < max(end, start + 1) and start < max(span.end, span.start + 1) for start, end in places)


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


def half(text: Text) -> int:
    """Which half of the sources a text belongs to."""
    return int(portion(f"half: {text.unit.source.text if text.unit.source else ''}") < 0.5)


# ---------------------------------------------------------------- figures


def calibration(examples: Sequence[Example], weights: Weights) -> float:
    """Expected calibration error over ten equally full bins."""
    pairs = sorted((_sure(e, weights), e.right, e.weight) for e in examples)
    error = total = 0.0
    for part in np.array_split(np.array(pairs), 10):
        if len(part):
            n = part[:, 2].sum()
            error += abs((part[:, 0] * part[:, 2]).sum() - (part[:, 1] * part[:, 2]).sum())
            total += n
    return error / max(1e-9, total)


def _sure(example: Example, weights: Weights) -> float:
    return confidence_of(example.cluster, weights, grouping.context(example.text.unit, example.text.evidence))


def found_in(text: Text, weights: Weights) -> tuple[tuple[str, float], ...]:
    """Rule and confidence of every cluster of a text."""
    around = grouping.context(text.unit, text.evidence)
    return tuple((c.head.rule, confidence_of(c, weights, around)) for c in grouping.clusters(text.evidence, weights.belief))


def measure(examples: Sequence[Example], rows: Sequence[Row], texts: Texts, weights: Weights) -> dict[str, Measured]:
    """Precision of each rule at its cut-off on held-out clusters (planted and real), recall on the planted kinds it is for."""
    right: dict[tuple[str, bool], float] = defaultdict(float)
    made: dict[tuple[str, bool], float] = defaultdict(float)
    count = Counter[str]()
    for e in examples:
        rule, real = e.cluster.head.rule, not e.set.startswith("demetr")
        if e.held and _sure(e, weights) >= weights.cutoffs.get(rule, weights.cutoff):
            right[rule, real] += e.right * e.weight
            made[rule, real] += e.weight
            count[rule] += 1
    out = {}
    for rule in sorted(checks.rules()):
        precision = {real: right[rule, real] / made[rule, real] for real in (True, False) if made[rule, real] >= 5}
        recall, wanted = _recall(rule, rows, texts, weights)
        if precision or wanted:
            on = " and ".join(
                f"{100 * p:.0f} % on {'real translations' if real else 'planted errors'}" for real, p in precision.items()
            )
            best = max(precision.values(), default=None)
            out[rule] = Measured(
                precision=None if best is None else round(best, 3),
                recall=recall,
                found=count[rule],
                wanted=wanted,
                on=f"precision {on}; held-out demetr, wmt23_sxs_mqm, bio_mqm" if on else "held-out demetr",
                preview=best is not None and best < PREVIEW and weights.cutoffs.get(rule, 0.0) >= 1.0,
            )
    return out


def _recall(rule: str, rows: Sequence[Row], texts: Texts, weights: Weights) -> tuple[float | None, int]:
    wanted = [row for row in rows if row.kind in KINDS.get(rule, ()) and held("demetr", row.source)]
    if not wanted:
        return None, 0
    group = rule.split("/", maxsplit=1)[0]
    hit = 0
    for row in wanted:
        found = found_in(texts[row.source, row.target], weights)
        known = Counter(
            r for r, c in found_in(texts[row.source, row.good or ""], weights) if c >= weights.cutoffs.get(r, weights.cutoff)
        )
        now = Counter(r for r, c in found if r.startswith(group) and c >= weights.cutoffs.get(r, weights.cutoff))
        hit += bool(now - known)
    return round(hit / len(wanted), 3), len(wanted)


# ---------------------------------------------------------------- cut-offs


def cutoffs(
    full: tuple[Sequence[Row], Texts], bare: tuple[Sequence[Row], Texts], goods: Texts, alone: Texts,
    real: Sequence[Example], clean: Mapping[str, Text], halves: Sequence[Weights],
) -> dict[str, float]:  # fmt: skip
    """The cut-off of each rule: planted errors caught, with reference (`full`) and without (`bare`), and human marks touched.

    Planted kinds weigh alike, 100 points together with a reference and 40 without; so do human marks, 40 points.
    """

    def fair(text: Text) -> Weights:
        """Weights that did not learn from this text: those of the other half."""
        return halves[1 - half(text)]

    cases = [*_caught(*full, fair, 100.0), *_caught(*bare, fair, 40.0)]
    marks = sum(e.right * e.weight for e in real)
    cases += [
        Case(f"{id(e)}", ((e.cluster.head.rule, _sure(e, fair(e.text))),), "caught", 40.0 * e.right * e.weight / max(1.0, marks))
        for e in real
        if e.right
    ]
    for pool, good_texts in (("good", goods), ("good, source alone", alone)):
        cases += [Case("\x1f".join(key), found_in(text, fair(text)), pool) for key, text in good_texts.items()]
    cases += [Case(key, found_in(text, fair(text)), "error-free") for key, text in clean.items()]
    return choose(cases, BUDGETS, {"good": len(goods), "good, source alone": len(alone), "error-free": len(clean)})


def _caught(rows: Sequence[Row], texts: Texts, fair: Callable[[Text], Weights], points: float) -> Iterator[Case]:
    """Damaged texts with the clusters on the damage that the good twin lacks."""
    kinds = Counter(row.kind for row in rows)
    for row in rows:
        text, twin = texts[row.source, row.target], texts[row.source, row.good or ""]
        weights, around = fair(text), grouping.context(text.unit, text.evidence)
        known = Counter(_name(c, twin) for c in grouping.clusters(twin.evidence, weights.belief))
        hits = tuple(
            (c.head.rule, confidence_of(c, weights, around))
            for c in grouping.clusters(text.evidence, weights.belief)
            if not known[_name(c, text)] and _hits(c, row, missing=True)
        )
        yield Case(row.id + str(points), hits, "caught", points / kinds[row.kind] / len(kinds))


def report(
    rows: Sequence[Row],
    texts: Texts,
    goods: Sequence[Texts],
    real: Sequence[Row],
    real_texts: Texts,
    weights: Weights,
) -> None:
    """Prints held-out false alarms, recall, and character precision at the cut-offs."""

    def shown(text: Text) -> list[grouping.Cluster]:
        around = grouping.context(text.unit, text.evidence)
        return [c for c in grouping.clusters(text.evidence, weights.belief)
                if confidence_of(c, weights, around) >= weights.cutoffs.get(c.head.rule, weights.cutoff)]  # fmt: skip

    kept = [row for row in rows if held("demetr", row.source)]
    caught: dict[str, list[bool]] = defaultdict(list)
    for row in kept:
        known = Counter(_name(c, texts[row.source, row.good or ""]) for c in shown(texts[row.source, row.good or ""]))
        text = texts[row.source, row.target]
        caught[str(row.meta.get("severity"))].append(
            any(not known[_name(c, text)] and _hits(c, row, missing=True) for c in shown(text))
        )
    for side, label in zip(goods, ("with reference", "source alone"), strict=True):
        flagged = [bool(shown(text)) for (source, _), text in side.items() if held("demetr", source)]
        print(f"  held-out demetr, good flagged, {label}: {sum(flagged)}/{len(flagged)}")
    print("  held-out demetr, recall", {k: round(sum(v) / len(v), 3) for k, v in sorted(caught.items())})
    for name in SXS:
        true = made = wanted = clean = clean_flagged = 0
        for row in real:
            if row.errors is None or not row.id.startswith(name.rsplit("_", 1)[1]):
                continue
            found = shown(real_texts[row.source, row.target])
            mine = characters((c.head.span.start, c.head.span.end) for c in found if c.head.span.role is Role.TARGET)
            theirs = characters((m.start or 0, m.end or 0) for m in row.errors if m.counts)
            true, made, wanted = true + len(mine & theirs), made + len(mine), wanted + len(theirs)
            clean, clean_flagged = clean + (not row.errors), clean_flagged + (not row.errors and bool(found))
        shares = true / max(1, made), true / max(1, wanted), clean_flagged / max(1, clean)
        print(f"  {name}: precision {shares[0]:.3f} recall {shares[1]:.3f} error-free flagged {shares[2]:.3f}")


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
    alone_rows = [r for r in _pairs(0.5) if r.kind.startswith(tuple(f"{kind}_" for kind in ALONE))]
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
    print("choosing cut-offs, each half judged by what the other taught")
    halves = [Weights(linear=learn([e for e in examples if half(e.text) == side], weights)) for side in (0, 1)]
    free = {
        f"{name}\x1f{row.id}": real_texts[name][row.source, row.target]
        for name in SXS
        for row in real_rows[name]
        if row.errors == () and not held(name, row.source)
    }
    learned = [row for row in demetr if not held("demetr", row.source)]
    unheld = [{k: v for k, v in side.items() if not held("demetr", k[0])} for side in (goods, alone)]
    chosen = cutoffs(
        (learned, texts),
        ([row for row in alone_rows if not held("demetr", row.source)], alone_texts),
        *unheld,
        [e for e in real if not e.held and e.set in SXS],
        free,
        halves,
    )
    sets = {name: digest(path_of(name)) for name in ("demetr", *SXS, *BIO)}
    version = hashlib.sha256(msgspec.json.encode([weights.linear, chosen])).hexdigest()[:10]
    weights = Weights(
        linear=weights.linear, cutoff=DEFAULT_CUTOFF, cutoffs=dict(sorted(chosen.items())), learned_from=sets, version=version
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

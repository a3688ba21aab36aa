"""How well the judge does on what it did not learn from: calibration error, precision and recall by rule, budgets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from calibrate_examples import Example, Texts, held, hits, name_of
from gold_evidence import SXS, Text

from auditor import checks
from auditor.evaluate.gold import Row
from auditor.evaluate.measure import characters
from auditor.judge import Measured, Weights
from auditor.judge import clusters as grouping
from auditor.judge.verdict import confidence_of, threshold
from auditor.model import Role

PREVIEW = 0.60
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


def calibration(examples: Sequence[Example], weights: Weights) -> float:
    """Expected calibration error over ten equally full bins."""
    pairs = sorted((sure(e, weights), e.right, e.weight) for e in examples)
    error = total = 0.0
    for part in np.array_split(np.array(pairs), 10):
        if len(part):
            n = part[:, 2].sum()
            error += abs((part[:, 0] * part[:, 2]).sum() - (part[:, 1] * part[:, 2]).sum())
            total += n
    return error / max(1e-9, total)


def sure(example: Example, weights: Weights) -> float:
    """The confidence of an example's cluster."""
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
        if e.held and sure(e, weights) >= threshold(rule, weights, e.text.unit):
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
                preview=best is not None and best < PREVIEW and threshold(rule, weights) >= 1.0,
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
        known = Counter(r for r, c in found_in(texts[row.source, row.good or ""], weights) if c >= threshold(r, weights))
        now = Counter(r for r, c in found if r.startswith(group) and c >= threshold(r, weights))
        hit += bool(now - known)
    return round(hit / len(wanted), 3), len(wanted)


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
                if confidence_of(c, weights, around) >= threshold(c.head.rule, weights, text.unit)]  # fmt: skip

    kept = [row for row in rows if held("demetr", row.source)]
    caught: dict[str, list[bool]] = defaultdict(list)
    for row in kept:
        known = Counter(name_of(c, texts[row.source, row.good or ""]) for c in shown(texts[row.source, row.good or ""]))
        text = texts[row.source, row.target]
        caught[str(row.meta.get("severity"))].append(
            any(not known[name_of(c, text)] and hits(c, row, missing=True) for c in shown(text))
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

"""Learns what the way back costs in the unit's score: `auditor.score.backward.WEIGHTS`, to be pasted there.

    AUDITOR_GOLD=/path/to/gold .venv/bin/python scripts/learn_back.py      # with apertium-eng-spa and apertium-spa-ita

From DEMETR's Spanish and Italian items, source only, through Apertium: of two wrong translations of one source the critical one
is to stand below the minor one (a ridge logistic regression on pairs, no weight below zero).
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from gold_evidence import path_of, portion
from learn_score import fit
from within_item import SOURCE

from auditor import backtranslate, pipeline
from auditor.evaluate import gold
from auditor.evaluate.gold import Asked, Row
from auditor.model import Unit
from auditor.score.backward import features

LANGS = {"es", "it"}
ITEMS = 45
RIDGE = 0.1


def units() -> list[tuple[Row, Unit]]:
    """Wrong translations with their way back."""
    rows = [r for r in gold.read(path_of("demetr")) if r.src_lang in LANGS and r.meta.get("severity") in {"critical", "minor"}]
    kept = set(sorted({row.source for row in rows}, key=portion)[:ITEMS])
    rows = sorted((row for row in rows if row.source in kept), key=lambda row: row.src_lang)
    back = backtranslate.chosen("apertium")
    assert back is not None
    out = []
    for bundle in gold.bundles([Asked(str(i), row.target, row) for i, row in enumerate(rows)], SOURCE):
        done = {unit.id: unit for unit in back(pipeline.units_of(bundle)) if isinstance(unit, Unit)}
        out += list(done.values())
    back.close()
    return [(row, unit) for row, unit in zip(rows, out, strict=True) if unit.back]


def main() -> None:
    """Prints the weights."""
    groups: dict[str, dict[str, list[dict[str, float]]]] = defaultdict(lambda: defaultdict(list))
    for row, unit in units():
        groups[row.source][str(row.meta["severity"])].append(features(unit))
    names = sorted({name for sides in groups.values() for side in sides.values() for found in side for name in found})
    x, weight = [], []
    for sides in groups.values():
        for worse in sides["critical"]:
            for better in sides["minor"]:
                x.append([worse.get(n, 0.0) - better.get(n, 0.0) for n in names])
                weight.append(1.0 / len(sides["critical"]) / len(sides["minor"]))
    table = np.array(x)
    found = fit(table, np.array(weight), [(0.0, None)] * len(names), RIDGE)
    print({name: round(float(value), 3) for name, value in zip(names, found, strict=True) if value > 1e-3})
    print(f"right in {np.average(table @ found > 0, weights=weight):.3f} of the pairs it learned from")


if __name__ == "__main__":
    main()

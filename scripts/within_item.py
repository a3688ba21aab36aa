"""Does a critical error cost more than a minor one of the same sentence?  Source only, through an engine.

    AUDITOR_GOLD=/path/to/gold .venv/bin/python scripts/within_item.py contratico_en-es [--items 120] [--skip 150]

For sets whose rows are edits of one translation with a severity each: of every critical and every minor edit of one source, how
often does the critical one score lower (ties count half), the mean over sources.  `--skip` leaves out the first so many, by hash.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from gold_evidence import path_of, portion

from auditor import backtranslate, pipeline
from auditor.config import Config
from auditor.evaluate import gold
from auditor.evaluate.gold import Asked, Row

SOURCE = frozenset({"source"})


def taken(name: str, items: int, skip: int) -> list[Row]:
    """Rows of so many sources, by hash."""
    rows = [row for row in gold.read(path_of(name)) if row.meta.get("severity") in {"critical", "minor"}]
    sources = sorted({row.source for row in rows}, key=portion)
    kept = set(sources[skip : skip + items] if items else sources[skip:])
    return [row for row in rows if row.source in kept]


def scores(rows: Sequence[Row], engine: str) -> dict[tuple[str, str], float]:
    """The unit's score of every text, by source and text."""
    texts = {(row.source, row.target): row for row in rows}
    keys = sorted(texts, key=lambda k: (texts[k].src_lang, texts[k].tgt_lang, k))
    asked = [Asked(str(i), key[1], texts[key]) for i, key in enumerate(keys)]
    back = backtranslate.chosen(engine)
    desk = pipeline.desk(Config(engine=engine), back_translate=back)
    found = [unit for done in pipeline.audit(gold.bundles(asked, SOURCE), desk) for unit in getattr(done, "units", ())]
    if back is not None:
        back.close()
    return {key: unit.score for key, unit in zip(keys, found, strict=True) if unit.score is not None}


def areas(rows: Sequence[Row], found: Mapping[tuple[str, str], float]) -> dict[str, list[float]]:
    """By kind of edit, and for all: within each source, how often critical stands below minor."""
    groups: dict[str, dict[str, list[tuple[str, float]]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        value = found.get((row.source, row.target))
        if value is not None:
            groups[row.source][str(row.meta["severity"])].append((row.kind, value))
    out: dict[str, list[float]] = defaultdict(list)
    for sides in groups.values():
        pairs = [(a, b, (x < y) + 0.5 * (x == y)) for a, x in sides["critical"] for b, y in sides["minor"]]
        if pairs:
            out["all"].append(float(np.mean([won for *_, won in pairs])))
        for kind in {a for a, *_ in pairs} | {b for _, b, _ in pairs}:
            out[kind].append(float(np.mean([won for a, b, won in pairs if kind in (a, b)])))
    return out


def main() -> None:
    """Prints the area for all edits and for every kind of them."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("sets", nargs="+")
    options.add_argument("--engine", default="apertium")
    options.add_argument("--items", type=int, default=0)
    options.add_argument("--skip", type=int, default=0)
    given = options.parse_args()
    for name in given.sets:
        rows = taken(name, given.items, given.skip)
        found = areas(rows, scores(rows, given.engine))
        for kind, values in sorted(found.items(), key=lambda pair: (pair[0] != "all", pair[0])):
            print(f"{name}  {kind:<22} {np.mean(values):.3f}  ({len(values)} sentences)", flush=True)


if __name__ == "__main__":
    main()

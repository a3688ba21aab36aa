"""Measures what ships with the product and fails when a figure falls below `corpora/floors.json`.

    .venv/bin/python scripts/evaluate.py             compare with the floors; exit 1 when one does not hold
    .venv/bin/python scripts/evaluate.py --pin       pin what was measured; refuses to lower a floor
    .venv/bin/python scripts/evaluate.py --pin --reason "..."   lowers with the reason written beside it

The sample feed with its key (`corpora/feeds`) needs nothing else.  With AUDITOR_GOLD set, gold sets are sampled and printed too.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import msgspec

from auditor import evaluate, ingest, pipeline
from auditor.config import Config
from auditor.errors import AuditorError
from auditor.evaluate import floors

ROOT = Path(__file__).resolve().parent.parent
FLOORS, FEEDS = ROOT / "corpora" / "floors.json", ROOT / "corpora" / "feeds"
PINNED = (("recall", "all"), ("precision", "all"), ("false alarm", "all"))
GOLD = (("demetr", 1500), ("hwtsc_zh-en", 0), ("wmt23_mqm_zh-en", 1500), ("wmt23_mqm_en-de", 1000), ("xct_names_en-de", 1000))


def main() -> int:
    """The exit status: 1 when a floor does not hold."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--pin", action="store_true")
    options.add_argument("--reason", default="")
    given = options.parse_args()
    desk = pipeline.desk(Config())

    def audit(bundles: object) -> object:
        return pipeline.audit(bundles, desk)

    feed = evaluate.evaluate_feed(FEEDS / "key.jsonl", _feed("wire.xml"), _feed("wire.clean.xml"), audit)
    print(evaluate.table(feed))
    measured = [feed]
    old = evaluate.read_floors(FLOORS) if FLOORS.exists() else []
    if given.pin:
        wanted = [*PINNED, *((f.name, f.of) for f in feed.figures if f.name == "recall" and "/" in f.of)]
        made = floors.pin(old, measured, wanted, given.reason)
        FLOORS.write_bytes(msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n")
        print(f"pinned {len(made)} floors")
        return 0
    if folder := os.environ.get("AUDITOR_GOLD"):
        for name, limit in GOLD:
            if (path := Path(folder) / f"{name}.jsonl.gz").exists():
                print(evaluate.table(evaluate.evaluate(path, audit, limit=limit)))
    else:
        print("AUDITOR_GOLD is not set: gold sets skipped", file=sys.stderr)
    broken = evaluate.against(old, measured)
    for one in broken:
        print(f"{one.floor.set}: {one.floor.name} of {one.floor.of} {one.why}", file=sys.stderr)
    return 1 if broken else 0


def _feed(name: str) -> object:
    return ingest.gather([str(FEEDS / name)], source=str(FEEDS / "wire.source.xml"), offline=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except AuditorError as fault:
        sys.exit(f"evaluate: {fault}")

"""`make evaluate`: what ships, measured on the sample feed, against its floors; nothing outside the repository is needed.

The translated feed is audited with its source and alone.  `--pin` writes the floors anew; a floor that would fall needs
`--reason "..."`, which is kept beside it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import msgspec

from auditor import distribute, ingest, pipeline
from auditor.config import Config
from auditor.evaluate import Figures, against, evaluate_feed, read_floors
from auditor.evaluate.feeds import PER_400
from auditor.evaluate.floors import pin

CORPORA = Path(__file__).resolve().parent.parent / "corpora"
FEEDS, FLOORS = CORPORA / "feeds", CORPORA / "floors.json"
WANTED = [("recall", "all"), ("precision", "all"), (PER_400, "all")]
ASKED = {"source": (0.80, 1.0), "alone": (0.55, 1.0)}  # least recall, most false findings per 400 words


def measured(name: str) -> Figures:
    """The sample feed, with its source or alone."""
    desk = pipeline.desk(Config(engine="none"))
    source = str(FEEDS / "wire.source.xml") if name == "source" else None
    feeds = [ingest.gather([str(FEEDS / file)], source=source) for file in ("wire.xml", "wire.clean.xml")]
    figures = evaluate_feed(FEEDS / "key.jsonl", *feeds, lambda bundles: distribute.run(bundles, desk))
    return msgspec.structs.replace(figures, set=f"feed-{name}")


def main() -> None:
    """Prints the figures and fails where a floor is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pin", action="store_true", help="write the floors anew")
    parser.add_argument("--reason", default="", help="why a floor falls")
    parser.add_argument("--verbose", action="store_true", help="every kind and every miss")
    args = parser.parse_args()
    results = [measured(name) for name in ASKED]
    for name, figures in zip(ASKED, results, strict=True):
        for figure in figures.figures:
            if figure.of == "all" or args.verbose:
                percent = 1 if figure.name == PER_400 else 100
                print(f"{figures.set:12} {figure.name:45} {figure.of:22} {figure.value * percent:6.1f}  n={figure.n}")
        if args.verbose:
            print(*figures.notes, sep="\n")
        least, most = ASKED[name]
        recall, rate = figures.value("recall") or 0, figures.value(PER_400) or 0
        verdict = "met" if recall >= least and rate <= most else "NOT met"
        print(f"{figures.set:12} asked: recall {least:.0%}, false findings {most:g}: {verdict}")
    if args.pin:
        old = read_floors(FLOORS) if FLOORS.exists() else []
        new = pin(old, results, WANTED, args.reason)
        FLOORS.write_bytes(msgspec.json.format(msgspec.json.encode(new), indent=1) + b"\n")
    elif FLOORS.exists():
        broken = against(read_floors(FLOORS), results)
        for item in broken:
            print(f"floor broken: {item.floor.set} {item.floor.name} {item.floor.of} {item.why}", file=sys.stderr)
        sys.exit(bool(broken))


if __name__ == "__main__":
    main()

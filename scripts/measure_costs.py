"""What every check and every stage costs for a unit, written to `corpora/judge/costs.json`; rule pages and docs/scale.md read it.

    python scripts/measure_costs.py [--repeats N]

Processor time on the sample feed, whose tables were read before.  Each repeat has other numbers in its texts, so that what is
remembered of whole texts is of no use, as it is of no use on tomorrow's news; medians are kept.
"""

from __future__ import annotations

import argparse
import collections
import io
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import regex

from auditor import assemble, checks, judge, pipeline, score, workplace
from auditor.checks.base import Tools
from auditor.config import Config
from auditor.distribute import work
from auditor.ingest import gather
from auditor.model import Audited, Bundle, Document, Evidence, Failure, Skip
from auditor.report import FORMATS

HOME = Path(__file__).parent.parent
OUT = HOME / "corpora" / "judge" / "costs.json"
_DIGIT = regex.compile(r"(?<=\p{Nd})\p{Nd}")  # not the first: a number stays one of its kind


class Watch:
    """Seconds by name."""

    def __init__(self) -> None:
        """Nothing was measured yet."""
        self.spent: dict[str, float] = collections.defaultdict(float)

    def of(self, name: str, work: Callable[[], Any]) -> Any:
        """What the work gives; its time is kept."""
        begun = time.process_time()
        done = work()
        self.spent[name] += time.process_time() - begun
        return done


def other(bundle: Bundle, turn: int) -> Bundle:
    """The bundle with other numbers, the same on every side."""

    def told(document: Document | None) -> Any:
        if document is None:
            return None
        segments = tuple(
            msgspec.structs.replace(s, text=_DIGIT.sub(lambda m: str((int(m[0]) + turn) % 10), s.text) if turn else s.text)
            for s in document.segments
        )
        return msgspec.structs.replace(document, segments=segments)

    return msgspec.structs.replace(
        bundle,
        target=told(bundle.target),
        source=told(bundle.source),
        references=tuple(told(reference) for reference in bundle.references),
    )


def audited(bundle: Bundle, desk: pipeline.Desk, watch: Watch, times: list[float]) -> Audited:
    """`pipeline.audit_one`, stage by stage and check by check."""
    begun = time.process_time()
    units = watch.of("segment and align", lambda: pipeline.units_of(bundle))
    tools = Tools(document=tuple(units), glossary=desk.glossary, phrases=desk.phrases, settings=desk.config.checks)
    evidence: dict[str, list[Evidence]] = {unit.id: [] for unit in units}
    for check in desk.checks:
        for seen in watch.of(f"check {check.id}", lambda c=check: list(checks.run(units, tools, [c]))):
            if not isinstance(seen, Skip):
                evidence[seen[0]].append(seen[1])
    for unit in units:
        judged = watch.of("judge", lambda u=unit: judge.judge(u, evidence[u.id], desk.weights, checks.rules()))
        shown = [f for f in judged if pipeline.wanted(f, unit, desk.config, desk.weights)]
        watch.of("score", lambda u=unit, s=shown: score.unit_score(u, evidence[u.id], s, desk.weights))
    times.append(time.process_time() - begun)
    return pipeline.audit_one(bundle, desk)  # remembered by now, and not measured


def turns(desk: pipeline.Desk, repeats: int) -> Iterator[tuple[dict[str, float], list[float], int]]:
    """Seconds by stage and check of each repeat, those of each document, and how many units there were."""
    feeds = HOME / "corpora" / "feeds"
    for turn in range(repeats + 1):
        watch, times = Watch(), []
        read = watch.of("ingest", lambda: list(gather([str(feeds / "wire.xml")], source=str(feeds / "wire.source.xml"))))
        bundles = [other(b, turn) for b in read if not isinstance(b, Failure)]
        parts = [audited(bundle, desk, watch, times) for bundle in bundles]
        data = watch.of("send and receive", lambda b=bundles: work.packed(b))
        watch.of("send and receive", lambda d=data: msgspec.msgpack.decode(d, type=list[Bundle]))
        answer = watch.of("send and receive", lambda p=parts: work.encoded(p))
        watch.of("send and receive", lambda a=answer: msgspec.msgpack.decode(a, type=list[Audited]))
        report = watch.of("assemble, on disk", lambda p=parts: assemble.report(iter(p), desk, 1))
        for name in ("jsonl", "csv", "sarif", "html"):
            watch.of(f"write {name}", lambda n=name, r=report: io.StringIO().writelines(FORMATS[n].chunks(r)))
        if turn:  # the first one reads tables
            yield watch.spent, times, sum(len(part.units) for part in parts)


def main() -> int:
    """Measures and writes."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--repeats", type=int, default=5)
    desk = workplace.laid_out(Config(engine="none", cache=False))
    runs = list(turns(desk, given.parse_args().repeats))
    units = runs[0][2]
    median = {name: statistics.median(spent[name] for spent, _, _ in runs) / units * 1e6 for name in runs[0][0]}
    documents = sorted(seconds for _, times, _ in runs for seconds in times)
    cuts = [documents[min(len(documents) - 1, len(documents) * n // 20)] for n in range(21)]
    out = {
        "by": "scripts/measure_costs.py",
        "on": f"{units} units of the sample feed, {len(runs)} times, processor time",
        "machine": f"{os.cpu_count()} shared cores, {platform.machine()}, Python {platform.python_version()}",
        "checks": {name.removeprefix("check "): round(us, 1) for name, us in sorted(median.items()) if name.startswith("check ")},
        "stages": {name: round(us, 1) for name, us in sorted(median.items()) if not name.startswith("check ")},
        "document": {"units": round(units / len(runs[0][1]), 1), "milliseconds": [round(s * 1e3, 2) for s in cuts]},
    }
    OUT.write_text(json.dumps(out, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    total = sum(out["checks"].values())
    print(f"{units} units: checks {total:.0f} µs a unit; {out['stages']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Kills workers with SIGKILL in the middle of runs, and compares what comes out with an undisturbed run.

    python scripts/torture_workers.py local|dask|ray [--kills N] [--segments N] [--seed N]

One run after the other until so many workers were killed; status 1 if anything was lost, doubled or different.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from auditor import assemble, pipeline, workplace
from auditor.config import Config
from auditor.distribute import order
from auditor.model import Bundle, Document, Place, Role, Segment

WHERE = {"local": "", "dask": "dask", "ray": "ray"}


def bundles(segments: int, seed: int) -> Iterator[Bundle]:
    """Runs of rows of several sizes, a wrong number in some."""
    chance, at = random.Random(seed), 0
    while at < segments:
        rows = chance.randint(1, 90)
        name = f"d{at}"
        target, source = [], []
        for n in range(rows):
            place, sum_ = Place("a.jsonl", line=n + 1), (at + n) % 900
            text = f"Work {n} cost {sum_ + 7 * (n % 20 == 3)} million euros, the minister said on Tuesday."
            target.append(Segment(f"{name}.{n}", text, "en", place=place))
            text = f"La obra {n} costó {sum_} millones de euros, dijo el ministro el martes."
            source.append(Segment(f"{name}.{n}", text, "es", place=place))
        sides = (Document(name, Role.TARGET, "en", tuple(target)), Document(name, Role.SOURCE, "es", tuple(source)))
        yield Bundle(*sides, aligned=True, lone=True)
        at += rows


def victims(kind: str, pool: Any) -> list[int]:
    """Processes that audit now."""
    if kind == "local":
        return [process.pid for process in pool._workers.values() if process.pid]  # noqa: SLF001
    if kind == "dask":  # the nannies' children
        return [worker.pid for worker in pool._local.workers.values() if getattr(worker, "pid", None)]  # noqa: SLF001
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "cmdline").read_bytes().startswith(b"ray::audited_there"):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def tormented(kind: str, desk: pipeline.Desk, items: list[Bundle], most: int, seed: int) -> tuple[bytes, int]:
    """What comes out of a run whose workers are killed now and then, and how many were."""
    from auditor.distribute import dask, local, ray  # noqa: PLC0415 - each is an extra

    pool: Any
    if kind == "local":
        pool = local.Pool(desk, 2)
    else:
        there = msgspec.structs.replace(desk.config, cluster=WHERE[kind])
        pool = {"dask": dask, "ray": ray}[kind].Pool(there, assemble.signature(desk), 2)
    chance, killed = random.Random(seed), 0
    out = []
    try:
        for result in order.ordered(items, pool):
            out.append(result)
            there = victims(kind, pool) if killed < most and chance.random() < 0.1 else []
            for pid in chance.sample(there, 1) if there else ():
                try:
                    os.kill(pid, signal.SIGKILL)
                    killed += 1
                except ProcessLookupError:
                    continue
    finally:
        pool.close()
    return msgspec.msgpack.encode(out), killed


def main() -> int:
    """Runs until enough workers were killed."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("pool", choices=sorted(WHERE))
    given.add_argument("--kills", type=int, default=50)
    given.add_argument("--segments", type=int, default=4_000)
    given.add_argument("--seed", type=int, default=1)
    asked = given.parse_args()
    desk = workplace.laid_out(Config(engine="none", cache=False, select=("numbers",), house_phrases=False, house_glossary=False))
    items = list(bundles(asked.segments, asked.seed))
    begun = time.monotonic()
    alone = msgspec.msgpack.encode(list(pipeline.audit(items, desk)))
    print(f"undisturbed: {len(items)} documents in {time.monotonic() - begun:.1f} s", flush=True)
    killed = runs = wrong = idle = 0
    while killed < asked.kills and idle < 5:
        runs += 1
        out, now = tormented(asked.pool, desk, items, asked.kills - killed, asked.seed + runs)
        killed += now
        idle = 0 if now else idle + 1
        wrong += out != alone
        print(f"run {runs}: {killed} killed so far, {'the same' if out == alone else 'DIFFERENT'}", flush=True)
    print(f"{asked.pool}: {killed} workers killed in {runs} runs, {wrong} reports different")
    return 1 if wrong or killed < asked.kills else 0


if __name__ == "__main__":
    sys.exit(main())

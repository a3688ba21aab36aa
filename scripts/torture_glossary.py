"""Kills a writer in the middle of writing, again and again, and counts acknowledged changes that are lost; races two writers.

usage: python scripts/torture_glossary.py DATABASE [--kills 1000] [--edits 1000]
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import time
from multiprocessing import get_context

import msgspec

from auditor.glossary.entries import Concept
from auditor.glossary.store import Conflict, Editor, opened
from auditor.model import Term, TermStatus

BY = Editor("torturer", reviewer=True)


def concept(ident: str, count: int) -> Concept:
    """A concept whose note counts its changes."""
    return Concept(id=ident, terms=(Term(ident, "en", f"term {ident}", TermStatus.ADMITTED),), note=str(count))


def write(database: str, ident: str) -> None:
    """Adds one to the count again and again, and says so after each commit: that is the acknowledgement."""
    with opened(database) as store:
        while True:
            before, version = store.get(ident)
            after = msgspec.structs.replace(before, note=str(int(before.note) + 1))
            store.save(after, version, BY)
            sys.stdout.write(after.note + "\n")
            sys.stdout.flush()


def kill(database: str, kills: int, seed: int = 0) -> tuple[int, int]:
    """How many changes were acknowledged before kills, and how many of those were lost."""
    chance = random.Random(seed)
    with opened(database, create=True) as store:
        ident = f"killed-{len(store.versions())}"
        store.save(concept(ident, 0), 0, BY)
    acknowledged = lost = 0
    for _ in range(kills):
        with subprocess.Popen(
            [sys.executable, __file__, database, "--write", ident], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            last = writer.stdout.readline()
            time.sleep(chance.random() * 0.05)
            writer.send_signal(signal.SIGKILL)
            rest = writer.stdout.read().split("\n")
        said = [line for line in (last.strip(), *rest[:-1]) if line]
        acknowledged += len(said)
        with opened(database) as store:
            there = int(store.get(ident)[0].note)
            assert there == len([h for h in store.history(ident, 10**9) if h.what == "changed"]), "history and state disagree"
        lost += max(0, int(said[-1]) - there) if said else 0
    return acknowledged, lost


def edit(database: str, edits: int, name: str) -> int:
    """So many increments of one shared concept; how many conflicts were seen (and mended by reading again)."""
    conflicts = 0
    with opened(database) as store:
        for _ in range(edits):
            while True:
                before, version = store.get("shared")
                try:
                    store.save(
                        msgspec.structs.replace(before, note=str(int(before.note) + 1)), version, Editor(name, reviewer=True)
                    )
                    break
                except Conflict:
                    conflicts += 1
    return conflicts


def race(database: str, edits: int) -> tuple[int, int]:
    """Two writers on one concept: (edits lost, conflicts seen)."""
    with opened(database, create=True) as store:
        store.save(concept("shared", 0), store.versions().get("shared", 0), BY)
    with get_context("spawn").Pool(2) as pool:
        conflicts = sum(pool.starmap(edit, [(database, edits, "ann"), (database, edits, "bob")]))
    with opened(database) as store:
        return 2 * edits - int(store.get("shared")[0].note), conflicts


def main() -> None:
    """Runs both and prints what was lost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("database")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--edits", type=int, default=1000)
    parser.add_argument("--write", default="")
    options = parser.parse_args()
    if options.write:
        write(options.database, options.write)
    begun = time.perf_counter()
    acknowledged, lost = kill(options.database, options.kills)
    print(f"{options.kills} kills: {acknowledged} acknowledged changes, {lost} lost, {time.perf_counter() - begun:.0f} s")
    begun = time.perf_counter()
    gone, conflicts = race(options.database, options.edits)
    print(
        f"2 x {options.edits} edits of one concept: {gone} lost, {conflicts} conflicts seen, {time.perf_counter() - begun:.0f} s"
    )
    sys.exit(1 if lost or gone else 0)


if __name__ == "__main__":
    main()

"""Kills a writer in the middle of writing, again and again, and counts acknowledged changes that are lost; races two writers.

usage: python scripts/torture_glossary.py DATABASE [--kills 1000] [--edits 1000]
"""

from __future__ import annotations

import argparse
import os
import random
import signal
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


def write(database: str, ident: str, said: int) -> None:
    """Adds one to the count again and again, and says so after each commit: that is the acknowledgement."""
    with opened(database) as store:
        while True:
            before, version = store.get(ident)
            after = msgspec.structs.replace(before, note=str(int(before.note) + 1))
            store.save(after, version, BY)
            os.write(said, f"{after.note}\n".encode())


def struck(database: str, ident: str, seconds: float) -> list[str]:
    """What a writer of its own process acknowledged until it was killed, so many seconds after its first word."""
    heard, said = os.pipe()
    writer = os.fork()  # a start of Python takes longer than a hundred writes
    if not writer:
        try:
            os.close(heard)
            write(database, ident, said)
        finally:
            os._exit(1)
    os.close(said)
    with os.fdopen(heard, encoding="ascii") as lines:
        first = lines.readline()
        time.sleep(seconds)
        os.kill(writer, signal.SIGKILL)
        rest = lines.read().split("\n")
    _, status = os.waitpid(writer, 0)
    assert os.WIFSIGNALED(status), "the writer died of something else"
    return [line for line in (first.strip(), *rest[:-1]) if line]


def kill(database: str, kills: int, seed: int = 0) -> tuple[int, int]:
    """How many changes were acknowledged before kills, and how many of those were lost."""
    chance = random.Random(seed)
    with opened(database, create=True) as store:
        ident = f"killed-{len(store.versions())}"
        store.save(concept(ident, 0), 0, BY)
    acknowledged = lost = 0
    for done in range(kills):
        said = struck(database, ident, chance.random() * 0.05)
        acknowledged += len(said)
        with opened(database) as store:
            there, version = store.get(ident)
            changes = [h.version for h in store.history(ident, 2 * len(said) + 10)]
            assert changes == list(range(version, version - len(changes), -1)), "history has a gap"
            assert int(there.note) == version - 1, "history and state disagree"
        lost += max(0, int(said[-1]) - int(there.note)) if said else 0
        if (done + 1) % 100 == 0:
            print(f"{done + 1} kills: {acknowledged} acknowledged, {lost} lost", file=sys.stderr, flush=True)
    with opened(database) as store:
        assert len(store.history(ident, 10**9)) == store.get(ident)[1], "history is not whole"
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
    options = parser.parse_args()
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

"""Kills whole runs with SIGKILL at random moments, goes on with `--resume`, and compares the reports byte for byte.

    python scripts/torture_resume.py [--kills N] [--segments N] [--jobs N] [--cache] [--seed N]

Runs are children of a process that has read the tables, so that most kills fall into the work and not into the start.
A report is made as often as it takes; each kill is counted, and each report that was killed at least once is compared.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

FORMATS = ("jsonl", "sarif", "csv")


def rows(path: Path, count: int, seed: int) -> None:
    """Rows with and without a document, a wrong number in some."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8") as file:
        for n in range(count):
            sum_ = chance.randint(2, 900)
            row = {
                "id": f"s{n}",
                "document": f"d{n // 15}" if n % 300 > 150 else "",
                "source": f"La obra {n} costó {sum_} millones de euros, dijo el ministro el martes.",
                "target": f"Work {n} cost {sum_ + 7 * (n % 20 == 3)} million euros, the minister said on Tuesday.",
                "source_lang": "es",
                "target_lang": "en",
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def child(folder: Path, name: str, jobs: int, *, cache: bool) -> int:
    """A run in a process of its own; its id."""
    pid = os.fork()
    if pid:
        return pid
    os.setsid()
    os.environ["AUDITOR_CACHE_DIR"] = str(folder / f"cache-{name}")
    os.chdir(folder)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    from auditor.cli import main  # noqa: PLC0415 - loaded by now

    sys.argv = ["auditor", "check", "rows.jsonl", "--engine", "none", "--resume", "--quiet", "--jobs", str(jobs),
                *([] if cache else ["--no-cache"]), *(f"--format={kind}={name}.{kind}" for kind in FORMATS)]  # fmt: skip
    try:
        main()
    except SystemExit as end:
        os._exit(int(end.code or 0))
    os._exit(0)


def main() -> int:
    """Kills until there were enough."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--kills", type=int, default=200)
    given.add_argument("--segments", type=int, default=1_500)
    given.add_argument("--jobs", type=int, default=1)
    given.add_argument("--cache", action="store_true", help="with the cache, instead of a journal beside the report")
    given.add_argument("--seed", type=int, default=1)
    asked = given.parse_args()
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows(folder / "rows.jsonl", asked.segments, asked.seed)
        warm(folder)
        begun = time.monotonic()
        os.waitpid(child(folder, "whole", asked.jobs, cache=asked.cache), 0)
        whole = time.monotonic() - begun
        wanted = [(folder / f"whole.{kind}").read_bytes() for kind in FORMATS]
        print(f"undisturbed: {whole:.1f} s", flush=True)
        kills = reports = different = 0
        while kills < asked.kills:
            reports += 1
            killed, same = tormented(folder, f"r{reports}", asked, chance, whole, wanted, asked.kills - kills)
            kills += killed
            different += not same
            print(f"report {reports}: {kills} kills so far, {'the same' if same else 'DIFFERENT'}", flush=True)
    print(f"{kills} kills, {reports} reports resumed, {different} different")
    return 1 if different else 0


def warm(folder: Path) -> None:
    """Reads the tables in this process, so that its children have them."""
    from auditor import pipeline, workplace  # noqa: PLC0415 - the parent's work
    from auditor.config import Config  # noqa: PLC0415
    from auditor.ingest import gather  # noqa: PLC0415

    desk = workplace.laid_out(Config(engine="none", cache=False))
    rows(folder / "few.jsonl", 60, 9)
    list(pipeline.audit(gather([str(folder / "few.jsonl")]), desk))


def tormented(
    folder: Path, name: str, asked: argparse.Namespace, chance: random.Random, whole: float, wanted: list[bytes], most: int
) -> tuple[int, bool]:
    """One report, killed again and again until it is there: how often, and whether it is the one wanted."""
    kills = 0
    while True:
        pid = child(folder, name, asked.jobs, cache=asked.cache)
        wait = chance.uniform(0.02, 0.6) * whole if kills < most else whole * 60
        deadline = time.monotonic() + wait
        ended = 0
        while time.monotonic() < deadline and not ended:
            ended, status = os.waitpid(pid, os.WNOHANG)
            time.sleep(0.005)
        if ended:
            if os.waitstatus_to_exitcode(status) not in {0, 1}:
                print(f"status {os.waitstatus_to_exitcode(status)}")
                return kills, False
            break
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        kills += 1
    found = [(folder / f"{name}.{kind}").read_bytes() for kind in FORMATS]
    left = [p.name for p in folder.glob(f".{name}*resume*")]
    shutil.rmtree(folder / f"cache-{name}", ignore_errors=True)
    return kills, found == wanted and not left


if __name__ == "__main__":
    sys.exit(main())

"""What is not done twice: an unchanged table, one changed row, and a run that was killed half-way and goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_feed import median, timed
from bench_scale import written

KINDS = ("first", "unchanged", "one changed", "one changed, 500", "resumed")


def measure(size: int, repeats: int) -> dict[str, object]:
    """Medians of whole runs; ratios are of processor time."""
    count = min(size, 5_000)
    out: dict[str, object] = {"segments": count}
    runs: dict[str, list[dict[str, float]]] = {kind: [] for kind in KINDS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path, few = written("jsonl", count, folder), written("jsonl", 500, folder)
        run = [sys.executable, "-m", "auditor", "check", path.name, "--engine", "none", "--quiet", "--jobs", "1",
               "--format", "jsonl=out.jsonl"]  # fmt: skip
        small = [*run[:4], few.name, *run[5:]]
        text, other = path.read_text("utf-8"), few.read_text("utf-8")
        for turn in range(repeats):
            cache = f"{name}/cache{turn}"
            runs["first"].append(timed(run, folder, cache))
            runs["unchanged"].append(timed(run, folder, cache))
            path.write_text(text.replace("said on Tuesday", f"told us {turn} times", 1), "utf-8")
            runs["one changed"].append(timed(run, folder, cache))
            path.write_text(text, "utf-8")
            timed(small, folder, cache + "s")
            few.write_text(other.replace("said on Tuesday", f"told us {turn} times", 1), "utf-8")
            runs["one changed, 500"].append(timed(small, folder, cache + "s"))
            few.write_text(other, "utf-8")
            runs["resumed"].append(killed(run, folder, f"{name}/kill{turn}", runs["first"][-1]["wall"] * 0.6))
    out |= {kind: median(some) for kind, some in runs.items()}
    return out


def killed(run: list[str], folder: Path, cache: str, after: float) -> dict[str, float]:
    """A run that is killed, and what it costs to go on."""
    environment = {**os.environ, "AUDITOR_CACHE_DIR": cache}
    process = subprocess.Popen(run, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return timed([*run, "--resume"], folder, cache)


def table(figures: dict) -> list[str]:
    """The figures as lines."""
    first = figures["first"]["cpu"]
    lines = [f"{figures['segments']:,} rows of JSON Lines, all checks"]
    lines += [f"{kind:20}{figures[kind]['cpu']:9.2f} cpu s{figures[kind]['cpu'] / first:9.1%} of the first" for kind in KINDS]
    return lines

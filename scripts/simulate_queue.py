"""How long an article waits, on so many workers: a queue simulated with the costs that `scripts/measure_costs.py` measured.

    python scripts/simulate_queue.py [--articles PER_DAY] [--peak FACTOR] [--workers N] [--engine MILLISECONDS] [--days N]

News does not come evenly: arrivals are a Poisson process whose rate follows a day, with its busiest hour `--peak` times the
mean, and wires that file several articles at once.  Service times are drawn from the measured ones.
"""

from __future__ import annotations

import argparse
import heapq
import json
import math
import random
import statistics
import sys
from pathlib import Path

COSTS = Path(__file__).parent.parent / "corpora" / "judge" / "costs.json"
_DAY = 86_400.0


def services(chance: random.Random, engine: float) -> float:
    """Seconds for one article: measured quantiles, joined by straight lines; the engine's time for each of its units."""
    document = json.loads(COSTS.read_text("utf-8"))["document"] if not _KEPT else _KEPT[0]
    _KEPT[:] = [document]
    cuts = document["milliseconds"]
    at = chance.random() * (len(cuts) - 1)
    low = int(at)
    own = cuts[low] + (cuts[low + 1] - cuts[low]) * (at - low)
    return (own + engine * document["units"] * chance.uniform(0.5, 1.5)) / 1e3


_KEPT: list[dict] = []


def arrivals(chance: random.Random, per_day: float, peak: float, days: float) -> list[float]:
    """Seconds at which articles come, by thinning; one in ten brings three more with it."""
    mean = per_day / _DAY / 1.3
    at, out = 0.0, []
    while at < days * _DAY:
        at += chance.expovariate(mean * peak)
        wave = 1 + (peak - 1) * math.cos(2 * math.pi * at / _DAY)  # mean 1, at its best `peak`
        if chance.random() * peak < max(0.0, wave):
            out += [at] * (4 if chance.random() < 0.1 else 1)
    return out


def simulated(per_day: float, peak: float, workers: int, engine: float, days: float, seed: int = 1) -> dict[str, float]:
    """Waiting (from arrival to result) and load."""
    chance = random.Random(seed)
    free = [0.0] * workers
    waits, busy = [], 0.0
    for at in arrivals(chance, per_day, peak, days):
        seconds = services(chance, engine)
        begin = max(at, heapq.heappop(free))
        heapq.heappush(free, begin + seconds)
        waits.append(begin + seconds - at)
        busy += seconds
    waits.sort()
    return {
        "articles": len(waits),
        "load": busy / (workers * days * _DAY),
        "mean": statistics.fmean(waits),
        "median": waits[len(waits) // 2],
        "p99": waits[len(waits) * 99 // 100],
        "longest": waits[-1],
    }


def main() -> int:
    """Prints a row for each number of workers, up to where nobody waits."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--articles", type=float, default=1e6, help="a day")
    given.add_argument("--peak", type=float, default=2.0, help="the busiest hour, against the mean")
    given.add_argument("--workers", type=int, default=0, help="0: from just enough on")
    given.add_argument("--engine", type=float, default=0.0, help="milliseconds of back-translation for a unit")
    given.add_argument("--days", type=float, default=0.1)
    asked = given.parse_args()
    chance = random.Random(0)
    each = statistics.fmean(services(chance, asked.engine) for _ in range(20_000))
    least = max(1, math.ceil(asked.articles / _DAY * each))
    busy = asked.articles / _DAY * each
    print(f"an article takes {each * 1e3:.1f} ms of one core: {asked.articles:,.0f} a day keep {busy:.2f} cores busy")
    print(f"{'workers':>8}{'load':>7}{'mean s':>9}{'median':>9}{'99 %':>9}{'longest':>9}")
    for workers in [asked.workers] if asked.workers else sorted({least, *(math.ceil(least * f) for f in (1.25, 1.5, 2, 2.5, 3))}):
        got = simulated(asked.articles, asked.peak, workers, asked.engine, asked.days)
        print(f"{workers:8}{got['load']:7.0%}{got['mean']:9.2f}{got['median']:9.2f}{got['p99']:9.2f}{got['longest']:9.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

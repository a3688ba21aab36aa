"""Two processes against one, and Dask and Ray against the local pool, on work of a millisecond a segment and more.

By the clock, and so of use only on a machine with nothing else to do; pools are started before the clock is.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from bench_scale import audited, texts, written

from auditor import assemble, workplace
from auditor.config import Config
from auditor.distribute import local, order
from auditor.errors import ConfigError
from auditor.model import Bundle, Document, Role, Segment


def bundles(count: int) -> Iterator[Bundle]:
    """Articles of twenty sentences."""
    every = list(texts(count))
    for at in range(0, count, 20):
        sides = []
        for side, role, lang in ((1, Role.TARGET, "en"), (0, Role.SOURCE, "es")):
            some = tuple(Segment(f"d{at}.{n}", pair[side], lang, block=n) for n, pair in enumerate(every[at : at + 20]))
            sides.append(Document(f"d{at}", role, lang, some))
        yield Bundle(sides[0], sides[1], aligned=True)


def measure(size: int, repeats: int) -> dict[str, object]:
    """Seconds by the clock."""
    count = min(size, 6_000)
    out: dict[str, object] = {"segments": count}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = written("jsonl", count, folder)
        for jobs in (1, 2):
            out[f"jobs {jobs}"] = statistics.median(audited(path, folder, "jsonl", jobs=jobs)["wall"] for _ in range(repeats))
        small = written("jsonl", 10, folder)
        out["start"] = statistics.median(audited(small, folder, "jsonl")["wall"] for _ in range(repeats))
    config = Config(engine="none", cache=False, jobs=2)
    desk = workplace.laid_out(config)
    items = list(bundles(count))
    list(order.ordered(items[:40], _Here(desk)))  # tables, before anybody is forked
    for kind in ("local", "dask", "ray"):
        try:
            out[kind] = statistics.median(_timed(kind, config, desk, items) for _ in range(repeats))
        except ConfigError as error:
            out[kind] = str(error)
    return out


class _Here:
    """A pool of nobody."""

    slots = 1

    def __init__(self, desk: Any) -> None:
        self._desk, self._held = desk, []

    def submit(self, number: int, data: bytes) -> None:
        self._held.append((number, data))

    def done(self) -> list[tuple[int, bytes | None]]:
        from auditor.distribute import work  # noqa: PLC0415

        held, self._held = self._held, []
        return [(number, work.audited(self._desk, data)) for number, data in held]

    def close(self) -> None:
        """Nobody is there."""


def _timed(kind: str, config: Config, desk: Any, items: list[Bundle]) -> float:
    pool: Any
    if kind == "local":
        pool = local.Pool(desk, 2)
    else:
        from auditor.distribute import dask, ray  # noqa: PLC0415

        there = msgspec.structs.replace(config, cluster=kind)
        pool = {"dask": dask, "ray": ray}[kind].Pool(there, assemble.signature(desk), 2)
    try:
        list(order.ordered(items[:60], pool))  # workers read their tables
        begun = time.perf_counter()
        list(order.ordered(items, pool))
        return time.perf_counter() - begun
    finally:
        pool.close()


def table(figures: dict) -> list[str]:
    """The figures as lines."""
    one, two, start = (figures[name] for name in ("jobs 1", "jobs 2", "start"))
    apart = f"{(one - start) / (two - start):.2f} without the start"
    lines = [f"--jobs 2 against --jobs 1: {one / two:.2f} times ({one:.1f} and {two:.1f} s), {apart}"]
    for kind in ("dask", "ray"):
        if isinstance(figures[kind], float):
            lines.append(f"{kind} with 2 workers against the local pool: {figures[kind] / figures['local']:.2f} of its time")
        else:
            lines.append(f"{kind}: {figures[kind]}")
    return lines

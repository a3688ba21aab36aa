"""The same pipeline on all cores, or on a cluster that others maintain: bundles go out, and come back in their order.

A pool costs before it saves, so every run begins in this process and goes on in a pool only where there is enough left.  Local
workers are forked after that, so that the tables which were read by then are read once and shared.
"""

from __future__ import annotations

import gc
import itertools
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator

import msgspec

from auditor import assemble
from auditor.config import Config
from auditor.distribute.order import Item, Pool, ordered
from auditor.model import Audited, Bundle, Failure
from auditor.pipeline import Desk, audit, audit_one

__all__ = ["Pool", "ordered", "run"]

_TABLES = 256  # units in which tables are read, about a second: one run of rows
_ALONE = 512  # units audited in this process before a pool is thought of: how fast it goes is known by then
_PAYS = 3.0  # seconds of work from which forking workers pays (0.1 s for each, and what is sent to and fro)
_CLUSTER_PAYS = 60.0  # the same for a cluster, whose workers have to read their own tables
_LONG = 60.0  # seconds from which a run is announced


class Outlook(msgspec.Struct, frozen=True):
    """What is known of the work ahead when some of it is done."""

    rate: float  # units a second in this process
    units: float | None = None  # that are left, as far as the size of the input tells

    @property
    def seconds(self) -> float | None:
        """How long this process would take for them."""
        return None if self.units is None else self.units / self.rate


def run(
    bundles: Iterable[Item],
    desk: Desk,
    *,
    say: Callable[[str], None] = lambda _: None,
    read: Callable[[], float | None] = lambda: None,
) -> Iterator[Audited | Failure]:
    """Audits the bundles on as many processes as the configuration says (0: one a core), or on its cluster, where that pays.

    `say` is told what was decided, `read` gives which part of the input was read so far (0 to 1, None if nobody knows).
    """
    jobs = desk.config.jobs or os.cpu_count() or 1
    one = not desk.config.cluster and (jobs == 1 or "fork" not in multiprocessing.get_all_start_methods())
    stream = iter(bundles)
    first, begun, units, passed = 0, time.monotonic(), 0, 0
    for bundle in stream:
        if not isinstance(bundle, Bundle):
            passed += len(bundle.units) if isinstance(bundle, Audited) else 1
            yield bundle
            continue
        yield audit_one(bundle, desk)
        units += len(bundle.target.segments)
        if not first and units >= _TABLES:
            _settle()
            first, begun = units, time.monotonic()
        if units >= (_TABLES if one else _ALONE):
            break
    rest = [] if one else list(itertools.islice(stream, jobs))
    outlook = _outlook(units + passed, (units - first) / max(1e-6, time.monotonic() - begun), read())
    pool = None if one else _pool(rest, desk, jobs, outlook, say)
    if pool is None:
        yield from audit(itertools.chain(rest, stream), desk)
        return
    try:
        yield from ordered(itertools.chain(rest, stream), pool)
    finally:
        pool.close()


def _outlook(units: int, rate: float, part: float | None) -> Outlook:
    known = part is not None and 0 < part < 1  # a feed is read whole before its first item is audited
    return Outlook(rate=rate or 1.0, units=units * (1 - part) / part if known and part else None)


def _pool(rest: list[Item], desk: Desk, jobs: int, outlook: Outlook, say: Callable[[str], None]) -> Pool | None:
    """Workers, or None where they would not pay; what was asked for and is not done is said."""
    config = desk.config
    seconds, least = outlook.seconds, _CLUSTER_PAYS if config.cluster else _PAYS
    if len(rest) < 2 or (seconds is not None and seconds < least):
        if (config.cluster or config.jobs) and rest:
            left = f"about {max(1, round(seconds))} s of work is left" if seconds is not None else "little is left"
            say(f"{left}: audited in this process, a pool would not pay")
        return None
    if not config.cluster and not _forks(say, asked=bool(config.jobs)):
        return None
    if seconds is not None and seconds > _LONG:
        where = f"on {config.cluster}" if config.cluster else f"in {jobs} processes"
        alone = f"{_minutes(seconds)} in one process"
        say(f"about {round(outlook.units or 0, -2):,.0f} segments are left, {alone}: going on {where}")
    return _started(config, desk, jobs)


def _started(config: Config, desk: Desk, jobs: int) -> Pool:
    if config.cluster.startswith("ray"):
        from auditor.distribute import ray  # noqa: PLC0415 - an extra, and heavy

        return ray.Pool(config, assemble.signature(desk), jobs)
    if config.cluster:
        from auditor.distribute import dask  # noqa: PLC0415 - an extra, and heavy

        return dask.Pool(config, assemble.signature(desk), jobs)
    from auditor.distribute import local  # noqa: PLC0415 - only where it pays

    return local.Pool(desk, jobs)


def _forks(say: Callable[[str], None], *, asked: bool) -> bool:
    """May this process be forked?  Not with the threads of a model in it, which would be missing in the child."""
    loaded = next((name for name in ("torch", "ctranslate2") if name in sys.modules), "")
    if loaded and asked:
        say(f"{loaded} uses every core by itself: audited in this process")
    return not loaded


def _minutes(seconds: float) -> str:
    """A duration as a person says it.

    >>> _minutes(95), _minutes(7_300)
    ('2 min', '2.0 h')
    """
    return f"{seconds / 3600:.1f} h" if seconds > 3600 else f"{max(1, round(seconds / 60))} min"


def _settle() -> None:
    """Takes the tables that were read out of the collector's rounds, and makes them rare: 16 % of a long run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)

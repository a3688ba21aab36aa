"""The same pipeline on all cores: bundles go to worker processes and come back in their order.

Below about a second of work a pool costs more than it saves, so the run begins in this process and goes on in a pool only when
there is more.  Workers are forked after that, so that the tables which were read by then are read once and shared.
"""

from __future__ import annotations

import gc
import itertools
import multiprocessing
import os
from collections.abc import Iterable, Iterator

from auditor.model import Audited, Bundle, Failure
from auditor.pipeline import Desk, audit, audit_one

_ALONE = 256  # units audited in this process before a pool pays, in which the tables are read: one run of rows, a second
_DESK: list[Desk] = []  # set in each worker as it starts


def run(bundles: Iterable[Bundle | Failure], desk: Desk) -> Iterator[Audited | Failure]:
    """Audits the bundles on as many processes as the configuration says (0: one a core, where it pays)."""
    jobs = desk.config.jobs or os.cpu_count() or 1
    stream = iter(bundles)
    units = 0
    for bundle in stream:
        yield bundle if isinstance(bundle, Failure) else audit_one(bundle, desk)
        units += len(bundle.target.segments) if isinstance(bundle, Bundle) else 0
        if units >= _ALONE:
            break
    _settle()
    if jobs == 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield from audit(stream, desk)
        return
    rest = list(itertools.islice(stream, jobs))
    if len(rest) < 2:
        yield from audit(rest, desk)
    else:
        yield from _pooled(itertools.chain(rest, stream), desk, jobs)


def _settle() -> None:
    """Takes the tables that were read out of the collector's rounds, and makes them rare: 16 % of a long run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)


def _pooled(bundles: Iterable[Bundle | Failure], desk: Desk, jobs: int) -> Iterator[Audited | Failure]:
    context = multiprocessing.get_context("fork")
    room = context.Semaphore(jobs * 4)  # the feeder waits when this many bundles are on their way: memory stays flat

    def fed() -> Iterator[Bundle | Failure]:
        for bundle in bundles:
            room.acquire()
            yield bundle

    with context.Pool(jobs, initializer=_start, initargs=(desk,)) as pool:
        for done in pool.imap(_work, fed()):
            room.release()
            yield done


def _start(desk: Desk) -> None:
    _DESK[:] = [desk]


def _work(bundle: Bundle | Failure) -> Audited | Failure:
    return bundle if isinstance(bundle, Failure) else audit_one(bundle, _DESK[0])

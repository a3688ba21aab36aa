"""The process that audits: `python -m auditor.serve.worker`, started and watched by the server, so that pages stay quick."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from auditor.config import Config, load
from auditor.errors import AuditorError
from auditor.glossary.schema import DECISIONS
from auditor.model import Failure
from auditor.serve import articles, auditing, deciding, jobs
from auditor.serve.base import Base, noted
from auditor.serve.schema import ARTICLES, JOBS

_LOOK = 0.3  # seconds between two looks at an empty queue
_BEAT = 15.0
_LOG = logging.getLogger(__name__)


def main() -> None:
    """Works until the server that started it is gone."""
    base = Base(os.environ["AUDITOR_DESK_BASE"])
    options = {"engine": os.environ.get("AUDITOR_DESK_ENGINE") or None, "jobs": 1}
    config = load(Path.cwd(), options=options).config
    parent = os.getppid()
    kit = auditing.Kit(base, config)
    day = ""
    last = 0.0
    while os.getppid() == parent:
        if time.monotonic() - last > _BEAT:
            last, today = time.monotonic(), dt.datetime.now(dt.UTC).date().isoformat()
            jobs.resume(base)
            if today != day:  # dismissals expire over night
                expired(base)
                day = today
        job = jobs.take(base)
        if job is None:
            time.sleep(_LOOK)
            continue
        with _beating(base):
            work(base, job, kit, config, lambda: os.getppid() == parent)


def work(base: Base, job: jobs.Job, kit: auditing.Kit, config: Config, wanted: object = None) -> None:
    """One job from beginning to end, each document kept as soon as it is audited; what an earlier try kept is not done twice."""
    going = wanted if callable(wanted) else (lambda: True)
    try:
        failures, done = [], 0
        with base.reading() as connection:
            desk = articles.known(connection)
            kept = set(connection.execute(sa.select(ARTICLES.c.identity).where(ARTICLES.c.job == job.id)).scalars())
        for found in auditing.documents(base, job, kit, config):
            if isinstance(found, Failure):
                failures.append(f"{found.path}: {found.why}")
                continue
            with base.writing() as connection:
                if articles.identity(found) not in kept:
                    articles.keep(connection, job.id, job.feed, found, desk)
                done += 1
                jobs.told(connection, job.id, done=done, note=found.document.title[:200])
            if not going():
                return
        _end(base, job, done, failures)
    except (AuditorError, OSError, ValueError, sa.exc.SQLAlchemyError) as error:
        _LOG.exception("job %d", job.id)
        with base.writing() as connection:
            jobs.told(connection, job.id, state="failed", error=auditing.why(error))


def _end(base: Base, job: jobs.Job, done: int, failures: list[str]) -> None:
    state = "done" if done else "failed"
    error = "; ".join(failures[:3])[:1000] or ("" if done else "there was nothing to audit in it")
    with base.writing() as connection:
        jobs.told(connection, job.id, state=state, total=done, note="", error=error)
        noted(connection, "auditor", f"audit {state}", job.label, error)


def expired(base: Base) -> None:
    """Settles the rules of dismissals that have run out."""
    today = dt.datetime.now(dt.UTC).date().isoformat()
    query = sa.select(DECISIONS.c.rule).where(DECISIONS.c.expires != "", DECISIONS.c.expires < today).distinct()
    with base.reading() as connection:
        rules = list(connection.execute(query).scalars())
    for rule in rules:
        with base.writing() as connection:
            deciding.settle(connection, rule)


@contextlib.contextmanager
def _beating(base: Base) -> Iterator[None]:
    """Tells every now and then that this worker is alive."""
    over = threading.Event()

    def beats() -> None:
        while not over.wait(_BEAT):
            with contextlib.suppress(sa.exc.SQLAlchemyError):
                jobs.beat(base)

    thread = threading.Thread(target=beats, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def waiting(base: Base) -> int:
    """How many jobs are not yet done."""
    query = sa.select(sa.func.count()).where(JOBS.c.state.in_(("queued", "running")))
    with base.reading() as connection:
        return int(connection.execute(query).scalar_one())


if __name__ == "__main__":
    main()

"""The queue of audits, in the database: what was accepted survives whatever dies."""

from __future__ import annotations

import datetime as dt
import os
import socket
from typing import Any

import msgspec
import sqlalchemy as sa

from auditor.glossary.store import now
from auditor.serve.base import Base, new_id, noted
from auditor.serve.schema import JOBS

TRIES = 3  # a job that took its worker down that often is given up, and says so
_SILENT = 90  # seconds after which a worker on another machine is taken for dead
KINDS = ("text", "file", "feed", "again")


class Input(msgspec.Struct, frozen=True):
    """What is to be audited."""

    kind: str
    text: str = ""
    source: str = ""
    reference: str = ""
    name: str = ""  # of the file, or of the source feed's address
    data: bytes = b""
    source_data: bytes = b""
    source_name: str = ""
    url: str = ""
    source_url: str = ""
    lang: str = ""
    source_lang: str = ""
    article: int = 0


class Job(msgspec.Struct, frozen=True):
    """One job, taken up."""

    id: int
    label: str
    feed: str
    attempts: int
    input: Input


def me() -> str:
    """This process, as the queue knows it."""
    return f"{socket.gethostname()}|{os.getpid()}"


def add(connection: sa.Connection, what: Input, label: str, feed: str, by: str) -> int:
    """A job at the end of the queue."""
    made = connection.execute(
        JOBS.insert().values(
            kind=what.kind, label=label[:300], feed=feed[:300], state="queued", done=0, total=0, note="", error="", attempts=0,
            worker="", beat="", made=now(), by=by, input=msgspec.msgpack.encode(what),
        )
    )  # fmt: skip
    number = new_id(made)
    noted(connection, by, "audit asked for", label, what.kind)
    return number


def take(base: Base) -> Job | None:
    """The next job, which is ours from now on."""
    with base.reading() as connection:
        if connection.execute(sa.select(JOBS.c.id).where(JOBS.c.state == "queued").limit(1)).first() is None:
            return None
    query = sa.select(JOBS).where(JOBS.c.state == "queued").order_by(JOBS.c.id).limit(1).with_for_update(skip_locked=True)
    with base.writing() as connection:
        row = connection.execute(query).first()
        if row is None:
            return None
        values = {"state": "running", "worker": me(), "beat": now(), "attempts": row.attempts + 1, "note": "reading"}
        connection.execute(JOBS.update().where(JOBS.c.id == row.id).values(**values))
    return Job(row.id, row.label, row.feed, row.attempts + 1, msgspec.msgpack.decode(row.input, type=Input))


def told(connection: sa.Connection, job: int, **values: Any) -> None:
    """How far it is."""
    connection.execute(JOBS.update().where(JOBS.c.id == job).values(beat=now(), **values))


def beat(base: Base) -> None:
    """This worker is alive."""
    with base.writing() as connection:
        connection.execute(JOBS.update().where(JOBS.c.state == "running", JOBS.c.worker == me()).values(beat=now()))


def resume(base: Base) -> int:
    """Puts the jobs of dead workers back; how many.  One that was tried too often fails, and says why."""
    with base.reading() as connection:
        running = connection.execute(
            sa.select(JOBS.c.id, JOBS.c.worker, JOBS.c.beat, JOBS.c.attempts).where(JOBS.c.state == "running")
        )
        lost = [row for row in running.all() if not _alive(row.worker, row.beat)]
    if not lost:
        return 0
    with base.writing() as connection:
        for row in lost:
            mine = (JOBS.c.id == row.id) & (JOBS.c.state == "running") & (JOBS.c.worker == row.worker)
            if row.attempts >= TRIES:
                error = f"given up: the program ended {row.attempts} times while at it"
                connection.execute(JOBS.update().where(mine).values(state="failed", error=error, worker=""))
            else:
                connection.execute(JOBS.update().where(mine).values(state="queued", note="taken up again", worker=""))
    return len(lost)


def again(connection: sa.Connection, job: int, by: str) -> None:
    """A job that failed goes to the end of its patience once more."""
    failed = (JOBS.c.id == job) & (JOBS.c.state == "failed")
    connection.execute(JOBS.update().where(failed).values(state="queued", error="", attempts=0, note=""))
    noted(connection, by, "audit tried again", str(job))


def _alive(worker: str, heard: str) -> bool:
    host, _, pid = worker.partition("|")
    if (dt.datetime.now(dt.UTC) - dt.datetime.fromisoformat(heard)).total_seconds() > _SILENT:
        return False
    if host != socket.gethostname():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

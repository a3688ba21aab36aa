"""Worker processes of this machine, forked and spoken to through pipes.

`multiprocessing.Pool` waits for ever for a worker that was killed, and `ProcessPoolExecutor` throws everything away that was on
its way; here each pipe tells which batch went down with which worker.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Sequence
from multiprocessing import connection
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from auditor.distribute import work
from auditor.pipeline import Desk


class Pool:
    """So many workers, each with one batch at a time; one that dies is replaced."""

    def __init__(self, desk: Desk, jobs: int) -> None:
        """Forks them."""
        self._desk, self.slots = desk, jobs
        self._context = multiprocessing.get_context("fork")
        self._workers: dict[Connection, BaseProcess] = {}
        self._busy: dict[Connection, int] = {}
        for _ in range(jobs):
            self._start()

    def submit(self, number: int, data: bytes) -> None:
        """Sends a batch to a worker that has none: one that waits, so that neither side can block the other."""
        while True:
            link = next(link for link in self._workers if link not in self._busy)
            try:
                link.send_bytes(data)
            except OSError:  # died while it had nothing to do
                self._replace(link)
                continue
            self._busy[link] = number
            return

    def done(self) -> Sequence[tuple[int, bytes | None]]:
        """Answers as they come; a pipe that ends without one tells of a death."""
        told: list[tuple[int, bytes | None]] = []
        for link in connection.wait(list(self._busy)):
            assert isinstance(link, Connection)
            number = self._busy.pop(link)
            try:
                told.append((number, link.recv_bytes()))
            except (EOFError, OSError):
                told.append((number, None))
                self._replace(link)
        return told

    def close(self) -> None:
        """Ends them; what they are at is of no use to anybody any more."""
        for link, process in self._workers.items():
            link.close()
            process.kill()
        for process in self._workers.values():
            process.join()
        self._workers.clear()

    def _replace(self, link: Connection) -> None:
        process = self._workers.pop(link)
        link.close()
        process.kill()
        process.join()
        self._start()

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        others = [*self._workers, ours]
        # The child must not hold the ends of others: a worker learns by the end of its pipe that its parent is gone.
        process = self._context.Process(target=_serve, args=(theirs, others, self._desk), daemon=True)
        sys.stdout.flush()
        process.start()
        theirs.close()
        self._workers[ours] = process


def _serve(link: Connection, others: Sequence[Connection], desk: Desk) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's: it ends us
    for other in others:
        other.close()
    while True:
        try:
            data = link.recv_bytes()
        except (EOFError, OSError):
            os._exit(0)
        link.send_bytes(work.audited(desk, data))

"""What audits found, kept between runs under a hash of everything they depend on: one SQLite file, bounded, safe to lose.

Every value carries its checksum: what is damaged, foreign or from another version is a miss, never a wrong result and never a
crash.  Nothing is unpickled.  Any number of processes may share the file.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import sqlite3
import threading
import time
from pathlib import Path

LIMIT = 512 * 2**20  # bytes; a feed of 5,000 items takes about 60 MB
_PENDING = 128  # values written in one transaction
_SECONDS = 1.0  # and the longest a value waits for others: a run that is killed loses no more
_USED = 20_000  # keys whose use is noted together
_LOG = logging.getLogger(__name__)
_TABLE = """
CREATE TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY, sum BLOB NOT NULL, value BLOB NOT NULL, used INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS kept_used ON kept (used);
"""

_DROP = "DELETE FROM kept WHERE key IN (SELECT key FROM kept ORDER BY used LIMIT (SELECT (count(*) + 3) / 4 FROM kept))"


class Results:
    """The store at `path`, opened on first use; a broken or full disk costs time, not findings."""

    def __init__(self, path: Path, limit: int = LIMIT) -> None:
        """`limit`: bytes; the least recently used go first."""
        self._path, self._limit = path, limit
        self._link: sqlite3.Connection | None = None
        self._lock = threading.Lock()  # worker pools read bundles, and so ask us, in a thread of their own
        self._pending: list[tuple[bytes, bytes]] = []
        self._used: list[bytes] = []
        self._dead = False
        self._since = 0.0
        self.hits = 0  # values that were found

    def find(self, key: bytes) -> bytes | None:
        """The value, if there is one and it is whole."""
        with self._lock:
            try:
                row = None if self._dead else self._open().execute("SELECT sum, value FROM kept WHERE key = ?", (key,)).fetchone()
            except (sqlite3.Error, OSError) as error:
                self._give_up(error)
                return None
            if row is None or not isinstance(row[1], bytes) or _sum(row[1]) != row[0]:
                return None
            self.hits += 1
            self._used.append(key)
            if len(self._used) >= _USED and self._link is not None:
                self._touch(self._link)
            return row[1]

    def keep(self, key: bytes, value: bytes) -> None:
        """Keeps a value, written with others or when the store is closed."""
        with self._lock:
            now = time.monotonic()
            self._since = self._since if self._pending else now
            self._pending.append((key, value))
            if len(self._pending) >= _PENDING or now - self._since > _SECONDS:
                self._write()

    def close(self) -> None:
        """Writes what is pending, makes room and closes the file."""
        with self._lock:
            self._write()
            try:
                if self._link is not None:
                    self._touch(self._link)
                    self._shrink(self._link)
                    self._link.close()
            except (sqlite3.Error, OSError) as error:
                self._give_up(error)
            self._link = None

    def remove(self) -> None:
        """The file goes, with all that is in it."""
        self.close()
        with contextlib.suppress(OSError):
            for ending in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)

    def _write(self) -> None:
        rows, self._pending = self._pending, []
        if not rows or self._dead:
            return
        now = int(time.time())
        try:
            link = self._open()
            with link:
                link.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?)", [(k, _sum(v), v, now) for k, v in rows])
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)

    def _open(self) -> sqlite3.Connection:
        if self._link is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            link = sqlite3.connect(self._path, timeout=10, isolation_level="IMMEDIATE", check_same_thread=False)
            # what a crash of the machine loses can be made again
            for pragma in ("auto_vacuum=INCREMENTAL", "journal_mode=WAL", "synchronous=NORMAL"):
                link.execute(f"PRAGMA {pragma}")
            link.executescript(_TABLE)
            self._link = link
        return self._link

    def _touch(self, link: sqlite3.Connection) -> None:
        """Remembers use to the day: a run over an unchanged feed writes nothing the second time."""
        now = int(time.time())
        with link:
            link.executemany("UPDATE kept SET used = ? WHERE key = ? AND used < ?", [(now, k, now - 86400) for k in self._used])
        self._used.clear()

    def _shrink(self, link: sqlite3.Connection) -> None:
        pages, free, size = (
            link.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )
        while (pages - free) * size > self._limit:
            with link:
                gone = link.execute(_DROP).rowcount
            link.executescript("PRAGMA incremental_vacuum")  # `execute` takes one step of it: one page
            pages, free = (link.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count"))
            if gone <= 0:
                break

    def _give_up(self, error: Exception) -> None:
        """A file that is not ours or not whole is left alone for the rest of the run, and begun anew at the next."""
        _LOG.warning("results are not kept: %s: %s", self._path, error)
        self._dead, link, self._link = True, self._link, None
        if link is not None:
            link.close()
        if "malformed" in str(error) or "not a database" in str(error):
            for ending in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + ending).unlink(missing_ok=True)


def _sum(value: bytes) -> bytes:
    return hashlib.blake2b(value, digest_size=16).digest()

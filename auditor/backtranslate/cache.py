"""Translations kept between runs: one SQLite file, bounded, shared by any number of processes.

A row is a translation, never a pickle: msgspec JSON, checked when it is read.  What cannot be read or written is translated
again: a broken or full disk costs time, not findings.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from auditor.backtranslate.base import Back, sendable

LIMIT = 512 * 2**20  # bytes of translations kept; about two million sentences
_EVERY = 256  # rows written between two looks at the size
_IN = 500  # keys asked for at once: 285k look-ups a second against 97k one by one
_LOG = logging.getLogger(__name__)
Kept = TypeVar("Kept", bound=msgspec.Struct)

_TABLE = """
CREATE TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY, back BLOB NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS kept_used ON kept (used);
"""


def key(signature: str, given: str, wanted: str, text: str) -> bytes:
    """What a translation is kept under: everything that decides it."""
    told = msgspec.json.encode([signature, given, wanted, sendable(text)])
    return hashlib.blake2b(told, digest_size=20).digest()


class Cache:
    """The file at `path`; opened on first use in each process that uses it (a connection must not cross a fork)."""

    def __init__(self, path: Path, limit: int = LIMIT) -> None:
        """`limit`: bytes; the least recently used go first."""
        self._path, self._limit = path, limit
        self._link: sqlite3.Connection | None = None
        self._owner, self._written = os.getpid(), 0

    def find(self, keys: Sequence[bytes], kind: type[Kept] = Back) -> dict[bytes, Kept]:  # type: ignore[assignment]
        """What is kept of these: translations, or what `kind` says."""
        found: dict[bytes, Kept] = {}
        try:
            link = self._open()
            for start in range(0, len(keys), _IN):
                some = keys[start : start + _IN]
                marks = ",".join("?" * len(some))
                for name, row in link.execute(f"SELECT key, back FROM kept WHERE key IN ({marks})", some):  # noqa: S608 - marks only
                    found[name] = msgspec.json.decode(row, type=kind)
            self._touch(link, found)
        except (sqlite3.Error, OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            self._give_up(error)
        return found

    def keep(self, rows: Iterable[tuple[bytes, msgspec.Struct]]) -> None:
        """Keeps translations (or accounts), all or none of them."""
        now = int(time.time())
        encoded = [(name, msgspec.json.encode(back), now) for name, back in rows]
        try:
            link = self._open()
            with link:
                link.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", encoded)
            self._written += len(encoded)
            if self._written >= _EVERY:
                self._written = 0
                self._shrink(link)
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)

    def close(self) -> None:
        """Closes the file, if this process opened it."""
        if self._link is not None and self._owner == os.getpid():
            self._link.close()
        self._link = None

    def _open(self) -> sqlite3.Connection:
        if self._link is not None and self._owner == os.getpid():
            return self._link
        self._path.parent.mkdir(parents=True, exist_ok=True)
        link = sqlite3.connect(self._path, timeout=10, isolation_level="IMMEDIATE")
        # a crash of the machine may lose the last translations and nothing else: they can be made again
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "auto_vacuum=INCREMENTAL"):
            link.execute(f"PRAGMA {pragma}")
        link.executescript(_TABLE)
        self._link, self._owner = link, os.getpid()
        return link

    def _touch(self, link: sqlite3.Connection, found: Iterable[bytes]) -> None:
        """Remembers use to the day: a run over an unchanged feed writes nothing the second time."""
        now = int(time.time())
        with link:
            link.executemany("UPDATE kept SET used = ? WHERE key = ? AND used < ?", [(now, name, now - 86400) for name in found])

    def _shrink(self, link: sqlite3.Connection) -> None:
        (pages,), (free,), (size,) = (
            link.execute(f"PRAGMA {name}").fetchone() for name in ("page_count", "freelist_count", "page_size")
        )
        if (pages - free) * size <= self._limit:
            return
        with link:
            link.execute(
                "DELETE FROM kept WHERE key IN (SELECT key FROM kept ORDER BY used LIMIT (SELECT count(*) / 4 FROM kept))"
            )
        link.executescript("PRAGMA incremental_vacuum")

    def _give_up(self, error: Exception) -> None:
        """A file that is not ours or not whole is left alone from here on; the run goes on without it."""
        _LOG.warning("translations are not kept: %s: %s", self._path, error)
        self.close()
        if isinstance(error, sqlite3.DatabaseError) and any(told in str(error) for told in ("malformed", "not a database")):
            self._path.unlink(missing_ok=True)  # it held nothing that cannot be made again

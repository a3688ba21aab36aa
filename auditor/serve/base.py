"""The desk's database: the glossary's tables and the desk's own in one place, one transaction a change."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from auditor.errors import ConfigError
from auditor.glossary.store import Store, now
from auditor.glossary.upgrade import TooNew, revision, upgrade
from auditor.serve.schema import EVENTS, HEAD, VERSIONS

FILE = "desk.db"  # in the folder of --data


class Base:
    """An open desk."""

    def __init__(self, name: str) -> None:
        """`name` is a file or the URL of a database; it is made, and migrated, where it has to be."""
        self.name = name
        self.store = Store(name, create=True)
        self.engine = self.store.engine
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _with_functions)
            self.engine.dispose()  # connections made before now lack them
        with self.engine.connect().execution_options(writes=True) as connection:
            _migrate(connection)

    def close(self) -> None:
        """Lets go of the database."""
        self.store.close()

    @contextlib.contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection to read on."""
        with self.engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction: all of it is kept, or nothing."""
        with self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection


def noted(connection: sa.Connection, who: str, what: str, about: str = "", detail: str = "") -> None:
    """A line in the log of who did what, within the transaction that does it."""
    connection.execute(EVENTS.insert().values(at=now(), who=who[:200], what=what, about=about[:500], detail=detail[:2000]))


def new_id(inserted: sa.CursorResult[Any]) -> int:
    """The number that an inserted row was given."""
    key = inserted.inserted_primary_key
    assert key is not None
    return int(key[0])


def place(data: Path, url: str = "") -> str:
    """The database of a desk: the URL if one is given, else a file in the folder, which is made."""
    if url:
        return url
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{data}: {error.strerror or error}") from error
    return str(data / FILE)


def _with_functions(connection: Any, _record: object) -> None:
    """Not every SQLite is built with mathematics."""
    connection.create_function("exp", 1, lambda x: math.exp(min(700.0, x)), deterministic=True)


def _migrate(connection: sa.Connection) -> None:
    if (at := revision(connection, VERSIONS)) == HEAD:
        return
    try:
        upgrade(connection, Path(__file__).parent / "migrations")
    except TooNew as error:
        raise ConfigError(f"the desk's database was made by a newer auditor ({at}): {error}") from error

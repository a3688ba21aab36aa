"""The whole desk in one file, and back: JSON Lines in gzip, the same whichever database it stands in."""

from __future__ import annotations

import base64
import gzip
import json
import os
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from auditor.errors import ConfigError
from auditor.glossary import schema as terms
from auditor.serve import schema
from auditor.serve.base import Base

FORMAT = "auditor.desk-backup/v1"
_EPHEMERAL = {"desk_sessions", "desk_replays"}  # a restored desk asks everybody to log in again
_ROWS = 500


def _tables() -> list[sa.Table]:
    """Every table, those first that others refer to."""
    return [
        table
        for metadata in (terms.METADATA, schema.METADATA)
        for table in metadata.sorted_tables
        if table.name not in _EPHEMERAL
    ]


def backup(base: Base, file: Path) -> dict[str, int]:
    """Writes one state of every table, whole or not at all; rows by table."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    counts: dict[str, int] = {}
    try:
        with base.writing() as connection, gzip.open(beside, "wt", encoding="utf-8") as out:  # nobody writes meanwhile
            if base.engine.dialect.name == "postgresql":
                connection.execute(sa.text("set transaction isolation level repeatable read"))
            out.write(json.dumps({"format": FORMAT, "glossary": terms.HEAD, "desk": schema.HEAD}) + "\n")
            for table in _tables():
                counts[table.name] = 0
                for row in connection.execution_options(yield_per=_ROWS).execute(sa.select(table)).mappings():
                    out.write(json.dumps([table.name, {k: _plain(v) for k, v in row.items()}], ensure_ascii=True) + "\n")
                    counts[table.name] += 1
            out.write(json.dumps({"end": counts}) + "\n")
        beside.replace(file)
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror or error}") from error
    finally:
        beside.unlink(missing_ok=True)
    return counts


def restore(base: Base, file: Path) -> dict[str, int]:
    """Fills an empty desk, all of it or nothing; ConfigError where the desk is not empty or the file not whole."""
    tables = {table.name: table for table in _tables()}
    counts = dict.fromkeys(tables, 0)
    try:
        with base.writing() as connection, gzip.open(file, "rt", encoding="utf-8") as lines:
            for table in tables.values():
                if connection.execute(sa.select(table).limit(1)).first() is not None:
                    raise ConfigError(f"the desk is not empty ({table.name}): restore into a new one")
            head = json.loads(next(lines, "{}"))
            if head.get("format") != FORMAT or (head["glossary"], head["desk"]) != (terms.HEAD, schema.HEAD):
                raise ConfigError(f"{file}: not a backup of this version")
            _filled(connection, tables, lines, counts, file)
            if base.engine.dialect.name == "postgresql":
                _count_on(connection, tables)
    except (OSError, EOFError, ValueError, KeyError) as error:
        raise ConfigError(f"{file}: not a whole backup: {error}") from error
    return counts


def _filled(connection: sa.Connection, tables: dict[str, sa.Table], lines: Any, counts: dict[str, int], file: Path) -> None:
    for line in lines:
        told = json.loads(line)
        if isinstance(told, dict):
            if told.get("end") != counts:
                break
            return
        name, row = told
        connection.execute(tables[name].insert().values(**{k: _again(v) for k, v in row.items()}))
        counts[name] += 1
    raise ConfigError(f"{file}: the backup stops in the middle")


def _count_on(connection: sa.Connection, tables: dict[str, sa.Table]) -> None:
    """PostgreSQL counts on from the highest number there is."""
    for table in tables.values():
        if "id" in table.c and isinstance(table.c.id.type, sa.Integer):
            connection.execute(
                sa.text(
                    f"select setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608 - names of our own tables
                    f"greatest(1, (select coalesce(max(id), 0) from {table.name})))"
                )
            )


def _plain(value: Any) -> Any:
    return {"b": base64.b64encode(value).decode()} if isinstance(value, bytes | memoryview) else value


def _again(value: Any) -> Any:
    return base64.b64decode(value["b"]) if isinstance(value, dict) else value

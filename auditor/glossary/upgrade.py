"""Brings a database's tables up to what the program expects, by alembic's migrations; the glossary's and the desk's alike."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.util.exc import CommandError


class TooNew(Exception):  # noqa: N818 - it is what happened
    """The tables were made by a newer program."""


def revision(connection: sa.Connection, versions: str = "alembic_version") -> str | None:
    """Which migration the tables of a database are at, by the table that holds it; None where there are none."""
    return MigrationContext.configure(connection, opts={"version_table": versions}).get_current_revision()


def upgrade(connection: sa.Connection, migrations: Path) -> None:
    """Takes every step that is left; TooNew where the tables are at a step the folder does not know."""
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise TooNew(str(error)) from error
    connection.commit()

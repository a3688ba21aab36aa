"""Glossary databases to test on: SQLite always, PostgreSQL wherever its server can be started."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest


def _program(name):
    found = [*sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)]
    return str(found[0]) if found else shutil.which(name)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory):
    """The URL of a fresh PostgreSQL on a loopback port; skips visibly where there is none."""
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    if not initdb or not pg_ctl:
        pytest.skip("PostgreSQL's server is not installed")
    folder = tmp_path_factory.mktemp("pg")
    lead = []
    if os.geteuid() == 0:
        lead = ["runuser", "-u", "postgres", "--"]
        for parent in (folder, *folder.parents[:3]):
            if parent != Path("/tmp"):
                parent.chmod(0o755)
        shutil.chown(folder, "postgres")
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    base = folder / "base"
    try:
        subprocess.run(
            [*lead, initdb, "-D", str(base), "-A", "trust", "-U", "editor", "-E", "UTF8", "--no-sync"],
            check=True,
            capture_output=True,
            cwd="/",
        )
        options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder}"
        subprocess.run(
            [*lead, pg_ctl, "-D", str(base), "-w", "-l", str(folder / "log"), "-o", options, "start"],
            check=True,
            capture_output=True,
            cwd="/",
            timeout=60,
        )
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"PostgreSQL cannot be started: {getattr(error, 'stderr', error)!r}")
    yield f"postgresql://editor@127.0.0.1:{port}/postgres"
    subprocess.run([*lead, pg_ctl, "-D", str(base), "-m", "immediate", "stop"], check=False, capture_output=True, cwd="/")


@pytest.fixture(params=["sqlite", "postgres"])
def database(request, tmp_path):
    """A name that `store.opened` takes, of an empty place."""
    if request.param == "sqlite":
        yield str(tmp_path / "glossary.db")
        return
    import sqlalchemy as sa

    url = request.getfixturevalue("postgres")
    name = f"g{abs(hash(str(tmp_path))) % 10**9}"
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"create database {name}"))
    engine.dispose()
    yield url.rsplit("/", 1)[0] + "/" + name

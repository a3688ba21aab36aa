"""Desks to test on."""

from __future__ import annotations

import pytest

pytest.importorskip("fastapi", reason="the extra `web` is not installed")

from auditor.serve.base import Base
from tests.serve.desks import Desk, Server, new_database, running_postgres


@pytest.fixture
def desk(tmp_path):
    base = Base(str(tmp_path / "desk.db"))
    yield Desk(base)
    base.close()


@pytest.fixture
def server(tmp_path):
    made = Server(tmp_path / "desk")
    yield made
    if made.process is not None:
        made.kill()


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory):
    """The URL of a PostgreSQL on a loopback port; skips visibly where there is none."""
    with running_postgres(tmp_path_factory.mktemp("pg")) as url:
        yield url


@pytest.fixture
def fresh_postgres(postgres_server):
    """The URL of an empty database of it."""
    return new_database(postgres_server)

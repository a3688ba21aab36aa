"""A desk to test on: in this process, or a real server with its worker; and findings to decide on."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from auditor.glossary.store import now
from auditor.model import (
    Audited,
    Evidence,
    Finding,
    ReportedDocument,
    ReportedUnit,
    Role,
    Score,
    Segment,
    Severity,
    Span,
    Unit,
    View,
)  # fmt: skip
from auditor.serve import articles, people
from auditor.serve.app import build
from auditor.serve.asking import Settings
from auditor.serve.base import Base
from auditor.serve.schema import ACCOUNTS

PASSWORD = "a long password"
HOME = "http://desk.test"


class Desk:
    """An open desk with one account of every role, each with a session and a token."""

    def __init__(self, base: Base, settings: Settings | None = None) -> None:
        usual = Settings(code="abc", api_rate=1e6, login_tries=1000)
        self.base, self.app = base, build(base, settings or usual, worker=False)
        self.cookies: dict[str, str] = {}
        self.tokens: dict[str, str] = {}
        self.whos: dict[str, people.Who] = {}
        with base.writing() as connection:
            for role in people.ROLES:
                made = connection.execute(
                    ACCOUNTS.insert().values(name=role.value, password="x", role=role.value, subject="", disabled=0, made=now())
                )
                self.cookies[role.value] = people.begin(connection, made.inserted_primary_key[0], role.value)
        for role in people.ROLES:
            self.whos[role.value] = people.by_session(base, self.cookies[role.value])
            with base.writing() as connection:
                self.tokens[role.value] = people.issue(connection, self.whos[role.value], "test", role)

    def client(self, role: str = "", token: str = "") -> TestClient:
        client = TestClient(self.app, base_url=HOME, follow_redirects=False, raise_server_exceptions=True)
        if role:
            client.cookies.set("auditor", self.cookies[role])
            client.headers["x-csrf-token"] = self.whos[role].csrf
        if token:
            client.headers["authorization"] = f"Bearer {token}"
        return client

    def api(self, role: str = "admin") -> TestClient:
        return self.client(token=self.tokens[role])

    def put(self, *findings: Finding, units=(), feed="wire.xml", ident="d1", title="A headline", job=0, date="2026-11-20") -> int:
        units = units or tuple(unit_of(f) for f in {f.unit: f for f in findings}.values())
        about = ReportedDocument(
            ident, feed, title, "en", len(units), Score(90, 80, 95, 600, "s"), source_lang="es", link=f"https://x.example/{ident}"
        )
        part = Audited(about, tuple(ReportedUnit(u, 80.0) for u in units), tuple(findings), ())
        with self.base.writing() as connection:
            return articles.keep(connection, job, feed, part, articles.known(connection))


def finding(
    quote="Manual",
    text="Photo: Ministry/Manual/Agency",
    rule="credits/wording",
    unit="u1",
    confidence=0.8,
    severity=Severity.MAJOR,
    **more,
):
    start = text.index(quote) if quote else len(text)
    span = Span(Role.TARGET, start, start + len(quote))
    seen = Evidence(rule, View.TARGET, span, f"“{quote}” is wrong", "a detail", check="credits")
    TEXTS[unit] = text
    return Finding(rule, unit, span, quote, "accuracy/mistranslation", severity, confidence, more.pop("message", f"“{quote}” is wrong."),
                   more.pop("suggestion", "Handout"), (seen,), more.pop("fingerprint", secrets.token_hex(10)))  # fmt: skip


TEXTS: dict[str, str] = {}


def unit_of(found: Finding) -> Unit:
    text = TEXTS[found.unit]
    return Unit(found.unit, "d1", Segment(f"{found.unit}.t", text, "en"), Segment(f"{found.unit}.s", f"Fuente de {text}", "es"))


class Server:
    """`auditor serve` in a process of its own."""

    def __init__(self, data: Path, *more: str, database: str = "") -> None:
        self.data, self.more, self.database = data, more, database
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self) -> str:
        """Starts it, waits until it answers, gives what it said."""
        log = self.data.parent / f"{self.data.name}.log"
        command = [
            sys.executable,
            "-m",
            "auditor",
            "serve",
            "--data",
            str(self.data),
            "--port",
            str(self.port),
            "--engine",
            "none",
            *self.more,
        ]
        environment = {**os.environ, "AUDITOR_DESK_DATABASE": self.database}
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=log.open("w"),
            env=environment,
            cwd=self.data.parent,
            start_new_session=True,
        )
        until = time.monotonic() + 90
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return log.read_text()
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError(log.read_text())

    def kill(self, how=signal.SIGKILL) -> None:
        """Kills the server, and with it the worker that it started, as a power cut would."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        self.process.wait(20)

    @property
    def code(self) -> str:
        return re.search(r"code=(\w+)", (self.data.parent / f"{self.data.name}.log").read_text()).group(1)


def _program(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return str(found[0]) if found else shutil.which(name) or ""


@contextlib.contextmanager
def running_postgres(folder: Path):
    """A PostgreSQL of one's own."""
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    if not initdb or not pg_ctl:
        pytest.skip("PostgreSQL's server is not installed")
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
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c max_connections=200"
    quiet = {"capture_output": True, "cwd": "/", "timeout": 120}
    try:
        subprocess.run(
            [*lead, initdb, "-D", str(base), "-A", "trust", "-U", "editor", "-E", "UTF8", "--no-sync"], check=True, **quiet
        )
        subprocess.run(
            [*lead, pg_ctl, "-D", str(base), "-w", "-l", str(folder / "log"), "-o", options, "start"], check=True, **quiet
        )
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"PostgreSQL cannot be started: {getattr(error, 'stderr', error)!r}")
    try:
        yield f"postgresql://editor@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*lead, pg_ctl, "-D", str(base), "-m", "immediate", "stop"], check=False, capture_output=True, cwd="/")


def new_database(url: str) -> str:
    """An empty database on a server."""
    name = f"d{secrets.token_hex(5)}"
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"create database {name}"))
    engine.dispose()
    return url.rsplit("/", 1)[0] + "/" + name

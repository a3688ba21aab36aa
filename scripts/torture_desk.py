"""Kills a desk's server and worker with SIGKILL while they write and audit, and looks what is left.

    python scripts/torture_desk.py --kills 200 [--database postgresql://...]

What was acknowledged has to be there: every concept, decision and job.  A job is done, or says why not; none is done twice.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import sqlalchemy as sa

from auditor.serve import people
from auditor.serve.base import Base, place
from auditor.serve.schema import ARTICLES, JOBS

TEXT = "The minister waved from the Russian officials on Tuesday, the the office said."


class Desk:
    """A desk to be killed."""

    def __init__(self, folder: Path, database: str) -> None:
        self.folder, self.database = folder, database
        base = Base(place(folder, database))
        with base.writing() as connection:
            account = people.add(connection, "torturer", "a long password", people.Role.ADMIN, "script")
            who = people.Who(account, "torturer", people.Role.ADMIN)
            self.token = people.issue(connection, who, "torture", people.Role.ADMIN)
        base.close()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the server and waits until it answers."""
        command = [
            sys.executable,
            "-m",
            "auditor",
            "serve",
            "--data",
            str(self.folder),
            "--port",
            str(self.port),
            "--engine",
            "none",
            "--api-rate",
            "100000",
        ]
        environment = {**os.environ, "AUDITOR_DESK_DATABASE": self.database}
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(
            command, env=environment, stdout=quiet, stderr=quiet, start_new_session=True, cwd=self.folder
        )
        until = time.monotonic() + 120
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                self.ask("GET", "/health")
                return
            time.sleep(0.05)
        raise SystemExit("the server did not start")

    def kill(self) -> None:
        """Kills the server and the worker it started, as a power cut would."""
        assert self.process
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(30)

    def ask(self, method: str, path: str, body: object = None) -> dict:
        """What the API answers."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method)
        request.add_header("authorization", f"Bearer {self.token}")
        if body is not None:
            request.add_header("content-type", "application/json")
            request.data = json.dumps(body).encode()
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read())


def write(desk: Desk, kept: dict[str, list], over: threading.Event, thread: int) -> None:
    """Writes as fast as it can, and remembers what was acknowledged."""
    while not over.is_set():
        try:
            ident = f"c{thread}.{len(kept['concepts'])}.{random.randrange(10**9)}"
            concept = {"id": ident, "terms": [{"concept": ident, "lang": "en", "text": ident, "status": "admitted"}]}
            desk.ask("PUT", "/api/v1/concept", concept)
            kept["concepts"].append(ident)
            if len(kept["concepts"]) % 25 == 1:
                kept["jobs"].append(desk.ask("POST", "/api/v1/jobs", {"text": f"{TEXT} {random.randrange(10**9)}."})["id"])
            found = desk.ask("GET", "/api/v1/findings?limit=1")["items"]
            if found:
                told = desk.ask("POST", f"/api/v1/findings/{found[0]['id']}/decision", {"verdict": "confirm"})
                kept["decisions"].append(told["fingerprint"])
        except (OSError, ValueError, http.client.HTTPException):
            time.sleep(0.02)


def main() -> None:
    """Kills as often as asked, and tells what is left."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--database", default="")
    asked = parser.parse_args()
    kept: dict[str, list] = {"concepts": [], "jobs": [], "decisions": []}
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder), asked.database)
        for _ in range(asked.kills):
            desk.start()
            over = threading.Event()
            threads = [threading.Thread(target=write, args=(desk, kept, over, n)) for n in range(3)]
            for thread in threads:
                thread.start()
            time.sleep(random.uniform(0.2, 4.0))
            desk.kill()
            over.set()
            for thread in threads:
                thread.join()
        desk.start()
        _drained(desk)
        desk.kill()
        lost = _lost(desk, kept)
    print(json.dumps({"kills": asked.kills, **{name: len(rows) for name, rows in kept.items()}, **lost}))
    sys.exit(1 if any(lost[name] for name in lost if name.startswith(("lost", "twice", "broken", "silent"))) else 0)


def _drained(desk: Desk) -> None:
    until = time.monotonic() + 600
    while time.monotonic() < until:
        if all(job["state"] in {"done", "failed"} for job in desk.ask("GET", "/api/v1/jobs?limit=500")["items"]):
            return
        time.sleep(0.5)


def _lost(desk: Desk, kept: dict[str, list]) -> dict[str, int]:
    base = Base(place(desk.folder, desk.database))
    with base.reading() as connection:
        jobs = {row.id: row for row in connection.execute(sa.select(JOBS)).all()}
        made = list(connection.execute(sa.select(ARTICLES.c.job).where(ARTICLES.c.job.in_(kept["jobs"]))).scalars())
        whole = connection.execute(sa.text("pragma integrity_check")).scalar() if not desk.database else "ok"
    there, said = set(base.store.versions()), {d.fingerprint for d in base.store.decisions()}
    base.close()
    of_jobs = [jobs[number] for number in kept["jobs"] if number in jobs]
    return {
        "lost concepts": len(set(kept["concepts"]) - there),
        "lost jobs": len(set(kept["jobs"]) - set(jobs)),
        "lost decisions": len(set(kept["decisions"]) - said),
        "done": sum(job.state == "done" for job in of_jobs),
        "failed, saying why": sum(job.state == "failed" and bool(job.error) for job in of_jobs),
        "silent jobs": sum(job.state not in {"done", "failed"} or (job.state == "failed" and not job.error) for job in of_jobs),
        "twice audited": len(made) - len(set(made)),
        "broken": int(whole != "ok"),
    }


if __name__ == "__main__":
    main()

"""An engine in trouble costs its own view and nothing else: findings of the others, skips that name the step, the usual status."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import threading
import time
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

import pytest

from auditor import cli

SENTENCES = [
    ("El ministro pagó 300 euros por el viaje a Madrid.", "The minister paid 400 euros for the trip to Madrid."),
    ("La alcaldesa abrió ayer el puente nuevo.", "The mayor opened the new bridge yesterday."),
    ("Los bomberos evacuaron a 25 personas.", "The firefighters evacuated 52 people."),
]

# Stands where lt-proc would: echoes each NUL-ended unit, and does what the unit asks of it.
STAGE = """#!{python}
import os, signal, sys, time
held = b""
while piece := os.read(0, 65536):
    *whole, held = (held + piece).split(b"\\0")
    for unit in whole:
        if b"bridge" in unit and {way!r} == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        if {way!r} == "garbles":
            unit = b"\\xff\\xfe" + unit[::-1]
        os.write(1, unit + b"\\0")
"""


def _rows(folder):
    rows = [
        {"id": str(i), "source": es, "source_lang": "es", "target": en, "target_lang": "en"}
        for i, (es, en) in enumerate(SENTENCES)
    ]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))


class Done(NamedTuple):
    returncode: int
    stdout: str
    stderr: str


def _audit(folder, engine, deadline="60"):
    """The command in a process of its own, which is forked: what it breaks, limits or kills is its own, and it starts at once."""
    _rows(folder)
    out, err = folder / "out", folder / "err"
    with out.open("wb") as one, err.open("wb") as other:
        child = os.fork()
        if child == 0:
            status = 99
            try:
                os.chdir(folder)
                os.dup2(one.fileno(), 1)
                os.dup2(other.fileno(), 2)
                sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
                os.environ |= {
                    "PATH": f"{folder}/bin:{os.environ['PATH']}", "HOME": str(folder), "AUDITOR_CACHE_DIR": str(folder / "cache"),
                    "AUDITOR_ENGINE_DEADLINE": deadline, "AUDITOR_JOBS": "1", "AUDITOR_SELECT": "numbers",
                    "AUDITOR_HOUSE_PHRASES": "0", "AUDITOR_HOUSE_GLOSSARY": "0",
                }  # fmt: skip
                sys.argv = ["auditor", "check", "rows.jsonl", "--engine", engine, "--format", "json=report.json"]
                status = _status()
            except BaseException:  # noqa: BLE001 - a child that raises would run the rest of the tests
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(status)
        _, status = os.waitpid(child, 0)
    report = folder / "report.json"
    return Done(os.waitstatus_to_exitcode(status), report.read_text() if report.exists() else "", err.read_text())


def _status():
    try:
        cli.main()
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 0 if done.code is None else 2
    return 0


def _pipeline(folder, way):
    """A folder of modes with one stage of the test's own."""
    (folder / "bin").mkdir()
    for name in ("lt-proc", "stage"):
        file = folder / "bin" / name
        file.write_text(STAGE.format(python=sys.executable, way=way))
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
    for pair in ("eng-spa", "spa-eng"):
        (folder / f"{pair}.mode").write_text(f"{folder}/bin/stage\n")
    return f"apertium:{folder}"


def _what_the_others_found(done):
    """Every finding of views that need no engine is there, and the status is that of the findings."""
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    assert {finding["quote"] for finding in report["findings"] if finding["rule"] == "numbers/value"} >= {"400", "52"}
    return [skip["reason"] for skip in report["skips"] if skip["check"] == "back-translation"]


def test_an_engine_killed_in_mid_batch(tmp_path):
    reasons = _what_the_others_found(_audit(tmp_path, _pipeline(tmp_path, "dies")))
    assert any("stopped at this text" in reason for reason in reasons)


def test_an_engine_that_answers_garbage(tmp_path):
    reasons = _what_the_others_found(_audit(tmp_path, _pipeline(tmp_path, "garbles")))
    assert len(reasons) >= 1


class Trouble(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        if self.server.way == "hangs":
            self.server.over.wait(20)
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(
            {"html": b"<html>gateway</html>", "short": b'{"translatedText": []}', "numbers": b'{"translatedText": [1, 2, 3]}'}[
                self.server.way
            ]
        )


@pytest.fixture
def endpoint():
    made = ThreadingHTTPServer(("127.0.0.1", 0), Trouble)
    made.daemon_threads, made.over = True, threading.Event()
    made.url = f"http://127.0.0.1:{made.server_port}"
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.over.set()
    made.shutdown()
    made.server_close()


@pytest.mark.parametrize("way", ["html", "short", "numbers"])
def test_an_endpoint_that_answers_garbage(tmp_path, endpoint, way):
    endpoint.way = way
    reasons = _what_the_others_found(_audit(tmp_path, f"libretranslate:{endpoint.url}"))
    assert all(reason.startswith("libretranslate: ") for reason in reasons)


def test_an_endpoint_that_hangs(tmp_path, endpoint):
    endpoint.way = "hangs"
    began = time.monotonic()
    reasons = _what_the_others_found(_audit(tmp_path, f"libretranslate:{endpoint.url}", deadline="1"))
    assert "does not answer" in reasons[0]
    assert time.monotonic() - began < 60


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to mount a file system of its own")
def test_a_file_system_that_is_full_under_the_cache(tmp_path):
    (tmp_path / "cache").mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", tmp_path / "cache"], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs to mount a file system of its own")
    try:
        done = _audit(tmp_path, _pipeline(tmp_path, "well"))
        _what_the_others_found(done)
        assert "Traceback" not in done.stderr
    finally:
        subprocess.run(["umount", "-l", tmp_path / "cache"], check=True)

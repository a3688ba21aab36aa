"""Exit status as a table, each line run for real: 0 pass, 1 findings, 2 could not audit.

A line is a name, the status, the arguments, and what to put beside the usual files first.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import msgspec
import pytest

from auditor import checks

IN, CLEAN, FEED = "wrong.jsonl", "right.jsonl", ("en.xml", "--source", "es.xml")


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("wrong.jsonl", Path("wrong.jsonl").read_text("utf-8"))
    return out.getvalue()


TABLE = [
    # what passes
    ("a clean table", 0, [CLEAN], {}),
    ("findings below --fail-on", 0, [IN, "--fail-on", "critical"], {}),
    ("--fail-on never", 0, [IN, "--fail-on", "never"], {}),
    ("--exit-zero", 0, [IN, "--exit-zero"], {}),
    ("the rule ignored", 0, [IN, "--ignore", "numbers/value"], {}),
    ("the group ignored", 0, [IN, "--ignore", "numbers"], {}),
    ("another rule selected", 0, [IN, "--select", "credits"], {}),
    ("not sure enough", 0, [IN, "--min-confidence", "0.999"], {}),
    ("known by baseline", 0, [IN, "--baseline", "b.json", "--write-baseline"], {}),
    ("answered for", 0, [IN], {"auditor-ignore.toml": '[[ignore]]\nreason = "law"\nterm = "35"'}),
    ("fail-on in the file", 0, [IN], {"auditor.toml": 'fail-on = "critical"'}),
    ("fail-on in pyproject", 0, [IN], {"pyproject.toml": '[tool.auditor]\nfail-on = "never"'}),
    ("fail-on of the field", 0, [IN], {"auditor.toml": '[fields.body]\nfail-on = "never"'}),
    ("fail-on of the language", 0, [IN], {"auditor.toml": '[languages.en]\nfail-on = "never"'}),
    ("ignored in the language", 0, [IN], {"auditor.toml": '[languages.en]\nignore = ["numbers"]'}),
    ("clean on standard input", 0, ["-"], {}),
    ("empty state, nothing new the second time", 0, [*FEED, "--new-since", "seen.json"], {"seen.json": None}),
    ("as many minor ones as allowed", 0, [CLEAN, "--max-minor", "0"], {}),
    ("a low --min-score", 0, [CLEAN, "--min-score", "1"], {}),
    ("an item without text beside others", 0, ["e.xml"], {"e.xml": "<rss><channel><language>en</language><item><title>All is well</title></item><item><guid>2</guid></item></channel></rss>"}),
    # what fails
    ("a finding", 1, [IN], {}),
    ("a finding among clean files", 1, [CLEAN, IN], {}),
    ("a finding in a feed", 1, [*FEED], {}),
    ("a finding in a gzip", 1, ["w.jsonl.gz"], {"w.jsonl.gz": lambda: gzip.compress(Path(IN).read_bytes())}),
    ("a finding in a zip", 1, ["w.zip"], {"w.zip": archive}),
    ("a finding in a folder", 1, ["sub"], {"sub/w.jsonl": lambda: Path(IN).read_bytes()}),
    ("a finding by a pattern", 1, ["wro*.jsonl"], {}),
    ("fail-on minor", 1, [IN, "--fail-on", "minor"], {}),
    ("a high --min-score", 1, [IN, "--fail-on", "never", "--min-score", "100"], {}),
    ("stale baseline", 1, [CLEAN, "--baseline", "stale.json"], {}),
    ("stale baseline, --fail-on never", 1, [CLEAN, "--baseline", "stale.json", "--fail-on", "never"], {}),
    ("suppression expired", 1, [IN], {"auditor-ignore.toml": '[[ignore]]\nreason = "law"\nterm = "35"\nexpires = 2001-01-01'}),
    ("suppression without a reason", 1, [IN], {"auditor-ignore.toml": '[[ignore]]\nterm = "35"'}),
    ("pruned, and a new finding", 1, [IN, "--baseline", "stale.json", "--prune-baseline", "--select", "numbers"], {}),
    # what could not be audited
    ("no such file", 2, ["gone.jsonl"], {}),
    ("no such file among others", 2, [IN, "gone.jsonl"], {}),
    ("no such file and --exit-zero", 2, ["gone.jsonl", "--exit-zero"], {}),
    ("no such source", 2, ["en.xml", "--source", "gone.xml"], {}),
    ("a pattern that matches nothing", 2, ["*.nothing"], {}),
    ("nothing named", 2, [], {}),
    ("an unknown option", 2, [IN, "--strict"], {}),
    ("an unknown format", 2, [IN, "--format", "pdf"], {}),
    ("an unknown rule", 2, [IN, "--select", "nmbers"], {}),
    ("an unknown severity", 2, [IN, "--fail-on", "majr"], {}),
    ("a confidence over 1", 2, [IN, "--min-confidence", "3"], {}),
    ("a setting that is not known", 2, [IN], {"auditor.toml": 'fail_onn = "major"'}),
    ("a setting of the wrong kind", 2, [IN], {"auditor.toml": 'max-minor = "many"'}),
    ("a configuration that is no TOML", 2, [IN], {"auditor.toml": "fail-on = "}),
    ("a configuration that is not there", 2, [IN, "--config", "gone.toml"], {}),
    ("a baseline that is not there", 2, [IN, "--baseline", "gone.json"], {}),
    ("a baseline that is none", 2, [IN, "--baseline", "b.json"], {"b.json": "[]"}),
    ("a baseline that cannot be written", 2, [IN, "--baseline", "right.jsonl/b.json", "--write-baseline"], {}),
    ("suppressions that are no TOML", 2, [IN], {"auditor-ignore.toml": "[[ignore"}),
    ("a suppression of everything", 2, [IN], {"auditor-ignore.toml": '[[ignore]]\nreason = "x"'}),
    ("a state that is none", 2, [*FEED, "--new-since", "s.json"], {"s.json": "{}"}),
    ("a report that cannot be written", 2, [IN, "--output", "right.jsonl/x"], {}),
    ("two formats, one output", 2, [IN, "--format", "json", "--format", "csv", "--output", "x"], {}),
    ("a glossary that is not there", 2, [IN, "--glossary", "gone.csv"], {}),
    ("phrasings that are not there", 2, [IN, "--phrases", "gone.tmx"], {}),
    ("an unknown engine", 2, [IN, "--engine", "gogle"], {}),
    ("an empty file", 2, ["x.jsonl"], {"x.jsonl": ""}),
    ("a binary file", 2, ["x.jsonl"], {"x.jsonl": b"\x00\x01\xff\xfe" * 99}),
    ("a broken row among good ones", 2, ["x.jsonl"], {"x.jsonl": '{"id": "a", "target": "Good day."}\n{broken\n'}),
    ("a broken row and --exit-zero", 2, ["x.jsonl", "--exit-zero"], {"x.jsonl": '{"id": "a", "target": "Good day."}\n{broken\n'}),
    ("a feed without items", 2, ["x.xml"], {"x.xml": "<rss><channel></channel></rss>"}),
    ("a feed cut off", 2, ["x.xml"], {"x.xml": "<rss><channel><item><title>All is well</title></item><item><title>All is"}),
    ("a table without a target", 2, ["x.csv"], {"x.csv": "a,b\n1,2\n"}),
    ("an empty folder", 2, ["sub"], {"sub/.hidden": ""}),
    ("a feed on a private address", 2, ["http://127.0.0.1:9/feed"], {}),
    ("a feed nobody serves", 2, ["http://127.0.0.1:9/feed", "--allow-host", "127.0.0.1"], {}),
    ("a feed and --offline", 2, ["http://feeds.example/x", "--offline"], {}),
    ("another scheme", 2, ["ftp://feeds.example/x"], {}),
    ("--changed-since outside of git", 2, [IN, "--changed-since", "HEAD"], {}),
    ("nothing on standard input", 2, ["-"], {"stdin": ""}),
]  # fmt: skip


def test_there_are_enough_situations() -> None:
    assert len(TABLE) >= 40
    assert len({name for name, *_ in TABLE}) == len(TABLE)


@pytest.mark.parametrize(("status", "arguments", "beside"), [pytest.param(*line[1:], id=line[0]) for line in TABLE])
def test_exit_status(auditor, rows, saved, wrong, right, project, monkeypatch, status, arguments, beside) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))
    rows(wrong, name=IN)
    rows(right, name=CLEAN)
    saved()
    (project / "stale.json").write_text(json.dumps({"schema": "auditor.baseline/v1", "findings": [
        {"rule": "numbers/value", "texts": "0" * 16, "quote": "7", "count": 1}]}))  # fmt: skip
    stdin = (project / CLEAN).read_bytes()
    for name, content in beside.items():
        data = content() if callable(content) else content
        if data is None:  # made by a first run
            auditor("check", *arguments)
        elif name == "stdin":
            stdin = b""
        else:
            (project / name).parent.mkdir(exist_ok=True)
            (project / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    done = auditor("check", *arguments, stdin=stdin)
    assert done.status == status, (done.out[-500:], done.err)
    assert "Traceback" not in done.err
    if status == 2 and not done.out:
        assert len(done.err.strip().splitlines()) <= 4


def process(*arguments: str, code: str = "", cwd, **env: str) -> subprocess.Popen[bytes]:
    start = ["-c", code] if code else ["-m", "auditor"]
    return subprocess.Popen([sys.executable, *start, *arguments], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            stdin=subprocess.PIPE, env={**os.environ, **env})  # fmt: skip


def _until_it_waits(pid: int) -> None:
    """Until a process has used no CPU for half a second, as one does that reads from a pipe nobody writes to."""
    used, still = "", 0
    for _ in range(600):
        time.sleep(0.1)
        now = " ".join(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13])
        still = still + 1 if now == used and now != "0 0" else 0
        used = now
        if still >= 5:
            return


def test_interrupted_is_130(project) -> None:
    running = process("check", "-", cwd=project)
    _until_it_waits(running.pid)  # for standard input
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=30)
    assert running.returncode == 130
    assert b"Traceback" not in err


def test_a_fault_of_ours_is_2(project, rows, right) -> None:
    code = "import auditor.config as c; c.load = lambda *a, **k: 1 / 0; from auditor.cli import main; main()"
    running = process("check", rows(right), code=code, cwd=project)
    _, err = running.communicate(timeout=30)
    assert running.returncode == 2
    assert b"a fault of auditor itself" in err
    assert b"Traceback" not in err


def test_a_check_that_crashes_is_2_and_told(auditor, rows, right, monkeypatch) -> None:
    def broken(unit, tools):
        raise ZeroDivisionError("planted")

    found = [c for c in checks.discover() if any(rule.id == "numbers/value" for rule in c.rules)]
    assert found
    planted = [msgspec.structs.replace(c, find=broken, find_in_document=None) for c in found]
    monkeypatch.setattr(checks, "selected", lambda *_a, **_k: planted)
    done = auditor("check", rows(right), "-f", "json")
    assert any(skip["crashed"] for skip in done.report["skips"]), done
    assert done.status == 2

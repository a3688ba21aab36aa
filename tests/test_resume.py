"""Runs that are killed with SIGKILL and gone on with, a few of them; `scripts/torture_resume.py` kills as many as one likes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.results import Results

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.parametrize("more", [(), ("--cache",)])
def test_a_killed_run_goes_on_to_the_same_bytes(more):
    done = subprocess.run(
        [sys.executable, "scripts/torture_resume.py", "--kills", "4", "--segments", "300", *more],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=500,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert ", 0 different" in done.stdout


def test_values_wait_for_no_more_than_a_second(tmp_path, monkeypatch):
    now = [100.0]
    monkeypatch.setattr("auditor.results.time.monotonic", lambda: now[0])
    store = Results(tmp_path / "r.sqlite")
    store.keep(b"a", b"1")
    assert Results(tmp_path / "r.sqlite").find(b"a") is None
    now[0] += 1.5
    store.keep(b"b", b"2")
    other = Results(tmp_path / "r.sqlite")
    assert (other.find(b"a"), other.find(b"b"), other.hits) == (b"1", b"2", 2)
    store.close()


def test_a_journal_goes_without_a_trace(tmp_path):
    store = Results(tmp_path / ".x.resume.sqlite", limit=1 << 50)
    store.keep(b"a", b"1")
    store.remove()
    assert list(tmp_path.iterdir()) == []

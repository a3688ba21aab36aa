"""`auditor watch` in its own process: it goes on over a feed that fails, and ends when the desk goes home."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time


def test_it_goes_on_and_ends_at_ctrl_c(project, saved, feed) -> None:
    url, _, source = saved()
    watching = subprocess.Popen(
        [sys.executable, "-m", "auditor", "watch", url, "--source", source, "--every", "1", "--state", "seen.json"],
        cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    state = project / "seen.json"
    for _ in range(100):
        if state.exists():
            break
        time.sleep(0.2)
    feed.put("g3", "Ship leaves", "It weighed 480 tonnes.", "Zarpa", "Pesaba 840 toneladas.")
    before = state.read_bytes()
    saved()
    for _ in range(100):
        if state.read_bytes() != before:
            break
        time.sleep(0.2)
    watching.send_signal(signal.SIGINT)
    out, err = watching.communicate(timeout=30)
    assert watching.returncode == 130
    assert out.index("35 million") < out.index("480")
    assert out.count("“35 million” does not match") == 1
    assert "Traceback" not in err

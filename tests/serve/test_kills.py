"""Killed in mid-write and in mid-audit, the desk starts again with all it acknowledged; `scripts/torture_desk.py` does it 200 times."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.config import Config
from auditor.serve import auditing, jobs, worker
from auditor.serve.schema import JOBS

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_killed():
    command = [sys.executable, str(ROOT / "scripts" / "torture_desk.py"), "--kills", os.environ.get("AUDITOR_KILLS", "2")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1800, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["concepts"] > 0


def test_the_job_of_a_dead_worker_is_taken_up_again_and_given_up_after_three_times(desk):
    with desk.base.writing() as connection:
        jobs.add(connection, jobs.Input("text", text="A text."), "a text", "wire", "x")
    for _ in range(jobs.TRIES):
        assert jobs.take(desk.base) is not None
        assert jobs.resume(desk.base) == 0  # this very process is alive
        with desk.base.writing() as connection:
            connection.execute(JOBS.update().values(worker="elsewhere|1", beat="2020-01-01T00:00:00+00:00"))
        assert jobs.resume(desk.base) == 1
    assert jobs.take(desk.base) is None
    listed = desk.api().get("/api/v1/jobs").json()["items"]
    assert listed[0]["state"] == "failed"
    assert "ended 3 times" in listed[0]["error"]


def test_a_job_is_audited_with_the_desks_own_glossary_and_corrections(desk):
    config = Config(engine="none", offline=True, house_phrases=False)
    kit = auditing.Kit(desk.base, config)
    client, csrf = desk.client("reviewer"), desk.whos["reviewer"].csrf
    text = "The port of Quillmouth was closed by the Harbour Bureau."

    def audited():
        assert client.post("/inbox", data={"csrf": csrf, "text": text, "lang": "en", "feed": "wire"}).status_code == 303
        worker.work(desk.base, jobs.take(desk.base), kit, config)
        return desk.api().get("/api/v1/findings").json()["items"]

    assert not [f for f in audited() if f["rule"].startswith("terms/")]
    form = {"csrf": csrf, "version": "0", "id": "harbour", "row": ["0", "1"], "t0-lang": "en", "t0-text": "Port Authority", "t0-status": "preferred",
            "t1-lang": "en", "t1-text": "Harbour Bureau", "t1-status": "forbidden"}  # fmt: skip
    assert client.post("/glossary/entry", data=form).status_code == 303
    found = [f for f in audited() if f["rule"] == "terms/forbidden"]
    assert [f["quote"] for f in found] == ["Harbour Bureau"]
    assert len(desk.api().get("/api/v1/articles").json()["items"]) == 1  # the same text takes its own place


def test_what_cannot_be_audited_says_why(desk):
    config = Config(engine="none", offline=True)
    kit = auditing.Kit(desk.base, config)
    for form in ({"url": "http://127.0.0.1:1/feed"}, {"url": "http://169.254.169.254/latest"}):
        desk.client("editor").post("/inbox", data={"csrf": desk.whos["editor"].csrf, **form})
        worker.work(desk.base, jobs.take(desk.base), kit, Config(engine="none"))
    told = [job["error"] for job in desk.api().get("/api/v1/jobs").json()["items"]]
    assert all("not a public address" in why for why in told), told


def test_a_report_is_taken_as_it_is(desk, tmp_path):
    from auditor.report import json as written
    from tests.serve.desks import finding

    number = desk.put(finding())
    report = json.dumps(desk.api().get(f"/api/v1/articles/{number}").json()["report"])
    assert written.SCHEMA in report
    files = {"file": ("report.json", report.encode())}
    desk.client("editor").post("/inbox", data={"csrf": desk.whos["editor"].csrf}, files=files)
    config = Config(engine="none", offline=True)
    worker.work(desk.base, jobs.take(desk.base), auditing.Kit(desk.base, config), config)
    found = desk.api().get("/api/v1/findings?feed=report.json").json()["items"]
    assert [f["quote"] for f in found] == ["Manual"]

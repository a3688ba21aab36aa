"""What a desk decided counts in CI: `auditor check --desk`; and the whole desk goes into a file and back."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from auditor.errors import ConfigError
from auditor.serve import deciding, saving
from auditor.serve.base import Base
from tests.serve.desks import finding

WRONG = {
    "id": "a",
    "target": "The bill cost 35 million euros.",
    "target_lang": "en",
    "source": "La ley costó 53 millones de euros.",
    "source_lang": "es",
}


def check(folder, *more):
    done = subprocess.run(
        [sys.executable, "-m", "auditor", "check", "in.jsonl", "--engine", "none", "--no-cache", "--format", "json", *more],
        cwd=folder, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout) if done.stdout else done.stderr


def test_a_dismissal_on_the_desk_lets_the_gate_pass(desk, tmp_path):
    (tmp_path / "in.jsonl").write_text(json.dumps(WRONG) + "\n", "utf-8")
    status, report = check(tmp_path)
    assert status == 1
    for found in report["findings"]:
        number = desk.put(
            finding(found["quote"], WRONG["target"], rule=found["rule"], fingerprint=found["fingerprint"]),
            feed="in.jsonl",
            ident=found["rule"],
        )
        with desk.base.writing() as connection:
            deciding.decide(desk.base, connection, number, deciding.Asked("dismiss", "It was 35 after all"), desk.whos["editor"])
    (tmp_path / "desk.json").write_text(desk.api("reader").get("/api/v1/snapshot").text, "utf-8")
    status, report = check(tmp_path, "--desk", "desk.json")
    assert status == 0, report
    assert {f["status"] for f in report["findings"]} == {"suppressed"}
    assert "It was 35 after all (editor)" in report["findings"][0]["why"]


def test_a_snapshot_that_is_none_is_trouble(tmp_path):
    (tmp_path / "in.jsonl").write_text(json.dumps(WRONG) + "\n", "utf-8")
    (tmp_path / "desk.json").write_text("{}", "utf-8")
    assert check(tmp_path, "--desk", "desk.json")[0] == 2


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_a_backup_restores_into_either_database(desk, database, request, tmp_path):
    desk.put(finding(), finding("Ministry", unit="u2"))
    with desk.base.writing() as connection:
        deciding.decide(desk.base, connection, 1, deciding.Asked("confirm"), desk.whos["editor"])
    counts = saving.backup(desk.base, tmp_path / "desk.gz")
    other = Base(str(tmp_path / "other.db") if database == "sqlite" else request.getfixturevalue("fresh_postgres"))
    assert saving.restore(other, tmp_path / "desk.gz") == counts
    assert other.store.decisions() == desk.base.store.decisions()
    assert saving.backup(other, tmp_path / "again.gz") == counts
    with pytest.raises(ConfigError, match="not empty"):
        saving.restore(other, tmp_path / "desk.gz")
    with other.writing() as connection:  # numbers go on where they were
        deciding.decide(other, connection, 2, deciding.Asked("confirm"), desk.whos["editor"])
    other.close()


def test_half_a_backup_restores_nothing(desk, tmp_path):
    desk.put(finding())
    saving.backup(desk.base, tmp_path / "desk.gz")
    whole = (tmp_path / "desk.gz").read_bytes()
    (tmp_path / "half.gz").write_bytes(whole[: len(whole) // 2])
    other = Base(str(tmp_path / "other.db"))
    with pytest.raises(ConfigError, match="whole backup"):
        saving.restore(other, tmp_path / "half.gz")
    assert not list(other.store.concepts())
    other.close()

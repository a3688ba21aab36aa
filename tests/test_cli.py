"""The command line as a user meets it: exit status, streams, options, bad input."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

WRONG = {"id": "a", "target": "The bill cost 35 million euros.", "target_lang": "en",
         "source": "La ley costó 53 millones de euros.", "source_lang": "es"}  # fmt: skip
RIGHT = {**WRONG, "id": "b", "target": "The law cost 53 million euros."}


def auditor(*arguments: str, cwd: Path, stdin: str | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "auditor", *arguments],
        cwd=cwd, capture_output=True, text=True, input=stdin, check=False, timeout=120,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd), "LC_ALL": "C.UTF-8", **env},
    )  # fmt: skip


def rows(path: Path, *units: dict[str, str]) -> str:
    path.write_text("".join(json.dumps(unit) + "\n" for unit in units), encoding="utf-8")
    return str(path)


def test_findings_fail_and_are_quoted(tmp_path: Path) -> None:
    done = auditor("check", rows(tmp_path / "in.jsonl", WRONG, RIGHT), "--format", "json", cwd=tmp_path)
    report = json.loads(done.stdout)
    assert done.returncode == 1, done.stderr
    assert {(f["unit"], f["quote"]) for f in report["findings"]} == {("a", "35 million euros")} or {
        f["quote"] for f in report["findings"]
    } <= {"35", "35 million", "35 million euros"}
    for finding in report["findings"]:
        unit = next(u for u in report["units"] if u["id"] == finding["unit"])
        assert unit[finding["side"]][finding["start"] : finding["end"]] == finding["quote"]


def test_a_clean_input_passes(tmp_path: Path) -> None:
    assert auditor("check", rows(tmp_path / "in.jsonl", RIGHT), cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("option", [("--exit-zero",), ("--fail-on", "never"), ("--fail-on", "critical"), ("--ignore", "numbers")])
def test_options_that_let_findings_pass(tmp_path: Path, option: tuple[str, ...]) -> None:
    assert auditor("check", rows(tmp_path / "in.jsonl", WRONG), *option, cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "missing.jsonl"), "missing.jsonl"),
        (("check", "in.jsonl", "--format", "pdf"), "use one of"),
        (("check", "in.jsonl", "--select", "nmbers"), "numbers"),
        (("check", "in.jsonl", "--fail-on", "majr"), "major"),
        (("check",), "INPUT"),
        (("rule", "names/mispelt"), "names/misspelt"),
        (("check", "in.jsonl", "--config", "nowhere.toml"), "nowhere.toml"),
    ],
)
def test_trouble_is_status_2_and_one_line(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    rows(tmp_path / "in.jsonl", RIGHT)
    done = auditor(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert said.lower() in done.stderr.lower()
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02\xff\xfe" * 50, b"<rss><channel></channel></rss>", b"{not json}\n"])
def test_what_cannot_be_read_is_never_a_pass(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "in.jsonl").write_bytes(content)
    done = auditor("check", "in.jsonl", cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_one_bad_row_costs_itself_and_is_status_2(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps(RIGHT) + "\n{broken\n" + json.dumps({**RIGHT, "id": "c"}) + "\n")
    done = auditor("check", "in.jsonl", "--format", "json", cwd=tmp_path)
    report = json.loads(done.stdout)
    assert done.returncode == 2
    assert [u["id"] for u in report["units"]] == ["b", "c"]
    assert len(report["failures"]) == 1


def test_standard_input_and_output_file(tmp_path: Path) -> None:
    done = auditor("check", "-", "--format", "json", "--output", "out/report.json", cwd=tmp_path, stdin=json.dumps(WRONG) + "\n")
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    assert json.loads((tmp_path / "out" / "report.json").read_text())["findings"]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    units = [{**WRONG, "id": f"u{n}", "target": f"It cost {n} million euros."} for n in range(40)]
    path = rows(tmp_path / "in.jsonl", *units)
    seen = {
        auditor("check", path, "--format", "json", "--jobs", jobs, cwd=tmp_path, PYTHONHASHSEED=seed).stdout
        for jobs, seed in (("1", "0"), ("2", "1"), ("1", "random"))
    }
    assert len(seen) == 1


def test_configuration_says_where_each_value_is_from(tmp_path: Path) -> None:
    (tmp_path / "auditor.toml").write_text('fail-on = "critical"\n')
    shown = json.loads(auditor("config", "--json", cwd=tmp_path, AUDITOR_MIN_SCORE="70").stdout)
    assert shown["fail-on"] == {"value": "critical", "from": str(tmp_path / "auditor.toml")}
    assert shown["min-score"]["from"] == "environment AUDITOR_MIN_SCORE"
    assert shown["engine"]["from"] == "default"


def test_an_unknown_key_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "auditor.toml").write_text('fail_onn = "critical"\n')
    done = auditor("check", rows(tmp_path / "in.jsonl", RIGHT), cwd=tmp_path)
    assert done.returncode == 2
    assert "fail-on" in done.stderr


def test_rules_are_listed_with_pages(tmp_path: Path) -> None:
    listed = json.loads(auditor("rules", "--json", cwd=tmp_path).stdout)
    assert {"numbers/value", "credits/wording", "idioms/literal"} <= {rule["id"] for rule in listed}
    page = auditor("rule", "credits/wording", cwd=tmp_path).stdout
    assert "Photo: Ministry/Manual/Agency" in page
    assert "Innocent:" in page

"""What an editor decides of a finding changes what the next audit shows, in every format that has a place for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.fixture
def decided(auditor, rows, wrong):
    """Audits one error with a glossary database at hand; the arguments of the audit, and the finding."""
    auditor("glossary", "init", "g.db")
    other = {**wrong, "id": "u9", "target": wrong["target"].replace("cost", "has cost")}
    arguments = ("check", rows(wrong, other), "--glossary", "g.db")
    done = auditor(*arguments, "--format", "json=report.json")
    assert done.status == 1
    return arguments, json.loads(Path("report.json").read_text("utf-8"))["findings"]


def decide(auditor, *words):
    return auditor("decide", *words, "--in", "g.db", "--as", "ann")


def test_a_dismissed_finding_is_suppressed_with_the_reason(auditor, decided) -> None:
    arguments, (first, second) = decided
    assert decide(auditor, first["fingerprint"], "--dismiss", "--why", "said so in court").status == 0
    done = auditor(*arguments, "-f", "json")
    assert done.status == 1
    assert [(f["status"], f.get("why")) for f in done.report["findings"]] == [
        ("suppressed", "said so in court (ann)"),
        ("open", None),
    ]
    decide(auditor, second["fingerprint"], "--dismiss", "--why", "this too")
    done = auditor(*arguments, "-f", "sarif")
    assert done.status == 0
    told = [r["suppressions"][0]["justification"] for r in json.loads(done.out)["runs"][0]["results"]]
    assert told == ["said so in court (ann)", "this too (ann)"]
    decide(auditor, second["fingerprint"], "--retract")
    assert auditor(*arguments).status == 1


@pytest.mark.parametrize("scope", ["term", "rule"])
def test_a_dismissal_reaches_as_far_as_it_says(auditor, decided, rows, wrong, scope) -> None:
    arguments, (first, _) = decided
    asked = (first["fingerprint"], "--dismiss", "--why", "they write it so", "--scope", scope)
    refused = decide(auditor, *asked)
    assert refused.status == 2
    assert "--report" in refused.err
    assert decide(auditor, *asked, "--report", "report.json").status == 0
    assert auditor(*arguments).status == 0
    elsewhere = ("check", rows(wrong, name="other.jsonl"), *arguments[2:])
    assert auditor(*elsewhere).status == (0 if scope == "term" else 1)
    [kept] = json.loads(auditor("decisions", "--in", "g.db", "--json").out)
    assert (kept["scope"], kept["rule"], kept["quote"], kept["feed"]) == (scope, first["rule"], first["quote"], "in.jsonl")


def test_a_confirmed_finding_stays_whatever_was_said_of_others_like_it(auditor, decided) -> None:
    arguments, (first, second) = decided
    decide(auditor, first["fingerprint"], "--dismiss", "--why", "fine", "--scope", "rule", "--report", "report.json")
    decide(auditor, second["fingerprint"], "--confirm", "--why", "it was 53")
    done = auditor(*arguments, "-f", "json")
    assert done.status == 1
    assert [(f["status"], f["why"]) for f in done.report["findings"]] == [
        ("suppressed", "fine (ann)"),
        ("open", "confirmed: it was 53 (ann)"),
    ]
    assert "confirmed: it was 53" in auditor(*arguments, "-f", "sarif").out


def test_a_dismissal_whose_day_is_past_is_open_and_said(auditor, decided) -> None:
    arguments, (first, _) = decided
    decide(auditor, first["fingerprint"], "--dismiss", "--why", "fine", "--until", "2020-01-31")
    done = auditor(*arguments, "-f", "json")
    assert len(done.quotes()) == 2
    assert ["a day that is past" in s["reason"] for s in done.report["skips"] if s["check"] == "suppressions"] == [True]


@pytest.mark.parametrize(
    "words",
    [
        ["--dismiss"],
        ["--dismiss", "--confirm", "--why", "x"],
        ["--why", "x"],
        ["--dismiss", "--why", "x", "--scope", "all"],
        ["--confirm", "--why", "x", "--scope", "rule"],
        ["--dismiss", "--why", "x", "--until", "soon"],
        ["--dismiss", "--why", "x", "--report", "nowhere.json"],
        ["--dismiss", "--why", "x", "--report", "in.jsonl"],
    ],
)
def test_what_cannot_be_decided_is_said(auditor, decided, words) -> None:
    assert decide(auditor, "0123", *words).status == 2
    assert auditor("decisions", "--in", "g.db").out == ""

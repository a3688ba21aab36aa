"""Annotations, code quality, review comments and test reports, against what their readers accept."""

from __future__ import annotations

import json

import sample as made
from lxml import etree

from auditor.model import Failure, Gate, Report, ReportedDocument, ReportedUnit, Severity
from auditor.report import FORMATS


def _many(severity: Severity, count: int) -> Report:
    unit = made.unit("u", "d", "wrong words here")
    found = tuple(made.found(unit, f"r/{n}", "wrong", "x/y", severity, n / count, f"Message {n}") for n in range(count))
    return Report("0", "s", (ReportedDocument("d", "f.txt", "", "en", 1),), (ReportedUnit(unit),), found, ())


def test_github_shows_ten_of_each_and_counts_the_rest():
    for severity, command in ((Severity.CRITICAL, "error"), (Severity.MINOR, "warning"), (Severity.NEUTRAL, "notice")):
        lines = FORMATS["github"](_many(severity, 100_000 if severity is Severity.MINOR else 50)).splitlines()
        assert sum(line.startswith(f"::{command} ") for line in lines) == 10
        assert sum(line.startswith("::notice ") for line in lines) in {1, 10}
        hidden = 99_990 if severity is Severity.MINOR else 41 if severity is Severity.NEUTRAL else 40
        assert f"{hidden} more than shown here" in lines[-1]


def test_github_shows_the_surest_first():
    first = FORMATS["github"](_many(Severity.MAJOR, 50)).splitlines()[0]
    assert "title=r/49 (major%2C 98 %25)" in first
    assert first.endswith("::“wrong”: Message 49")


def test_github_columns_stand_on_the_words(report):
    line = next(line for line in FORMATS["github"](report).splitlines() if "title=numbers/value" in line and "harbour" in line)
    assert "file=feeds/harbour.xml,line=7,endLine=7,col=35,endColumn=37" in line


def test_github_says_the_gate(report):
    assert FORMATS["github"](report).splitlines()[-1].endswith("The gate (major) failed.")


def test_gitlab_has_no_two_fingerprints_alike():
    unit = made.unit("u", "d", "wrong wrong")
    found = (made.found(unit, "r/r", "wrong", "x/y", Severity.MINOR, 0.5, "m"),) * 3
    report = Report("0", "s", (ReportedDocument("d", "f.txt", "", "en", 1),), (ReportedUnit(unit),), found, ())
    issues = json.loads(FORMATS["gitlab"](report))
    assert len({issue["fingerprint"] for issue in issues}) == 3


def test_gitlab_issues_have_what_gitlab_asks_for(report):
    issues = json.loads(FORMATS["gitlab"](report))
    assert len(issues) == 17
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["lines"]["begin"] >= 1
        assert not issue["location"]["path"].startswith(("/", "./"))
    assert not FORMATS["gitlab"](report).startswith("\N{ZERO WIDTH NO-BREAK SPACE}")


def test_rdjson_columns_are_bytes():
    before = made.unit("a", "d", "Año 漢字 😀", column=1)
    after = made.unit("b", "d", "señal wrong", column=len(before.target.text) + 2)
    line = f"{before.target.text} {after.target.text}".encode()
    found = made.found(after, "r/r", "wrong", "x/y", Severity.MAJOR, 0.9, "m", suggestion="right")
    report = Report(
        "0", "s", (ReportedDocument("d", "f", "", "en", 2),), (ReportedUnit(before), ReportedUnit(after)), (found,), ()
    )
    said = json.loads(FORMATS["rdjson"](report))["diagnostics"][0]
    where = said["location"]["range"]
    assert line[where["start"]["column"] - 1 : where["end"]["column"] - 1].decode() == "wrong"
    assert said["suggestions"] == [{"range": where, "text": "right"}]


def test_rdjson_has_the_words_of_reviewdog(report):
    log = json.loads(FORMATS["rdjson"](report))
    assert set(log) == {"source", "diagnostics"}
    assert {d["severity"] for d in log["diagnostics"]} == {"ERROR", "WARNING", "INFO"}
    assert all(d["message"] and d["location"]["path"] for d in log["diagnostics"])


def test_junit_counts_add_up(report):
    root = etree.fromstring(FORMATS["junit"](report).encode())
    for count, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert root.get(count) in {str(len(root.findall(f".//{tag}"))), None if count == "skipped" else ""}
        for suite in root:
            assert int(suite.get(count)) == len(suite.findall(f".//{tag}"))
    assert int(root.get("failures")) == 17
    assert int(root.get("errors")) == 3  # two inputs and one crash


def test_junit_passes_a_clean_document():
    report = Report("0", "s", (ReportedDocument("d", "f.txt", "", "en", 0),), (), (), ())
    root = etree.fromstring(FORMATS["junit"](report).encode())
    assert (root.get("tests"), root.get("failures")) == ("1", "0")


def test_a_summary_fits_into_a_mebibyte():
    unit = made.unit("u", "d", "wrong")
    failures = tuple(Failure("漢" * 200, "字" * 600) for _ in range(2000))
    found = (made.found(unit, "r/r", "wrong", "x/y", Severity.MAJOR, 0.9, "x" * 5000),) * 500
    documents = tuple(ReportedDocument(f"d{n}", "f", "t" * 500, "en", 1) for n in range(5000))
    gate = Gate("major", failed=True, reasons=("500 major findings",))
    text = FORMATS["summary"](Report("0", "s", documents, (ReportedUnit(unit),), found, (), gate, failures))
    assert len(text.encode()) <= 1 << 20
    assert "more findings are in the report" in text
    assert "The rest does not fit" in text
    assert text.index("failed") < 200

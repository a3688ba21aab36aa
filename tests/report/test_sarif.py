"""SARIF: the shape the standard asks for, GitHub's limits, and columns that count UTF-16."""

from __future__ import annotations

import json

import jsonschema
import pytest
import sample as made

from auditor.model import Report, ReportedDocument, ReportedUnit, Severity, Status
from auditor.report import FORMATS, Look
from auditor.report.sarif import LONGEST, MOST_RESULTS, MOST_RUNS


def _object(required: str, **properties):
    return {"type": "object", "required": required.split(), "properties": properties, "additionalProperties": False}


def _array(of, **more):
    return {"type": "array", "items": of, **more}


# The parts of SARIF 2.1.0 we write, after the OASIS text: required properties, closed objects, enumerations, bounds;
# and what GitHub asks for beyond it.
TEXT = _object("text", text={"type": "string", "minLength": 1})
LEVEL = {"enum": ["none", "note", "warning", "error"]}
BAG = {"type": "object", "properties": {"tags": _array({"type": "string"}, uniqueItems=True, maxItems=10)}}
POSITIVE = {"type": "integer", "minimum": 1}
REGION = _object(
    "startLine startColumn endLine endColumn", startLine=POSITIVE, startColumn=POSITIVE, endLine=POSITIVE, endColumn=POSITIVE
)
URI = {"type": "string", "pattern": r"^[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]+$"}
PHYSICAL = _object("artifactLocation region", artifactLocation=_object("uri", uri=URI), region=REGION)
LOGICAL = _object("", fullyQualifiedName={"type": "string"}, kind={"type": "string"})
LOCATION = _object(
    "physicalLocation",
    id={"type": "integer", "minimum": -1},
    physicalLocation=PHYSICAL,
    logicalLocations=_array(LOGICAL),
    message=TEXT,
)
SHORT = _object("text", text={"type": "string", "minLength": 1, "maxLength": LONGEST})
RULE = _object(
    "id shortDescription fullDescription help",
    id={"type": "string"},
    shortDescription=SHORT,
    fullDescription=SHORT,
    help=TEXT,
    defaultConfiguration=_object("level", level=LEVEL),
    properties=BAG,
)
SUPPRESSION = _object(
    "kind",
    kind={"enum": ["inSource", "external"]},
    status={"enum": ["accepted", "underReview", "rejected"]},
    justification={"type": "string"},
)
RESULT = _object(
    "ruleId message locations partialFingerprints",
    ruleId={"type": "string"},
    ruleIndex={"type": "integer", "minimum": 0},
    level=LEVEL,
    rank={"type": "number", "minimum": -1, "maximum": 100},
    message=TEXT,
    locations=_array(LOCATION, minItems=1, maxItems=1),
    relatedLocations=_array(LOCATION),
    partialFingerprints={"type": "object", "required": ["primaryLocationLineHash"], "additionalProperties": {"type": "string"}},
    baselineState={"enum": ["new", "unchanged", "updated", "absent"]},
    suppressions=_array(SUPPRESSION),
    properties=BAG,
)
INVOCATION = _object(
    "executionSuccessful",
    executionSuccessful={"type": "boolean"},
    toolExecutionNotifications=_array(_object("message", level=LEVEL, message=TEXT)),
)
RUN = _object(
    "tool results",
    tool=_object(
        "driver", driver=_object("name rules", name={"type": "string"}, semanticVersion={"type": "string"}, rules=_array(RULE))
    ),
    automationDetails=_object("id", id={"type": "string", "pattern": "^auditor/.*/$"}),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    invocations=_array(INVOCATION),
    results=_array(RESULT, maxItems=25_000),
    properties=BAG,
)
LOG = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "properties": {"$schema": {"type": "string"}, "version": {"const": "2.1.0"}, "runs": _array(RUN, minItems=1, maxItems=20)},
    "additionalProperties": False,
}


def _log(report: Report, look: Look | None = None):
    log = json.loads(FORMATS["sarif"](report, look or Look()))
    jsonschema.Draft202012Validator(LOG).validate(log)
    return log


@pytest.fixture(scope="module")
def log(report, look):
    return _log(report, look)


def _results(log):
    return [result for run in log["runs"] for result in run["results"]]


def test_one_run_a_language(log):
    assert [run["automationDetails"]["id"] for run in log["runs"]] == ["auditor/en/", "auditor/ar/", "auditor/zh/"]


def test_every_finding_is_a_result_under_its_rule(log, report):
    assert len(_results(log)) == len(report.findings)
    for run in log["runs"]:
        for result in run["results"]:
            assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_the_worst_come_first(log):
    assert [result["properties"]["severity"] for result in log["runs"][0]["results"][:4]] == [
        "critical",
        "critical",
        "critical",
        "major",
    ]


def test_rules_say_how_good_they_are(log):
    rules = {rule["id"]: rule for rule in log["runs"][0]["tool"]["driver"]["rules"]}
    names = rules["names/mistranslated"]
    assert names["properties"]["precision"] == "very-high"
    assert "91% of its findings are errors" in names["help"]["text"]
    assert "Example: finds “Nigeria”" in names["help"]["text"]
    assert "precision" not in rules["credits/wording"]["properties"]


def test_columns_count_utf16_also_before_the_segment(report):
    before = made.unit("a", "d", "😀😀 𠮷 e\N{COMBINING ACUTE ACCENT}", column=1)
    after = made.unit("b", "d", "漢字 🚢 wrong", column=len(before.target.text) + 2)
    line = before.target.text + " " + after.target.text
    found = made.found(after, "r/r", "wrong", "accuracy/mistranslation", Severity.MAJOR, 0.9, "x")
    units = (ReportedUnit(before), ReportedUnit(after))
    log = _log(Report("0.1.0", "s", (ReportedDocument("d", "f.txt", "", "en", 2),), units, (found,), ()))
    region = _results(log)[0]["locations"][0]["physicalLocation"]["region"]
    shown = line.encode("utf-16-le")[2 * (region["startColumn"] - 1) : 2 * (region["endColumn"] - 1)].decode("utf-16-le")
    assert shown == "wrong"


def test_an_omission_points_at_both_files(log):
    omission = next(r for r in _results(log) if r["ruleId"] == "coverage/omission")
    assert omission["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "feeds/harbour.xml"
    assert omission["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "feeds/source.xml"
    assert "Nadie resultó herido" in omission["relatedLocations"][0]["message"]["text"]


def test_known_and_excused_findings_say_so(log):
    known = next(r for r in _results(log) if r["ruleId"] == "feed/boilerplate")
    excused = next(r for r in _results(log) if r["ruleId"] == "terms/forbidden")
    assert known["baselineState"] == "unchanged"
    assert excused["suppressions"][0]["justification"] == "agreed with the desk on 3 November"


def test_crashes_and_unread_input_are_told(log):
    first = log["runs"][0]["invocations"][0]
    assert first["executionSuccessful"] is False
    texts = [note["message"]["text"] for note in first["toolExecutionNotifications"]]
    assert any("could not read feeds/broken.xml" in text for text in texts)


def test_no_message_makes_a_link(log):
    assert not any("](" in result["message"]["text"] for result in _results(log))


def test_too_many_findings_are_cut_worst_first_and_counted():
    unit = made.unit("u", "d", "wrong and worse")
    minor = made.found(unit, "r/minor", "wrong", "style/x", Severity.MINOR, 0.5, "x")
    major = made.found(unit, "r/major", "worse", "accuracy/x", Severity.MAJOR, 0.5, "x", status=Status.OPEN)
    found = (minor,) * (MOST_RESULTS + 10) + (major,)
    report = Report("0.1.0", "s", (ReportedDocument("d", "f.txt", "", "en", 1),), (ReportedUnit(unit),), found, ())
    run = json.loads(FORMATS["sarif"](report))["runs"][0]
    assert len(run["results"]) == MOST_RESULTS
    assert run["results"][0]["ruleId"] == "r/major"
    assert run["properties"]["dropped"] == 11
    notes = " ".join(note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"])
    assert "11 of 25,011 findings are left out" in notes
    hashes = {result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]}
    assert len(hashes) == MOST_RESULTS


def test_more_languages_than_runs_share_the_last():
    documents = tuple(ReportedDocument(f"d{n}", "f", "", f"x{n}", 0) for n in range(30))
    log = _log(Report("0.1.0", "s", documents, (), (), ()))
    assert len(log["runs"]) == MOST_RUNS
    assert log["runs"][-1]["automationDetails"]["id"] == "auditor/mul/"


def test_an_empty_report_is_a_log_with_one_run():
    assert len(_log(Report("0.1.0", "s", (), (), (), ()))["runs"]) == 1

"""Reviewdog's rdjson: columns are UTF-8 bytes from 1, suggestions replace what they stand on."""

from __future__ import annotations

from typing import Any

from auditor.model import Finding, Report, Role, Severity
from auditor.report.json import dumps
from auditor.report.manual import PLAIN, Look
from auditor.report.places import Places, Region, in_utf8
from auditor.report.reading import audited, in_words, open_ones
from auditor.report.safe import safe

_SEVERITIES = {Severity.CRITICAL: "ERROR", Severity.MAJOR: "ERROR", Severity.MINOR: "WARNING", Severity.NEUTRAL: "INFO"}


def render(report: Report, look: Look = PLAIN) -> str:
    """The open findings as one DiagnosticResult."""
    del look
    places = Places(report.units, in_utf8, report.documents)
    diagnostics = [_diagnostic(f, places) for part in audited(report) for f in open_ones(part.findings)]
    return dumps({"source": {"name": "auditor"}, "diagnostics": diagnostics}, indent=1) + "\n"


def _diagnostic(finding: Finding, places: Places) -> dict[str, Any]:
    region = places.region(finding)
    said: dict[str, Any] = {
        "message": safe(in_words(finding)),
        "location": _location(region),
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.rule},
    }
    if finding.suggestion and region.known and finding.span.role is Role.TARGET:
        said["suggestions"] = [{"range": _range(region), "text": finding.suggestion}]
    if elsewhere := places.elsewhere(finding):
        said["related_locations"] = [{"message": safe(f"the {finding.span.role.value}"), "location": _location(elsewhere)}]
    return said


def _location(region: Region) -> dict[str, Any]:
    path = region.path.removeprefix("./")
    return {"path": path, "range": _range(region)} if region.known else {"path": path}


def _range(region: Region) -> dict[str, Any]:
    return {
        "start": {"line": region.line, "column": region.column},
        "end": {"line": region.end_line, "column": region.end_column},
    }

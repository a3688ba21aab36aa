"""GitLab code quality: one array, relative paths, no two fingerprints alike (GitLab would show one of them)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from auditor.model import Finding, Report, Severity
from auditor.report.json import dumps
from auditor.report.manual import PLAIN, Look
from auditor.report.places import Places, in_points
from auditor.report.reading import audited, in_words, open_ones
from auditor.report.safe import safe

_SEVERITIES = {Severity.CRITICAL: "critical", Severity.MAJOR: "major", Severity.MINOR: "minor", Severity.NEUTRAL: "info"}


def render(report: Report, look: Look = PLAIN) -> str:
    """The open findings, in reading order."""
    del look
    places = Places(report.units, in_points, report.documents)
    seen: Counter[str] = Counter()
    return dumps([_issue(f, places, seen) for part in audited(report) for f in open_ones(part.findings)], indent=1) + "\n"


def _issue(finding: Finding, places: Places, seen: Counter[str]) -> dict[str, Any]:
    region = places.region(finding)
    seen[finding.fingerprint] += 1
    again = f":{seen[finding.fingerprint]}" if seen[finding.fingerprint] > 1 else ""
    return {
        "description": safe(in_words(finding)),
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint + again,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": region.path.removeprefix("./") or "unknown", "lines": {"begin": region.line}},
    }

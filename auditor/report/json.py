"""`auditor.report/v1`: everything, for programs; the contract other programs rely on (`report.v1.schema.json`)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import regex

from auditor.model import Evidence, Failure, Finding, Report, ReportedDocument, ReportedUnit, Role, Score, Skip, Span, Status
from auditor.report.manual import PLAIN, Look
from auditor.report.reading import audited, tally
from auditor.report.safe import finite, whole

SCHEMA = "auditor.report/v1"
# JSON lets these stand raw; terminals and log viewers act on them.  Outside strings JSON has none of them.
_UNQUIET = regex.compile(r"[\x7F\p{Cc}\p{Bidi_Control}\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}--[\n]]", regex.V1)


def render(report: Report, look: Look = PLAIN) -> str:
    """The whole report as one JSON object, indented; findings in reading order."""
    del look
    return dumps(as_mapping(report), indent=1) + "\n"


def dumps(value: object, indent: int | None = None) -> str:
    """JSON that is strict, safe to print, and holds no halves of surrogate pairs (each becomes U+FFFD, so offsets hold)."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    return str(_UNQUIET.sub(lambda m: f"\\u{ord(m[0]):04x}", whole(text)))


def as_mapping(report: Report) -> dict[str, Any]:
    """The report in the words of the contract."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "auditor", "version": report.version},
        "signature": report.signature,
        "documents": [document(d) for d in report.documents],
        "units": [unit(u) for u in report.units],
        "findings": [finding(f) for part in audited(report) for f in part.findings],
        "skips": [skip(s) for s in report.skips],
        "failures": [failure(f) for f in report.failures],
        "summary": summary(report),
    }


def summary(report: Report) -> dict[str, Any]:
    """Totals and gate."""
    return _present(
        {
            "units": len(report.units),
            "findings": tally(report.findings),
            "known": standing_aside(report.findings),
            "skips": len(report.skips),
            "failures": len(report.failures),
            "counts": dict(report.counts),
            "score": score(report.score),
            "mqm": score(report.mqm),
            "gate": {"fail_on": report.gate.fail_on, "failed": report.gate.failed, "reasons": list(report.gate.reasons)},
        }
    )


def standing_aside(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings do not count, by why."""
    counts = Counter(finding.status for finding in findings)
    return {status.value: counts[status] for status in (Status.BASELINE, Status.SUPPRESSED)}


def score(value: Score | None) -> dict[str, Any] | None:
    """A score with its interval and recipe."""
    if value is None:
        return None
    return {
        "value": finite(value.value, 2),
        "low": finite(value.low, 2),
        "high": finite(value.high, 2),
        "words": value.words,
        "signature": value.signature,
    }


def document(reported: ReportedDocument) -> dict[str, Any]:
    """One document."""
    return _present(
        {
            "id": reported.id,
            "path": reported.path,
            "title": reported.title,
            "lang": reported.lang,
            "source_lang": reported.source_lang or None,
            "link": reported.link or None,
            "units": reported.units,
            "score": score(reported.score),
            "mqm": score(reported.mqm),
            "metrics": {name: score(value) for name, value in sorted(reported.metrics.items())} or None,
        }
    )


def unit(reported: ReportedUnit) -> dict[str, Any]:
    """One unit with the texts its findings' offsets count in."""
    one = reported.unit
    sides = {role.value: segment.text for role in Role if (segment := one.side(role)) is not None}
    langs = {role.value: segment.lang for role in Role if (segment := one.side(role)) is not None}
    return _present(
        {
            "id": one.id,
            "document": one.document,
            "field": one.target.field,
            "place": _place(reported),
            **sides,
            "references": [r.text for r in one.references] if len(one.references) > 1 else None,
            "lang": langs,
            "score": finite(reported.score),
            "metrics": {name: finite(value) for name, value in sorted(reported.metrics.items())} or None,
        }
    )


def _place(reported: ReportedUnit) -> dict[str, Any] | None:
    place = reported.unit.target.place
    return _present({"path": place.path or None, "item": place.item or None, "line": place.line, "column": place.column}) or None


def finding(found: Finding, shown: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """One finding: `quote` is what stands at `start:end` of the unit's text on that side."""
    return _present(
        {
            "rule": found.rule,
            "unit": found.unit,
            **(shown or {}),
            **_span(found.span),
            "quote": found.quote,
            "category": found.category,
            "severity": found.severity.value,
            "confidence": finite(found.confidence, 4),
            "message": found.message,
            "suggestion": found.suggestion,
            "evidence": [_evidence(e) for e in found.evidence],
            "fingerprint": found.fingerprint,
            "status": found.status.value,
            "why": found.why or None,
        }
    )


def _span(span: Span) -> dict[str, Any]:
    return {"side": span.role.value, "start": span.start, "end": span.end}


def _evidence(seen: Evidence) -> dict[str, Any]:
    return _present(
        {
            "view": seen.view.value,
            "check": seen.check or None,
            "rule": seen.rule,
            "cause": seen.cause or None,
            **_span(seen.span),
            "message": seen.message,
            "detail": seen.detail,
            "strength": finite(seen.strength, 4),
            "anchor": _span(seen.anchor) if seen.anchor else None,
        }
    )


def skip(left: Skip) -> dict[str, Any]:
    """Something not looked at."""
    said = {"check": left.check, "unit": left.unit, "reason": left.reason, "crashed": left.crashed}
    return _present({**said, "document": left.document or None})


def failure(lost: Failure) -> dict[str, Any]:
    """Something that could not be read."""
    return _present({"path": lost.path, "item": lost.item or None, "line": lost.line, "why": lost.why, "entries": lost.entries})


def _present(mapping: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if value is not None or key in {"suggestion", "score", "confidence"}}

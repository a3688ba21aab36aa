"""Reports of `auditor audit --format json`, read back into audited documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from auditor.errors import InputError
from auditor.model import (
    Audited,
    Evidence,
    Finding,
    Place,
    ReportedDocument,
    ReportedUnit,
    Role,
    Score,
    Segment,
    Severity,
    Skip,
    Span,
    Status,
    Unit,
    View,
)

SCHEMA = "auditor.report/v1"


class _Spanned(msgspec.Struct, frozen=True):
    side: Role
    start: int
    end: int


class _Evidence(msgspec.Struct, frozen=True):
    view: View
    rule: str
    side: Role
    start: int
    end: int
    message: str = ""
    detail: str = ""
    strength: float | None = 0.5
    check: str = ""
    cause: str = ""
    anchor: _Spanned | None = None


class _Finding(msgspec.Struct, frozen=True):
    rule: str
    unit: str
    side: Role
    start: int
    end: int
    quote: str
    category: str
    severity: Severity
    confidence: float | None
    message: str
    fingerprint: str
    suggestion: str | None = None
    evidence: tuple[_Evidence, ...] = ()
    status: Status = Status.OPEN
    why: str = ""


class _Unit(msgspec.Struct, frozen=True):
    id: str
    document: str
    field: str = "body"
    target: str = ""
    source: str | None = None
    reference: str | None = None
    references: tuple[str, ...] = ()
    back: str | None = None
    lang: Mapping[str, str] = msgspec.field(default_factory=dict)
    score: float | None = None


class _Document(msgspec.Struct, frozen=True):
    id: str
    path: str = ""
    title: str = ""
    lang: str = "und"
    source_lang: str = ""
    link: str = ""
    score: Score | None = None
    mqm: Score | None = None


class _Report(msgspec.Struct, frozen=True, rename={"schema_": "schema"}):
    schema_: str
    documents: tuple[_Document, ...] = ()
    units: tuple[_Unit, ...] = ()
    findings: tuple[_Finding, ...] = ()
    skips: tuple[Skip, ...] = ()


def read(data: bytes) -> list[Audited] | None:
    """The documents of a report; None where the bytes are none, InputError where they say they are one and are not."""
    if SCHEMA.encode() not in data[:2000] or not data.lstrip().startswith(b"{"):
        return None
    try:
        report = msgspec.json.decode(data, type=_Report)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError("the report", f"not readable as {SCHEMA}: {error}") from error
    units: dict[str, list[ReportedUnit]] = defaultdict(list)
    for number, unit in enumerate(report.units):
        units[unit.document].append(ReportedUnit(_unit(unit, number), unit.score))
    home = {unit.id: unit.document for unit in report.units}
    texts = {unit.id: unit for unit in report.units}
    findings: dict[str, list[Finding]] = defaultdict(list)
    for found in report.findings:
        if found.unit in home:
            findings[home[found.unit]].append(_finding(found, texts[found.unit]))
    return [_audited(document, units[document.id], findings[document.id], report.skips) for document in report.documents]


def _audited(document: _Document, units: Sequence[ReportedUnit], findings: Sequence[Finding], skips: Sequence[Skip]) -> Audited:
    about = ReportedDocument(
        id=document.id,
        path=document.path,
        title=document.title,
        lang=document.lang,
        units=len(units),
        score=document.score,
        mqm=document.mqm,
        source_lang=document.source_lang,
        link=document.link,
    )
    mine = {r.unit.id for r in units}
    return Audited(about, tuple(units), tuple(findings), tuple(s for s in skips if s.document == document.id or s.unit in mine))


def _unit(unit: _Unit, number: int) -> Unit:
    """Every unit is a block of its own: a report does not say which stood in one paragraph."""

    def side(role: str, text: str | None) -> Segment | None:
        if text is None:
            return None
        return Segment(f"{unit.id}.{role}", text, unit.lang.get(role, "und"), unit.field, Place(item=unit.id), block=number)

    given = unit.references or ((unit.reference,) if unit.reference else ())
    references = tuple(s for text in given if (s := side("reference", text)))
    target = side("target", unit.target)
    assert target is not None
    return Unit(unit.id, unit.document, target, side("source", unit.source), references, side("back", unit.back))


def _finding(found: _Finding, unit: _Unit) -> Finding:
    text = getattr(unit, found.side.value) or ""
    if text[found.start : found.end] != found.quote:
        raise InputError("the report", f"“{found.quote[:40]}” does not stand where it says in unit {found.unit}")
    evidence = tuple(
        Evidence(
            rule=e.rule,
            view=e.view,
            span=Span(e.side, e.start, e.end),
            message=e.message,
            detail=e.detail,
            check=e.check,
            cause=e.cause,
            strength=e.strength or 0.0,
            anchor=Span(e.anchor.side, e.anchor.start, e.anchor.end) if e.anchor else None,
        )
        for e in found.evidence
    )
    return Finding(
        rule=found.rule,
        unit=found.unit,
        span=Span(found.side, found.start, found.end),
        quote=found.quote,
        category=found.category,
        severity=found.severity,
        confidence=min(1.0, max(0.0, found.confidence or 0.0)),
        message=found.message,
        suggestion=found.suggestion,
        evidence=evidence,
        fingerprint=found.fingerprint,
        status=found.status,
        why=found.why,
    )

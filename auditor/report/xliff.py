"""XLIFF 2.1 with ITS 2.0 localization quality issues, for translation tools.

One span, one issue: attributes on `<mrk>`.  Spans that overlap: `<sm/>` and `<em/>`, which may cross.
Several issues on the same words: a standoff list the mark refers to.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import count
from typing import Any

import regex
from lxml import etree

from auditor.model import Audited, Finding, Report, ReportedUnit, Role, Severity, Status
from auditor.report.manual import PLAIN, Look, its_type, page
from auditor.report.places import anchor
from auditor.report.reading import audited, percent
from auditor.report.safe import finite, is_xml, xml

_CORE = "urn:oasis:names:tc:xliff:document:2.0"
_ITS = "http://www.w3.org/2005/11/its"
_ITSM = "urn:oasis:names:tc:xliff:itsm:2.1"
_SPACES: Any = {None: _CORE, "its": _ITS, "itsm": _ITSM}  # the stubs know no default namespace
_XML = "{http://www.w3.org/XML/1998/namespace}"
# 0 to 100 in the proportions of MQM's 0, 1, 5, 25.
_SEVERITIES = {Severity.NEUTRAL: "0", Severity.MINOR: "4", Severity.MAJOR: "20", Severity.CRITICAL: "100"}
_TAG = regex.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
Marks = dict[tuple[int, int], list[Finding]]


def render(report: Report, look: Look = PLAIN) -> str:
    """A file a document.  XLIFF names one pair of languages: `mul` stands for several, and each file's note names its own."""
    parts = list(audited(report))
    targets = {p.document.lang or "und" for p in parts} or {"und"}
    sources = {p.document.source_lang or _source_lang(p) for p in parts} or {"und"}
    root = etree.Element(f"{{{_CORE}}}xliff", nsmap=_SPACES)
    root.set("version", "2.1")
    root.set(f"{{{_ITS}}}version", "2.0")
    root.set("srcLang", _tag(sources.pop()) if len(sources) == 1 else "mul")
    root.set("trgLang", _tag(targets.pop()) if len(targets) == 1 else "mul")
    ids = count(1)
    for number, part in enumerate((p for p in parts if p.units), 1):
        root.append(_file(part, f"f{number}", ids, look))
    if not len(root):
        empty = _child(root, "file", id="f1")
        _segment(_child(empty, "unit", id="u1"), "", "", {}, {}, ids, look)
    body: str = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _tag(lang: str) -> str:
    """The language as XLIFF takes one; `und` for what a feed calls a language and is none."""
    return lang if _TAG.fullmatch(lang) else "und"


def _source_lang(part: Audited) -> str:
    return next((r.unit.source.lang for r in part.units if r.unit.source), "und")


def _file(part: Audited, id_: str, ids: count[int], look: Look) -> etree._Element:
    document = part.document
    file = etree.Element(f"{{{_CORE}}}file", id=id_, original=xml(document.path or document.id))
    notes = _child(file, "notes")
    languages = f"{document.source_lang or _source_lang(part)} to {document.lang}"
    for category, text in (("title", document.title), ("languages", languages)):
        _child(notes, "note", category=category).text = xml(text) or "-"
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in part.findings:
        found[finding.unit].append(finding)
    for reported in part.units:
        file.append(_unit(reported, found.get(reported.unit.id, []), ids, look))
    return file


def _unit(reported: ReportedUnit, found: list[Finding], ids: count[int], look: Look) -> etree._Element:
    one = reported.unit
    unit = etree.Element(f"{{{_CORE}}}unit", id=f"u{next(ids)}", name=xml(one.id))
    unit.set(_XML + "space", "preserve")
    sides: dict[Role, Marks] = {Role.SOURCE: defaultdict(list), Role.TARGET: defaultdict(list)}
    source = one.source.text if one.source else ""
    for finding in found:
        role, start, end = _where(finding)
        length = len(source if role is Role.SOURCE else one.target.text)
        sides[role][min(start, length), min(max(start, end), length)].append(finding)
    score = finite(reported.score, 1)
    if score is not None:
        unit.set(f"{{{_ITS}}}locQualityRatingScore", str(min(100.0, max(0.0, score))))
    standoff = [findings for marks in sides.values() for findings in marks.values() if len(findings) > 1]
    refs = {id(findings): f"lqi{next(ids)}" for findings in standoff}
    for findings in standoff:
        unit.append(_listed(findings, refs[id(findings)], look))
    _notes(unit, reported)
    _segment(unit, source, one.target.text, sides[Role.SOURCE], sides[Role.TARGET], ids, look, refs)
    return unit


def _where(finding: Finding) -> tuple[Role, int, int]:
    if finding.span.role in {Role.SOURCE, Role.TARGET}:
        return finding.span.role, finding.span.start, finding.span.end
    touched = anchor(finding)
    return (Role.TARGET, touched.start, touched.end) if touched else (Role.TARGET, 0, 0)


def _notes(unit: etree._Element, reported: ReportedUnit) -> None:
    one = reported.unit
    back = one.back.text if one.back else ""
    said = [("field", one.target.field), *(("reference", r.text) for r in one.references), ("back-translation", back)]
    notes = _child(unit, "notes")
    for category, text in said:
        if text:
            _child(notes, "note", category=category).text = xml(text)
    if not len(notes):
        unit.remove(notes)


def _segment(
    unit: etree._Element, source: str, target: str, in_source: Marks, in_target: Marks, ids: count[int], look: Look,
    refs: dict[int, str] | None = None,
) -> None:  # fmt: skip
    segment = _child(unit, "segment", state="translated")
    _marked(_child(segment, "source"), source, in_source, ids, look, refs or {})
    _marked(_child(segment, "target"), target, in_target, ids, look, refs or {})


def _marked(parent: etree._Element, text: str, marks: Marks, ids: count[int], look: Look, refs: dict[int, str]) -> None:
    """Writes the text with a mark on every span."""
    crossing = _crossing(sorted(marks))
    points: dict[int, list[tuple[int, int, int]]] = defaultdict(list)  # at -> (closing first, other end, end)
    for start, end in marks:
        if (start, end) in crossing:
            points[end].append((0, -start, end))
        points[start].append((1, -end, end))
    opened: dict[tuple[int, int], str] = {}
    at = 0
    for here in sorted(points):
        _write(parent, text[at:here] if here > at else "")
        at = max(at, here)
        for opens, other, end in sorted(points[here]):
            if not opens:
                _child(parent, "em", startRef=opened[-other, end])
                continue
            name = f"m{next(ids)}"
            findings = marks[here, end]
            opened[here, end] = name
            mark = _child(parent, "sm" if (here, end) in crossing else "mrk", id=name, type="itsm:generic")
            _say(mark, findings, look, refs.get(id(findings)))
            if (here, end) not in crossing:
                _write(mark, text[here:end])
                at = max(at, end)
    _write(parent, text[at:])


def _crossing(spans: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """Spans that share characters with another span, or stand inside one.

    >>> sorted(_crossing([(0, 4), (2, 6), (8, 9)]))
    [(0, 4), (2, 6)]
    """
    crossing: set[tuple[int, int]] = set()
    widest: tuple[int, int] | None = None
    for span in spans:
        if widest and span[0] < widest[1] and span[0] != span[1]:
            crossing |= {span, widest}
        elif widest and span[0] == span[1] and widest[0] <= span[0] < widest[1]:
            crossing |= {widest}
        if widest is None or span[1] > widest[1]:
            widest = span
    return crossing


def _say(mark: etree._Element, findings: list[Finding], look: Look, ref: str | None) -> None:
    if ref:
        mark.set(f"{{{_ITS}}}locQualityIssuesRef", f"#its={ref}")
        return
    for key, value in _issue(findings[0], look).items():
        mark.set(f"{{{_ITS}}}{key}", value)


def _listed(findings: list[Finding], ref: str, look: Look) -> etree._Element:
    issues = etree.Element(f"{{{_ITS}}}locQualityIssues")
    issues.set(_XML + "id", ref)
    for finding in findings:
        etree.SubElement(issues, f"{{{_ITS}}}locQualityIssue", _issue(finding, look))
    return issues


def _issue(finding: Finding, look: Look) -> dict[str, str]:
    about = page(look.manual, finding.rule)
    suggestion = f" Suggestion: {finding.suggestion}" if finding.suggestion else ""
    comment = f"{finding.rule} ({finding.severity.value}, {percent(finding.confidence)}): {finding.message}{suggestion}"
    return {
        "locQualityIssueType": about.its or its_type(finding.category),
        "locQualityIssueComment": xml(comment),
        "locQualityIssueSeverity": _SEVERITIES[finding.severity],
        "locQualityIssueEnabled": "yes" if finding.status is not Status.SUPPRESSED else "no",
    }


def _write(parent: etree._Element, text: str) -> None:
    """Appends text; what XML cannot hold becomes `<cp/>`, so that nothing is lost."""
    run: list[str] = []
    for character in text:
        if is_xml(character):
            run.append(character)
            continue
        _append(parent, "".join(run))
        run.clear()
        _child(parent, "cp", hex=f"{ord(character):04X}")
    _append(parent, "".join(run))


def _append(parent: etree._Element, text: str) -> None:
    if not text:
        return
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _child(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{_CORE}}}{tag}", attributes)

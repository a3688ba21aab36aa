"""JUnit XML: a suite a document, a failed case a finding, an error for what could not be read."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from auditor.model import Audited, Failure, Finding, Report
from auditor.report.manual import PLAIN, Look
from auditor.report.places import Places, in_points
from auditor.report.reading import audited, grouped_skips, open_ones, percent
from auditor.report.safe import cut, xml


def render(report: Report, look: Look = PLAIN) -> str:
    """All suites; only open findings fail."""
    del look
    places = Places(report.units, in_points, report.documents)
    root = etree.Element("testsuites", name="auditor")
    for part in audited(report):
        root.append(_suite(part, places))
    if report.failures:
        root.append(_unread(report.failures))
    for count in ("tests", "failures", "errors"):  # the schema of readers knows `skipped` of suites alone
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    etree.indent(root, " ")
    body: str = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _suite(part: Audited, places: Places) -> etree._Element:
    found = open_ones(part.findings)
    left = grouped_skips(part.skips, {r.unit.id: r.unit.document for r in part.units})
    name = part.document.path or part.document.id or "run"
    suite = _element("testsuite", name=name, package="auditor", id=part.document.id)
    for finding in found:
        suite.append(_failed(finding, name, places))
    if not found:
        suite.append(_element("testcase", name="auditor: no findings", classname=name))
    for group in left:
        reach = f"{group.units} units" if group.units else "the whole document"
        case = _element("testcase", name=f"{group.check}: not checked", classname=name)
        kind = "error" if group.crashed else "skipped"
        case.append(_element(kind, message=f"{reach}: {group.reason}"))
        suite.append(case)
    crashed = sum(group.crashed for group in left)
    counts = {"tests": max(1, len(found)) + len(left), "failures": len(found), "errors": crashed, "skipped": len(left) - crashed}
    for key, value in counts.items():
        suite.set(key, str(value))
    return suite


def _failed(finding: Finding, suite: str, places: Places) -> etree._Element:
    region = places.region(finding)
    case = _element("testcase", name=f"{finding.rule}: {cut(finding.quote, 80)}", classname=suite)
    failure = _element("failure", message=finding.message, type=finding.severity.value)
    unit = places.unit(finding)
    lines = [
        f"{finding.severity.value}, {percent(finding.confidence)}: {finding.message}",
        f"words: {finding.quote}",
        f"suggestion: {finding.suggestion}" if finding.suggestion else "",
        f"text: {cut(unit.target.text, 400)}" if unit else "",
        f"place: {region.path}:{region.line}:{region.column}" if region.known else f"place: {region.path}",
    ]
    failure.text = xml("\n".join(line for line in lines if line))
    case.append(failure)
    return case


def _unread(failures: Sequence[Failure]) -> etree._Element:
    suite = _element("testsuite", name="input", package="auditor")
    for lost in failures:
        case = _element("testcase", name=f"{lost.path} {lost.item}".strip(), classname="input")
        case.append(_element("error", message=lost.why, type="input"))
        suite.append(case)
    for key, value in {"tests": len(failures), "failures": 0, "errors": len(failures), "skipped": 0}.items():
        suite.set(key, str(value))
    return suite


def _element(tag: str, **attributes: str) -> etree._Element:
    return etree.Element(tag, {key: xml(value) for key, value in attributes.items()})

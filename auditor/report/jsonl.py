"""JSON Lines: one object a line, each naming its `type`, so that a report can be read while it is written."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Audited, Report
from auditor.report.json import SCHEMA, document, dumps, failure, finding, skip, summary, unit
from auditor.report.manual import PLAIN, Look
from auditor.report.reading import audited


def render(report: Report, look: Look = PLAIN) -> str:
    """All lines of the report."""
    return "".join(chunks(report, look))


def chunks(report: Report, look: Look = PLAIN) -> Iterator[str]:
    """The head, the documents one by one, failures, and the summary last."""
    del look
    tool = {"name": "auditor", "version": report.version}
    yield dumps({"type": "report", "schema": SCHEMA, "tool": tool, "signature": report.signature}) + "\n"
    for part in audited(report):
        yield from lines(part)
    for lost in report.failures:
        yield dumps({"type": "failure", **failure(lost)}) + "\n"
    yield dumps({"type": "summary", **summary(report)}) + "\n"


def lines(part: Audited) -> Iterator[str]:
    """One document with its units, findings and skips: what a stream of documents writes as each is done."""
    home = part.document.id
    yield dumps({"type": "document", **document(part.document)}) + "\n"
    yield from (dumps({"type": "unit", **unit(u)}) + "\n" for u in part.units)
    yield from (dumps({"type": "finding", **finding(f, {"document": home})}) + "\n" for f in part.findings)
    yield from (dumps({"type": "skip", **skip(s)}) + "\n" for s in part.skips)

"""A job summary in Markdown, for `$GITHUB_STEP_SUMMARY`: the verdict, a table of documents, the worst findings.

GitHub refuses a summary of more than 1 MiB; what does not fit is counted.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

import msgspec

from auditor.model import Finding, Report, ReportedDocument, Severity, Status
from auditor.report.manual import PLAIN, Look
from auditor.report.markdown import code, md, unchecked, verdict
from auditor.report.places import Places, along, in_points
from auditor.report.reading import WORST_FIRST, in_words, languages, score_in_words, worst_rank
from auditor.report.safe import cut

T = TypeVar("T")
MOST_DOCUMENTS, MOST_FINDINGS = 50, 30
LARGEST = 1 << 20


def render(report: Report, look: Look = PLAIN) -> str:
    """The summary, within GitHub's limit."""
    del look
    rows: _Best[_Row] = _Best(MOST_DOCUMENTS)
    worst: _Best[str] = _Best(MOST_FINDINGS)
    row: _Row | None = None
    for part, places in along(report, in_points):
        if not part.units and not part.findings:
            continue
        if row is not None and row.document.id != part.document.id:
            rows.add(row.rank, row)
            row = None
        row = _Row(part.document, _counted(part.findings) + (row.counts if row else Counter()))
        for finding in part.findings:
            if finding.status is Status.OPEN and worst.wants(worst_rank(finding)):
                worst.add(worst_rank(finding), _line(finding, places))
            elif finding.status is Status.OPEN:
                worst.total += 1
    if row is not None:
        rows.add(row.rank, row)
    pieces = [f"## Translation audit\n\n{verdict(report)}\n", _table(rows), _worst(worst), unchecked(report)]
    text = ""
    for piece in pieces:
        if len((text + piece).encode("utf-8")) > LARGEST - 200:
            return text + "\nThe rest does not fit into a job summary: see the report.\n"
        text += piece
    return text


class _Row(msgspec.Struct, frozen=True):
    """A document with how many findings of each severity it has."""

    document: ReportedDocument
    counts: Counter[Severity]

    @property
    def rank(self) -> tuple[float, ...]:
        """The worst document has the lowest."""
        return tuple(-self.counts[severity] for severity in WORST_FIRST)


class _Best(Generic[T]):
    """The so many of lowest rank, those alike in the order they came; of the others only the number is kept."""

    def __init__(self, most: int) -> None:
        self._most, self.total = most, 0
        self._kept: list[tuple[tuple[float, ...], int, T]] = []

    def wants(self, rank: tuple[float, ...]) -> bool:
        """Would it be among them?"""
        return len(self._kept) < self._most or rank < self._kept[-1][0]

    def add(self, rank: tuple[float, ...], value: T) -> None:
        """Puts it in its place."""
        self.total += 1
        if self.wants(rank):
            bisect.insort(self._kept, (rank, self.total, value), key=lambda entry: entry[:2])
            del self._kept[self._most :]

    def __iter__(self) -> Iterator[T]:
        return (value for _, _, value in self._kept)

    @property
    def more(self) -> int:
        """How many are not among them."""
        return self.total - len(self._kept)


def _counted(findings: Iterable[Finding]) -> Counter[Severity]:
    return Counter(finding.severity for finding in findings if finding.status is Status.OPEN)


def _table(rows: _Best[_Row]) -> str:
    severities = " | ".join(severity.value for severity in WORST_FIRST)
    head = f"\n| document | languages | units | {severities} | score |\n|---|---|--:|--:|--:|--:|--:|---|\n"
    more = f"\n{rows.more:,} more documents are in the report.\n" if rows.more else ""
    return head + "".join(_shown(row) for row in rows) + more


def _shown(row: _Row) -> str:
    document = row.document
    cells = [
        md(cut(document.title or document.path or document.id, 80)),
        md(languages(document)),
        str(document.units),
        *(str(row.counts[severity] or "") for severity in WORST_FIRST),
        md(score_in_words(document.score, "").strip()) or "too few words",
    ]
    return "| " + " | ".join(cells) + " |\n"


def _line(finding: Finding, places: Places) -> str:
    region = places.region(finding)
    where = code(f"{region.path}:{region.line}" if region.known else region.path)
    return f"- **{finding.severity.value}** {code(finding.rule)} {md(in_words(finding))} {where}\n"


def _worst(found: _Best[str]) -> str:
    more = f"\n{found.more:,} more findings are in the report.\n" if found.more else ""
    return f"\n### Worst findings\n\n{''.join(found)}{more}" if found.total else ""

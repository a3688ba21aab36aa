"""Findings as a table for spreadsheets, which must not take a translated text for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from auditor.model import Audited, Finding, Report, ReportedDocument, ReportedUnit, Role
from auditor.report.manual import PLAIN, Look
from auditor.report.reading import passages, text_of
from auditor.report.safe import finite, whole

COLUMNS = (
    "document", "title", "path", "item", "line", "column", "lang", "unit", "field", "rule", "category", "severity", "confidence",
    "status", "side", "start", "end", "quote", "message", "suggestion", "target", "source", "reference", "back", "fingerprint",
)  # fmt: skip
# What Excel, LibreOffice and Google Sheets take for the beginning of a formula (OWASP, CSV injection), full-width
# forms with it, as the Asian editions do; the apostrophe itself, so that the guard can be taken off again.
_FORMULA = (
    *"=+-@|%\t\r\n'",
    "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}", "\N{FULLWIDTH HYPHEN-MINUS}", "\N{FULLWIDTH COMMERCIAL AT}",
    "\N{FULLWIDTH VERTICAL LINE}", "\N{FULLWIDTH PERCENT SIGN}", "\N{MINUS SIGN}",
)  # fmt: skip


def render(report: Report, look: Look = PLAIN) -> str:
    """All rows; every cell quoted, lines ended as RFC 4180 wants."""
    return "".join(chunks(report, look))


def chunks(report: Report, look: Look = PLAIN) -> Iterator[str]:
    """The head, then the rows of one document after the other."""
    del look
    yield _rows([list(COLUMNS)])
    for part in passages(report):
        if part.findings:
            yield rows(part)


def rows(part: Audited) -> str:
    """The findings of one document."""
    units = {r.unit.id: r for r in reversed(part.units)}
    return _rows([_row(part.document, units.get(f.unit), f) for f in part.findings])


def guard(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would calculate.

    >>> guard("=1+1"), guard("'tis"), guard("plain")
    ("'=1+1", "''tis", 'plain')
    """
    return "'" + cell if cell.startswith(_FORMULA) else cell


def unguard(cell: str) -> str:
    """The cell as it was before `guard`.

    >>> unguard(guard("=1+1")), unguard("plain")
    ('=1+1', 'plain')
    """
    return cell.removeprefix("'")


def _rows(table: list[list[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(
        [[guard(whole(cell)) for cell in row] for row in table]
    )
    return out.getvalue()


def _row(document: ReportedDocument, reported: ReportedUnit | None, found: Finding) -> list[str]:
    unit = reported.unit if reported else None
    place = unit.target.place if unit else None
    return [
        document.id,
        document.title,
        (place.path if place else "") or document.path,
        place.item if place else "",
        _number(place.line if place else None),
        _number(place.column if place else None),
        document.lang,
        found.unit,
        unit.target.field if unit else "",
        found.rule,
        found.category,
        found.severity.value,
        _number(finite(found.confidence, 4)),
        found.status.value,
        found.span.role.value,
        str(found.span.start),
        str(found.span.end),
        found.quote,
        found.message,
        found.suggestion or "",
        *(text_of(unit, role) for role in (Role.TARGET, Role.SOURCE, Role.REFERENCE, Role.BACK)),
        found.fingerprint,
    ]


def _number(value: float | None) -> str:
    return "" if value is None else str(value)

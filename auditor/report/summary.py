"""A job summary in Markdown, for `$GITHUB_STEP_SUMMARY`: the verdict, a table of documents, the worst findings.

GitHub refuses a summary of more than 1 MiB; what does not fit is counted.
"""

from __future__ import annotations

from auditor.model import Audited, Finding, Report
from auditor.report.manual import PLAIN, Look
from auditor.report.markdown import code, md, unchecked, verdict
from auditor.report.places import Places, in_points
from auditor.report.reading import WORST_FIRST, audited, in_words, languages, open_ones, score_in_words, tally, worst_first
from auditor.report.safe import cut

MOST_DOCUMENTS, MOST_FINDINGS = 50, 30
LARGEST = 1 << 20


def render(report: Report, look: Look = PLAIN) -> str:
    """The summary, within GitHub's limit."""
    del look
    parts = [part for part in audited(report) if part.units or part.findings]
    found = worst_first(open_ones(f for part in parts for f in part.findings))
    pieces = [f"## Translation audit\n\n{verdict(report)}\n", _table(parts), _worst(report, found), unchecked(report)]
    text = ""
    for piece in pieces:
        if len((text + piece).encode("utf-8")) > LARGEST - 200:
            return text + "\nThe rest does not fit into a job summary: see the report.\n"
        text += piece
    return text


def _table(parts: list[Audited]) -> str:
    worst = sorted(parts, key=lambda p: [-tally(p.findings).get(severity.value, 0) for severity in WORST_FIRST])
    severities = " | ".join(severity.value for severity in WORST_FIRST)
    head = f"\n| document | languages | units | {severities} | score |\n|---|---|--:|--:|--:|--:|--:|---|\n"
    rows = [_row(part) for part in worst[:MOST_DOCUMENTS]]
    more = len(worst) - MOST_DOCUMENTS
    return head + "".join(rows) + (f"\n{more:,} more documents are in the report.\n" if more > 0 else "")


def _row(part: Audited) -> str:
    document, counts = part.document, tally(part.findings)
    cells = [
        md(cut(document.title or document.path or document.id, 80)),
        md(languages(document)),
        str(document.units),
        *(str(counts.get(severity.value, "")) for severity in WORST_FIRST),
        md(score_in_words(document.score, "").strip()) or "too few words",
    ]
    return "| " + " | ".join(cells) + " |\n"


def _worst(report: Report, found: list[Finding]) -> str:
    if not found:
        return ""
    places = Places(report.units, in_points, report.documents)
    lines = ["\n### Worst findings\n\n"]
    for finding in found[:MOST_FINDINGS]:
        region = places.region(finding)
        where = code(f"{region.path}:{region.line}" if region.known else region.path)
        lines.append(f"- **{finding.severity.value}** {code(finding.rule)} {md(in_words(finding))} {where}\n")
    more = len(found) - MOST_FINDINGS
    return "".join(lines) + (f"\n{more:,} more findings are in the report.\n" if more > 0 else "")

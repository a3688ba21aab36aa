"""GitHub workflow annotations: at most what GitHub shows, worst first, the rest in one notice.

A step may show 10 errors, 10 warnings and 10 notices.  Every line printed begins with a command of ours, and
whatever comes from a text is escaped, so that no text can issue a command (`::` at the beginning of a line,
`##[` anywhere in one; actions/runner, ActionCommand.cs).
"""

from __future__ import annotations

from auditor.model import Failure, Finding, Report, Severity
from auditor.report.manual import PLAIN, Look
from auditor.report.places import Places, in_utf16
from auditor.report.reading import audited, grouped_skips, in_words, open_ones, percent, tally_in_words, worst_first
from auditor.report.safe import cut, safe

MOST = 10
_COMMANDS = {Severity.CRITICAL: "error", Severity.MAJOR: "error", Severity.MINOR: "warning", Severity.NEUTRAL: "notice"}


def render(report: Report, look: Look = PLAIN) -> str:
    """The commands, one a line."""
    del look
    places = Places(report.units, in_utf16, report.documents)
    found = worst_first(open_ones(f for part in audited(report) for f in part.findings))
    lines: dict[str, list[str]] = {"error": [], "warning": [], "notice": []}
    lines["error"] += [_failure(lost) for lost in report.failures[:3]]
    crashed = [g for g in grouped_skips(report.skips, {}) if g.crashed]
    lines["error"] += [_command("error", f"auditor: {g.check} crashed", {}, cut(g.reason, 300)) for g in crashed[:2]]
    shown = 0
    for finding in found:
        command = _COMMANDS[finding.severity]
        if len(lines[command]) < (MOST - 1 if command == "notice" else MOST):  # one notice is kept for the rest
            lines[command].append(_annotation(finding, command, places))
            shown += 1
    lines["notice"].append(_rest(report, found, shown))
    return "".join(line + "\n" for group in lines.values() for line in group)


def _annotation(finding: Finding, command: str, places: Places) -> str:
    region = places.region(finding)
    where: dict[str, str] = {}
    if region.path and "://" not in region.path:
        where["file"] = region.path
        if region.known:
            where |= {"line": str(region.line), "endLine": str(region.end_line)}
        if region.known and region.line == region.end_line:
            where |= {"col": str(region.column), "endColumn": str(region.end_column)}
    title = f"{finding.rule} ({finding.severity.value}, {percent(finding.confidence)})"
    return _command(command, title, where, in_words(finding))


def _failure(lost: Failure) -> str:
    where = {"file": lost.path} if "://" not in lost.path else {}
    if where and lost.line:
        where["line"] = str(lost.line)
    return _command(
        "error", "auditor: could not read", where, f"{cut(lost.path, 200)} {cut(lost.item, 100)}: {cut(lost.why, 600)}"
    )


def _rest(report: Report, found: list[Finding], shown: int) -> str:
    hidden = len(found) - shown
    more = f" {hidden} more than shown here: see the report." if hidden else ""
    unread = f" {len(report.failures)} inputs could not be read." if report.failures else ""
    gate = f" The gate ({report.gate.fail_on}) {'failed' if report.gate.failed else 'passed'}."
    units = f"{len(report.units):,} units in {len(report.documents):,} documents"
    return _command("notice", "auditor", {}, f"{tally_in_words(found)} in {units}.{more}{unread}{gate}")


def _command(command: str, title: str, where: dict[str, str], said: str) -> str:
    properties = ",".join(f"{key}={_property(value)}" for key, value in {"title": title, **where}.items())
    return f"::{command} {properties}::{_escaped(said)}"


def _escaped(text: str) -> str:
    """The data of a command, as @actions/core escapes it, and no `##[` in it.

    >>> _escaped("50 %" + chr(10) + "##[error]x")
    '50 %25 # #[error]x'
    """
    return safe(text).replace("##[", "# #[").replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")

"""Does a report pass, and with what status does the run end?"""

from __future__ import annotations

from collections import Counter

from auditor.config import Config
from auditor.model import Finding, Gate, Report, Severity, Status
from auditor.report.reading import passages

_RANK = {severity: rank for rank, severity in enumerate(Severity)}


def gate(report: Report, config: Config) -> Gate:
    """What the run was to fail on, and every reason why it did."""
    failing: Counter[Severity] = Counter()
    minor = 0
    for part in passages(report):
        targets = {r.unit.id: r.unit.target for r in part.units} if config.fields or config.languages else {}
        for finding in part.findings:
            if finding.status is not Status.OPEN:
                continue
            minor += finding.severity is Severity.MINOR
            target = targets.get(finding.unit)
            failing[finding.severity] += _fails(finding, fails_on(config, *((target.field, target.lang) if target else ("", ""))))
    reasons = [f"{n} {severity.value} finding{'s' * (n > 1)}" for severity in reversed(Severity) if (n := failing[severity])]
    if config.max_minor is not None and minor > config.max_minor:
        reasons.append(f"{minor} minor findings, {config.max_minor} allowed")
    if config.min_score is not None:
        low = [d for d in report.documents if d.score is not None and d.score.value < config.min_score]
        reasons += [f"{d.id}: score {d.score.value:.1f} is below {config.min_score:g}" for d in low if d.score]
    return Gate(fail_on=config.fail_on, failed=bool(reasons), reasons=tuple(reasons))


def exit_status(report: Report, *, exit_zero: bool = False) -> int:
    """2 where something could not be audited, else 1 where the gate failed, else 0.

    A check that crashed, an input that could not be read and a run that audited nothing are trouble, never a pass; nothing new
    since the last time is no trouble.
    """
    nothing = not report.units and not report.counts.get("unchanged")
    if report.failures or nothing or any(skip.crashed for skip in report.skips):
        return 2
    return 1 if report.gate.failed and not exit_zero else 0


def fails_on(config: Config, field: str, lang: str) -> str:
    """The lowest severity that fails, for a field and a language."""
    for table, key in ((config.fields, field), (config.languages, lang), (config.languages, lang.split("-", maxsplit=1)[0])):
        if key in table and (severity := table[key].fail_on) is not None:
            return severity
    return config.fail_on


def _fails(finding: Finding, least: str) -> bool:
    return least != "never" and finding.severity is not Severity.NEUTRAL and _RANK[finding.severity] >= _RANK[Severity(least)]

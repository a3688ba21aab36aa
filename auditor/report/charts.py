"""The two charts of the page as numbers for its template: findings by rule, and the score along a document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from auditor.model import Finding, ReportedUnit, Severity, Status
from auditor.report.reading import WORST_FIRST, open_ones
from auditor.report.safe import cut, finite

MOST_RULES, MOST_COLUMNS = 20, 160
_WIDTH = 200.0


class Bar(msgspec.Struct, frozen=True):
    """Findings of one rule: `parts` are (severity, count, from, width), the longest bar 200 wide."""

    rule: str
    label: str
    total: int
    parts: tuple[tuple[str, int, float, float], ...]


class RuleChart(msgspec.Struct, frozen=True):
    """Findings by rule, the most frequent first."""

    bars: tuple[Bar, ...]
    left_out: int


def by_rule(findings: Iterable[Finding]) -> RuleChart:
    """Bars of all open findings."""
    counts: dict[str, Counter[Severity]] = defaultdict(Counter)
    for finding in findings:
        if finding.status is Status.OPEN:
            counts[finding.rule][finding.severity] += 1
    order = sorted(counts, key=lambda rule: (-sum(counts[rule].values()), rule))
    most = max((sum(count.values()) for count in counts.values()), default=1)
    bars = tuple(_bar(rule, counts[rule], _WIDTH / most) for rule in order[:MOST_RULES])
    return RuleChart(bars, max(0, len(order) - MOST_RULES))


def _bar(rule: str, count: Counter[Severity], scale: float) -> Bar:
    parts, at = [], 0.0
    for severity in WORST_FIRST:
        if count[severity]:
            width = count[severity] * scale
            parts.append((severity.value, count[severity], round(at, 1), round(width, 1)))
            at += width
    return Bar(rule, cut(rule, 30), sum(count.values()), tuple(parts))


class Column(msgspec.Struct, frozen=True):
    """One unit, or the worst of several, in the chart along a document."""

    number: int  # of the unit it leads to
    left: float
    width: float
    height: float  # of 100
    score: float
    severity: str  # of its worst finding, "" for none


def along(
    units: Sequence[ReportedUnit], findings: Iterable[Finding], numbers: Mapping[str, int], width: float = 640.0
) -> tuple[Column, ...]:
    """The scores in order of the text; where there are more units than columns, each column is the worst of its stretch."""
    worst: dict[str, Severity] = {}
    for finding in open_ones(findings):
        worst[finding.unit] = max(worst.get(finding.unit, finding.severity), finding.severity, key=lambda s: s.weight)
    scored = [(finite(r.score), r.unit.id) for r in units]
    known = [(score, id_) for score, id_ in scored if score is not None]
    if len(known) < 2:
        return ()
    stretch = -(-len(known) // MOST_COLUMNS)
    groups = [min(known[at : at + stretch]) for at in range(0, len(known), stretch)]
    step = width / len(groups)
    return tuple(
        Column(numbers[id_], round(at * step, 2), round(max(step - 1.5, step * 0.7), 2), round(max(1.5, min(score, 100.0)), 1),
               round(score, 1), worst[id_].value if id_ in worst else "")
        for at, (score, id_) in enumerate(groups)
    )  # fmt: skip

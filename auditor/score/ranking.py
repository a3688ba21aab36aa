"""The unit's score: what it takes to rank two translations of one source."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

from auditor.model import Evidence, Finding, Role, Unit
from auditor.score.chrf import chrf_pp


class Beliefs(Protocol):
    """What the score asks of the judge's weights."""

    def belief(self, evidence: Evidence) -> float:
        """The probability that a human would mark an error here."""


def unit_score(
    unit: Unit, evidence: Sequence[Evidence], findings: Sequence[Finding], weights: Beliefs
) -> tuple[float, dict[str, float]]:
    """The unit's score (0 to 100, higher is better) and the metrics it rests on."""
    metrics: dict[str, float] = {}
    length = 1 + len(unit.target.text)
    doubt = sum(
        weights.belief(e) * min(1.0, 0.2 + (e.span.end - e.span.start) / length) for e in evidence if e.span.role is not Role.BACK
    )
    shown = sum(f.severity.weight * f.confidence for f in findings)
    goodness = 2.0 - 0.15 * shown - 0.3 * doubt
    if unit.references:
        metrics["chrf"] = chrf_pp(unit.target.text, [r.text for r in unit.references])
        goodness += 0.04 * (metrics["chrf"] - 60.0)
    return 100.0 / (1.0 + math.exp(-goodness)), metrics

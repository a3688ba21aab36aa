"""Evidence in, findings out: the judge itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import msgspec

from auditor.judge import clusters as grouping
from auditor.judge.weights import Weights
from auditor.lang.scripts import primary
from auditor.model import Evidence, Finding, Role, Severity, Unit

_HARM = (Severity.NEUTRAL, Severity.MINOR, Severity.MAJOR, Severity.CRITICAL)


class RuleFacts(Protocol):
    """What the judge asks of a rule; `checks.base.Rule` answers."""

    @property
    def category(self) -> str:
        """MQM-Core node."""

    @property
    def severity(self) -> Severity:
        """Where a piece of evidence names none."""


def judge(unit: Unit, evidence: Sequence[Evidence], weights: Weights, rules: Mapping[str, RuleFacts]) -> list[Finding]:
    """Every finding of one unit, however unsure, in the order of the text: one a place, the surest rule speaking.

    What is shown is the caller's choice: `threshold` gives the learned cut-off of a rule.
    """
    if not evidence:
        return []
    around = grouping.context(unit, evidence)
    beliefs = {id(e): weights.belief(e) for e in evidence}  # each is asked for by ranking, leading and agreeing
    found = [
        _finding(unit, cluster, confidence_of(cluster, weights, around, lambda e: beliefs[id(e)]), rules)
        for cluster in grouping.clusters(evidence, lambda e: beliefs[id(e)])
    ]
    return sorted(found, key=lambda f: (f.span.role is not Role.TARGET, f.span.role.value, f.span.start, f.span.end, f.rule))


def threshold(rule: str, weights: Weights, unit: Unit | None = None) -> float:
    """The confidence from which a finding of this rule in such a unit is shown, unless the user says otherwise.

    Units without a reference have cut-offs of their own: free renderings cry wolf only where there is something to compare.
    So have targets in other languages than English, of which the checks know less.
    """
    return weights.cutoffs.get(situation(unit), {}).get(rule, weights.cutoff)


def situation(unit: Unit | None) -> str:
    """Which table of cut-offs a unit falls under; an English one with a reference where there is none to ask."""
    language = "English" if unit is None or primary(unit.target.lang) == "en" else "other"
    return f"{language}, {'with a reference' if unit is None or unit.references else 'alone'}"


def confidence_of(
    cluster: grouping.Cluster, weights: Weights, around: Mapping[str, float], belief: Callable[[Evidence], float] | None = None
) -> float:
    """The same from all evidence on these words: learned where the rule was seen in learning, else views that agree add up.

    `belief` is that of the weights, where it was asked before.
    """
    belief = belief or weights.belief
    if weights.knows(cluster.head.rule):
        return round(weights.probability(grouping.together(cluster, belief, around)), 4)
    doubt = 1.0
    best: dict[tuple[str, str], float] = {}
    for e in cluster.all:
        best[e.view.value, e.check] = max(best.get((e.view.value, e.check), 0.0), belief(e))
    for probability in best.values():
        doubt *= 1.0 - probability
    return round(min(0.99, max(1.0 - doubt, 0.0)), 4)


def _finding(unit: Unit, cluster: grouping.Cluster, confidence: float, rules: Mapping[str, RuleFacts]) -> Finding:
    head = cluster.head
    segment = unit.side(head.span.role)
    text = segment.text if segment is not None else ""
    facts = rules.get(head.rule)
    # The judge alone reads the features (a hundred numbers for a difference): no report shows them.
    evidence = tuple(msgspec.structs.replace(e, features={}) if e.features else e for e in cluster.all)
    return Finding(
        rule=head.rule,
        unit=unit.id,
        span=head.span,
        quote=text[head.span.start : head.span.end],
        category=facts.category if facts else "other",
        severity=_severity(cluster, rules),
        confidence=confidence,
        message=head.message,
        suggestion=head.suggestion if head.suggestion is not None else _suggested(cluster),
        evidence=evidence,
        fingerprint=fingerprint(unit, head, text),
    )


def _severity(cluster: grouping.Cluster, rules: Mapping[str, RuleFacts]) -> Severity:
    """The worst that evidence of the head's own rule claims."""
    default = rules[cluster.head.rule].severity if cluster.head.rule in rules else Severity.MINOR
    claimed = [e.severity or default for e in cluster.all if e.rule == cluster.head.rule]
    return max(claimed, key=_HARM.index)


def _suggested(cluster: grouping.Cluster) -> str | None:
    """A replacement for exactly the words quoted, from whoever has one."""
    return next((e.suggestion for e in cluster.others if e.suggestion is not None and e.span == cluster.head.span), None)


def fingerprint(unit: Unit, evidence: Evidence, text: str) -> str:
    """Names a finding by rule, texts, quote and how many times the quote occurred before: no positions, no other unit."""
    span = evidence.span
    quote = text[span.start : span.end]
    nth = text.count(quote, 0, span.start) if quote else text[: span.start].count(" ")
    source = unit.source.text if unit.source is not None else ""
    parts = (evidence.rule, unit.target.text, source, span.role.value, quote, str(nth))
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:20]

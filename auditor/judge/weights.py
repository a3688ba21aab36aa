"""What the judge learned: a few hundred numbers in `corpora/judge/weights.json`, and how each rule fared."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping

import msgspec

from auditor import corpora
from auditor.judge.clusters import alone
from auditor.model import Evidence


class Weights(msgspec.Struct, frozen=True):
    """A logistic model over named features, and the confidence below which nothing is shown."""

    linear: Mapping[str, float] = msgspec.field(default_factory=dict)  # feature name: weight
    cutoff: float = 0.5  # the default confidence to be shown
    cutoffs: Mapping[str, float] = msgspec.field(default_factory=dict)  # by rule, where a rule has its own
    cutoffs_alone: Mapping[str, float] = msgspec.field(default_factory=dict)  # the same for units without a reference
    learned_from: Mapping[str, str] = msgspec.field(default_factory=dict)  # set: hash of what was read
    version: str = "untrained"

    def knows(self, rule: str) -> bool:
        """Was anything of this rule in what the weights were learned from?"""
        return f"rule:{rule}" in self.linear

    def probability(self, features: Mapping[str, float]) -> float:
        """The logistic of the weighted sum; features without a weight count for nothing."""
        total = self.linear.get("bias", 0.0) + sum(self.linear.get(name, 0.0) * value for name, value in features.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))

    def belief(self, evidence: Evidence) -> float:
        """The probability that a human would mark an error here, from one piece of evidence alone."""
        return self.probability(alone(evidence)) if self.knows(evidence.rule) else min(1.0, max(0.0, evidence.strength))


class Measured(msgspec.Struct, frozen=True):
    """How a rule fared on gold sets it did not learn from; None where nothing could be measured."""

    precision: float | None = None
    recall: float | None = None
    found: int = 0  # findings the precision rests on
    wanted: int = 0  # errors of its kind the recall rests on
    on: str = ""  # the sets
    preview: bool = False  # measured below 60 % precision: off unless selected


@functools.cache
def load() -> Weights:
    """The shipped weights; untrained ones, which trust each check's own strength, where none ship."""
    try:
        file = corpora.path("judge/weights.json")
    except FileNotFoundError:
        return Weights()
    return msgspec.json.decode(file.read_bytes(), type=Weights)


@functools.cache
def measured() -> Mapping[str, Measured]:
    """Precision and recall by rule, as measured by `scripts/calibrate.py`; rule pages print them."""
    try:
        file = corpora.path("judge/rules.json")
    except FileNotFoundError:
        return {}
    return msgspec.json.decode(file.read_bytes(), type=dict[str, Measured])


def preview_rules() -> frozenset[str]:
    """Rules measured below 60 % precision: off unless selected."""
    return frozenset(rule for rule, figures in measured().items() if figures.preview)

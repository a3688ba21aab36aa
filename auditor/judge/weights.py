"""What the judge learned: a few hundred numbers in `corpora/judge/weights.json`, and how each rule fared."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping

import msgspec

from auditor import corpora
from auditor.judge.clusters import logit
from auditor.model import Evidence


class Weights(msgspec.Struct, frozen=True):
    """A logistic model over named features, and the confidence below which nothing is shown."""

    linear: Mapping[str, float] = msgspec.field(default_factory=dict)  # feature name: weight
    cutoff: float = 0.5  # the default confidence to be shown
    cutoffs: Mapping[str, Mapping[str, float]] = msgspec.field(default_factory=dict)  # by situation and rule
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
        if not self.knows(evidence.rule):
            return min(1.0, max(0.0, evidence.strength))
        row = _row(self.linear, evidence.rule, evidence.cause, evidence.view)
        sure, size = logit(evidence.strength), math.log1p(evidence.span.end - evidence.span.start)
        total = 0.0 + row.sure * sure  # in the order of `alone`, so that both come to the same
        for weight in (row.rule, row.rule_sure * sure, row.cause, row.cause_sure * sure, row.view):
            total += weight
        total += row.size * size
        total += row.rule_size * size
        for name, value in evidence.features.items():
            named = row.named.get(name)
            if named is not None and math.isfinite(value):
                total += named * max(-10.0, min(10.0, float(value)))
        total += row.bias
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


class _Row(msgspec.Struct, frozen=True):
    """The weights of what one piece of evidence says by itself (`clusters.alone`), for its rule, cause and view."""

    named: dict[str, float]  # of its own features
    bias: float
    sure: float
    rule: float
    rule_sure: float
    cause: float
    cause_sure: float
    view: float
    size: float
    rule_size: float


_ROWS: dict[int, tuple[Mapping[str, float], dict[tuple[str, str, str], _Row]]] = {}  # by model: hardly ever more than one


def _row(linear: Mapping[str, float], rule: str, cause: str, view: str) -> _Row:
    kept = _ROWS.get(id(linear))
    if kept is None or kept[0] is not linear:
        if len(_ROWS) > 8:
            _ROWS.clear()
        kept = _ROWS[id(linear)] = (linear, {})
    row = kept[1].get((rule, cause, view))
    if row is None:
        row = kept[1][rule, cause, view] = _made(linear, rule, cause, view)
    return row


def _made(linear: Mapping[str, float], rule: str, cause: str, view: str) -> _Row:
    names = ("bias", "sure", f"rule:{rule}", f"sure:{rule}", f"cause:{rule}#{cause}", f"sure:{rule}#{cause}", f"view:{view}",
             "size", f"size:{rule}")  # fmt: skip
    begin = f"x:{rule}:"
    named = {name.removeprefix(begin): weight for name, weight in linear.items() if name.startswith(begin)}
    return _Row(named, *(linear.get(name, 0.0) for name in names))


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

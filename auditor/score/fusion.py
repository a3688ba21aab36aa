"""Scores of outside metrics, brought to one scale so that they can be joined with ours.

A run is a stream, so a metric cannot be standardised over it: known metrics have a fixed mean and spread (rounded, as they
come out on good and middling news translations), unknown ones are read by their range and taken as higher is better.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import msgspec


class Scale(msgspec.Struct, frozen=True):
    """Where a metric's values lie; an `error` metric counts mistakes, under either sign."""

    mean: float
    spread: float
    error: bool = False


# By the beginning of the metric's name, letters and digits only; the longest that fits holds.
KNOWN = {
    "xcomet": Scale(0.85, 0.16),
    "comet": Scale(0.80, 0.10),
    "wmt22comet": Scale(0.80, 0.10),
    "cometkiwi": Scale(0.77, 0.09),
    "cometkiwix": Scale(0.66, 0.15),  # XL and XXL
    "wmt22cometkiwi": Scale(0.77, 0.09),
    "wmt23cometkiwi": Scale(0.66, 0.15),
    "bleurt": Scale(0.67, 0.14),
    "bertscore": Scale(0.85, 0.07),
    "metricx": Scale(-3.5, 3.6, error=True),
    "gembamqm": Scale(-5.0, 6.0, error=True),
    "gemba": Scale(85.0, 12.0),
    "mqm": Scale(-4.0, 5.0, error=True),
    "chrf": Scale(58.0, 15.0),
    "bleu": Scale(32.0, 20.0),
}
_BY_RANGE = ((1.0, Scale(0.78, 0.13)), (100.0, Scale(78.0, 13.0)))
_FAR = 4.0  # standard deviations: further is an accident


def standing(metrics: Mapping[str, float]) -> float | None:
    """The mean of the metrics' standard scores, None where there is none to read.

    >>> round(standing({"XCOMET-XL": 0.85, "MetricX-24": 3.5}), 3), standing({})
    (0.0, None)
    """
    found = [_one(name, value) for name, value in sorted(metrics.items()) if math.isfinite(value)]
    return sum(found) / len(found) if found else None


def _one(name: str, value: float) -> float:
    scale = _scale(name, value)
    if scale.error:
        value = -abs(value)
    return max(-_FAR, min(_FAR, (value - scale.mean) / scale.spread))


def _scale(name: str, value: float) -> Scale:
    bare = "".join(c for c in name.lower() if c.isalnum())
    fits = [known for known in KNOWN if bare.startswith(known)]
    if fits:
        return KNOWN[max(fits, key=len)]
    if value < 0:
        return KNOWN["mqm"]
    return next((scale for most, scale in _BY_RANGE if value <= most), Scale(value, 1.0))

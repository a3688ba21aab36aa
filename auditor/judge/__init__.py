"""Stage 6: evidence of all views on the same words becomes one finding with a calibrated confidence."""

from __future__ import annotations

from auditor.judge.verdict import RuleFacts, fingerprint, judge, threshold
from auditor.judge.weights import Measured, Weights, load, measured, preview_rules

__all__ = ["Measured", "RuleFacts", "Weights", "fingerprint", "judge", "load", "measured", "preview_rules", "threshold"]

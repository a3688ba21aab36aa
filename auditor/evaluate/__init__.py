"""How good are we: gold sets, the sample feed and planted errors in, figures with intervals out."""

from __future__ import annotations

from auditor.evaluate.feeds import evaluate_feed
from auditor.evaluate.figures import Figure, Figures
from auditor.evaluate.floors import Broken, against, read_floors
from auditor.evaluate.gold import Row, read
from auditor.evaluate.measure import Audit, evaluate
from auditor.evaluate.picture import picture
from auditor.evaluate.selftest import selftest
from auditor.evaluate.table import table

__all__ = [
    "Audit",
    "Broken",
    "Figure",
    "Figures",
    "Row",
    "against",
    "evaluate",
    "evaluate_feed",
    "picture",
    "read",
    "read_floors",
    "selftest",
    "table",
]

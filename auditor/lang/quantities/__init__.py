"""Numbers, dates, times, measures and money of a text, by value, in any script."""

from __future__ import annotations

from auditor.lang.quantities.match import Comparison, Pair, compare, converts, misprinted
from auditor.lang.quantities.quantity import FIRM, Quantity, Value
from auditor.lang.quantities.reader import quantities
from auditor.lang.quantities.render import printed
from auditor.lang.quantities.swap import Swap, swaps

__all__ = [
    "FIRM",
    "Comparison",
    "Pair",
    "Quantity",
    "Swap",
    "Value",
    "compare",
    "converts",
    "misprinted",
    "printed",
    "quantities",
    "swaps",
]

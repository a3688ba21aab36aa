"""Stage 7: the unit's score, the document's score with its interval, MQM with its signature, and sacrebleu's metrics."""

from __future__ import annotations

from auditor.score.document import Running, counts_of, document_score
from auditor.score.ranking import unit_score

__all__ = ["Running", "counts_of", "document_score", "unit_score"]

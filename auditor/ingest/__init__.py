"""Stage 1: files, folders, archives, streams and addresses become bundles, one article or run of rows each.

What cannot be read is a `Failure` and costs itself alone; a path that does not exist is an InputError at once.
"""

from __future__ import annotations

from auditor.ingest.gathering import Wish, gather
from auditor.ingest.inputs import Meter
from auditor.ingest.limits import Limits

__all__ = ["Limits", "Meter", "Wish", "gather"]

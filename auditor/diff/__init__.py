"""Two texts in one language in, typed edits out; the reference view and the back-translation view share it."""

from __future__ import annotations

from auditor.diff.compare import Comparison, Edit, Linked, compare, linked

__all__ = ["Comparison", "Edit", "Linked", "compare", "linked"]

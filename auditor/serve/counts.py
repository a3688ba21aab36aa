"""How often what was asked and how long it took, for `/metrics`."""

from __future__ import annotations

import threading
from collections import Counter


class Counts:
    """Requests by kind of answer, since the start."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._lock = threading.Lock()
        self._of: Counter[str] = Counter()

    def add(self, name: str) -> None:
        """One more."""
        with self._lock:
            self._of[name] += 1

    def all(self) -> dict[str, int]:
        """Every count."""
        with self._lock:
            return dict(self._of)

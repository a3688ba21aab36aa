"""How often: buckets of tokens that fill up again, in memory, one process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_KEYS = 50_000  # callers remembered; the longest unseen go first


class Limit:
    """At most `burst` at once, and `rate` a second after that, for each key."""

    def __init__(self, burst: float, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing is asked of anybody yet."""
        self._burst, self._rate, self._clock = burst, rate, clock
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def wait(self, key: str, *, take: bool = True) -> float:
        """Seconds until it is this caller's turn; 0.0 (and one is taken) if it is now."""
        with self._lock:
            now = self._clock()
            left, at = self._left.pop(key, (self._burst, now))
            left = min(self._burst, left + (now - at) * self._rate)
            enough = left >= 1
            self._left[key] = (left - 1 if enough and take else left, now)
            while len(self._left) > _KEYS:
                del self._left[next(iter(self._left))]
            return 0.0 if enough else (1 - left) / self._rate

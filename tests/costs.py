"""How cost grows with the size of a text: a ratio within one run, so that a slow or busy machine changes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable

LITTLE = 1.0  # seconds of CPU time below which no growth is worth a word
FACTOR = 4
AT_MOST = 9  # times the cost for FACTOR times the text: in proportion is 4, and by the square 16


def _spent(work: Callable[[str], object], text: str) -> float:
    begun = time.process_time()
    work(text)
    return time.process_time() - begun


def grows_in_proportion(work: Callable[[str], object], text: str, tries: int = 3) -> None:
    """Assert that `work` on `text` costs little, or at most in proportion to what a quarter of it does; the best of `tries` counts."""
    work(text[:100])  # what is loaded once is loaded now
    seen = []
    for _ in range(tries):
        part, whole = _spent(work, text[: len(text) // FACTOR]), _spent(work, text)
        if whole < LITTLE or whole < AT_MOST * part:
            return
        seen.append((part, whole))
    raise AssertionError(f"a text {FACTOR} times as long costs more than {AT_MOST} times as much: {seen}")

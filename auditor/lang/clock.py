"""Stops the clock while a table is read: that is paid once for the whole run, not by the unit that happened to come first."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator


@contextlib.contextmanager
def untimed() -> Iterator[None]:
    """Holds back the timer that limits how long a check may look at a unit, if one is set.

    Without this the first unit in a language runs out of its two seconds on a busy machine while a word list is read
    (Polish: 1.3 s on an idle one), the reading is thrown away, and so it goes for every unit after it.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return
    left, interval = signal.setitimer(signal.ITIMER_PROF, 0)
    try:
        yield
    finally:
        if left:
            signal.setitimer(signal.ITIMER_PROF, left, interval)

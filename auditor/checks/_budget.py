"""A limit on how long one check may look at one unit, so that no text can stop an audit.

Processor time is counted, not the clock, so that a busy machine does not change a report.  A timer signal interrupts Python
code; a single call into a compiled library is not interrupted, which is why checks also cap how much text they hand to one.
Only the main thread can take signals: elsewhere there is no limit.
"""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType

SECONDS = 2.0  # per unit and check: target P16 of the performance study


class OverBudget(Exception):  # noqa: N818 - it is caught and becomes a Skip, nobody sees it as an error
    """The time is up."""


def _ring(_signal: int, _frame: FrameType | None) -> None:
    raise OverBudget


@functools.cache
def _listening(_process: int) -> bool:
    """Sets the handler once a process; False where no signal can be taken."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        return False
    signal.signal(signal.SIGPROF, _ring)
    return True


@contextlib.contextmanager
def budget(seconds: float = SECONDS) -> Iterator[None]:
    """Raises OverBudget inside the block when it has run for `seconds`."""
    if threading.current_thread() is not threading.main_thread() or not _listening(os.getpid()):
        yield
        return
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)

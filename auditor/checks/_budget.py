"""A limit on how long one check may look at one unit, so that no text can stop an audit.

Processor time is counted, not the clock, so that a busy machine does not change a report.  A timer signal interrupts Python
code; a single call into a compiled library is not interrupted, which is why checks also cap how much text they hand to one.
Only the main thread can take signals: elsewhere there is no limit.

The timer ticks while a document is looked at, and a check that begins only sets the count of ticks to nothing: a timer of its
own for every check and unit was 2 % of an audit, and a fifth of one that finds nothing.
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
_TICK = 0.1  # seconds of processor time: a limit is kept to within this


class OverBudget(Exception):  # noqa: N818 - it is caught and becomes a Skip, nobody sees it as an error
    """The time is up."""


class Clock:
    """Counts the ticks of what is being looked at; `limit` 0 is nothing."""

    __slots__ = ("limit", "ticks")

    def __init__(self) -> None:
        self.limit, self.ticks = 0.0, 0

    def start(self, seconds: float) -> None:
        """From now on, `seconds` may pass until `stop`."""
        self.ticks = 0
        self.limit = seconds

    def stop(self) -> None:
        """No limit any more."""
        self.limit = 0.0


_CLOCK = Clock()  # the main thread's


def _ring(_signal: int, _frame: FrameType | None) -> None:
    if not _CLOCK.limit:
        return
    _CLOCK.ticks += 1
    if (_CLOCK.ticks - 1) * _TICK >= _CLOCK.limit:  # the first tick may come at once
        _CLOCK.limit = 0.0
        raise OverBudget


@functools.cache
def _listening(_process: int) -> bool:
    """Sets the handler once a process; False where no signal can be taken."""
    if not hasattr(signal, "setitimer"):
        return False
    signal.signal(signal.SIGPROF, _ring)
    return True


@contextlib.contextmanager
def watched() -> Iterator[Clock]:
    """A clock that raises OverBudget when more processor time has passed since its `start` than that allowed."""
    if threading.current_thread() is not threading.main_thread() or not _listening(os.getpid()):
        yield Clock()
        return
    before = signal.setitimer(signal.ITIMER_PROF, _TICK, _TICK)
    try:
        yield _CLOCK
    finally:
        _CLOCK.stop()
        signal.setitimer(signal.ITIMER_PROF, *before)

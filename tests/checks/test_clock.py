"""The limit on a check's time: kept, renewed for each check, and taken away with the run."""

from __future__ import annotations

import signal
import time

import pytest

from auditor.checks._budget import OverBudget, watched


def _busy(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_time_that_is_up_interrupts() -> None:
    with watched() as clock:
        clock.start(0.2)
        with pytest.raises(OverBudget):
            _busy(3)


def test_each_start_begins_anew_and_nothing_rings_after_stop() -> None:
    with watched() as clock:
        for _ in range(3):
            clock.start(0.3)
            _busy(0.15)
            clock.stop()
        _busy(0.5)
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)

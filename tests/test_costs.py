"""The measure of growth tells the square from the straight line."""

from __future__ import annotations

import time

import pytest

from tests.costs import grows_in_proportion


def _busy(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


def test_a_straight_line_passes():
    grows_in_proportion(lambda text: _busy(len(text) * 1.2e-4), "a" * 10_000)


def test_a_square_fails():
    with pytest.raises(AssertionError, match="4 times as long"):
        grows_in_proportion(lambda text: _busy((len(text) / 10_000) ** 2 * 1.2), "a" * 10_000, tries=1)

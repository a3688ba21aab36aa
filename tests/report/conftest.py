"""The sample report, for every test of this folder."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import sample as made

from auditor.model import Report
from auditor.report import Look


@pytest.fixture(scope="session")
def report() -> Report:
    return made.sample()


@pytest.fixture(scope="session")
def look() -> Look:
    return Look(manual=made.manual(), width=80)

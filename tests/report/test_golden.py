"""Every format of the sample report, byte for byte; `AUDITOR_GOLDEN=1` writes the files anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from auditor.report import FORMATS, Look

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_format_is_as_written(name, report, look):
    text = FORMATS[name](report, look)
    _compare(GOLDEN / f"sample{FORMATS[name].suffix}", text)


@pytest.mark.parametrize(("width", "colour"), [(40, False), (80, True)])
def test_terminal_at_other_widths(width, colour, report, look):
    text = FORMATS["terminal"](report, Look(look.manual, width, colour))
    _compare(GOLDEN / f"sample.{width}{'.colour' if colour else ''}.txt", text)


def _compare(path: Path, text: str) -> None:
    if os.environ.get("AUDITOR_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
    assert path.exists(), "no golden file: run `make golden` and read the difference"
    assert text == path.read_bytes().decode(), "the output changed: if it is meant, run `make golden` and read the difference"


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_same_report_same_bytes(name, report, look):
    assert FORMATS[name](report, look) == FORMATS[name](report, look)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_pieces_make_the_whole(name, report, look):
    assert "".join(FORMATS[name].chunks(report, look)) == FORMATS[name](report, look)

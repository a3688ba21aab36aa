"""Finds the data files that ship: beside the package in a wheel, in the repository otherwise."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def path(name: str) -> Path:
    """The shipped file or folder `name`, as `idioms/es.tsv`; FileNotFoundError if it is not there."""
    for root in (_PACKAGE / "_corpora", _PACKAGE.parent / "corpora"):
        found = root / name
        if found.exists():
            return found
    raise FileNotFoundError(f"{name} is missing from the installed corpora: reinstall auditor")

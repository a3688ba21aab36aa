"""Finds the data files that ship, beside the package or in the repository, and the folder of what can be made again."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def path(name: str) -> Path:
    """The shipped file or folder `name`, as `idioms/es.tsv`; FileNotFoundError if it is not there."""
    for root in (_PACKAGE / "_corpora", _PACKAGE.parent / "corpora"):
        found = root / name
        if found.exists():
            return found
    raise FileNotFoundError(f"{name} is missing from the installed corpora: reinstall auditor")


def home() -> Path:
    """The folder of models, results and translations: `$AUDITOR_CACHE_DIR`, or `auditor` in the user's cache folder."""
    if given := os.environ.get("AUDITOR_CACHE_DIR"):
        return Path(given)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "auditor"

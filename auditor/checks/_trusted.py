"""What the reference says too is not an error of wording: the checks of phrases share the question."""

from __future__ import annotations

from auditor.model import Unit


def says(unit: Unit, quoted: str) -> bool:
    """Does the reference hold the quoted words, case aside?"""
    return unit.reference is not None and quoted.lower() in unit.reference.text.lower()

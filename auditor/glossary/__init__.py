"""What editors keep: concepts with their terms, matched whatever their inflection, exchanged, and never lost."""

from __future__ import annotations

from auditor.glossary.entries import Concept
from auditor.glossary.match import Matcher
from auditor.glossary.sources import load
from auditor.glossary.text import parse

__all__ = ["Concept", "Matcher", "load", "parse"]

"""The house: every check is found and proves itself."""

from __future__ import annotations

"""Stage 8: a report in, text out; one file a format, loaded when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Protocol

import msgspec

from auditor.model import Report
from auditor.report.manual import PLAIN, Case, Look, Manual, RulePage, pages

__all__ = ["FORMATS", "SAVED", "Case", "Format", "Look", "Manual", "Renderer", "RulePage", "pages"]


class Renderer(Protocol):
    """What every format is."""

    def __call__(self, report: Report, look: Look = PLAIN) -> str:
        """The report as text."""


class Format(msgspec.Struct, frozen=True):
    """A format by name; called, it renders.

    >>> sorted(FORMATS) == sorted(format.name for format in FORMATS.values())
    True
    """

    name: str
    summary: str
    suffix: str  # of files it is written to

    def __call__(self, report: Report, look: Look = PLAIN) -> str:
        """The report as text."""
        text: str = self._module().render(report, look)
        return text

    def chunks(self, report: Report, look: Look = PLAIN) -> Iterator[str]:
        """The same text in pieces, written while it is made where the format allows it."""
        module = self._module()
        yield from module.chunks(report, look) if hasattr(module, "chunks") else (module.render(report, look),)

    def leaves(self, report: Report, look: Look, name: str) -> Iterator[tuple[str, Iterator[str]]]:
        """The files that are written for a file `name`, by their names beside it: itself, and pages it leads to."""
        module = self._module()
        yield from module.leaves(report, look, name) if hasattr(module, "leaves") else ((name, self.chunks(report, look)),)

    def save(self, report: Report, path: Path) -> None:
        """Writes what is no text, to a file or folder."""
        self._module().save(report, path)

    def _module(self) -> ModuleType:
        return importlib.import_module(f"{__name__}.{self.name}")


_ALL = (
    Format("terminal", "for reading where you are", ".txt"),
    Format("html", "one page to read, click and print; no network", ".html"),
    Format("json", "everything, for programs: auditor.report/v1", ".json"),
    Format("jsonl", "the same, one object a line", ".jsonl"),
    Format("markdown", "for issues and pull requests", ".md"),
    Format("summary", "a job summary for GitHub Actions, in Markdown", ".summary.md"),
    Format("csv", "findings as a table, safe in spreadsheets", ".csv"),
    Format("sarif", "SARIF 2.1.0, for code scanning", ".sarif"),
    Format("junit", "JUnit XML, for test reports", ".junit.xml"),
    Format("github", "annotations for GitHub Actions", ".github.txt"),
    Format("gitlab", "GitLab code quality", ".gitlab.json"),
    Format("rdjson", "reviewdog's format, for review comments", ".rd.json"),
    Format("xliff", "XLIFF 2.1 with ITS 2.0 annotations, for translation tools", ".xlf"),
)
FORMATS: Mapping[str, Format] = MappingProxyType({one.name: one for one in _ALL})
# What is no text: it is saved to the path that is given, and cannot go to a terminal.
SAVED: Mapping[str, Format] = MappingProxyType(
    {"parquet": Format("parquet", "tables of findings and units, for a data lake (extra parquet)", "")}
)

"""Parquet tables of units and findings, for a data team's lake; written while the report is gone through."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from auditor.errors import ConfigError
from auditor.model import Finding, Report, ReportedDocument, ReportedUnit, Role
from auditor.report.places import Places, along, in_points
from auditor.report.reading import passages, text_of
from auditor.report.safe import finite, whole

_BATCH = 4_096  # rows of a row group
_UNITS = {
    "document": "string", "path": "string", "item": "string", "line": "int64", "column": "int64", "unit": "string",
    "field": "string", "target_lang": "string", "source_lang": "string", "target": "string", "source": "string",
    "reference": "string",
    "back": "string", "score": "float64",
}  # fmt: skip
_FINDINGS = {
    "document": "string", "path": "string", "line": "int64", "column": "int64", "unit": "string", "rule": "string",
    "category": "string", "severity": "string", "confidence": "float64", "status": "string", "side": "string", "start": "int64",
    "end": "int64", "quote": "string", "message": "string", "suggestion": "string", "fingerprint": "string", "why": "string",
}  # fmt: skip


def save(report: Report, path: Path) -> None:
    """`findings.parquet` and `units.parquet` in the folder, or the findings alone in a file that ends in .parquet."""
    findings = (_finding(part.document, f, places) for part, places in along(report, in_points) for f in part.findings)
    if path.suffix == ".parquet":
        _table(path, _FINDINGS, findings, report)
        return
    _table(path / "findings.parquet", _FINDINGS, findings, report)
    units = (_unit(part.document, reported) for part in passages(report) for reported in part.units)
    _table(path / "units.parquet", _UNITS, units, report)


def _table(path: Path, columns: Mapping[str, str], rows: Iterator[dict[str, Any]], report: Report) -> None:
    try:
        arrow: Any = importlib.import_module("pyarrow")
        parquet: Any = importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise ConfigError("--format parquet needs pyarrow: pip install 'auditor[parquet]'") from error
    types = {"string": arrow.string(), "int64": arrow.int64(), "float64": arrow.float64()}
    told = {"auditor.version": report.version, "auditor.signature": report.signature}
    schema = arrow.schema([(name, types[kind]) for name, kind in columns.items()], metadata=told)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with parquet.ParquetWriter(beside, schema, compression="zstd") as writer:
            for batch in _batches(rows):
                writer.write_table(arrow.Table.from_pylist(batch, schema=schema))
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    source = iter(rows)
    while batch := list(islice(source, _BATCH)):
        yield [{name: whole(value) if isinstance(value, str) else value for name, value in row.items()} for row in batch]


def _unit(document: ReportedDocument, reported: ReportedUnit) -> dict[str, Any]:
    one = reported.unit
    place = one.target.place
    return {
        "document": one.document or document.id,
        "path": place.path or document.path,
        "item": place.item or None,
        "line": place.line,
        "column": place.column,
        "unit": one.id,
        "field": one.target.field,
        "target_lang": one.target.lang,
        "source_lang": one.source.lang if one.source else None,
        **{role.value: text_of(one, role) or None for role in Role},
        "target": one.target.text,
        "score": finite(reported.score),
    }


def _finding(document: ReportedDocument, found: Finding, places: Places) -> dict[str, Any]:
    region = places.region(found)
    return {
        "document": document.id,
        "path": region.path or document.path,
        "line": region.line if region.known else None,
        "column": region.column if region.known else None,
        "unit": found.unit,
        "rule": found.rule,
        "category": found.category,
        "severity": found.severity.value,
        "confidence": finite(found.confidence, 4),
        "status": found.status.value,
        "side": found.span.role.value,
        "start": found.span.start,
        "end": found.span.end,
        "quote": found.quote,
        "message": found.message,
        "suggestion": found.suggestion,
        "fingerprint": found.fingerprint,
        "why": found.why or None,
    }

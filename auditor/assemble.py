"""Audited documents, as they stream by, become one Report."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from auditor import __version__, score
from auditor.config import Config
from auditor.gate import gate
from auditor.model import Audited, Failure, Report, ReportedDocument, ReportedUnit, Skip

if TYPE_CHECKING:
    from auditor.pipeline import Desk


def report(stream: Iterable[Audited | Failure], desk: Desk) -> Report:
    """Everything that was audited, in order, with the run's own score, signature and gate."""
    audited: dict[tuple[str, str], list[Audited]] = {}
    failures: list[Failure] = []
    for item in stream:
        if isinstance(item, Failure):
            failures.append(item)
        else:
            audited.setdefault((item.document.path, item.document.id), []).append(item)
    documents = tuple(_merged(parts, desk.config) for parts in audited.values())
    parts = [part for group in audited.values() for part in group]
    units = tuple(unit for part in parts for unit in part.units)
    findings = tuple(finding for part in parts for finding in part.findings)
    value, mqm, _ = score.document_score(units, findings, metrics=False) if units else (None, None, {})
    whole = Report(
        version=__version__,
        signature=signature(desk),
        documents=documents,
        units=units,
        findings=findings,
        skips=tuple(_distinct(skip for part in parts for skip in part.skips)),
        failures=tuple(failures),
        score=value,
        mqm=mqm,
        counts={"documents": len(documents), "units": len(units), "failed": sum(f.entries for f in failures)},
    )
    return msgspec.structs.replace(whole, gate=gate(whole, desk.config))


def signature(desk: Desk) -> str:
    """What the findings depend on, besides the texts: version, checks, weights, glossary, engine."""
    on = "+".join(f"{check.id}.{check.version}:{','.join(rule.id for rule in check.rules)}" for check in desk.checks)
    parts = {
        "version": __version__,
        "checks": hashlib.blake2b(on.encode(), digest_size=4).hexdigest(),
        "weights": desk.weights.version,
        "glossary": getattr(desk.glossary, "signature", "none"),
        "phrases": getattr(desk.phrases, "signature", "none"),
        "engine": desk.engine,
    }
    return "|".join(f"{key}:{value}" for key, value in parts.items())


def _merged(parts: Sequence[Audited], config: Config) -> ReportedDocument:
    if len(parts) == 1 and parts[0].document.score is not None:
        return parts[0].document
    units: list[ReportedUnit] = [unit for part in parts for unit in part.units]
    findings = [finding for part in parts for finding in part.findings]
    value, mqm, metrics = score.document_score(units, findings, ter=config.ter)
    return msgspec.structs.replace(parts[0].document, units=len(units), score=value, mqm=mqm, metrics=metrics)


def _distinct(skips: Iterable[Skip]) -> Iterable[Skip]:
    return dict.fromkeys(skips)

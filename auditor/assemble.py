"""Audited documents, as they stream by, become one Report; a long one is kept on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec

from auditor import __version__, score
from auditor.config import Config
from auditor.gate import gate
from auditor.model import Audited, Failure, Finding, Report, ReportedDocument, ReportedUnit
from auditor.report.reading import in_place
from auditor.spool import Spool, spooled

if TYPE_CHECKING:
    from auditor.pipeline import Desk

HELD = 2_000  # units held in memory, with what was found in them about 10 MB; more of them lie on disk


def report(stream: Iterable[Audited | Failure], desk: Desk, held: int = HELD) -> Report:
    """Everything that was audited, in order, with the run's own score, signature and gate."""
    near: list[Audited | Failure] = []
    far: Spool | None = None
    units = 0
    whole = score.Running()
    for item in stream:
        if isinstance(item, Audited):
            units += len(item.units)
            whole.add(item.units, item.findings)
        near.append(item)
        if units > held or len(near) > held:
            far = far or Spool()
            _pour(near, far)
    value, mqm = whole.scores()
    head = Report(__version__, signature(desk), (), (), (), (), score=value, mqm=mqm)
    if far is not None:
        _pour(near, far)
        far.finish(lambda document, some, found: _merged(document, some, found, desk.config))
        made = spooled(head, far)
    else:
        made = _held(head, near, desk.config)
    counts = {"documents": len(made.documents), "units": len(made.units), "failed": sum(f.entries for f in made.failures)}
    made = msgspec.structs.replace(made, counts=counts)
    return msgspec.structs.replace(made, gate=gate(made, desk.config))


def _pour(near: list[Audited | Failure], far: Spool) -> None:
    for item in near:
        if isinstance(item, Failure):
            far.add_failure(item)
        else:
            far.add(msgspec.structs.replace(item, findings=tuple(in_place(item.findings, item.units))))
    near.clear()


def _held(head: Report, near: Sequence[Audited | Failure], config: Config) -> Report:
    """The report as it stands in memory."""
    audited: dict[tuple[str, str], list[Audited]] = {}
    for item in near:
        if isinstance(item, Audited):
            audited.setdefault((item.document.path, item.document.id), []).append(item)
    parts = [part for group in audited.values() for part in group]
    return msgspec.structs.replace(
        head,
        documents=tuple(_of_parts(parts, config) for parts in audited.values()),
        units=tuple(unit for part in parts for unit in part.units),
        findings=tuple(finding for part in parts for finding in part.findings),
        skips=tuple(dict.fromkeys(skip for part in parts for skip in part.skips)),
        failures=tuple(item for item in near if isinstance(item, Failure)),
    )


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


def _of_parts(parts: Sequence[Audited], config: Config) -> ReportedDocument:
    if len(parts) == 1 and parts[0].document.score is not None:
        return parts[0].document
    units = [unit for part in parts for unit in part.units]
    return _merged(parts[0].document, units, [finding for part in parts for finding in part.findings], config)


def _merged(
    first: ReportedDocument, units: Sequence[ReportedUnit], findings: Sequence[Finding], config: Config
) -> ReportedDocument:
    value, mqm, metrics = score.document_score(units, findings, ter=config.ter)
    return msgspec.structs.replace(first, units=len(units), score=value, mqm=mqm, metrics=metrics)

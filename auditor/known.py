"""What is known of a report's findings before the gate is asked: those answered for, those decided on, those in the baseline."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from auditor import baseline, suppressions
from auditor import gate as gates
from auditor.baseline import Baseline, Known, Seen
from auditor.config import Config
from auditor.model import Finding, Gate, Report, ReportedDocument, ReportedUnit, Skip, Status
from auditor.report.reading import passages
from auditor.spool import Stored

if TYPE_CHECKING:
    from auditor.glossary.store import Decision

Anew = Callable[[ReportedDocument, Sequence[ReportedUnit], Sequence[Finding]], Sequence[Finding]]
_NAMED = 3  # stale entries named in full, the rest counted


class Ask(msgspec.Struct, frozen=True):
    """What a run is to do with what is known."""

    write: bool = False  # a new baseline of what was found
    prune: bool = False  # the old one without what is gone
    allow_stale: bool = False
    partial: bool = False  # some items were not looked at: of them nothing can be said


def settled(
    report: Report, config: Config, rules: Callable[[], Collection[str]], ask: Ask, today: dt.date
) -> tuple[Report, Baseline | None]:
    """The report with statuses, complaints and gate; and the baseline to be written, if one is to be.

    `rules` tells those that were on, and is asked only where there is a baseline.
    """
    ignored = suppressions.read(Path(config.suppressions), today)
    covering = suppressions.Covering(ignored, baseline.texts_of)
    report = _restated(report, covering.applied) if ignored.live else report
    report, over = _decided(report, config, today)
    if config.desk:
        report = _at_desk(report, config, today)
    said = [*ignored.complaints, *([] if ask.partial or report.failures else covering.unused()), *over]
    report = _with_skips(report, [Skip(check="suppressions", unit="", reason=why) for why in said])
    report, gone, new = _against_baseline(report, config, rules, ask)
    gate = _gate(report, config, {} if ask.allow_stale else gone)
    return msgspec.structs.replace(report, gate=gate, counts={**report.counts, **_counts(report)}), new


def _decided(report: Report, config: Config, today: dt.date) -> tuple[Report, list[str]]:
    """Findings with what editors said of them (`auditor decide`) in the glossary databases; and what to say of decisions run out.

    A confirmed finding stays open whatever was said of others like it.
    """
    if not config.glossary:
        return report, []
    from auditor.glossary import sources  # noqa: PLC0415 - a gate without a glossary does not wait for it

    said = {d.fingerprint: d for name in reversed(config.glossary) for d in sources.decisions(name)}
    if not said:
        return report, []
    kept = {f: d for f, d in said.items() if d.verdict != "dismiss"}
    entries = [suppressions.of_decision(msgspec.structs.asdict(d), "decision") for d in said.values() if d.verdict == "dismiss"]
    live = suppressions.Suppressions(tuple(e for e in entries if e.expires is None or e.expires >= today))
    over = suppressions.Suppressions(tuple(e for e in entries if e.expires is not None and e.expires < today))
    covering, expired = (suppressions.Covering(some, baseline.texts_of) for some in (live, over))
    ended: list[str] = []

    def anew(document: ReportedDocument, units: Sequence[ReportedUnit], findings: Sequence[Finding]) -> list[Finding]:
        def under(entries: suppressions.Covering, open_: Sequence[Finding]) -> list[Finding]:
            after = entries.applied(document, units, open_)
            both = zip(open_, after, strict=True)
            return [_stands(f, kept[f.fingerprint]) if f.fingerprint in kept else now for f, now in both]

        settled = under(covering, findings)
        past = [now for f, now in zip(settled, under(expired, settled), strict=True) if f.status is not now.status]
        ended.extend(f"{f.rule} “{f.quote}” was dismissed until a day that is past: look again ({f.why})" for f in past)
        return settled

    return _restated(report, anew), ended


def _at_desk(report: Report, config: Config, today: dt.date) -> Report:
    """Findings as an editors' desk sees them: dismissed there, or of another confidence by what was decided there."""
    from auditor import decided, judge  # noqa: PLC0415 - few runs ask a desk

    there = decided.load(config.desk, config.allow_hosts, offline=config.offline)
    covering = suppressions.Covering(decided.ignored(there, today), baseline.texts_of)
    shipped = {rule: facts.precision for rule, facts in judge.measured().items() if facts.precision is not None}
    beliefs = decided.Beliefs(there.tallies, shipped)
    weights = judge.load()

    def anew(document: ReportedDocument, reported: Sequence[ReportedUnit], findings: Sequence[Finding]) -> Sequence[Finding]:
        units = {one.unit.id: one.unit for one in reported}
        feeds = {ident: suppressions.feed_of(unit.target.place.path) for ident, unit in units.items()}

        def cutoff(finding: Finding) -> float:
            unit = units.get(finding.unit)
            learned = judge.threshold(finding.rule, weights, unit)
            return learned if config.min_confidence is None else config.min_confidence

        return decided.applied(covering.applied(document, reported, findings), feeds, beliefs, cutoff)

    return _restated(report, anew)


def _stands(finding: Finding, said: Decision) -> Finding:
    """A finding that somebody confirmed or corrected, with their words."""
    return msgspec.structs.replace(finding, why=finding.why or f"{said.verdict}ed: {said.why} ({said.who})")


def _restated(report: Report, anew: Anew) -> Report:
    """The report with findings of another status; those of a long one are changed where they lie."""
    if isinstance(report.units, Stored):
        report.units.spool.restate(anew)
        return report
    units = {reported.unit.id: reported.unit for reported in report.units}
    documents = {document.id: document for document in report.documents}
    nowhere = ReportedDocument(id="", path="", title="", lang="und", units=0)
    found: list[Finding] = []
    for finding in report.findings:
        unit = units.get(finding.unit)
        document = documents.get(unit.document, nowhere) if unit else nowhere
        found += anew(document, [ReportedUnit(unit)] if unit else [], [finding])
    return msgspec.structs.replace(report, findings=tuple(found))


def _with_skips(report: Report, more: Sequence[Skip]) -> Report:
    if isinstance(report.units, Stored):
        report.units.spool.add_skips(more)
        return report
    return msgspec.structs.replace(report, skips=(*report.skips, *more))


def _against_baseline(
    report: Report, config: Config, rules: Callable[[], Collection[str]], ask: Ask
) -> tuple[Report, Baseline, Baseline | None]:
    """Known findings marked, what is stale, and the baseline to be written."""
    path = Path(file_of(config, ask)) if file_of(config, ask) else None
    if path is None:
        return report, {}, None
    old = {} if ask.write and not path.exists() else baseline.read(path)
    partial = ask.partial or report.failures or any(skip.crashed for skip in report.skips)
    texts = {baseline.texts_of(reported.unit) for reported in report.units} if partial else None
    seen = Seen(texts=texts, rules=rules())
    found = baseline.counted((part.findings, part.units) for part in passages(report))
    gone = baseline.stale(old, found, seen)
    new = None
    if ask.write or ask.prune:
        new = baseline.rewritten(old, gone, found if ask.write else {})
        old, gone = new, {}
    left = dict(old)
    return _restated(report, lambda _, units, findings: baseline.applied(findings, units, left)), gone, new


def _counts(report: Report) -> dict[str, int]:
    """How many findings stand aside: a reader who sees none is to know that there are some."""
    found = Counter(finding.status for finding in report.findings)
    named = {"known": found[Status.BASELINE], "suppressed": found[Status.SUPPRESSED]}
    return {name: count for name, count in named.items() if count}


def file_of(config: Config, ask: Ask) -> str:
    """The baseline's file; the usual name where one is to be written and none was given."""
    return config.baseline or (baseline.NAME if ask.write or ask.prune else "")


def _gate(report: Report, config: Config, gone: Mapping[Known, int]) -> Gate:
    gate = gates.gate(report, config)
    if not gone:
        return gate
    named = "; ".join(f"{entry.rule} “{entry.quote}”" for entry in list(gone)[:_NAMED]) + (" …" if len(gone) > _NAMED else "")
    entries = "1 entry of the baseline is" if len(gone) == 1 else f"{len(gone)} entries of the baseline are"
    reason = f"{entries} stale ({named}): run again with --prune-baseline, or allow it with --allow-stale"
    return msgspec.structs.replace(gate, failed=True, reasons=(*gate.reasons, reason))

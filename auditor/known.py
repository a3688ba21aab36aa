"""What is known of a report's findings before the gate is asked: those answered for, those decided on, those in the baseline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from auditor import baseline, suppressions
from auditor import gate as gates
from auditor.baseline import Baseline, Known, Seen
from auditor.config import Config
from auditor.model import Finding, Gate, Report, Skip, Status, Unit

if TYPE_CHECKING:
    from auditor.glossary.store import Decision

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
    units = {reported.unit.id: reported.unit for reported in report.units}
    ignored = suppressions.read(Path(config.suppressions), today)
    findings, unused = suppressions.applied(report.findings, units, report.documents, ignored, baseline.texts_of)
    findings, over = _decided(findings, units, report, config, today)
    if config.desk:
        findings = _at_desk(findings, units, report, config, today)
    said = [*ignored.complaints, *([] if ask.partial or report.failures else unused), *over]
    skips = (*report.skips, *(Skip(check="suppressions", unit="", reason=why) for why in said))
    report = msgspec.structs.replace(report, findings=tuple(findings), skips=skips)
    report, gone, new = _against_baseline(report, config, rules, ask, units)
    gate = _gate(report, config, {} if ask.allow_stale else gone)
    return msgspec.structs.replace(report, gate=gate, counts={**report.counts, **_counts(report)}), new


def _decided(
    findings: list[Finding], units: Mapping[str, Unit], report: Report, config: Config, today: dt.date
) -> tuple[list[Finding], list[str]]:
    """Findings with what editors said of them (`auditor decide`) in the glossary databases; and what to say of decisions run out.

    A confirmed finding stays open whatever was said of others like it.
    """
    if not config.glossary:
        return findings, []
    from auditor.glossary import sources  # noqa: PLC0415 - a gate without a glossary does not wait for it

    said = {d.fingerprint: d for name in reversed(config.glossary) for d in sources.decisions(name)}
    kept = {f: d for f, d in said.items() if d.verdict != "dismiss"}
    entries = [suppressions.of_decision(msgspec.structs.asdict(d), "decision") for d in said.values() if d.verdict == "dismiss"]
    live = suppressions.Suppressions(tuple(e for e in entries if e.expires is None or e.expires >= today))
    over = suppressions.Suppressions(tuple(e for e in entries if e.expires is not None and e.expires < today))

    def under(entries: suppressions.Suppressions, open_: Sequence[Finding]) -> list[Finding]:
        after, _ = suppressions.applied(open_, units, report.documents, entries, baseline.texts_of)
        return [_stands(f, kept[f.fingerprint]) if f.fingerprint in kept else now for f, now in zip(open_, after, strict=True)]

    settled = under(live, findings)
    ended = [now for f, now in zip(settled, under(over, settled), strict=True) if f.status is not now.status]
    return settled, [f"{f.rule} “{f.quote}” was dismissed until a day that is past: look again ({f.why})" for f in ended]


def _at_desk(findings: list[Finding], units: Mapping[str, Unit], report: Report, config: Config, today: dt.date) -> list[Finding]:
    """Findings as an editors' desk sees them: dismissed there, or of another confidence by what was decided there."""
    from auditor import decided, judge  # noqa: PLC0415 - few runs ask a desk

    there = decided.load(config.desk, config.allow_hosts, offline=config.offline)
    open_, _ = suppressions.applied(findings, units, report.documents, decided.ignored(there, today), baseline.texts_of)
    feeds = {ident: suppressions.feed_of(unit.target.place.path) for ident, unit in units.items()}
    shipped = {rule: facts.precision for rule, facts in judge.measured().items() if facts.precision is not None}
    weights = judge.load()

    def cutoff(finding: Finding) -> float:
        unit = units.get(finding.unit)
        learned = judge.threshold(finding.rule, weights, referenced=bool(unit and unit.references))
        return learned if config.min_confidence is None else config.min_confidence

    return decided.applied(open_, feeds, decided.Beliefs(there.tallies, shipped), cutoff)


def _stands(finding: Finding, said: Decision) -> Finding:
    """A finding that somebody confirmed or corrected, with their words."""
    return msgspec.structs.replace(finding, why=finding.why or f"{said.verdict}ed: {said.why} ({said.who})")


def _against_baseline(
    report: Report, config: Config, rules: Callable[[], Collection[str]], ask: Ask, units: Mapping[str, Unit]
) -> tuple[Report, Baseline, Baseline | None]:
    """Known findings marked, what is stale, and the baseline to be written."""
    path = Path(file_of(config, ask)) if file_of(config, ask) else None
    if path is None:
        return report, {}, None
    old = {} if ask.write and not path.exists() else baseline.read(path)
    partial = ask.partial or report.failures or any(skip.crashed for skip in report.skips)
    texts = {baseline.texts_of(unit) for unit in units.values()} if partial else None
    seen = Seen(texts=texts, rules=rules())
    gone = baseline.stale(old, report.findings, units, seen)
    new = None
    if ask.write or ask.prune:
        new = baseline.rewritten(old, gone, baseline.counted(report.findings, units) if ask.write else {})
        old, gone = new, {}
    return msgspec.structs.replace(report, findings=tuple(baseline.applied(report.findings, units, old))), gone, new


def _counts(report: Report) -> dict[str, int]:
    """How many findings stand aside: a reader who sees none is to know that there are some."""
    counts = {"known": Status.BASELINE, "suppressed": Status.SUPPRESSED}
    found = {name: sum(f.status is status for f in report.findings) for name, status in counts.items()}
    return {name: count for name, count in found.items() if count}


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

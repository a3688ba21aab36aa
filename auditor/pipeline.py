"""THE MAP: read -> segment -> align -> back-translate -> check -> judge -> score, one screen.

`audit` is a stream: bundles go in, audited documents come out in the same order, and nothing is held but the one at work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

from auditor import align, checks, judge, score, segment
from auditor.checks.base import Check, PhraseBank, Rule, Terminology, Tools
from auditor.config import Config, Scoped
from auditor.model import (
    Audited,
    Bundle,
    Document,
    Evidence,
    Failure,
    Finding,
    ReportedDocument,
    ReportedUnit,
    Segment,
    Skip,
    Unit,
)


class Desk(msgspec.Struct, frozen=True):
    """Everything a run works with, put together once by `desk` (and inherited by every worker process)."""

    config: Config
    checks: tuple[Check, ...]
    weights: judge.Weights
    glossary: Terminology | None = None
    phrases: PhraseBank | None = None
    back_translate: Callable[[Sequence[Unit]], Iterable[Unit | Skip]] | None = None  # units in, the same with `back` out
    engine: str = "none"


def desk(
    config: Config,
    *,
    glossary: Terminology | None = None,
    phrases: PhraseBank | None = None,
    back_translate: Callable[[Sequence[Unit]], Iterable[Unit | Skip]] | None = None,
    engine: str = "none",
) -> Desk:
    """What a run with this configuration works with; ConfigError for a rule that does not exist."""
    return Desk(
        config=config,
        checks=tuple(checks.selected(config.select, config.extend_select, config.ignore, judge.preview_rules())),
        weights=judge.load(),
        glossary=glossary,
        phrases=phrases,
        back_translate=back_translate,
        engine=engine,
    )


def audit(bundles: Iterable[Bundle | Failure | Audited], desk: Desk) -> Iterator[Audited | Failure]:
    """Audits each bundle; what failed, or was audited before, passes through: what went in is what is accounted for."""
    for bundle in bundles:
        yield audit_one(bundle, desk) if isinstance(bundle, Bundle) else bundle


def audit_one(bundle: Bundle, desk: Desk) -> Audited:
    """One article with all its sides, from blocks to judged findings and scores."""
    units = [_remembered(unit, desk.phrases) for unit in units_of(bundle)]
    skips: list[Skip] = []
    if desk.back_translate is not None:
        units, skips = _back_translated(units, desk)
    tools = Tools(document=tuple(units), glossary=desk.glossary, phrases=desk.phrases, settings=desk.config.checks)
    evidence: dict[str, list[Evidence]] = {unit.id: [] for unit in units}
    for seen in checks.run(units, tools, desk.checks):
        if isinstance(seen, Skip):
            skips.append(seen)
        elif seen[0] in evidence:
            evidence[seen[0]].append(seen[1])
    reported, findings = [], []
    for unit in units:
        judged = judge.judge(unit, evidence[unit.id], desk.weights, checks.rules())
        shown = [finding for finding in judged if wanted(finding, unit, desk.config, desk.weights)]
        value, metrics = score.unit_score(unit, evidence[unit.id], shown, desk.weights)
        reported.append(ReportedUnit(unit, value, metrics, score.counts_of(unit)))
        findings.extend(shown)
    about = document(bundle, reported, findings, desk)
    return Audited(document=about, units=tuple(reported), findings=tuple(findings), skips=tuple(folded(skips, units)))


def units_of(bundle: Bundle) -> list[Unit]:
    """The units of a bundle: rows as they are, articles split into sentences and aligned."""
    if bundle.aligned:
        return align.pair(_spoken(bundle))
    target = segment.split(segment.language(bundle.target))
    source = segment.split(segment.language(bundle.source)) if bundle.source else None
    references = [segment.split(segment.language(reference)) for reference in bundle.references]
    units = align.align(target, source, references)
    published = target.meta.get("date")
    return [msgspec.structs.replace(unit, meta={**unit.meta, "date": published}) for unit in units] if published else units


def _remembered(unit: Unit, phrases: PhraseBank | None) -> Unit:
    """The unit with the trusted translation of its very source as its reference, where none was given."""
    if phrases is None or unit.references or unit.source is None or not unit.target.text:
        return unit
    trusted = phrases.translation(unit.source.text, unit.source.lang, unit.target.lang)
    if trusted is None:
        return unit
    reference = msgspec.structs.replace(unit.target, id=f"{unit.id}~", text=trusted)
    return msgspec.structs.replace(unit, references=(reference,))


def _spoken(bundle: Bundle) -> Bundle:
    """Rows with the language of every side, read from the texts where it was not given."""

    def told(document: Document) -> Document:
        return document if all(s.lang != "und" for s in document.segments) else segment.language(document)

    return msgspec.structs.replace(
        bundle,
        target=told(bundle.target),
        source=told(bundle.source) if bundle.source else None,
        references=tuple(told(reference) for reference in bundle.references),
    )


def wanted(finding: Finding, unit: Unit, config: Config, weights: judge.Weights) -> bool:
    """Is the finding sure enough, and its rule on, for this field and language?"""
    least = config.min_confidence
    for scope in _scopes(unit.target, config):
        if scope.min_confidence is not None:
            least = scope.min_confidence
        if checks.matches(finding.rule, scope.ignore) or (scope.select and not checks.matches(finding.rule, scope.select)):
            return False
    if least is None:
        least = judge.threshold(finding.rule, weights, unit)
    return finding.confidence >= least


def _scopes(target: Segment, config: Config) -> Iterator[Scoped]:
    base = target.lang.split("-", maxsplit=1)[0]
    for table, key in ((config.languages, base), (config.languages, target.lang), (config.fields, target.field)):
        if key in table:
            yield table[key]


def _back_translated(units: Sequence[Unit], desk: Desk) -> tuple[list[Unit], list[Skip]]:
    """The units with their back-translations; `auto` leaves out those with a reference, which says more and costs nothing."""
    assert desk.back_translate is not None
    spared = {unit.id for unit in units if unit.references} if desk.config.engine == "auto" else set()
    done = list(desk.back_translate([unit for unit in units if unit.id not in spared]))
    back = {unit.id: unit for unit in done if isinstance(unit, Unit)}
    skips = [Skip(check="back-translation", unit=ident, reason="there is a reference") for ident in sorted(spared)]
    return [back.get(unit.id, unit) for unit in units], [*(s for s in done if isinstance(s, Skip)), *skips]


def document(bundle: Bundle, units: Sequence[ReportedUnit], findings: Sequence[Finding], desk: Desk) -> ReportedDocument:
    """The bundle as the report shows it, with its own scores."""
    meta: Mapping[str, object] = bundle.target.meta
    first = units[0].unit if units else None
    scored = bool(units) and not bundle.lone  # runs of unrelated rows are scored when all of them are there
    value, mqm, metrics = score.document_score(units, findings, ter=desk.config.ter) if scored else (None, None, {})
    title = str(meta.get("title") or next((u.unit.target.text for u in units if u.unit.target.field == "headline"), ""))
    return ReportedDocument(
        id=bundle.target.id,
        path=first.target.place.path if first else "",
        title=title,
        lang=first.target.lang if first else bundle.target.lang,
        source_lang=next((u.unit.source.lang for u in units if u.unit.source), ""),
        link=str(meta.get("link") or ""),
        units=len(units),
        score=value,
        mqm=mqm,
        metrics=metrics,
    )


def folded(skips: Sequence[Skip], units: Sequence[Unit]) -> Iterator[Skip]:
    """A check that was skipped everywhere for one reason is one Skip, for the document."""
    document = units[0].document if units else ""
    groups: dict[tuple[str, str, bool], list[Skip]] = {}
    for skip in skips:
        groups.setdefault((skip.check, skip.reason, skip.crashed), []).append(skip)
    for (check, reason, crashed), members in sorted(groups.items()):
        if len(members) >= len(units) > 1:
            yield Skip(check=check, unit="", reason=reason, crashed=crashed, document=document)
        else:
            yield from (msgspec.structs.replace(skip, document=document) for skip in members)


def facts() -> Mapping[str, Rule]:
    """Every rule, by id: what renderers and rule pages are made from."""
    return checks.rules()

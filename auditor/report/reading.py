"""A report in reading order: document by document, with what belongs to each, and nothing lost on the way."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import msgspec

from auditor.model import (
    Audited,
    Finding,
    Report,
    ReportedDocument,
    ReportedUnit,
    Role,
    Score,
    Severity,
    Skip,
    Status,
    Unit,
)
from auditor.report.safe import cut, finite
from auditor.spool import Spool, Stored

T = TypeVar("T")

SIDES = (Role.TARGET, Role.SOURCE, Role.REFERENCE, Role.BACK)
WORST_FIRST = (Severity.CRITICAL, Severity.MAJOR, Severity.MINOR, Severity.NEUTRAL)
ENOUGH_WORDS = 500  # below it a score says more about chance than about the text (themqm.org, sample size)


def audited(report: Report) -> Iterator[Audited]:
    """The documents with their units, findings in order of place, and skips.

    What belongs to no listed document (a whole run's skips, a unit of an unlisted document) comes last, under
    a document made up for it.
    """
    if spool := _spool(report):
        yield from spool.audited()
        return
    homes = {r.unit.id: r.unit.document for r in reversed(report.units)}
    units = _grouped(report.units, lambda r: r.unit.document)
    findings = _grouped(in_place(report.findings, report.units), lambda f: homes.get(f.unit, ""))
    skips = _grouped(report.skips, lambda s: s.document or homes.get(s.unit, ""))
    listed = {d.id: d for d in report.documents}
    rest = dict.fromkeys([*units, *findings, *skips])
    for id_ in dict.fromkeys([*listed, *rest]):
        document = listed.get(id_) or _unlisted(id_, units.get(id_, ()))
        yield Audited(document, tuple(units.get(id_, ())), tuple(findings.get(id_, ())), tuple(skips.get(id_, ())))


def passages(report: Report) -> Iterator[Audited]:
    """The same, in stretches short enough to be held: a document of a long report comes in several, and without its skips."""
    spool = _spool(report)
    return spool.passages() if spool else audited(report)


def _spool(report: Report) -> Spool | None:
    """Where a long report lies."""
    return report.units.spool if isinstance(report.units, Stored) else None


def _grouped(things: Iterable[T], key: Callable[[T], str]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for thing in things:
        groups[key(thing)].append(thing)
    return groups


def _unlisted(id_: str, units: Sequence[ReportedUnit]) -> ReportedDocument:
    first = units[0].unit.target if units else None
    return ReportedDocument(
        id=id_, path=first.place.path if first else "", title="", lang=first.lang if first else "und", units=len(units)
    )


def in_place(findings: Iterable[Finding], units: Sequence[ReportedUnit]) -> list[Finding]:
    """Findings in the order a reader meets them."""
    order = {r.unit.id: i for i, r in enumerate(units)}
    last = len(units)
    return sorted(findings, key=lambda f: (order.get(f.unit, last), SIDES.index(f.span.role), *_within(f)))


def _within(finding: Finding) -> tuple[int, int, str, str, str]:
    return finding.span.start, finding.span.end, finding.rule, finding.message, finding.fingerprint


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """The gravest and surest first; findings that are alike stay in the order given."""
    return sorted(findings, key=worst_rank)


def worst_rank(finding: Finding) -> tuple[float, float]:
    """Its place among others: the gravest and surest have the lowest."""
    return -finding.severity.weight, -(finite(finding.confidence) or 0.0)


def open_ones(findings: Iterable[Finding]) -> list[Finding]:
    """Those that nobody knew of and nobody has excused."""
    return [f for f in findings if f.status is Status.OPEN]


def tally(findings: Iterable[Finding]) -> dict[str, int]:
    """How many open findings of each severity, worst first, without zeros."""
    counts = Counter(f.severity for f in findings if f.status is Status.OPEN)
    return {severity.value: counts[severity] for severity in WORST_FIRST if counts[severity]}


def tally_in_words(findings: Iterable[Finding]) -> str:
    """The tally as an editor says it: "1 critical, 3 major", or "no findings"."""
    return ", ".join(f"{count} {severity}" for severity, count in tally(findings).items()) or "no findings"


def score_in_words(score: Score | None, name: str = "score") -> str:
    """The score with its interval; "" where there are too few words for one.

    >>> score_in_words(Score(91.23, 88.0, 94.1, 512, "v1"))
    'score 91.2 (88.0 to 94.1)'
    >>> score_in_words(Score(91.23, 60.0, 100.0, 43, "v1"))
    ''
    """
    if score is None or score.words < ENOUGH_WORDS or not math.isfinite(score.value):
        return ""
    return f"{name} {score.value:.1f} ({score.low:.1f} to {score.high:.1f})"


def standing(document: ReportedDocument | Report, findings: Iterable[Finding], words: int = 0) -> str:
    """How a text stands: scores with intervals, or counts where it is too short for them."""
    scores = [score_in_words(document.score), score_in_words(document.mqm, "MQM")]
    known = document.score or document.mqm
    words = known.words if known else words
    length = f" in {words:,} words" if words else ""
    said = " \N{MIDDLE DOT} ".join(s for s in scores if s)
    counted = f"{tally_in_words(findings)}{length}"
    if said:
        return f"{said} \N{MIDDLE DOT} {counted}"
    return f"{counted} (too few words for a score)" if known and known.words < ENOUGH_WORDS else counted


def percent(probability: float) -> str:
    """A confidence as a person says it.

    >>> percent(0.934), percent(float("nan"))
    ('93 %', '?')
    """
    return f"{probability * 100:.0f} %" if math.isfinite(probability) else "?"


def in_words(finding: Finding) -> str:
    """A finding in one line, for formats with room for one: the quote unless the reason repeats it, reason, suggestion."""
    quote = f"“{cut(finding.quote, 200)}”: " if finding.quote and finding.quote not in finding.message else ""
    suggestion = f" Suggestion: {cut(finding.suggestion, 200)}" if finding.suggestion else ""
    return f"{quote}{cut(finding.message, 600)}{suggestion}"


def text_of(unit: Unit | None, role: Role) -> str:
    """The text of one side, "" where there is none."""
    segment = unit.side(role) if unit else None
    return segment.text if segment else ""


def languages(document: ReportedDocument) -> str:
    """The languages as an arrow.

    >>> languages(ReportedDocument("d", "", "", "en", 1, source_lang="es"))
    'es → en'
    """
    return f"{document.source_lang} \N{RIGHTWARDS ARROW} {document.lang}" if document.source_lang else document.lang


class Excerpt(msgspec.Struct, frozen=True):
    """Words with enough around them to be understood."""

    before: str
    words: str
    after: str


def excerpt(text: str, start: int, end: int, room: int = 240) -> Excerpt:
    """The words at `text[start:end]` within about `room` code points of their text, cut at white space where there is some.

    >>> excerpt("one two three four", 4, 7, room=9)
    Excerpt(before='…', words='two', after=' …')
    """
    start = min(max(0, start), len(text))
    end = min(max(start, end), len(text))
    words = text[start:end]
    if len(words) > room:
        half = max(1, room // 2)
        return Excerpt(
            "\N{HORIZONTAL ELLIPSIS}" if start else "",
            f"{words[:half]} \N{HORIZONTAL ELLIPSIS} {words[-half:]}",
            "\N{HORIZONTAL ELLIPSIS}" if end < len(text) else "",
        )
    spare = room - len(words)
    left, right = start, len(text) - end
    take_left = min(left, max(spare // 2, spare - right))
    take_right = min(right, spare - take_left)
    return Excerpt(_tail(text, start, take_left), words, _head(text, end, take_right))


def _tail(text: str, start: int, take: int) -> str:
    if take >= start:
        return text[:start]
    piece = text[start - take : start]
    space = piece.find(" ", 0, 24)
    return "\N{HORIZONTAL ELLIPSIS}" + (piece[space + 1 :] if space >= 0 else piece)


def _head(text: str, end: int, take: int) -> str:
    if take >= len(text) - end:
        return text[end:]
    piece = text[end : end + take]
    space = piece.rfind(" ", max(0, len(piece) - 24))
    return (piece[: space + 1] if space >= 0 else piece) + "\N{HORIZONTAL ELLIPSIS}"


def homes_of(report: Report) -> Mapping[str, str]:
    """Each unit's document, for `grouped_skips`; nothing where skips know their documents themselves."""
    return {} if _spool(report) else {r.unit.id: r.unit.document for r in report.units}


class SkipGroup(msgspec.Struct, frozen=True):
    """The same thing not looked at for the same reason, many times over."""

    check: str
    reason: str
    crashed: bool
    units: int  # 0: whole documents or the whole run
    documents: int


def grouped_skips(skips: Iterable[Skip], homes: Mapping[str, str]) -> list[SkipGroup]:
    """Skips by check and reason, crashes first, then the most frequent; `homes` gives each unit's document."""
    if isinstance(skips, Stored) and skips.whole:
        counts = skips.spool.skipped()
        said = [SkipGroup(check, reason, bool(crashed), units, documents) for crashed, check, reason, units, documents in counts]
        return sorted(said, key=lambda g: (not g.crashed, -g.units, g.check, g.reason))
    groups: dict[tuple[bool, str, str], list[Skip]] = defaultdict(list)
    for skip in skips:
        groups[skip.crashed, skip.check, skip.reason].append(skip)
    counted = [
        SkipGroup(
            check=check,
            reason=reason,
            crashed=crashed,
            units=len({s.unit for s in group if s.unit}),
            documents=len({s.document or homes.get(s.unit, "") for s in group} - {""}),
        )
        for (crashed, check, reason), group in groups.items()
    ]
    return sorted(counted, key=lambda g: (not g.crashed, -g.units, g.check, g.reason))

"""The sample feed: planted errors with their key, and the same articles without them."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from auditor.evaluate.figures import Figure, Figures, share
from auditor.evaluate.gold import digest
from auditor.evaluate.measure import Audit
from auditor.lang.tokens import words
from auditor.model import Audited, Bundle, Failure, Finding, Role, Severity, Status, Unit

PER_400 = "false findings per 400 words of clean text"


class Planted(msgspec.Struct, frozen=True):
    """One row of the key: which words of which item are wrong; no quote where something was left out."""

    item: str
    quote: str
    kind: str
    text: str  # the block it stands in
    occurrence: int = 1
    field: str = "body"
    langs: str = ""
    right: str = ""
    severity: str = ""
    note: str = ""

    @property
    def start(self) -> int:
        """Where the quote stands in its block, -1 where it does not."""
        at = -1
        for _ in range(max(1, self.occurrence)):
            at = self.text.find(self.quote, at + 1)
        return at


def read_key(path: Path) -> list[Planted]:
    """The rows of a key file."""
    return [msgspec.json.decode(line, type=Planted) for line in path.read_bytes().splitlines() if line.strip()]


def evaluate_feed(key: Path, damaged: Iterable[Bundle | Failure], clean: Iterable[Bundle | Failure], audit: Audit) -> Figures:
    """Recall of the planted errors by kind and pair, precision, and the share of units of the clean twin that are flagged."""
    wanted = read_key(key)
    began = time.perf_counter()
    found = list(_units(audit(damaged)))
    good = list(_units(audit(clean)))
    seconds = time.perf_counter() - began
    caught = {id(p): any(_catches(p, unit, finding) for unit, findings in found for finding in findings) for p in wanted}
    missed = tuple(f"missed: {p.item} {p.kind} {p.quote or p.right!r}" for p in wanted if not caught[id(p)])
    return Figures(
        set=f"feed:{key.parent.name}",
        hash=digest(key),
        sides=("source",),
        rows=len(wanted),
        units=len(found) + len(good),
        seconds=round(seconds, 2),
        figures=tuple(_figures(wanted, caught, found, good)),
        notes=missed,
    )


def _figures(
    wanted: Sequence[Planted],
    caught: dict[int, bool],
    found: Sequence[tuple[Unit, list[Finding]]],
    good: Sequence[tuple[Unit, list[Finding]]],
) -> Iterator[Figure]:
    groups: dict[str, list[bool]] = defaultdict(list)
    for planted in wanted:
        for of in ("all", planted.kind, planted.langs):
            groups[of].append(caught[id(planted)])
    for of, hits in sorted(groups.items()):
        yield share("recall", of, sum(hits), len(hits))
    made = [(unit, finding) for unit, findings in found for finding in findings]
    right = sum(any(_catches(p, unit, finding) for p in wanted) for unit, finding in made)
    yield share("precision", "all", right, len(made))
    yield share("false alarm", "all", sum(bool(findings) for _, findings in good), len(good))
    count, length = sum(len(findings) for _, findings in good), max(1, sum(len(words(unit.target.text)) for unit, _ in good))
    rate, spread = 400 * count / length, 400 * 1.96 * count**0.5 / length  # findings are counted: Poisson
    yield Figure(PER_400, "all", rate, max(0.0, rate - spread), rate + spread, length)


def _units(stream: Iterable[Audited | Failure]) -> Iterator[tuple[Unit, list[Finding]]]:
    for done in stream:
        if isinstance(done, Failure):
            continue
        by_unit: dict[str, list[Finding]] = defaultdict(list)
        for finding in done.findings:
            if finding.status is Status.OPEN and finding.severity is not Severity.NEUTRAL:
                by_unit[finding.unit].append(finding)
        for reported in done.units:
            yield reported.unit, by_unit[reported.unit.id]


def _catches(planted: Planted, unit: Unit, finding: Finding) -> bool:
    """Does a finding stand on the planted words?

    What was left out counts when an omission is found in its item; a finding on the source counts for its own rule only.
    """
    if not _of_item(planted, unit):
        return False
    if not planted.quote:
        return finding.rule == planted.kind and (
            finding.quote in planted.right or planted.text in unit.target.text or not unit.target.text
        )
    if unit.target.text not in planted.text and planted.text not in unit.target.text:
        return False
    if finding.span.role is not Role.TARGET:  # a word that fell out is quoted from the source of this very sentence
        return finding.rule == planted.kind
    start = planted.start + max(0, unit.target.text.find(planted.text)) - max(0, _offset(planted, unit))
    return finding.span.start < start + len(planted.quote) and start < max(finding.span.end, finding.span.start + 1)


def _of_item(planted: Planted, unit: Unit) -> bool:
    names = (unit.document, unit.target.place.item, unit.id)
    return any(planted.item == name or planted.item in name for name in names)


def _offset(planted: Planted, unit: Unit) -> int:
    """Where the unit's text begins in the block: as the segmenter said, else the first place it fits."""
    at = unit.target.offset
    return at if planted.text.startswith(unit.target.text, at) else planted.text.find(unit.target.text)

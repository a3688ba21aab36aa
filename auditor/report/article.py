"""A document as its reader sees it: blocks of the article with the wrong words marked in place.

Marks may overlap: a text is cut where any of them begins or ends, and each piece knows all its findings.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

import msgspec

from auditor.lang.scripts import is_rtl, is_unspaced
from auditor.model import Audited, Finding, ReportedUnit, Role, Segment, Severity, Status
from auditor.report.places import anchor

LONGEST = 20_000  # code points of one text shown; what a person reads of one segment ends long before
_RUN_IN = frozenset({"dateline", "credit", "byline"})  # fields that stand inside a paragraph as well as alone
AROUND = 2  # clean units shown before and after one with findings, in a report too large to show all


class Note(msgspec.Struct, frozen=True):
    """A finding with its number in the report."""

    number: int
    finding: Finding

    @property
    def open(self) -> bool:
        """Does it count?"""
        return self.finding.status is Status.OPEN


class Piece(msgspec.Struct, frozen=True):
    """A stretch of text all of which the same findings mark."""

    text: str
    notes: tuple[Note, ...] = ()  # worst first
    begins: tuple[Note, ...] = ()  # those that a keyboard reaches here
    gap: bool = False  # nothing stands here: something is missing

    @property
    def severity(self) -> Severity:
        """The worst of its findings'."""
        return self.notes[0].finding.severity

    @property
    def numbers(self) -> str:
        """The findings' numbers, for the page's script."""
        return " ".join(str(note.number) for note in self.notes)


class Text(msgspec.Struct, frozen=True):
    """One side of a unit, in pieces."""

    lang: str
    pieces: tuple[Piece, ...]
    direction: str = "ltr"
    cut: int = 0  # code points not shown


class Row(msgspec.Struct, frozen=True):
    """A unit with all its sides."""

    number: int
    id: str
    target: Text
    source: Text | None
    references: tuple[Text, ...]
    gap: str  # white space before it in its block
    field: str


class Block(msgspec.Struct, frozen=True):
    """A paragraph, headline or caption; or, with no rows, a run of clean units left out."""

    field: str
    lang: str
    rows: tuple[Row, ...]
    left_out: int = 0


def blocks(part: Audited, notes: Sequence[Note], numbers: Mapping[str, int], *, all_units: bool) -> Iterator[Block]:
    """The article's blocks in order; `numbers` gives each unit its number in the report."""
    of_unit: dict[str, list[Note]] = defaultdict(list)
    for note in notes:
        of_unit[note.finding.unit].append(note)
    shown = None if all_units else _near(part.units, of_unit)
    left = 0
    for _, group in groupby(enumerate(part.units), key=lambda pair: _block(*pair)):
        units = [reported for at, reported in group if shown is None or at in shown]
        if not units:
            left += 1
            continue
        if left:
            yield Block("", "", (), left)
            left = 0
        rows = tuple(_rows(units, of_unit, numbers))
        yield Block(_field(rows), units[0].unit.target.lang, rows)
    if left:
        yield Block("", "", (), left)


def _block(at: int, reported: ReportedUnit) -> int:
    """What holds units together: their block, or nothing where rows have nothing to do with each other."""
    return -1 - at if reported.unit.lone else reported.unit.target.block


def _field(rows: Sequence[Row]) -> str:
    """What a block is: a paragraph stays one when a dateline opens it or a credit closes it."""
    return next((row.field for row in rows if row.field not in _RUN_IN), rows[0].field)


def _near(units: Sequence[ReportedUnit], of_unit: Mapping[str, object]) -> set[int]:
    with_findings = [at for at, reported in enumerate(units) if reported.unit.id in of_unit]
    return {near for at in with_findings for near in range(at - AROUND, at + AROUND + 1)}


def _rows(units: Sequence[ReportedUnit], of_unit: Mapping[str, list[Note]], numbers: Mapping[str, int]) -> Iterator[Row]:
    before: Segment | None = None
    for reported in units:
        one = reported.unit
        notes = of_unit.get(one.id, [])
        yield Row(
            number=numbers[one.id],
            id=one.id,
            target=text(one.target, Role.TARGET, notes),
            source=text(one.source, Role.SOURCE, notes) if one.source and one.source.text else None,
            references=tuple(text(r, Role.REFERENCE, notes if not n else ()) for n, r in enumerate(one.references) if r.text),
            gap=_gap(before, one.target),
            field=one.target.field,
        )
        before = one.target


def _gap(before: Segment | None, here: Segment) -> str:
    if before is None:
        return ""
    if here.offset > before.offset:
        return " " if here.offset > before.offset + len(before.text) else ""
    return "" if is_unspaced(here.lang) else " "


def text(segment: Segment, role: Role, notes: Iterable[Note]) -> Text:
    """The side's text in pieces; what stands on another side is a gap where the target is touched."""
    whole = segment.text
    spans: list[tuple[int, int, Note]] = []
    for note in notes:
        span = note.finding.span
        if span.role is not role:
            if role is not Role.TARGET:
                continue
            touched = anchor(note.finding)
            start, end = (touched.start, touched.end) if touched else (len(whole), len(whole))
        else:
            start, end = span.start, span.end
        start = min(max(0, start), len(whole), LONGEST)
        spans.append((start, min(max(start, end), len(whole), LONGEST), note))
    pieces = tuple(_pieces(whole[:LONGEST], spans))
    return Text(segment.lang, pieces, direction(whole, segment.lang), max(0, len(whole) - LONGEST))


def direction(text: str, lang: str) -> str:
    """Which way a paragraph runs: as its first letter does (`dir=auto` would not look into nested elements).

    >>> direction("2026: مرحبا", "en"), direction("", "ar"), direction("abc", "ar")
    ('rtl', 'rtl', 'ltr')
    """
    for character in text[:500]:
        kind = unicodedata.bidirectional(character)
        if kind in {"L", "R", "AL"}:
            return "ltr" if kind == "L" else "rtl"
    return "rtl" if is_rtl(lang) else "ltr"


def _pieces(whole: str, spans: list[tuple[int, int, Note]]) -> Iterator[Piece]:
    points = sorted({0, len(whole), *(point for start, end, _ in spans for point in (start, end))})
    starting: dict[int, list[tuple[int, Note]]] = defaultdict(list)
    for start, end, note in spans:
        starting[start].append((end, note))
    active: list[tuple[int, Note]] = []
    for here, there in zip(points, [*points[1:], len(whole)], strict=True):
        empty = _worst(note for end, note in starting[here] if end == here)
        if empty:
            yield Piece("", empty, empty, gap=True)
        begins = _worst(note for end, note in starting[here] if end > here)
        active = [(end, note) for end, note in active if end > here] + [(e, n) for e, n in starting[here] if e > here]
        if there > here:
            yield Piece(whole[here:there], _worst(note for _, note in active), begins)


def _worst(notes: Iterable[Note]) -> tuple[Note, ...]:
    return tuple(sorted(notes, key=lambda note: (not note.open, -note.finding.severity.weight, note.number)))

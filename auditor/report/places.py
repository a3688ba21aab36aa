"""Lines and columns of findings, in the unit each format counts columns in."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import accumulate

import msgspec

from auditor.model import Finding, ReportedDocument, ReportedUnit, Role, Segment, Span, Unit

Measure = Callable[[str], int]
_LAST_OF_FIRST_PLANE = 0xFFFF  # beyond it UTF-16 needs two units


def in_points(text: str) -> int:
    """Length in code points."""
    return len(text)


def in_utf16(text: str) -> int:
    """Length in UTF-16 code units, as SARIF's default and most editors count.

    >>> in_utf16("a\N{GRINNING FACE}")
    3
    """
    return len(text) if text.isascii() else len(text) + sum(ord(character) > _LAST_OF_FIRST_PLANE for character in text)


def in_utf8(text: str) -> int:
    """Length in UTF-8 bytes, as reviewdog counts.

    >>> in_utf8("año")
    4
    """
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


class Region(msgspec.Struct, frozen=True):
    """Where a reader finds the words: lines and columns from 1, the end exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    known: bool  # False: the input has no lines, and the region is the start of the file


class Places:
    """The regions of findings.

    A segment's own column is given in code points; what stands before it on its line is known where it belongs
    to other units, and is then counted in the measure asked for.
    """

    def __init__(self, units: Sequence[ReportedUnit], measure: Measure, documents: Sequence[ReportedDocument] = ()) -> None:
        """Reads every unit once."""
        self.measure = measure
        self._units = {r.unit.id: r.unit for r in reversed(units)}
        self._paths = {d.id: d.path for d in documents}
        self._extra = _wider(units, measure)

    def unit(self, finding: Finding) -> Unit | None:
        """The unit a finding speaks of."""
        return self._units.get(finding.unit)

    def region(self, finding: Finding) -> Region:
        """Where the target is to be looked at: the words, or where they are missing."""
        unit = self.unit(finding)
        if unit is None:
            return Region("", 1, 1, 1, 1, known=False)
        span = finding.span if finding.span.role is Role.TARGET else anchor(finding)
        path = unit.target.place.path or self._paths.get(unit.document, "")
        return self._of(unit.target, span or Span(Role.TARGET, 0, 0), path)

    def elsewhere(self, finding: Finding) -> Region | None:
        """Where the words stand on another side's file, if they stand on another side of a known file."""
        unit = self.unit(finding)
        segment = unit.side(finding.span.role) if unit and finding.span.role is not Role.TARGET else None
        return self._of(segment, finding.span, segment.place.path) if segment and segment.place.path else None

    def _of(self, segment: Segment, span: Span, path: str) -> Region:
        place = segment.place
        if place.line is None:
            return Region(path, 1, 1, 1, 1, known=False)
        start = self._step(segment, span.start)
        end = self._step(segment, max(span.start, span.end))
        return Region(path, *start, *end, known=True)

    def _step(self, segment: Segment, offset: int) -> tuple[int, int]:
        passed = segment.text[:offset]
        line = (segment.place.line or 1) + passed.count("\n")
        head, newline, last = passed.rpartition("\n")
        if newline:
            return line, self.measure(last) + 1
        column = segment.place.column or 1
        return line, column + self._before(segment, line, column) + self.measure(head + last)

    def _before(self, segment: Segment, line: int, column: int) -> int:
        columns, sums = self._extra.get((segment.place.path, line), ((), (0,)))
        return sums[bisect_left(columns, column)]


def _wider(units: Sequence[ReportedUnit], measure: Measure) -> dict[tuple[str, int], tuple[list[int], list[int]]]:
    """By line: columns where known text begins, and how much wider all text before each is than its code points."""
    pieces: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for reported in units:
        target = reported.unit.target
        if target.place.line is None or target.text.isascii():
            continue
        for step, piece in enumerate(target.text.split("\n")):
            column = 1 if step else target.place.column or 1
            if wider := measure(piece) - len(piece):
                pieces[target.place.path, target.place.line + step].append((column, wider))
    return {
        key: ([c for c, _ in sorted(found)], list(accumulate((w for _, w in sorted(found)), initial=0)))
        for key, found in pieces.items()
    }


def anchor(finding: Finding) -> Span | None:
    """Where the target is touched by words that stand on another side."""
    if finding.span.role is Role.TARGET:
        return finding.span
    given = (e.anchor or (e.span if e.span.role is Role.TARGET else None) for e in finding.evidence)
    return next((span for span in given if span and span.role is Role.TARGET), None)

"""Lines and columns of findings, in the unit each format counts columns in."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

import msgspec

from auditor.model import Audited, Finding, Report, ReportedDocument, ReportedUnit, Role, Segment, Span, Unit
from auditor.report.reading import audited, passages
from auditor.spool import Stored

Measure = Callable[[str], int]
_LAST_OF_FIRST_PLANE = 0xFFFF  # beyond it UTF-16 needs two units
_STEP = 512  # code points between two known widths


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


class Ruler:
    """Lines and columns of offsets into one text, in time that does not grow with it: a line of megabytes has many findings."""

    def __init__(self, text: str, measure: Measure) -> None:
        """Reads the text once."""
        self.text, self.measure = text, measure
        self.lines = [0, *(match.end() for match in re.finditer("\n", text))]
        steps = (measure(text[at : at + _STEP]) for at in range(0, len(text), _STEP))
        self.widths = list(accumulate(steps, initial=0))

    def place(self, offset: int) -> tuple[int, int]:
        r"""How many lines down, and how far into its line.

        >>> Ruler("ab\ncd", in_points).place(4)
        (1, 1)
        """
        offset = min(max(0, offset), len(self.text))
        line = bisect_right(self.lines, offset) - 1
        return line, self._width(offset) - self._width(self.lines[line])

    def _width(self, offset: int) -> int:
        step = offset // _STEP
        return self.widths[step] + self.measure(self.text[step * _STEP : offset])


class Places:
    """The regions of findings.

    A segment's own column is given in code points; what stands before it on its line is known where it belongs
    to other units, and is then counted in the measure asked for.
    """

    def __init__(
        self,
        units: Sequence[ReportedUnit],
        measure: Measure,
        documents: Sequence[ReportedDocument] = (),
        before: Places | None = None,
    ) -> None:
        """Reads every unit once; `before` are those of the passage before this one, whose text may stand on the same line."""
        self.measure = measure
        self._units = {r.unit.id: r.unit for r in reversed(units)}
        self._paths = {d.id: d.path for d in documents}
        self._extra = _wider(units, measure)
        if before is not None:
            self._go_on(units, before)
        self._rulers: dict[str, Ruler] = {}

    def _go_on(self, units: Sequence[ReportedUnit], before: Places) -> None:
        first = {(u.unit.target.place.path, u.unit.target.place.line or 0) for u in units} & before._extra.keys()
        for key in first:
            pieces = [(c, s) for columns, sums in (before._extra[key], self._extra.get(key, ([], [0])))
                      for c, s in zip(columns, map(int.__sub__, sums[1:], sums), strict=True)]  # fmt: skip
            self._extra[key] = _summed(pieces)

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
        ruler = self._rulers.get(segment.text)
        if ruler is None:
            ruler = self._rulers[segment.text] = Ruler(segment.text, self.measure)
        start = self._step(segment, ruler, span.start)
        end = self._step(segment, ruler, max(span.start, span.end))
        return Region(path, *start, *end, known=True)

    def _step(self, segment: Segment, ruler: Ruler, offset: int) -> tuple[int, int]:
        down, along = ruler.place(offset)
        line = (segment.place.line or 1) + down
        if down:
            return line, along + 1
        column = segment.place.column or 1
        return line, column + self._before(segment, line, column) + along

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
    return {key: _summed(found) for key, found in pieces.items()}


def _summed(pieces: Sequence[tuple[int, int]]) -> tuple[list[int], list[int]]:
    return [c for c, _ in sorted(pieces)], list(accumulate((w for _, w in sorted(pieces)), initial=0))


def along(report: Report, measure: Measure) -> Iterator[tuple[Audited, Places]]:
    """The report's passages, each with the places of what was found in it."""
    if not isinstance(report.units, Stored):
        everywhere = Places(report.units, measure, report.documents)
        yield from ((part, everywhere) for part in audited(report))
        return
    places: Places | None = None
    for part in passages(report):
        places = Places(part.units, measure, [part.document], places)
        yield part, places


def anchor(finding: Finding) -> Span | None:
    """Where the target is touched by words that stand on another side."""
    if finding.span.role is Role.TARGET:
        return finding.span
    given = (e.anchor or (e.span if e.span.role is Role.TARGET else None) for e in finding.evidence)
    return next((span for span in given if span and span.role is Role.TARGET), None)

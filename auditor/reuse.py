"""What was audited before is not audited again: by item, by row and, where nothing at all changed, by run.

A result is kept under the texts of every side and all that decides the findings: program, checks, weights, glossary, engine and
settings.  Lines are left out of it, because an item that moved down a feed is the same item; they are put right when it is
found.  What failed by chance (a crash, a time limit, an engine that was away) is not kept.
"""

from __future__ import annotations

import collections
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec

from auditor import assemble, changes, pipeline, rerun
from auditor.model import Audited, Bundle, Document, Failure, Finding, ReportedUnit, Segment, Skip
from auditor.pipeline import Desk
from auditor.results import Results

Audit = Callable[[Iterable[Bundle | Failure | Audited]], Iterator[Audited | Failure]]


class _Row(msgspec.Struct, frozen=True):
    """What a row that has nothing to do with others came to."""

    unit: ReportedUnit
    findings: tuple[Finding, ...]
    skips: tuple[Skip, ...]


class _Kept(msgspec.Struct, frozen=True):
    """An article's result, with the lines its sides began on."""

    audited: Audited
    lines: tuple[int | None, ...]


def more(desk: Desk, engines: Sequence[str] = ()) -> bytes:
    """The same with everything loaded."""
    return rerun.digest([assemble.signature(desk), rerun.build(), rerun.deciding(desk.config), sorted(engines)])


def audit(
    bundles: Iterable[Bundle | Failure], desk: Desk, run: Audit, store: Results, basis: bytes
) -> Iterator[Audited | Failure]:
    """The bundles audited, in their order; only what was not audited before goes through `run`."""
    order: collections.deque[_Finish] = collections.deque()

    def missing() -> Iterator[Bundle | Failure | Audited]:
        for bundle in bundles:
            left: Bundle | Failure | Audited
            finish: _Finish
            if isinstance(bundle, Failure):
                left, finish = bundle, _as_it_is
            elif _parted(bundle):
                left, finish = _by_row(bundle, desk, store, basis)
            else:
                left, finish = _by_article(bundle, store, basis)
            order.append(finish)
            yield left  # what was found passes through, so that nothing piles up behind it

    for item in run(missing()):
        yield order.popleft()(item)


_Finish = Callable[[Audited | Failure], Audited | Failure]


def _as_it_is(item: Audited | Failure) -> Audited | Failure:
    return item


def _by_article(bundle: Bundle, store: Results, basis: bytes) -> tuple[Bundle | Failure | Audited, _Finish]:
    """A document and its counterparts, or rows of one text: judged together, kept together."""
    lines = tuple(_first_line(side) for side in _sides(bundle))
    key = _hash(basis, [_told(side) for side in _sides(bundle)], bundle)
    kept = rerun.decoded(store.find(key), _Kept) if key else None
    if kept is not None:
        return _moved(kept, lines), _as_it_is

    def finish(item: Audited | Failure) -> Audited | Failure:
        if key and isinstance(item, Audited) and rerun.lasts(item.skips):
            rerun.put(store, key, _Kept(item, lines))
        return item

    return bundle, finish


def _by_row(bundle: Bundle, desk: Desk, store: Results, basis: bytes) -> tuple[Bundle | Failure | Audited, _Finish]:
    """Unrelated rows, each kept by itself: one changed row costs one row."""
    keys = [_row_key(bundle, n, basis) for n in range(len(bundle.target.segments))]
    found = {n: row for n, key in enumerate(keys) if key and (row := rerun.decoded(store.find(key), _Row)) is not None}
    left = [n for n in range(len(keys)) if n not in found]

    if not left:
        return _joined(bundle, [_placed(found[n], bundle, n) for n in range(len(keys))], desk), _as_it_is

    def finish(item: Audited | Failure) -> Audited | Failure:
        if isinstance(item, Failure):
            return item
        made = dict(zip(left, _rows(item), strict=True))
        for n, row in made.items():
            if (key := keys[n]) and rerun.lasts(row.skips):
                rerun.put(store, key, row)
        return _joined(bundle, [_placed(found[n], bundle, n) if n in found else made[n] for n in range(len(keys))], desk)

    return changes.some_rows(bundle, left), finish


def _rows(item: Audited) -> Iterator[_Row]:
    """The results of rows apart; what was said of all at once is said of each."""
    findings: dict[str, list[Finding]] = collections.defaultdict(list)
    skips: dict[str, list[Skip]] = collections.defaultdict(list)
    for finding in item.findings:
        findings[finding.unit].append(finding)
    for skip in item.skips:
        for ident in (skip.unit,) if skip.unit else (reported.unit.id for reported in item.units):
            skips[ident].append(msgspec.structs.replace(skip, unit=ident, document=""))
    for reported in item.units:
        yield _Row(reported, tuple(findings[reported.unit.id]), tuple(skips[reported.unit.id]))


def _placed(row: _Row, bundle: Bundle, n: int) -> _Row:
    """The row's result where the row stands now."""
    source = bundle.source.segments[n] if bundle.source else None
    unit = msgspec.structs.replace(
        row.unit.unit,
        target=bundle.target.segments[n],
        source=source if source is not None and source.text else None,
        references=tuple(r.segments[n] for r in bundle.references if r.segments[n].text),
    )
    return msgspec.structs.replace(row, unit=msgspec.structs.replace(row.unit, unit=unit))


def _joined(bundle: Bundle, rows: Sequence[_Row], desk: Desk) -> Audited:
    """What auditing the rows together would have given."""
    reported = [row.unit for row in rows]
    findings = [finding for row in rows for finding in row.findings]
    skips = pipeline.folded([skip for row in rows for skip in row.skips], [one.unit for one in reported])
    return Audited(pipeline.document(bundle, reported, findings, desk), tuple(reported), tuple(findings), tuple(skips))


def _parted(bundle: Bundle) -> bool:
    """Rows that stand alone, and whose languages are not guessed from one another."""
    sides = [side for side in _sides(bundle) if side is not None]
    return bundle.lone and not bundle.target.meta and all(s.lang != "und" for side in sides for s in side.segments)


def _sides(bundle: Bundle) -> tuple[Document | None, ...]:
    return (bundle.target, bundle.source, bundle.back, *bundle.references)


def _first_line(side: Document | None) -> int | None:
    return next((s.place.line for s in side.segments if s.place.line is not None), None) if side is not None else None


def _told(side: Document | None) -> Any:
    """A side's content: lines counted from its own first one."""
    if side is None:
        return None
    first = _first_line(side) or 0
    return [side.id, side.lang, side.meta, [_segment(s, first) for s in side.segments]]


def _segment(s: Segment, first: int) -> Any:
    line = None if s.place.line is None else s.place.line - first
    return (s.id, s.text, s.lang, s.field, s.place.path, s.place.item, line, s.place.column, s.block, s.offset)


def _row_key(bundle: Bundle, n: int, basis: bytes) -> bytes | None:
    told = [None if s is None else (s.segments[n].id, s.segments[n].text, s.segments[n].lang, s.segments[n].field)
            for s in _sides(bundle)]  # fmt: skip
    return _hash(basis, [bundle.target.id, told], bundle.metrics[n] if bundle.metrics else None)


def _hash(basis: bytes, told: Any, more: Any) -> bytes | None:
    """The key of a content; None for one that cannot be told (half a surrogate pair)."""
    if isinstance(more, Bundle):
        more = (more.aligned, more.lone, more.metrics)
    try:
        return hashlib.blake2b(basis + msgspec.msgpack.encode((told, more), enc_hook=repr), digest_size=20).digest()
    except UnicodeEncodeError:
        return None


def _moved(kept: _Kept, lines: Sequence[int | None]) -> Audited:
    """The result with its sides' lines where they are now."""
    deltas = [0 if a is None or b is None else b - a for a, b in zip(kept.lines, lines, strict=True)]
    if not any(deltas):
        return kept.audited
    target, source, _, *references = deltas
    units = []
    for reported in kept.audited.units:
        unit = reported.unit
        moved = msgspec.structs.replace(
            unit,
            target=_down(unit.target, target),
            source=_down(unit.source, source) if unit.source else None,
            references=tuple(_down(r, d) for r, d in zip(unit.references, references, strict=False)),
        )
        units.append(msgspec.structs.replace(reported, unit=moved))
    return msgspec.structs.replace(kept.audited, units=tuple(units))


def _down(segment: Segment, lines: int) -> Segment:
    if not lines or segment.place.line is None:
        return segment
    return msgspec.structs.replace(segment, place=msgspec.structs.replace(segment.place, line=segment.place.line + lines))

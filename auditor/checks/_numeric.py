"""The numbers of a unit in every view at once, so that what one view doubts another may confirm or clear."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from decimal import Decimal

import msgspec

from auditor.lang.frame import OUTSIDE, around
from auditor.lang.quantities import FIRM, Comparison, Pair, Quantity, Value, compare, misprinted, printed
from auditor.model import Evidence, Role, Segment, Span, Unit, View


class Doubt(msgspec.Struct, frozen=True):
    """One number one view doubts: it became another (both sides), is missing (no target) or extra (no other)."""

    view: View
    role: Role
    target: Quantity | None
    other: Quantity | None
    pair: Pair | None = None
    confirmed: int = 0  # other views that doubt it as well
    cleared: int = 0  # other views in which it stands
    repeated: bool = False  # its value stands elsewhere on its own side, and has its counterpart there
    alone: bool = False  # the only number without counterpart, on each side


class Sight(msgspec.Struct, frozen=True):
    """One view: the side's text and how its numbers go with the target's (`left` is the target)."""

    view: View
    role: Role
    side: Segment
    compared: Comparison


def sights(unit: Unit) -> tuple[Sight, ...]:
    """The views that have a text beside the target in this unit."""
    found = []
    for view, side in ((View.BILINGUAL, unit.source), (View.REFERENCE, unit.reference)):
        if side is not None and side.text:
            found.append(Sight(view, _ROLES[view], side, _compared(unit.target, side)))
    return tuple(found)


_ROLES = {View.BILINGUAL: Role.SOURCE, View.REFERENCE: Role.REFERENCE}


def _compared(one: Segment, other: Segment) -> Comparison:
    return compare(one.text, one.lang, other.text, other.lang)


def doubts(unit: Unit) -> tuple[Doubt, ...]:
    """Every number of the unit that some view doubts."""
    return _doubts(unit.target, unit.source, unit.references, unit.back)


@functools.lru_cache(maxsize=2048)
def _doubts(target: Segment, source: Segment | None, references: tuple[Segment, ...], back: Segment | None) -> tuple[Doubt, ...]:
    unit = Unit(id="", document="", target=target, source=source, references=references, back=back)
    seen = sights(unit)
    if not target.text:
        return ()
    spare = [_compared(target, r) for r in references[1:] if r.text]
    between = _compared(source, references[0]) if source and references and source.text and references[0].text else None
    found: list[Doubt] = []
    for sight in seen:
        others = [s.compared for s in seen if s is not sight] + spare
        alone = len(sight.compared.changed) == 1 and not sight.compared.left and not sight.compared.right
        for pair in (*sight.compared.changed, *filter(misprinted, sight.compared.pairs)):
            confirmed, cleared = _standing(pair.left, others)
            cleared += _free(pair.right, between, sight.role)
            found.append(Doubt(sight.view, sight.role, pair.left, pair.right, pair, confirmed, cleared, alone=alone))
        for q in sight.compared.left:
            confirmed, cleared = _standing(q, others)
            found.append(
                Doubt(
                    sight.view,
                    sight.role,
                    q,
                    None,
                    None,
                    confirmed,
                    cleared,
                    repeated=_stands_elsewhere(q, sight.compared, left=True),
                )
            )
        for q in sight.compared.right:
            cleared = _free(q, between, sight.role)
            found.append(Doubt(sight.view, sight.role, None, q, None, int(between is not None and not cleared), cleared,
                               repeated=_stands_elsewhere(q, sight.compared, left=False)))  # fmt: skip
    if back is not None and back.text and source is not None and source.text:
        found += _by_back(target, source, back)
    return tuple(found)


def _by_back(target: Segment, source: Segment, back: Segment) -> Iterator[Doubt]:
    """Numbers of the target that come back as others than the source has."""
    direct, through = _compared(target, source), _compared(target, back)
    returned = {p.right: p.left for p in through.pairs if p.same}
    for pair in _compared(back, source).changed:
        mine = returned.get(pair.left)
        if mine is not None:
            confirmed, cleared = _standing(mine, [direct])
            yield Doubt(View.BACK, Role.SOURCE, mine, pair.right, Pair(mine, pair.right, same=False), confirmed, cleared)


def _stands_elsewhere(q: Quantity, compared: Comparison, *, left: bool) -> bool:
    return any(p.same and bool((p.left if left else p.right).all & q.values) for p in compared.pairs)


def _standing(q: Quantity, others: Iterable[Comparison]) -> tuple[int, int]:
    """In how many other views the target's number is doubted, and in how many it stands."""
    confirmed = cleared = 0
    for other in others:
        if any(p.left == q and p.same and not misprinted(p) for p in other.pairs):
            cleared += 1
        else:
            confirmed += 1
    return confirmed, cleared


def _free(q: Quantity, between: Comparison | None, role: Role) -> int:
    """1 when the reference lacks a number of the source, or has one the source lacks: the human wrote freely there."""
    if between is None:
        return 0
    stands = any(p.same and (p.left if role is Role.SOURCE else p.right) == q for p in between.pairs)
    return 0 if stands else 1


def span(role: Role, q: Quantity) -> Span:
    """The quantity's words as a span."""
    return Span(role, q.start, q.end)


def place(unit: Unit, q: Quantity, side: Segment) -> Span:
    """Where the target would have the number: by its share of the way through the text, at a word's edge."""
    text = unit.target.text
    at = min(len(text), round(len(text) * q.start / max(1, len(side.text))))
    while 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum():
        at -= 1
    return Span(Role.TARGET, at, at)


def firm(*found: Quantity) -> float:
    """How surely each of the quantities demands a counterpart, the least of them."""
    return min(q.demand for q in found)


def is_date(doubt: Doubt) -> bool:
    """Does the doubt concern a date or time rather than a bare number?"""
    kinds = {q.kind for q in (doubt.target, doubt.other) if q is not None}
    return bool(kinds & {"month", "weekday", "relday", "daypart", "time", "day"}) or any(
        q.kind == "year" and q.group >= 0 for q in (doubt.target, doubt.other) if q is not None
    )


def firm_doubts(unit: Unit, *, dates: bool) -> Iterator[Doubt]:
    """The doubts about dates, or about all other numbers, that are worth a word."""
    for doubt in doubts(unit):
        if (doubt.target is None or doubt.other is None) and "code" in {
            q.kind for q in (doubt.target, doubt.other) if q is not None
        }:
            continue  # a name spelt without its number
        if is_date(doubt) is dates and max(q.demand for q in (doubt.target, doubt.other) if q is not None) >= FIRM:
            yield doubt


_MESSAGE = {View.BILINGUAL: "the source", View.REFERENCE: "the reference", View.BACK: "the source, and comes back as such"}


def _side(unit: Unit, doubt: Doubt) -> Segment:
    side = unit.side(doubt.role)
    assert side is not None
    return side


def cause(doubt: Doubt) -> str:
    """A stable word for how the number was written and what other views say."""
    there = [q for q in (doubt.target, doubt.other) if q is not None]
    least = firm(*there)
    written = "digits" if least >= 0.9 else "words" if least >= 0.3 else "weak"
    if doubt.pair is not None and doubt.pair.same:
        written = "separator"
    written += "-repeated" if doubt.repeated else ""
    return written + ("-confirmed" if doubt.confirmed and not doubt.cleared else "-cleared" if doubt.cleared else "")


def features(doubt: Doubt) -> dict[str, float]:
    """What the judge may learn from."""
    there = [q for q in (doubt.target, doubt.other) if q is not None]
    return {
        "demand": firm(*there),
        "confirmed": float(doubt.confirmed),
        "cleared": float(doubt.cleared),
        "alone": float(doubt.alone),
        "repeated": float(doubt.repeated),
        "same_kind": float(len({q.kind for q in there}) == 1),
        "same_unit": float(len({(q.unit, bool(q.currency)) for q in there}) == 1),
    }


def strength(doubt: Doubt, base: float) -> float:
    """The check's own belief: digits more than words, two views more than one."""
    there = [q for q in (doubt.target, doubt.other) if q is not None]
    least = firm(*there)
    if least < 0.3 and max(q.demand for q in there) >= 0.9:
        least = 0.3  # figures ask for a counterpart, even beside a word that does not
    value = base * (1.0 if least >= 0.9 else 0.85 if least >= 0.55 else 0.7 if least >= 0.3 else 0.6)
    if doubt.repeated:
        value *= 0.5
    if doubt.pair is None and there[0].kind in _SAID_OTHERWISE:
        value *= 0.6
    if doubt.target is None and doubt.other is not None and doubt.other.kind == "ordinal" and doubt.other.values <= _LOW_ORDINALS:
        value *= 0.6
    if doubt.pair is not None and there[0].kind in {"daypart", "relday"}:
        value *= 0.7
    if doubt.pair is not None and rounded(doubt.pair):
        value *= 0.55
    if doubt.cleared:
        value *= 0.4
    elif doubt.confirmed:
        value = min(0.97, value + 0.15)
    return round(value, 3)


# A month is inferred, a weekday becomes a date: alone they prove little.
_SAID_OTHERWISE = frozenset({"month", "weekday", "relday", "daypart"})
_LOW_ORDINALS = frozenset({Decimal(1), Decimal(2), Decimal(3)})  # of a 2nd lieutenant, a 1st class


def rounded(pair: Pair) -> bool:
    """Is one figure the other with fewer places?"""
    for one in pair.left.values:
        for other in pair.right.values:
            fewer = min(_places(one), _places(other))
            if _places(one) != _places(other) and abs(float(one) - float(other)) <= 0.5001 * 10.0**-fewer:
                return True
    return False


def _places(value: Value) -> int:
    """Figures after the decimal mark."""
    return len(f"{value:f}".partition(".")[2]) if isinstance(value, Decimal) else 0


def changed(unit: Unit, doubt: Doubt, rule: str) -> Evidence:
    """Evidence that the target's number stands where another was."""
    assert doubt.target is not None
    assert doubt.other is not None
    side = _side(unit, doubt)
    expected = doubt.other.text if doubt.role is Role.REFERENCE else printed(doubt.other, unit.target.lang)
    return Evidence(
        rule=rule,
        view=doubt.view,
        span=span(Role.TARGET, doubt.target),
        message=f"“{doubt.target.text}” does not match “{doubt.other.text}” in {_MESSAGE[doubt.view]}.",
        detail=f"{doubt.other.text} ({side.lang}) against {doubt.target.text} ({unit.target.lang})",
        suggestion=expected,
        strength=strength(doubt, 0.9),
        cause=cause(doubt),
        features=features(doubt),
    )


def missing(unit: Unit, doubt: Doubt, rule: str) -> Evidence:
    """Evidence that a number of the source or reference has no counterpart."""
    assert doubt.other is not None
    side = _side(unit, doubt)
    outside = around(side.text, doubt.other.start)
    return Evidence(
        rule=rule,
        view=doubt.view,
        span=span(doubt.role, doubt.other),
        message=f"“{doubt.other.text}” of {_MESSAGE[doubt.view]} is not in the target.",
        detail=f"{doubt.other.text} ({side.lang}) has no counterpart",
        strength=strength(doubt, 0.7 if doubt.other.demand >= 0.9 else 0.45) * (OUTSIDE if outside else 1.0),
        cause=cause(doubt) + ("-around" if outside else ""),
        features=features(doubt),
        anchor=place(unit, doubt.other, side),
    )


def added(unit: Unit, doubt: Doubt, rule: str) -> Evidence:
    """Evidence that a number of the target has no counterpart."""
    assert doubt.target is not None
    return Evidence(
        rule=rule,
        view=doubt.view,
        span=span(Role.TARGET, doubt.target),
        message=f"“{doubt.target.text}” has no counterpart in {_MESSAGE[doubt.view]}.",
        detail=f"{doubt.target.text} ({unit.target.lang}) is not in {_MESSAGE[doubt.view]}",
        strength=strength(doubt, 0.7 if doubt.target.demand >= 0.9 else 0.45),
        cause=cause(doubt),
        features=features(doubt),
    )

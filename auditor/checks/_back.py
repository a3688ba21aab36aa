"""Differences a translation engine shows, freed of the engine's own: looked for both ways, and kept where both agree.

The back-translation is compared with the source, and the engine's rendering of the source with the target.  A difference counts
where it shows in both: what only one shows is the engine's wording.  On DEMETR's Spanish, French and Italian items through
Apertium, where 4 % of the verified translations carry a difference as strong, so do 6 % of the critical errors by
back-translation alone, 13 % without changed word order (a rule-based engine's order is its own), and 22 % both ways.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

import msgspec

from auditor.diff import Edit, compare
from auditor.diff.strength import part_of, sort_of, strengths
from auditor.lang.lemmas import closed_class, plain
from auditor.lang.scripts import primary
from auditor.lang.tokens import words
from auditor.model import Role, Segment, Span, Unit

Links = tuple[tuple[int, int, int, int], ...]
# Log-odds of an error from those of the two strengths, the differences of both directions to a word, and the sort: logistic
# regression on DEMETR's es, fr and it items through Apertium, each language measured with the weights of the other two.
_OWN, _OTHER, _DENSITY, _CONSTANT = 0.72, 0.19, 1.46, 0.54
_SORTS = {"added": 0.62, "dropped": 0.25, "form": -0.73, "tense": -0.73}
_NEGATION = 1.2  # both ways it is a negation: in a sentence otherwise kept word for word the density says too little
_LEARNED = "en"  # the language the differ's strengths were learned in: where the target is in it, its side is asked


class Crossed(msgspec.Struct, frozen=True):
    """A difference of the target with its source, in source words (`expected`) and target words (`given`)."""

    edit: Edit
    belief: float  # 0 to 1
    expected: str
    given: str
    span: Span
    anchor: Span | None


class _Texts(msgspec.Struct, frozen=True):
    source: str
    back: str
    target: str
    rendering: str
    langs: tuple[str, str]  # source, target
    to_back: Links  # target -> back
    to_rendering: Links  # source -> rendering
    unknown: tuple[tuple[int, int], ...]  # of back


def crossed(unit: Unit) -> tuple[Crossed, ...]:
    """Every difference both directions show; those of the back-translation alone where there is no rendering."""
    source, back = unit.source, unit.back
    assert source is not None
    assert back is not None
    rendered = unit.meta.get("rendering")
    return _crossed(
        _Texts(
            source=source.text,
            back=back.text,
            target=unit.target.text,
            rendering=rendered.text if isinstance(rendered, Segment) else "",
            langs=(source.lang, unit.target.lang),
            to_back=unit.alignment,
            to_rendering=tuple(unit.meta.get("rendering_alignment", ())),
            unknown=tuple(unit.meta.get("back_unknown", ())),
        )
    )


@functools.lru_cache(maxsize=256)
def _crossed(texts: _Texts) -> tuple[Crossed, ...]:
    part = part_of(texts.source)
    backward = _edits(texts.source, texts.back, texts.langs[0], "", part)
    theirs = [_from_back(e, x, texts) for e, x in backward if not _touches(e.b_start, e.b_end, texts.unknown)]
    if not texts.rendering:
        return tuple(theirs)
    ours = [_from_rendering(e, x, texts) for e, x in _edits(texts.rendering, texts.target, texts.langs[1], texts.source, part)]
    kept, others = (ours, theirs) if primary(texts.langs[1]) == _LEARNED else (theirs, ours)
    density = math.log((len(ours) + len(theirs) + 1) / (len(words(texts.target)) + 1))
    found = []
    for one in kept:
        seconds = [other for other in others if _same_place(one, other)]
        if seconds and not _both_deny(one, texts.langs):
            found.append(msgspec.structs.replace(one, belief=_agreed(one, seconds, density)))
    return tuple(found)


def _agreed(one: Crossed, others: Sequence[Crossed], density: float) -> float:
    second = max(other.belief for other in others)
    odds = _OWN * _logit(one.belief) + _OTHER * _logit(second) + _DENSITY * density + _CONSTANT
    odds += _SORTS.get(sort_of(one.edit.features), 0.0)
    if sort_of(one.edit.features) == "negation" and any(sort_of(other.edit.features) == "negation" for other in others):
        odds += _NEGATION
    return 1 / (1 + math.exp(-odds))


def _logit(belief: float) -> float:
    kept = min(max(belief, 1e-3), 1 - 1e-3)
    return math.log(kept / (1 - kept))


def _both_deny(one: Crossed, langs: tuple[str, str]) -> bool:
    """Do the words of both sides deny, and only the engine's do not?  “les non-chrétiens” and “the non-Christians” agree."""
    return sort_of(one.edit.features) == "negation" and all(
        _denies(text, lang) for text, lang in ((one.expected, langs[0]), (one.given, langs[1]))
    )


def _denies(text: str, lang: str) -> bool:
    negations = closed_class(lang, "neg") | {"non"}
    return any(part in negations for word in words(text) for part in plain(word.text).replace("-", " ").split())


def _edits(a: str, b: str, lang: str, witness: str, part: int) -> list[tuple[Edit, float]]:
    found = [edit for edit in compare(a, b, lang, witness).edits if sort_of(edit.features) != "order"]
    return list(zip(found, strengths([edit.features for edit in found], lang, part), strict=True))


def _from_back(edit: Edit, belief: float, texts: _Texts) -> Crossed:
    """A difference of source and back-translation, projected onto the target."""
    place = _over(edit.b_start, edit.b_end, tuple((c, d, a, b) for a, b, c, d in texts.to_back))
    target = Span(Role.TARGET, *place) if place else Span(Role.BACK, edit.b_start, edit.b_end)
    source = Span(Role.SOURCE, edit.a_start, edit.a_end)
    return _placed(edit, belief, texts, source, target)


def _from_rendering(edit: Edit, belief: float, texts: _Texts) -> Crossed:
    """A difference of rendering and target, its expected words found in the source."""
    place = _over(edit.a_start, edit.a_end, tuple((c, d, a, b) for a, b, c, d in texts.to_rendering)) or (0, 0)
    return _placed(edit, belief, texts, Span(Role.SOURCE, *place), Span(Role.TARGET, edit.b_start, edit.b_end))


def _placed(edit: Edit, belief: float, texts: _Texts, source: Span, target: Span) -> Crossed:
    """What was dropped is shown in the source and anchored in the target; all else stands in the target."""
    there = texts.target if target.role is Role.TARGET else texts.back
    expected, given = texts.source[source.start : source.end], there[target.start : target.end]
    if edit.b_start < edit.b_end or source.start == source.end:
        return Crossed(edit, belief, expected, given, target, None)
    anchor = Span(Role.TARGET, target.start, target.start) if target.role is Role.TARGET else None
    return Crossed(edit, belief, expected, "", source, anchor)


def _over(start: int, end: int, links: Links) -> tuple[int, int] | None:
    """The stretch that stands for `[start, end)`, over links from that side; for a gap, the place after what stands before it."""
    found = [(c, d) for a, b, c, d in links if a < end and start < b]
    if found:
        return min(c for c, _ in found), max(d for _, d in found)
    if start == end and (before := [d for a, b, c, d in links if b <= start]):
        return before[-1], before[-1]
    return None


def _same_place(one: Crossed, other: Crossed) -> bool:
    """Do two differences touch the same words of the target, or miss the same words of the source?"""
    for role in (Role.TARGET, Role.SOURCE):
        mine, theirs = _on(one, role), _on(other, role)
        if mine and theirs and mine.start < theirs.end and theirs.start < mine.end:
            return True
    return False


def _on(one: Crossed, role: Role) -> Span | None:
    return one.span if one.span.role is role else None


def _touches(start: int, end: int, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(a < end and start < b for a, b in spans)

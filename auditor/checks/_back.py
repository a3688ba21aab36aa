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
from auditor.lang.lemmas import closed_class, lemma, plain
from auditor.lang.scripts import primary
from auditor.lang.tokens import words
from auditor.model import Role, Segment, Span, Unit

_GOING_ON = frozenset({"ni", "nor", "né", "nem", "neither", "noch", "weder"})  # carry an earlier denial on
_RESTRICTS = frozenset({"apenas"})  # “en apenas dos semanas” is just two weeks: no denial, however it is listed
_RUN_ON = frozenset("was were is are did does do has have had could would should can will".split())

Links = tuple[tuple[int, int, int, int], ...]
Accounts = tuple[tuple[int, int, float], ...]  # words with the logarithm of their probability given the other side
UNLIKELY = -1.2  # as `backtranslate.accounts.LOOKS_BAD`: below 30 %
# Log-odds of a difference that is doubted; set by hand, so that one such doubt takes what is just strong enough out of sight.
_NOT_SECONDED, _PHRASED_SO, _ACCOUNTED, _UNACCOUNTED = -2.0, -3.0, -2.0, 0.5
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
    place: tuple[int, int] = (0, 0)  # in the source: its words, or where they would stand
    back: str = ""  # what the back-translation says there, where it was asked


class _Texts(msgspec.Struct, frozen=True):
    source: str
    back: str
    target: str
    rendering: str
    langs: tuple[str, str]  # source, target
    to_back: Links  # target -> back
    to_rendering: Links  # source -> rendering
    unknown: tuple[tuple[int, int], ...]  # of back
    second: str = ""  # the target translated back by another engine
    phrased: str = ""  # the reference translated back by this one
    source_accounts: Accounts = ()
    target_accounts: Accounts = ()


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
            second=_text_of(unit, "back_second"),
            phrased=_text_of(unit, "back_reference"),
            source_accounts=tuple(unit.meta.get("source_accounts", ())),
            target_accounts=tuple(unit.meta.get("target_accounts", ())),
        )
    )


def _text_of(unit: Unit, name: str) -> str:
    found = unit.meta.get(name)
    return found.text if isinstance(found, Segment) else ""


@functools.lru_cache(maxsize=256)
def _crossed(texts: _Texts) -> tuple[Crossed, ...]:
    part = part_of(texts.source)
    backward = _edits(texts.source, texts.back, texts.langs[0], ("", ""), part)
    theirs = [_from_back(e, x, texts) for e, x in backward if not _touches(e.b_start, e.b_end, texts.unknown)]
    if not texts.rendering:
        return tuple(_doubted(one, texts) for one in theirs)
    witness = (texts.source, texts.langs[0])
    ours = [_from_rendering(e, x, texts) for e, x in _edits(texts.rendering, texts.target, texts.langs[1], witness, part)]
    kept, others = (ours, theirs) if primary(texts.langs[1]) == _LEARNED else (theirs, ours)
    density = math.log((len(ours) + len(theirs) + 1) / (len(words(texts.target)) + 1))
    found = []
    for one in kept:
        seconds = [other for other in others if _same_place(one, other)]
        if seconds and not _both_deny(one, texts):
            found.append(_doubted(msgspec.structs.replace(one, belief=_agreed(one, seconds, density)), texts))
    return tuple(found)


def _doubted(one: Crossed, texts: _Texts) -> Crossed:
    """The difference as far as it is not the engine's own.

    It counts for less where a second engine reads the target as the source has it, where the back-translation of the trusted
    phrasing differs from the source in the same place by the same words, and where the engine itself, asked to account for
    the words of both sides, finds them likely.
    """
    odds = 0.0
    if texts.second and not _also_in(one, texts.source, texts.second, texts.langs[0], ""):
        odds += _NOT_SECONDED
    if texts.phrased and _also_in(one, texts.source, texts.phrased, texts.langs[0], one.back):
        odds += _PHRASED_SO
    if texts.source_accounts and texts.target_accounts:
        odds += _UNACCOUNTED if _unaccounted(one, texts) else _ACCOUNTED
    return msgspec.structs.replace(one, belief=1 / (1 + math.exp(-_logit(one.belief) - odds))) if odds else one


def _also_in(one: Crossed, source: str, other: str, lang: str, said: str) -> bool:
    """Does another text differ from the source at the source's words of this difference (by the words `said`, if any)?"""
    start, end = one.place
    for edit in compare(source, other, lang).edits:
        if edit.a_start <= end and start <= edit.a_end:
            theirs = {lemma(word.text, lang) for word in words(other[edit.b_start : edit.b_end])}
            if not said or theirs & {lemma(word.text, lang) for word in words(said)}:
                return True
    return False


def _unaccounted(one: Crossed, texts: _Texts) -> bool:
    """Is a word of the difference, on either side, unlikely given the other side?"""
    start, end = one.place
    target = one.span if one.span.role is Role.TARGET else None
    mine = [value for a, b, value in texts.source_accounts if a < end and start < b]
    mine += [value for a, b, value in texts.target_accounts if target and a < target.end and target.start < b]
    return not mine or min(mine) < UNLIKELY


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


def _both_deny(one: Crossed, texts: _Texts) -> bool:
    """Do both sides deny, and only the engine's words do not, or does neither?

    “les non-chrétiens” and “the non-Christians” agree, and so do “not A or B” and “no A ni B”, where the second denial only
    goes on with the first.
    """
    if sort_of(one.edit.features) != "negation":
        return False
    sides = tuple(zip((one.expected, one.given), (texts.source, texts.target), texts.langs, strict=True))
    if all(_denies(text, lang) for text, _, lang in sides):
        return True
    if any(_only(_RESTRICTS, text, lang) for text, _, lang in sides):
        return True
    goes_on = any(_only(_GOING_ON, text, lang) for text, _, lang in sides)
    return goes_on and all(_denies(whole, lang) for _, whole, lang in sides)


def _denies(text: str, lang: str) -> bool:
    """Is there a denial, if only one written together with its verb, as hurried authors do (wasnot, couldnot)?"""
    negations = closed_class(lang, "neg") | {"non"}
    forms = [part for word in words(text) for part in plain(word.text).replace("-", " ").split()]
    return any(form in negations or form.removesuffix("not") in _RUN_ON for form in forms)


def _only(these: frozenset[str], text: str, lang: str) -> bool:
    """Does a text deny by these words alone?"""
    negations = closed_class(lang, "neg")
    denials = {form for word in words(text) if (form := plain(word.text)) in negations}
    return bool(denials) and denials <= these


def _edits(a: str, b: str, lang: str, witness: tuple[str, str], part: int) -> list[tuple[Edit, float]]:
    found = [edit for edit in compare(a, b, lang, *witness).edits if sort_of(edit.features) != "order"]
    return list(zip(found, strengths([edit.features for edit in found], lang, part), strict=True))


def _from_back(edit: Edit, belief: float, texts: _Texts) -> Crossed:
    """A difference of source and back-translation, projected onto the target."""
    place = _over(edit.b_start, edit.b_end, tuple((c, d, a, b) for a, b, c, d in texts.to_back))
    target = Span(Role.TARGET, *place) if place else Span(Role.BACK, edit.b_start, edit.b_end)
    source = Span(Role.SOURCE, edit.a_start, edit.a_end)
    said = texts.back[edit.b_start : edit.b_end]
    return msgspec.structs.replace(_placed(edit, belief, texts, source, target), back=said)


def _from_rendering(edit: Edit, belief: float, texts: _Texts) -> Crossed:
    """A difference of rendering and target, its expected words found in the source."""
    place = _over(edit.a_start, edit.a_end, tuple((c, d, a, b) for a, b, c, d in texts.to_rendering)) or (0, 0)
    return _placed(edit, belief, texts, Span(Role.SOURCE, *place), Span(Role.TARGET, edit.b_start, edit.b_end))


def _placed(edit: Edit, belief: float, texts: _Texts, source: Span, target: Span) -> Crossed:
    """What was dropped is shown in the source and anchored in the target; all else stands in the target."""
    there = texts.target if target.role is Role.TARGET else texts.back
    expected, given = texts.source[source.start : source.end], there[target.start : target.end]
    if edit.b_start < edit.b_end or source.start == source.end:
        return Crossed(edit, belief, expected, given, target, None, (source.start, source.end))
    anchor = Span(Role.TARGET, target.start, target.start) if target.role is Role.TARGET else None
    return Crossed(edit, belief, expected, "", source, anchor, (source.start, source.end))


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

"""Are the terms of the glossary kept?

A glossary says what a thing is called here: which rendering is wanted, which ones will do, and which one a dictionary offers that
means something else ("abogado", a lawyer, for a lawmaker).  Terms are found in all their forms, and a finding says which form it
took for which term, so that an editor can see at a glance whether the match is right.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence

from auditor.checks.base import Check, Example, Rule, Terminology, Tools
from auditor.lang.scripts import is_cased, primary
from auditor.model import Evidence, Occurrence, Role, Segment, Severity, Span, Term, TermStatus, Unit, View

MOST = 40  # concepts of one segment that are followed up: more are a list of words
_ACCEPTED = frozenset({TermStatus.PREFERRED, TermStatus.ADMITTED, TermStatus.DO_NOT_TRANSLATE})
_ASKING = frozenset({TermStatus.PREFERRED, TermStatus.DO_NOT_TRANSLATE})
_WRONG = frozenset({TermStatus.DEPRECATED, TermStatus.FORBIDDEN})


def find(unit: Unit, tools: Tools) -> Iterator[Evidence]:
    """Terms of the source without an accepted rendering, and renderings that the glossary forbids."""
    glossary, target = tools.glossary, unit.target
    if glossary is None or not target.text.strip():
        return
    domain = str(unit.meta.get("domain", ""))
    meant = _meant(unit, glossary, domain)
    here = glossary.find(target.text, target.lang, target.field, domain)
    yield from _forbidden(unit, glossary, meant, here)
    if unit.source is not None and _is_translation(unit.source, target):
        for group in list(_groups(meant))[:MOST]:
            yield from _missing(unit, unit.source, glossary, group, here)


def _is_translation(source: Segment, target: Segment) -> bool:
    return primary(source.lang) != primary(target.lang) and primary(source.lang) != "und" != primary(target.lang)


def _meant(unit: Unit, glossary: Terminology, domain: str) -> tuple[Occurrence, ...]:
    """What the source names, in words its own language accepts or not: a deprecated name still names its concept."""
    if unit.source is None or not unit.source.text.strip():
        return ()
    return tuple(glossary.find(unit.source.text, unit.source.lang, unit.target.field, domain))


def _groups(meant: Sequence[Occurrence]) -> Iterator[list[Occurrence]]:
    """One group for each name, whatever concepts it may stand for: any one of them will do.

    A name that is only admitted is no proof of its concept: "министр" alone will do for a foreign minister,
    and says nothing by itself.
    """
    seen: set[frozenset[str]] = set()
    places: dict[tuple[int, int], list[Occurrence]] = {}
    for o in meant:
        places.setdefault((o.start, o.end), []).append(o)
    for group in places.values():
        if not any(o.term.status in _ASKING for o in group):
            continue
        names = frozenset(o.term.concept for o in group)
        if names not in seen:
            seen.add(names)
            yield group


def _missing(
    unit: Unit, source: Segment, glossary: Terminology, group: Sequence[Occurrence], here: Sequence[Occurrence]
) -> Iterator[Evidence]:
    first, target = group[0], unit.target
    if keep := next((o for o in group if o.term.status is TermStatus.DO_NOT_TRANSLATE), None):
        if not _is_kept(keep.term.text, target.text) and glossary.stands(target.text, keep.term) is None:
            yield _changed(unit, source, keep)
        return
    wanted: list[Term] = []
    for o in group:
        terms = [t for t in glossary.renderings(o.term.concept, target.lang) if t.status in _ACCEPTED]
        if not any(t.status is TermStatus.PREFERRED for t in terms):
            return  # the concept asks for nothing in this language
        wanted += terms
    concepts = {o.term.concept for o in group}
    if any(o.term.concept in concepts and o.term.status is not TermStatus.FORBIDDEN for o in here):
        return  # accepted; or out of use, which terms/forbidden says
    if any(glossary.stands(target.text, term) is not None for term in wanted):
        return
    quoted = source.text[first.start : first.end]
    if (
        target.text.find(quoted) >= 0
        and quoted[:1].isupper()
        and is_cased(target.lang)
        and target.text.strip() == source.text.strip()
    ):
        return  # nothing was translated at all: another rule's business
    elsewise = bool(unit.references) and not any(
        glossary.stands(reference.text, term) is not None for reference in unit.references for term in wanted
    )
    yield _missing_evidence(unit, source, first, wanted, _stand_in(glossary, group, target), elsewise=elsewise)


def _missing_evidence(
    unit: Unit, source: Segment, first: Occurrence, wanted: Sequence[Term], instead: Occurrence | None, *, elsewise: bool
) -> Evidence:
    """`elsewise`: the reference has none of the renderings either, so that the term is asked for by the glossary alone."""
    quoted = source.text[first.start : first.end]
    expected = " or ".join(f"“{text}”" for text in list(dict.fromkeys(t.text for t in wanted))[:3])
    matched = f"“{quoted}”" if quoted.casefold() == first.term.text.casefold() else f"“{quoted}” as a form of “{first.term.text}”"
    found = unit.target.text[instead.start : instead.end] if instead else ""
    message = f"Matched {matched}; expected a form of {expected}" + (f"; found “{found}”." if found else ", which is missing.")
    at = _near(source, first, unit.target)
    span = Span(Role.TARGET, instead.start, instead.end) if instead else Span(Role.SOURCE, first.start, first.end)
    return Evidence(
        rule="terms/missing",
        view=View.BILINGUAL,
        span=span,
        message=message,
        detail=f"{first.term.concept}: {first.term.text} → {', '.join(t.text for t in wanted[:5])}"
        + (f", not {found}" if found else ""),
        suggestion=wanted[0].text,
        strength=0.9 if instead else 0.35 if elsewise else 0.6 if first.how in {"exact", "form"} else 0.5,
        cause="wrong-rendering" if instead else f"absent-{first.how}",
        anchor=None if instead else Span(Role.TARGET, at, at),
        features={"words": float(len(first.term.text.split())), "renderings": float(len(wanted))},
    )


def _stand_in(glossary: Terminology, group: Sequence[Occurrence], target: Segment) -> Occurrence | None:
    """The known wrong rendering that stands in the target, if one does."""
    for o in group:
        for term in glossary.renderings(o.term.concept, target.lang):
            if term.status is TermStatus.FORBIDDEN and (found := glossary.stands(target.text, term)) is not None:
                return found
    return None


def _is_kept(text: str, target: str) -> bool:
    return text in target


def _changed(unit: Unit, source: Segment, keep: Occurrence) -> Evidence:
    at = _near(source, keep, unit.target)
    return Evidence(
        rule="terms/do-not-translate",
        view=View.BILINGUAL,
        span=Span(Role.SOURCE, keep.start, keep.end),
        message=f"“{keep.term.text}” must stand in the translation as it is, and does not.",
        detail=f"{keep.term.concept}: do not translate",
        suggestion=keep.term.text,
        strength=0.85,
        cause="changed",
        anchor=Span(Role.TARGET, at, at),
    )


def _near(source: Segment, o: Occurrence, target: Segment) -> int:
    """About where the target says what the source says at an occurrence."""
    return min(len(target.text), round(len(target.text) * o.start / max(1, len(source.text))))


def _forbidden(unit: Unit, glossary: Terminology, meant: Sequence[Occurrence], here: Sequence[Occurrence]) -> Iterator[Evidence]:
    concepts = {o.term.concept for o in meant}
    source = unit.source if unit.source is not None and unit.source.text.strip() else None
    right = {(o.start, o.end): o.term.concept for o in here if o.term.status in _ACCEPTED}
    done: set[tuple[int, int]] = set()
    for o in here:
        if o.term.status not in _WRONG or (o.start, o.end) in done:
            continue
        other = right.get((o.start, o.end))
        if source is not None and primary(source.lang) != primary(unit.target.lang):
            named = bool(glossary.renderings(o.term.concept, source.lang))
            if (named and o.term.concept not in concepts) or (other is not None and (other in concepts or not named)):
                continue
        elif other is not None and not _has_sense(o.term):
            continue  # the word is right for another concept, and nothing here says which is meant
        done.add((o.start, o.end))
        yield _forbidden_evidence(unit, glossary, o, sure=source is not None and o.term.concept in concepts)


def _has_sense(term: Term) -> bool:
    return bool(term.sense.fields or term.sense.domains or term.sense.neighbours)


def _forbidden_evidence(unit: Unit, glossary: Terminology, o: Occurrence, *, sure: bool) -> Evidence:
    found = unit.target.text[o.start : o.end]
    terms = glossary.renderings(o.term.concept, unit.target.lang)
    wanted = [t.text for t in terms if t.status in _ACCEPTED][:3]
    is_form = "" if found.casefold() == o.term.text.casefold() else f" is a form of “{o.term.text}”, which"
    deprecated = o.term.status is TermStatus.DEPRECATED
    advice = f": write {_or(wanted)}" if wanted else ""
    note = f" ({o.term.note})" if o.term.note else ""
    return Evidence(
        rule="terms/forbidden",
        view=View.BILINGUAL if sure else View.TARGET,
        span=Span(Role.TARGET, o.start, o.end),
        message=f"“{found}”{is_form} is {'out of use' if deprecated else 'not what we call it'} here{advice}{note}.",
        detail=f"{o.term.concept}: {o.term.status.value} {o.term.text}",
        suggestion=wanted[0] if wanted else None,
        severity=Severity.MINOR if deprecated else None,
        strength=0.9 if sure else 0.7,
        cause=("deprecated" if deprecated else "forbidden") + ("-in-source" if sure else ""),
    )


def _or(words: Iterable[str]) -> str:
    return " or ".join(f"“{word}”" for word in words)


@functools.cache
def _page() -> str:
    return (__doc__ or "").split("\n\n", 1)[1].replace("\n", " ").strip()


_LAWMAKER = (
    "[lawmaker]\nen = lawmaker | legislator\nes = legislador | parlamentario\nes ! abogado\n[lawyer]\nen = lawyer\nes = abogado"
)
_KYIV = "[kyiv]\nen = Kyiv\nen ! Kiev\nru = Киев"
_BRAND = "[geran]\nmul @ Geran-2"

CHECK = Check(
    id="terms",
    summary="Are the terms of the glossary kept?",
    find=find,
    rules=(
        Rule(
            id="terms/missing",
            summary="A term of the source has none of the renderings that the glossary accepts.",
            category="terminology/inconsistent-with-terminology-resource",
            severity=Severity.MAJOR,
            its="terminology",
            why=_page(),
            languages="any; inflection in 40 languages",
            examples=(
                Example("Los abogados votaron.", "abogados", source="Lawmakers voted.", langs="en-es", terms=_LAWMAKER),
                Example(
                    "El presidente votó.",
                    "Lawmakers",
                    source="Lawmakers voted.",
                    langs="en-es",
                    side=Role.SOURCE,
                    terms=_LAWMAKER,
                ),
                Example("Las legisladoras votaron.", None, source="Lawmakers voted.", langs="en-es", terms=_LAWMAKER),
                Example("El abogado votó.", None, source="The lawyer voted.", langs="en-es", terms=_LAWMAKER),
            ),
        ),
        Rule(
            id="terms/forbidden",
            summary="A rendering that the glossary forbids or calls out of use.",
            category="terminology/wrong-term",
            severity=Severity.MAJOR,
            its="terminology",
            why=_page(),
            languages="any; inflection in 40 languages",
            examples=(
                Example("Talks in Kiev went on.", "Kiev", terms=_KYIV),
                Example("Los abogados votaron.", "abogados", source="The legislators voted.", langs="en-es", terms=_LAWMAKER),
                Example("Los abogados votaron.", None, langs="es", terms=_LAWMAKER, note="A lawyer is called that too."),
                Example("Talks in Kyiv went on.", None, source="Переговоры в Киеве продолжались.", langs="ru-en", terms=_KYIV),
            ),
        ),
        Rule(
            id="terms/do-not-translate",
            summary="A name that must stay as it is was changed.",
            category="terminology/inconsistent-with-terminology-resource",
            severity=Severity.MAJOR,
            its="terminology",
            why=_page(),
            examples=(
                Example(
                    "Es war eine Geranie-2.", "Geran-2", source="It was a Geran-2.", langs="en-de", side=Role.SOURCE, terms=_BRAND
                ),
                Example("Es war eine Geran-2.", None, source="It was a Geran-2.", langs="en-de", terms=_BRAND),
            ),
        ),
    ),
)

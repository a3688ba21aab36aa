"""Is one term of the source called one thing throughout a document?

Where the glossary admits several renderings, an article that uses two of them for one word of the source reads as if it spoke of
two things.  Where the glossary says nothing, the document has to: a source word whose units fall into two camps, each with a word
of the target that stands there and nowhere else.  Style may want variety, so this is a preview rule; short forms are no drift.
"""

from __future__ import annotations

import functools
import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from auditor.checks.base import Check, Example, Rule, Terminology, Tools
from auditor.lang.lemmas import function_words, lemma
from auditor.lang.scripts import is_unspaced, primary
from auditor.lang.tokens import words
from auditor.model import Evidence, Occurrence, Role, Segment, Severity, Span, TermStatus, Unit, View

MOST = 400  # units of one document that are looked at: more are a table
_ACCEPTED = frozenset({TermStatus.PREFERRED, TermStatus.ADMITTED})
_CAMP, _REST = 3, 2  # units that a word's usual and its other rendering must have: fewer come about by chance
_ALIKE = 60  # of 100: renderings this like each other are forms or relatives of one word
_SHORT = 4  # letters; shorter words are seldom terms

Use = tuple[Unit, int, int]  # a place in a unit's target
Camps = dict[str, list[Use]]  # rendering -> where it stands


def find_in_document(units: Sequence[Unit], tools: Tools) -> Iterator[tuple[str, Evidence]]:
    """The rarer rendering of a source term that has two in this document."""
    pairs = [u for u in units[:MOST] if not u.lone and u.source and u.source.text and u.target.text and _translated(u)]
    if len(pairs) < 2:
        return
    seen: set[tuple[str, int]] = set()
    for source, camps, cause in [*_by_glossary(pairs, tools.glossary), *_by_document(pairs)]:
        usual = max(camps, key=lambda c: (len(camps[c]), -_first(pairs, camps[c])))
        for other in sorted(camps.keys() - {usual}):
            for unit, start, end in camps[other]:
                if (unit.id, start) not in seen:
                    seen.add((unit.id, start))
                    yield unit.id, _evidence((unit, start, end), source, usual, len(camps[usual]), cause)


def _translated(unit: Unit) -> bool:
    return unit.source is not None and primary(unit.source.lang) not in {primary(unit.target.lang), "und"}


def _first(units: Sequence[Unit], uses: Sequence[Use]) -> int:
    return next(n for n, unit in enumerate(units) if unit.id == uses[0][0].id)


def _by_glossary(units: Sequence[Unit], glossary: Terminology | None) -> Iterator[tuple[str, Camps, str]]:
    """Source terms that two accepted renderings of one concept stand for, each in units of its own."""
    if glossary is None:
        return
    camps: dict[tuple[str, str], Camps] = defaultdict(lambda: defaultdict(list))
    for unit in units:
        assert unit.source is not None
        domain = str(unit.meta.get("domain", ""))
        named = {o.term.concept: o for o in glossary.find(unit.source.text, unit.source.lang, unit.target.field, domain)}
        if not named:
            continue
        here: dict[str, list[Occurrence]] = defaultdict(list)
        for o in glossary.find(unit.target.text, unit.target.lang, unit.target.field, domain):
            if o.term.status in _ACCEPTED:
                here[o.term.concept].append(o)
        for concept, o in named.items():
            if len({p.term.text for p in here[concept]}) == 1:  # both in one sentence: the writer tells them apart
                place = here[concept][0]
                camps[concept, o.term.text][place.term.text].append((unit, place.start, place.end))
    for (_, source), found in camps.items():
        if len(found) > 1 and not any(_is_short_form(a, b) for a in found for b in found if a != b):
            yield source, found, "admitted"


def _is_short_form(one: str, other: str) -> bool:
    """Is one the other's relative (Tunesien, tunesisch), part or initials: the full name first, the short one after?"""
    if fuzz.ratio(one.casefold(), other.casefold()) >= _ALIKE:
        return True
    short, long = sorted((one, other), key=len)
    initials = "".join(word[0] for word in long.replace("-", " ").split())
    return short.casefold() in long.casefold() or short.isupper() or short.replace(".", "").casefold() == initials.casefold()


def _by_document(units: Sequence[Unit]) -> Iterator[tuple[str, Camps, str]]:
    """Source words whose units fall into two camps, each with a target word that stands in it and nowhere else."""
    if len(units) < _CAMP + _REST:
        return
    sources: dict[str, set[int]] = defaultdict(set)
    targets: dict[str, set[int]] = defaultdict(set)
    spots: dict[tuple[str, int], tuple[int, int]] = {}
    for n, unit in enumerate(units):
        assert unit.source is not None
        for base, _, _ in _content(unit.source):
            sources[base].add(n)
        for base, start, end in _content(unit.target):
            targets[base].add(n)
            spots.setdefault((base, n), (start, end))
    for source, where in sources.items():
        if len(where) < _CAMP + _REST:
            continue
        inside = [t for t, at in targets.items() if len(at) >= _REST and at <= where]
        camps = [pair for pair in itertools.permutations(inside, 2) if _parted(pair, targets, where)]
        if len(camps) == 1 and fuzz.ratio(*camps[0]) < _ALIKE:  # two ways to part them prove neither
            yield source, {t: [(units[n], *spots[t, n]) for n in sorted(targets[t])] for t in camps[0]}, "camps"


def _parted(pair: tuple[str, str], targets: Mapping[str, set[int]], where: set[int]) -> bool:
    """Do the two, the larger first, share the units out between them?"""
    one, other = (targets[name] for name in pair)
    larger = (len(one), pair[0]) > (len(other), pair[1])
    return larger and len(one) >= _CAMP and not one & other and one | other == where


def _content(segment: Segment) -> Iterator[tuple[str, int, int]]:
    if is_unspaced(segment.lang):
        return
    stops = function_words(primary(segment.lang))
    for token in words(segment.text):
        if len(token.text) >= _SHORT and token.text.isalpha() and token.text.lower() not in stops:
            yield lemma(token.text.lower(), segment.lang), token.start, token.end


def _evidence(use: Use, source: str, usual: str, times: int, cause: str) -> Evidence:
    unit, start, end = use
    quote = unit.target.text[start:end]
    return Evidence(
        rule="terms/inconsistent",
        view=View.BILINGUAL,
        span=Span(Role.TARGET, start, end),
        message=f"“{source}” is “{quote}” here and a form of “{usual}” elsewhere in this document.",
        detail=f"{source}: {usual} ({times} times), {quote}",
        suggestion=usual,
        strength=0.5,
        cause=cause,
        features={"times": float(times)},
    )


@functools.cache
def _page() -> str:
    return (__doc__ or "").split("\n\n", 1)[1].replace("\n", " ").strip()


_HARBOUR = "[harbour]\nen = harbour\nes = puerto\nes ~ fondeadero\n[un]\nen = United Nations\nes = Naciones Unidas\nes ~ ONU"
_SAID = (
    ("The ceasefire began.", "La tregua empezó."),
    ("Both sides broke the ceasefire.", "Ambos bandos rompieron la tregua."),
    ("A ceasefire was signed in May.", "En mayo se firmó una tregua."),
    ("The ceasefire held for a week.", "El armisticio duró una semana."),
)
_SOURCES, _TARGETS = (tuple(side) for side in zip(*_SAID, strict=True))
_HARBOURS = ("The harbour is closed.", "Ships left the harbour.")

CHECK = Check(
    id="terms_consistency",
    summary="Is one term of the source called one thing throughout a document?",
    needs=(frozenset({Role.TARGET, Role.SOURCE}),),
    find_in_document=find_in_document,
    rules=(
        Rule(
            id="terms/inconsistent",
            summary="One term of the source has two renderings in a document.",
            category="terminology/inconsistent-use",
            severity=Severity.MINOR,
            its="inconsistency",
            why=_page(),
            languages="any with spaces between words; with a glossary, any",
            preview=True,
            examples=(
                Example(
                    "El fondeadero reabrió.",
                    "fondeadero",
                    source="The harbour reopened.",
                    before=("El puerto está cerrado.", "Los barcos dejaron el puerto."),
                    before_sources=_HARBOURS,
                    langs="en-es",
                    terms=_HARBOUR,
                ),
                Example(
                    "Los puertos reabrieron.",
                    None,
                    source="The harbours reopened.",
                    before=("El puerto está cerrado.", "Los barcos dejaron el puerto."),
                    before_sources=_HARBOURS,
                    langs="en-es",
                    terms=_HARBOUR,
                ),
                Example(
                    "La ONU votó.",
                    None,
                    source="The United Nations voted.",
                    before=("Las Naciones Unidas se reunieron.",),
                    before_sources=("The United Nations met.",),
                    langs="en-es",
                    terms=_HARBOUR,
                    note="the short form after the full one",
                ),
                Example(
                    "Nadie respetó el armisticio.",
                    "armisticio",
                    source="Nobody kept the ceasefire.",
                    before=_TARGETS,
                    before_sources=_SOURCES,
                    langs="en-es",
                    note="without a glossary: the units of “ceasefire” fall into two camps",
                ),
                Example(
                    "Nadie respetó el armisticio.",
                    None,
                    source="Nobody kept the ceasefire.",
                    before=_TARGETS[:3],
                    before_sources=_SOURCES[:3],
                    langs="en-es",
                    note="once is too little to tell",
                ),
            ),
        ),
    ),
)

"""Is every name of the source and of the reference the same name in the translation?

A name is compared with candidates: the other names of its sentence, what is known of places, countries and bodies,
its spellings in both scripts.  A name that became another one is worse than one that is misspelt or gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import regex

from auditor.checks import _name_evidence as evidence
from auditor.checks._name_pairs import Left, left_over, sides
from auditor.checks._name_rules import RULES
from auditor.checks._name_slots import holes, places, slots
from auditor.checks.base import Check, Tools
from auditor.lang.names.trace import trace
from auditor.lang.scripts import is_cased, primary
from auditor.model import Evidence, Role, Segment, Unit, View

LONG = 6000  # characters: a longer unit is no sentence, and names in it are compared by `names_consistency` alone
# Capitals that are no name, or are translated by other letters in every language (HIV is VIH, NGO is ONG).
_NO_NAME = frozenset(
    [
        "HIV",
        "AIDS",
        "NGO",
        "NGOS",
        "DNA",
        "RNA",
        "GDP",
        "CEO",
        "CFO",
        "VIP",
        "TV",
        "PC",
        "USD",
        "EUR",
        "GBP",
        "RUB",
        "PLN",
        "CZK",
        "CNY",
        "RMB",
        "JPY",
        "INR",
        "CHF",
        "LTD",
        "INC",
        "CORP",
        "CO",
        "GOV",
        "SEN",
        "REP",
        "GEN",
        "COL",
        "CAPT",
        "LT",
        "JR",
        "SR",
        "II",
        "III",
        "IV",
        "VI",
        "VII",
        "KM",
        "PM",
        "ID",
        "IT",
        "AI",
        "PR",
        "HR",
        "UV",
        "GPS",
        "SMS",
        "FAQ",
        "DVD",
        "CD",
        "ETC",
        "NO",
        "MR",
        "MRS",
        "MS",
        "DR",
        "SAR",
        "SME",
        "SMES",
        "WWI",
        "WWII",
        "COVID",
        "COVID-19",
        "EDT",
        "EST",
        "CST",
        "PST",
        "GMT",
        "UTC",
        "CET",
    ]
)


def find(unit: Unit, tools: Tools) -> Iterator[Evidence]:
    """Names of the target that are not in the source or the reference, and the other way round."""
    del tools
    target = unit.target
    if not target.text.strip() or len(target.text) > LONG:
        return
    reference = unit.reference if sides(unit.reference) and unit.reference and len(unit.reference.text) <= LONG else None
    source = unit.source if sides(unit.source) and unit.source and len(unit.source.text) <= LONG else None
    if reference is not None:
        yield from _by_reference(target, reference, source)
        yield from holes(target, reference, Role.REFERENCE)
    if source is not None and not _untranslated(target, source):
        yield from _by_source(target, source, reference)
        if reference is None:
            yield from holes(target, source, Role.SOURCE)
            yield from slots(target, source)
            yield from places(target, source)


def _untranslated(target: Segment, source: Segment) -> bool:
    """Another check says so; every word would be a missing name."""
    return target.text.strip() == source.text.strip()


def _by_reference(target: Segment, reference: Segment, source: Segment | None) -> Iterator[Evidence]:
    extra = _worth(left_over(target.text, target.lang, reference.text, reference.lang))
    gone = _worth(left_over(reference.text, reference.lang, target.text, target.lang))
    if not is_cased(target.lang) and source is not None and is_cased(source.lang):
        return  # spellings in one uncased script vary freely: the source's names are traced in the target instead
    if not is_cased(target.lang):  # without capitals, too much looks like a name
        extra = [x for x in extra if x.name.kind in {"dotted", "titled"}]
        gone = [x for x in gone if x.name.kind in {"dotted", "titled", "known"}]
    if source is not None:
        gone = [
            x
            for x in gone
            if not (x.strong or x.listed)
            or x.whole.kind == "dotted"
            or not is_cased(source.lang)
            or _seen(x, source, reference.lang) >= 0.5
        ]
        extra = [x for x in extra if _seen(x, source, target.lang) < 0.5]
    used: set[int] = set()
    for left in sorted(extra, key=_surest):
        partner = _partner(left, gone, used)
        if partner is not None:
            used.add(partner)
            yield evidence.replaced(left, gone[partner], target, reference, View.REFERENCE, source)
        elif left.strong or left.listed:
            yield evidence.added(
                left, View.REFERENCE, target, reference, primary(source.lang) if source else "", confirmed=source is not None
            )
    for k, left in enumerate(gone):
        if k not in used:
            seen = evidence.missing(left, reference, target, Role.REFERENCE, source)
            if seen is not None:
                yield seen


def _by_source(target: Segment, source: Segment, reference: Segment | None) -> Iterator[Evidence]:
    extra = _worth(left_over(target.text, target.lang, source.text, source.lang)) if is_cased(target.lang) else []
    gone = _worth(left_over(source.text, source.lang, target.text, target.lang))
    if reference is not None:
        unknown = {x.name.start for x in left_over(target.text, target.lang, reference.text, reference.lang)}
        extra = [
            x
            for x in extra
            if x.name.start in unknown
            and trace(x.name.text, target.lang, reference.text, reference.lang).likeness < 0.5
            and not _in(x.name.text, reference.text)
        ]
        gone = [x for x in gone if trace(x.name.text, source.lang, reference.text, reference.lang).likeness >= 0.5]
    used: set[int] = set()
    for left in sorted(extra, key=_surest):
        partner = _partner(left, gone, used, acronyms_too=reference is None)
        if partner is not None and (left.strong or left.listed or gone[partner].strong or gone[partner].listed):
            used.add(partner)
            yield evidence.replaced(left, gone[partner], target, source, View.BILINGUAL, None)
        elif left.strong or left.listed:
            free = sum(x.strong or x.listed for k, x in enumerate(gone) if k not in used)
            yield evidence.added(
                left, View.BILINGUAL, target, source, primary(source.lang), confirmed=reference is not None, gone=free
            )
    for k, left in enumerate(gone):
        if k not in used:
            seen = evidence.missing(left, source, target, Role.SOURCE, reference)
            if seen is not None:
                yield seen


def _surest(left: Left) -> tuple[bool, int]:
    """Names that are no ordinary words choose first whom they replace: Navy is not what stands for Putin."""
    return not (left.strong or left.listed), left.name.start


def _in(word: str, text: str) -> bool:
    return word.casefold() in text.casefold()


_MEASURED = regex.compile(r"\p{Nd}+\p{L}{1,4}$")  # 100Mbps, 4K


def _worth(left: Iterable[Left]) -> list[Left]:
    return [x for x in left if x.name.text.upper().strip(".") not in _NO_NAME and not _MEASURED.match(x.name.text)]


def _seen(left: Left, source: Segment, lang: str) -> float:
    return trace(left.name.text, lang, source.text, source.lang).likeness


def _partner(left: Left, gone: list[Left], used: set[int], *, acronyms_too: bool = False) -> int | None:
    """The name that most likely stood where this one stands: the nearest in place among those left over."""
    free = [k for k in range(len(gone)) if k not in used and evidence.may_stand(left, gone[k], acronyms_too=acronyms_too)]
    return max(
        free,
        key=lambda k: (evidence.alike(left, gone[k]) >= 0.6, gone[k].strong or gone[k].listed, evidence.belief(gone[k])),
        default=None,
    )


CHECK = Check(
    id="names",
    summary="Names of people, places and organisations are those of the source and of the reference.",
    rules=RULES,
    find=find,
    needs=(frozenset({Role.TARGET, Role.SOURCE}), frozenset({Role.TARGET, Role.REFERENCE})),
)

"""Does the translation say the same thing?  Words exchanged for others, for their opposites, or for another person's pronoun."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from auditor.checks._edits import NEEDS, Seen, evidence, seen
from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.lemmas import contrary, lemma, opposite
from auditor.lang.scripts import is_unspaced
from auditor.lang.tokens import words
from auditor.model import Evidence, Role, Severity, Span, Unit

_MORE = frozenset(
    [
        "more",
        "most",
        "greater",
        "greatest",
        "higher",
        "highest",
        "larger",
        "largest",
        "better",
        "best",
        "increase",
        "rise",
        "grow",
        "less",
        "least",
        "fewer",
        "fewest",
        "lower",
        "lowest",
        "smaller",
        "smallest",
        "worse",
        "worst",
        "decrease",
        "fall",
        "drop",
        "decline",
        "reduce",
        "más",
        "menos",
        "plus",
        "moins",
        "mehr",
        "weniger",
        "più",
        "meno",
        "mais",
        "больше",
        "меньше",
    ]
)


def find(unit: Unit, _tools: Tools) -> Iterator[Evidence]:
    """Substitutions, opposites, comparatives and pronouns."""
    for one in seen(unit):
        if one.sort == "gender":
            yield evidence(
                "meaning/gender",
                one,
                f"“{one.given}” is about another person than “{one.expected}” in {one.trusted}.",
                suggestion=one.expected or None,
            )
        elif one.sort == "opposite":
            yield _opposite(one, unit.target.lang)
        elif one.sort == "changed":
            cause = _relation(one)
            yield evidence(
                "meaning/substitution",
                one,
                f"“{one.given}” says something else than “{one.expected}” in {one.trusted}.",
                cause,
                one.expected,
            )
        elif one.sort == "form":
            yield evidence(
                "meaning/word-form", one, f"“{one.given}” stands where {one.trusted} has “{one.expected}”.", "form", one.expected
            )


def _opposite(one: Seen, lang: str) -> Evidence:
    said = {w.lower() for w in (*one.expected.split(), *one.given.split())}
    rule = "meaning/comparative" if said & _MORE else "meaning/antonym"
    if one.span.role is Role.TARGET and (pair := _contraries(one, lang)) is not None:
        one = pair
    return evidence(rule, one, f"“{one.given}” says the opposite of “{one.expected}” in {one.trusted}.", suggestion=one.expected)


def _contraries(one: Seen, lang: str) -> Seen | None:
    """The same about the very words that are opposites, where more words than those differ."""
    there, here = words(one.expected), words(one.given)
    if len(here) < 2 or is_unspaced(lang):
        return None
    for a in there:
        for b in here:
            pair = lemma(a.text, lang), lemma(b.text, lang)
            if opposite(*pair, lang) or contrary(*pair, lang):
                start = one.span.start + b.start
                span = Span(Role.TARGET, start, start + len(b.text))
                return msgspec.structs.replace(one, expected=a.text, given=b.text, span=span)
    return None


def _relation(one: Seen) -> str:
    features = one.edit.features
    for name in ("broader", "narrower", "sibling", "family", "unrelated"):
        if features[f"rel_{name}"]:
            return name
    return "name" if features["a_name"] or features["b_name"] else "changed"


def _rule(
    ident: str, summary: str, severity: Severity, examples: tuple[Example, ...], languages: str = "any", why: str = ""
) -> Rule:
    return Rule(ident, summary, "accuracy/mistranslation", severity, examples, its="mistranslation", languages=languages, why=why)


_INNOCENT = Example(
    "The committee purchased a large building on Monday.",
    None,
    reference="On Monday the committee bought a big building.",
    note="Synonyms and order.",
)
_WRITER = "She writes novels about the sea, and her brother paints the islands they visited."
_OFFICIALS = "Officials said the new hospital is larger than the old one and treats more patients."
CHECK = Check(
    id="meaning",
    summary="Words that say something else than the reference, or than the source when read back.",
    rules=(
        _rule(
            "meaning/antonym",
            "A word is the opposite of what was said.",
            Severity.CRITICAL,
            (
                Example(
                    "Doctors have warned that the disease spreads slowly in crowded schools.",
                    "slowly",
                    reference="Doctors warned that the disease spreads quickly in crowded schools.",
                ),
                Example(
                    "Магазин был закрыт в воскресенье утром.",
                    "закрыт",
                    reference="Магазин был открыт в воскресенье утром.",
                    langs="ru",
                ),
                Example("房价在全市下跌。", "下跌", reference="房价在全市上涨。", langs="zh"),
                _INNOCENT,
            ),
        ),
        _rule(
            "meaning/comparative",
            "More and less, or higher and lower, are exchanged.",
            Severity.CRITICAL,
            (
                Example(_OFFICIALS.replace("more", "less"), "less", reference=_OFFICIALS),
                Example(
                    "Los precios de la vivienda son ahora menos altos.",
                    "menos",
                    reference="Los precios de la vivienda son ahora más altos.",
                    langs="es",
                ),
                Example(
                    "Fewer people came, and the hall was smaller.", None, reference="The hall was smaller, and fewer people came."
                ),
            ),
        ),
        _rule(
            "meaning/gender",
            "A pronoun speaks of a man where a woman is meant, or the other way round.",
            Severity.MAJOR,
            (
                Example(_WRITER.replace("her", "his"), "his", reference=_WRITER),
                Example(
                    "The minister said he would resign.", None, reference="The minister announced that he was going to resign."
                ),
            ),
            languages="English",
        ),
        _rule(
            "meaning/substitution",
            "A word says something else than what was meant.",
            Severity.MAJOR,
            (
                Example(
                    "The farmers sale their harvest at the market because the prices had risen.",
                    "sale",
                    reference="The farmers sold their harvest at the market because the prices had risen.",
                ),
                _INNOCENT,
            ),
            why=(
                "Two good translations of one sentence differ in a third of their words. "
                "The strength of this evidence is learned: how the words "
                "are related, how closely the words around agree, and how odd the sentence reads."
            ),
        ),
        _rule(
            "meaning/word-form",
            "A word stands in another form or part of speech than the sentence needs.",
            Severity.MINOR,
            (
                Example(_WRITER.replace("visited", "visitation"), "visitation", reference=_WRITER),
                _INNOCENT,
            ),
        ),
    ),
    find=find,
    needs=NEEDS,
)

"""Is something denied that was affirmed, or affirmed that was denied?"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks._edits import Seen, evidence, seen
from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang import negation
from auditor.lang.scripts import is_unspaced
from auditor.lang.tokens import words
from auditor.model import Evidence, Role, Segment, Severity, Span, Unit, View

_MOST = 40  # words: in longer sentences one side's negation is the other side's "without", "refuse" or "only"


def find(unit: Unit, _tools: Tools) -> Iterator[Evidence]:
    """Negations by the differ; where there is only a source, by counting."""
    for one in seen(unit):
        if one.sort == "negation":
            yield _by_edit(one)
    if unit.source and not unit.references:
        yield from _by_count(unit.source, unit.target)


def _by_edit(one: Seen) -> Evidence:
    more = one.edit.features["polarity_here"] > 0 or (
        one.edit.features["polarity_here"] == 0 and one.edit.features["b_neg"] > one.edit.features["a_neg"]
    )
    if more:
        return evidence("meaning/negation", one, f"“{one.given}” denies what {one.trusted} affirms.", "added", one.expected)
    return evidence(
        "meaning/negation", one, f"“{one.expected}” of {one.trusted} denies what is affirmed here.", "dropped", one.expected
    )


def _by_count(source: Segment, target: Segment) -> Iterator[Evidence]:
    """A plain denial on one side, and nothing that denies on the other."""
    if not negation.covered(source.lang) or not negation.covered(target.lang):
        return
    theirs, mine = words(source.text), words(target.text)
    if (
        not mine
        or len(theirs) > _MOST * (2 if is_unspaced(source.lang) else 1)
        or len(mine) > _MOST * (2 if is_unspaced(target.lang) else 1)
    ):
        return
    denied, denying = negation.negators(source.text, source.lang), negation.negators(target.text, target.lang)
    features = {"words": float(len(mine)), "count": float(len(denied or denying))}
    if denied and not negation.may_deny(target.text, target.lang):
        start, end = denied[0]
        yield Evidence(
            rule="meaning/negation",
            view=View.BILINGUAL,
            span=Span(Role.SOURCE, start, end),
            message=f"The source denies (“{source.text[start:end]}”) what is affirmed here.",
            strength=0.55,
            cause=f"count-dropped{_how(source.lang)}",
            features=features,
            anchor=Span(Role.TARGET, mine[0].start, mine[-1].end),
        )
    elif denying and not negation.may_deny(source.text, source.lang):
        start, end = denying[0]
        yield Evidence(
            rule="meaning/negation",
            view=View.BILINGUAL,
            span=Span(Role.TARGET, start, end),
            message=f"“{target.text[start:end]}” denies what the source affirms.",
            strength=0.55,
            cause=f"count-added{_how(source.lang)}",
            features=features,
        )


def _how(lang: str) -> str:
    """Languages without spaces deny by characters that also stand in other words: the judge learns of them apart."""
    return "-characters" if is_unspaced(lang) else ""


CHECK = Check(
    id="negation",
    summary="A denial that was added or lost.",
    rules=(
        Rule(
            "meaning/negation",
            "Something is denied that was affirmed, or affirmed that was denied.",
            "accuracy/mistranslation",
            Severity.CRITICAL,
            (
                Example(
                    "The minister said that the bridge would not be opened on Friday.",
                    "not",
                    reference="The minister said that the bridge would be opened on Friday.",
                ),
                Example("市长承诺在冬季之前不修复这座旧桥。", "不", reference="市长承诺在冬季之前修复这座旧桥。", langs="zh"),
                Example("Правительство не одобрило план.", "не", source="The government approved the plan.", langs="en-ru"),
                Example("El gobierno no aprobó el plan.", "no", source="The government approved the plan.", langs="en-es"),
                Example(
                    "The presidency postponed the visit, giving a reason.",
                    "sans",
                    side=Role.SOURCE,
                    langs="fr-en",
                    source="La présidence a reporté la visite sans donner de raison.",
                ),
                Example(
                    "A larger earthquake is likely.", "不大", side=Role.SOURCE, source="发生更大地震的可能性不大。", langs="zh-en"
                ),
                Example(
                    "His country would take part in the force.",
                    "لن",
                    side=Role.SOURCE,
                    langs="ar-en",
                    source="إن بلاده لن تشارك في القوة.",
                ),
                Example("He had to resign.", None, source="他不得不辞职。", langs="zh-en"),
                Example("The plan is impossible.", None, reference="The plan is not possible."),
                Example("El plan es imposible.", None, source="The plan is not possible.", langs="en-es"),
            ),
            its="mistranslation",
        ),
    ),
    find=find,
    needs=(frozenset({Role.TARGET, Role.REFERENCE}), frozenset({Role.TARGET, Role.SOURCE})),
)

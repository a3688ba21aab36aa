"""Does the translation say what the words of its source mean?

Without a reference or an engine each word is looked up: a source word that nothing in the translation renders was lost, a word
that nothing in the source means was put in, and where both stand in one place a word was exchanged.  Good translators leave
words out and put words in all the time; which of these differences are errors is learned.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks._edits import dropped
from auditor.checks.base import Check, Example, Rule, Tools
from auditor.diff.across import Difference, across
from auditor.diff.strength import believed, forest, part_of
from auditor.lang.scripts import primary
from auditor.model import Evidence, Role, Severity, Span, Unit, View

_LEAST = 0.5
_RULES = {"lost": "coverage/word-lost", "bare": "coverage/word-added", "exchanged": "meaning/other-word",
          "opposite": "meaning/contrary"}  # fmt: skip


def find(unit: Unit, _tools: Tools) -> Iterator[Evidence]:
    """Words lost, put in or exchanged; where there is a reference, the differ asks the source itself."""
    source, target = unit.source, unit.target
    if source is None or unit.references:
        return
    found = across(source.text, source.lang, target.text, target.lang)
    trees = forest("across", primary(target.lang) == "en", part_of(source.text)) if found else {}
    for one in found:
        belief = believed(one.features, one.sort, trees)
        if belief >= _LEAST:
            yield _evidence(one, belief, source.text, target.text)


def _evidence(one: Difference, belief: float, source: str, target: str) -> Evidence:
    there, here = source[one.s_start : one.s_end], target[one.t_start : one.t_end]
    place = Span(Role.TARGET, one.t_start, one.t_end)
    span, anchor = (place, None) if here else dropped(Span(Role.SOURCE, one.s_start, one.s_end), place, target)
    return Evidence(
        rule=_RULES[one.sort],
        view=View.BILINGUAL,
        span=span,
        message=_message(one, there, here),
        detail=f"{there or '-'} ({one.meaning or '-'}) | {here or '-'}",
        strength=round(min(0.97, belief), 4),
        cause=one.sort,
        features={name: one.features[name] for name in ("known_s", "lost", "bare", "unknown_t")},
        anchor=anchor,
    )


def _message(one: Difference, there: str, here: str) -> str:
    meaning = f" ({one.meaning})" if one.meaning and one.meaning != there.lower() else ""
    if one.sort == "lost":
        return f"Nothing here says “{there}”{meaning} of the source."
    if one.sort == "bare":
        return f"Nothing in the source says “{here}”."
    if one.sort == "opposite":
        return f"“{here}” says the opposite of “{there}”{meaning} in the source."
    return f"“{here}” says something else than “{there}”{meaning} in the source."


_WHY = (__doc__ or "").split("\n\n")[1].replace("\n", " ")
_LANGUAGES = "between English, German, French, Spanish, Italian, Portuguese, Russian, Polish, Czech, Chinese, Japanese, Hindi"


def _rule(ident: str, summary: str, category: str, its: str, examples: tuple[Example, ...], severity: Severity = Severity.MAJOR,
          *, preview: bool = False) -> Rule:  # fmt: skip
    """A rule of this check, with what all of them have in common."""
    return Rule(ident, summary, category, severity, (*examples, _SOUND, _RAISED), its=its, why=_WHY, languages=_LANGUAGES,
                preview=preview)  # fmt: skip


_SOUND = Example(
    "The farmers sold their harvest at the market on Monday because the prices had risen.",
    None,
    source="Die Bauern verkauften am Montag ihre Ernte auf dem Markt, weil die Preise gestiegen waren.",
    langs="de-en",
)
_RAISED = Example(
    "The government raised the wages of teachers in July.",
    None,
    source="Правительство повысило зарплаты учителей в июле.",
    langs="ru-en",
)

CHECK = Check(
    id="wording",
    summary="Does the translation say what the words of its source mean?",
    find=find,
    needs=(frozenset({Role.TARGET, Role.SOURCE}),),
    rules=(
        _rule(
            "coverage/word-lost",
            "A word of the source is not said.",
            "accuracy/omission",
            its="omission",
            examples=(
                Example(
                    "The farmers sold their at the market on Monday because the prices had risen.",
                    "Ernte",
                    source=_SOUND.source,
                    langs="de-en",
                    side=Role.SOURCE,
                ),
                Example(
                    "El ministro visitó el hospital en la capital.",
                    "school",
                    source="The minister visited the new hospital and the school in the capital.",
                    langs="en-es",
                    side=Role.SOURCE,
                ),
            ),
        ),
        _rule(
            "coverage/word-added",
            "A word is said that nothing in the source says.",
            "accuracy/addition",
            its="addition",
            preview=True,  # in the 2,300 sound words of the sample feed, ten are in no list
            examples=(
                Example(
                    "The minister visited the new hospital and the window school in the capital.",
                    "window",
                    source="Le ministre a visité le nouvel hôpital et l'école de la capitale.",
                    langs="fr-en",
                ),
            ),
        ),
        _rule(
            "meaning/other-word",
            "A word says something else than the word of the source.",
            "accuracy/mistranslation",
            its="mistranslation",
            examples=(
                Example(
                    "The mayor opened the bridge on Friday.",
                    "bridge",
                    source="Le maire a inauguré l'hôpital vendredi.",
                    langs="fr-en",
                ),
            ),
        ),
        _rule(
            "meaning/contrary",
            "A word says the opposite of the word of the source.",
            "accuracy/mistranslation",
            severity=Severity.CRITICAL,
            its="mistranslation",
            examples=(
                Example(
                    "The government lowered the wages of teachers in July.",
                    "lowered",
                    source=_RAISED.source,
                    langs="ru-en",
                ),
                Example(
                    "Die Regierung verlor die Wahl im März.",
                    "verlor",
                    source="The government won the election in March.",
                    langs="en-de",
                ),
            ),
        ),
    ),
)

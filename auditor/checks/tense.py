"""When, and how surely?  Tense, aspect and modality of verbs against the reference or the read-back source."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks._edits import NEEDS, evidence, seen
from auditor.checks.base import Check, Example, Rule, Tools
from auditor.diff.verbs import MODAL, NAMES
from auditor.model import Evidence, Severity, Unit


def find(unit: Unit, _tools: Tools) -> Iterator[Evidence]:
    """Verbs whose time or certainty differs."""
    for one in seen(unit):
        if one.sort != "tense":
            continue
        was, now = int(one.edit.features["a_tense"]), int(one.edit.features["b_tense"])
        if MODAL in (was, now) and was != now:
            yield evidence(
                "meaning/modality",
                one,
                f"“{one.given}” is more or less certain than “{one.expected}” in {one.trusted}.",
                "modal",
                one.expected,
            )
        elif was != now:
            here, there = (NAMES.get(tense, "another tense") for tense in (now, was))
            message = f"“{one.given}” is {here}; {one.trusted} has {there}: “{one.expected}”."
            yield evidence("meaning/tense", one, message, "tense", one.expected)
        else:
            yield evidence(
                "meaning/tense",
                one,
                f"“{one.given}” is under way or over at another time than “{one.expected}” in {one.trusted}.",
                "aspect",
                one.expected,
            )


_BRIDGE = "The mayor promised that the old bridge over the river would be repaired before the winter."
CHECK = Check(
    id="tense",
    summary="Verbs that speak of another time, or with another certainty.",
    rules=(
        Rule(
            "meaning/tense",
            "A verb speaks of another time than the reference (or the source).",
            "accuracy/mistranslation",
            Severity.MAJOR,
            (
                Example(_BRIDGE.replace("promised", "promises"), "promises", reference=_BRIDGE),
                Example("He said that the bridge was closed.", None, reference="He stated that the bridge was closed."),
            ),
            its="mistranslation",
            languages="English",
            why="Narrative tenses differ between good translations, so the line is high.",
        ),
        Rule(
            "meaning/modality",
            "Something possible is told as certain, or something certain as possible.",
            "accuracy/mistranslation",
            Severity.MAJOR,
            (
                Example(
                    "Doctors say the new treatment may help children with severe asthma.",
                    "may",
                    reference="Doctors say the new treatment will help children with severe asthma.",
                ),
                Example("The bridge may close.", None, reference="It is possible that the bridge will close."),
            ),
            its="mistranslation",
            languages="English",
        ),
    ),
    find=find,
    needs=NEEDS,
)

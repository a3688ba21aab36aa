"""Is something missing, or said that nobody said?  Content words the reference or the read-back source lacks."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks._edits import NEEDS, Seen, evidence, seen
from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.frame import around
from auditor.model import Evidence, Role, Severity, Unit, View

_GROUPS = {1: "noun", 2: "name", 3: "verb", 4: "describer", 5: "describer"}


def find(unit: Unit, _tools: Tools) -> Iterator[Evidence]:
    """Dropped and added words."""
    for one in seen(unit):
        if one.sort == "dropped":
            cause = "around" if _around(unit, one) else _cause(one, "a")
            yield evidence("meaning/dropped", one, f"“{one.expected}” of {one.trusted} is missing here.", cause)
        elif one.sort == "added":
            yield evidence("meaning/added", one, f"“{one.given}” is not in {one.trusted}.", _cause(one, "b"), "")


def _around(unit: Unit, one: Seen) -> bool:
    """Did the words stand in a dateline, or in the number of a list item?"""
    side = unit.references[0] if one.view is View.REFERENCE else unit.source
    return side is not None and len(unit.references) < 2 and around(side.text, one.edit.a_start)


def _cause(one: Seen, side: str) -> str:
    features = one.edit.features
    if features[f"{side}_prep"] and features[f"{side}_words"] > 1:
        return "phrase"
    return _GROUPS.get(int(features[f"{side}_group"]), "function" if not features[f"{side}_content"] else "content")


CHECK = Check(
    id="content",
    summary="Words that were dropped or added, seen from the reference or from the target read back.",
    rules=(
        Rule(
            "meaning/dropped",
            "Something the reference (or the source) says is missing.",
            "accuracy/omission",
            Severity.MAJOR,
            (
                Example(
                    "The farmers their harvest at the market because the prices had risen.",
                    "sold",
                    side=Role.REFERENCE,
                    reference="The farmers sold their harvest at the market because the prices had risen.",
                ),
                Example(
                    "On Friday, police stormed the old town.",
                    None,
                    reference="The police officers attacked the old town on Friday.",
                ),
            ),
            its="omission",
        ),
        Rule(
            "meaning/added",
            "Something is said that the reference (or the source) does not say.",
            "accuracy/addition",
            Severity.MAJOR,
            (
                Example(
                    "The committee approved window the plan for a new bridge over the river.",
                    "window",
                    reference="The committee approved the plan for a new bridge over the river.",
                ),
                Example("The hall, which holds 300 people, was full.", None, reference="The hall holds 300 people and was full."),
            ),
            its="addition",
        ),
    ),
    find=find,
    needs=NEEDS,
)

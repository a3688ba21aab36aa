"""Is a question asked where something was stated, or stated where it was asked?"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.lemmas import closed_class
from auditor.lang.scripts import primary
from auditor.model import Evidence, Role, Segment, Severity, Span, Unit, View

# The Greek question mark looks like a semicolon, and is mostly typed as one.
_MARK = regex.compile(
    r"[?\N{FULLWIDTH QUESTION MARK}\N{ARABIC QUESTION MARK}\N{GREEK QUESTION MARK}"
    r"\N{INVERTED QUESTION MARK}\N{ETHIOPIC QUESTION MARK}\N{ARMENIAN QUESTION MARK}]"
)
_END = regex.compile(
    r"[.!\N{IDEOGRAPHIC FULL STOP}\N{DEVANAGARI DANDA}\N{FULLWIDTH EXCLAMATION MARK}…][\p{Pe}\p{Pf}\p{Pi}\"'\s]*$"
)
_ASKING = {"zh": "吗嗎呢", "ja": "かの", "ko": "까요"}  # particles that make a question without a mark


def find(unit: Unit, _tools: Tools) -> Iterator[Evidence]:
    """Question marks of the target against the reference, or else against the source."""
    target = unit.target
    trusted = unit.reference or unit.source
    if trusted is None or not target.text.strip() or not trusted.text.strip():
        return
    view, role = (View.REFERENCE, Role.REFERENCE) if unit.reference else (View.BILINGUAL, Role.SOURCE)
    mine, theirs = _marks(target), _marks(trusted)
    other = _marks(unit.source) if unit.source and unit.reference else theirs
    if mine and not theirs and not other and not _asks(trusted) and not (unit.source and _asks(unit.source)):
        at = mine[-1]
        yield Evidence(
            rule="meaning/question",
            view=view,
            span=Span(Role.TARGET, at, at + 1),
            message="This is asked here, and was stated in the " + role.value + ".",
            strength=0.9,
            cause="asked",
        )
    elif theirs and other and not mine and _END.search(target.text):
        end = _END.search(target.text)
        at = end.start() if end else len(target.text)
        yield Evidence(
            rule="meaning/question",
            view=view,
            span=Span(Role.TARGET, at, at + 1),
            message="This is stated here, and was asked in the " + role.value + ".",
            suggestion="?",
            strength=0.6 if view is View.REFERENCE else 0.5,
            cause="stated",
        )


def _marks(segment: Segment) -> list[int]:
    found = [m.start() for m in _MARK.finditer(segment.text[:20000]) if not _debris(segment.text, m.start())]
    if primary(segment.lang) == "el":
        found += [i for i, c in enumerate(segment.text[:20000]) if c == ";"]
    if primary(segment.lang) == "es":
        found = [i for i in found if segment.text[i] != "\N{INVERTED QUESTION MARK}"] or found
    return found


_UNIT = regex.compile(r"(?:\p{Nd}\s?|/)\p{L}{1,3}$")


def _debris(text: str, at: int) -> bool:
    """Does the mark stand for a character that was lost, as in S?o Paulo, and 500 km? for square kilometres?"""
    return text[at] == "?" and (text[at + 1 : at + 2].isalnum() or _UNIT.search(text, max(0, at - 8), at) is not None)


def _asks(segment: Segment) -> bool:
    """Does a language that needs no question mark ask by a particle or question word?"""
    lang = primary(segment.lang)
    if lang in _ASKING:
        bare = segment.text.rstrip().rstrip(".。!！」』”\"'）)")
        return bare[-1:] in _ASKING[lang] and bare[-1:] != "の"
    if lang in ("th", "lo", "km", "my"):
        return True
    return lang in ("ar", "fa", "he", "hi") and any(w in closed_class(lang, "q") for w in segment.text.split()[:3])


CHECK = Check(
    id="question",
    summary="A statement that became a question, or a question that became a statement.",
    rules=(
        Rule(
            "meaning/question",
            "A statement is asked, or a question is stated.",
            "accuracy/mistranslation",
            Severity.MAJOR,
            (
                Example("Did the council approve the plan?", "?", reference="The council approved the plan."),
                Example("Совет одобрил план?", "?", source="The council approved the plan.", langs="en-ru"),
                Example("议会批准了计划吗？", "？", source="The council approved the plan.", langs="en-zh"),
                Example("Who approved the plan?", None, reference="Who has approved the plan?"),
                Example("Who approved the plan?", None, source="谁批准了这个计划？", langs="zh-en"),
            ),
            its="mistranslation",
        ),
    ),
    find=find,
    needs=(frozenset({Role.TARGET, Role.REFERENCE}), frozenset({Role.TARGET, Role.SOURCE})),
)

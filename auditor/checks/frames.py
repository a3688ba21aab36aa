"""Does a verb, adjective or noun take its own preposition?

Translation carries over the preposition of another language: "waving from officials" is Spanish "despedirse de".  The words
are all in the dictionary and the sentence says something else.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks import _trusted
from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang import phrases
from auditor.lang.patterns import Hit
from auditor.lang.people import DETERMINERS, is_person
from auditor.lang.scripts import primary
from auditor.lang.tokens import words
from auditor.model import Evidence, Role, Severity, Span, Unit, View

_POSSESSIVE = ("'s", "\N{RIGHT SINGLE QUOTATION MARK}s")  # "in Saturday's vote" is not "in Saturday"


def find(unit: Unit, _tools: Tools) -> Iterator[Evidence]:
    """Heads followed by a preposition that another language would put there."""
    lang = primary(unit.target.lang)
    source = primary(unit.source.lang) if unit.source else ""
    taken = -1
    for hit, frame in phrases.frames(lang).find(unit.target.text):
        if hit.start < taken or unit.target.text[hit.end - 2 : hit.end].lower() in _POSSESSIVE:
            continue
        if not _object_fits(unit.target.text, hit, frame):
            continue
        if _trusted.says(unit, unit.target.text[hit.start : hit.end]):
            continue
        taken = hit.end
        yield _evidence(unit, hit, frame, cause=_cause(source, frame))


def _cause(source: str, frame: phrases.Frame) -> str:
    if not source:
        return "alone"
    return "listed-language" if source in frame.langs else "other-language"


def _object_fits(text: str, hit: Hit, frame: phrases.Frame) -> bool:
    following = [token.text for token in words(text[hit.end : hit.end + 120])][:5]
    nominal = bool(following) and (following[0].lower() in DETERMINERS or following[0][:1].isupper() or following[0].isdigit())
    if frame.objects == "noun" or (frame.wrong == "to" and not nominal):  # "to" and a verb is an infinitive, not a preposition
        return nominal
    if frame.objects == "any":
        return True
    if frame.objects in ("person", "thing"):
        return is_person(following) is (frame.objects == "person")
    return any(word.lower() in frame.objects.lstrip("=").split() for word in following[:3])


def _evidence(unit: Unit, hit: Hit, frame: phrases.Frame, *, cause: str) -> Evidence:
    quoted = unit.target.text[hit.start : hit.end]
    corrected = _corrected(quoted, frame)
    say = corrected or frame.say
    return Evidence(
        rule="idioms/verb-frame",
        view=View.TARGET if cause == "alone" else View.BILINGUAL,
        span=Span(Role.TARGET, hit.start, hit.end),
        message=f"“{quoted}”: English says “{say}”." if primary(unit.target.lang) == "en" else f"“{quoted}”: say “{say}”.",
        detail=f"{frame.head.lstrip('=')}: {frame.right}, not {frame.wrong}",
        suggestion=corrected,
        strength=0.75 if cause == "listed-language" else 0.65,
        cause=cause,
    )


def _corrected(quoted: str, frame: phrases.Frame) -> str | None:
    """The quoted words with the right preposition, keeping the writer's form of the head."""
    words = quoted.split()
    wrong = frame.wrong.split()
    if frame.say or len(wrong) >= len(words):
        return None
    kept, rest = words[: -len(wrong)], wrong[1:]
    return " ".join([*kept, *([] if frame.right == "-" else [frame.right]), *rest])


CHECK = Check(
    id="frames",
    summary="Does a word take its own preposition?",
    find=find,
    rules=(
        Rule(
            id="idioms/verb-frame",
            summary="A verb, adjective or noun is followed by a preposition of another language.",
            category="accuracy/mistranslation",
            severity=Severity.MAJOR,
            its="mistranslation",
            why=(__doc__ or "").split("\n\n")[1].replace("\n", " "),
            languages="English targets; causes from es fr de it pt ru zh and others",
            examples=(
                Example("The leader is seen waving from Russian officials.", "waving from"),
                Example(
                    "The result depends of the weather.", "depends of", source="El resultado depende del tiempo.", langs="es-en"
                ),
                Example("It consists from three parts.", "consists from", source="Он состоит из трёх частей.", langs="ru-en"),
                Example("The leader is seen waving from the balcony.", None),
                Example("It depends on the weather.", None, source="Это зависит от погоды.", langs="ru-en"),
            ),
        ),
    ),
)

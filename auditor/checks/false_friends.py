"""Was a word taken for its look-alike?

French "actuellement" is not "actually" and Spanish "pretender" not "pretend": the source has the one, the target the other,
and nothing of what it should be.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks import _trusted
from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang import phrases
from auditor.lang.patterns import find as found
from auditor.lang.patterns import parse
from auditor.lang.scripts import primary
from auditor.model import Evidence, Role, Severity, Span, Unit, View


def find(unit: Unit, _tools: Tools) -> Iterator[Evidence]:
    """Look-alikes in the target of words in the source, with none of the right renderings beside them."""
    assert unit.source is not None
    source, target = primary(unit.source.lang), primary(unit.target.lang)
    if target == phrases.PIVOT:
        pairs = phrases.false_friends(source, "word").find(unit.source.text)
    elif source == phrases.PIVOT:
        pairs = phrases.false_friends(target, "false").find(unit.source.text)
    else:
        return
    seen: set[tuple[int, int]] = set()
    for there, friend in pairs:
        if any(True for right in friend.right for _ in found(parse(right, target), unit.target.text, target)):
            continue
        for pattern in phrases.several(friend.false):
            for hit in found(parse(pattern, target), unit.target.text, target):
                if (hit.start, hit.end) not in seen and not _trusted.says(unit, unit.target.text[hit.start : hit.end]):
                    seen.add((hit.start, hit.end))
                    yield _evidence(unit, unit.source.text[there.start : there.end], friend, (hit.start, hit.end))


def _evidence(unit: Unit, word: str, friend: phrases.FalseFriend, place: tuple[int, int]) -> Evidence:
    quoted = unit.target.text[place[0] : place[1]]
    return Evidence(
        rule="idioms/false-friend",
        view=View.BILINGUAL,
        span=Span(Role.TARGET, *place),
        message=f"“{quoted}” looks like “{word}” and means something else: “{word}” is “{friend.say}”.",
        detail=f"{word} → {quoted}",
        suggestion=friend.say,
        strength=0.8,
        cause="look-alike",
    )


CHECK = Check(
    id="false_friends",
    summary="Was a word taken for its look-alike?",
    find=find,
    needs=(frozenset({Role.TARGET, Role.SOURCE}),),
    rules=(
        Rule(
            id="idioms/false-friend",
            summary="A word of the source was rendered by a look-alike that means something else.",
            category="accuracy/mistranslation",
            severity=Severity.MAJOR,
            its="mistranslation",
            why=(__doc__ or "").split("\n\n")[1].replace("\n", " "),
            languages="es fr de it pt, each with English, both ways",
            examples=(
                Example(
                    "Actually the town has one doctor.", "Actually", source="Actuellement, la ville a un médecin.", langs="fr-en"
                ),
                Example("They pretend to win the cup.", "pretend", source="Pretenden ganar la copa.", langs="es-en"),
                Example("Actualmente no es médico.", "Actualmente", source="Actually, he is not a doctor.", langs="en-es"),
                Example("Currently the town has one doctor.", None, source="Actuellement, la ville a un médecin.", langs="fr-en"),
                Example("Actually, nobody came.", None, source="En fait, personne n'est venu.", langs="fr-en"),
                Example("Actually, nobody came.", None, source="На самом деле никто не пришёл.", langs="ru-en"),
            ),
        ),
    ),
)

from __future__ import annotations

from auditor.checks.base import Tools
from auditor.checks.content import CHECK as CONTENT
from auditor.checks.meaning import CHECK as MEANING
from auditor.checks.negation import CHECK as NEGATION
from auditor.model import Role, Segment, Unit, View

SOURCE = "The minister said that the bridge would be opened on Friday."
BACK = "The minister said that the bridge would not be opened on Friday."
TARGET = "Der Minister sagte, dass die Brücke am Freitag nicht eröffnet werde."


def unit(target: str, back: str, alignment: tuple = ()) -> Unit:
    return Unit(
        id="u", document="d", target=Segment("t", target, "de"), source=Segment("s", SOURCE, "en"), back=Segment("b", back, "en"),
        references=(Segment("r", TARGET, "de"),) if not back else (), alignment=alignment,
    )  # fmt: skip


def test_a_back_translation_projects_onto_the_target():
    start, at = TARGET.index("nicht"), BACK.index("not")
    found = list(NEGATION.find(unit(TARGET, BACK, ((start, start + 5, at, at + 3),)), Tools()))
    assert [(e.view, e.rule, TARGET[e.span.start : e.span.end]) for e in found if e.view is View.BACK and e.strength >= 0.5] == [
        (View.BACK, "meaning/negation", "nicht")
    ]


def test_without_alignment_the_back_translation_is_quoted():
    found = [e for e in NEGATION.find(unit(TARGET, BACK), Tools()) if e.view is View.BACK and e.strength >= 0.5]
    assert [(e.span.role, BACK[e.span.start : e.span.end]) for e in found] == [(Role.BACK, "not")]


def test_what_was_dropped_is_quoted_from_the_source():
    source = "The farmers sold their harvest because the prices had risen."
    read_back = Unit(
        id="u", document="d", target=Segment("t", "Die Bauern ihre Ernte, weil die Preise gestiegen waren.", "de"),
        source=Segment("s", source, "en"), back=Segment("b", source.replace("sold ", ""), "en"),
    )  # fmt: skip
    found = [e for e in CONTENT.find(read_back, Tools()) if e.strength >= 0.5]
    assert any(e.span.role is Role.SOURCE and source[e.span.start : e.span.end] == "sold" for e in found)


def test_the_closest_reference_counts():
    same = Unit(
        id="u", document="d", target=Segment("t", SOURCE, "en"),
        references=(Segment("r1", "Prices fell, so nobody sold.", "en"), Segment("r2", SOURCE, "en")),
    )  # fmt: skip
    assert [e for check in (MEANING, CONTENT, NEGATION) for e in check.find(same, Tools())] == []

"""What the number checks say of whole units: views that confirm and clear, suggestions, anchors, hostile texts."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.checks import currencies, dates, numbers, units
from auditor.checks.base import Tools
from auditor.model import Evidence, Role, Segment, Unit, View
from tests.costs import grows_in_proportion

CHECKS = (numbers.CHECK, dates.CHECK, units.CHECK, currencies.CHECK)


def unit(
    target: str,
    lang: str = "en",
    source: str | None = None,
    source_lang: str = "es",
    reference: str | None = None,
    back: str | None = None,
) -> Unit:
    return Unit(
        id="u",
        document="d",
        target=Segment("t", target, lang),
        source=None if source is None else Segment("s", source, source_lang),
        references=() if reference is None else (Segment("r", reference, lang),),
        back=None if back is None else Segment("b", back, source_lang),
    )


def seen(u: Unit) -> list[Evidence]:
    finds = (check.find for check in CHECKS if check.find is not None)
    return list(itertools.chain.from_iterable(find(u, Tools(document=(u,))) for find in finds))


def quote(u: Unit, evidence: Evidence) -> str:
    side = u.side(evidence.span.role)
    assert side is not None
    return side.text[evidence.span.start : evidence.span.end]


def test_two_views_that_doubt_are_surer_than_one() -> None:
    alone = seen(unit("He is 35.", source="Tiene 53 años."))
    both = seen(unit("He is 35.", source="Tiene 53 años.", reference="He is 53."))
    assert max(e.strength for e in both) > max(e.strength for e in alone)
    assert {e.view for e in both} == {View.BILINGUAL, View.REFERENCE}


def test_a_source_clears_what_a_free_reference_doubts() -> None:
    free = seen(unit("About 240 people came.", source="Vinieron unas 240 personas.", reference="About 250 people came."))
    assert all(e.strength < 0.5 for e in free)


def test_the_right_value_is_suggested_in_the_language_of_the_target() -> None:
    (found,) = seen(unit("Es kamen 12 Millionen Menschen.", "de", "Vinieron 1,2 millones de personas."))
    assert (found.rule, found.suggestion) == ("numbers/value", "1.200.000")
    (month,) = seen(unit("It began on June 8.", source="会议于7月8日开始。", source_lang="zh"))
    assert (month.rule, month.suggestion) == ("dates/value", "July")


def test_a_missing_number_is_quoted_on_its_side_and_anchored_in_the_target() -> None:
    u = unit("Hundreds came in buses.", source="Llegaron en 14 autobuses.")
    (found,) = [e for e in seen(u) if e.rule == "numbers/missing"]
    assert (found.span.role, quote(u, found)) == (Role.SOURCE, "14")
    assert found.anchor is not None
    assert found.anchor.role is Role.TARGET


def test_what_comes_back_as_another_number_is_seen() -> None:
    u = unit("Der Ort hat 53 Häuser.", "de", "The place has 35 houses.", "en", back="The place has 53 houses.")
    assert {(e.view, quote(u, e)) for e in seen(u)} == {(View.BILINGUAL, "53"), (View.BACK, "53")}


def test_a_repeated_number_weighs_less_than_a_new_one() -> None:
    (repeated,) = seen(unit("In 2019, and again in 2019.", source="En 2019, y otra vez."))
    (new,) = seen(unit("In 2019, and again in 2021.", source="En 2019, y otra vez."))
    assert repeated.strength < new.strength


def test_an_inherited_conversion_is_the_sources_affair() -> None:
    own = seen(unit("It lies 50 miles (180 km) off.", source="Está a 50 millas."))
    inherited = seen(unit("It lies 50 miles (180 km) off.", source="Está a 50 millas (180 km)."))
    assert max(e.strength for e in own if e.rule == "numbers/conversion") >= 0.5
    assert max(e.strength for e in inherited if e.rule == "numbers/conversion") < 0.5


TEXT = st.text(st.one_of(st.characters(), st.sampled_from("0123456789.,:/-()% 年月日点万億三半分之$€kmMay")), max_size=50)


@settings(max_examples=120, deadline=None)
@given(
    target=TEXT,
    source=TEXT,
    reference=TEXT,
    langs=st.sampled_from([("en", "zh"), ("de", "en"), ("ja", "ru"), ("hi", "ar"), ("und", "ko")]),
)
def test_every_span_quotes_and_nothing_crashes(target: str, source: str, reference: str, langs: tuple[str, str]) -> None:
    u = unit(target, langs[0], source, langs[1], reference)
    for evidence in seen(u):
        side = u.side(evidence.span.role)
        assert side is not None
        assert 0 <= evidence.span.start <= evidence.span.end <= len(side.text)
        assert 0 <= evidence.strength <= 1


@pytest.mark.parametrize("text", ["7 " * 100_000, "1" * 200_000, "a" * 1_000_000, "5 km (3 mi) " * 20_000, "May 5, " * 30_000])
def test_hostile_units_cost_little(text: str) -> None:
    grows_in_proportion(lambda text: seen(unit(text, "en", text[::-1], "en", text[:1000])), text)

"""Units are found after their figures, convert both ways, and conversions in parentheses are judged by their rounding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.checks import units as check
from auditor.checks.base import Tools
from auditor.lang.currencies import currency_after, currency_before
from auditor.lang.dates import can_be, weekday
from auditor.lang.units import convert, unit_at, units
from auditor.model import Segment, Unit


def quotes(text: str, lang: str = "en") -> list[str]:
    unit = Unit(id="u", document="d", target=Segment("t", text, lang))
    return [text[e.span.start : e.span.end] for e in check.find(unit, Tools(document=(unit,))) if e.strength >= 0.5]


@pytest.mark.parametrize(
    ("lang", "text", "unit"),
    [("en", "5 square miles", "mi2"), ("ru", "5 квадратных километров", "km2"), ("zh", "5平方公里", "km2"), ("es", "5 por ciento", "pct"),
     ("hi", "5 प्रतिशत", "pct"), ("de", "5 km/h", "kmh"), ("ar", "5 كيلومترات", "km"), ("ja", "5キロ", "km"), ("en", "5-metre", "m")],
)  # fmt: skip
def test_units_of_many_languages(lang: str, text: str, unit: str) -> None:
    found = unit_at(text, 1, lang)
    assert found is not None
    assert found == (unit, len(text))


def test_words_that_begin_like_units_are_none() -> None:
    assert unit_at("5 metropolitan areas", 1, "en") is None
    assert unit_at("5 in 10", 1, "en") is None


@given(value=st.floats(0.1, 1e6), one=st.sampled_from(sorted(units())), other=st.sampled_from(sorted(units())))
def test_conversion_there_and_back(value: float, one: str, other: str) -> None:
    there = convert(value, one, other)
    if there is not None:
        back = convert(there, other, one)
        assert back is not None
        assert abs(back - value) <= 1e-6 * max(1.0, value)


@given(miles=st.integers(1, 5000))
def test_rounded_conversions_are_innocent_and_doubled_ones_are_not(miles: int) -> None:
    km = miles * 1.609344
    assert quotes(f"It is {miles} miles ({km:.0f} km) away.") == []
    assert quotes(f"It is {miles} miles ({km * 2:.0f} km) away.") == [f"{km * 2:.0f} km"]


def test_currencies_before_and_after() -> None:
    assert currency_before("US$30", 3) == (frozenset({"USD"}), 0)
    assert currency_after("500万元", 4, "zh") == (frozenset({"CNY", "TWD", "HKD"}), 5)
    assert currency_before("It was 30", 7) is None


def test_dates_that_can_be() -> None:
    assert can_be(2024, 2, 29)
    assert not can_be(2023, 2, 29)
    assert weekday(2026, 11, 22) == 7

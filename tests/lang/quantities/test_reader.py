"""Every way of writing a number is read by value, and every quote is the text's own."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.lang.quantities import Quantity, quantities
from tests.costs import grows_in_proportion

LOCALES = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "ru",
    "uk",
    "pl",
    "cs",
    "tr",
    "ar_EG",
    "hi",
    "ja",
    "zh",
    "ko",
    "he",
    "sv",
    "fa",
    "bn",
    "vi",
    "de_CH",
    "en_IN",
)


def values(text: str, lang: str) -> list[tuple[str, frozenset[object]]]:
    return [(q.text, frozenset(q.values)) for q in quantities(text, lang)]


def one(text: str, lang: str) -> Quantity:
    found = quantities(text, lang)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("lang", "text", "quote", "value"),
    [
        ("en", "1.2 million people", "1.2 million", 1200000),
        ("en", "two dozen towns", "two dozen", 24),
        ("en", "half a million", "half a million", 500000),
        ("en", "twenty-three", "twenty-three", 23),
        ("en", "one hundred and five thousand", "one hundred and five thousand", 105000),
        ("en", "$5bn", "5bn", 5000000000),
        ("en", "two lakh rupees", "two lakh", 200000),
        ("fr", "quatre-vingt-dix-sept", "quatre-vingt-dix-sept", 97),
        ("fr", "soixante et onze", "soixante et onze", 71),
        ("fr", "deux milliards", "deux milliards", 2000000000),
        ("de", "dreiundzwanzig", "dreiundzwanzig", 23),
        ("de", "1,2 Milliarden", "1,2 Milliarden", 1200000000),
        ("de", "zweitausendfünfhundert", "zweitausendfünfhundert", 2500),
        ("es", "tres mil millones", "tres mil millones", 3000000000),
        ("es", "2 billones", "2 billones", 2000000000000),
        ("es", "treinta y cinco", "treinta y cinco", 35),
        ("it", "duecentocinquanta", "duecentocinquanta", 250),
        ("it", "ventitré", "ventitré", 23),
        ("pt", "vinte e três", "vinte e três", 23),
        ("nl", "drieëntwintig", "drieëntwintig", 23),
        ("ru", "двадцать пять тысяч", "двадцать пять тысяч", 25000),
        ("ru", "3,5 млн", "3,5 млн", 3500000),
        ("uk", "двадцять три", "двадцять три", 23),
        ("pl", "pięćdziesiąt trzy", "pięćdziesiąt trzy", 53),
        ("cs", "dvacet pět", "dvacet pět", 25),
        ("tr", "yirmi üç", "yirmi üç", 23),
        ("tr", "3 milyon", "3 milyon", 3000000),
        ("ar", "ثلاثة وعشرون", "ثلاثة وعشرون", 23),
        ("ar", "٣٫٥ مليون", "٣٫٥ مليون", 3500000),
        ("he", "עשרים", "עשרים", 20),
        ("hi", "तीन लाख", "तीन लाख", 300000),
        ("hi", "5 करोड़", "5 करोड़", 50000000),
        ("zh", "一百二十万人", "一百二十万", 1200000),
        ("zh", "3亿5000万元", "3亿5000万", 350000000),
        ("zh", "100多万", "100多万", 1000000),
        ("ja", "１万１０００店舗", "１万１０００", 11000),
        ("ko", "1억2000만 명", "1억2000만", 120000000),
        ("th", "5 ล้านคน", "5 ล้าน", 5000000),
    ],
)
def test_number(lang: str, text: str, quote: str, value: int) -> None:
    assert (quote, frozenset({Decimal(value)})) in values(text, lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "One of them said no one came a second time."),
        ("de", "Ein Mann und eine Frau hatten acht gegeben."),
        ("fr", "Un homme a acheté une voiture neuve et un costume neuf."),
        ("es", "Un hombre y una mujer, una vez."),
        ("it", "Tu sei un amico."),
        ("zh", "三星在四川统一了一些标准，一起万一十分高兴。"),
        ("ja", "三菱は四国で一番。"),
        ("tr", "Bir adam altı üstü bir kez geldi."),
    ],
)
def test_words_that_count_nothing_demand_nothing(lang: str, text: str) -> None:
    assert all(q.demand < 0.3 for q in quantities(text, lang)), quantities(text, lang)


@pytest.mark.parametrize(
    ("lang", "figure", "strict"),
    [
        ("de", "1.500", {"1500"}),
        ("en", "1.500", {"1.500"}),
        ("und", "1.500", {"1500", "1.500"}),
        ("en", "12,34,567", {"1234567"}),
        ("fr", "1\N{NARROW NO-BREAK SPACE}500,25", {"1500.25"}),
        ("ru", "10 000", {"10000"}),
        ("de", "1’500", {"1500"}),
        ("fa", "۱۲۳", {"123"}),
    ],
)
def test_separators_are_candidates(lang: str, figure: str, strict: set[str]) -> None:
    assert one(figure, lang).values == {Decimal(v) for v in strict}


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("en", "on July 25th, 2020", [("July", "month", 7), ("25th", "day", 25), ("2020", "year", 2020)]),
        ("de", "am 3. März 2021", [("3", "day", 3), ("März", "month", 3), ("2021", "year", 2021)]),
        ("ru", "25 января 2019 года", [("25", "day", 25), ("января", "month", 1), ("2019", "year", 2019)]),
        ("zh", "2019年12月29日", [("2019", "year", 2019), ("12", "month", 12), ("29", "day", 29)]),
        ("en", "5–7 May", [("5", "day", 5), ("7", "day", 7), ("May", "month", 5)]),
        ("es", "31.12.1999", [("31", "day", 31), ("12", "month", 12), ("1999", "year", 1999)]),
        ("hi", "15 अगस्त 1947", [("15", "day", 15), ("अगस्त", "month", 8), ("1947", "year", 1947)]),
        ("zh", "下午3点半", [("下午3点半", "time", 930)]),
        ("en", "at 3:30 p.m.", [("3:30 p.m.", "time", 930)]),
        ("de", "um 21.30 Uhr", [("21.30", "time", 1290)]),
        ("fr", "à 15h30", [("15h30", "time", 930)]),
        ("en", "in the 1990s", [("1990s", "decade", 1990)]),
        ("zh", "上世纪90年代", [("90年代", "decade", 90)]),
    ],
)
def test_dates_and_times(lang: str, text: str, expected: list[tuple[str, str, int]]) -> None:
    found = [(q.text, q.kind, int(min(q.values))) for q in quantities(text, lang)]
    assert [e for e in expected if e not in found] == []


def test_may_is_a_month_only_where_it_stands_as_one() -> None:
    assert [q.kind for q in quantities("It may rain in May.", "en")] == ["month"]


@settings(max_examples=60, deadline=None)
@given(value=st.decimals(min_value=0, max_value=10**9, places=2), locale=st.sampled_from(LOCALES))
def test_what_babel_formats_is_read_back(value: Decimal, locale: str) -> None:
    text = format_decimal(value, locale=locale)
    found = quantities(text, locale)
    assert any(value in q.all for q in found), (text, found)


@settings(max_examples=60, deadline=None)
@given(
    day=st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)),
    locale=st.sampled_from(
        ["en", "de", "fr", "es", "it", "pt", "nl", "ru", "uk", "pl", "cs", "tr", "hi", "zh", "ja", "ko", "sv"]
    ),
)
def test_long_dates_of_babel_are_read_back(day: dt.date, locale: str) -> None:
    text = format_date(day, format="long", locale=Locale.parse(locale))
    parts = {q.kind: q for q in quantities(text, locale)}
    assert Decimal(day.year) in parts["year"].all, text
    assert Decimal(day.month) in parts["month"].all, text
    assert Decimal(day.day) in parts["day"].all, text


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(st.one_of(st.characters(), st.sampled_from("0123456789.,:/- 年月日点万億百三两半$€%MayIXV'’")), max_size=60),
    lang=st.sampled_from(["en", "zh", "ja", "ko", "de", "ar", "hi", "und", "ru"]),
)
def test_spans_always_quote(text: str, lang: str) -> None:
    for q in quantities(text, lang):
        assert text[q.start : q.end] == q.text
        assert 0 <= q.start < q.end <= max(q.end, q.tail) <= len(text)


@pytest.mark.parametrize(
    "hostile",
    ["1" * 200_000, "1 " * 100_000, "a" * 1_000_000, "三" * 100_000, "1:" * 50_000, "@" * 100_000, "\ud800 12 \x00", ""],
)
@pytest.mark.parametrize("lang", ["en", "zh", "de"])
def test_hostile_text_costs_little(hostile: str, lang: str) -> None:
    grows_in_proportion(lambda text: quantities(text, lang), hostile)


def test_digits_younger_than_python_are_read() -> None:
    (found,) = quantities("\U00010d41\U00010d40 km away", "en")  # Garay, Unicode 16
    assert (found.unit, set(found.values)) == ("km", {10})

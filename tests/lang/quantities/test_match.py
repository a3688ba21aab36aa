"""The same number in two languages is one number; another is not."""

from __future__ import annotations

import pytest

from auditor.lang.quantities import FIRM, Quantity, compare, quantities, swaps
from tests.costs import grows_in_proportion

EQUAL = [
    ("en", "two dozen eggs and 1.2 million people", "zh", "24个鸡蛋和120万人"),
    ("en", "In 1998, 45 per cent of 3,500 farms", "de", "1998 waren es 45 Prozent von 3.500 Höfen"),
    ("es", "El siglo XIX y los años noventa", "en", "The 19th century and the 1990s"),
    ("ru", "В 1990-х годах около 3 тыс. человек", "en", "In the 1990s, about 3,000 people"),
    ("de", "um 15 Uhr am 3. Mai", "en", "at 3 p.m. on May 3"),
    ("zh", "7月25日下午3点，4个月，三分之二", "en", "at 3 p.m. on July 25, four months, two-thirds"),
    ("ja", "平成30年、1割、3人", "en", "In 2018, 10 percent, three people"),
    ("hi", "5 करोड़ रुपये और 15 अगस्त", "en", "50 million rupees and August 15"),
    ("fr", "quatre-vingt-dix-sept ans, 2 milliards d'euros, 9h30", "en", "97 years, 2 billion euros, 9:30"),
    ("it", "Nel 2019 duecento persone, il 20 per cento", "en", "In 2019 two hundred people, 20 percent"),
    ("pl", "12 mld zł i pięćdziesiąt osób", "en", "12 billion zlotys and fifty people"),
    ("ar", "٣٫٥ مليون دولار في 25 يناير", "en", "$3.5 million on January 25"),
    ("ko", "1억2000만 명이 5월 3일", "en", "120 million people on May 3"),
    ("tr", "yüzde 15 ve 3 milyon kişi", "en", "15 percent and 3 million people"),
    ("en", "5 to 10 million", "zh", "500万至1000万"),
    ("en", "18 months", "zh", "1年半"),
    ("en", "100 miles and 68 °F", "fr", "160 kilomètres et 20 °C"),
    ("en", "a third of them", "es", "un tercio de ellos"),
    ("en", "the 1970s and 80s", "fr", "les années 1970 et 1980"),
    ("en", "20 years ago", "de", "vor zwei Jahrzehnten"),
]  # fmt: skip


def firm(found: tuple[Quantity, ...]) -> list[str]:
    return [q.text for q in found if q.demand >= FIRM]


@pytest.mark.parametrize(("one_lang", "one", "other_lang", "other"), EQUAL)
def test_equal_numbers_go_together(one_lang: str, one: str, other_lang: str, other: str) -> None:
    for left_lang, left, right_lang, right in ((one_lang, one, other_lang, other), (other_lang, other, one_lang, one)):
        compared = compare(left, left_lang, right, right_lang)
        assert [(p.left.text, p.right.text) for p in compared.changed] == []
        assert firm(compared.left) == []
        assert firm(compared.right) == []


@pytest.mark.parametrize(
    ("one_lang", "one", "other_lang", "other", "changed"),
    [
        ("en", "In 2005 three men", "es", "En 2008, tres hombres", ("2005", "2008")),
        ("en", "12 million people", "zh", "一百二十万人", ("12 million", "一百二十万")),
        ("en", "on March 15", "es", "el 5 de marzo", ("15", "5")),
        ("en", "on June 8, the first", "zh", "7月8日", ("June", "7")),
        ("en", "tested for Covid-22", "de", "auf Covid-19 getestet", ("Covid-22", "Covid-19")),
        ("en", "thirty-two died", "ru", "погибли двадцать три", ("thirty-two", "двадцать три")),
        ("en", "at 11:00", "de", "um 12:00", ("11:00", "12:00")),
    ],
)
def test_changed_numbers_are_paired(one_lang: str, one: str, other_lang: str, other: str, changed: tuple[str, str]) -> None:
    assert changed in [(p.left.text, p.right.text) for p in compare(one, one_lang, other, other_lang).changed]


def test_numbers_that_changed_places_are_seen_by_their_words() -> None:
    left, right = "There are 44 rivers with 29 stations.", "The 29 rivers have 44 stations."
    found = swaps(left, right, compare(left, "en", right, "en"), one_language=True)
    assert [(s.first.left.text, s.second.left.text) for s in found if s.context > 0.3] == [("44", "29")]


def test_clauses_that_changed_places_are_no_swap() -> None:
    left, right = "The 29 rivers have 44 stations.", "There are 44 stations on the 29 rivers."
    assert [s for s in swaps(left, right, compare(left, "en", right, "en"), one_language=True) if s.context > 0] == []


def test_many_numbers_cost_little() -> None:
    text = " ".join(str(n * 7) for n in range(5000))
    grows_in_proportion(lambda text: compare(text, "en", text[::-1], "de"), text)
    assert len(quantities(text, "en")) <= 200

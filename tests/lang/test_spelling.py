import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.lang.spelling import common, corrections, has_words, known, slips, variant


@pytest.mark.parametrize(
    ("word", "lang"),
    [
        ("redistributes", "en"), ("government's", "en"), ("quarter-finals", "en"), ("mafia-style", "en"), ("her", "en"),
        ("l’absence", "fr"), ("aujourd'hui", "fr"), ("dell'Interno", "it"), ("Bundestagswahl", "de"), ("extraerse", "es"),
        ("московского", "ru"), ("ministerstwa", "pl"), ("politiken", "sv"),
    ],
)  # fmt: skip
def test_words_that_are_known(word: str, lang: str) -> None:
    assert known(word, lang)


@pytest.mark.parametrize(
    ("word", "lang"), [("teh", "en"), ("goverment", "en"), ("comission", "en"), ("Fleisch", "fr"), ("пимсьо", "ru")]
)
def test_words_that_are_not(word: str, lang: str) -> None:
    assert not known(word, lang)


def test_a_language_without_a_list_knows_nothing_and_says_so() -> None:
    assert not has_words("zh")
    assert not known("词", "zh")
    assert corrections("abcde", "zh") == ()


def test_swapped_letters_come_first() -> None:
    assert corrections("freind", "en")[0] == "friend"
    assert slips("freind", "friend") == 1


def test_both_spellings_of_a_word_are_variants() -> None:
    assert variant("honour", "honor")
    assert variant("analyse", "analyze")
    assert not variant("minister", "minster")


def test_a_name_is_not_common() -> None:
    assert common("minister", "en")
    assert not common("merkel", "en")


@given(st.text(max_size=60))
def test_no_text_breaks_the_lists(text: str) -> None:
    assert known(text, "en") in (True, False)
    assert isinstance(corrections(text, "fr"), tuple)


def test_lone_surrogates_and_monsters_are_unknown() -> None:
    assert not known("\ud800abc", "en")
    assert not known("a" * 100_000, "de")

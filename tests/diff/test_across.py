"""What a text and its source do not share."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.diff.across import across


def _found(source: str, source_lang: str, text: str, lang: str) -> list[tuple[str, str, str]]:
    return [(d.sort, source[d.s_start : d.s_end], text[d.t_start : d.t_end]) for d in across(source, source_lang, text, lang)]


def test_a_lost_word_is_named():
    assert ("lost", "Regierung", "") in _found(
        "Die deutsche Regierung kaufte am Montag neue Waffen.", "de", "The German bought new weapons on Monday.", "en"
    )


def test_an_exchanged_word_is_named_on_both_sides():
    assert ("exchanged", "Krankenhaus", "bridge") in _found(
        "Die Stadt baut ein Krankenhaus.", "de", "The city is building a bridge.", "en"
    )


@pytest.mark.parametrize(
    ("source", "lang", "text", "there", "here"),
    [
        ("El gobierno perdió las elecciones.", "es", "The government won the elections.", "perdió", "won"),
        ("Правительство проиграло выборы.", "ru", "The government won the elections.", "проиграло", "won"),
    ],
)
def test_the_opposite_is_told_apart(source: str, lang: str, text: str, there: str, here: str):
    assert ("opposite", there, here) in _found(source, lang, text, "en")


@pytest.mark.parametrize(
    ("source", "source_lang", "text", "lang"),
    [
        ("Die Regierung unterzeichnete am Montag das Abkommen.", "de", "The government signed the agreement on Monday.", "en"),
        ("The government signed the agreement on Monday.", "en", "El gobierno firmó el acuerdo el lunes.", "es"),
        ("政府星期一签署了协议。", "zh", "The government signed the agreement on Monday.", "en"),
        ("Le président a visité l'hôpital.", "fr", "Der Präsident besuchte das Krankenhaus.", "de"),
    ],
)
def test_a_faithful_translation_has_no_difference(source: str, source_lang: str, text: str, lang: str):
    assert _found(source, source_lang, text, lang) == []


def test_one_language_or_an_unknown_one_says_nothing():
    assert across("Ein Haus", "de", "Ein Hund", "de") == ()
    assert across("maja", "et", "a dog", "en") == ()


@settings(deadline=None)  # the first of a language reads its tables
@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from([("de", "en"), ("zh", "en"), ("en", "ja"), ("hi", "ru")]))
def test_any_two_texts_compare(source: str, text: str, langs: tuple[str, str]):
    for one in across(source, langs[0], text, langs[1]):
        assert 0 <= one.s_start <= one.s_end <= len(source)
        assert 0 <= one.t_start <= one.t_end <= len(text)

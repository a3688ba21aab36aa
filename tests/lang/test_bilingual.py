"""What words of one language may mean in another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.lang import bilingual
from auditor.lang.bilingual import senses, support, told


@pytest.mark.parametrize(
    ("word", "lang", "head"),
    [
        ("Regierungen", "de", "government"),
        ("Innenminister", "de", "minister"),
        ("gouvernements", "fr", "government"),
        ("ganaron", "es", "win"),
        ("правительства", "ru", "government"),
        ("vlády", "cs", "government"),
        ("rządu", "pl", "government"),
        ("won", "en", "win"),
    ],
)
def test_inflected_words_are_looked_up(word: str, lang: str, head: str):
    assert head in bilingual.heads(word, lang)


@pytest.mark.parametrize(
    ("english", "other", "lang"),
    [
        ("The government bought weapons.", "Die Regierung kaufte Waffen.", "de"),
        ("The government purchased weapons.", "Le gouvernement a acheté des armes.", "fr"),
        ("The government won the election.", "政府赢得了选举。", "zh"),
        ("The government won the election.", "政府は選挙に勝った。", "ja"),
        ("The government lost the election.", "सरकार चुनाव हार गई।", "hi"),
    ],
)
def test_what_is_said_is_supported(english: str, other: str, lang: str):
    there = told(other, lang)
    words = [s for s in senses(english, "en") if s.open and s.known]
    assert words
    assert [english[s.start : s.end] for s in words if support(s, there) <= 0] == []


def test_what_is_not_said_is_not_supported():
    text = "The government lost the war."
    there = told("Die Regierung gewann die Wahl.", "de")
    assert [text[s.start : s.end] for s in senses(text, "en") if s.open and support(s, there) == 0] == ["lost", "war"]


def test_names_and_loan_words_are_known_again():
    there = told("Политика Дональда Трампа", "ru")
    donald, politics = (next(s for s in senses(text, "en") if s.open) for text in ("Donald", "politics"))
    assert support(donald, there) == support(politics, there) == 2.0


def test_the_lexicon_is_whole():
    names = bilingual.languages()
    heads = [row[0] for row in bilingual._rows()[1]]
    assert len(heads) == len(set(heads)) >= 3000
    assert all(len(row) == len(names) and all(row) for row in bilingual._rows()[1])


def test_an_unknown_language_knows_nothing():
    assert not bilingual.serves("xx")
    assert senses("anything", "xx") == ()


@given(st.text(max_size=80), st.sampled_from(["en", "de", "zh", "ja", "hi", "ru"]))
def test_offsets_stand_in_the_text(text: str, lang: str):
    last = 0
    for sense in senses(text, lang):
        assert 0 <= sense.start < sense.end <= len(text)
        assert sense.start >= last or lang in ("zh", "ja")
        last = sense.start

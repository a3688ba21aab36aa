"""Romanisation by the conventions of both languages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.lang.romanise import LIMIT, hangul, kana, romanisations


@pytest.mark.parametrize(
    ("name", "lang", "target", "expected"),
    [
        ("Жириновский", "ru", "en", "Zhirinovskiy"), ("Шойгу", "ru", "fr", "Choygou"), ("Чехов", "ru", "de", "Tschechow"), ("Хрущёв", "ru", "es", "Jrushchyov"),
        ("Зеленський", "uk", "en", "Zelenskyy"), ("Търново", "bg", "en", "Tarnovo"), ("Ђоковић", "sr", "en", "Djoković"),
        ("Παπανδρέου", "el", "en", "Papandreou"), ("גנץ", "he", "en", "Gntz"), ("Лукашэнка", "be", "en", "Lukashenka"), ("박근혜", "ko", "en", "Bakgeunhye"),
    ],
)  # fmt: skip
def test_conventions(name: str, lang: str, target: str, expected: str) -> None:
    assert expected in romanisations(name, lang, target)


def test_korean_by_both_systems() -> None:
    assert (hangul("부산"), hangul("부산", mccune=True)) == ("busan", "pusan")


@pytest.mark.parametrize(
    ("written", "read"), [("とうきょう", "tokyo"), ("ジョージ", "joji"), ("キッシンジャー", "kisshinja"), ("ファン", "fan")]
)
def test_hepburn(written: str, read: str) -> None:
    assert kana(written) == read


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.sampled_from(["ru", "uk", "el", "he", "ar", "ko", "ja", "zh", "hi", "en"]))
def test_any_text_has_few_spellings(text: str, lang: str) -> None:
    assert len(romanisations(text, lang)) <= LIMIT

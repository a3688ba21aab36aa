from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.diff import compare
from auditor.diff.strength import sort_of, strength


def said(a: str, b: str, lang: str = "en") -> list[tuple[str, str, str]]:
    return [(sort_of(e.features), a[e.a_start : e.a_end], b[e.b_start : e.b_end]) for e in compare(a, b, lang).edits]


def test_same_texts_have_no_differences():
    assert said("The mayor opened the bridge.", "The mayor opened the bridge.") == []


def test_synonyms_inflection_and_order_are_linked():
    found = said("On Monday the committee bought a big building.", "The committee purchased a large building on Monday.")
    assert all(sort not in ("dropped", "changed") or not (a.strip() and b.strip()) for sort, a, b in found)


@pytest.mark.parametrize(("a", "b", "lang", "expected"), [
    ("We won the game.", "We lost the game.", "en", ("opposite", "won", "lost")),
    ("The plan was approved.", "The plan was not approved.", "en", ("negation", "", "not")),
    ("She left early.", "He left early.", "en", ("gender", "She", "He")),
    ("The mayor opened the old bridge.", "The mayor opened the bridge.", "en", ("dropped", "old", "")),
    ("Los precios suben hoy.", "Los precios bajan hoy.", "es", ("opposite", "suben", "bajan")),
    ("План одобрен сегодня.", "План не одобрен сегодня.", "ru", ("negation", "", "не")),
    ("议会批准了计划。", "议会没批准了计划。", "zh", ("negation", "", "没")),
])  # fmt: skip
def test_sorts(a: str, b: str, lang: str, expected: tuple[str, str, str]):
    assert expected in said(a, b, lang)


def test_tense_of_the_same_verb():
    assert any(sort == "tense" for sort, _, _ in said("The company builds ships.", "The company built ships."))


def test_a_planted_negation_is_stronger_than_a_paraphrase():
    plain = compare("The council approved the plan on Friday.", "The council backed the plan on Friday.", "en").edits
    denied = compare("The council approved the plan on Friday.", "The council has not approved the plan on Friday.", "en").edits
    assert max(strength(e.features, "en") for e in denied) > max((strength(e.features, "en") for e in plain), default=0.0)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["en", "de", "zh", "ar", "xx"]))
def test_any_two_texts_compare(a: str, b: str, lang: str):
    for edit in compare(a, b, lang).edits:
        assert 0 <= edit.a_start <= edit.a_end <= len(a)
        assert 0 <= edit.b_start <= edit.b_end <= len(b)


@pytest.mark.parametrize("text", ["", "\ud800", "\x00", "a" * 200_000, "the " * 50_000, "中" * 50_000, "a-" * 50_000])
def test_hostile_texts_are_quick(text: str):
    compare(text, text + " x", "en")
    compare("one two three", text, "de")

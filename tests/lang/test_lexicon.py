from __future__ import annotations

import pytest

from auditor.lang import lexicon
from auditor.lang.lemmas import closed_class, contrary, denies, lemma, opposite
from auditor.lang.pos import tagged


def test_a_common_word_is_known():
    assert lexicon.known("house")


@pytest.mark.parametrize(("a", "b", "lang"), [("increase", "decrease", "en"), ("victoria", "derrota", "es"), ("offen", "geschlossen", "de"),
                                              ("победа", "поражение", "ru"), ("增加", "减少", "zh"), ("増加", "減少", "ja"), ("जीत", "हार", "hi")])  # fmt: skip
def test_opposites(a: str, b: str, lang: str):
    assert opposite(a, b, lang)
    assert opposite(b, a, lang)


def test_contraries_reach_through_families():
    assert contrary("agree", "disagreement", "en")
    assert not contrary("agree", "table", "en")


def test_denying_words():
    assert denies("unlawful", "en")
    assert not denies("under", "en")
    assert "не" in closed_class("ru", "neg")


@pytest.mark.parametrize(("word", "lang", "base"), [("children", "en", "child"), ("went", "en", "go"), ("news", "en", "news"), ("Häuser", "de", "haus"),
                                                    ("casas", "es", "casa"), ("東", "ja", "東")])  # fmt: skip
def test_base_forms(word: str, lang: str, base: str):
    assert lemma(word, lang) == base


def test_tags_by_context():
    tags = {t.token.text: t.tag for t in tagged("They leave the leaves of the old tree.")}
    assert tags["leave"] == "VB"
    assert tags["leaves"] == "NNS"

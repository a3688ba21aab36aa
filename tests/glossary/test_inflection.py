"""Inflected forms match, near misses do not: the table beside this file, over more than twenty languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.glossary import Concept, Matcher
from auditor.glossary.inflection import same
from auditor.glossary.words import fold
from auditor.model import Term

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "inflected.tsv").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
PAIRS = [(lang, term, form) for lang, term, forms, _ in ROWS for form in forms.split("|")]
DECOYS = [(lang, term, form) for lang, term, _, forms in ROWS for form in forms.split("|")]


def found(lang: str, term: str, text: str) -> bool:
    return bool(Matcher([Concept(id="c", terms=(Term("c", lang, term),))], "2026-01-01").find(text, lang))


def test_the_table_is_as_large_as_it_says():
    assert len(PAIRS) >= 300
    assert len({lang for lang, _, _ in PAIRS}) >= 20


def test_inflected_forms_match():
    missed = [pair for pair in PAIRS if not found(*pair)]
    assert len(missed) <= 0.07 * len(PAIRS), missed


def test_near_misses_do_not_match():
    wrong = [pair for pair in DECOYS if found(*pair)]
    assert len(wrong) <= 0.02 * len(DECOYS), wrong


@pytest.mark.parametrize("word", ["", "x" * 5000, "\ud800", "a\x00b", "१२३"])
def test_odd_words_are_no_trouble(word):
    assert same(fold(word), fold(word), "en")
    assert not same("lawmaker", fold(word), "en")

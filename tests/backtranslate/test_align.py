from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.backtranslate.align import aligned
from tests.costs import grows_in_proportion


def _pairs(given_text, back, glosses=None, langs=("es", "en")):
    return [(given_text[a:b], back[c:d]) for a, b, c, d in aligned(given_text, langs[0], back, langs[1], glosses)]


def test_names_and_numbers_find_themselves():
    found = _pairs("Ana Torres pagó 300 euros.", "Ana Torres paid 300 euros.")
    assert found == [("Ana", "Ana"), ("Torres", "Torres"), ("pagó", "paid"), ("300", "300"), ("euros", "euros")]


def test_glosses_cross():
    found = _pairs("la casa roja", "the red house", {"la": "the", "casa": "house", "roja": "red"})
    assert ("casa", "house") in found
    assert ("roja", "red") in found


def test_an_added_word_leans_on_the_next():
    found = _pairs("No duerme", "It does not sleep", {"no": "not", "duerme": "sleep"})
    assert ("No", "does") in found


def test_nothing_on_one_side():
    assert aligned("", "es", "a", "en") == aligned("a", "es", "...", "en") == ()


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=150, deadline=None)
def test_every_span_lies_in_its_text(left, right):
    for a, b, c, d in aligned(left, "es", right, "en"):
        assert left[a:b].strip()
        assert right[c:d].strip()


def test_a_flood_is_linear():
    grows_in_proportion(lambda text: aligned(text, "es", text.replace("de la", "of the"), "en"), "de la " * 200_000)

"""A difference of the back-translation is doubted before it counts: by a second engine, the reference's way back, the model itself."""

from __future__ import annotations

import re

import msgspec
import pytest

from auditor.checks._accounts import unaccounted
from auditor.checks._back import crossed
from auditor.checks.idioms import find as idioms
from auditor.model import Role, Segment, Unit, View

SOURCE, TARGET = "The mayor opened the old bridge in Lima.", "El alcalde abrió el viejo puente en Quito."
BACK = "The mayor opened the old bridge in Quito."


def _segment(text, lang="en"):
    return Segment(id=text, text=text, lang=lang)


def _linked(one, other):
    """Words of two texts one by one, in order."""
    spans = [[(text.index(word), text.index(word) + len(word)) for word in text.rstrip(".").split()] for text in (one, other)]
    return tuple((*a, *b) for a, b in zip(*spans, strict=False))


def _unit(source=SOURCE, target=TARGET, back=BACK, **meta):
    return Unit(
        id="u", document="d", target=_segment(target, "es"), source=_segment(source), back=_segment(back),
        alignment=_linked(target, back), meta=meta,
    )  # fmt: skip


def _belief(unit):
    (found,) = [one for one in crossed(unit) if one.expected == "Lima"]
    return found.belief


def _words(text, unlikely=()):
    found = re.finditer(r"\w+", text)
    return tuple((word.start(), word.end(), -9.0 if word.group() in unlikely else -0.1) for word in found)


@pytest.mark.parametrize(
    "meta",
    [
        {"back_second": _segment("The mayor has opened the ancient bridge in Lima.")},
        {"back_reference": _segment("The mayor opened an old bridge at Quito.")},
        {"source_accounts": _words(SOURCE), "target_accounts": _words(TARGET)},
    ],
    ids=["another engine reads it as the source has it", "the reference comes back so too", "the model finds both sides likely"],
)
def test_what_is_the_engines_own_counts_for_less(meta):
    assert _belief(_unit(**meta)) < 0.5 * _belief(_unit())


@pytest.mark.parametrize(
    "meta",
    [
        {"back_second": _segment("The mayor opened an ancient bridge in Quito.")},
        {"back_reference": _segment("The mayor opened the old bridge in Lima.")},
        {"source_accounts": _words(SOURCE, {"Lima"}), "target_accounts": _words(TARGET, {"Quito"})},
    ],
    ids=["another engine agrees", "the reference comes back right", "the model finds it unlikely"],
)
def test_what_is_not_stays(meta):
    assert _belief(_unit(**meta)) >= _belief(_unit())


def test_a_source_word_the_target_does_not_account_for_was_left_out():
    target, back = "El alcalde abrió el puente en Lima.", "The mayor opened the bridge in Lima."
    unit = _unit(target=target, back=back, source_accounts=_words(SOURCE, {"old"}), target_accounts=_words(target, {"puente"}))
    (one,) = unaccounted(unit)
    assert (one.span.role, SOURCE[one.span.start : one.span.end]) == (Role.SOURCE, "old")
    assert one.anchor.start >= target.index("abrió")
    assert one.strength > 0.9


def test_a_target_word_the_source_does_not_account_for_was_put_in():
    target, back = "El alcalde abrió el viejo puente peatonal en Lima.", "The mayor opened the old bridge pedestrian in Lima."
    unit = _unit(target=target, back=back, source_accounts=_words(SOURCE), target_accounts=_words(target, {"peatonal", "en"}))
    (one,) = unaccounted(unit)
    assert (one.span.role, target[one.span.start : one.span.end]) == (Role.TARGET, "peatonal")


def test_a_likely_word_is_no_evidence_and_nor_is_one_that_comes_back():
    target, back = "El alcalde abrió el puente en Lima.", "The mayor opened the bridge in Lima."
    assert not list(unaccounted(_unit(target=target, back=back, source_accounts=_words(SOURCE), target_accounts=_words(target))))
    whole = _unit(target=TARGET, back=SOURCE, source_accounts=_words(SOURCE, {"old"}), target_accounts=_words(TARGET))
    assert not list(unaccounted(whole))
    assert not list(unaccounted(_unit()))


def test_an_idiom_of_the_source_that_comes_back_word_for_word_was_rendered_word_for_word():
    unit = Unit(
        id="u", document="d", source=_segment("Der Plan ist völlig unklar.", "de"),
        target=_segment("With this plan I understand only train station."),
        back=_segment("Bei diesem Plan verstehe ich nur Bahnhof.", "de"),
    )  # fmt: skip
    (evidence,) = [one for one in idioms(unit, None) if one.rule == "idioms/literal"]
    assert (evidence.view, evidence.cause) == (View.BACK, "comes-back")
    without = msgspec.structs.replace(unit, back=None)
    assert all(one.strength < evidence.strength for one in idioms(without, None))

"""Idioms spelt out by their characters are found; idiomatic renderings and plain sentences are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.lang.literal import glosses, idioms_in, spelt_out
from tests.costs import grows_in_proportion


def quotes(source: str, target: str) -> list[str]:
    return [target[found.start : found.end] for found in spelt_out(source, "zh", target)]


@pytest.mark.parametrize(
    ("source", "target", "quoted"),
    [
        ("虎背熊腰", "A tiger's back and a bear's waist", "tiger's back and a bear's waist"),
        (
            "他虎背熊腰,一看就是运动员。",
            "With a tiger's spine and a bear's waist he is clearly an athlete.",
            "tiger's spine and a bear's waist",
        ),
        ("一鳞半爪", "Scales and claws (idiom); odd bits", "Scales and claws"),
    ],
)
def test_spelt_out(source: str, target: str, quoted: str) -> None:
    assert quotes(source, target) == [quoted]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("虎背熊腰", "burly and broad-shouldered"),
        ("老虎和熊在动物园里。", "The tiger and the bear are in the zoo."),
        ("两国一心一意谋发展。", "The two countries pursue development with one heart and one mind."),
        ("", "A tiger's back"),
        ("虎背熊腰", ""),
    ],
)
def test_left_alone(source: str, target: str) -> None:
    assert quotes(source, target) == []


def test_every_gloss_is_one_character_with_words() -> None:
    assert len(glosses("zh")) > 1400
    assert all(len(char) == 1 and gloss.words for char, gloss in glosses("zh").items())


def test_other_languages_have_none() -> None:
    assert idioms_in("虎背熊腰", "ja") == ()


@given(st.text(alphabet="虎背熊腰老马识途，a \udc00", max_size=40), st.text(max_size=40))
def test_spans_lie_in_the_target(source: str, target: str) -> None:
    for found in spelt_out(source, "zh", target):
        assert 0 <= found.start < found.end <= len(target)


def test_a_million_characters_cost_little() -> None:
    grows_in_proportion(lambda text: list(spelt_out(text, "zh", "tiger back bear waist " * (len(text) // 20))), "虎背熊腰" * 250_000)

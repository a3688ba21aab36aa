from __future__ import annotations

import pytest

from auditor.lang.roles import deeds
from tests.costs import grows_in_proportion


@pytest.mark.parametrize(
    ("lang", "text", "doer", "goal"),
    [
        ("en", "The opposition beat the majority on Saturday.", "The opposition", "the majority"),
        ("en", "The majority was beaten by the opposition.", "the opposition", "The majority was"),
        ("fr", "L'opposition a battu la majorité.", "L'opposition a", "la majorité"),
        ("es", "El Barcelona fue derrotado por el Sevilla.", "el Sevilla", "El Barcelona fue"),
        ("ru", "Зеленский обвинил Порошенко в измене.", "Зеленский", "Порошенко"),
    ],
)
def test_doer_and_goal(lang: str, text: str, doer: str, goal: str) -> None:
    found = [(text[slice(*d.doer)], text[slice(*d.goal)]) for d in deeds(text, lang)]
    assert found == [(doer, goal)]


@pytest.mark.parametrize(
    ("lang", "text"), [("en", "The majority was beaten."), ("en", "He beat them."), ("ru", "Россию обвинил Киев.")]
)
def test_unclear_sides_are_left_out(lang: str, text: str) -> None:
    assert deeds(text, lang) == ()


@pytest.mark.parametrize("text", ["", "\x00\ud800", "beat " * 200_000, "击败" * 200_000])
def test_hostile_text_is_no_trouble(text: str) -> None:
    def work(text: str) -> None:
        for lang in ("en", "zh"):
            deeds(text, lang)

    grows_in_proportion(work, text)

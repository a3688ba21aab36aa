from __future__ import annotations

import pytest

from auditor.lang.negation import covered, may_deny, negators
from tests.costs import grows_in_proportion


@pytest.mark.parametrize(
    ("lang", "text", "quotes"),
    [
        ("en", "They didn’t come without tickets.", ["didn’t", "without"]),
        ("fr", "Il n'est pas venu, sans donner de raison.", ["n'est", "sans"]),
        ("ru", "Он не пришёл без билета.", ["не", "без"]),
        ("de", "Er kommt nicht ohne Grund.", ["nicht", "ohne"]),
        ("zh", "他没有来。", ["没有"]),
        ("ar", "لن تشارك بلاده.", ["لن"]),
    ],
)
def test_plain_denials_are_quoted_as_read(lang: str, text: str, quotes: list[str]) -> None:
    assert [text[a:b] for a, b in negators(text, lang)] == quotes


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Not only the mayor came."),
        ("es", "Sin embargo vino."),
        ("fr", "Il viendra sans doute."),
        ("zh", "他不得不来。"),
        ("ru", "Он пришёл не только вчера."),
    ],
)
def test_what_only_looks_like_a_denial_is_none(lang: str, text: str) -> None:
    assert covered(lang)
    assert negators(text, lang) == ()


@pytest.mark.parametrize(
    ("lang", "text"), [("en", "a non-veterinary, pain-free visit"), ("es", "un plan imposible"), ("de", "Das ist unmöglich.")]
)
def test_words_that_stand_for_a_denial(lang: str, text: str) -> None:
    assert may_deny(text, lang)


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "не" * 200_000, "no " * 200_000])
def test_hostile_text_is_no_trouble(text: str) -> None:
    def work(text: str) -> None:
        for lang in ("en", "ru", "zh"):
            negators(text, lang)
            may_deny(text, lang)

    grows_in_proportion(work, text)

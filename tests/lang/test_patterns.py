"""Patterns find inflected and discontinuous phrases, quote them exactly, and say themselves readably."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.lang.patterns import Index, find, longest, parse, readable, required, stands
from tests.costs import grows_in_proportion


def quotes(pattern: str, text: str, lang: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in find(parse(pattern, lang), text, lang)]


@pytest.mark.parametrize(
    ("pattern", "text", "lang", "quoted"),
    [
        ("throw [more] (wood|log) on the fire", "They threw more logs on the fire!", "en", ["threw more logs on the fire"]),
        ("take one's hair", "He was taking Maria's hair.", "en", ["taking Maria's hair"]),
        ("lead ... by the nose", "She led the whole board by the nose.", "en", ["led the whole board by the nose"]),
        ("lead ... by the nose", "She led. It went by the nose.", "en", []),
        ("=wolf in the (sheepfold|fold)", "The wolves in the fold.", "en", []),
        ("echar leña al fuego", "Echaron leña al fuego.", "es", ["Echaron leña al fuego"]),
        ("تنفس الصعداء", "وتنفست الصعداء أخيرا", "ar", ["وتنفست الصعداء"]),
        ("눈이 높다", "그는 눈이 높다고 한다", "ko", ["눈이 높다고"]),
        ("雪中...炭", "真是雪中送来炭啊", "zh", ["雪中送来炭"]),
    ],
)
def test_quotes(pattern: str, text: str, lang: str, quoted: list[str]) -> None:
    assert quotes(pattern, text, lang) == quoted


@pytest.mark.parametrize("pattern", ["throw (wood", "throw wood)", "throw [wood)", "a ) b ("])
def test_unclosed_bracket_is_named(pattern: str) -> None:
    with pytest.raises(ValueError, match="bracket"):
        parse(pattern, "en")


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("!(throw|put) [more] wood (on|onto|to) the fire", "throw wood on the fire"),
        ("a (|very) long ... =day", "a very long … day"),
    ],
)
def test_readable(pattern: str, shown: str) -> None:
    assert readable(pattern) == shown


@pytest.mark.parametrize(
    ("phrase", "text", "lang"),
    [
        ("die Katze aus dem Sack lassen", "Er ließ am Montag die Katze aus dem Sack.", "de"),
        ("takken uit de boom kijken", "Ze kijken de takken uit de boom.", "nl"),
        ("делать из мухи слона", "Не делайте слона из мухи.", "ru"),
    ],
)
def test_stands_in_another_order(phrase: str, text: str, lang: str) -> None:
    assert stands(phrase, text, lang)


def test_stands_not_by_small_words_alone() -> None:
    assert not stands("die Katze aus dem Sack lassen", "Die Läufer kamen aus dem Stadion.", "de")


def test_index_finds_every_pattern_of_a_loose_language() -> None:
    index = Index([("göz atmak", "glance"), ("kulak misafiri olmak", "overhear")], "tr")
    text = "Rapora göz atmakla yetindi."
    assert [(text[h.start : h.end], payload) for h, payload in index.find(text)] == [("göz atmakla", "glance")]


def test_longest_drops_what_lies_inside() -> None:
    index = Index([("add fuel", 1), ("add fuel to the fire", 2)], "en")
    assert [payload for _, payload in longest(list(index.find("It adds fuel to the fire.")))] == [2]


WORDS = st.sampled_from(["throw", "wood", "(on|onto)", "[more]", "...", "_", "one's", "=fire", "(the|a log)"])


@given(st.lists(WORDS, min_size=1, max_size=6), st.text(max_size=60))
def test_what_is_found_has_what_is_required(pieces: list[str], text: str) -> None:
    pattern = " ".join(pieces)
    shown = readable(pattern).replace("…", "").replace("_", "it")
    for hit in find(parse(pattern, "en"), f"{text} {shown}", "en"):
        assert 0 <= hit.start < hit.end <= len(text) + 1 + len(shown)
    if any(required(pattern, "en")):
        index = Index([(pattern, "x")], "en")
        assert bool(list(index.find(f"{text} {shown}"))) == bool(list(find(parse(pattern, "en"), f"{text} {shown}", "en")))


def test_a_million_letters_cost_little() -> None:
    index = Index([("throw ... wood ... fire", 1), ("雪中", 2)], "en")
    grows_in_proportion(lambda text: list(index.find(text)), "throw wood fire " * 60_000)

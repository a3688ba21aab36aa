"""No text is too strange or too long for the checks of wording, and their quotes are always in the text."""

import importlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.checks.base import Check, Tools
from auditor.model import Role, Segment, Unit
from tests.costs import grows_in_proportion

NAMES = ("articles", "boilerplate", "casing", "coverage", "encoding", "links", "markup", "order", "punctuation", "repetition", "script_mix",
         "spelling", "tokenised", "untranslated")  # fmt: skip
CHECKS = [importlib.import_module(f"auditor.checks.{name}").CHECK for name in NAMES]
HOSTILE = {
    "one word": "a" * 1_000_000, "words": "ab " * 330_000, "commas": "," * 1_000_000, "quotes": '" ' * 500_000, "Han": "中" * 1_000_000,
    "capitals": "Ab" * 500_000, "digits": "1 " * 500_000, "brackets": "((" * 500_000, "mojibake": "Ã©" * 500_000, "tags": "<a " * 300_000,
    "links": "http://a@b#c" * 80_000, "spaces": " " * 1_000_000 + "x", "hyphens": "a-" * 500_000, "apostrophes": "a'" * 500_000,
    "mixed": "aбγ" * 330_000, "many": " ".join(f"wrod{n}x" for n in range(100_000)),
}  # fmt: skip


def unit(target: str, source: str = "", reference: str = "", langs: tuple[str, str] = ("de", "en")) -> Unit:
    return Unit(
        id="u", document="d", target=Segment("t", target, langs[1]), source=Segment("s", source, langs[0]) if source else None,
        references=(Segment("r", reference, langs[1]),) if reference else (),
    )  # fmt: skip


def look(check: Check, one: Unit) -> list[str]:
    seen = []
    for evidence in check.find(one, Tools(document=(one,))) if check.find else ():
        side = one.side(evidence.span.role)
        assert side is not None
        assert 0 <= evidence.span.start <= evidence.span.end <= len(side.text)
        assert 0 <= evidence.strength <= 1
        assert evidence.rule in {rule.id for rule in check.rules}
        if evidence.span.role is Role.TARGET:
            seen.append(side.text[evidence.span.start : evidence.span.end])
    return seen


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
@settings(max_examples=15, deadline=None)
@given(
    target=st.text(max_size=80),
    source=st.text(max_size=60),
    reference=st.text(max_size=60),
    lang=st.sampled_from(["en", "fr", "ja", "und"]),
)
def test_any_text_is_looked_at(check: Check, target: str, source: str, reference: str, lang: str) -> None:
    look(check, unit(target, source, reference, ("es", lang)))


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
def test_surrogates_and_nul_are_looked_at(check: Check) -> None:
    look(check, unit("A\ud800 b\x00 \udfffc.", "Ein \ud83d Wort.", "A b."))
    look(check, unit("", "", ""))
    look(check, unit(" ", " ", " "))


@pytest.mark.parametrize("check", CHECKS, ids=NAMES)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_million_letters_cost_little(check: Check, name: str) -> None:
    grows_in_proportion(lambda text: look(check, unit(text, text[::-1], text[1:])), HOSTILE[name])

from __future__ import annotations

import pytest

from auditor.diff import linked
from auditor.diff.exchanged import exchanged


@pytest.mark.parametrize(
    ("trusted", "text", "kind", "quote"),
    [
        ("Russia attacked Ukraine in February.", "Ukraine attacked Russia in February.", "verb", "Ukraine attacked Russia"),
        ("The dog bit the man.", "The dog was bitten by the man.", "voice", "dog was bitten by the man"),
        ("Trains run from Bonn to Kiel.", "Trains run from Kiel to Bonn.", "way", "from Kiel to Bonn"),
    ],
)
def test_exchanges_quote_the_words(trusted: str, text: str, kind: str, quote: str) -> None:
    found = list(exchanged(linked(trusted, text, "en"), "en"))
    assert [(e.kind, text[e.b_start : e.b_end]) for e in found] == [(kind, quote)]


@pytest.mark.parametrize(
    ("trusted", "text"),
    [
        ("The dog bit the man.", "The man was bitten by the dog."),
        ("Police arrested the man on Friday.", "On Friday police arrested the man."),
        ("Anna met Peter.", "Peter met Anna."),
        ("", ""),
        ("\ud800 bit \x00", "\x00 bit \ud800"),
    ],
)
def test_paraphrases_are_no_exchange(trusted: str, text: str) -> None:
    assert list(exchanged(linked(trusted, text, "en"), "en")) == []

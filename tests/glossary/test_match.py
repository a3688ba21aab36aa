"""What stands in a text is found, with its exact words; what does not is not."""

from __future__ import annotations

import pickle
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.errors import GlossaryError
from auditor.glossary import Matcher, load, parse
from auditor.glossary.stands import stands
from auditor.model import Term
from tests.costs import grows_in_proportion

GLOSSARY = """\
[lawmaker]
en = lawmaker | member of parliament
es = legislador
[parliament]
en = parliament
[ceasefire]
en = cease-fire
fr = cessez-le-feu
[account]
en = take ... into account
[us]
en = US {case}
[handout]
en = handout {field: credit}
[bank]
en = bank {near: river, shore}
[code]
en = SU-\\\\d+ {match: regex}
[mil]
en = militar {match: prefix}
[exact]
en = Windows {case; match: exact}
[old]
en = Kiev {to: 2019-01-01}
[prime]
zh = 首相
[vice]
zh = 副首相
[brand]
mul @ Geran-2
"""
MATCHER = Matcher(parse(GLOSSARY), "2026-01-01")


def found(text, lang="en", field="body"):
    return [(text[o.start : o.end], o.term.concept) for o in MATCHER.find(text, lang, field)]


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("Members of parliament and Lawmakers’ aides", "en", [("Members of parliament", "lawmaker"), ("Lawmakers’", "lawmaker")]),
        ("The parliament met.", "en", [("parliament", "parliament")]),
        ("Two ceasefires, a cease‑fire and a cease\N{NO-BREAK SPACE}fire", "en",
         [("ceasefires", "ceasefire"), ("cease‑fire", "ceasefire"), ("cease\N{NO-BREAK SPACE}fire", "ceasefire")]),
        ("Il parle du cessez‑le‑feu.", "fr", [("cessez‑le‑feu", "ceasefire")]),
        ("They took the whole matter into account.", "en", [("took the whole matter into account", "account")]),
        ("Tell us about the US.", "en", [("US", "us")]),
        ("A handout.", "en", []),
        ("The bank of the river; the bank", "en", [("bank", "bank"), ("bank", "bank")]),
        ("The bank failed.", "en", []),
        ("An SU-57 flew; militaries watched the window", "en", [("SU-57", "code"), ("militaries", "mil")]),
        ("Windows on windows", "en", [("Windows", "exact")]),
        ("In Kiev", "en", []),
        ("英国副首相和首相", "zh", [("副首相", "vice"), ("首相", "prime")]),
        ("Eine Geran-2", "de", [("Geran-2", "brand")]),
        ("las legisladoras", "es", [("legisladoras", "lawmaker")]),
        ("Cease. Fire!", "en", []),
        ("", "en", []),
    ],
)  # fmt: skip
def test_found(text, lang, expected):
    assert found(text, lang) == expected


def test_a_sense_decides_by_field():
    assert found("Photo: Handout/Agency", field="credit") == [("Handout", "handout")]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.sampled_from(["en", "es", "zh", "ar", "de", "tr"]))
def test_any_text_gives_spans_within_it(text, lang):
    for o in MATCHER.find(text + " lawmakers " + text, lang):
        assert 0 <= o.start < o.end <= 2 * len(text) + 11


@pytest.mark.parametrize(
    "text", ["a" * 1_000_000, "lawmaker " * 100_000, "\ud800" * 10_000, "take " * 20_000, "首相" * 100_000, "-'" * 100_000]
)
def test_hostile_text_costs_little(text):
    def work(text):
        for lang in ("en", "zh"):
            MATCHER.find(text, lang)
        stands(text, Term("c", "en", "take it into account"), "en")

    grows_in_proportion(work, text)


def test_a_pattern_that_runs_away_is_stopped():
    matcher = Matcher(parse("[a]\nen = (a+)+$ {match: regex}"), "2026-01-01")
    begun = time.process_time()
    matcher.find("a" * 5000 + "!", "en")
    assert time.process_time() - begun < 30  # without the limit on time: longer than anyone would wait


def test_regional_terms():
    matcher = Matcher(parse("[a]\npt-BR = trem\npt-PT = comboio"), "2026-01-01")
    assert [o.term.text for o in matcher.find("o trem e o comboio", "pt-BR")] == ["trem"]
    assert [o.term.text for o in matcher.find("o trem e o comboio", "pt")] == ["trem", "comboio"]


def test_a_matcher_goes_to_other_processes():
    again = pickle.loads(pickle.dumps(MATCHER))
    assert again.signature == MATCHER.signature
    assert [o.term.concept for o in again.find("lawmakers", "en")] == ["lawmaker"]


def test_an_editor_s_glossary_goes_before_the_house(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("en,es\nlawmaker,asambleísta\n", "utf-8")
    matcher = load([str(path)], on="2026-01-01")
    (occurrence,) = matcher.find("A lawmaker spoke.", "en")
    assert [t.text for t in matcher.renderings(occurrence.term.concept, "es")] == ["asambleísta"]
    with pytest.raises(GlossaryError, match="no such file"):
        load([str(tmp_path / "none.csv")])

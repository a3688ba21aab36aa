from __future__ import annotations

import pytest

from auditor.backtranslate import blame
from auditor.backtranslate.base import Back

GIVEN = "El ministro de Defensa visitó ayer el puerto de Cartagena con dos oficiales."
GOOD = "The minister of Defence visited yesterday the port of Cartagena with two officers."


def test_a_plain_translation_is_believed():
    assert blame.after(GIVEN, "es", Back(GOOD), "en") == ""
    assert blame.before(GIVEN, "es", "body") == ""


@pytest.mark.parametrize(
    ("back", "why"),
    [
        (Back(""), "the engine gave nothing"),
        (Back("", why="spa-eng stopped at this text"), "spa-eng stopped at this text"),
        (Back("The minister of the port of the port of the port of the port of the port"), "the engine repeats itself"),
        (Back(GIVEN), "the engine copied the text"),
        (Back("The minister."), "the engine stopped early"),
        (Back(GOOD * 4), "the engine ran on"),
        (
            Back("Der Verteidigungsminister besuchte gestern mit zwei Offizieren den Hafen, den niemand kennt."),
            "the engine answered in de",
        ),
        (Back("The zorz el port vis.", unknown=((4, 8), (9, 11), (17, 20))), "the engine does not know the words"),
    ],
)
def test_a_doubtful_one_is_not(back, why):
    assert blame.after(GIVEN, "es", back, "en") == why


@pytest.mark.parametrize("field", ["credit", "headline", "byline", "dateline"])
def test_what_an_engine_alone_does_not_judge(field):
    assert blame.before(GIVEN, "es", field) == f"an engine alone does not judge a {field}"


def test_a_text_that_repeats_itself_may_come_back_so():
    assert blame.after("no no no no no no no no no", "es", Back("not not not not not not not not not"), "en") == ""

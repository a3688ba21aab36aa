"""Every listed idiom is found by its literal rendering, and no innocent sentence is."""

from __future__ import annotations

import pytest

from auditor.checks.base import Tools
from auditor.checks.idioms import CHECK
from auditor.lang import phrases
from auditor.lang.patterns import find, parse, readable
from auditor.lang.scripts import is_unspaced
from auditor.model import Evidence, Segment, Unit

LEAST = dict.fromkeys(("es", "fr", "de", "ru", "zh"), 200) | dict.fromkeys(
    ("it", "pt", "ja", "ar", "pl", "tr", "ko", "nl", "hi"), 80
)


def audit(target: str, lang: str, source: str | None = None, source_lang: str = "und") -> list[Evidence]:
    assert CHECK.find is not None
    unit = Unit(
        id="u",
        document="d",
        target=Segment(id="t", text=target, lang=lang),
        source=None if source is None else Segment(id="s", text=source, lang=source_lang),
    )
    return list(CHECK.find(unit, Tools()))


def instance(pattern: str, lang: str) -> str:
    shown = readable(pattern, unspaced=is_unspaced(lang)).replace("_", "it")
    return shown.replace("…", "" if is_unspaced(lang) else " ").strip()


@pytest.mark.parametrize("lang", LEAST)
def test_enough_are_listed_and_every_row_is_whole(lang: str) -> None:
    rows = phrases.rows("idioms", lang)
    assert len(rows) >= LEAST[lang]
    assert len({row["idiom"] for row in rows}) == len(rows)
    for row in rows:
        assert row["idiom"]
        assert row["literal"]
        assert row["say"]
        assert bool(row.get("english")) or not row.get("back")


@pytest.mark.parametrize("lang", LEAST)
def test_what_is_to_be_said_is_not_itself_a_literal_rendering(lang: str) -> None:
    wrong = [
        (row["say"], pattern)
        for row in phrases.rows("idioms", lang)
        for pattern in phrases.several(row["literal"])
        if next(find(parse(pattern.lstrip("!"), "en"), row["say"], "en"), None)
    ]
    assert wrong == []


@pytest.mark.parametrize("lang", LEAST)
def test_every_literal_rendering_is_found_beside_its_idiom(lang: str) -> None:
    missed = [
        (source, pattern)
        for row in phrases.rows("idioms", lang)
        for source in [instance(phrases.several(row["idiom"])[0], lang)]
        for pattern in phrases.several(row["literal"])
        if not any(e.strength > 0.9 for e in audit(instance(pattern, "en") + ".", "en", source, lang))
    ]
    assert missed == []


@pytest.mark.parametrize("lang", LEAST)
def test_every_rendering_back_is_found_beside_the_english_idiom(lang: str) -> None:
    missed = [
        (source, pattern)
        for row in phrases.rows("idioms", lang)
        for source in [instance(phrases.several(row.get("english", "") or "-")[0], "en")]
        for pattern in phrases.several(row.get("back", ""))
        if not any(e.strength > 0.9 for e in audit(instance(pattern, lang), lang, source, "en"))
    ]
    assert missed == []


@pytest.mark.parametrize("lang", LEAST)
def test_innocent_sentences_stay_silent(lang: str) -> None:
    loud = [
        (row["innocent"], evidence.detail)
        for row in phrases.rows("idioms", lang)
        if row.get("innocent")
        for evidence in audit(row["innocent"], "en")
        if evidence.strength >= 0.5
    ]
    assert loud == []


def test_the_evidence_reads_like_a_sentence() -> None:
    (evidence,) = audit("He threw more firewood on the fire.", "en", "Echó más leña al fuego.", "es")
    assert evidence.detail == "es: echar leña al fuego → throw firewood on the fire"
    assert evidence.cause == "in-source"


def test_a_reference_that_says_it_too_clears_it() -> None:
    unit = Unit(
        id="u",
        document="d",
        target=Segment(id="t", text="They threw firewood on the fire.", lang="en"),
        source=Segment(id="s", text="Echaron leña al fuego.", lang="es"),
        references=(Segment(id="r", text="They threw firewood on the fire.", lang="en"),),
    )
    assert CHECK.find is not None
    assert list(CHECK.find(unit, Tools())) == []

"""Names across scripts: likeness, what is known, where names stand and whether they can be traced."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.lang.names.found import designations, names
from auditor.lang.names.gazetteer import known, mentioned, spellings, usual
from auditor.lang.names.letters import locate, table
from auditor.lang.names.likeness import similarity, skeleton
from auditor.lang.names.spelling import latin, native
from auditor.lang.names.trace import trace

SAME = [
    ("Khrushchev", "en", "Хрущёв", "ru"), ("Kharkiv", "en", "Харків", "uk"), ("Plovdiv", "en", "Пловдив", "bg"),
    ("Papandreou", "en", "Παπανδρέου", "el"), ("Gantz", "en", "גנץ", "he"), ("Rouhani", "en", "روحانی", "fa"),
    ("Mansour", "en", "منصور", "ar"), ("Kerry", "en", "ケリー", "ja"), ("Kavanaugh", "en", "卡瓦诺", "zh"),
    ("Schumacher", "en", "슈마허", "ko"), ("Brahimi", "en", "ब्राहीमी", "hi"), ("Chechov", "it", "Чехов", "ru"),
    ("Tschechow", "de", "Чехов", "ru"),
]  # fmt: skip
OTHER = [
    ("Khrushchev", "en", "Горбачёв", "ru"), ("Kerry", "en", "ブレア", "ja"), ("Kavanaugh", "en", "克鲁兹", "zh"),
    ("Mansour", "en", "قذافي", "ar"), ("Schumacher", "en", "가나구리", "ko"), ("Papandreou", "en", "Τσίπρας", "el"),
]  # fmt: skip


@pytest.mark.parametrize(("a", "a_lang", "b", "b_lang"), SAME)
def test_one_name_in_two_scripts(a: str, a_lang: str, b: str, b_lang: str) -> None:
    assert similarity(a, a_lang, b, b_lang) >= 0.5
    assert similarity(b, b_lang, a, a_lang) == similarity(a, a_lang, b, b_lang)


@pytest.mark.parametrize(("a", "a_lang", "b", "b_lang"), OTHER)
def test_two_names(a: str, a_lang: str, b: str, b_lang: str) -> None:
    assert similarity(a, a_lang, b, b_lang) < 0.45


def test_skeletons_of_conventions_meet() -> None:
    assert skeleton(latin("Muhammad")) == skeleton(latin("Mohamed"))


@pytest.mark.parametrize(
    ("a", "a_lang", "b", "b_lang"),
    [("The Hague", "en", "La Haye", "fr"), ("London", "en", "Londres", "es"), ("Germany", "en", "Deutschland", "de"), ("Germany", "en", "जर्मनी", "hi"),
     ("Moskau", "de", "Москва", "ru"), ("Tokyo", "en", "东京", "zh"), ("UN", "en", "ООН", "ru"), ("NATO", "en", "北约", "zh"),
     ("WHO", "en", "OMS", "es"), ("TASS", "en", "ТАСС", "ru"), ("American", "en", "estadounidenses", "es"), ("Dutch", "en", "niederländischen", "de")],
)  # fmt: skip
def test_known_under_both_names(a: str, a_lang: str, b: str, b_lang: str) -> None:
    assert known(a, a_lang) & known(b, b_lang)


def test_alike_but_known_to_be_two() -> None:
    for a, b in (("Niger", "Nigeria"), ("Austria", "Australia"), ("Iran", "Iraq"), ("Slovakia", "Slovenia")):
        assert not known(a, "en") & known(b, "en")
    assert trace("Niger", "en", "Власти Нигерии", "ru").likeness < 0.5
    assert trace("Austria", "en", "澳大利亚政府", "zh").likeness < 0.5


def test_usual_names() -> None:
    assert usual("land:NG", "en") == "Nigeria"
    assert usual("land:NG", "fr") == "Nigeria"
    assert "Moskau" in spellings("city:524901", "de")


def test_mentioned_in_running_text() -> None:
    assert "land:FR" in mentioned("Les Français votent.", "fr")
    assert {"land:CN", "land:US"} <= mentioned("中国和美国", "zh")


@pytest.mark.parametrize(
    ("text", "lang", "quotes"),
    [
        ("Former President Kerimov met J. K. Orlando in Vaduz.", "en", ["President Kerimov", "J. K. Orlando", "Vaduz"]),
        ("El presidente del Gobierno viajó a Quito con Ana de la Vega.", "es", ["Gobierno", "Quito", "Ana de la Vega"]),
        ("Die Regierung in Berlin lobte das Abkommen.", "de", ["Berlin"]),
        ("L’ONU et l’Italie protestent.", "fr", ["ONU", "Italie"]),
        ("美国总统在东京见了阿卜杜拉·拉赫曼。", "zh", ["美国", "东京", "阿卜杜拉·拉赫曼"]),
    ],
)
def test_where_names_stand(text: str, lang: str, quotes: list[str]) -> None:
    assert [text[n.start : n.end] for n in names(text, lang)] == quotes


@pytest.mark.parametrize(
    ("name", "text", "lang", "quote"),
    [("Kavanaugh", "参议员卡瓦诺说", "zh", "卡瓦诺"), ("Nie Qing", "（记者聂青）", "zh", "聂"), ("Kishida", "岸田首相は", "ja", "岸田"),
     ("Zemanová", "Podle Zemanové to tak není.", "cs", "Zemanové"), ("Peskov", "сказал Пескову", "ru", "Пескову"), ("Gantz", "אמר לגנץ", "he", "לגנץ")],
)  # fmt: skip
def test_traced(name: str, text: str, lang: str, quote: str) -> None:
    found = trace(name, "en", text, lang)
    assert found.likeness >= 0.5
    assert quote in found.text or found.text in quote


def test_designations_end_where_han_begins() -> None:
    assert [n.text for n in designations("空军订购了F-16战斗机和Су-57")] == ["F-16", "Су-57"]


@pytest.mark.parametrize(
    "script", ["Cyrillic", "Han", "Katakana", "Hangul", "Arabic", "Hebrew", "Greek", "Devanagari", "Thai", "Pinyin"]
)
def test_tables_ship(script: str) -> None:
    assert len(table(script)) > 30


HOSTILE = st.text(alphabet=st.characters(), max_size=60)


@settings(max_examples=60, deadline=None)
@given(HOSTILE, st.sampled_from(["en", "ru", "zh", "ja", "ar", "de", "ko"]))
def test_offsets_hold_for_any_text(text: str, lang: str) -> None:
    for name in (*names(text, lang), *designations(text)):
        assert text[name.start : name.end] == name.text
    assert 0.0 <= similarity(text, lang, "Obama", "en") <= 1.0
    assert isinstance(native(text), str)
    assert trace("Obama", "en", text, lang).likeness <= 1.0


def test_locate_nothing() -> None:
    assert locate("Han", "", "obama")[2] == 0


@pytest.mark.parametrize(("lang", "least"), [("ru", 0.97), ("ja", 0.95), ("ko", 0.93), ("ar", 0.93), ("zh", 0.93)])
def test_pairs_of_the_gold_set(lang: str, least: float) -> None:
    """The shipped tables have seen these pairs: this guards the file; `learn_names.py --measure` holds a third out."""
    folder = os.environ.get("AUDITOR_GOLD")
    if not folder:
        pytest.skip("AUDITOR_GOLD is not set: the gold pairs are not here")
    with gzip.open(Path(folder) / f"names_pairs_en-{lang}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][:400]
    scored = sorted((similarity(r["source"], "en", r["target"], lang), r["score"]) for r in rows)
    rank = sum(k for k, (_, same) in enumerate(scored, 1) if same)
    same = sum(1 for _, s in scored if s)
    assert (rank - same * (same + 1) / 2) / (same * (len(scored) - same)) >= least

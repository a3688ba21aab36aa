"""Sentences of paragraphs, with their offsets and places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model import Document, Place, Role, Segment
from auditor.segment import boundaries, language, split
from tests.costs import grows_in_proportion


def document(*texts, lang="en", field="body", place=None, role=Role.TARGET):
    place = place or Place(line=1, column=1)
    return Document("d", role, lang, tuple(Segment(f"p{i}", t, lang, field, place, i) for i, t in enumerate(texts)))


def sentences(text, lang):
    return [text[start:end] for start, end in boundaries(text, lang)]


CASES = [
    ("en", ["Gen. Park met Lt. Col. Ode of No. 4 Brigade.", "J. K. Oram, of the U.S. Navy, paid $3.5 million."]),
    ("en", ["They live in the U.S. now.", "He said no.", "Mr. Dunn left."]),
    ("en", ["“We must go!” she said.", "Yahoo! said so.", "It ended..."]),
    ("ru", ["Он родился в 1950 г. в г. Туле.", "Цена выросла до 500 руб.", "Это много."]),
    ("ru", ["В 2019 г. Россия продала зерно.", "В 2020 г. А. С. Лужин уехал."]),
    ("ru", ["«Да! Нет?» — сказал он.", "Потом он ушёл, т.е. исчез."]),
    ("uk", ["Ціна становить 5 млн грн.", "Це багато."]),
    ("es", ["El Sr. Vega y la Dra. Luna viven en EE. UU. desde 1990.", "¿Cómo?", "«¡Vamos!», dijo el Gral. Soto."]),
    ("de", ["Prof. Dr. Kern kam am 3. Mai.", "Nr. 5 lebt, usw.", "„Geh weg! Sofort.“", "Er ging."]),
    ("fr", ["M. Roche a dit : « Attention ! Partez. »", "Puis Mme Blanc est partie à 9 h."]),
    ("pl", ["Dr. Nowak ur. w 1950 r. w Gdyni.", "To koniec."]),
    ("ar", ["وصل د. أحمد إلى المدينة.", "ثم غادر؟", "نعم!"]),
    ("hi", ["डॉ. सिंह और प्रो. शर्मा आए।", "वह गया।", "ठीक?"]),
    ("zh", ["他说：“好的。我去。”", "然后他走了！", "真的吗？", "上涨3.5%。"]),
    ("ja", ["「はい。行きます。」と彼は言った。", "「そう。」", "彼は帰った。"]),
    ("am", ["ሰላም ነው።", "እንዴት ነህ።"]),
    ("und", ["One came.", "Two went."]),
]


@pytest.mark.parametrize(("lang", "expected"), CASES)
def test_sentences_end_where_a_reader_ends_them(lang, expected):
    joint = "" if lang in {"zh", "ja"} else " "
    assert sentences(joint.join(expected), lang) == expected


def test_thai_is_cut_at_spaces_far_enough_apart():
    one = "นายกรัฐมนตรีกล่าวเมื่อวันจันทร์ว่ารัฐบาลจะไม่เปลี่ยนการตัดสินใจในเรื่องนี้"
    two = "รัฐมนตรีเดินทางไปต่างประเทศเพื่อเข้าร่วมการประชุมสุดยอดประจำปี พ.ศ. 2560"
    assert sentences(f"{one} {two}", "th") == [one, two]


def test_headlines_and_credits_stay_whole():
    text = "Rain. Wind. Floods."
    assert [s.text for s in split(document(text, field="headline")).segments] == [text]
    assert [s.text for s in split(document(text)).segments] == ["Rain.", "Wind.", "Floods."]
    assert len(split(document(text * 40, field="credit")).segments) > 1


def test_places_and_identifiers_go_on_from_the_block():
    parts = split(document("One went.\n  Two came. Three left.", place=Place(path="a.txt", line=7, column=5))).segments
    assert [(s.id, s.text, s.place.line, s.place.column) for s in parts] == [
        ("p0.1", "One went.", 7, 5), ("p0.2", "Two came.", 8, 3), ("p0.3", "Three left.", 8, 13),
    ]  # fmt: skip


@given(
    st.lists(
        st.text(
            alphabet=st.one_of(st.characters(), st.sampled_from(list("aB. !?。」“”«»\n\u0301\ud83d\U0001f600\u0e01"))),
            max_size=120,
        ),
        max_size=3,
    ),
    st.sampled_from(["en", "ru", "zh", "ja", "th", "und", "", "zz"]),
)
def test_every_sentence_stands_in_its_block_where_it_says(texts, lang):
    read = document(*texts, lang=lang)
    blocks = {s.block: s.text for s in read.segments}
    parts = split(read).segments
    for part in parts:
        assert blocks[part.block][part.offset : part.offset + len(part.text)] == part.text
        assert part.text == part.text.strip()
        assert part.text
    for block, text in blocks.items():
        kept = "".join(p.text for p in parts if p.block == block)
        assert "".join(kept.split()) == "".join(text.split())  # nothing but white space is lost
    assert len({p.id for p in parts}) == len(parts)


@pytest.mark.parametrize("text", ["“" * 400_000, "word. " * 70_000, "a" * 10_000_000, "(a. " * 60_000, "." * 10_000_000])
def test_a_line_without_end_costs_seconds_at_most(text):
    grows_in_proportion(lambda text: split(document(text)), text)
    assert sum(len(p.text) for p in split(document(text)).segments) > len(text) * 0.7


def test_blocks_without_numbers_get_them():
    parts = split(Document("d", Role.TARGET, "en", (Segment("a", "One. Two."), Segment("b", "Three.")))).segments
    assert [(p.id, p.block, p.offset) for p in parts] == [("a.1", 0, 0), ("a.2", 0, 5), ("b.1", 1, 0)]


def test_a_language_not_given_is_found_and_one_wrongly_given_is_noted():
    text = "El ministro dijo el lunes que el gobierno no cambiaría su decisión sobre la ley."
    found = language(document(text, lang="und"))
    assert (found.lang, found.segments[0].lang) == ("es", "es")
    noted = language(document(text, lang="en"))
    assert noted.lang == "en"
    assert noted.meta["identified"]["lang"] == "es"
    assert "identified" not in language(document(text, lang="es-MX")).meta

"""Bytes to text, text to safe text; credits, datelines and bylines in running text; long blocks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.errors import InputError
from auditor.ingest import blocks, boundary, encodings, fields
from auditor.ingest.blocks import Ask, Block
from auditor.ingest.limits import Limits
from auditor.model import Role

SAMPLES = {
    "cp1252": "Der Präsident erklärte am Montag, die Maßnahmen würden überprüft.",
    "cp1251": "Президент заявил в понедельник, что переговоры продолжатся.",
    "koi8-r": "Президент заявил в понедельник, что переговоры продолжатся.",
    "cp1250": "Prezydent powiedział w poniedziałek, że środki zostaną sprawdzone.",
    "cp1253": "Ο πρωθυπουργός δήλωσε τη Δευτέρα ότι οι συνομιλίες θα συνεχιστούν.",
    "cp1255": "ראש הממשלה אמר ביום שני כי השיחות יימשכו בשבוע הבא.",
    "cp1256": "قال الرئيس يوم الاثنين إن المحادثات ستستمر الأسبوع المقبل.",
    "gb18030": "总统周一表示，谈判将在下周继续进行。记者从外交部获悉。",
    "big5": "總統週一表示，談判將在下週繼續進行。記者從外交部獲悉。",
    "cp932": "大統領は月曜日、協議は来週も続くと述べた。",
    "euc_jp": "大統領は月曜日、協議は来週も続くと述べた。",
    "cp949": "대통령은 월요일 회담이 다음 주에도 계속될 것이라고 말했다.",
    "iso2022_jp": "大統領は月曜日、協議は来週も続くと述べた。",
    "utf-16": "Talks go on.",
    "utf-16-le": "Talks go on and on and on.",
    "utf-32": "Talks go on.",
    "utf-8-sig": "Señor",
}


@pytest.mark.parametrize("encoding", SAMPLES)
def test_undeclared_encodings_are_told_by_the_text(encoding):
    text = SAMPLES[encoding]
    assert boundary.decode(text.encode(encoding)).text == text


@pytest.mark.parametrize("encoding", SAMPLES)
@pytest.mark.parametrize("declared", ["hex", "utf-7", "klingon", "", "undefined", "idna", "\x00"])
def test_a_declared_encoding_that_is_none_does_no_harm(encoding, declared):
    text = SAMPLES[encoding]
    decoded = boundary.decode(text.encode(encoding), declared)
    assert decoded.text == text
    assert not declared or declared in decoded.notes[0] or repr(declared) in decoded.notes[0]


def test_a_few_bad_bytes_do_not_change_the_encoding():
    decoded = boundary.decode("Señor Muñoz habló mañana aquí".encode() + b"\xff")
    assert decoded.text == "Señor Muñoz habló mañana aquí\N{REPLACEMENT CHARACTER}"
    assert "1 bytes are not valid utf-8" in decoded.notes[0]


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from([None, "utf-8", "cp1252", "gb18030", "utf-16", "shift_jis", "x"]))
def test_any_bytes_are_text_or_refused(data, declared):
    try:
        decoded = boundary.decode(data, declared)
    except InputError:
        return
    boundary.safe(decoded.text).encode()
    assert encodings.known(decoded.encoding)


@given(st.text())
def test_safe_text_has_the_same_length_and_can_be_written(text):
    safe = boundary.safe(text)
    assert len(safe) == len(text)
    safe.encode()
    assert "\x00" not in safe
    assert boundary.safe(safe) == safe


CASES = [
    ("KYIV, June 3 (Reuters) - Talks.", [("dateline", "KYIV, June 3 (Reuters) -"), ("body", "Talks.")]),
    ("Berlin (dpa) – Gespräche.", [("dateline", "Berlin (dpa) –"), ("body", "Gespräche.")]),
    ("МОСКВА, 3 июня — Переговоры.", [("dateline", "МОСКВА, 3 июня —"), ("body", "Переговоры.")]),
    ("القاهرة (رويترز) - قال", [("dateline", "القاهرة (رويترز) -"), ("body", "قال")]),
    ("北京6月3日电（记者 王明）会谈继续。", [("dateline", "北京6月3日电（记者 王明）"), ("body", "会谈继续。")]),
    ("(서울=연합뉴스) 회담이 계속된다.", [("dateline", "(서울=연합뉴스)"), ("body", "회담이 계속된다.")]),
    ("WASHINGTON — Talks.", [("dateline", "WASHINGTON —"), ("body", "Talks.")]),
    ("NATO will not act — so he said.", [("body", "NATO will not act — so he said.")]),
    ("He met (in June) - and left.", [("body", "He met (in June) - and left.")]),
    (
        "He waves (AP Photo/Jane Doe). Then left.",
        [("body", "He waves"), ("credit", "(AP Photo/Jane Doe)"), ("body", ". Then left.")],
    ),
    ("Un hombre (Foto: EFE/Ana Ruiz) saluda", [("body", "Un hombre"), ("credit", "(Foto: EFE/Ana Ruiz)"), ("body", "saluda")]),
    ("Люди (Фото: ТАСС)", [("body", "Люди"), ("credit", "(Фото: ТАСС)")]),
    ("人々（写真＝共同）", [("body", "人々"), ("credit", "（写真＝共同）")]),
    ("Photo: Jane Doe/AFP", [("credit", "Photo: Jane Doe/AFP")]),
    ("© Reuters", [("credit", "© Reuters")]),
    ("Crédit photo : AFP", [("credit", "Crédit photo : AFP")]),
    ("Par Jean Dupont et Anne-Marie Roux", [("byline", "Par Jean Dupont et Anne-Marie Roux")]),
    ("Von Anna Schmidt, Berlin", [("byline", "Von Anna Schmidt, Berlin")]),
    ("Автор: Иван Петров", [("byline", "Автор: Иван Петров")]),
    ("By noon it was over.", [("body", "By noon it was over.")]),
    ("By Monday", [("byline", "By Monday")]),
    ("He said (and meant) it.", [("body", "He said (and meant) it.")]),
    ("The image: a man", [("body", "The image: a man")]),
]


@pytest.mark.parametrize(("text", "parts"), CASES)
def test_fields_in_running_text(text, parts):
    assert [(s.field, text[s.start : s.end]) for s in fields.split(text)] == parts


PIECES = st.lists(
    st.sampled_from(
        [
            "(Credit: A/B/C)",
            "KYIV (Reuters) — ",
            "By Ana Ruiz",
            " ",
            "\n",
            "word. ",
            "(",
            ")",
            "Photo by X",
            "\ud800",
            "x" * 50,
            "東京",
        ]
    )
    | st.text(max_size=8),
    max_size=12,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=4), st.integers(5, 60))
def test_every_segment_is_where_it_says_in_its_block(texts, limit):
    doc = blocks.document("d", [Block(t) for t in texts], Ask(Role.TARGET, "en", Limits(segment_chars=limit)), "p")
    kept = [boundary.safe(t) for t in texts if t.strip()]
    assert len({s.id for s in doc.segments}) == len(doc.segments)
    covered: dict[int, str] = dict.fromkeys(range(len(kept)), "")
    for segment in doc.segments:
        assert 0 < len(segment.text) <= limit
        assert segment.text == kept[segment.block][segment.offset : segment.offset + len(segment.text)]
        covered[segment.block] += segment.text
    for index, text in covered.items():  # nothing but white space is lost
        assert "".join(text.split()) == "".join(kept[index].split())


def test_places_count_lines_and_columns():
    doc = blocks.document("d", [Block("One two.\nThree (Photo by Ana Ruiz) four", line=5, column=3)], Ask(), "p")
    assert [(s.text, s.place.line, s.place.column) for s in doc.segments] == [
        ("One two.\nThree", 5, 3),
        ("(Photo by Ana Ruiz)", 6, 7),
        ("four", 6, 27),
    ]

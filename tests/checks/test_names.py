"""The names checks beyond their examples: severities, suggestions, innocents, hostile input."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.checks import designations, names, names_consistency, titles
from auditor.checks.base import Check, Tools
from auditor.model import Evidence, Segment, Severity, Unit
from tests.costs import grows_in_proportion

CHECKS = (names.CHECK, designations.CHECK, titles.CHECK, names_consistency.CHECK)


def unit(target: str, source: str | None = None, reference: str | None = None, langs: str = "ru-en", ident: str = "u") -> Unit:
    first, second = langs.split("-")
    return Unit(
        id=ident,
        document="d",
        target=Segment(id="t", text=target, lang=second),
        source=Segment(id="s", text=source, lang=first) if source is not None else None,
        references=(Segment(id="r", text=reference, lang=second),) if reference is not None else (),
    )


def seen(check: Check, one: Unit, least: float = 0.5) -> list[Evidence]:
    found = list(check.find(one, Tools(document=(one,)))) if check.find else []
    if check.find_in_document:
        found += [e for _, e in check.find_in_document([one], Tools(document=(one,)))]
    return [e for e in found if e.strength >= least]


def quote(one: Unit, evidence: Evidence) -> str:
    side = one.side(evidence.span.role)
    assert side is not None
    return side.text[evidence.span.start : evidence.span.end]


def test_another_known_name_is_critical_and_says_which() -> None:
    one = unit("The president of Niger resigned.", "Президент Нигерии подал в отставку.")
    (found,) = seen(names.CHECK, one)
    assert (found.rule, found.severity, found.suggestion) == ("names/mistranslated", Severity.CRITICAL, "Nigeria")
    assert found.message == "“Niger” stands where the source has “Нигерии”, which is Nigeria."


@pytest.mark.parametrize(
    ("target", "source", "langs"),
    [
        ("The UN and NATO agreed.", "L’ONU et l’OTAN sont d’accord.", "fr-en"),
        ("German and Dutch farmers protested in The Hague.", "Немецкие и голландские фермеры протестовали в Гааге.", "ru-en"),
        ("Wladimir Kerimow traf Merkels Berater.", "Владимир Керимов встретил советника Меркель.", "ru-de"),
        ("The prime minister met Nie Qing in Chengdu.", "总理在成都会见了聂青。", "zh-en"),
        ("Shinzo Abe visited Kyoto.", "安倍晋三は京都を訪れた。", "ja-en"),
        ("Abdullah Mansour arrived in Cairo.", "وصل عبد الله منصور إلى القاهرة.", "ar-en"),
        ("Podle Nováka je to v Londýně jinak.", "According to Novak, it is different in London.", "en-cs"),
        ("欧盟和北约在布鲁塞尔开会。", "The EU and NATO met in Brussels.", "en-zh"),
    ],
)
def test_names_by_the_conventions_of_the_target_are_innocent(target: str, source: str, langs: str) -> None:
    assert not seen(names.CHECK, unit(target, source, langs=langs))


@pytest.mark.parametrize(
    ("target", "source", "langs", "wrong"),
    [
        ("The talks took place in Ankara.", "Переговоры прошли в Минске.", "ru-en", "Ankara"),
        ("Ukraine’s ambassador left.", "Der Botschafter Ungarns reiste ab.", "de-en", "Ukraine"),
        ("Mr. Duisburg thanked the minister.", "Господин Керимов поблагодарил министра.", "ru-en", "Mr. Duisburg"),
        ("The flood reached Osaka.", "洪水は京都に達した。", "ja-en", "Osaka"),
        ("Wang Xiaomin was released.", "李建国获释。", "zh-en", "Xiaomin"),
    ],
)
def test_another_name_is_seen_in_any_script(target: str, source: str, langs: str, wrong: str) -> None:
    one = unit(target, source, langs=langs)
    assert any(quote(one, e) in wrong and e.rule in {"names/mistranslated", "names/extra"} for e in seen(names.CHECK, one))


def test_conventions_of_spelling_are_no_slip() -> None:
    assert not seen(names.CHECK, unit("Zelenskyy spoke.", reference="Zelensky spoke."))
    assert not seen(names.CHECK, unit("The U.N. spoke.", reference="The United Nations spoke."))
    assert not seen(names.CHECK, unit("Mr. Quint spoke.", reference="Adam Quint spoke."))


def test_name_gone_is_pointed_at_in_the_reference() -> None:
    one = unit("The mayor thanked.", reference="The mayor thanked Quintanilla.", source="Мэр поблагодарил Кинтанилью.")
    assert "Quintanilla" in {quote(one, e) for e in seen(names.CHECK, one) if e.rule == "names/missing"}


@pytest.mark.parametrize(
    ("target", "source", "langs"),
    [
        ("A Su-57 and a MiG-29 landed.", "Приземлились Су-57 и МиГ-29.", "ru-en"),
        ("Das G20-Treffen begann.", "The G20 meeting began.", "en-de"),
        ("Il est né en 1990 et pèse 80kg.", "He was born in 1990 and weighs 80kg.", "en-fr"),
        ("UE-27", "EU-27", "en-es"),
    ],
)
def test_designations_by_a_known_rule_are_innocent(target: str, source: str, langs: str) -> None:
    assert not seen(designations.CHECK, unit(target, source, langs=langs))


def test_two_people_in_one_sentence_are_two() -> None:
    units = [unit("Kerimov met Kerimow.", ident="a"), unit("Kerimov left.", ident="b")]
    assert not list(names_consistency.find_in_document(units, Tools(document=tuple(units))))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(["ru-en", "en-zh", "ja-en", "en-de", "ar-fr", "und-und"]))
def test_spans_hold_for_any_text(target: str, other: str, langs: str) -> None:
    one = unit(target, other, other[::-1], langs)
    for check in CHECKS:
        for evidence in seen(check, one, 0.0):
            side = one.side(evidence.span.role)
            assert side is not None
            assert 0 <= evidence.span.start <= evidence.span.end <= len(side.text)
            assert 0.0 <= evidence.strength <= 1.0


@pytest.mark.parametrize("text", ["X" * 500_000, "Xan " * 100_000, "阿·" * 200_000, "F-16 " * 50_000, "\ud800 Bar\x00", ""])
def test_hostile_texts_cost_little(text: str) -> None:
    def work(text: str) -> None:
        one = unit(text, text[::-1], text[1:], "ru-en")
        for check in CHECKS:
            seen(check, one)

    grows_in_proportion(work, text)


ASKED = [
    ("en-zh", "Who directed The Quiet Lantern?", "寂靜的燈籠是誰執導的？", "谁导演了《安静的灯》?", "寂靜的燈籠"),
    ("en-zh", "Where is Grey Heron Abbey located?", "灰鷺修道院位於哪裡？", "格雷·赫伦大教堂在哪里?", "灰鷺修"),
    (
        "en-ja",
        "Who wrote The Glass Orchard?",
        "硝子果樹園を書いたのは誰ですか？",
        "「ガラスの庭」を書いたのは誰ですか？",
        "硝子果樹園",
    ),
    ("en-es", "Where is Castle Borgul?", "¿Dónde está el Castillo de Bórgul?", "¿Dónde está el Castillo de Borgul?", "Bórgul"),
]


@pytest.mark.parametrize(("langs", "source", "reference", "target", "expected"), ASKED)
def test_the_name_a_question_asks_about_is_the_reference_s(
    langs: str, source: str, reference: str, target: str, expected: str
) -> None:
    one = unit(target, source, reference, langs)
    assert [quote(one, e) for e in seen(titles.CHECK, one)] == [expected]


@pytest.mark.parametrize(
    ("langs", "source", "reference", "target"),
    [
        ("en-zh", "Who directed The Quiet Lantern?", "寂靜的燈籠是誰執導的？", "《寂静的灯笼》的导演是谁?"),
        ("en-zh", "Where is Grey Heron Abbey located?", "灰鷺修道院位於哪裡？", "灰鹭修道院在哪里?"),
        ("en-ja", "Who wrote The Glass Orchard?", "硝子果樹園を書いたのは誰ですか？", "『硝子果樹園』の著者は誰?"),
        (
            "en-es",
            "Who wrote The Glass Orchard?",
            "¿Quién escribió El huerto de vidrio?",
            "¿Quién es el autor de El huerto de vidrio?",
        ),
    ],
)
def test_a_question_put_otherwise_about_the_same_name_is_innocent(langs: str, source: str, reference: str, target: str) -> None:
    assert seen(titles.CHECK, unit(target, source, reference, langs)) == []


@pytest.mark.parametrize(
    ("langs", "source", "target", "reference", "word"),
    [
        (
            "en-de",
            "Dad angry about holiday drive",
            "Vater verärgert über die Urlaubsbaustelle",
            "Vater verärgert über Ferienfahrt",
            "",
        ),
        ("en-de", "It cost $40 million.", "Es kostete 40 Millionen US-Dollar.", "Es kostete 40 Millionen Dollar.", ""),
        (
            "zh-en",
            "据中新网报道，桥已修好。",
            "The bridge is repaired, ChinaNews said.",
            "The bridge has been repaired, Ecns.cn reported.",
            "",
        ),
        ("zh-en", "速率达到100兆。", "The rate reaches 100Mbps.", "The rate reaches 100 megabits per second.", ""),
        ("zh-en", "守门员加盟巴萨。", "The goalkeeper joined Barcelona.", "The goalkeeper joined Barça.", ""),
        ("zh-en", "守门员加盟该队。", "The goalkeeper joined Valladolid.", "The goalkeeper joined the team.", "Valladolid"),
    ],
)
def test_names_that_only_one_side_writes(langs: str, source: str, target: str, reference: str, word: str) -> None:
    one = unit(target, source, reference, langs)
    assert {quote(one, e) for e in seen(names.CHECK, one) if e.rule == "names/extra"} == ({word} if word else set())


def test_evidence_of_an_added_name_says_what_kind_it_is() -> None:
    one = unit("The mayor of Duisburg met the ambassador.", "市长会见了大使。", None, "zh-en")
    assert [e.cause for e in seen(names.CHECK, one) if e.rule == "names/extra"] == ["extra-source-uncased-known"]


def test_the_surest_name_is_what_stands_for_another() -> None:
    one = unit("The Harbour Master of the port, Jonas Rudek, said so.", "Le capitaine du port, Sandoval, le dit.", None, "fr-en")
    found = [e for e in seen(names.CHECK, one) if e.rule == "names/mistranslated"]
    assert {quote(one, e) for e in found} <= {"Jonas", "Rudek"}
    assert {e.suggestion for e in found} == {"Sandoval"}


def test_an_acronym_that_spells_nothing_of_a_name_replaced_it() -> None:
    one = unit("According to QFB, the bridge is closed.", "Según Sandoval, el puente está cerrado.", None, "es-en")
    assert [quote(one, e) for e in seen(names.CHECK, one, 0.3) if e.rule == "names/mistranslated"] == ["QFB"]


def test_an_article_of_a_title_may_be_dropped_or_contracted() -> None:
    one = unit(
        "Quel est le genre des 9 Horlogers ?",
        "What is the genre of The 9 Clockmakers?",
        "Quel est le genre de Les 9 Horlogers ?",
        "en-fr",
    )
    assert seen(titles.CHECK, one) == []

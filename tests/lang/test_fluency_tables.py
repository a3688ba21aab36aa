import pytest

from auditor.lang.boilerplate import languages, patterns
from auditor.lang.lengths import surprise
from auditor.lang.order import languages as ordered
from auditor.lang.order import model, odd, oddness

READ_MORE = {
    "en": "Read more: Floods", "es": "Lea también: Inundaciones", "fr": "Lire aussi : Inondations", "de": "Lesen Sie auch: Hochwasser",
    "it": "Leggi anche: Alluvioni", "pt": "Leia também: Enchentes", "nl": "Lees ook: Overstroming", "ru": "Читайте также: Наводнение",
    "uk": "Читайте також: Повінь", "pl": "Czytaj także: Powódź", "cs": "Čtěte také: Povodeň", "sv": "Läs också: Översvämning",
    "tr": "İlgili haberler: Sel", "el": "Διαβάστε επίσης: Πλημμύρα", "ar": "اقرأ أيضا: فيضانات", "he": "קראו גם: שיטפון",
    "hi": "यह भी पढ़ें: बाढ़", "zh": "相关阅读：洪水", "ja": "関連記事：洪水", "ko": "관련 기사: 홍수", "vi": "Xem thêm: Lũ", "id": "Baca juga: Banjir",
}  # fmt: skip


@pytest.mark.parametrize(("lang", "text"), READ_MORE.items())
def test_read_more_in_many_languages(lang: str, text: str) -> None:
    assert any(pattern.search(text) for place, pattern in patterns(lang) if place == "start")


def test_at_least_fifteen_languages_have_phrases() -> None:
    assert len(languages()) >= 25


@pytest.mark.parametrize(
    "text", ["Related parties were named.", "Share prices fell.", "Read more books this year, she said.", "Tags were removed."]
)
def test_sentences_that_begin_like_buttons_are_left_alone(text: str) -> None:
    assert not any(pattern.search(text) for _, pattern in patterns("en"))


def test_a_third_of_the_source_is_short_in_any_pair() -> None:
    assert surprise("大臣は数週間にわたる抗議のあと、金曜日の夜遅くに辞任を表明した。", "ja", "He resigned.", "en") < -3
    assert (
        abs(
            surprise(
                "大臣は数週間にわたる抗議のあと、金曜日に辞任した。",
                "ja",
                "The minister resigned on Friday after weeks of protests.",
                "en",
            )
        )
        < 2
    )


@pytest.mark.parametrize("lang", sorted(ordered()))
def test_every_table_of_order_can_be_read(lang: str) -> None:
    table = model(lang)
    assert table is not None
    assert set(table.bars) == {"swap", "mark"}
    assert isinstance(odd("x " * 500, lang), tuple)


def test_a_language_without_a_table_is_silent() -> None:
    assert odd("one two three four five", "eu") == ()
    assert oddness("one two three four five", "eu") == 0.0

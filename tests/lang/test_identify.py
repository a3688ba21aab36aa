"""Languages by script, by letters and by py3langid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.lang.identify import identify, same
from tests.costs import grows_in_proportion

NEWS = {
    "en": "The minister said on Monday that the government would not change its decision.",
    "es": "El ministro dijo el lunes que el gobierno no cambiaría su decisión.",
    "pt": "O ministro disse na segunda-feira que o governo não mudaria sua decisão.",
    "it": "Il ministro ha detto lunedì che il governo non cambierà la sua decisione.",
    "fr": "Le ministre a déclaré lundi que le gouvernement ne changerait pas sa décision.",
    "de": "Der Minister sagte am Montag, die Regierung werde ihre Entscheidung nicht ändern.",
    "ru": "Министр заявил в понедельник, что правительство не изменит своего решения.",
    "uk": "Міністр заявив у понеділок, що уряд не змінить свого рішення.",
    "bg": "Министърът заяви в понеделник, че правителството няма да промени решението си.",
    "sr": "Министар је у понедељак рекао да влада неће променити своју одлуку.",
    "ar": "قال الوزير يوم الاثنين إن الحكومة لن تغير قرارها.",
    "fa": "وزیر روز دوشنبه گفت که دولت تصمیم خود را تغییر نخواهد داد.",
    "ur": "وزیر نے پیر کے روز کہا کہ حکومت اپنا فیصلہ تبدیل نہیں کرے گی۔",
    "hi": "मंत्री ने सोमवार को कहा कि सरकार अपना फैसला नहीं बदलेगी।",
    "zh": "部长周一表示，政府不会改变决定。",
    "ja": "大臣は月曜日、政府は決定を変えないと述べた。",
    "ko": "장관은 월요일 정부가 결정을 바꾸지 않을 것이라고 말했다.",
    "he": "השר אמר ביום שני כי הממשלה לא תשנה את החלטתה.",
    "el": "Ο υπουργός δήλωσε τη Δευτέρα ότι η κυβέρνηση δεν θα αλλάξει την απόφασή της.",
    "th": "รัฐมนตรีกล่าวเมื่อวันจันทร์ว่ารัฐบาลจะไม่เปลี่ยนการตัดสินใจ",
}


@pytest.mark.parametrize("lang", NEWS)
def test_a_sentence_of_news_is_known(lang):
    assert identify(NEWS[lang]).lang == lang
    assert identify(NEWS[lang]).probability > 0.9


@pytest.mark.parametrize("lang", NEWS)
def test_expected_languages_do_not_hide_another(lang):
    wrong = "en" if lang != "en" else "es"
    guess = identify(NEWS[lang], (wrong,))
    assert guess.lang == lang or guess.probability < 0.7


def test_short_text_is_left_open_unless_its_script_decides():
    assert identify("Oil prices rise").lang == "und"
    assert identify("Киев").lang == "und"
    assert identify("Киев", ("ru", "en")).lang == "ru"
    assert identify("서울").lang == "ko"
    assert identify("東京", ("ja", "en")).lang == "ja"
    assert identify("2024: 15 %").lang == "und"


def test_tags_of_one_written_language_are_the_same():
    assert same("zh-Hant", "zh")
    assert same("nb-NO", "no")
    assert not same("ru", "uk")


@given(st.text(alphabet=st.characters(), max_size=200), st.sampled_from([(), ("en",), ("ja", "xx"), ("",)]))
def test_any_text_gets_an_answer(text, among):
    assert 0 <= identify(text, among).probability <= 1


def test_lone_surrogates_and_ten_million_letters_cost_nothing():
    grows_in_proportion(identify, "\ud83d" + "слово \udc00" * 10)
    grows_in_proportion(identify, "a" * 10_000_000)

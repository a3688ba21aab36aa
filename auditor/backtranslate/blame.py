"""Which step is to blame: before a difference counts against the translation, the engine is doubted.

Engines copy what they do not know, loop, stop early, answer in the wrong language, and are weak on short strings and bare names
(argos-translate issues 367 and 428): a back-translation like that says nothing about the text.
"""

from __future__ import annotations

from collections import Counter

from auditor.backtranslate.base import Back
from auditor.lang.identify import identify, same
from auditor.lang.lemmas import function_words, plain
from auditor.lang.lengths import surprise
from auditor.lang.scripts import is_unspaced
from auditor.lang.tokens import words

NEVER_ALONE = frozenset({"headline", "credit", "byline", "dateline", "title"})  # fields an engine does not judge
_FEWEST = 3  # words from which an engine has something to go by
_COPIED = 0.6  # share of content words left as they were: names and numbers stay, sentences do not
_UNKNOWN = 0.4  # share of words the engine did not know
_SURE = 0.9  # probability of another language
_SHORT = 3.5  # surprise of the length, in standard deviations
_LOOKED_AT = 2000  # words


def before(given: str, lang: str, field: str) -> str:
    """Why a text is not given to an engine, "" where it may be.

    >>> before("Handout/Ministry of Defence", "en", "credit")
    'an engine alone does not judge a credit'
    >>> before("Nick Schifrin", "en", "body")
    'too short for an engine to go by'
    """
    if field in NEVER_ALONE:
        return f"an engine alone does not judge a {field}"
    found = words(given)[:_FEWEST]
    if len(found) < _FEWEST and not (is_unspaced(lang) and len(given.strip()) >= 2 * _FEWEST):
        return "too short for an engine to go by"
    return ""


def after(given: str, given_lang: str, back: Back, back_lang: str) -> str:  # noqa: PLR0911 - a list of doubts
    """Why a back-translation is not believed, "" where it may be.

    >>> after("El gato duerme en la casa.", "es", Back("The cat the cat the cat the cat the cat sleeps."), "en")
    'the engine repeats itself'
    """
    if back.why:
        return back.why
    if not back.text.strip():
        return "the engine gave nothing"
    ours, theirs = _forms(given), _forms(back.text)
    if _looping(theirs) and not _looping(ours):
        return "the engine repeats itself"
    if len(back.unknown) > 1 and len(back.unknown) >= _UNKNOWN * len(theirs):
        return "the engine does not know the words"
    if _copied(ours, theirs, given_lang, back_lang):
        return "the engine copied the text"
    if (
        not same(given_lang, back_lang)
        and (guess := identify(back.text)).probability >= _SURE
        and not same(guess.lang, back_lang)
    ):
        return f"the engine answered in {guess.lang}"
    off = surprise(given, given_lang, back.text, back_lang)
    if len(ours) >= 2 * _FEWEST and abs(off) > _SHORT:
        return "the engine stopped early" if len(theirs) < len(ours) else "the engine ran on"
    return ""


def _forms(text: str) -> list[str]:
    return [plain(word.text) for word in words(text)[:_LOOKED_AT]]


def _looping(forms: list[str]) -> bool:
    """Do one to four words stand four times in a row?"""
    for size in (1, 2, 3, 4):
        run = 1
        for i in range(size, len(forms) - size + 1):
            run = run + 1 if forms[i : i + size] == forms[i - size : i] else 1
            if run > 3 * size:
                return True
    return False


def _copied(ours: list[str], theirs: list[str], given_lang: str, back_lang: str) -> bool:
    if same(given_lang, back_lang):
        return False
    small = function_words(back_lang) | function_words(given_lang)
    content = Counter(form for form in theirs if form not in small and not form.isdigit())
    if content.total() < 2 * _FEWEST:
        return False
    return (content & Counter(ours)).total() >= _COPIED * content.total()

"""Forced decoding as the stage uses it: what is accounted for is not translated, what is not is, and is shown to be missing or added."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from auditor.backtranslate.accounts import LOOKS_BAD, Account, by_word, looks_bad
from auditor.backtranslate.apertium import Apertium
from auditor.backtranslate.base import Back, Token
from auditor.backtranslate.cache import Cache
from auditor.backtranslate.models import pulled
from auditor.backtranslate.stage import BackTranslator
from auditor.checks.coverage import find
from auditor.model import Segment, Unit

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
from train_test_model import CITIES, TIMES, corpus

MODEL = Path(__file__).parent / "model"


def _segment(text, lang):
    return Segment(id=text, text=text, lang=lang)


def _unit(ident, source, target, reference=""):
    return Unit(
        id=ident, document="d", target=_segment(target, "es"), source=_segment(source, "en"),
        references=(_segment(reference, "es"),) if reference else (),
    )  # fmt: skip


class Scores:
    """An engine of the test's own that scores: words with an x are unlikely."""

    name, renders = "scores", True

    def __init__(self):
        self.scored, self.asked = [], []

    def pairs(self):
        return ()

    def serves(self, given, wanted):
        return {given, wanted} == {"es", "en"}

    def signature(self, given, wanted):
        return "scores:1"

    def score(self, pairs, source_lang, target_lang):
        for _, text in pairs:
            self.scored.append(text)
            yield tuple(Token(a, b, -7.0 if "x" in text[a:b] else -0.1) for a, b, _ in _words(text))

    def translate(self, texts, source_lang, target_lang):
        for text in texts:
            self.asked.append(text)
            yield Back(f"back of {text}")

    def close(self):
        pass


def _words(text):
    return by_word(text, [Token(i, i + 1, 0.0) for i in range(len(text)) if not text[i].isspace()], "en")


GOOD, BAD = ("a big red house", "una gran casa roja"), ("a big red house", "una gran xasa roja")


def test_only_what_looks_bad_is_translated():
    engine = Scores()
    good, bad = BackTranslator([engine])([_unit("1", *GOOD), _unit("2", *BAD)])
    assert engine.asked == [BAD[1]]
    assert (good.back, bad.back.text) == (None, f"back of {BAD[1]}")
    assert min(value for *_, value in good.meta["target_accounts"]) > LOOKS_BAD
    assert [BAD[1][a:b] for a, b, value in bad.meta["target_accounts"] if value < LOOKS_BAD] == ["xasa"]


def test_everything_is_translated_where_that_is_wished():
    engine = Scores()
    assert all(unit.back for unit in BackTranslator([engine], every=True)([_unit("1", *GOOD), _unit("2", *BAD)]))
    assert engine.asked == [GOOD[1], BAD[1]]


def test_the_second_time_nothing_is_scored(tmp_path):
    units = [_unit("1", *GOOD), _unit("2", *BAD)]
    first, second = Scores(), Scores()
    one = list(BackTranslator([first], cache=Cache(tmp_path / "kept.sqlite"))(units))
    two = list(BackTranslator([second], cache=Cache(tmp_path / "kept.sqlite"))(units))
    assert (len(first.scored), second.scored, second.asked) == (4, [], [])
    assert one == two


def test_small_words_do_not_look_bad_but_denials_do():
    texts = _segment("He did not go to it.", "en"), _segment("No fue a ello.", "es")
    fine = tuple((a, b, -0.1) for a, b, _ in _words(texts[1].text))
    unlikely = {
        word: tuple((a, b, -9.0 if texts[0].text[a:b] == word else -0.1) for a, b, _ in _words(texts[0].text))
        for word in ("to", "not")
    }
    assert not looks_bad(Account(unlikely["to"], fine), *texts)
    assert looks_bad(Account(unlikely["not"], fine), *texts)
    assert looks_bad(Account(), *texts), "what could not be scored is translated"


def test_the_reference_goes_the_same_way_and_a_second_engine_is_asked():
    class Second(Scores):
        name = "second"
        score = None

        def signature(self, given, wanted):
            return "second:1"

        def translate(self, texts, source_lang, target_lang):
            yield from (Back(f"second of {text}") for text in texts)

    second = Second()
    (unit,) = BackTranslator([Scores(), second])([_unit("1", *BAD, reference="una gran casa roja y alta")])
    assert unit.meta["back_reference"].text == "back of una gran casa roja y alta"
    assert unit.meta["back_second"].text == f"second of {BAD[1]}"


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    torch = pytest.importorskip("torch", reason="pip install 'auditor[neural]'")
    pytest.importorskip("ctranslate2", reason="pip install 'auditor[neural]'")
    torch.set_num_threads(1)
    from auditor.backtranslate.ctranslate2 import CTranslate2

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUDITOR_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield CTranslate2(pulled(MODEL))


RIGHT = [(en, es) for en, es in corpus(4242, 110) if not en.startswith(("Photo", "Handout"))]


def _found(engine, pairs, rule):
    """Of the changed words, those a finding of the rule stands on."""
    units = list(BackTranslator([engine])([_unit(str(i), en, es) for i, (en, es, _) in enumerate(pairs)]))
    hits = 0
    for unit, (en, es, words) in zip([u for u in units if isinstance(u, Unit)], pairs, strict=True):
        text = en if rule == "coverage/omission" else es
        quotes = [text[e.span.start : e.span.end] for e in find(unit, None) if e.rule == rule and e.cause == "unlikely"]
        hits += any(quote in words or words in quote for quote in quotes)
    return hits


def test_words_that_were_dropped_are_found(engine):
    dropped = [
        (en, es.replace(f" {time_es}", ""), time_en)
        for en, es in RIGHT
        for time_en, time_es in TIMES
        if en.endswith(f"{time_en}.") and es.endswith(f"{time_es}.")
    ]
    assert len(dropped) > 30
    assert _found(engine, dropped, "coverage/omission") >= 0.7 * len(dropped)


def test_words_that_were_added_are_found(engine):
    r = random.Random(1)
    added = []
    for en, es in RIGHT:
        if not any(city in en for city, _ in CITIES):
            _, city = r.choice(CITIES)
            added.append((en, f"{es.rstrip('.')} en {city}.", city))
    assert len(added) > 30
    assert _found(engine, added, "coverage/addition") >= 0.7 * len(added)


def test_nothing_is_missed_or_added_in_right_translations(engine):
    units = list(BackTranslator([engine], every=True)([_unit(str(i), en, es) for i, (en, es) in enumerate(RIGHT)]))
    wrong = sum(any(e.cause == "unlikely" for e in find(unit, None)) for unit in units if isinstance(unit, Unit))
    assert wrong <= 0.03 * len(RIGHT)


def test_most_right_translations_need_no_generation(engine):
    units = list(BackTranslator([engine])([_unit(str(i), en, es) for i, (en, es) in enumerate(RIGHT)]))
    assert sum(unit.back is not None for unit in units if isinstance(unit, Unit)) <= 0.1 * len(RIGHT)


@pytest.mark.skipif(not Apertium().serves("es", "en"), reason="apt-get install apertium apertium-eng-spa")
def test_a_real_second_engine_reads_the_target_too(engine):
    second = Apertium()
    (unit,) = BackTranslator([engine, second])(
        [_unit("1", "The judge thanked Ana Torres on Friday.", "El juez no agradeció a Ana Torres el viernes.")]
    )
    second.close()
    assert " not " in unit.back.text
    assert "Ana Torres" in unit.meta["back_second"].text

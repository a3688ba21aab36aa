from __future__ import annotations

import pytest

from auditor import backtranslate
from auditor.backtranslate.apertium import Apertium
from auditor.backtranslate.base import Back
from auditor.backtranslate.cache import Cache
from auditor.backtranslate.stage import BackTranslator
from auditor.errors import EngineError
from auditor.model import Segment, Skip, Unit

needs_apertium = pytest.mark.skipif(not Apertium().serves("es", "en"), reason="apt-get install apertium apertium-eng-spa")


def _unit(ident, target, source="", field="body", langs=("en", "es")):
    return Unit(
        id=ident, document="d", target=Segment(id=f"{ident}t", text=target, lang=langs[1], field=field),
        source=Segment(id=f"{ident}s", text=source, lang=langs[0], field=field) if source else None,
    )  # fmt: skip


class Upper:
    """An engine of the test's own, which counts."""

    name, renders = "upper", False

    def __init__(self, fails=()):
        self.asked, self.fails = [], fails

    def pairs(self):
        return ()

    def serves(self, given, wanted):
        return (given, wanted) == ("es", "en")

    def signature(self, given, wanted):
        return "upper:1"

    def translate(self, texts, source_lang, target_lang):
        for text in texts:
            if text in self.fails:
                raise EngineError("the engine went away")
            self.asked.append(text)
            yield Back(text.replace("a", "o"))

    def close(self):
        pass


@needs_apertium
def test_a_unit_comes_with_its_back_translation_and_what_it_stands_for():
    stage = backtranslate.chosen("apertium")
    target = "El ministro no llegó a Madrid."
    (unit,) = stage([_unit("1", target, "The minister did not arrive in Madrid.")])
    stage.close()
    assert unit.back.text == "The minister did not arrive to Madrid."
    assert unit.back.lang == "en"
    assert ("ministro", "minister") in [(target[a:b], unit.back.text[c:d]) for a, b, c, d in unit.alignment]
    assert "Madrid" in unit.meta["rendering"].text


def test_a_pair_nobody_serves_says_what_to_install():
    (unit, skip) = backtranslate.chosen("auto")([_unit("1", "Jina langu ni Asha, na ninaishi hapa.", "x", langs=("is", "sw"))])
    assert unit.back is None
    assert isinstance(skip, Skip)
    assert "apt-get install" in skip.reason
    assert "auditor models pull sw-is" in skip.reason


def test_what_there_is_nothing_to_compare_with_is_left_alone():
    engine = Upper()
    units = [_unit("1", "la casa es alta"), _unit("2", "la casa es alta", "x", langs=("es", "es")), _unit("3", "", "x")]
    assert list(BackTranslator([engine])(units)) == units
    assert engine.asked == []


def test_credits_are_not_judged_by_an_engine():
    engine = Upper()
    (_, skip) = BackTranslator([engine])([_unit("1", "Foto de la Agencia Norte", "Photo: Norte", "credit")])
    assert skip.reason == "an engine alone does not judge a credit"


def test_the_second_time_nothing_is_translated(tmp_path):
    units = [_unit(str(i), f"la casa numero {i} es muy alta", "the house") for i in range(5)]
    first, second = Upper(), Upper()
    one = list(BackTranslator([first], cache=Cache(tmp_path / "kept.sqlite"))(units))
    two = list(BackTranslator([second], cache=Cache(tmp_path / "kept.sqlite"))(units))
    assert len(first.asked) == 5
    assert second.asked == []
    assert one == two


def test_an_engine_that_goes_away_costs_only_what_it_had_not_done():
    texts = ["la casa es muy alta", "el gato no duerme nunca", "la luna sale tarde hoy"]
    got = list(BackTranslator([Upper(fails=texts[1:2])])([_unit(str(i), text, "x y z") for i, text in enumerate(texts)]))
    assert [unit.back is not None for unit in got if isinstance(unit, Unit)] == [True, False, False]
    assert {skip.reason for skip in got if isinstance(skip, Skip)} == {"the engine went away"}


def test_an_unknown_name_is_told_the_nearest():
    with pytest.raises(EngineError, match="did you mean 'apertium'"):
        backtranslate.chosen("apertum")
    assert backtranslate.chosen("none") is None

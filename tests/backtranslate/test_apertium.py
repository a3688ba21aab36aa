"""Real Apertium; skipped, visibly, where it is not installed."""

from __future__ import annotations

import os
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.backtranslate.apertium import Apertium, Line
from auditor.backtranslate.apertium_stream import escaped, read
from auditor.errors import EngineError

ENGINE = Apertium()
needs_apertium = pytest.mark.skipif(not ENGINE.serves("es", "en"), reason="apt-get install apertium apertium-eng-spa")

SENTENCES = [
    "El presidente llegó ayer a Madrid con 3,5 millones de euros.",
    "Los bomberos evacuaron a 300 personas tras el incendio.",
    "No lo sé",
    "¿Quién pagó la factura del hospital?",
    "La ministra dijo que «no habrá recortes» este año; los sindicatos no lo creen.",
]


@pytest.fixture
def engine():
    made = Apertium()
    yield made
    made.close()


def test_what_goes_in_escaped_comes_out_as_it_was():
    text = "5 $ [sic] a^b {x} <b> c\\d @e * # ~\n\n\tend"
    assert read(escaped(text).rstrip(b"\0")).text == text


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_the_stream_loses_nothing(text):
    back = read(escaped(text).rstrip(b"\0"))
    assert (
        back.text == text.encode("utf-8", "replace").decode().replace("\0", "�")
        or max(text, default="") >= "\ud800"
        or "\0" in text
    )


@needs_apertium
def test_the_same_as_the_program_itself(engine):
    for text, back in zip(SENTENCES, engine.translate(SENTENCES, "es", "en"), strict=True):
        alone = subprocess.run(["apertium", "-u", "-f", "txt", "spa-eng"], input=text, capture_output=True, text=True, check=True)
        assert back.text == alone.stdout


@needs_apertium
def test_unknown_words_are_told(engine):
    (back,) = engine.translate(["El zorzalito cantó con * y #."], "es", "en")
    assert [back.text[a:b] for a, b in back.unknown] == ["zorzalito"]
    assert back.text.endswith("with * and #.")


@needs_apertium
def test_words_are_glossed_one_by_one(engine):
    glosses = engine.gloss(["El gato negro no duerme."], "es", "en")
    assert [glosses[word].lower() for word in ("gato", "negro", "no")] == ["cat", "black", "no"]


@needs_apertium
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(alphabet=st.characters(codec="utf-16") | st.sampled_from("^$[]{}<>/\\@*#~\0\n. casa"), max_size=30), max_size=8
    )
)
def test_hostile_texts_never_shift_the_others(texts):
    mixed = [part for text in texts for part in (text, "La casa es roja.")]
    assert [back.text for back in ENGINE.translate(mixed, "es", "en")][1::2] == ["The house is red."] * len(texts)


@needs_apertium
def test_a_killed_stage_costs_nothing(engine):
    backs = engine.translate(["La casa es roja."] * 300, "es", "en")
    first = next(backs)
    engine._lines["spa-eng"]._processes[2].kill()
    assert [first.text, *(back.text for back in backs)] == ["The house is red."] * 300


def test_a_text_that_kills_the_pipeline_is_named_and_the_others_live():
    dies = ["bash", "-c", "while IFS= read -r -d '' unit; do [[ $unit == *poison* ]] && exit 1; printf '%s\\0' \"$unit\"; done"]
    line = Line([dies], "mortal", patience=5)
    backs = list(line.translate([*"abc", "poison", *"def"]))
    line.close()
    assert [back.text for back in backs] == ["a", "b", "c", "", "d", "e", "f"]
    assert backs[3].why == "mortal stopped at this text"


def test_a_pipeline_that_hangs_is_given_up_in_time():
    line = Line([["sleep", "60"]], "sleeper", patience=0.2)
    assert [back.why for back in line.translate(["a", "b"])] == ["sleeper stopped at this text"] * 2
    line.close()


def test_a_program_that_is_missing_is_named(tmp_path):
    (tmp_path / "spa-eng.mode").write_text("no-such-program -x 'a b' | lt-proc $1 x.bin\n")
    assert not Apertium(tmp_path).serves("es", "en")
    with pytest.raises(EngineError, match="auditor engines"):
        list(Apertium(tmp_path).translate(["a"], "es", "en"))


@needs_apertium
def test_a_worker_process_starts_its_own(engine):
    assert [b.text for b in engine.translate(["La casa."], "es", "en")] == ["The house."]
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        os.write(writing, next(engine.translate(["El gato."], "es", "en")).text.encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 100) == b"The cat."
    assert [b.text for b in engine.translate(["La casa."], "es", "en")] == ["The house."]


@pytest.mark.skipif(not ENGINE.serves("fr", "en"), reason="apt-get install apertium-fr-es apertium-eng-spa")
def test_a_third_language_lies_between(engine):
    (back,) = engine.translate(["Le président est arrivé hier à Paris."], "fr", "en")
    assert "president" in back.text
    assert "+" in engine.signature("fr", "en")

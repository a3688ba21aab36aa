"""Our own small models in both runtimes; skipped, visibly, where torch or CTranslate2 is not installed."""

from __future__ import annotations

import json
import pickle
import random
import shutil
import sys
from pathlib import Path

import pytest

from auditor.backtranslate.models import look, pulled
from auditor.errors import EngineError

torch = pytest.importorskip("torch", reason="pip install 'auditor[neural]'")
pytest.importorskip("ctranslate2", reason="pip install 'auditor[neural]'")
torch.set_num_threads(1)

from auditor.backtranslate.ctranslate2 import CTranslate2  # noqa: E402
from auditor.backtranslate.transformers import Transformers  # noqa: E402

HERE = Path(__file__).parent / "model"
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
from train_test_model import corpus  # noqa: E402

NEW = corpus(4242, 40)  # sentences of the grammar, of another seed than the training's


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUDITOR_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def torch_engine():
    return Transformers(pulled(HERE), device="cpu", threads=1)


@pytest.fixture(scope="module")
def ct2_engine():
    return CTranslate2(pulled(HERE))


@pytest.fixture(scope="module", params=["torch_engine", "ct2_engine"])
def engine(request):
    return request.getfixturevalue(request.param)


def test_the_models_are_small():
    assert sum(file.stat().st_size for file in HERE.rglob("*") if file.is_file()) < 10_000_000
    assert [(model.family, model.pair) for model in pulled(HERE)] == [("marian", ("en", "es")), ("marian", ("es", "en"))]


def test_new_sentences_of_the_language_come_out_as_written(engine):
    got = [back.text for back in engine.translate([es for _, es in NEW], "es", "en")]
    assert sum(text == en for text, (en, _) in zip(got, NEW, strict=True)) >= 36


def test_attention_says_which_word_is_which(engine):
    given = "El ministro no acusó a Pedro Blanco el domingo."
    (back,) = engine.translate([given], "es", "en")
    links = {(given[a:b], back.text[c:d]) for a, b, c, d in back.alignment}
    assert {("ministro", "minister"), ("acusó", "accuse"), ("Blanco", "Blanco"), ("domingo", "Sunday")} <= links


def test_a_long_text_is_translated_to_its_end(engine):
    sentences = [es for _, es in NEW[:30]]
    (back,) = engine.translate([" ".join(sentences)], "es", "en")
    right = sum(en in back.text for en, _ in NEW[:30])
    assert right >= 22
    assert back.alignment[-1][1] > len(" ".join(sentences)) - 20


def test_order_and_empty_texts(engine):
    got = [back.text for back in engine.translate(["", "La policía cerró el puente en Lima ayer.", "  "], "es", "en")]
    assert got == ["", "The police closed the bridge in Lima yesterday.", ""]


def test_the_runtimes_agree(torch_engine, ct2_engine):
    texts = [en for en, _ in NEW]
    one = [back.text for back in torch_engine.translate(texts, "en", "es")]
    two = [back.text for back in ct2_engine.translate(texts, "en", "es")]
    exact = CTranslate2(pulled(HERE), quantization="float32")
    assert [back.text for back in exact.translate(texts, "en", "es")] == one
    assert sum(a == b for a, b in zip(one, two, strict=True)) >= 0.85 * len(one)  # weights this small feel the rounding to int8
    mine = [sum(t.logprob for t in tokens) for tokens in torch_engine.score(NEW[:10], "en", "es")]
    theirs = [sum(t.logprob for t in tokens) for tokens in exact.score(NEW[:10], "en", "es")]
    assert mine == pytest.approx(theirs, abs=0.01)


def _contrast(r, en):
    """The sentence with one thing changed: a negation, two people exchanged, a digit."""
    if " did not " in en:
        return en.replace(" did not ", " did ", 1)
    digits = [i for i, letter in enumerate(en) if letter.isdigit()]
    if digits:
        at = r.choice(digits)
        return en[:at] + str((int(en[at]) + r.randint(1, 8)) % 10) + en[at + 1 :]
    cities = ["Madrid", "Lisbon", "London", "Geneva", "Seville", "Lima", "Rome", "Warsaw", "Havana", "Brussels", "Quito", "Cairo"]
    for city in cities:
        if city in en:
            return en.replace(city, r.choice([c for c in cities if c != city]))
    days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    return next((en.replace(day, r.choice([d for d in days if d != day])) for day in days if day in en), "")


def test_forced_decoding_prefers_the_right_source(engine):
    r = random.Random(3)
    pairs = [(es, en, wrong) for en, es in corpus(99, 150) if (wrong := _contrast(r, en)) and wrong != en]
    right = [sum(t.logprob for t in s) for s in engine.score([(es, en) for es, en, _ in pairs], "es", "en")]
    wrong = [sum(t.logprob for t in s) for s in engine.score([(es, w) for es, _, w in pairs], "es", "en")]
    assert len(pairs) > 80
    assert sum(a > b for a, b in zip(right, wrong, strict=True)) >= 0.95 * len(pairs)


def test_forced_decoding_points_at_the_words(engine):
    text = "The minister thanked Pedro Blanco on Sunday."
    (tokens,) = engine.score([("El ministro agradeció a Pedro Blanco el lunes.", text)], "es", "en")
    worst = min(tokens, key=lambda t: t.logprob)
    assert text[worst.start : worst.end] in "Sunday"


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(HERE / "es-en", tmp_path / "opus-mt-es-en"))


def test_a_pickle_is_refused(folder):
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps({}))
    with pytest.raises(EngineError, match=r"its weights are a pickle \(pytorch_model.bin\)"):
        look(folder)
    assert pulled(folder.parent) == []


@pytest.mark.parametrize("file", ["config.json", "tokenizer_config.json"])
def test_remote_code_is_refused(folder, file):
    config = json.loads((folder / file).read_text())
    (folder / file).write_text(json.dumps({**config, "auto_map": {"AutoModel": "evil.Evil"}}))
    with pytest.raises(EngineError, match="auto_map"):
        look(folder)


def test_code_beside_the_weights_is_refused(folder):
    (folder / "modeling.py").write_text("raise SystemExit")
    with pytest.raises(EngineError, match=r"code of its own \(modeling.py\)"):
        look(folder)


def test_a_folder_that_is_no_model_says_so(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "bert"}')
    (tmp_path / "model.safetensors").write_bytes(b"")
    with pytest.raises(EngineError, match="no translation model"):
        look(tmp_path)
    with pytest.raises(EngineError, match="no model for es-fr: run `auditor models pull es-fr`"):
        list(CTranslate2([]).translate(["a"], "es", "fr"))

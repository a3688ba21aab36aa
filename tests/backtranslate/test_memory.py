from __future__ import annotations

import pytest

from auditor.backtranslate.memory import Memory
from auditor.errors import EngineError

TMX = """<?xml version="1.0"?><tmx version="1.4"><header srclang="es"/><body>
<tu><tuv xml:lang="es-ES"><seg>La casa <bpt i="1">&lt;b&gt;</bpt>roja<ept i="1"/> está cerrada desde el lunes.</seg></tuv>
<tuv xml:lang="en"><seg>The red house has been closed since Monday.</seg></tuv></tu></body></tmx>"""


@pytest.fixture
def memory(tmp_path):
    (tmp_path / "archive.tmx").write_text(TMX, "utf-8")
    return Memory(tmp_path / "archive.tmx")


def test_the_same_and_nearly_the_same_text(memory):
    texts = ["La casa roja está cerrada desde el lunes.", "La casa roja está cerrada  desde el lunes", "Otra cosa."]
    backs = list(memory.translate(texts, "es", "en"))
    assert [back.text for back in backs] == ["The red house has been closed since Monday."] * 2 + [""]
    assert backs[2].why == "not in the translation memory"


def test_both_directions_are_there(memory):
    assert [(pair.given, pair.wanted) for pair in memory.pairs()] == [("en", "es"), ("es", "en")]
    assert memory.serves("es-MX", "en")
    assert not memory.serves("es", "fr")


def test_what_is_no_memory_says_so(tmp_path):
    with pytest.raises(EngineError, match="no such file"):
        Memory(tmp_path / "none.tmx")
    (tmp_path / "broken.tmx").write_text("<tmx><body><tu>")
    with pytest.raises(EngineError, match="not readable as TMX"):
        Memory(tmp_path / "broken.tmx").pairs()


def test_entities_are_not_expanded(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("secret words")
    hostile = TMX.replace("<tmx", f'<!DOCTYPE tmx [<!ENTITY x SYSTEM "file://{secret}">]><tmx', 1).replace("roja", "&x;")
    (tmp_path / "hostile.tmx").write_text(hostile, "utf-8")
    table = Memory(tmp_path / "hostile.tmx")._read()
    assert "secret words" not in str(table)

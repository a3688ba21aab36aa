"""`auditor engines`, `auditor models pull`, and an audit that goes through an engine, as a user meets them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.backtranslate.apertium import Apertium

MODEL = Path(__file__).parent / "model"


def _auditor(*told, cwd, **environment):
    return subprocess.run(
        [sys.executable, "-m", "auditor", *map(str, told)], cwd=cwd, capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin", "AUDITOR_CACHE_DIR": str(cwd / "cache"), "HOME": str(cwd), **environment},
    )  # fmt: skip


def test_engines_lists_pairs_and_what_to_run(tmp_path):
    done = _auditor("engines", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "auditor models pull es-en" in done.stdout
    assert ("spa-eng" in done.stdout) == Apertium().serves("es", "en")


def test_pull_refuses_offline(tmp_path):
    done = _auditor("models", "pull", "es-en", "--offline", cwd=tmp_path)
    assert done.returncode == 2
    assert "nothing is fetched offline" in done.stderr


def test_an_unknown_engine_is_trouble_not_a_finding(tmp_path):
    (tmp_path / "rows.jsonl").write_text('{"id": "1", "target": "Hola", "target_lang": "es"}\n')
    done = _auditor("audit", "rows.jsonl", "--engine", "apertum", cwd=tmp_path)
    assert done.returncode == 2
    assert "did you mean 'apertium'" in done.stderr


@pytest.mark.skipif(not Apertium().serves("es", "en"), reason="apt-get install apertium apertium-eng-spa")
def test_a_dropped_negation_is_found_by_the_way_back_and_again_from_the_cache(tmp_path):
    row = {"id": "1", "source": "El ministro no visitó el hospital de Madrid el lunes.", "source_lang": "es",
           "target": "The minister visited the hospital of Madrid on Monday.", "target_lang": "en"}  # fmt: skip
    (tmp_path / "rows.jsonl").write_text(json.dumps(row) + "\n")
    first, second = (_auditor("audit", "rows.jsonl", "--engine", "apertium", "--format", "json", cwd=tmp_path) for _ in range(2))
    report = json.loads(first.stdout)
    assert report["units"][0]["back"].startswith("El ministro visitó el hospital")
    assert any(e["view"] == "back" for f in report["findings"] if f["rule"] == "meaning/negation" for e in f["evidence"])
    assert first.stdout == second.stdout
    assert (tmp_path / "cache" / "translations.sqlite").stat().st_size > 0


def test_a_model_in_a_folder_serves_an_audit(tmp_path):
    pytest.importorskip("ctranslate2", reason="pip install 'auditor[neural]'")
    pytest.importorskip("torch", reason="pip install 'auditor[neural]'")
    row = {"id": "1", "source": "The judge thanked Pedro Blanco on Friday.", "source_lang": "en",
           "target": "El juez no agradeció a Pedro Blanco el viernes.", "target_lang": "es"}  # fmt: skip
    (tmp_path / "rows.jsonl").write_text(json.dumps(row) + "\n")
    done = _auditor("audit", "rows.jsonl", "--engine", f"ctranslate2:{MODEL}", "--format", "json", cwd=tmp_path)
    report = json.loads(done.stdout)
    assert report["units"][0]["back"] == "The judge did not thank Pedro Blanco on Friday."

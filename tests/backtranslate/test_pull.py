"""`auditor models pull` against a server that speaks the hub's own language, on loopback: fetched, verified, converted, used."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

pytest.importorskip("huggingface_hub", reason="pip install 'auditor[neural]'")

MODEL = Path(__file__).parent / "model" / "es-en"
REPOSITORY = "Helsinki-NLP/opus-mt-es-en"
COMMIT, OFFERED = "a" * 40, "b" * 40


class Hub(BaseHTTPRequestHandler):
    """Model facts, references, and files of commits."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        path = urlsplit(self.path).path
        self.server.seen.append(f"{self.command} {path}")
        if path == f"/api/models/{REPOSITORY}/refs":
            offered = [{"name": "pr/1", "ref": "refs/pr/1", "targetCommit": OFFERED}] if OFFERED in self.server.files else []
            return self._json({"branches": [], "converts": [], "tags": [], "pullRequests": offered})
        if path.startswith(f"/api/models/{REPOSITORY}/revision/"):
            commit = OFFERED if "pr" in path.rpartition("/revision/")[2] else COMMIT
            return self._json(self._facts(commit))
        if path.startswith(f"/{REPOSITORY}/resolve/"):
            commit, _, name = path.removeprefix(f"/{REPOSITORY}/resolve/").partition("/")
            return self._file(commit, name)
        return self._answer(404, b"", {})

    def _facts(self, commit):
        told = [
            {"rfilename": name, "size": len(data), "blobId": "0" * 40}
            | ({"lfs": {"sha256": self.server.digest or hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 130}}
               if name.endswith((".safetensors", ".bin")) else {})
            for name, data in self.server.files[commit].items()
        ]  # fmt: skip
        return {"id": REPOSITORY, "modelId": REPOSITORY, "sha": commit, "siblings": told, "cardData": {"license": "cc-by-4.0"}}

    def _file(self, commit, name):
        data = self.server.files.get(commit, {}).get(name)
        if data is None:
            return self._answer(404, b"", {"x-error-code": "EntryNotFound"})
        return self._answer(200, data, {"x-repo-commit": commit, "etag": f'"{hashlib.sha256(data).hexdigest()}"'})

    def _json(self, told):
        self._answer(200, json.dumps(told).encode(), {"content-type": "application/json"})

    def _answer(self, status, data, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data)


@pytest.fixture
def hub():
    made = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    made.daemon_threads, made.seen, made.digest = True, [], ""
    made.files = {
        COMMIT: {file.name: file.read_bytes() for file in MODEL.iterdir()}
        | {"README.md": b"x", "modeling.py": b"raise SystemExit"}
    }
    made.url = f"http://127.0.0.1:{made.server_port}"
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def _auditor(hub, folder, *told):
    return subprocess.run(
        [sys.executable, "-m", "auditor", *told], cwd=folder, capture_output=True, text=True, check=False, timeout=300,
        env={
            "PATH": "/usr/bin:/bin", "HOME": str(folder), "AUDITOR_CACHE_DIR": str(folder / "cache"), "HF_HOME": str(folder / "hf"),
            "HF_ENDPOINT": hub.url, "NO_PROXY": "*",
        },
    )  # fmt: skip


def test_a_model_is_fetched_verified_converted_and_used(hub, tmp_path):
    pytest.importorskip("ctranslate2", reason="pip install 'auditor[neural]'")
    pytest.importorskip("torch", reason="pip install 'auditor[neural]'")
    done = _auditor(hub, tmp_path, "models", "pull", "es-en")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "cache" / "models" / "Helsinki-NLP--opus-mt-es-en"
    assert {file.name for file in folder.iterdir()} == {file.name for file in MODEL.iterdir()} | {"auditor.json"}
    told = json.loads((folder / "auditor.json").read_bytes())
    assert (told["revision"], told["licence"], told["pair"]) == (COMMIT, "cc-by-4.0", ["es", "en"])
    assert not [asked for asked in hub.seen if asked.endswith((".py", "README.md"))]
    assert "opus-mt-es-en" in _auditor(hub, tmp_path, "engines").stdout

    row = {"id": "1", "source": "The judge thanked Pedro Blanco on Friday.", "source_lang": "en",
           "target": "El juez no agradeció a Pedro Blanco el viernes.", "target_lang": "es"}  # fmt: skip
    (tmp_path / "rows.jsonl").write_text(json.dumps(row) + "\n")
    asked = len(hub.seen)
    audit = _auditor(hub, tmp_path, "audit", "rows.jsonl", "--engine", "ctranslate2", "--offline", "--format", "json")
    assert json.loads(audit.stdout)["units"][0]["back"] == "The judge did not thank Pedro Blanco on Friday.", audit.stderr
    assert len(hub.seen) == asked, "nothing is asked offline"
    assert list((tmp_path / "cache" / "ct2-1").iterdir()), "converted once and kept"


def test_a_conversion_that_was_offered_is_taken_where_the_main_branch_has_a_pickle_alone(hub, tmp_path):
    hub.files[OFFERED] = dict(hub.files[COMMIT])
    hub.files[COMMIT] = {**hub.files[COMMIT], "pytorch_model.bin": b"\x80\x04."}
    del hub.files[COMMIT]["model.safetensors"]
    done = _auditor(hub, tmp_path, "models", "pull", "es-en")
    assert done.returncode == 0, done.stderr
    told = json.loads((tmp_path / "cache" / "models" / "Helsinki-NLP--opus-mt-es-en" / "auditor.json").read_bytes())
    assert told["revision"] == OFFERED
    assert not [asked for asked in hub.seen if asked.endswith(".bin")]


def test_pickles_alone_are_refused(hub, tmp_path):
    hub.files[COMMIT] = {**hub.files[COMMIT], "pytorch_model.bin": b"\x80\x04."}
    del hub.files[COMMIT]["model.safetensors"]
    _refused(_auditor(hub, tmp_path, "models", "pull", "es-en"), tmp_path, "pickles are not fetched")


def test_code_of_the_models_own_is_refused(hub, tmp_path):
    config = json.loads(hub.files[COMMIT]["config.json"])
    hub.files[COMMIT]["config.json"] = json.dumps({**config, "auto_map": {"AutoModel": "evil.Evil"}}).encode()
    _refused(_auditor(hub, tmp_path, "models", "pull", "es-en"), tmp_path, "auto_map")


def test_what_arrives_damaged_is_refused(hub, tmp_path):
    hub.digest = "0" * 64
    _refused(_auditor(hub, tmp_path, "models", "pull", "es-en"), tmp_path, "damaged")


def test_a_model_that_is_not_there_says_so(hub, tmp_path):
    done = _auditor(hub, tmp_path, "models", "pull", "es-xx")
    _refused(done, tmp_path, "opus-mt-es-xx could not be fetched")


def _refused(done, folder, why):
    assert done.returncode == 2, done.stdout
    assert why in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((folder / "cache" / "models").glob("*")), "whole or not at all"

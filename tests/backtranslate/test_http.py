"""Endpoints as they are met: a real server on loopback that answers, stumbles, hangs or talks nonsense."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from auditor.backtranslate.http import LIBRETRANSLATE, Http, address
from auditor.backtranslate.roster import engines
from auditor.errors import EngineError

TABLE = {"La casa.": "The house.", "El gato.": "The cat.", "veneno": None}


class Answers(BaseHTTPRequestHandler):
    def log_message(self, *args):
        pass

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.seen.append((self.path, dict(self.headers), body))
        way = self.server.ways.pop(0) if self.server.ways else "well"
        if way == "hang":
            time.sleep(3)
        if way == "redirect":
            self.send_response(302)
            self.send_header("location", "http://169.254.169.254/")
            self.end_headers()
            return
        if way.isdigit():
            self.send_response(int(way))
            self.send_header("retry-after", "0")
            self.end_headers()
            return
        texts = body["q"] if "q" in body else json.loads(body["messages"][1]["content"])
        out = [TABLE.get(text, text) for text in texts]
        out = out[: -1 if way == "short" else None] if None not in out else ["one too few"] * (len(out) - 1)
        answer = {"translatedText": out} if "q" in body else {
            "choices": [{"finish_reason": "stop", "message": {"content": json.dumps({"translations": out})}}]
        }  # fmt: skip
        data = b"<html>gateway" if way == "garbage" else json.dumps(answer).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def server():
    made = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    made.seen, made.ways = [], []
    made.url = f"http://127.0.0.1:{made.server_port}"
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def _texts(engine, texts):
    return [back.text for back in engine.translate(texts, "es", "en")]


def test_a_libretranslate_service(server, monkeypatch):
    monkeypatch.setenv("AUDITOR_LIBRETRANSLATE_KEY", "secret")
    assert _texts(Http(LIBRETRANSLATE, server.url), ["La casa.", "El gato."]) == ["The house.", "The cat."]
    path, _, body = server.seen[0]
    assert (path, body) == (
        "/translate",
        {"q": ["La casa.", "El gato."], "source": "es", "target": "en", "format": "text", "api_key": "secret"},
    )


def test_a_chat_model(server, monkeypatch):
    monkeypatch.setenv("AUDITOR_OPENAI_KEY", "secret")
    (engine,) = engines(f"openai:{server.url}/v1#small")
    assert _texts(engine, ["La casa."]) == ["The house."]
    path, headers, body = server.seen[0]
    assert (path, body["temperature"], body["model"]) == ("/v1/chat/completions", 0, "small")
    assert {name.lower(): value for name, value in headers.items()}["authorization"] == "Bearer secret"
    assert "secret" not in engine.signature("es", "en")


@pytest.mark.parametrize("way", ["503", "429"])
def test_a_trouble_that_passes(server, way):
    server.ways[:] = [way, way]
    assert _texts(Http(LIBRETRANSLATE, server.url), ["La casa."]) == ["The house."]


def test_one_text_an_endpoint_fails_on_is_named_and_the_others_live(server):
    backs = list(Http(LIBRETRANSLATE, server.url).translate(["La casa.", "veneno", "El gato."], "es", "en"))
    assert [back.text for back in backs] == ["The house.", "", "The cat."]
    assert backs[1].why == "libretranslate: it did not answer with one translation for each text"


def test_nonsense_ends_it_with_a_reason(server):
    server.ways[:] = ["garbage"] * 50
    with pytest.raises(EngineError, match="what it answered is not a translation"):
        _texts(Http(LIBRETRANSLATE, server.url), ["La casa.", "El gato.", "Dos."])


def test_one_that_hangs_ends_at_the_deadline(server):
    server.ways[:] = ["hang"] * 10
    began = time.monotonic()
    with pytest.raises(EngineError, match="does not answer"):
        _texts(Http(LIBRETRANSLATE, server.url, deadline=0.5), ["La casa."])
    assert time.monotonic() - began < 15


def test_a_redirect_is_not_followed(server):
    server.ways[:] = ["redirect"]
    with pytest.raises(EngineError, match="status 302"):
        _texts(Http(LIBRETRANSLATE, server.url), ["La casa."])


def test_a_refused_key_says_where_to_set_one(server):
    server.ways[:] = ["401"]
    with pytest.raises(EngineError, match="set AUDITOR_LIBRETRANSLATE_KEY"):
        _texts(Http(LIBRETRANSLATE, server.url), ["La casa."])


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "gopher://x", "http://", "http://user:pass@host/", "http://[::1"])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(EngineError):
        address(url, "/translate", with_key=False)


def test_a_key_is_not_sent_in_the_clear():
    with pytest.raises(EngineError, match="https"):
        address("http://example.org", "/translate", with_key=True)


def test_nothing_is_asked_offline():
    with pytest.raises(EngineError, match="offline"):
        engines("libretranslate:http://127.0.0.1:1", offline=True)

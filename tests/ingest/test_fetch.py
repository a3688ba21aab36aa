"""Fetching, over a real server on this machine: never from inside the network, never without end."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from auditor.errors import InputError
from auditor.ingest import Limits, fetch, gather
from auditor.model import Failure

FEED = b"<rss><channel><language>es</language><item><title>Hablan de paz</title><guid>1</guid></item></channel></rss>"
HERE = ("127.0.0.1",)
QUICK = Limits(seconds=2, page_bytes=1 << 20, decoded_bytes=2 << 20)
BOMB = gzip.compress(b"\0" * (50 << 20))


class Desk(BaseHTTPRequestHandler):
    """A server with good and bad manners, by path."""

    protocol_version = "HTTP/1.1"
    seen: ClassVar[list[tuple[str, dict[str, str]]]] = []
    tries = 0

    def do_GET(self):
        type(self).seen.append((self.path, dict(self.headers)))
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            getattr(self, "do_" + self.path.strip("/").split("/")[0].split("?")[0], self.do_missing)()

    def log_message(self, *args):
        pass

    def answer(self, body, status=200, **headers):
        self.send_response(status)
        for key, value in {
            "Content-Length": str(len(body)),
            "Content-Type": "application/rss+xml; charset=utf-8",
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def do_missing(self):
        self.answer(b"", 404)

    def do_feed(self):
        if self.headers.get("If-None-Match") == '"v1"':
            self.answer(b"", 304, ETag='"v1"')
        else:
            self.answer(FEED, ETag='"v1"', Last_Modified="Tue, 03 Jun 2025 08:00:00 GMT")

    def do_gzip(self):
        self.answer(gzip.compress(FEED), Content_Encoding="gzip")

    def do_bomb(self):
        self.answer(BOMB, Content_Encoding="gzip")

    def do_notgzip(self):
        self.answer(b"plain", Content_Encoding="gzip")

    def do_brotli(self):
        self.answer(b"plain", Content_Encoding="br")

    def do_halfgzip(self):
        self.answer(gzip.compress(FEED * 100)[:-30], Content_Encoding="gzip")

    def do_redirect(self):
        self.answer(b"", 302, Location=self.path.removeprefix("/redirect"))

    def do_away(self):
        self.answer(b"", 302, Location=f"http://127.0.0.2:{self.server.server_port}/feed")

    def do_file(self):
        self.answer(b"", 302, Location="file:///etc/passwd")

    def do_loop(self):
        self.answer(b"", 301, Location="/loop")

    def do_busy(self):
        type(self).tries += 1
        self.answer(FEED if type(self).tries > 1 else b"", 200 if type(self).tries > 1 else 503, Retry_After="0")

    def do_slow(self):
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"x")
            time.sleep(0.2)

    def do_slowhead(self):
        for _ in range(100):
            self.wfile.write(b"H")
            time.sleep(0.2)

    def do_hang(self):
        time.sleep(6)

    def do_endless(self):
        self.send_response(200)
        self.end_headers()
        for _ in range(10_000):
            self.wfile.write(b"x" * 65_536)

    def do_short(self):
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(FEED)
        self.close_connection = True

    def do_bighead(self):
        self.send_response(200)
        self.send_header("X", "y" * 300_000)
        self.end_headers()

    def do_garbage(self):
        self.wfile.write(b"\x00\x01 nonsense\r\n\r\n")
        self.close_connection = True

    def do_page(self):
        self.answer("<html><p>El señor Muñoz habló.".encode("latin-1"), Content_Type="text/html; charset=iso-8859-1")


@pytest.fixture(scope="module")
def server():
    made = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    made.daemon_threads = True
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()


def test_a_feed_is_fetched_and_read(server):
    (bundle,) = gather([server + "/feed?token=secret"], allow=HERE)
    assert [s.text for s in bundle.target.segments] == ["Hablan de paz"]
    assert "secret" not in repr(bundle)
    (bundle,) = gather([server + "/page"], allow=HERE)
    assert bundle.target.segments[0].text == "El señor Muñoz habló."


def test_conditional_requests(server):
    first = fetch.fetch(server + "/feed", allow=HERE)
    assert (first.data, first.etag, first.modified) == (FEED, '"v1"', "Tue, 03 Jun 2025 08:00:00 GMT")
    again = fetch.fetch(server + "/feed", allow=HERE, etag=first.etag, modified=first.modified)
    assert again.unchanged
    assert again.data == b""


def test_gzip_redirects_and_patience(server):
    for path in ("/gzip", "/redirect/feed", "/redirect/redirect/redirect/gzip", "/busy"):
        assert fetch.fetch(server + path, allow=HERE).data == FEED


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/bomb", "unpacks to more than 2 MB"),
        ("/notgzip", "not packed as it says"),
        ("/brotli", "not asked for"),
        ("/halfgzip", "middle of its packed data"),
        ("/file", "something else than http"),
        ("/away", "not a public address"),
        ("/loop", "redirects more than"),
        ("/slow", "within 2 s"),
        ("/slowhead", "within 2 s"),
        ("/hang", "within 2 s"),
        ("/endless", "larger than 1 MB"),
        ("/short", "could not be fetched"),
        ("/bighead", "could not be fetched"),
        ("/garbage", "could not be fetched"),
        ("/missing", "status 404"),
    ],
)
def test_bad_manners_end_in_time_with_a_reason(server, path, why):
    began = time.monotonic()
    with pytest.raises(InputError, match=why):
        fetch.fetch(server + path + "?token=secret", QUICK, allow=HERE)
    assert time.monotonic() - began < 15


FORMS = [
    "http://127.0.0.1:{p}/", "http://127.1:{p}/", "http://2130706433:{p}/", "http://0x7f000001:{p}/", "http://0177.0.0.1:{p}/", "http://0:{p}/", "http://0.0.0.0:{p}/",
    "http://localhost:{p}/", "http://LOCALHOST:{p}/", "http://[::1]:{p}/", "http://[::ffff:127.0.0.1]:{p}/", "http://[::]:{p}/", "http://user:pass@127.0.0.1:{p}/",
    "http://public.example@127.0.0.1:{p}/", "http://10.0.0.1/", "http://192.168.1.1/", "http://172.16.0.1/", "http://169.254.169.254/latest/meta-data",
    "http://100.64.0.1/", "http://224.0.0.1/", "http://255.255.255.255/", "http://[fe80::1]/", "http://[fc00::1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
    "http://\u2488\u24680.0.1/", "http://①②⑦.0.0.1:{p}/", "http://127。0。0。1:{p}/",
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_private_addresses_are_refused_in_every_writing(server, form):
    before = len(Desk.seen)
    with pytest.raises(InputError):
        fetch.fetch(form.format(p=server.rpartition(":")[2]), QUICK)
    assert len(Desk.seen) == before


def test_a_resolver_that_changes_its_answer_gains_nothing(server, monkeypatch):
    answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, port, *a, **k: (
            [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]
            if host == "rebind.example"
            else real(host, port, *a, **k)
        ),
    )
    before = len(Desk.seen)
    for _ in range(2):
        with pytest.raises(InputError):
            fetch.fetch(f"http://rebind.example:{server.rpartition(':')[2]}/feed", Limits(seconds=1))
    assert len(Desk.seen) == before


def test_a_proxy_in_the_environment_is_not_used(server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert fetch.fetch(server + "/feed", allow=HERE).data == FEED


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http:///x",
        "http://a:99999/",
        "http://[::1",
        "http://x\x00y/",
        "http://" + "a" * 300 + ".example/",
        "https://..",
    ],
)
def test_what_is_no_address_is_an_error(url):
    with pytest.raises(InputError):
        fetch.fetch(url, QUICK)


def test_other_schemes_and_offline_are_refused(server):
    for name in ("ftp://x.example/a", "file:///etc/passwd", "gopher://x"):
        with pytest.raises(InputError, match="only http"):
            gather([name])
    (failure,) = gather([server + "/feed"], allow=HERE, offline=True)
    assert "offline" in failure.why


def test_errors_tell_no_secrets_and_cost_only_themselves(server, tmp_path):
    (tmp_path / "a.txt").write_text("A text.")
    url = server.replace("http://", "http://user:hunter2@")
    out = list(gather([url + "/missing?key=hunter2", str(tmp_path / "a.txt"), server + "/feed"], allow=HERE))
    assert [isinstance(o, Failure) for o in out] == [True, False, False]
    assert "hunter2" not in repr(out)

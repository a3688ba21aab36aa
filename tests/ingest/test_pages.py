"""Pages behind a feed's items: fetched only where asked for, and whatever is wrong with one costs its item alone."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from auditor.ingest import Limits, gather
from auditor.model import Failure

HERE = ("127.0.0.1",)
PAGE = """<html lang="en"><head><title>{0} | Wire</title></head><body><nav>Home</nav><article><h1>{0}</h1>
<p>The whole article about {0} stands here, and is long.</p><figure><img src="x"><figcaption>A picture.</figcaption></figure>
<p>It has a second paragraph.</p></article><footer>All rights reserved</footer></body></html>"""


class Wire(BaseHTTPRequestHandler):
    """Pages by name, some of them bad."""

    asked: ClassVar[list[str]] = []

    def do_GET(self):
        self.asked.append(self.path)
        name = self.path.strip("/")
        if name == "gone":
            self.send_error(404)
            return
        if name == "inside":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/meta-data")
            self.end_headers()
            return
        kind = "image/png" if name == "picture" else "text/html; charset=utf-8"
        body = b"<html><body></body></html>" if name == "empty" else PAGE.format(name.title()).encode()
        if name == "huge":
            body = b"<p>" + b"x" * (3 << 20)
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def wire(tmp_path):
    """Writes a feed whose items link to pages of a server; gives its path."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Wire)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Wire.asked.clear()

    def feed(*names):
        links = [name if "://" in name or not name else f"http://127.0.0.1:{server.server_port}/{name}" for name in names]
        items = "".join(
            f"<item><guid>{n}</guid><title>Headline {n}</title><description>Teaser …</description><link>{link}</link></item>"
            for n, link in enumerate(links)
        )
        path = tmp_path / "feed.xml"
        path.write_text(f"<rss version='2.0'><channel><title>w</title><language>en</language>{items}</channel></rss>", "utf-8")
        return str(path)

    yield feed
    server.shutdown()
    server.server_close()


def read(path, **more):
    limits = Limits(seconds=60, page_bytes=1 << 20, decoded_bytes=1 << 20, **more.pop("limits", {}))
    return list(gather([path], allow=more.pop("allow", HERE), limits=limits, **more))


def test_nothing_is_fetched_unless_asked(wire):
    [bundle] = read(wire("storm"))
    assert [s.text for s in bundle.target.segments] == ["Headline 0", "Teaser …"]
    assert Wire.asked == []


def test_the_article_takes_the_place_of_the_teaser(wire):
    [bundle] = read(wire("storm"), pages=True)
    assert [(s.field, s.text) for s in bundle.target.segments] == [
        ("headline", "Headline 0"),
        ("body", "The whole article about Storm stands here, and is long."),
        ("caption", "A picture."),
        ("body", "It has a second paragraph."),
    ]
    assert {s.place.item for s in bundle.target.segments} == {"0"}
    assert bundle.target.segments[1].place.path.endswith("/storm")
    assert len({s.id for s in bundle.target.segments}) == len({s.block for s in bundle.target.segments}) == 4
    assert bundle.target.meta["guid"] == "0"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("gone", "404"),
        ("inside", "not a public address"),
        ("picture", "image/png"),
        ("empty", "no article"),
        ("huge", "larger than"),
        ("", "no http"),
        ("file:///etc/passwd", "no http"),
    ],
)
def test_a_page_that_cannot_be_had_costs_its_item_alone(wire, name, why):
    good, bad, last = read(wire("storm", name, "flood"), pages=True)
    assert isinstance(bad, Failure)
    assert bad.item == "1"
    assert why in bad.why
    assert [b.target.id for b in (good, last)] == ["0", "2"]


def test_private_pages_are_refused_unless_allowed(wire):
    [failure] = read(wire("storm"), pages=True, allow=())
    assert isinstance(failure, Failure)
    assert Wire.asked == []


def test_offline_no_page_is_fetched(wire):
    [failure] = read(wire("storm"), pages=True, offline=True)
    assert isinstance(failure, Failure)
    assert Wire.asked == []


def test_pages_of_a_run_are_counted_and_have_a_deadline(wire):
    first, second = read(wire("storm", "flood"), pages=True, limits={"pages": 1})
    assert not isinstance(first, Failure)
    assert "1 pages were fetched" in second.why
    [late] = read(wire("storm"), pages=True, limits={"pages_seconds": -1.0})
    assert "are over" in late.why

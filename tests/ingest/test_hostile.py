"""Bombs, entities that read files, floods, archives that lie, binary files: refused in time and in memory."""

from __future__ import annotations

import gzip
import io
import json
import threading
import time
import tracemalloc
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.errors import InputError
from auditor.ingest import Limits, boundary, gather
from auditor.model import Failure

SHAPES = {
    "feed.xml": ("rss", "<rss><channel><item><title>", "</title></item></channel></rss>"),
    "atom.xml": ("feed", '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>', "</title></entry></feed>"),
    "a.tmx": (
        "tmx",
        '<tmx><body><tu><tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="es"><seg>',
        "</seg></tuv></tu></body></tmx>",
    ),
    "a.xlf": (
        "xliff",
        '<xliff version="1.2"><file source-language="en" target-language="es"><body><trans-unit id="1"><source>a</source><target>',
        "</target></trans-unit></body></file></xliff>",
    ),
    "n.newsml": ("newsItem", "<newsItem><contentMeta><headline>", "</headline></contentMeta></newsItem>"),
}
CANARY = "the canary sang"


def read(path, **options):
    return list(gather([str(path)], **options))


def shown(out):
    return [s.text for o in out if not isinstance(o, Failure) for s in o.target.segments]


def within(seconds, path, **options):
    began = time.perf_counter()
    out = read(path, **options)
    assert time.perf_counter() - began < seconds
    return out


@pytest.mark.parametrize("name", SHAPES)
def test_entity_bombs_are_refused(tmp_path, name):
    root, before, after = SHAPES[name]
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    blow = '<!ENTITY l9 "' + "A" * 100_000 + '">'
    for declared, used in (('<!ENTITY l0 "ha">' + laughs, "&l9;"), (blow, "&l9;" * 50_000)):
        path = tmp_path / name
        path.write_text(f'<?xml version="1.0"?><!DOCTYPE {root} [{declared}]>{before}{used}{after}')
        out = within(3, path)
        assert sum(map(len, shown(out))) < 1 << 20
        assert any(isinstance(o, Failure) for o in out) or not any("haha" in t for t in shown(out))


@pytest.fixture
def listener():
    hits = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            hits.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(CANARY.encode())

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", hits
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("name", SHAPES)
def test_nothing_outside_is_ever_read(tmp_path, name, listener):
    root, before, after = SHAPES[name]
    url, hits = listener
    canary = tmp_path / "canary.txt"
    canary.write_text(CANARY)
    for prolog, used in (
        (f'<!DOCTYPE {root} [<!ENTITY x SYSTEM "{canary.as_uri()}">]>', "&x;"),
        (f'<!DOCTYPE {root} [<!ENTITY x SYSTEM "{url}/x">]>', "&x;"),
        (f'<!DOCTYPE {root} [<!ENTITY % x SYSTEM "{url}/dtd"> %x;]>', "y"),
        (f'<!DOCTYPE {root} SYSTEM "{url}/dtd">', "&x;"),
        (f'<?xml-stylesheet href="{url}/x.xsl" type="text/xsl"?>', "y"),
        ("", f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{canary.as_uri()}" parse="text"/>'),
    ):
        path = tmp_path / name
        path.write_text(f'<?xml version="1.0"?>{prolog}{before}{used}{after}')
        out = read(path)
        assert not any(CANARY in t for t in shown(out))
    assert hits == []


@pytest.mark.parametrize(
    "markup",
    [
        "<a " + " ".join(f'a{n}="1"' for n in range(40_000)) + ">x</a>",
        '<a x=">" ' + " ".join(f'a{n}="1"' for n in range(40_000)) + ">x</a>",
        "<p>" * 100_000,
        "<b>" * 100_000 + "x",
        "<div>" * 5_000 + "x" + "</div>" * 5_000,
        "<p>x</p>" * 100_000,
        "<" * 300_000,
        "&" * 300_000,
        "&#" * 200_000,
        "<!--" * 100_000,
        "<![CDATA[" * 100_000,
        "(" * 300_000,
        "(Photo by " * 50_000,
        "KYIV " * 100_000,
        "a" * 3_000_000,
        "\u0301" * 500_000,
        "<a href='" * 50_000,
        "By " + "A " * 100_000,
    ],
    ids=lambda m: m[:12],
)
@pytest.mark.parametrize("name", ["page.html", "feed.xml", "text.txt", "text.md"])
def test_floods_end_in_time(tmp_path, markup, name):
    path = tmp_path / name
    whole = (
        f"<rss><channel><item><title>T</title><description><![CDATA[{markup}]]></description></item></channel></rss>"
        if name == "feed.xml"
        else markup
    )
    path.write_text(whole)
    out = within(90, path, limits=Limits(seconds=10))
    assert out
    assert all(len(t) <= 20_000 for t in shown(out))


def test_a_feed_of_unclosed_sections_is_cut_in_linear_time(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_text("<rss><channel>" + "<item><title>x<![CDATA[</title></item>" * 20_000 + "]]></channel></rss>")
    out = within(10, path)
    assert sum(o.entries for o in out if isinstance(o, Failure)) >= 20_000


def test_deep_json_and_long_numbers(tmp_path):
    for text in (
        '{"items": ' + "[" * 100_000,
        '{"version": "https://jsonfeed.org/version/1", "items": [' + "9" * 5000 + "]}",
        '{"a":' * 100_000,
    ):
        path = tmp_path / "feed.json"
        path.write_text(text)
        assert all(isinstance(o, Failure) for o in within(5, path))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"%PDF-1.4 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG"),
        (bytes(range(256)) * 40, "binary"),
        (b"\x7fELF" + b"\x00" * 100, "program"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.xml", "a.jsonl", "a.csv", "a.json", "a.po", "a.srt", "a.md"])
def test_empty_and_binary_files_are_refused_with_a_reason(tmp_path, data, why, name):
    path = tmp_path / name
    path.write_bytes(data)
    (failure,) = read(path)
    assert isinstance(failure, Failure)
    assert why in failure.why


def test_ten_megabytes_on_one_line_are_cut_into_pieces(tmp_path):
    path = tmp_path / "a.txt"
    text = "word " * 2_000_000
    path.write_text(text)
    (bundle,) = within(10, path)
    segments = bundle.target.segments
    assert max(len(s.text) for s in segments) <= 20_000
    assert all(s.text == text[s.offset : s.offset + len(s.text)] for s in segments)
    assert "pieces" in bundle.target.meta["notes"][0]


def test_archives(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b/two.txt", "Zwei Worte.")
        archive.writestr("one.jsonl", json.dumps({"target": "x"}))
        archive.writestr("../../evil.txt", "Evil words.")
        archive.writestr("skip.exe", "x")
        archive.writestr("__MACOSX/x.txt", "no")
    out = read(path)
    assert sorted(shown(out)) == ["Evil words.", "Zwei Worte.", "x"]
    assert list(tmp_path.iterdir()) == [path]  # nothing was written
    assert out[0].target.segments[0].place.path.startswith(str(path) + "!")


def test_zip_and_gzip_bombs(tmp_path):
    zeros = b"a" * (100 << 20)
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", zeros)
    packed = tmp_path / "bomb.jsonl.gz"
    packed.write_bytes(gzip.compress(zeros))
    lying = tmp_path / "lying.zip"
    data = bytearray(bomb.read_bytes())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (1000).to_bytes(4, "little")  # a size that is not true
    lying.write_bytes(bytes(data))
    del zeros
    for path in (bomb, packed, lying):
        tracemalloc.start()
        out = within(5, path)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert all(isinstance(o, Failure) for o in out)
        assert peak < 128 << 20


def test_broken_and_locked_archives(tmp_path):
    path = tmp_path / "a.zip"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "Hello there.")
    for data in (buffer.getvalue()[:50], buffer.getvalue()[:-10], b"PK\x03\x04" + b"x" * 100):
        path.write_bytes(data)
        assert all(isinstance(o, Failure) for o in read(path))
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(b'{"target": "x"}\n' * 1000)[:-20])
    assert any(isinstance(o, Failure) for o in read(tmp_path / "b.jsonl.gz"))


def test_a_folder_is_read_in_order_and_one_bad_file_costs_itself(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "b.txt").write_text("Bee words.")
    (tmp_path / "a.html").write_text("<p>Ay words.")
    (tmp_path / "sub" / "c.json").write_text("{broken")
    (tmp_path / ".hidden.txt").write_text("no")
    (tmp_path / "d.bin").write_bytes(b"\x00")
    out = read(tmp_path)
    assert shown(out) == ["Ay words.", "Bee words."]
    assert [o.path for o in out if isinstance(o, Failure)] == [str(tmp_path / "sub" / "c.json")]
    assert shown(gather([str(tmp_path / "*.txt")])) == ["Bee words."]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "secret.txt").write_text("Secret words.")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "a.txt").write_text("Open words.")
    assert shown(read(folder)) == ["Open words."]


def test_large_documents_are_parsed_apart_and_come_back_the_same(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_text(
        "<rss><channel><language>en</language>"
        + "<item><title>A bee</title><description>&lt;p&gt;One (Credit: A/B/C) two&lt;/p&gt;</description></item>" * 50
        + "<item>&#0;</item></channel></rss>"
    )
    assert read(path, limits=Limits(sandbox_bytes=0)) == read(path)


def test_a_worker_over_its_limits_is_a_failure(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<p>" + "word " * 100_000)
    (failure,) = read(path, limits=Limits(sandbox_bytes=0, seconds=0.01))
    assert "within the limits" in failure.why
    out = read(path, limits=Limits(sandbox_bytes=0, memory=1 << 20))
    assert any(isinstance(o, Failure) for o in out)


def test_limits_on_bytes_and_entries(tmp_path):
    path = tmp_path / "feed.xml"
    path.write_text("<rss><channel>" + "<item><title>A bee</title></item>" * 10 + "</channel></rss>")
    out = read(path, limits=Limits(entries=4))
    assert (len(out), out[-1].entries) == (5, 6)
    (failure,) = read(path, limits=Limits(page_bytes=100))
    assert "larger" in failure.why


def test_nothing_named_is_an_error():
    with pytest.raises(InputError):
        gather([])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["a.txt", "a.html", "a.xml", "a.json", "a.po", "a.srt", "a.md", "a.tmx", "a.xlf", "a"]),
    st.binary(max_size=200),
    st.sampled_from(
        [
            b"",
            b"<rss><channel><item>",
            b"<html>",
            b'{"items": [{"title": "',
            b"WEBVTT\n\n",
            b'msgid "a"\nmsgstr "',
            b"<tmx><body><tu>",
            b"---\n",
        ]
    ),
)
def test_any_bytes_are_documents_or_failures(tmp_path, name, data, start):
    path = tmp_path / name
    path.write_bytes(start + data)
    out = read(path)
    for o in out:
        assert isinstance(o, Failure) or all(s.text == boundary.safe(s.text) for s in o.target.segments)


DOUBLING = {
    "a.txt": lambda n: "a\n\n" * n,
    "a.json": lambda n: '{"items":[' + '{"title":"a" x},' * n,
    "a.xml": lambda n: "<rss>" + "</item>" * n,
    "a.csv": lambda n: "id,target\n" + '1,"a\n' * n,
    "a.tmx": lambda n: "<tmx><tu>" * n,
    "a.html": lambda n: "<div class=related><p>x</p></div>" * n,
}


@pytest.mark.parametrize("name", DOUBLING)
def test_twice_the_flood_takes_about_twice_the_time(tmp_path, name):
    path = tmp_path / name
    seen = []
    for _ in range(3):  # the best of three counts
        took = []
        for n in (10_000, 20_000):
            path.write_text(DOUBLING[name](n))
            began = time.process_time()
            read(path, limits=Limits(sandbox_bytes=1 << 30))
            took.append(time.process_time() - began)
        if took[1] < 1 or took[1] / took[0] < 3.5:
            return
        seen.append(took)
    raise AssertionError(seen)

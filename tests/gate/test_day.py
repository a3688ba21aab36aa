"""A day in the life of a gate, over a real server: known errors, a new one, its correction, poison, and a server that dies."""

from __future__ import annotations

import csv
import io
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from lxml import etree

FORMATS = (
    "terminal",
    "html",
    "json",
    "jsonl",
    "markdown",
    "summary",
    "csv",
    "sarif",
    "junit",
    "github",
    "gitlab",
    "rdjson",
    "xliff",
)
NEW = ("Ship leaves port", "The cargo weighed 480 tonnes.", "El barco zarpa", "La carga pesaba 840 toneladas.")


class Server:
    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.seen: list[tuple[str, str, int]] = []
        self.posted: list[dict] = []
        self.dies = False
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = outer.pages[self.path]
                tag = f'"{hash(body)}"'
                if self.headers.get("If-None-Match") == tag:
                    outer.seen.append(("GET", self.path, 304))
                    self.send_response(304)
                    self.send_header("ETag", tag)
                    self.end_headers()
                    return
                outer.seen.append(("GET", self.path, 200))
                self.send_response(200)
                self.send_header("ETag", tag)
                self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body[: len(body) // 2] if outer.dies else body)
                self.close_connection = True

            def do_POST(self) -> None:
                outer.posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.httpd.serve_forever, daemon=True).start()
        self.base = f"http://127.0.0.1:{self.httpd.server_port}"


@pytest.fixture
def server(feed) -> Iterator[Server]:
    made = Server()
    yield made
    made.httpd.shutdown()
    made.httpd.server_close()


@pytest.fixture
def publish(server: Server, feed) -> Callable[[], tuple[str, ...]]:
    def now() -> tuple[str, ...]:
        server.pages = {"/en.xml": feed.xml("en"), "/es.xml": feed.xml("es")}
        return (f"{server.base}/en.xml", "--source", f"{server.base}/es.xml", "--allow-host", "127.0.0.1")

    return now


def test_a_day(auditor, feed, publish, server, project) -> None:
    arguments = publish()
    assert auditor("check", *arguments).status == 1
    assert auditor("check", *arguments, "--baseline", "known.json", "--write-baseline").status == 0
    known = (*arguments, "--baseline", "known.json")
    morning = auditor("check", *known, "--format", "json")
    assert (morning.status, morning.quotes(), morning.quotes("baseline")) == (0, [], ["35 million"])

    feed.items = {"g3": NEW, **feed.items}
    publish()
    outputs = [part for name in FORMATS for part in ("--format", f"{name}=out/{name}")]
    noon = auditor("check", *known, *outputs)
    assert noon.status == 1, noon.err
    texts = {name: (project / "out" / name).read_text("utf-8") for name in FORMATS}
    assert json.loads(texts["json"])["summary"]["findings"] == {"major": 1}
    for name, text in texts.items():
        assert "480" in text, name
        assert open_in(name, text) == 1, name

    feed.put("g3", NEW[0], "The cargo weighed 840 tonnes.", *NEW[2:])
    publish()
    assert auditor("check", *known).status == 0

    feed.raw["g4"] = (
        "<item><guid>g4</guid><title>Half a surrogate &#xD800; and</wrong></item>\n<item><guid>g5</guid><title>Fine & dandy"
    )
    publish()
    poisoned = auditor("check", *known, "--format", "json")
    assert poisoned.status == 2
    assert {d["id"] for d in poisoned.report["documents"]} >= {"g1", "g2", "g3"}
    assert poisoned.report["failures"]
    assert poisoned.quotes() == []

    feed.raw.clear()
    publish()
    feed.put("g3", NEW[0], "The cargo weighed 8400 tonnes.", *NEW[2:])
    publish()
    server.dies = True
    dead = auditor("check", *known, "--format", "json")
    assert dead.status == 2
    assert "en.xml" in dead.report["failures"][0]["path"]


def open_in(name: str, text: str) -> int:  # noqa: PLR0911 - a line a format
    """How many findings that count a format shows."""
    if name == "sarif":
        results = [r for run in json.loads(text)["runs"] for r in run["results"]]
        return sum(r.get("baselineState", "new") == "new" and not r.get("suppressions") for r in results)
    if name == "junit":
        return len(etree.fromstring(text.encode()).findall(".//failure"))
    if name == "gitlab":
        return len(json.loads(text))
    if name == "rdjson":
        return len(json.loads(text)["diagnostics"])
    if name == "csv":
        return sum(row["status"] == "open" for row in csv.DictReader(io.StringIO(text)))
    if name == "jsonl":
        return sum(json.loads(line).get("status") == "open" for line in text.splitlines())
    if name == "json":
        return sum(f["status"] == "open" for f in json.loads(text)["findings"])
    if name == "github":
        return text.count("::error") + text.count("::warning")
    return 1


def test_an_unchanged_feed_is_not_sent_again(auditor, publish, server) -> None:
    arguments = publish()
    first = auditor("check", *arguments, "--format", "json")
    server.seen.clear()
    second = auditor("check", *arguments, "--format", "json")
    assert [status for _, _, status in server.seen] == [304, 304]
    assert first == second
    server.seen.clear()
    assert auditor("check", *arguments, "--no-cache", "--format", "json") == first
    assert {status for _, _, status in server.seen} == {200}


def test_new_since_audits_what_is_new_and_what_was_corrected(auditor, feed, publish) -> None:
    arguments = (*publish(), "--new-since", "seen.json", "--format", "json")
    assert auditor("check", *arguments).quotes() == ["35 million"]
    again = auditor("check", *arguments)
    assert (again.status, again.report["summary"]["counts"]["unchanged"]) == (0, 2)
    feed.put("g2", "Rain falls on Porto", "The storm lasted 21 hours.", "Llueve en Oporto", "La tormenta duró 12 horas.")
    publish()
    corrected = auditor("check", *arguments)
    assert (corrected.status, corrected.quotes()) == (1, ["21"])
    feed.items = {f"urn:new:{guid}": texts for guid, texts in feed.items.items()}
    publish()
    renamed = auditor("check", *arguments)
    assert (renamed.status, renamed.report["units"]) == (0, [])


def test_a_desk_watches(auditor, feed, publish, server) -> None:
    url, _, source, _, host = publish()
    arguments = (
        "watch",
        url,
        "--source",
        source,
        "--allow-host",
        host,
        "--state",
        "seen.json",
        "--once",
        "--webhook",
        f"{server.base}/hook",
    )
    first = auditor(*arguments)
    assert first.status == 1
    assert "35 million" in first.out
    assert [f["quote"] for f in server.posted[-1]["findings"]] == ["35 million"]
    quiet = auditor(*arguments)
    assert (quiet.status, quiet.out, len(server.posted)) == (0, "", 1)
    assert "nothing new among 2 items" in quiet.err
    feed.items["g9"] = NEW
    publish()
    assert "480" in auditor(*arguments).out
    assert [d["id"] for d in server.posted[-1]["documents"]] == ["g9"]


def test_a_webhook_that_fails_is_tried_again(auditor, publish, server) -> None:
    url, _, source, _, host = publish()
    arguments = ("watch", url, "--source", source, "--allow-host", host, "--state", "seen.json", "--once", "--webhook")
    refused = auditor(*arguments, "http://127.0.0.1:1/hook")
    assert refused.status == 2
    assert "webhook" in refused.err
    assert auditor(*arguments, f"{server.base}/hook").status == 1
    assert len(server.posted) == 1

"""How quick the desk is when it is full: p95 of its main pages, beside a bare FastAPI page in the same run.

python scripts/bench_desk.py [--terms 100000] [--findings 300000] [--people 20] [--seconds 10] [--database postgresql://...]
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import multiprocessing
import os
import random
import statistics
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import msgspec
import uvicorn
from fastapi import FastAPI

from auditor.glossary.entries import Concept
from auditor.glossary.schema import CONCEPTS, TERMS
from auditor.model import (
    Audited,
    Evidence,
    Finding,
    ReportedDocument,
    ReportedUnit,
    Role,
    Segment,
    Severity,
    Span,
    Term,
    Unit,
    View,
)
from auditor.serve import people
from auditor.serve.app import build
from auditor.serve.asking import Settings
from auditor.serve.base import Base, place
from auditor.serve.schema import ARTICLES, FINDINGS

RULES = [f"{group}/{n}" for group in ("names", "numbers", "terms", "meaning", "idioms", "fluency") for n in range(8)]
EACH = 30  # findings of an article


def fill(base: Base, terms: int, findings: int) -> str:
    """A full desk, and the cookie of somebody who may decide."""
    rng = random.Random(7)
    with base.writing() as connection:
        for start in range(0, terms, 5000):
            numbers = range(start, min(terms, start + 5000))
            concepts = [Concept(f"c{n}", (Term(f"c{n}", "en", f"word {n}"),)) for n in numbers]
            rows = [{"id": c.id, "version": 1, "subject": "", "body": msgspec.json.encode(c).decode()} for c in concepts]
            connection.execute(CONCEPTS.insert(), rows)
            words = [
                {"concept": f"c{n}", "place": 0, "lang": "en", "text": f"word {n}", "folded": f"word {n}", "status": "preferred"}
                for n in numbers
            ]
            connection.execute(TERMS.insert(), words)
        for article in range(1, findings // EACH + 1):
            _article(connection, article, rng)
        account = people.add(connection, "bench", "a long password", people.Role.ADMIN, "script")
        return people.begin(connection, account, "bench")


def _article(connection: object, number: int, rng: random.Random) -> None:
    day = (dt.datetime.now(dt.UTC).date() - dt.timedelta(days=rng.randrange(56))).isoformat()
    feed = f"feed{number % 12}.xml"
    units, found, rows = [], [], []
    for n in range(EACH):
        rule, text = rng.choice(RULES), f"Sentence {n} of article {number} has a wrong word{rng.randrange(400)} in it."
        start = text.index("word")
        quote = text[start : text.index(" ", start)]
        span, ident = Span(Role.TARGET, start, start + len(quote)), f"a{number}.{n}"
        units.append(
            ReportedUnit(Unit(ident, f"a{number}", Segment(ident, text, "en", block=n), Segment(f"{ident}s", text, "es")), 80.0)
        )
        severity = rng.choice(list(Severity))
        evidence = (Evidence(rule, View.BILINGUAL, span, "it is wrong", "detail"),)
        found.append(
            Finding(
                rule,
                ident,
                span,
                quote,
                "accuracy/mistranslation",
                severity,
                0.8,
                "it is wrong",
                "right",
                evidence,
                f"f{number}.{n}",
            )
        )
        rows.append(
            {
                "article": number,
                "number": n + 1,
                "rule": rule,
                "category": "accuracy/mistranslation",
                "severity": severity.value,
                "confidence": 0.8,
                "sure": 0.8,
                "cutoff": 0.5,
                "reach": 1.0,
                "worth": severity.weight * rng.random(),
                "quote": quote,
                "folded": quote,
                "suggestion": "right",
                "message": "it is wrong",
                "fingerprint": f"f{number}.{n}",
                "status": rng.choice(["open", "open", "confirm", "dismiss"]),
                "feed": feed,
                "lang": "en",
                "day": day,
                "latest": 1,
            }
        )
    about = ReportedDocument(f"a{number}", feed, f"Article {number}", "en", EACH, source_lang="es")
    body = msgspec.msgpack.encode(Audited(about, tuple(units), tuple(found), ()))
    connection.execute(
        ARTICLES.insert().values(  # type: ignore[attr-defined]
            id=number,
            job=0,
            feed=feed,
            identity=f"a{number}",
            title=f"Article {number}",
            lang="en",
            source_lang="es",
            link="",
            day=day,
            made=day,
            units=EACH,
            words=400,
            latest=1,
            body=body,
        )
    )
    connection.execute(FINDINGS.insert(), rows)  # type: ignore[attr-defined]


def serve(name: str, port: int) -> None:
    """The desk, with a bare page beside it to compare with."""
    app = build(Base(name), Settings(api_rate=1e6), worker=False)
    bare = FastAPI()
    bare.add_api_route("/bare", lambda: {"status": "ok"})

    async def both(scope: dict, receive: object, send: object) -> None:
        await (bare if scope.get("path") == "/bare" else app)(scope, receive, send)  # type: ignore[arg-type]

    uvicorn.run(both, port=port, log_level="error", access_log=False)


def ask(port: int, path: str, cookie: str) -> float:
    """Milliseconds until a page is there whole."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"cookie": f"auditor={cookie}"})
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer.read()
    return 1000 * (time.perf_counter() - began)


def visit(port: int, cookie: str, pages: dict[str, object], persons: int, seconds: float, told: object) -> None:
    """So many people at once, each a page after the other with half a second between."""
    took: dict[str, list[float]] = {name: [] for name in pages}
    errors: list[str] = []
    until = time.monotonic() + seconds

    def person(number: int) -> None:
        rng = random.Random(number)
        while time.monotonic() < until:
            for name, path in pages.items():
                try:
                    took[name].append(ask(port, path(rng) if callable(path) else path, cookie))  # type: ignore[arg-type]
                except OSError as error:
                    errors.append(f"{name}: {error}")
                time.sleep(rng.uniform(0.3, 0.7))

    threads = [threading.Thread(target=person, args=(n,)) for n in range(persons)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told.put((took, errors))  # type: ignore[attr-defined]


def main() -> None:
    """Fills a desk, visits it from a second process, prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("--terms", 100_000), ("--findings", 300_000), ("--people", 20), ("--port", 8799)):
        parser.add_argument(name, type=int, default=default)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--database", default="")
    asked = parser.parse_args()
    articles = asked.findings // EACH
    pages = {
        "bare": "/bare",
        "inbox": "/",
        "article": lambda rng: f"/articles/{rng.randrange(1, articles + 1)}",
        "findings": "/findings",
        "findings of a rule": lambda rng: f"/findings?rule={rng.choice(RULES)}",
        "glossary": lambda rng: f"/glossary?q=word+{rng.randrange(10_000)}",
        "entry": lambda rng: f"/glossary/entry?id=c{rng.randrange(asked.terms)}",
        "dashboard": "/dashboard",
        "learning": "/learning",
    }
    with tempfile.TemporaryDirectory() as folder:
        name = place(Path(folder), asked.database)
        base = Base(name)
        cookie = fill(base, asked.terms, asked.findings)
        base.close()
        server = multiprocessing.Process(target=serve, args=(name, asked.port))
        server.start()
        for _ in range(200):
            time.sleep(0.2)
            try:
                ask(asked.port, "/health", cookie)
                break
            except OSError:
                continue
        told: multiprocessing.Queue = multiprocessing.Queue()
        visitors = multiprocessing.Process(target=visit, args=(asked.port, cookie, pages, asked.people, asked.seconds, told))
        visitors.start()
        took, errors = told.get()
        visitors.join()
        server.terminate()
        server.join()
    figures = {
        page: {"n": len(ms), "median": round(statistics.median(ms)), "p95": round(sorted(ms)[int(0.95 * len(ms))])}
        for page, ms in took.items()
        if ms
    }
    print(json.dumps({"load": os.getloadavg()[0], "errors": len(errors), "first": errors[:2], "ms": figures}, indent=1))


if __name__ == "__main__":
    main()

"""The command line in this process, a project to run it in, and a feed that changes."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from auditor import cli
from auditor.corpora import home

WRONG = {"id": "a", "target": "The bill cost 35 million euros.", "target_lang": "en",
         "source": "La ley costó 53 millones de euros.", "source_lang": "es"}  # fmt: skip
RIGHT = {**WRONG, "id": "b", "target": "The law cost 53 million euros."}


class Done(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def report(self) -> dict:
        return json.loads(self.out)

    def quotes(self, status: str = "open") -> list[str]:
        return [f["quote"] for f in self.report["findings"] if f["status"] == status]


@pytest.fixture
def wrong() -> dict:
    return WRONG


@pytest.fixture
def right() -> dict:
    return RIGHT


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with a cache of its own; the bank and glossary that ship are left out to save time."""
    for name in [name for name in os.environ if name.startswith("AUDITOR_")]:
        monkeypatch.delenv(name)
    for name, value in {"CACHE_DIR": tmp_path / ".cache", "HOUSE_PHRASES": 0, "HOUSE_GLOSSARY": 0, "ENGINE": "none",
                        "SELECT": "numbers", "JOBS": 1}.items():  # fmt: skip
        monkeypatch.setenv(f"AUDITOR_{name}", str(value))
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


@pytest.fixture
def auditor(project: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Done]:
    """Runs a command as `main` does; what it prints and its exit status."""

    def run(*arguments: object, stdin: bytes = b"") -> Done:
        out, err = io.StringIO(), io.StringIO()
        monkeypatch.setattr(sys, "argv", ["auditor", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as ended:
            cli.main()
        return Done(int(ended.value.code or 0), out.getvalue(), err.getvalue())

    assert home().is_relative_to(project.parent), "tests must not share the user's cache"

    return run


@pytest.fixture
def rows(project: Path) -> Callable[..., str]:
    def write(*units: dict, name: str = "in.jsonl") -> str:
        (project / name).write_text("".join(json.dumps(unit) + "\n" for unit in units), encoding="utf-8")
        return name

    return write


class Feed:
    """A feed and its source, item by item: guid -> (title, text) on both sides."""

    def __init__(self) -> None:
        self.items: dict[str, tuple[str, str, str, str]] = {}
        self.raw: dict[str, str] = {}  # an item's XML as it is

    def put(self, guid: str, title: str, text: str, source_title: str, source: str) -> None:
        self.items[guid] = (title, text, source_title, source)

    def xml(self, side: str) -> bytes:
        at = 0 if side == "en" else 2
        body = "".join(
            f"<item><guid>{guid}</guid><link>https://desk.example/{guid}</link><title>{texts[at]}</title>"
            f"<description>{texts[at + 1]}</description></item>\n"
            for guid, texts in self.items.items()
        )
        poison = "".join(self.raw.values()) if side == "en" else ""
        return (f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title><language>{side}</language>\n'
                f"{body}{poison}</channel></rss>").encode()  # fmt: skip


@pytest.fixture
def feed() -> Feed:
    made = Feed()
    made.put(
        "g1",
        "Talks go on in Lisbon",
        "The bridge cost 35 million euros.",
        "Siguen las conversaciones en Lisboa",
        "El puente costó 53 millones de euros.",
    )
    made.put("g2", "Rain falls on Porto", "The storm lasted 12 hours.", "Llueve en Oporto", "La tormenta duró 12 horas.")
    return made


@pytest.fixture
def saved(project: Path, feed: Feed) -> Iterator[Callable[[], tuple[str, str, str]]]:
    """Writes the feed to files; the arguments that audit it."""

    def save() -> tuple[str, str, str]:
        for side in ("en", "es"):
            (project / f"{side}.xml").write_bytes(feed.xml(side))
        return ("en.xml", "--source", "es.xml")

    return save

"""Which reader a thing needs, by its name and beginning, and the readers by name."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from auditor.errors import InputError
from auditor.ingest import feeds, html, jsonfeed, newsml, plain, subtitles, xml
from auditor.ingest.blocks import Ask, Blob
from auditor.model import Document, Failure

Reader = Callable[[Blob, Ask], Iterator[Document | Failure]]
DOCUMENTS: dict[str, Reader] = {
    "feed": feeds.read,
    "json": jsonfeed.read,
    "html": html.read,
    "text": plain.read_text,
    "markdown": plain.read_markdown,
    "newsml": newsml.read,
    "subtitles": subtitles.read,
}
ROWS = frozenset({"jsonl", "table", "xliff", "tmx", "po", "parquet"})
_TABLE_HEADS = frozenset({"target", "tgt", "mt", "hypothesis", "translation"})
_ROOTS = {
    "rss": "feed", "RDF": "feed", "feed": "feed", "xliff": "xliff", "tmx": "tmx", "html": "html", "HTML": "html",
    "newsItem": "newsml", "newsMessage": "newsml", "packageItem": "newsml", "nitf": "newsml",
}  # fmt: skip


def sniff(head: bytes, path: str, declared: str = "") -> str:
    r"""The reader for what begins like this; InputError for XML that is none of ours.

    >>> sniff(b"<?xml version='1.0'?><rss>", "x"), sniff(b'{"id": 1, "target": "a"}\n{"id"', "x"), sniff(b"Hello.", "x")
    ('feed', 'jsonl', 'text')
    """
    if head.startswith(b"PAR1"):
        return "parquet"
    text = _readable(head)
    stripped = text.lstrip("\N{ZERO WIDTH NO-BREAK SPACE} \t\r\n")
    if stripped.startswith("<"):
        return _marked_up(text, path, declared)
    if stripped.startswith(("{", "[")):
        return _json(stripped)
    if stripped.startswith("WEBVTT"):
        return "subtitles"
    if stripped.startswith('msgid "') or '\nmsgid "' in stripped:
        return "po"
    first = stripped.partition("\n")[0].lower()
    cells = {c.strip(' "\r') for separator in "\t;," for c in first.split(separator)}
    return "table" if len(cells) > 1 and cells & _TABLE_HEADS else "text"


def _readable(head: bytes) -> str:
    """The beginning as text, good enough to tell formats apart."""
    encoding = "utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
    return head.decode(encoding, "replace").replace("\x00", "")


def _marked_up(text: str, path: str, declared: str) -> str:
    """Feed, page, exchange format or news item, by the root element."""
    root = xml.root_name(text)
    if root in _ROOTS:
        return _ROOTS[root]
    if "html" in declared or text.lstrip()[:15].lower().startswith("<!doctype html") or not text.lstrip().startswith("<?xml"):
        return "html"
    raise InputError(path, f"is XML of a kind that is not read (<{root}>): give a feed, page, XLIFF, TMX or NewsML-G2")


def _json(text: str) -> str:
    """JSONL if the first line is an object of its own that looks like a unit, else a feed or item."""
    first = text.partition("\n")[0].strip()
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        return "json"
    keys = {str(k).lower() for k in value} if isinstance(value, dict) else set()
    return "jsonl" if keys & _TABLE_HEADS and "items" not in keys else "json"

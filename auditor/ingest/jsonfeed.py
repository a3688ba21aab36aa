"""JSON Feed 1.x and ninjs, read item by item: a broken one costs itself alone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import regex

from auditor.errors import InputError
from auditor.ingest import boundary, html, items, ninjs
from auditor.ingest.blocks import Ask, Blob, Block
from auditor.model import Document, Failure

_LIST = regex.compile(r"\"(?:items|_items|entries)\"\s*:\s*\[")
_NEXT = regex.compile(r"\}\s*,\s*(?=\{\s*\")")
_OWN_KEYS = frozenset({"content_html", "content_text", "title", "date_published", "headline", "headlines", "body_text", "uri"})
_MOST_BROKEN = 500  # each costs a look over the text: a feed of wrecks must not cost its square
_WINDOW = 4096  # characters an item is first looked for in; four times as many where it goes on
_TOKEN = 16  # characters: what an error this near a window's end says may be the window's doing
_BROKEN = (json.JSONDecodeError, RecursionError, ValueError)


def read(blob: Blob, ask: Ask) -> Iterator[Document | Failure]:
    """A document for each item of a JSON Feed, ninjs item or list of them."""
    decoded = boundary.decode(blob.data, blob.charset or None, blob.path)
    text = decoded.text
    try:
        whole = parsed(text)
    except _BROKEN as error:
        yield from _salvaged(text, blob.path, ask, error)
        return
    top = whole if isinstance(whole, dict) else {}
    found = (
        whole
        if isinstance(whole, list)
        else next((top[k] for k in ("items", "_items", "entries") if isinstance(top.get(k), list)), [top])
    )
    if not found:
        yield Failure(blob.path, "the feed has no items: there is nothing to audit", entries=0)
    lines = _lines(text, len(found))
    for number, raw in enumerate(found[: ask.limits.entries], 1):
        yield _one(raw, number, lines.get(number), top, ask, blob.path, decoded.notes)
    if len(found) > ask.limits.entries:
        left = len(found) - ask.limits.entries
        yield Failure(blob.path, f"has more than {ask.limits.entries:,} items: the last {left:,} were not read", entries=left)


def parsed(text: str) -> Any:
    """The JSON value of a text; lone surrogates are made safe later; ValueError or RecursionError if it is none."""
    try:
        return msgspec.json.decode(text.encode("utf-8", "replace"))
    except msgspec.DecodeError:
        return json.loads(text, parse_int=_bounded)


def _bounded(digits: str) -> int:
    """An integer; Python itself raises above 4,300 digits, as conversion is quadratic."""
    return int(digits) if len(digits) < 400 else 0


def _lines(text: str, count: int) -> dict[int, int]:
    """The line each item begins on, where items are easily told apart (each begins with a key after `{`)."""
    start = _LIST.search(text)
    decoder, out = json.JSONDecoder(), {}
    at = start.end() if start else -1
    line, last = 1, 0
    for number in range(1, count + 1):
        at = text.find("{", at) if at >= 0 else -1
        if at < 0:
            break
        line += text.count("\n", last, at)
        last, out[number] = at, line
        try:
            _, at = decoder.raw_decode(text, at)
        except _BROKEN:
            break
    return out


def _salvaged(text: str, path: str, ask: Ask, error: Exception) -> Iterator[Document | Failure]:
    """Items of a feed that is not JSON as a whole: each that is, and a failure for each that is not."""
    start = _LIST.search(text)
    if not start:
        line = getattr(error, "lineno", None)
        raise InputError(path, f"is not JSON: {error if not isinstance(error, RecursionError) else 'nested too deeply'}", line)
    top = _head(text[: start.start()])
    decoder, at, number, broken = json.JSONDecoder(parse_int=_bounded), start.end(), 0, 0
    while (at := _begin(text, at)) >= 0 and number < ask.limits.entries:
        number += 1
        line = text.count("\n", 0, at) + 1 if number < 2000 else None
        try:
            raw, at = _value(text, at, decoder)
            yield _one(raw, number, line, top, ask, path, ())
        except _BROKEN as trouble:
            broken += 1
            what = getattr(trouble, "msg", "") or str(trouble) or "nested too deeply"
            below = getattr(trouble, "lineno", 1) - 1
            yield Failure(path, f"the item is not JSON: {what}", f"item {number}", line and line + below)
            if broken >= _MOST_BROKEN:
                yield Failure(path, f"more than {_MOST_BROKEN:,} items are not JSON: what follows was not read", line=line)
                return
            at = _resync(text, at, decoder)
    if not text.rstrip().endswith("}"):
        lines = text.count("\n") + 1
        yield Failure(path, f"the feed is cut off at line {lines}: fetch it again", line=lines)


def _begin(text: str, at: int) -> int:
    """Where the next item of the list begins, -1 at the list's end."""
    found = regex.compile(r"[\s,]*+(\{)?").match(text, at) if at >= 0 else None
    return int(found.start(1)) if found and found.group(1) else -1


def _value(text: str, at: int, decoder: json.JSONDecoder) -> tuple[Any, int]:
    """The JSON object that begins at `at`, and where it ends; ValueError or RecursionError if it is none.

    Read in a window, as the error Python raises counts the lines of all the text it was given.
    """
    size = _WINDOW
    while True:
        part = text[at : at + size]
        try:
            raw, end = decoder.raw_decode(part)
        except json.JSONDecodeError as error:
            certain = error.pos < len(part) - _TOKEN and not error.msg.startswith("Unterminated")
            if certain or at + size >= len(text):
                raise
            size *= 4
        else:
            return raw, at + end


def _resync(text: str, at: int, decoder: json.JSONDecoder) -> int:
    """Where the next whole item begins after a broken one, -1 if there is none."""
    for tried, found in enumerate(_NEXT.finditer(text, at), 1):
        try:
            raw, _ = _value(text, found.end(), decoder)
        except _BROKEN:
            raw = None
        if isinstance(raw, dict) and _OWN_KEYS & raw.keys():
            return int(found.end())
        if tried > 50:  # each try may read far: a list of wrecks must not cost its square
            return int(found.end())
    return -1


def _head(text: str) -> dict[str, Any]:
    """The feed's own keys before its items."""
    try:
        found = parsed(text.rstrip().rstrip(",") + "}")
    except _BROKEN:
        return {}
    return found if isinstance(found, dict) else {}


def _one(
    raw: Any, number: int, line: int | None, top: Mapping[str, Any], ask: Ask, path: str, notes: tuple[str, ...]
) -> Document | Failure:
    """The document of one item."""
    if not isinstance(raw, dict):
        return Failure(path, f"item {number} is not an object", f"item {number}", line)
    try:
        if ninjs.is_ninjs(raw):
            item = ninjs.item(raw, number, line)
        elif _OWN_KEYS & raw.keys() or "id" in raw:
            item = _item(raw, number, line, path)
        else:
            return Failure(path, "is JSON, but not a JSON Feed, ninjs or a table of units with a target", f"item {number}", line)
    except InputError as error:
        return Failure(path, error.why, f"item {number}", line)
    item.notes = notes
    return items.document(item, ask, path, _text(top.get("language")), _text(top.get("title")))


def _text(value: Any) -> str:
    """A string, made of a number if need be, "" for anything else."""
    return boundary.safe(str(value)) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _item(raw: Mapping[str, Any], number: int, line: int | None, path: str) -> items.Item:
    """An item of JSON Feed."""
    item = items.Item(
        number=number, line=line, guid=_text(raw.get("id")), link=_text(raw.get("url")), lang=_text(raw.get("language"))
    )
    item.date = _text(raw.get("date_published"))
    item.updated = _text(raw.get("date_modified"))
    item.headline = [Block(_text(raw.get("title")), "headline", line=line)]
    item.summary = [Block(_text(raw.get("summary")), "summary", line=line)]
    item.body = html.fragment(_text(raw.get("content_html")), None, path) or items.plain(_text(raw.get("content_text")), None)
    item.images = [image for key in ("image", "banner_image") if (image := _text(raw.get(key)))]
    authors = raw.get("authors") if isinstance(raw.get("authors"), list) else [raw.get("author")]
    for author in authors or []:
        if isinstance(author, dict) and (name := _text(author.get("name"))):
            item.bylines.append(Block(name, "byline", line=line))
    item.headline = [b for b in item.headline if b.text.strip()]
    item.summary = [b for b in item.summary if b.text.strip()]
    return item

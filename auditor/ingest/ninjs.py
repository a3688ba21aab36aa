"""ninjs, the JSON of news agencies (IPTC, versions 1 to 3); people, places and organisations are kept as evidence of names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.ingest import boundary, html, items
from auditor.ingest.blocks import Block

_TOLD = frozenset(
    {"headlines", "bodies", "body_text", "body_xhtml", "versioncreated", "pubstatus", "urgency", "description_text", "slugline"}
)
_KINDS = {"people": ("person", "people"), "places": ("place", "places"), "organisations": ("organisation", "organisations")}


def is_ninjs(raw: Mapping[str, Any]) -> bool:
    """Has the object keys that only ninjs has?

    >>> is_ninjs({"uri": "urn:1", "headline": "H"}), is_ninjs({"id": "1", "title": "T"})
    (True, False)
    """
    return "uri" in raw and bool(_TOLD & raw.keys() or "headline" in raw)


def item(raw: Mapping[str, Any], number: int, line: int | None) -> items.Item:
    """A ninjs object as an item."""
    out = items.Item(number=number, line=line, guid=_text(raw.get("uri")), lang=_text(raw.get("language")))
    out.link = next((_text(a.get("value")) for a in _dicts(raw.get("altids"))), "")
    out.date = _text(raw.get("firstcreated")) or _text(raw.get("versioncreated"))
    out.updated = _text(raw.get("versioncreated"))
    out.headline = [Block(t, "headline", line=line) for t in _values(raw, "headline", "headlines")[:1]]
    out.summary = [Block(t, "summary", line=line) for t in _values(raw, "description_text", "descriptions")[:1]]
    out.body = list(_body(raw))
    if located := _text(raw.get("located")):
        out.body.insert(0, Block(located, "dateline", line=line))
    out.bylines = [
        Block(t, "byline", line=line)
        for t in (_text(raw.get("byline")), *(_text(by.get("byline")) for by in _dicts(raw.get("bylines"))))
        if t
    ]
    out.media = list(_media(raw))
    out.known = {key: names for key, kinds in _KINDS.items() if (names := tuple(_names(raw, kinds)))}
    return out


def _text(value: Any) -> str:
    """A string made safe, "" for anything else."""
    return boundary.safe(value) if isinstance(value, str) else ""


def _dicts(value: Any) -> Iterator[Mapping[str, Any]]:
    """Objects of a list, or of an object's values."""
    for entry in value if isinstance(value, list) else value.values() if isinstance(value, dict) else ():
        if isinstance(entry, dict):
            yield entry


def _values(raw: Mapping[str, Any], old: str, new: str) -> list[str]:
    """Texts of version 1 (`headline`) or 2 and later (`headlines: [{value}]`), the main one first."""
    return [t for t in (_text(raw.get(old)), *(_text(h.get("value")) for h in _dicts(raw.get(new)))) if t.strip()]


def _body(raw: Mapping[str, Any]) -> Iterator[Block]:
    """Blocks of the body; marked-up text before plain, as it has its paragraphs."""
    marked = _text(raw.get("body_xhtml")) or _text(raw.get("body_html"))
    plain = _text(raw.get("body_text"))
    for body in _dicts(raw.get("bodies")):
        kind = _text(body.get("contenttype"))
        if "html" in kind:
            marked = marked or _text(body.get("value"))
        else:
            plain = plain or _text(body.get("value"))
    yield from html.fragment(marked) if marked else items.plain(plain, None)


def _media(raw: Mapping[str, Any]) -> Iterator[Block]:
    """Captions and credits of pictures that go with the item."""
    for part in _dicts(raw.get("associations")):
        for text in _values(part, "description_text", "descriptions"):
            yield Block(text, "caption")
        for key in ("creditline", "byline"):
            if text := _text(part.get(key)):
                yield Block(text, "credit")


def _names(raw: Mapping[str, Any], kinds: tuple[str, ...]) -> Iterator[str]:
    """Names of people, places or organisations."""
    for kind in kinds:
        for entry in _dicts(raw.get(kind)):
            if name := _text(entry.get("name")) or _text(entry.get("literal")):
                yield name

"""What every feed format has in an item, and the document made of it."""

from __future__ import annotations

import datetime as dt
import email.utils
from typing import Any

import msgspec
import regex

from auditor.ingest import blocks
from auditor.ingest.blocks import Ask, Block
from auditor.model import Document

# WordPress and its kin close an excerpt like this.
_EXCERPT_END = regex.compile(r"\s*(?:\[(?:…|\.\.\.|&hellip;)\]|…|\.\.\.)\s*$")
_PARAGRAPH = regex.compile(r"\n[ \t\r]*\n")


class Item(msgspec.Struct):
    """An entry while it is being read."""

    number: int = 1
    line: int | None = None
    guid: str = ""
    link: str = ""
    date: str = ""
    updated: str = ""
    lang: str = ""
    headline: list[Block] = []
    summary: list[Block] = []
    body: list[Block] = []
    bylines: list[Block] = []
    media: list[Block] = []
    images: list[str] = []
    alternates: dict[str, str] = {}
    known: dict[str, Any] = {}  # people, places, organisations
    notes: tuple[str, ...] = ()


def document(item: Item, ask: Ask, path: str, feed_lang: str = "", feed_title: str = "") -> Document:
    """The item's document: headline, byline, summary, body, captions and credits; without segments if it has no text."""
    notes = list(item.notes)
    summary = item.summary
    if item.body and summary and _repeats(summary, item.body):
        summary = []
        notes.append("the summary repeats the beginning of the body and was left out")
    elif not item.body:
        summary = [msgspec.structs.replace(b, field="body") if b.field == "summary" else b for b in summary]
    found = [*item.headline, *_distinct(item.bylines), *summary, *item.body, *_distinct(item.media)]
    meta = {
        "title": " ".join(b.text.strip() for b in item.headline),
        "guid": item.guid,
        "link": item.link,
        "date": moment(item.date),
        "updated": moment(item.updated),
        "alternates": dict(item.alternates),
        "images": tuple(item.images),
        "feed": feed_title,
        **item.known,
        "notes": tuple(notes) if found else (*notes, "the entry has no text"),
    }
    ident = (item.guid or item.link or f"{path}#{item.number}")[:300]  # ids stand in reports
    kept = {key: value for key, value in meta.items() if value}
    return blocks.document(
        ident,
        found,
        ask,
        path,
        item=(item.guid or item.link)[:300] or f"entry {item.number}",
        lang=item.lang or feed_lang,
        meta=kept,
    )


def plain(text: str, line: int | None, *, columns: bool = False) -> list[Block]:
    r"""Paragraphs of plain text, parted by empty lines; columns are told only where the text begins its line.

    >>> [(b.text, b.line) for b in plain("One\ntwo\n\n Three", 5)]
    [('One\ntwo', 5), ('Three', 8)]
    """
    out, at, passed, row = [], 0, 0, line or 1
    for end, after in [*((m.start(), m.end()) for m in _PARAGRAPH.finditer(text)), (len(text), len(text))]:
        part = text[at:end]
        if kept := part.strip():
            lead = at + len(part) - len(part.lstrip())
            row += text.count("\n", passed, lead)
            passed = lead
            column = lead - text.rfind("\n", 0, lead) if columns else None
            out.append(Block(kept, line=None if line is None else row, column=column))
        at = after
    return out


def _repeats(summary: list[Block], body: list[Block]) -> bool:
    """Is the summary, its closing dots aside, how the body begins?"""
    short = _EXCERPT_END.sub("", " ".join(" ".join(b.text for b in summary).split()))
    start = " ".join(" ".join(b.text for b in body[:50]).split())[: len(short) + 200]
    return bool(short) and short in start


def _distinct(found: list[Block]) -> list[Block]:
    """Blocks without repeats of the same text and field (feeds say a credit once for each size of a picture)."""
    first: dict[tuple[str, str], Block] = {}
    for block in found:
        first.setdefault((block.text, block.field), block)
    return list(first.values())


def moment(value: str) -> str:
    """A date as ISO 8601 in UTC, as given if it is none.

    >>> moment("Tue, 03 Jun 2025 10:00:00 +0200"), moment("2025-06-03T08:00:00Z"), moment("soon")
    ('2025-06-03T08:00:00+00:00', '2025-06-03T08:00:00+00:00', 'soon')
    """
    value = value.strip()[:100]
    if not value:
        return ""
    for parse in (dt.datetime.fromisoformat, email.utils.parsedate_to_datetime):
        try:
            when = parse(value)
            return (when if when.tzinfo else when.replace(tzinfo=dt.UTC)).astimezone(dt.UTC).isoformat()
        except (ValueError, TypeError, OverflowError):
            continue
    return value

"""RSS 0.9x, 1.0 (RDF) and 2.0, and Atom: each entry parsed on its own, each a document.

feedparser is not used: one `&#xD800;` makes it raise and lose every entry, and 20,000 attributes cost it 7 s.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import regex

from auditor.errors import InputError
from auditor.ingest import boundary, feedcut, html, items, xml
from auditor.ingest.blocks import Ask, Blob, Block
from auditor.model import Document, Failure

_MEDIA = "http://search.yahoo.com/mrss"
_OTHERS = regex.compile(r"itunes|googleplay|georss|slash|wfw|feedburner|thr|creativecommons")  # say again, or nothing of the text
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ADDRESS = regex.compile(r"^\S+@\S+\s*\((.*)\)\s*$")  # RSS 2.0: editor@example.org (Jane Doe)


class _Context(msgspec.Struct, frozen=True):
    """What the feed says for all its entries."""

    path: str
    base: str
    lang: str
    title: str
    notes: tuple[str, ...]
    entities: Mapping[str, str]


def read(blob: Blob, ask: Ask) -> Iterator[Document | Failure]:
    """A document for each entry of a feed, a failure for each that cannot be read; InputError if the whole cannot."""
    decoded = boundary.decode(blob.data, blob.charset or xml.declared_encoding(blob.data), blob.path)
    text, changed = boundary.replaced(decoded.text)
    feed = feedcut.cut(text, xml.root_name(text))
    entities = xml.declared_entities(feed.prolog, blob.path)
    context = _context(feed, blob.path, (*decoded.notes, *changed), entities)
    for entry in feed.entries[: ask.limits.entries]:
        yield _entry(entry, feed, context, ask)
    if left := len(feed.entries[ask.limits.entries :]):
        why = f"has more than {ask.limits.entries:,} entries: the last {left:,} were not read"
        yield Failure(blob.path, why, line=feed.entries[ask.limits.entries].line, entries=left)
    yield from _ending(feed, text, blob.path)


def _ending(feed: feedcut.Feed, text: str, path: str) -> Iterator[Failure]:
    """A failure if the feed stops before its end, or has nothing in it."""
    lines = text.count("\n") + 1
    cut_short = bool(feed.entries) and not feed.entries[-1].closed
    whole = regex.search(rf"</(?:[\w.-]+:)?{regex.escape(feed.root)}\s*>", feed.tail if feed.entries else feed.head)
    if not whole and not cut_short:
        yield Failure(path, f"the feed is cut off at line {lines}: entries after it are missing; fetch it again", line=lines)
    elif not feed.entries:
        yield Failure(path, "the feed has no entries: there is nothing to audit", entries=0)


def _context(feed: feedcut.Feed, path: str, notes: tuple[str, ...], entities: Mapping[str, str]) -> _Context:
    """Language, title and link of the feed, from what stands before its entries."""
    root = xml.parse(feedcut.wrapped(xml.mended(feed.head, entities)[0], feed.namespaces)).root
    lang = title = link = ""
    for element in root.iter() if root is not None else ():
        name, value = xml.local(element), (element.text or "").strip() if isinstance(element.tag, str) else ""
        if name == "language":
            lang = lang or value
        elif name == "title":
            title = title or value
        elif name == "link" and element.get("rel") in {None, "alternate"}:
            link = link or value or element.get("href") or ""
    base = link or (path if "://" in path else "")
    return _Context(path, base, feed.lang or lang, title, notes, entities)


def _entry(entry: feedcut.Entry, feed: feedcut.Feed, context: _Context, ask: Ask) -> Document | Failure:
    """The document of one entry; whatever is wrong with it costs it alone."""
    name = f"entry {entry.number}"
    if not entry.closed:
        truncated = entry.number == len(feed.entries) and not feed.tail
        why = (
            "the feed is cut off in the middle of this entry; fetch it again"
            if truncated
            else "the entry has no start or no end tag"
        )
        return Failure(context.path, why, name, entry.line)
    if len(entry.text) > ask.limits.page_bytes:
        return Failure(context.path, f"the entry has more than {ask.limits.page_bytes:,} characters", name, entry.line)
    try:
        xml.refuse_attributes(entry.text, ask.limits.attributes, context.path)
        markup, notes = xml.mended(entry.text, context.entities)
        parsed = xml.parse(feedcut.wrapped(markup, feed.namespaces))
        if parsed.errors or parsed.root is None or not len(parsed.root):
            line, message = parsed.errors[0] if parsed.errors else (1, "nothing could be read")
            return Failure(
                context.path,
                f"the entry is not well-formed XML: {xml.plain_message(message)}",
                _named(parsed.root, name),
                entry.line + line - 1,
            )
        return _converted(parsed.root[0], entry, context, ask, notes)
    except InputError as error:
        return Failure(context.path, error.why, name, entry.line + (error.line or 1) - 1)
    except (ValueError, RecursionError, UnicodeError, MemoryError) as error:
        return Failure(context.path, f"the entry could not be read: {error}", name, entry.line)


def _named(root: Any, fallback: str) -> str:
    """The guid or link of a damaged entry, where it can still be told."""
    for element in root.iter() if root is not None else ():
        if xml.local(element) in {"guid", "id"} and (value := (element.text or "").strip()):
            return boundary.safe(value[:300])
    return fallback


def _converted(element: Any, entry: feedcut.Entry, context: _Context, ask: Ask, notes: tuple[str, ...]) -> Document:
    """An entry's element as an item, and that as a document."""
    item = items.Item(number=entry.number, line=entry.line, lang=element.get(_LANG) or "")
    item.guid = element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about") or ""
    for child in element:
        space = child.tag.rpartition("}")[0] if isinstance(child.tag, str) else "itunes"
        if _MEDIA in space:
            _media(child, item, entry.line)
        elif not _OTHERS.search(space):
            _child(child, item, entry.line, context)
    item.notes = (*context.notes, *notes)
    item.link = urllib.parse.urljoin(context.base, item.link) if item.link else ""
    return items.document(item, ask, context.path, context.lang, context.title)


def _child(child: Any, item: items.Item, base: int, context: _Context) -> None:
    """Take one child of an entry in, by its local name: RSS and Atom use the same ones for the same things."""
    name, value = xml.local(child), "".join(child.itertext()).strip()
    line = base + (child.sourceline or 1) - 1
    if name == "title":
        item.headline = item.headline or _blocks(child, line, "headline", context.path)
    elif name in {"description", "summary"}:
        item.summary = item.summary or _blocks(child, line, "summary", context.path)
    elif name in {"encoded", "content"}:
        item.body += _blocks(child, line, "body", context.path)
    elif name in {"creator", "author"}:
        who = next((e.text or "" for e in child if xml.local(e) == "name"), value)
        match = _ADDRESS.match(who)
        item.bylines.append(Block((match.group(1) if match else who).strip(), "byline", line=line))
    elif name in {"guid", "id", "identifier"}:
        item.guid = value or item.guid
    elif name == "link":
        _link(child, value, item, context)
    elif name in {"pubDate", "published", "date", "updated", "issued", "modified"}:
        item.date = item.date or value
        item.updated = value if name in {"updated", "modified"} else item.updated
    elif name == "language":
        item.lang = item.lang or value
    elif name == "enclosure" and child.get("url"):
        item.images.append(str(child.get("url")))


def _link(child: Any, value: str, item: items.Item, context: _Context) -> None:
    """The entry's own page, or the same story in another language."""
    href = urllib.parse.urljoin(context.base, (child.get("href") or value).strip())
    rel, hreflang = child.get("rel") or "alternate", child.get("hreflang")
    if rel == "enclosure":
        item.images.append(href)
    elif rel == "alternate" and hreflang and item.link:
        item.alternates[str(hreflang)] = href
    elif rel == "alternate":
        item.link = item.link or href
        if hreflang:
            item.alternates[str(hreflang)] = href


def _media(child: Any, item: items.Item, base: int) -> None:
    """Pictures with their captions and credits (Media RSS)."""
    for element in child.iter():
        name, line = xml.local(element), base + (element.sourceline or 1) - 1
        if name in {"description", "credit", "copyright"}:
            item.media += _blocks(element, line, "caption" if name == "description" else "credit", "")
        elif name in {"content", "thumbnail"} and element.get("url"):
            item.images.append(str(element.get("url")))


def _blocks(element: Any, line: int, field: str, path: str) -> list[Block]:
    """The blocks in an element: XHTML inside it, HTML escaped or in CDATA, or plain text."""
    kind = element.get("type") or ""
    lang = element.get(_LANG) or ""
    if len(element):
        found = list(html.of_element(element, line))
    else:
        text = element.text or ""
        if kind in {"text", "plain"} or (kind != "html" and not html.looks_marked_up(text)):
            found = items.plain(text, line)
        else:
            found = html.fragment(text, line, path)
    if field == "headline" and len(found) > 1:
        found = [Block(" ".join(b.text for b in found), field, "", found[0].line)]
    return [
        msgspec.structs.replace(b, field=field if b.field in {"body", "headline"} else b.field, lang=b.lang or lang)
        for b in found
    ]

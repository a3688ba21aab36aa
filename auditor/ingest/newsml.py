"""NewsML-G2 and NITF news items; people, places and organisations are kept as evidence of names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.errors import InputError
from auditor.ingest import boundary, html, items, xml
from auditor.ingest.blocks import Ask, Blob, Block
from auditor.model import Document, Failure

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# G2 says what a concept is by type="cpnat:person" and the like.
_KINDS = {"person": "people", "geoArea": "places", "poi": "places", "organisation": "organisations"}


def read(blob: Blob, ask: Ask) -> Iterator[Document | Failure]:
    """A document for each news item of a message, or the one of a file."""
    decoded = boundary.decode(blob.data, blob.charset or xml.declared_encoding(blob.data), blob.path)
    text, changed = boundary.replaced(decoded.text)
    xml.refuse_attributes(text, ask.limits.attributes, blob.path)
    entities = xml.declared_entities(text[:100_000].partition("<newsItem")[0], blob.path)
    markup, notes = xml.mended(text, entities)
    parsed = xml.parse(markup)
    if parsed.root is None:
        raise InputError(blob.path, f"is not XML: {parsed.errors[0][1].strip()}", parsed.errors[0][0])
    root = parsed.root
    found = (
        [root] if xml.local(root) in {"newsItem", "nitf"} else [e for e in root.iter("{*}newsItem", "{*}nitf") if _outermost(e)]
    )
    bounds = [e.sourceline or 1 for e in found]
    for number, element in enumerate(found[: ask.limits.entries], 1):
        ends = bounds[number] if number < len(bounds) else text.count("\n") + 2
        harm = next(((line, why) for line, why in parsed.errors if bounds[number - 1] <= line < ends or len(found) == 1), None)
        if harm:
            yield Failure(
                blob.path,
                f"the item is not well-formed XML: {xml.plain_message(harm[1])}",
                str(element.get("guid") or f"item {number}"),
                harm[0],
            )
            continue
        item = _item(element, number)
        item.notes = (*decoded.notes, *changed, *notes)
        yield items.document(item, ask, blob.path)
    if not found:
        raise InputError(blob.path, "has no news items in it")


def _outermost(element: Any) -> bool:
    """Is it no NITF inside a newsItem?"""
    return xml.local(element) == "newsItem" or not any(xml.local(a) == "newsItem" for a in element.iterancestors())


def _item(element: Any, number: int) -> items.Item:
    """A newsItem's or NITF's texts and what it says of itself."""
    item = items.Item(number=number, line=element.sourceline, guid=str(element.get("guid") or ""))
    known: dict[str, list[str]] = {}
    content = next(iter([*element.iter("{*}inlineXML"), *element.iter("{*}body.content")]), None)
    inside = set(content.iter()) if content is not None else set()
    for node in element.iter():
        if node in inside:
            continue
        if xml.local(node) in {"subject", "located"}:
            _know(node, known)
        else:
            _take(node, item)
    if content is not None:
        item.body += _content(content, item)
    item.lang = item.lang or str(element.get(_LANG) or "")
    item.known = {key: tuple(names) for key, names in known.items()}
    return item


def _take(node: Any, item: items.Item) -> None:
    """Take one element outside the body in, by its name."""
    name, text = xml.local(node), "".join(node.itertext()).strip()
    if name in {"headline", "hedline", "hl1"} and not item.headline:
        item.headline = [Block(text, "headline", line=node.sourceline)]
    elif name in {"by", "byline"}:
        item.bylines.append(Block(text, "byline", line=node.sourceline))
    elif name in {"creditline", "dateline"}:
        item.media.append(Block(text, "credit" if name == "creditline" else name, line=node.sourceline))
    elif name == "description":
        item.summary.append(Block(text, "caption" if "caption" in str(node.get("role")) else "summary", line=node.sourceline))
    elif name == "language":
        item.lang = item.lang or str(node.get("tag") or "")
    elif name in {"contentCreated", "versionCreated"}:
        item.date = item.date or text
    elif name == "inlineData":
        item.body += items.plain(text, node.sourceline)


def _know(node: Any, known: dict[str, list[str]]) -> None:
    """Take in a person, place or organisation the item is about."""
    kind = "geoArea" if xml.local(node) == "located" else str(node.get("type") or "").rpartition(":")[2]
    for name in node.iter("{*}name"):
        if kind in _KINDS and name.text:
            known.setdefault(_KINDS[kind], []).append(name.text.strip())


def _content(content: Any, item: items.Item) -> list[Block]:
    """Blocks of inline XHTML or NITF; a NITF headline or byline inside it goes where it belongs."""
    for node in content.iter("{*}hl1", "{*}byline", "{*}dateline"):
        field = {"hl1": "headline", "byline": "byline"}.get(xml.local(node), "dateline")
        block = Block("".join(node.itertext()).strip(), field, line=node.sourceline)
        if field == "headline" and not item.headline:
            item.headline = [block]
        elif field != "headline":
            item.bylines.append(block)
    body = next(iter([*content.iter("{*}body.content"), *content.iter("{*}body")]), content)
    return [
        b for b in html.of_element(body, body.sourceline or 1) if b.text not in {h.text for h in (*item.headline, *item.bylines)}
    ]

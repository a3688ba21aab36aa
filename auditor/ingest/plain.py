"""Plain text and Markdown as blocks, each with its line and column."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import regex

from auditor.errors import InputError
from auditor.ingest import boundary, items
from auditor.ingest.blocks import Ask, Blob, Block, document
from auditor.model import Document

_EMPTY_LINE = regex.compile(r"\n[ \t\r]*\n")
_ENDS = regex.compile(r"[.!?…。！？؟۔।”»\"')）」』]\s*$")
_FRONT = regex.compile(r"\A(---|\+\+\+)[ \t]*\r?\n(.*?)\r?\n\1[ \t]*(?:\r?\n|\Z)", regex.DOTALL)
_KEY = regex.compile(r"^([\w-]{1,40}):[ \t]*(.*)$")
_TITLES = {
    "title": "headline",
    "headline": "headline",
    "description": "summary",
    "summary": "summary",
    "subtitle": "summary",
    "author": "byline",
    "caption": "caption",
}


def read_text(blob: Blob, ask: Ask) -> Iterator[Document]:
    """The document of a plain text: paragraphs between empty lines, or lines where there are none."""
    decoded = boundary.decode(blob.data, blob.charset or None, blob.path)
    text = decoded.text
    found = _by_line(text) if ask.lines or _is_by_line(text) else items.plain(text, 1, columns=True)
    if len(found) > 1 and _is_headline(found[0].text):
        found[0] = Block(found[0].text, "headline", line=found[0].line, column=found[0].column)
    title = found[0].text if found and found[0].field == "headline" else ""
    yield document(
        blob.path, found, ask, blob.path, meta={"title": title, "notes": decoded.notes} if title else {"notes": decoded.notes}
    )


def _is_by_line(text: str) -> bool:
    """Are lines paragraphs?  So it is without empty lines, if lines are long or mostly end as sentences do."""
    if _EMPTY_LINE.search(text.strip()):
        return False
    lines = [line for line in text.splitlines() if line.strip()][:200]
    return len(lines) > 1 and (max(map(len, lines)) > 160 or sum(bool(_ENDS.search(line)) for line in lines) * 3 > 2 * len(lines))


def _by_line(text: str) -> list[Block]:
    """Each line that is not empty."""
    out = []
    for number, line in enumerate(text.split("\n"), 1):
        if kept := line.strip():
            out.append(Block(kept, line=number, column=len(line) - len(line.lstrip()) + 1))
    return out


def _is_headline(text: str) -> bool:
    """Does a first paragraph look like a headline: one short line that does not end like a sentence?"""
    return len(text) <= 150 and "\n" not in text and not _ENDS.search(text) and len(text.split()) > 1


def read_markdown(blob: Blob, ask: Ask) -> Iterator[Document]:
    """The document of a Markdown text: front matter, headings, paragraphs, list items, cells; code is left out."""
    decoded = boundary.decode(blob.data, blob.charset or None, blob.path)
    text, changed = boundary.replaced(decoded.text)
    front, body, skipped = _front(text)
    known, found = _front_blocks(front)
    found += _markdown(body, skipped, headline=not any(b.field == "headline" for b in found))
    if not found:
        raise InputError(blob.path, "has no text outside code: there is nothing to audit")
    known["title"] = known.get("title") or next((b.text for b in found if b.field == "headline"), "")
    meta = {key: value for key, value in known.items() if value}
    yield document(
        blob.path, found, ask, blob.path, lang=str(meta.pop("lang", "")), meta={**meta, "notes": (*decoded.notes, *changed)}
    )


def _front(text: str) -> tuple[str, str, int]:
    r"""Front matter with its fence, the rest, and how many lines the rest is below the top.

    >>> _front("---\ntitle: T\n---\nText")
    ('---\ntitle: T', 'Text', 3)
    """
    match = _FRONT.match(text)
    if not match:
        return "", text, 0
    return f"{match.group(1)}\n{match.group(2)}", text[match.end() :], text.count("\n", 0, match.end())


def _front_blocks(front: str) -> tuple[dict[str, Any], list[Block]]:
    """What front matter tells of the document, and its texts (only scalars: YAML's other arts are not needed for those)."""
    known: dict[str, Any] = {}
    found: list[Block] = []
    pairs: list[tuple[str, str, int]] = []
    if front.startswith("+++"):
        try:
            table = tomllib.loads(front[3:])
        except (tomllib.TOMLDecodeError, RecursionError):
            table = {}
        lines = front.split("\n")
        pairs = [
            (k, v, next((n for n, line in enumerate(lines, 1) if line.startswith(k)), 1))
            for k, v in table.items()
            if isinstance(v, str)
        ]
    else:
        matches = ((_KEY.match(line.rstrip("\r")), number) for number, line in enumerate(front.split("\n"), 1))
        pairs = [(match.group(1), _unquoted(match.group(2)), number) for match, number in matches if match]
    for key, value, at in pairs:
        lowered = key.lower()
        if lowered in {"lang", "language", "locale"}:
            known["lang"] = value
        elif lowered in {"date", "guid", "link", "id", "permalink", "translationkey"}:
            known["guid" if lowered in {"id", "translationkey"} else "link" if lowered == "permalink" else lowered] = value
        elif lowered in _TITLES and value and value not in {"|", ">"}:
            found.append(Block(value, _TITLES[lowered], line=at))
    known["title"] = next((b.text for b in found if b.field == "headline"), "")
    return known, found


def _unquoted(value: str) -> str:
    r"""A YAML scalar without its quotes.

    >>> _unquoted("'it''s'"), _unquoted('"a \\"b\\""')
    ("it's", 'a "b"')
    """
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    if len(value) > 1 and value[0] == value[-1] == '"':
        return value[1:-1].replace('\\"', '"')
    return value


def _markdown(text: str, skipped: int, *, headline: bool) -> list[Block]:
    r"""Blocks of Markdown, as a reader sees them: marks gone, texts of links kept.

    >>> [(b.field, b.text, b.line) for b in _markdown("# Head\n\nA [link](u) *here*.\n\n- one", 0, headline=True)]
    [('headline', 'Head', 1), ('body', 'A link here.', 3), ('body', 'one', 5)]
    """
    from markdown_it import MarkdownIt  # noqa: PLC0415 - rich brings it; only Markdown needs it

    out: list[Block] = []
    heading = ""
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "heading_open":
            heading = (
                "headline" if token.tag == "h1" and headline and not any(b.field == "headline" for b in out) else "subheading"
            )
        elif token.type == "heading_close":
            heading = ""
        elif token.type == "inline" and (shown := _inline(token).strip()):
            line = (token.map[0] if token.map else 0) + 1 + skipped
            out.append(Block(shown, heading or "body", line=line))
    return out


def _inline(token: Any) -> str:
    """The text of an inline token; pictures by their alternative text, HTML tags gone."""
    parts = []
    for child in token.children or ():
        if child.type in {"text", "code_inline"}:
            parts.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            parts.append("\n")
        elif child.type == "image":
            parts.append(_inline(child))
    return "".join(parts)

"""Blocks of text as readers find them, and the documents made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from auditor.ingest import boundary, fields
from auditor.ingest.limits import Limits
from auditor.model import Document, Place, Role, Segment


class Block(msgspec.Struct, frozen=True):
    """A paragraph, headline, caption ... with where its text begins."""

    text: str
    field: str = "body"
    lang: str = ""  # "" means the document's
    line: int | None = None
    column: int | None = None


class Blob(msgspec.Struct, frozen=True):
    """What was read from one place, whole."""

    path: str  # as the user gave it, or as an archive or folder names it
    data: bytes
    charset: str = ""  # declared outside the data, as by HTTP
    kind: str = ""  # media type declared outside the data


class Ask(msgspec.Struct, frozen=True):
    """What a reader is asked for."""

    role: Role = Role.TARGET
    lang: str = ""  # given by the user: wins over what the document says of itself
    limits: Limits = Limits()
    extract: str = ""  # "trafilatura" to let it pick the article out of a page
    lines: bool = False  # every line of plain text is a paragraph


def document(
    ident: str,
    blocks: Iterable[Block],
    ask: Ask,
    path: str,
    *,
    item: str = "",
    lang: str = "",
    meta: Mapping[str, Any] | None = None,
) -> Document:
    """A document of the blocks: text made safe, fields told apart, long ones cut; `lang` is what it says of itself."""
    notes: list[str] = list((meta or {}).get("notes", ()))
    said = boundary.language(lang)
    if lang and not said:
        notes.append(f"the declared language {boundary.safe(lang)[:40]!r} is none that is known")
    doc_lang = ask.lang or said or "und"
    segments: list[Segment] = []
    for index, block in enumerate(b for b in blocks if b.text.strip()):
        text, changed = boundary.replaced(block.text)
        notes += changed
        pieces = list(_pieces(text, block.field, ask.limits.segment_chars))
        if len(text) > ask.limits.segment_chars:
            notes.append(f"block {index} has {len(text)} characters and was cut into {len(pieces)} pieces")
        for number, (start, end, field) in enumerate(pieces):
            ident_of = f"{ident}:{index}" if len(pieces) == 1 else f"{ident}:{index}.{number}"
            place = _place(path, item, block, text, start)
            segments.append(
                Segment(ident_of, text[start:end], boundary.language(block.lang) or doc_lang, field, place, index, start)
            )
    about = {
        **{k: v for k, v in (meta or {}).items() if k != "notes"},
        **({"declared_lang": said} if said else {}),
        **({"notes": tuple(dict.fromkeys(notes))} if notes else {}),
    }
    return Document(ident, ask.role, doc_lang, tuple(segments), about)


def _pieces(text: str, field: str, limit: int) -> Iterator[tuple[int, int, str]]:
    """Stretches of a block by field, none longer than the limit, cut at white space where there is some."""
    for stretch in fields.split(text, field):
        start = stretch.start
        while stretch.end - start > limit:
            cut = max(text.rfind(" ", start + limit // 2, start + limit), text.rfind("\n", start + limit // 2, start + limit)) + 1
            cut = cut or start + limit
            yield start, cut, stretch.field
            start = cut
        if start < stretch.end:
            yield start, stretch.end, stretch.field


def _place(path: str, item: str, block: Block, text: str, start: int) -> Place:
    """Where a piece begins, counted on from where its block does."""
    if block.line is None:
        return Place(path, item)
    breaks = text.count("\n", 0, start)
    if breaks:
        column: int | None = start - text.rfind("\n", 0, start)
    else:
        column = block.column + start if block.column else None
    return Place(path, item, block.line + breaks, column if block.column else None)


def renamed(doc: Document, ident: str) -> Document:
    """The document under another id, its segments' ids following."""
    if doc.id == ident:
        return doc
    segments = tuple(
        msgspec.structs.replace(s, id=ident + s.id[len(doc.id) :] if s.id.startswith(doc.id) else s.id) for s in doc.segments
    )
    return msgspec.structs.replace(doc, id=ident, segments=segments)

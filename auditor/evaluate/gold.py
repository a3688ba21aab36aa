"""Gold sets: JSON Lines with the human's marks, read as rows and handed to the pipeline as aligned, unrelated rows."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from auditor.errors import InputError
from auditor.model import Bundle, Document, Place, Role, Segment

_CHUNK = 200  # rows handed over at once: enough to be quick, few enough to hold


class Mark(msgspec.Struct, frozen=True):
    """An error as a human marked it; `missing` is an omission without extent in the target."""

    start: int | None = None
    end: int | None = None
    severity: str | None = None
    category: str | None = None
    missing: bool = False

    @property
    def counts(self) -> bool:
        """Has it extent in the target, and is it an error at all?"""
        return self.severity not in ("neutral", "null") and not self.missing and self.start is not None


class Row(msgspec.Struct, frozen=True):
    """One annotated translation; `errors` None means nobody looked, empty that a human found none."""

    id: str
    src_lang: str
    tgt_lang: str
    source: str
    target: str
    references: tuple[str, ...] = ()
    score: float | None = None
    errors: tuple[Mark, ...] | None = None
    good: str | None = None
    system: str | None = None
    meta: dict[str, Any] = msgspec.field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The kind of planted error of a contrast set."""
        named = self.meta.get("pert") or self.meta.get("phenomenon")
        return str(named or (self.errors[0].category if self.errors else "?"))


class Asked(msgspec.Struct, frozen=True):
    """One text to audit, under its own id."""

    id: str
    target: str
    row: Row


def read(path: Path, limit: int = 0) -> list[Row]:
    """The rows of a gold set (gzip by its suffix); `limit` takes about that many, evenly spaced."""
    opener: Any = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rb") as file:
            lines = [line for line in file if line.strip()]
    except OSError as fault:
        raise InputError(str(path), f"cannot be read: {fault}") from fault
    if limit:
        lines = lines[:: max(1, len(lines) // limit)][:limit]
    try:
        return [msgspec.json.decode(line, type=Row) for line in lines]
    except msgspec.MsgspecError as fault:
        raise InputError(str(path), f"is no gold set: {fault}") from fault


def digest(path: Path) -> str:
    """A short hash of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def bundles(asked: Sequence[Asked], sides: frozenset[str]) -> Iterator[Bundle]:
    """What the pipeline reads: rows of one language pair together, unrelated to each other, in the order asked."""
    chunk: list[Asked] = []
    for one in asked:
        if chunk and (len(chunk) >= _CHUNK or _pair(one.row) != _pair(chunk[0].row)):
            yield _bundle(chunk, sides)
            chunk = []
        chunk.append(one)
    if chunk:
        yield _bundle(chunk, sides)


def _pair(row: Row) -> tuple[str, str]:
    return row.src_lang, row.tgt_lang


def _bundle(chunk: Sequence[Asked], sides: frozenset[str]) -> Bundle:
    first = chunk[0].row
    target = _document(Role.TARGET, first.tgt_lang, ((a.id, a.target) for a in chunk))
    source = _document(Role.SOURCE, first.src_lang, ((a.id, a.row.source) for a in chunk)) if "source" in sides else None
    most = 1 if "reference" in sides else 0
    references = tuple(
        _document(
            Role.REFERENCE, first.tgt_lang, ((a.id, a.row.references[i] if i < len(a.row.references) else "") for a in chunk)
        )
        for i in range(most)
    )
    return Bundle(target=target, source=source, references=references, aligned=True, lone=True)


def _document(role: Role, lang: str, texts: Iterable[tuple[str, str]]) -> Document:
    segments = tuple(Segment(id=ident, text=text, lang=lang, place=Place(item=ident)) for ident, text in texts)
    return Document(id=segments[0].id, role=role, lang=lang, segments=segments)

"""The other side of a table or text that stands in a file of its own, joined by id or by line."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from auditor.ingest import boundary
from auditor.ingest.rows import Row
from auditor.model import Document, Failure, Role


class Beside(msgspec.Struct, frozen=True):
    """Texts of one side, by id where they have ids, else in order."""

    by_id: dict[str, str]
    in_order: list[str]
    lang: str = ""

    def text(self, ident: str, index: int) -> str | None:
        """The text that goes with a row, None if there is none."""
        if self.by_id:
            return self.by_id.get(ident)
        return self.in_order[index] if index < len(self.in_order) else None


def collected(rows: Iterator[Row | Failure], role: Role, stem: str) -> Beside:
    """The texts of a file that is itself a table (its source column for the source, if it has one) or lines.

    Ids we made up of the file's stem and line join nothing.
    """
    ids: dict[str, str] = {}
    order: list[str] = []
    lang = ""
    for row in rows:
        if isinstance(row, Row):
            text = row.source if role is Role.SOURCE and row.source else row.target
            lang = lang or row.source_lang or row.target_lang
            order.append(text)
            if not row.id.startswith(f"{stem}:"):
                ids.setdefault(row.id, text)
    return Beside(ids, order, lang)


def lines(data: bytes, path: str, stem: str, langs: tuple[str, str]) -> Iterator[Row]:
    """A row for every line of a text, empty ones too: line n belongs to line n."""
    text = boundary.decode(data, None, path).text
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        yield Row(f"{stem}:{number}", line.rstrip("\r"), target_lang=langs[0], source_lang=langs[1], document=stem, line=number)


def joined(rows: Iterator[Row | Failure], other: Beside, role: Role, path: str) -> Iterator[Row | Failure]:
    """Rows with the other side's text; a failure at the end if the two do not go together."""
    count = matched = 0
    for row in rows:
        if isinstance(row, Failure):
            yield row
            continue
        text = other.text(row.id, count)
        matched += text is not None
        count += 1
        yield row if text is None else _with(row, text, role, other.lang)
    if count and not other.by_id and count != len(other.in_order):
        yield Failure(
            path,
            f"has {count:,} units where the {role.value} has {len(other.in_order):,}: they do not belong line by line",
            entries=0,
        )
    elif count and not matched:
        yield Failure(path, f"no id of it is among those of the {role.value}", entries=0)


def _with(row: Row, text: str, role: Role, lang: str) -> Row:
    """The row with one more text."""
    if role is Role.SOURCE:
        return msgspec.structs.replace(row, source=text or None, source_lang=row.source_lang or lang)
    return msgspec.structs.replace(row, references=(*row.references, text) if text else row.references)


def same_times(one: Document, other: Document) -> bool:
    """Are two subtitle files cut alike, cue by cue?"""
    ours, theirs = one.meta.get("times", ()), other.meta.get("times", ())
    if not ours or len(ours) != len(theirs) or len(one.segments) != len(ours) or len(other.segments) != len(theirs):
        return False
    return all(abs(a[0] - b[0]) < 1.0 for a, b in zip(ours, theirs, strict=True))

"""SRT and WebVTT: each cue a block, with its line and time; tags are taken out, as they are no words."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import regex

from auditor.errors import InputError
from auditor.ingest import blocks, boundary
from auditor.ingest.blocks import Ask, Blob, Block
from auditor.model import Document

_TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[,.](\d{1,3})"
_ARROW = regex.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}")
_TAG = regex.compile(r"</?[\p{L}\d.:#= \"'_-]{0,80}>|\{\\?[^{}\n]{0,40}\}")
_ENTITIES = (("&nbsp;", "\N{NO-BREAK SPACE}"), ("&lrm;", ""), ("&rlm;", ""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


class Cue(msgspec.Struct, frozen=True):
    """What is shown, from when to when (seconds), and the line its text is on."""

    text: str
    start: float
    end: float
    line: int


def cues(text: str) -> list[Cue]:
    r"""All cues of an SRT or WebVTT text; notes, styles and numbers are left out.

    >>> cues("1\n00:00:01,000 --> 00:00:02,500\n<i>Hello</i>\nthere\n\n2\n00:00:03,000 --> 00:00:04,000\nBye")[0]
    Cue(text='Hello\nthere', start=1.0, end=2.5, line=3)
    """
    out: list[Cue] = []
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    number = 0
    while number < len(lines):
        match = _ARROW.match(lines[number])
        number += 1
        if not match:
            continue
        begin, held = number, []
        while number < len(lines) and lines[number].strip() and not _ARROW.match(lines[number]):
            held.append(lines[number])
            number += 1
        shown = _TAG.sub("", "\n".join(held)).strip()
        for name, char in _ENTITIES:
            shown = shown.replace(name, char)
        out.append(Cue(shown, _seconds(match.groups()[:4]), _seconds(match.groups()[4:]), begin + 1))
    return out


def _seconds(parts: tuple[str | None, ...]) -> float:
    """A time of hours, minutes, seconds and thousandths."""
    hours, minutes, seconds, thousandths = (int(p or 0) for p in parts)
    return round(hours * 3600 + minutes * 60 + seconds + thousandths / 1000, 3)


def read(blob: Blob, ask: Ask) -> Iterator[Document]:
    """The document of a subtitle file; `meta["times"]` holds each block's start and end."""
    decoded = boundary.decode(blob.data, blob.charset or None, blob.path)
    found = [c for c in cues(decoded.text) if c.text]
    if not found:
        raise InputError(blob.path, "has no cues with a time and a text")
    shown = [Block(c.text, "cue", line=c.line) for c in found]
    # Cues are speech: no credits and datelines are looked for in them.
    made = blocks.document(
        blob.path, shown, ask, blob.path, meta={"notes": decoded.notes, "times": tuple((c.start, c.end) for c in found)}
    )
    yield msgspec.structs.replace(made, segments=tuple(msgspec.structs.replace(s, field="body") for s in made.segments))

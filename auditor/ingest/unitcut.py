"""Cuts XLIFF and TMX into units while they are read: memory stays flat, and a broken unit costs itself alone."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec
import regex

from auditor.ingest import boundary, feedcut, xml
from auditor.model import Failure

_CHUNK = 1 << 18
_LONGEST = 4 << 20  # characters of one unit


class Piece(msgspec.Struct, frozen=True):
    """A start tag that says something of what follows, or a unit, parsed, with the line it begins on."""

    name: str
    element: Any
    line: int


def pieces(file: BinaryIO, path: str, heads: tuple[str, ...], units: tuple[str, ...]) -> Iterator[Piece | Failure]:
    """Start tags of `heads` (the first is the root) and whole `units`, in order; a failure for each that is not well-formed."""
    names = "|".join((*heads, *units))
    token = regex.compile(rf"<!--|<(?P<end>/)?(?:[\w.-]+:)?(?P<name>{names})(?=[\s/>])[^<>]*>")
    made = _Reader(file, path)
    prolog, ended = True, False
    while found := made.next(token):
        name = found["name"]
        if name is None:
            if not made.skip("-->"):
                break
        elif found["end"]:
            ended = ended or name == heads[0]
            made.advance(found.end())
        elif name in heads:
            if prolog:
                made.entities = xml.declared_entities(made.text[: found.start()], path)
                prolog = False
            line = made.line_at(found.start())
            yield Piece(name, xml.parse(feedcut.wrapped(_closed(found.group()), made.namespaces)).root[0], line)
            made.namespaces = made.namespaces or feedcut.namespaces_of(found.group())
            made.advance(found.end())
        else:
            made.advance(found.start())
            yield _unit(made, token, name, found)
    if not ended:
        yield Failure(
            path,
            f"is cut off at line {made.line_at(len(made.text))}: units after it are missing",
            line=made.line_at(len(made.text)),
        )


def _closed(tag: str) -> str:
    """A start tag as an element of its own."""
    return tag if tag.endswith("/>") else tag[:-1] + "/>"


def _unit(made: _Reader, token: Any, name: str, start: Any) -> Piece | Failure:
    """The unit that begins where the reader stands, which is then behind it."""
    length = start.end() - start.start()
    line = made.line_at(0)
    if start.group().endswith("/>"):
        text, closed = made.text[:length], True
    else:
        end = made.after(token, name, length)
        closed = end is not None and bool(end["end"])
        text = made.text[: end.end() if closed and end is not None else end.start() if end is not None else len(made.text)]
    made.advance(len(text))
    if not closed:
        return Failure(made.path, "the unit has no end tag, or is too long", f"line {line}", line)
    markup, _ = xml.mended(text, made.entities)
    parsed = xml.parse(feedcut.wrapped(markup, made.namespaces))
    if parsed.errors or parsed.root is None or not len(parsed.root):
        at, why = parsed.errors[0] if parsed.errors else (1, "nothing could be read")
        return Failure(made.path, f"the unit is not well-formed XML: {xml.plain_message(why)}", f"line {line}", line + at - 1)
    return Piece(name, parsed.root[0], line)


class _Reader:
    """A window of text that moves over a file: `text` begins where reading has come to."""

    def __init__(self, file: BinaryIO, path: str) -> None:
        self.path, self._file = path, file
        head = file.read(_CHUNK)
        decoded = boundary.decode(head, xml.declared_encoding(head), path)
        self._decoder = codecs.getincrementaldecoder(decoded.encoding)("replace")
        self.text = boundary.safe(self._decoder.decode(head)).removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
        self.entities: dict[str, str] = {}
        self.namespaces = ""
        self._line, self._ended = 1, False

    def more(self) -> bool:
        """Read on; False at the end, or if the window has become too large."""
        if self._ended or len(self.text) > _LONGEST:
            return False
        data = self._file.read(_CHUNK)
        self._ended = not data
        self.text += boundary.safe(self._decoder.decode(data, final=not data))
        return True

    def next(self, token: Any) -> Any:
        """The next token, whole; what comes before it and holds none is let go."""
        while True:
            found = token.search(self.text)
            if found:
                return found
            last = self.text.rfind("<")
            self.advance(len(self.text) if last < 0 or len(self.text) - last > 1 << 16 else last)
            if not self.more():
                return None

    def after(self, token: Any, name: str, at: int) -> Any:
        """The next start or end of a unit of that name from there on, None if there is none within reach."""
        while True:
            for found in token.finditer(self.text, at):
                if found["name"] == name:
                    return found
            if not self.more():
                return None

    def skip(self, closing: str) -> bool:
        """Go behind a comment; False if it never ends."""
        start = self.text.find("<!--")
        while (end := self.text.find(closing, start + 4)) < 0:
            if not self.more():
                return False
        self.advance(end + len(closing))
        return True

    def advance(self, count: int) -> None:
        """Let go of that much of the window."""
        self._line += self.text.count("\n", 0, count)
        self.text = self.text[count:]

    def line_at(self, at: int) -> int:
        """The line of a place in the window."""
        return self._line + self.text.count("\n", 0, at)

"""Cuts a feed into its head and its entries before any of it is parsed.

One bad byte in entry 250 of 500 costs feedparser, fastfeedparser and strict lxml all 500; lxml in recover mode loses half of
them to an unclosed CDATA.  Entries cut apart first can only harm themselves, and each knows its own line.
"""

from __future__ import annotations

import msgspec
import regex

_NAMESPACES = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "atom": "http://www.w3.org/2005/Atom",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xhtml": "http://www.w3.org/1999/xhtml",
}
_XMLNS = regex.compile(r"\s(xmlns(?::[\w.-]+)?)\s*=\s*(\"[^\"<]*\"|'[^'<]*')")
_LANG = regex.compile(r"\sxml:lang\s*=\s*[\"']([\w-]{1,35})[\"']")
_PREFIX = regex.compile(r"[<\s]/?([\p{L}_][\w.-]{0,40}):[\p{L}_]")
_START = regex.compile(r"<(?:[\w.-]+:)?([\w.-]+)(?=[\s>/])[^<>]*+>")


class Entry(msgspec.Struct, frozen=True):
    """The markup of one item, from where it begins, and whether its end was there."""

    text: str
    line: int
    closed: bool
    number: int  # from 1


class Feed(msgspec.Struct, frozen=True):
    """A feed in pieces; `prolog` is what stands before the root element, `tail` what follows the last entry."""

    prolog: str
    head: str
    entries: tuple[Entry, ...]
    tail: str
    namespaces: str
    lang: str
    root: str


def cut(text: str, root: str) -> Feed:
    r"""The feed's head and entries, each with the line it begins on.

    >>> feed = cut("<rss><channel>\n<item>a</item>\n<item>b<![CDATA[</item>\n<item>c</item></channel></rss>", "rss")
    >>> [(e.line, e.text) for e in feed.entries]
    [(2, '<item>a</item>'), (3, '<item>b<![CDATA[</item>'), (4, '<item>c</item>')]
    """
    tag = "entry" if root == "feed" else "item"
    spans = _spans(text, tag)
    at = _root_at(text, root)
    start = spans[0][0] if spans else len(text)
    head = text[at:start]
    entries, line, last = [], 1, 0
    for number, (begin, end, closed) in enumerate(spans, 1):
        line += text.count("\n", last, begin)
        last = begin
        entries.append(Entry(text[begin:end], line, closed, number))
    namespaces, lang = _inherited(head)
    return Feed(text[:at], head, tuple(entries), text[spans[-1][1] :] if spans else "", namespaces, lang, root)


def _root_at(text: str, root: str) -> int:
    """Where the root element begins."""
    found = regex.search(rf"<(?:[\w.-]+:)?{regex.escape(root)}[\s>]", text)
    return found.start() if found else 0


def _spans(text: str, tag: str) -> list[tuple[int, int, bool]]:
    """Start, end and closedness of each entry; comments and CDATA are stepped over unless an entry ends inside them."""
    token = regex.compile(rf"<!\[CDATA\[|<!--|<(/)?(?:[\w.-]+:)?{tag}(?=[\s>/])[^<>]*+>")
    sections = _Sections(text, tag)
    out: list[tuple[int, int, bool]] = []
    open_at, at = -1, 0
    while found := token.search(text, at):
        at = found.end()
        opening = found.group()
        if opening in {"<![CDATA[", "<!--"}:
            at = sections.end(opening, at)
        elif found.group(1):
            # An end without a start: what stands before it belonged to an entry whose start tag is gone.
            out.append((open_at, at, True) if open_at >= 0 else (out[-1][1] if out else found.start(), at, False))
            open_at = -1
        else:
            if open_at >= 0:  # the one before was never closed
                out.append((open_at, found.start(), False))
            open_at = found.start()
            if opening.endswith("/>"):
                out.append((open_at, at, True))
                open_at = -1
    return [*out, (open_at, len(text), False)] if open_at >= 0 else out


class _Sections:
    """Where comments and CDATA end; remembers what it found, so that a flood of openings costs no more than one look."""

    def __init__(self, text: str, tag: str) -> None:
        self._text = text
        self._boundary = regex.compile(
            rf"</(?:[\w.-]+:)?{tag}\s*>[^<>]{{0,200}}+(?:<!--[^>]*+-->\s*)?<(?:/|(?:[\w.-]+:)?{tag}[\s>])"
        )
        self._next = {"]]>": -2, "-->": -2, "": -2}  # -2: not looked for yet, -1: there is none

    def end(self, opening: str, at: int) -> int:
        """Behind the section that opens before `at`; there itself if an entry ends first: then it was never closed."""
        closing = "]]>" if opening[2] == "[" else "-->"
        end, beyond = self._found(closing, at), self._found("", at)
        return end + 3 if end >= 0 and (beyond < 0 or end < beyond) else at

    def _found(self, what: str, at: int) -> int:
        """Where the next closing, or end of an entry, is; -1 if there is none."""
        if -1 != self._next[what] < at:
            found = self._boundary.search(self._text, at) if not what else None
            self._next[what] = self._text.find(what, at) if what else found.start() if found else -1
        return self._next[what]


def _inherited(head: str) -> tuple[str, str]:
    """Namespace declarations of the root and channel elements, and the language they set."""
    declared: dict[str, str] = {}
    lang = ""
    for tag in list(_START.finditer(head))[:3]:
        if tag.group(1) in {"rss", "RDF", "feed", "channel"}:
            declared |= dict(_XMLNS.findall(tag.group()))
            lang = (_LANG.findall(tag.group()) or [lang])[-1]
    return " ".join(f"{name}={value}" for name, value in declared.items()), lang


def namespaces_of(tag: str) -> str:
    """The namespace declarations in a start tag."""
    return " ".join(f"{name}={value}" for name, value in _XMLNS.findall(tag))


def wrapped(entry: str, namespaces: str) -> str:
    """The entry as a document of its own, every prefix in it declared, on the same lines."""
    declared = dict(_XMLNS.findall(" " + namespaces))
    for prefix in set(_PREFIX.findall(entry)) - {"xml", "xmlns"}:
        declared.setdefault(f"xmlns:{prefix}", f'"{_NAMESPACES.get(prefix, "urn:undeclared:" + prefix)}"')
    names = " ".join(f"{name}={value}" for name, value in sorted(declared.items()))
    return f"<wrap {names}>{entry}</wrap>"

"""The one XML and HTML parser factory of the package: no network, no DTD, no entities, no huge trees.

libxml2 in recover mode drops what follows a resource limit without a word, so its error log is always read.
"""

from __future__ import annotations

import html.entities
from collections.abc import Mapping
from typing import Any

import msgspec
import regex
from lxml import etree

from auditor.errors import InputError

_PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ENTITY = regex.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|$)|<!--.*?(?:-->|$)|&(?:#[0-9]{1,8};|#[xX][0-9a-fA-F]{1,8};|(\w{1,40});)?", regex.DOTALL
)
_DECLARED = regex.compile(
    r"<!ENTITY\s+(?P<parameter>%\s+)?(?P<name>[\w.-]{1,60})\s+(?:(?P<outside>SYSTEM|PUBLIC)\b|(?P<q>[\"'])(?P<value>.*?)(?P=q))",
    regex.DOTALL,
)
# A tag and its attributes as a browser reads them; a quote that is never closed runs to the end.
_TAG = regex.compile(r"<!--|<\p{L}[^\s/>]*+")
_ATTRIBUTE = regex.compile(r"[\s/]*+[^\s>/][^\s=>/]*+(?:\s*+=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^\s>]*+))?+")
_OPAQUE = {"<!--": regex.compile("-->"), "<script": regex.compile("(?i:</script)"), "<style": regex.compile("(?i:</style)")}
_XML_ENCODING = regex.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_ROOT = regex.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_SKIPPED = regex.compile(r"\s*+(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*+(?:\[.*?\]\s*)?>)", regex.DOTALL)
_MAX_EXPANSION = 100_000  # characters that internal entities may add to one entry


class Parsed(msgspec.Struct, frozen=True):
    """A tree (None if nothing could be made of it) and what the parser said against it: (line, message)."""

    root: Any
    errors: tuple[tuple[int, str], ...]


def parser() -> etree.XMLParser:
    """A parser of untrusted XML, which recovers: read the errors."""
    return etree.XMLParser(encoding="utf-8", recover=True, **_hardened())


def _hardened() -> dict[str, Any]:
    return {
        "resolve_entities": False,
        "no_network": True,
        "load_dtd": False,
        "huge_tree": False,
        "remove_pis": True,
        "remove_comments": True,
    }


def html_parser() -> etree.HTMLParser:
    """A parser of untrusted HTML."""
    return etree.HTMLParser(
        encoding="utf-8", recover=True, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )


def parse(text: str) -> Parsed:
    """The tree of an XML text; errors are those that cost text (an undeclared namespace does not)."""
    made = parser()
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), made)
    except etree.XMLSyntaxError as error:
        return Parsed(None, ((error.lineno or 1, error.msg or "cannot be parsed"),))
    errors = tuple(
        (e.line, e.message) for e in made.error_log if e.level_name == "FATAL" or e.domain_name not in {"NAMESPACE", "PARSER"}
    )
    harmful = errors or tuple(
        (e.line, e.message) for e in made.error_log if e.domain_name == "PARSER" and e.level_name == "ERROR"
    )
    return Parsed(root, harmful)


def plain_message(message: str) -> str:
    """The parser's message without its own function's name, the markup it quotes and its advice to programmers.

    >>> plain_message("xmlParseCharRef: invalid xmlChar value 55296"), plain_message("Too deep: 256, use XML_PARSE_HUGE option")
    ('invalid xmlChar value 55296', 'Too deep: 256')
    """
    first = message.strip().split("\n", 1)[0] or "unknown error"
    return str(regex.sub(r"^\w+: |, (?:use|try) XML_PARSE_HUGE.*", "", first))[:200]


def local(element: Any) -> str:
    """The element's name without namespace, "" for comments.

    >>> local(parse("<a xmlns='urn:x'/>").root)
    'a'
    """
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def declared_encoding(data: bytes) -> str | None:
    """The encoding an XML declaration names.

    >>> declared_encoding(b'<?xml version="1.0" encoding="KOI8-R"?><rss/>')
    'KOI8-R'
    """
    if match := _XML_ENCODING.match(data[:300]):
        return str(match.group(1).decode("ascii", "replace"))
    return None


def root_name(text: str) -> str:
    """The local name of the first element, "" if there is none near the beginning.

    >>> root_name('<?xml version="1.0"?><!-- hi --><rdf:RDF xmlns="x">')
    'RDF'
    """
    head = text[:20_000].lstrip("\N{ZERO WIDTH NO-BREAK SPACE} \t\r\n")
    at = 0
    while skipped := _SKIPPED.match(head, at):
        at = skipped.end()
    found = _ROOT.match(head, at + len(head[at:]) - len(head[at:].lstrip()))
    return str(found.group(1)) if found else ""


def declared_entities(prolog: str, path: str) -> dict[str, str]:
    """Internal entities of a document type; external ones and bombs are refused with InputError.

    Real feeds declare HTML's names, so internal text is allowed; an entity made of entities is how bombs are built.
    """
    out: dict[str, str] = {}
    for match in _DECLARED.finditer(prolog):
        line = prolog.count("\n", 0, match.start()) + 1
        if match["outside"] or match["parameter"]:
            raise InputError(
                path, f"declares the external or parameter entity {match['name']!r}: refused, as it could read files", line
            )
        value = html.unescape(match["value"])
        if "&" in value and value not in {"&", "&amp;"}:
            raise InputError(
                path, f"declares the entity {match['name']!r} by way of other entities: refused as an expansion bomb", line
            )
        out[match["name"]] = value
        if len(out) > 1000 or len(value) > 1000:
            raise InputError(path, "declares more than 1,000 entities, or longer ones than 1,000 characters: refused", line)
    return out


def mended(text: str, entities: Mapping[str, str] | None = None) -> tuple[str, tuple[str, ...]]:
    """The markup with named entities resolved and bare ampersands escaped, and notes on what was not understood.

    >>> mended("<a>caf&eacute; &amp; R&D &nope;</a>")[0]
    '<a>café &amp; R&amp;D &amp;nope;</a>'
    """
    notes: dict[str, None] = {}
    grown = 0

    def resolve(match: regex.Match[str]) -> str:
        nonlocal grown
        whole, name = match.group(), match.group(1)
        if whole[0] == "<" or (name is None and len(whole) > 1) or name in _PREDEFINED:
            return str(whole)
        value = (entities or {}).get(name or "") or html.entities.html5.get(f"{name};")
        if value is None or grown > _MAX_EXPANSION:
            notes["an ampersand that is no entity" if name is None else f"the entity &{name}; is not declared"] = None
            return f"&amp;{whole[1:]}"
        grown += len(value)
        return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    return _ENTITY.sub(resolve, text), tuple(notes)


def refuse_attributes(text: str, limit: int, path: str) -> None:
    """Raise InputError for a tag with absurdly many attributes: libxml2's HTML parser is quadratic in them (40,000 take 15 s).

    >>> refuse_attributes("<a " + "b " * 300 + ">", 256, "x.html")
    Traceback (most recent call last):
    ...
    auditor.errors.InputError: x.html:1: has a tag with more than 256 attributes: refused
    """
    at = 0 if len(text) > 2 * limit else len(text)
    while tag := _TAG.search(text, at):
        at, count = tag.end(), 0
        if closing := _OPAQUE.get(tag.group().lower()):
            end = closing.search(text, at)
            at = end.start() if end else len(text)
            continue
        while attribute := _ATTRIBUTE.match(text, at):
            at, count = attribute.end(), count + 1
            if count > limit:
                raise InputError(
                    path, f"has a tag with more than {limit} attributes: refused", text.count("\n", 0, tag.start()) + 1
                )

"""HTML pages and fragments as blocks: article, headline, captions, credits, byline; navigation left out.

White space is collapsed as a browser does (so a block is what a reader sees), no-break spaces stay, `<br>` is a line break.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import regex
from lxml import etree

from auditor.errors import InputError
from auditor.ingest import boundary, xml
from auditor.ingest.blocks import Ask, Blob, Block, document
from auditor.model import Document

_BLOCK = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl",
     "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup",
     "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "search", "section",
     "summary", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul"}
)  # fmt: skip
_SILENT = frozenset(
    {"script", "style", "template", "noscript", "head", "svg", "math", "canvas", "iframe", "object", "embed", "audio", "video",
     "select", "textarea", "button", "input", "map", "datalist"}
)  # fmt: skip
_FURNITURE = frozenset(["nav", "aside", "footer", "menu", "dialog", "search"])
_HEADINGS = frozenset(["h2", "h3", "h4", "h5", "h6", "legend", "summary", "dt"])
# Words in class, id, itemprop and rel, by what a browser's reader mode takes them for; first match wins.
_ROLES = (
    ("credit", frozenset({"credit", "credits", "copyright", "photocredit", "copyrightholder", "creditline", "photographer"})),
    ("caption", frozenset({"caption", "figcaption", "legend", "pie"})),
    ("byline", frozenset({"byline", "author", "authors", "autor", "firma", "signature"})),
    ("dateline", frozenset({"dateline", "datelocation"})),
    ("summary", frozenset({"standfirst", "deck", "dek", "lede", "subtitle", "subheadline", "summary", "entradilla", "chapo"})),
    ("headline", frozenset({"headline"})),
)  # fmt: skip
_FURNISHING = frozenset(
    {"nav", "navigation", "navbar", "menu", "breadcrumb", "breadcrumbs", "sidebar", "footer", "share", "sharing", "social",
     "related", "recommended", "recirculation", "newsletter", "subscribe", "promo", "advert", "advertisement", "ads", "ad",
     "cookie", "cookies", "consent", "comments", "comment", "pagination", "skip", "toolbar", "masthead", "banner", "tags"}
)  # fmt: skip
_WORD = regex.compile(r"\p{Ll}+|\p{Lu}\p{Ll}*")
_SPACE = regex.compile(r"[ \t\r\n\f]+")
_RUNS = regex.compile(r" *+\n[ \n]*+| {2,}")
_META_CHARSET = regex.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", regex.IGNORECASE)
_MARKUP = regex.compile(r"<[/!?]?\p{L}|&(?:#\d|#[xX]|\p{L}+;)")


def looks_marked_up(text: str) -> bool:
    """Does a text that may be plain or HTML hold tags or entities?

    >>> looks_marked_up("a < b & c"), looks_marked_up("<p>a"), looks_marked_up("R&amp;D")
    (False, True, True)
    """
    return bool(_MARKUP.search(text))


def fragment(text: str, line: int | None = None, path: str = "", limit: int = 256) -> list[Block]:
    r"""Blocks of an HTML fragment, as found in a feed; `line` is where it begins.

    >>> [b.text for b in fragment("<p>One <b>bold</b>ly.<br>Two</p>Three&nbsp;!")]
    ['One boldly.\nTwo', 'Three\xa0!']
    """
    root = _tree(text, path, limit)
    return [] if root is None else list(_blocks(root, line or 1, numbered=line is not None, drop=False))


def read(blob: Blob, ask: Ask) -> Iterator[Document]:
    """The one document of a page; raises InputError if there is no text in it."""
    declared = blob.charset or _declared(blob.data)
    decoded = boundary.decode(blob.data, declared, blob.path)
    text, changed = boundary.replaced(decoded.text)
    root = _tree(text, blob.path, ask.limits.attributes)
    if root is None:
        raise InputError(blob.path, "has no HTML in it")
    meta = {**_about(root), "notes": (*decoded.notes, *changed)}
    lang = str(meta.pop("lang", "") or "")
    blocks = _extracted(text, root) if ask.extract else list(_article(root))
    if not blocks:
        raise InputError(blob.path, "no article text was found in the page: give its text, or another page")
    yield document(blob.path, blocks, ask, blob.path, lang=lang, meta=meta)


def _declared(data: bytes) -> str | None:
    """The encoding a page declares of itself, in a meta element or an XML declaration."""
    match = _META_CHARSET.search(data[:4096])
    return match.group(1).decode("ascii") if match else xml.declared_encoding(data)


def _tree(text: str, path: str, limit: int) -> Any:
    """The tree of an HTML text, None if there is nothing in it; raises InputError for what would be quadratic."""
    xml.refuse_attributes(text, limit, path)
    if not text.strip():
        return None
    parser = xml.html_parser()
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise InputError(path, f"cannot be parsed as HTML: {error.msg}", error.lineno) from error
    for entry in parser.error_log:  # recover mode stops without a word at a limit of the parser
        if any(word in entry.message.lower() for word in ("limit", "excessive", "too deep", "huge", "resource")):
            raise InputError(path, f"its HTML could not be read to the end: {xml.plain_message(entry.message)}", entry.line)
    return root


def _article(root: Any) -> list[Block]:
    """Blocks of the article's element, with the page's first headline before them if it stands outside."""
    region = _region(root)
    blocks = list(_blocks(region, 1, numbered=True, drop=True))
    if not any(b.field == "headline" for b in blocks):
        blocks = [*_headline(root, region), *blocks]
    return blocks


def _region(root: Any) -> Any:
    """The element the article is in: the fullest of those marked as such, else the body."""
    marked = root.xpath("//article | //main | //*[@role='main'] | //*[contains(@itemprop, 'articleBody')]")
    body = next(iter(root.xpath("//body")), root)
    best = max(marked[:200], key=_length, default=None)
    # A page of teasers has many small articles, none of them the article.
    return best if best is not None and _length(best) * 5 > _length(body) else body


def _length(element: Any) -> int:
    """Characters of text in an element."""
    return sum(len(t) for t in element.itertext() if not t.isspace())


def _headline(root: Any, region: Any) -> list[Block]:
    """The page's headline: its first h1, else what it calls its title."""
    for h1 in root.xpath("//h1"):
        if text := _SPACE.sub(" ", "".join(h1.itertext())).strip():
            return [Block(text, "headline", _lang(h1), h1.sourceline)]
    for title in root.xpath("//meta[@property='og:title']/@content | //title/text()"):
        if text := _SPACE.sub(" ", str(title)).strip():
            # `Headline | Site`: sites put their name last, after a bar or a dash.
            return [Block(regex.split(r"\s[|–—-]\s[^|–—-]{1,40}$", text)[0], "headline", _lang(region))]
    return []


def _about(root: Any) -> dict[str, Any]:
    """Language, link, alternates, date and title a page gives of itself."""

    def first(query: str) -> str:
        return next((str(v).strip() for v in root.xpath(query) if str(v).strip()), "")

    alternates = {str(e.get("hreflang")): str(e.get("href")) for e in root.xpath("//link[@rel='alternate'][@hreflang][@href]")}
    html = root if xml.local(root) == "html" else None
    found = {
        "lang": (_lang(html) if html is not None else "")
        or first("//meta[@http-equiv='content-language']/@content")
        or first("//article/@lang"),
        "title": _SPACE.sub(" ", first("//title/text()")),
        "link": first("//link[@rel='canonical']/@href") or first("//meta[@property='og:url']/@content"),
        "alternates": alternates,
        "date": first("//meta[@property='article:published_time']/@content") or first("//time/@datetime"),
    }
    return {key: value for key, value in found.items() if value}


def _extracted(text: str, root: Any) -> list[Block]:
    """What trafilatura takes for the article, as paragraphs; InputError if it is not installed."""
    try:
        import trafilatura  # noqa: PLC0415 - half a second, and an extra
    except ImportError as error:
        raise InputError("", "needs trafilatura to extract articles: pip install 'auditor[html]'") from error
    body = trafilatura.extract(text, include_comments=False, include_tables=True, deduplicate=False) or ""
    headline = _headline(root, root)
    wanted = {_SPACE.sub(" ", line).strip("- ") for line in body.splitlines() if line.strip()}
    known = [b for b in _blocks(root, 1, numbered=True, drop=False) if _SPACE.sub(" ", b.text).strip() in wanted]
    seen = {_SPACE.sub(" ", b.text).strip() for b in known}
    rest = [Block(line) for line in body.splitlines() if (kept := _SPACE.sub(" ", line).strip("- ")) and kept not in seen]
    titles = {b.text for b in headline}
    return [*headline, *(b for b in known if b.text not in titles), *(b for b in rest if b.text not in titles)]


def _lang(element: Any) -> str:
    """The language an element declares."""
    return str(element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip()


class _Walk:
    """What is gathered while a tree is walked: block elements close what is open, inline ones add to it."""

    def __init__(self, region: Any, base: int, *, numbered: bool, drop: bool) -> None:
        """`base` is the line the tree's first line is on; `drop` leaves furniture out."""
        self.region, self._base, self._numbered, self._drop = region, base, numbered, drop
        self._parts: list[str] = []
        self._line = 0
        self._open: list[tuple[Any, str, str]] = [(None, "body", "")]  # elements that opened a block, with field and language
        self._pre = 0

    def enter(self, element: Any) -> Iterator[Block]:
        """An element begins."""
        name = xml.local(element)
        _, field, lang = self._open[-1]
        if opened := _opens(element, name, field):
            yield from self.flush()
            self._open.append((element, opened, (_lang(element) if element is not self.region else "") or lang))
            self._pre += name == "pre"
        if name == "br" and self._parts:
            self._parts.append("\n")
        self._add(element.text, element)

    def leave(self, element: Any) -> Iterator[Block]:
        """An element ends."""
        if self._open[-1][0] is element:
            yield from self.flush()
            self._open.pop()
            self._pre -= xml.local(element) == "pre"
        if element is not self.region:
            self._add(element.tail, element)

    def left_out(self, element: Any) -> bool:
        """Is nothing in the element shown, or wanted?"""
        name = xml.local(element)
        return element is not self.region and (name in _SILENT or not name or (self._drop and _is_furniture(element, name)))

    def flush(self) -> Iterator[Block]:
        """Close the block that is open, as a browser would show it."""
        text = "".join(self._parts)
        self._parts = []
        if self._pre or ("  " not in text and "\n" not in text):
            text = text.strip(" \t\r\n\f")
        else:
            text = str(_RUNS.sub(lambda m: "\n" if "\n" in m.group() else " ", text)).strip(" \n")
        if text:
            _, field, lang = self._open[-1]
            yield Block(text, field, lang, self._line if self._numbered else None)

    def _add(self, text: str | None, element: Any) -> None:
        """Take text in; the block begins at its first visible character."""
        if not text:
            return
        if not self._parts:
            lead = text[: len(text) - len(text.lstrip())]
            if len(lead) == len(text):
                return
            self._line = self._base + (element.sourceline or 1) - 1 + lead.count("\n")
        self._parts.append(text if self._pre else _SPACE.sub(" ", text))


def _blocks(region: Any, base: int, *, numbered: bool, drop: bool) -> Iterator[Block]:
    """Blocks of a tree, without recursion: markup nests as deep as it likes."""
    state = _Walk(region, base, numbered=numbered, drop=drop)
    walk = etree.iterwalk(region, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            yield from state.leave(element)
        elif state.left_out(element):
            walk.skip_subtree()
        else:
            yield from state.enter(element)
    yield from state.flush()


def _opens(element: Any, name: str, inside: str) -> str:
    """The field of the block an element opens, "" if it is inline."""
    role = _role(element) if name not in {"html", "body", "main", "article"} else ""
    if name == "figcaption":
        return "caption"
    if name == "h1":
        return "headline"
    if name in _HEADINGS and role not in {"byline", "credit"}:
        return role or "subheading"
    if name in _BLOCK:
        return role or inside
    # An inline credit in a caption is apart from it: <figcaption>Smoke. <span class="credit">AP</span></figcaption>
    apart = role in {"credit", "byline", "dateline"} and role != inside
    return role if apart and name in {"span", "cite", "small", "em", "i", "a", "b", "strong"} else ""


def _words(element: Any) -> set[str]:
    """Words of an element's class, id, itemprop and rel."""
    named = " ".join(str(element.get(key) or "")[:200] for key in ("class", "itemprop", "rel", "id"))
    return {w.lower() for w in _WORD.findall(named)} if named.strip() else set()


def _role(element: Any) -> str:
    """The field an element's class names, "" if none; large elements are wrappers, whatever they are called."""
    words = _words(element)
    if not words:
        return ""
    for field, known in _ROLES:
        if words & known:
            return field if len(element) <= 6 and len(element.findall(".//p")) <= 2 else ""
    return ""


def _is_furniture(element: Any, name: str) -> bool:
    """Is it navigation, sharing, related stories and the like?  Never an element that holds the article."""
    if name in _FURNITURE or element.get("role") in {"navigation", "banner", "contentinfo", "complementary", "search"}:
        return not _holds_article(element)
    return bool(
        name in _BLOCK
        and name not in {"p", "body", "main", "article"}
        and _words(element) & _FURNISHING
        and not _holds_article(element)
    )


def _holds_article(element: Any) -> bool:
    """Does it hold a headline, an article or several paragraphs of prose?"""
    if element.find(".//h1") is not None or element.find(".//main") is not None:
        return True
    return sum(len(p.text or "") > 120 for p in element.iter("p")) > 2 and xml.local(element) not in _FURNITURE


def of_element(element: Any, line: int) -> list[Block]:
    """Blocks of XHTML inside an XML element that begins on that line."""
    return list(_blocks(element, line - (element.sourceline or 1) + 1, numbered=True, drop=False))

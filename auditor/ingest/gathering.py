"""Puts the sides together: what is audited, beside what it was translated from and trusted phrasings of it."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from auditor.errors import InputError
from auditor.ingest import beside, blocks, exchange, formats, inputs, pairing, parquet, rows, sandbox
from auditor.ingest.blocks import Ask, Blob
from auditor.ingest.inputs import Found, Meter
from auditor.ingest.limits import Limits
from auditor.ingest.rows import Ids, Row
from auditor.model import Bundle, Document, Failure, Role

if TYPE_CHECKING:
    from auditor.ingest.fetch import Fetched

_FEEDS = frozenset({"feed", "json"})
_USUAL = Limits()
_SINGLE = frozenset({"html", "text", "markdown", "subtitles"})  # one document a file, so that its name can pair it


class Wish(msgspec.Struct, frozen=True):
    """How everything of one run is to be read."""

    target_lang: str = ""
    source_lang: str = ""
    columns: Mapping[str, str] = {}
    limits: Limits = Limits()
    aligned: bool = False  # line n of a text belongs to line n of the other
    extract: str = ""  # "trafilatura"
    offline: bool = False
    allow: tuple[str, ...] = ()  # private hosts that may be fetched from
    fetcher: Callable[[str], Any] | None = None  # in place of our own, as for one that keeps a state
    pages: Any = None  # a pages.Pages: fetches what the items of feeds link to
    meter: Any = None  # an inputs.Meter: told what is read of the entries


def gather(
    entries: Sequence[str],
    *,
    source: str | None = None,
    references: Sequence[str] = (),
    target_lang: str | None = None,
    source_lang: str | None = None,
    columns: Mapping[str, str] | None = None,
    limits: Limits = _USUAL,
    aligned: bool = False,
    extract: str = "",
    offline: bool = False,
    allow: Collection[str] = (),
    fetcher: Callable[[str], Fetched] | None = None,
    pages: bool = False,
    meter: Meter | None = None,
) -> Iterator[Bundle | Failure]:
    """Bundles of all entries, in order, with their sources and references where given; raises InputError for a missing path."""
    if not entries:
        raise InputError("", "nothing to audit was named: give files, folders, addresses, or - for standard input")
    for name in (*entries, *([source] if source else []), *references):
        inputs.exists(name)
    wish = Wish(
        target_lang or "",
        source_lang or "",
        dict(columns or {}),
        limits,
        aligned,
        extract,
        offline,
        tuple(allow),
        fetcher,
        None,
        meter,
    )
    if pages:
        from auditor.ingest.pages import Pages  # noqa: PLC0415 - a tenth of a second for an HTTP client that few runs need

        wish = msgspec.structs.replace(wish, pages=Pages(functools.partial(_get, wish=wish), limits))
    return _gathered(entries, source, references, wish)


def _gathered(entries: Sequence[str], source: str | None, references: Sequence[str], wish: Wish) -> Iterator[Bundle | Failure]:
    """Rows are passed on as they come; documents wait for their counterparts where there are any."""
    ids = Ids()
    waiting: list[tuple[Document, str]] = []
    others = bool(source or references)
    for found in _found(entries, wish, wish.meter):
        if isinstance(found, Failure):
            yield found
            continue
        try:
            kind = _kind(found)
            if kind in formats.ROWS or (kind == "text" and wish.aligned and others):
                yield from _tabular(found, kind, source, references, wish, ids)
            else:
                for doc in _documents(found, kind, Role.TARGET, wish):
                    if isinstance(doc, Failure):
                        yield doc
                    elif others:
                        waiting.append((doc, kind))
                    else:
                        yield Bundle(blocks.renamed(doc, ids.claim(doc.id)))
        except InputError as error:
            yield Failure(found.path, error.why, line=error.line)
    if waiting:
        yield from _paired(waiting, source, references, wish, ids)


def _found(entries: Iterable[str], wish: Wish, meter: Meter | None = None) -> Iterator[Found | Failure]:
    """Everything the entries name, fetched where it has to be."""
    for name in entries:
        if inputs.is_url(name):
            try:
                yield _fetched(name, wish)
            except InputError as error:
                yield Failure(error.path, error.why)
        else:
            yield from inputs.find(name, wish.limits, meter)


def _fetched(url: str, wish: Wish) -> Found:
    """What is at the address."""
    got = _get(url, wish)
    kind = (
        "" if got.kind in {"", "text/plain", "application/octet-stream"} or "xml" in got.kind or "json" in got.kind else got.kind
    )
    return Found(
        got.url,
        lambda: io.BufferedReader(io.BytesIO(got.data)),
        "html" if kind == "text/html" and b"<rss" not in got.data[:2000] else "",
        inputs.stem_of(got.url),
        got.charset,
        True,
    )


def _get(url: str, wish: Wish) -> Fetched:
    from auditor.ingest import fetch  # noqa: PLC0415 - a tenth of a second for an HTTP client that few runs need

    got: Fetched = wish.fetcher(url) if wish.fetcher else fetch.fetch(url, wish.limits, allow=wish.allow, offline=wish.offline)
    return got


def _kind(found: Found) -> str:
    """The reader for it, told from its contents where its name does not."""
    if found.kind:
        return found.kind
    file = found.open()
    head = file.peek(1 << 14)[: 1 << 14]
    if found.path != "-":  # standard input is opened once
        file.close()
    return formats.sniff(head, found.path)


def _documents(found: Found, kind: str, role: Role, wish: Wish) -> Iterator[Document | Failure]:
    """Documents of a feed, page or text, parsed apart from us if large or foreign."""
    lang = wish.source_lang if role is Role.SOURCE else wish.target_lang
    ask = Ask(role, lang, wish.limits, wish.extract, wish.aligned)
    blob = Blob(
        found.path,
        inputs.whole(found, wish.limits.decoded_bytes if found.path.endswith(".gz") else wish.limits.page_bytes),
        found.charset,
    )
    if kind not in formats.DOCUMENTS:
        raise InputError(found.path, f"is a table or exchange file ({kind}): it cannot stand beside a feed, page or text")
    apart = found.remote or len(blob.data) > wish.limits.sandbox_bytes
    docs = sandbox.read(kind, blob, ask) if apart else formats.DOCUMENTS[kind](blob, ask)
    if wish.pages and kind in _FEEDS:
        docs = wish.pages.all_behind(docs, ask, found.path)
    for doc in docs:
        if isinstance(doc, Failure) or kind not in _SINGLE:
            yield doc
        else:
            yield msgspec.structs.replace(doc, meta={**doc.meta, "stem": pairing.without_language(found.stem)})


def _tabular(
    found: Found, kind: str, source: str | None, references: Sequence[str], wish: Wish, ids: Ids
) -> Iterator[Bundle | Failure]:
    """Bundles of a table, exchange file or lines of text."""
    langs = (wish.target_lang, wish.source_lang)
    sides = [(Role.SOURCE, source)] if source else []
    sides += [(Role.REFERENCE, r) for r in references]
    with found.open() as file:
        made = _rows(file, found, kind, wish, langs)
        for role, name in sides:
            made = beside.joined(made, _texts(name, role, wish), role, found.path)
        yield from rows.bundles(made, found.stem, found.path, ids, wish.limits, lone=kind not in {"xliff", "text"})


def _rows(file: BinaryIO, found: Found, kind: str, wish: Wish, langs: tuple[str, str]) -> Iterator[Row | Failure]:
    """Rows of a file by its kind."""
    if kind == "parquet":
        return parquet.read(found, wish.columns, langs, wish.limits)
    if kind == "jsonl":
        return rows.jsonl(file, found.path, found.stem, wish.columns, langs)
    if kind == "table":
        return rows.table(file, found.path, found.stem, wish.columns, langs)
    if kind in exchange.READERS:
        return exchange.READERS[kind](file, found.path, found.stem, langs)
    return beside.lines(file.read(), found.path, found.stem, langs)


def _texts(name: str, role: Role, wish: Wish) -> beside.Beside:
    """The other side of a table: by id if it is a table itself, else by line."""
    found = next(iter(_found([name], wish)), None)
    if not isinstance(found, Found):
        raise InputError(name, found.why if found else "has nothing in it")
    kind = _kind(found)
    column = {"target": wish.columns[role.value]} if role.value in wish.columns else {}
    with found.open() as file:
        if kind in formats.ROWS:
            made = _rows(file, found, kind, msgspec.structs.replace(wish, columns=column), ("", ""))
        elif kind == "text":
            made = beside.lines(file.read(), found.path, found.stem, ("", ""))
        else:
            raise InputError(name, "is no table or text: it cannot stand beside one")
        return beside.collected(made, role, found.stem)


def _paired(
    waiting: list[tuple[Document, str]], source: str | None, references: Sequence[str], wish: Wish, ids: Ids
) -> Iterator[Bundle | Failure]:
    """Documents with their counterparts; how many of those were left over is told in the first one's meta."""
    targets = [doc for doc, _ in waiting]
    sides: list[list[Document | None]] = []
    unused: dict[str, int] = {}
    names = [(Role.SOURCE, source)] if source else []
    for role, name in [*names, *((Role.REFERENCE, r) for r in references)]:
        others: list[Document] = []
        for doc in _other(name or "", role, wish):
            if isinstance(doc, Failure):
                yield msgspec.structs.replace(doc, entries=0)  # it costs a counterpart, not an entry to audit
            else:
                others.append(doc)
        found = pairing.pair(targets, others)
        sides.append([None if j is None else others[j] for j in found])
        unused[role.value] = unused.get(role.value, 0) + len(others) - sum(j is not None for j in found)
    for index, (doc, kind) in enumerate(waiting):
        beside_it = [side[index] for side in sides]
        first = beside_it.pop(0) if source else None
        meta: dict[str, Any] = {**doc.meta, **({"unused": unused} if index == 0 and any(unused.values()) else {})}
        target = blocks.renamed(msgspec.structs.replace(doc, meta=meta), ids.claim(doc.id))
        given = [d for d in (first, *beside_it) if d is not None]
        cue_by_cue = kind == "subtitles" and bool(given) and all(beside.same_times(doc, d) for d in given)
        yield Bundle(target, first, tuple(d for d in beside_it if d is not None), aligned=cue_by_cue)


def _other(name: str, role: Role, wish: Wish) -> Iterator[Document | Failure]:
    """Documents of a source or reference."""
    for found in _found([name], wish):
        if isinstance(found, Failure):
            yield found
            continue
        try:
            yield from _documents(found, _kind(found), role, wish)
        except InputError as error:
            yield Failure(found.path, error.why, line=error.line)

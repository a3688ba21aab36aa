"""The pages that a feed's items link to, on request only: many feeds carry a teaser, and the article stands behind the link.

A page is fetched under the same guard as a feed (public addresses only, redirects vetted, byte caps, a time limit each), read in
a process of its own, and its article takes the place of the item's summary and body.  All pages of a run share one deadline.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import msgspec

from auditor.errors import InputError
from auditor.ingest import boundary, sandbox
from auditor.ingest.blocks import Ask, Blob
from auditor.ingest.fetch import Fetched
from auditor.ingest.limits import Limits
from auditor.model import Document, Failure, Segment

_KEPT = frozenset({"headline", "byline"})  # what the feed says of these counts: a page repeats them with its own furniture
_TEXTS = frozenset({"", "text/html", "application/xhtml+xml", "application/octet-stream"})


class Pages:
    """Fetches the pages of one run."""

    def __init__(self, fetch: Callable[[str], Fetched], limits: Limits) -> None:
        """`fetch` is one that refuses what must not be fetched; InputError from it costs the item."""
        self._fetch, self._limits = fetch, limits
        self._left = limits.pages
        self._until: float | None = None

    def all_behind(self, items: Iterator[Document | Failure], ask: Ask, feed: str) -> Iterator[Document | Failure]:
        """Every item with its page; failures pass."""
        for item in items:
            yield item if isinstance(item, Failure) else self.behind(item, ask, feed)

    def behind(self, item: Document, ask: Ask, feed: str) -> Document | Failure:
        """The item with its page's article as body; a failure of the item where that cannot be had."""
        link = str(item.meta.get("link", ""))
        name = str(item.meta.get("guid") or link or item.id)[:300]
        try:
            return _joined(item, self._article(link, ask), link)
        except InputError as error:
            about = f"{boundary.safe(link)[:300]}: " if link else ""
            return Failure(feed, f"its page could not be read: {about}{error.why}", name)

    def _article(self, link: str, ask: Ask) -> list[Segment]:
        if not link.startswith(("http://", "https://")):
            raise InputError(link, "the item has no http(s) link")
        if self._until is None:
            self._until = time.monotonic() + self._limits.pages_seconds
        if self._left <= 0:
            raise InputError(link, f"{self._limits.pages:,} pages were fetched, and more are not in one run")
        if time.monotonic() > self._until:
            raise InputError(link, f"the {self._limits.pages_seconds:g} s for the pages of one run are over")
        self._left -= 1
        got = self._fetch(link)
        if got.kind not in _TEXTS:
            raise InputError(link, f"is no page but {boundary.safe(got.kind)[:60]}")
        found: list[Segment] = []
        for page in sandbox.read("html", Blob(got.url, got.data, got.charset), ask):
            if isinstance(page, Failure):
                raise InputError(link, page.why)
            found += [s for s in page.segments if s.field not in _KEPT]
        if not found:
            raise InputError(link, "no article was found in it")
        return found


def _joined(item: Document, article: list[Segment], link: str) -> Document:
    """Headline and byline of the item, the rest of the page; segments of one document have blocks and ids of their own."""
    kept = [s for s in item.segments if s.field in _KEPT]
    first = max((s.block for s in kept), default=-1) + 1
    guid = next((s.place.item for s in item.segments), "") or link[:300]
    moved = [
        msgspec.structs.replace(
            s, id=f"{item.id}:page{s.id.rpartition(':')[2]}", block=first + s.block,
            lang=item.lang if s.lang == "und" else s.lang, place=msgspec.structs.replace(s.place, item=guid),
        )
        for s in article
    ]  # fmt: skip
    return msgspec.structs.replace(item, segments=(*kept, *moved), meta={**item.meta, "page": link})

"""Which item of a source or reference feed an item of the target feed is a translation of.

Ids and links decide where they agree; feeds of two desks share neither, so names, numbers, pictures and dates decide then.
"""

from __future__ import annotations

import collections
import datetime as dt
import functools
import math
import urllib.parse
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import PurePosixPath

import anyascii
import regex

from auditor.lang import scripts
from auditor.lang.greedy import best_first
from auditor.lang.quantities.digits import plain
from auditor.model import Document

_DIGITS = regex.compile(r"\d{5,}")
_ANCHOR = regex.compile(r"\p{Nd}+(?:[.,]\p{Nd}+)*|[\p{Lu}][\p{L}\p{M}]{2,}|\p{Lo}{2,}")
_LOOK = 4_000  # characters of a document whose names and numbers are compared
# A guess, held by tests on synthetic feeds with orders and guids mixed (tests/ingest/test_pairing.py); not swept on real ones.
_LEAST = 0.2
_SAME_MOMENT = 0.35  # added where two items were published within two minutes of each other
_DAYS = 3  # items further apart than this are never paired by their names alone


def pair(targets: Sequence[Document], others: Sequence[Document]) -> list[int | None]:
    """For each target the index of its counterpart, or None; no counterpart is used twice."""
    found: dict[int, int] = {}
    for keys in _KEYS:
        left = [i for i in range(len(targets)) if i not in found]
        free = [j for j in range(len(others)) if j not in set(found.values())]
        found |= _by_key(targets, others, left, free, keys)
    left = [i for i in range(len(targets)) if i not in found]
    free = [j for j in range(len(others)) if j not in set(found.values())]
    found |= _by_likeness(targets, others, left, free)
    if len(targets) == len(others) == 1:
        found.setdefault(0, 0)
    return [found.get(i) for i in range(len(targets))]


def _by_key(
    targets: Sequence[Document],
    others: Sequence[Document],
    left: list[int],
    free: list[int],
    keys: Callable[[Document], Iterable[Hashable]],
) -> dict[int, int]:
    """Pairs whose key is the same, and no one else's on either side."""
    ours, theirs = _owners(targets, left, keys), _owners(others, free, keys)
    out: dict[int, int] = {}
    for key, mine in ours.items():
        yours = theirs.get(key, set())
        if len(mine) == len(yours) == 1:
            (i,), (j,) = mine, yours
            if i not in out and j not in out.values():
                out[i] = j
    return out


def _owners(
    docs: Sequence[Document], which: list[int], keys: Callable[[Document], Iterable[Hashable]]
) -> dict[Hashable, set[int]]:
    """Who has each key."""
    out: dict[Hashable, set[int]] = collections.defaultdict(set)
    for index in which:
        for key in keys(docs[index]):
            if key:
                out[key].add(index)
    return out


def _guids(doc: Document) -> list[str]:
    return [doc.meta.get("guid", "")]


def _links(doc: Document) -> list[str]:
    """The item's own page and its pages in other languages."""
    return [_bare(u) for u in (doc.meta.get("link", ""), *doc.meta.get("alternates", {}).values()) if u]


def _neutral(doc: Document) -> list[str]:
    """Guid, link and path without the parts that name a language."""
    return [without_language(str(doc.meta.get(k) or "")) for k in ("guid", "link", "stem")]


def _numbers(doc: Document) -> list[str]:
    """Long numbers in guid and link: most systems put an article's number there."""
    return [d for k in ("guid", "link") for d in _DIGITS.findall(str(doc.meta.get(k) or ""))]


def _images(doc: Document) -> list[str]:
    """Names of the item's pictures: translations keep them."""
    return [PurePosixPath(urllib.parse.urlsplit(u).path).name for u in doc.meta.get("images", ())]


_KEYS = (_guids, _links, _neutral, _numbers, _images)


def _bare(url: str) -> str:
    """A link without scheme, query and closing slash.

    >>> _bare("https://www.x.example/a/1/?utm_source=rss")
    'x.example/a/1'
    """
    try:
        parts = urllib.parse.urlsplit(url.strip())
    except ValueError:
        return url
    query = parts.query if regex.search(r"(?:^|&)(?:id|p|item|story)=", parts.query) else ""
    return (parts.netloc.lower().removeprefix("www.") + parts.path.rstrip("/") + (f"?{query}" if query else "")) or url


def without_language(name: str) -> str:
    """A path, link or guid without the parts that are language tags.

    >>> without_language("https://x.example/es/news/1"), without_language("story.pt-BR.html")
    ('https://x.example/news/1', 'story.html')
    """
    parts = regex.split(r"([/.:_]|(?<=[a-z0-9])-(?=[a-z]{2}(?:[./_:]|$)))", name)
    kept: list[str] = []
    for index in range(0, len(parts), 2):
        if index and _is_language(parts[index]):
            continue
        kept += [parts[index - 1] if index else "", parts[index]]
    return "".join(kept)


def _is_language(part: str) -> bool:
    """Is it a language tag of two letters, with a region or script perhaps?"""
    if not regex.fullmatch(r"[A-Za-z]{2}(?:[-_][A-Za-z]{2,4})?", part):
        return False
    return _is_tag(part[:2].lower())


@functools.lru_cache(maxsize=1024)
def _is_tag(code: str) -> bool:
    """Is it the tag of a language, and not rather an English word or a country's domain?"""
    import langcodes  # noqa: PLC0415 - its tables take a while to load, and few runs pair anything

    return code not in {"tv", "co", "so", "to", "am", "as", "be", "my", "io"} and langcodes.tag_is_valid(code)


def _by_likeness(targets: Sequence[Document], others: Sequence[Document], left: list[int], free: list[int]) -> dict[int, int]:
    """The best pairs by shared names and numbers, rare ones counting more, and by date; best first, each side once."""
    if not left or not free:
        return {}
    theirs = {j: _anchors(others[j]) for j in free}
    holders: dict[str, list[int]] = collections.defaultdict(list)
    for j, names in theirs.items():
        for name in names:
            holders[name].append(j)
    weight = {name: math.log(1 + len(free) / len(js)) for name, js in holders.items() if len(js) <= max(3, len(free) // 10)}
    norm = {j: math.sqrt(sum(weight.get(n, 0.0) for n in names)) or 1.0 for j, names in theirs.items()}
    when = {j: _moment(others[j]) for j in free}
    scored = []
    for i in left:
        names = _anchors(targets[i])
        shared: dict[int, float] = collections.defaultdict(float)
        for name in names & weight.keys():
            for j in holders[name]:
                shared[j] += weight[name]
        mine = math.sqrt(sum(weight.get(n, 0.3) for n in names)) or 1.0
        date = _moment(targets[i])
        for j in {*shared, *_near(date, when)}:
            score = shared.get(j, 0.0) / (mine * norm[j]) + _by_date(date, when[j])
            if score >= _LEAST:
                scored.append((-score, i, j))
    return best_first(scored)


def _by_date(one: dt.datetime | None, other: dt.datetime | None) -> float:
    """What two dates say for a pair: much if they are the same, no to it if they are days apart."""
    if one is None or other is None:
        return 0.0
    apart = abs((one - other).total_seconds())
    return -math.inf if apart > _DAYS * 86_400 else _SAME_MOMENT if apart <= 120 else 0.0


def _near(date: dt.datetime | None, when: dict[int, dt.datetime | None]) -> list[int]:
    """The one item published at that very moment, if it is only one."""
    if date is None:
        return []
    same = [j for j, other in when.items() if other and abs((date - other).total_seconds()) <= 2]
    return same if len(same) == 1 else []


def _anchors(doc: Document) -> frozenset[str]:
    """Names and numbers of a text in a form that languages share: digits as they are, names by how they begin to sound."""
    text = " ".join(s.text for s in doc.segments[:40])[:_LOOK]
    unspaced = scripts.is_unspaced(doc.lang)
    out = set()
    for match in _ANCHOR.finditer(text):
        word = match.group()
        if word[0].isdigit():
            digits = "".join(c for c in plain(word) if c.isdecimal())
            if len(digits) > 1:
                out.add(digits)
        elif not unspaced:
            folded = (
                anyascii.anyascii(word)
                .lower()
                .replace("y", "i")
                .replace("j", "i")
                .replace("w", "v")
                .replace("k", "c")
                .replace("ph", "f")
            )
            out.add(folded[:4])
    return frozenset(out)


def _moment(doc: Document) -> dt.datetime | None:
    """When the item was published, if that is a date."""
    try:
        when = dt.datetime.fromisoformat(str(doc.meta.get("date") or ""))
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=dt.UTC)

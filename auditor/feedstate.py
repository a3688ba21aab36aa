"""Which items of a feed were audited before: what `--new-since STATE` and `auditor watch` go by.

An item is known by what it says, on every side: the same texts under another guid or link are known, other texts under the same
guid are a correction and are audited again.  Guids change when a newsroom changes its system, `updated` changes when nothing
else does.  The state is written when the reports are, in one step: a run that is killed leaves the old one, and audits its
items again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from auditor.errors import InputError
from auditor.model import Bundle, Document, Failure

SCHEMA = "auditor.feedstate/v1"
KEPT = 50_000  # items remembered; a busy agency files about 2,000 a day, and feeds rarely reach back a week


class Item(msgspec.Struct, frozen=True, omit_defaults=True):
    """An item as it was when it was audited."""

    content: str  # hash of the texts of every side
    guid: str = ""
    link: str = ""
    updated: str = ""


class _File(msgspec.Struct, frozen=True, rename={"schema_": "schema"}):
    schema_: str
    items: tuple[Item, ...]  # oldest first


def read(path: Path) -> dict[str, Item]:
    """Items by content, oldest first; none where there is no file, InputError where it is not a state."""
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_File)
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(str(path), f"is not a state of feeds: {error}: delete it to begin anew") from error
    if file.schema_ != SCHEMA:
        raise InputError(str(path), f"is written as {file.schema_!r}, read is {SCHEMA!r}: delete it to begin anew")
    return {item.content: item for item in file.items}


def item(bundle: Bundle) -> Item:
    """The item as it is now."""
    meta = bundle.target.meta
    updated = str(meta.get("updated") or meta.get("date") or "")
    return Item(content(bundle), str(meta.get("guid") or bundle.target.id), str(meta.get("link") or ""), updated)


def content(bundle: Bundle) -> str:
    """A hash of fields and texts of every side: no ids, no places, no dates."""
    told = hashlib.blake2b(digest_size=16)
    for side in (bundle.target, bundle.source, *bundle.references):
        for part in _parts(side):
            told.update(part.encode("utf-8", "surrogatepass"))
    return told.hexdigest()


def _parts(side: Document | None) -> Iterator[str]:
    yield "\x1d"
    for segment in side.segments if side is not None else ():
        yield from (segment.field, "\x1f", segment.text, "\x1e")


def only(
    bundles: Iterable[Bundle | Failure], known: Mapping[str, Item], left: list[Item], taken: dict[str, Item]
) -> Iterator[Bundle | Failure]:
    """What is new or corrected, and failures; known items are added to `left`, the others to `taken` by their document's id."""
    for bundle in bundles:
        if isinstance(bundle, Failure):
            yield bundle
            continue
        now = item(bundle)
        if now.content in known:
            left.append(now)
        else:
            taken[bundle.target.id] = now
            yield bundle


def merged(known: Mapping[str, Item], seen: Iterable[Item]) -> list[Item]:
    """Everything known after a run, what was seen last at the end; of a corrected item the last version."""
    latest = list(seen)
    ids = {i.guid for i in latest if i.guid}
    now = {i.content for i in latest}
    kept = [i for i in known.values() if i.content not in now and i.guid not in ids]
    return [*kept, *{i.content: i for i in latest}.values()][-KEPT:]


def write(path: Path, items: Iterable[Item], replace: Callable[[Path, bytes], None]) -> None:
    """One item a line; `replace` puts the file in its place, whole or not at all."""
    lines = ",\n".join(msgspec.json.encode(i).decode() for i in items)
    replace(path, f'{{"schema": "{SCHEMA}", "items": [\n{lines}\n]}}\n'.encode())

"""What workers are sent and what they answer: MessagePack on both ways, so that nobody unpickles what came over a network."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from auditor import assemble, workplace
from auditor.config import Config
from auditor.errors import AuditorError, EngineError
from auditor.model import Audited, Bundle, Document
from auditor.pipeline import Desk, audit_one
from auditor.spool import packed as encoded

_BUNDLES = msgspec.msgpack.Decoder(list[Bundle])
_AUDITED = msgspec.msgpack.Decoder(list[Audited])
_DONE, _TROUBLE = b"\x01", b"\x00"


def packed(bundles: Sequence[Bundle]) -> bytes:
    """Bundles for a worker."""
    return encoded(bundles)


def results(data: bytes) -> Iterator[Audited]:
    """A worker's answer; the trouble it had is ours."""
    if data[:1] != _DONE:
        raise EngineError(msgspec.msgpack.decode(data[1:], type=str))
    yield from _AUDITED.decode(memoryview(data)[1:])


def audited(desk: Desk, data: bytes) -> bytes:
    """A worker's work."""
    try:
        return _DONE + encoded([audit_one(_as_read(bundle), desk) for bundle in _BUNDLES.decode(data)])
    except AuditorError as error:
        return _TROUBLE + encoded(str(error))


def audited_there(config: bytes, signature: str, data: bytes) -> bytes:
    """The same on another machine, which lays out its own desk once: it must come to the same signature."""
    try:
        desk = _desk(config)
    except AuditorError as error:
        return _TROUBLE + encoded(f"a worker cannot begin: {error}")
    own = assemble.signature(desk)
    if own != signature:
        return _TROUBLE + encoded(f"a worker would audit differently: here {signature}, there {own}")
    return audited(desk, data)


@functools.lru_cache(maxsize=2)
def _desk(config: bytes) -> Desk:
    return workplace.laid_out(msgspec.msgpack.decode(config, type=Config))


def _as_read(bundle: Bundle) -> Bundle:
    """The bundle with tuples where the way here made lists."""
    sides = (bundle.target, bundle.source, bundle.back, *bundle.references)
    if not any(side and side.meta for side in sides):
        return bundle

    def told(side: Document) -> Document:
        return msgspec.structs.replace(side, meta=_tupled(side.meta)) if side.meta else side

    return msgspec.structs.replace(
        bundle,
        target=told(bundle.target),
        source=told(bundle.source) if bundle.source else None,
        back=told(bundle.back) if bundle.back else None,
        references=tuple(told(reference) for reference in bundle.references),
    )


def _tupled(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_tupled(inner) for inner in value)
    return {key: _tupled(inner) for key, inner in value.items()} if isinstance(value, dict) else value

"""Parses large or foreign documents in a process of their own, under limits of memory, processor time and wall clock.

libxml2 calls itself unfit for untrusted data; whatever a document does to the parser, it does to the worker.
A start costs 0.1 s.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from auditor.errors import InputError
from auditor.ingest.blocks import Ask, Blob
from auditor.model import Document, Failure

_DOCUMENT, _FAILURE, _REFUSED, _DONE = b"D", b"F", b"R", b"E"


class _Order(msgspec.Struct, frozen=True):
    """What the worker is to do."""

    kind: str
    blob: Blob
    ask: Ask


class _Refusal(msgspec.Struct, frozen=True):
    """An InputError on its way home."""

    path: str
    why: str
    line: int | None = None


def read(kind: str, blob: Blob, ask: Ask) -> Iterator[Document | Failure]:
    """What the reader `kind` makes of the blob; a failure says so if the worker had to be stopped, what came before is kept."""
    with tempfile.TemporaryFile() as order, tempfile.TemporaryFile() as answer:
        order.write(msgspec.msgpack.encode(_Order(kind, blob, ask)))
        order.seek(0)
        status = _work(order, answer, ask.limits.seconds)
        answer.seek(0)
        done = False
        for mark, body in _frames(answer):
            if mark == _DOCUMENT:
                yield _as_read(msgspec.msgpack.decode(body, type=Document))
            elif mark == _FAILURE:
                yield msgspec.msgpack.decode(body, type=Failure)
            elif mark == _REFUSED:
                refusal = msgspec.msgpack.decode(body, type=_Refusal)
                raise InputError(refusal.path, refusal.why, refusal.line)
            done = done or mark == _DONE
    if not done:
        yield Failure(blob.path, f"could not be read to the end within the limits ({_reason(status, ask)})")


def _reason(status: int | None, ask: Ask) -> str:
    """Why a worker stopped."""
    return (
        f"over {ask.limits.seconds:g} s"
        if status is None
        else f"over {ask.limits.memory >> 20} MB, or the parser crashed: status {status}"
    )


def _work(order: BinaryIO, answer: BinaryIO, seconds: float) -> int | None:
    """Run the worker; its status, None if it had to be killed at the deadline."""
    package = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(p for p in (package, os.environ.get("PYTHONPATH", "")) if p)
    command = [sys.executable, "-m", "auditor.ingest.sandbox"]
    with subprocess.Popen(
        command, stdin=order, stdout=answer, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": path}
    ) as worker:
        try:
            return worker.wait(seconds)
        except subprocess.TimeoutExpired:
            worker.kill()
            return None
        except KeyboardInterrupt:
            worker.kill()
            raise


def _frames(answer: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Marked answers; one that was cut off is dropped."""
    while len(head := answer.read(9)) == 9:
        size = int.from_bytes(head[1:], "big")
        body = answer.read(size)
        if len(body) == size:
            yield head[:1], body


def _as_read(doc: Document) -> Document:
    """The document with tuples where a round trip made lists."""
    meta: dict[str, Any] = {
        k: tuple(tuple(x) if isinstance(x, list) else x for x in v) if isinstance(v, list) else v for k, v in doc.meta.items()
    }
    return msgspec.structs.replace(doc, meta=meta)


def _limit(ask: Ask) -> None:
    """Bound this process, where the system can."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    seconds = int(ask.limits.seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with Path("/proc/self/statm").open() as file:
            now = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + ask.limits.memory, now + ask.limits.memory))


def _serve(given: BinaryIO, answer: BinaryIO) -> None:
    """The worker's side: read the order, write marked answers."""
    from auditor.ingest import formats  # noqa: PLC0415 - formats is above this module when it is imported

    order = msgspec.msgpack.decode(given.read(), type=_Order)
    _limit(order.ask)

    def say(mark: bytes, value: Any) -> None:
        body = msgspec.msgpack.encode(value)
        answer.write(mark + len(body).to_bytes(8, "big") + body)
        answer.flush()

    try:
        for found in formats.DOCUMENTS[order.kind](order.blob, order.ask):
            say(_FAILURE if isinstance(found, Failure) else _DOCUMENT, found)
    except InputError as error:
        say(_REFUSED, _Refusal(error.path, error.why, error.line))
    say(_DONE, None)


if __name__ == "__main__":
    _serve(sys.stdin.buffer, sys.stdout.buffer)

"""What is going on, on stderr, for anything over a second: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator

from auditor.model import Audited, Failure

_PATIENCE = 1.0  # seconds before anything is shown
_EVERY = 15.0  # seconds between plain lines where there is no terminal


def shown(
    stream: Iterable[Audited | Failure], *, quiet: bool = False, read: Callable[[], float | None] = lambda: None
) -> Iterator[Audited | Failure]:
    """The stream, unchanged, with its progress told; `read` gives which part of the input was read so far."""
    if quiet:
        yield from stream
        return
    start = last = time.monotonic()
    units = 0
    live = sys.stderr.isatty()
    told = False
    for documents, item in enumerate(stream, 1):
        yield item
        units += len(item.units) if isinstance(item, Audited) else 0
        now = time.monotonic()
        if now - start > _PATIENCE and now - last > (0.2 if live else _EVERY):
            last, told = now, True
            rate = units / (now - start)
            line = f"auditing: {documents} documents, {units} segments, {rate:.0f} a second{left(now - start, read())}"
            sys.stderr.write(f"\r\N{ESCAPE}[K{line}" if live else f"{line}\n")
            sys.stderr.flush()
    if told and live:
        sys.stderr.write("\r\N{ESCAPE}[K")
        sys.stderr.flush()


def left(elapsed: float, part: float | None) -> str:
    """How long it will take at this rate, where it is known how much there is.

    >>> left(60, 0.25), left(60, None), left(10, 0.99)
    (', 3 min left', '', ', 0 s left')
    """
    if part is None or not 0 < part < 1:
        return ""
    seconds = elapsed * (1 - part) / part
    if seconds < 100:
        return f", {seconds:.0f} s left"
    return f", {seconds / 60:.0f} min left" if seconds < 6_000 else f", {seconds / 3600:.1f} h left"

"""What is going on, on stderr, for anything over a second: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator

from auditor.model import Audited, Failure

_PATIENCE = 1.0  # seconds before anything is shown
_EVERY = 15.0  # seconds between plain lines where there is no terminal


def shown(stream: Iterable[Audited | Failure], *, quiet: bool = False) -> Iterator[Audited | Failure]:
    """The stream, unchanged, with its progress told."""
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
            line = f"auditing: {documents} documents, {units} segments, {rate:.0f} a second"
            sys.stderr.write(f"\r\N{ESCAPE}[K{line}" if live else f"{line}\n")
            sys.stderr.flush()
    if told and live:
        sys.stderr.write("\r\N{ESCAPE}[K")
        sys.stderr.flush()

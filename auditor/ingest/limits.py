"""How much of anything is read; every bound is a plain number the caller may raise."""

from __future__ import annotations

import msgspec

_MIB = 1 << 20


class Limits(msgspec.Struct, frozen=True):
    """Bounds on what one run reads; past one, the entry or file concerned becomes a `Failure`."""

    file_bytes: int = 200 * _MIB  # one file, and one archive's contents
    stream_bytes: int = 1 << 40  # one table or exchange file: it is never held, so that only the disk bounds it
    page_bytes: int = 20 * _MIB  # one feed or page: its tree has to stand in memory
    decoded_bytes: int = 50 * _MIB  # the same after decompression
    segment_chars: int = 20_000  # one segment: checks look at whole segments
    entries: int = 100_000  # one feed
    files: int = 2_000  # one folder, pattern or archive
    ratio: int = 100  # decompressed to compressed, in an archive
    depth: int = 200  # nesting of markup
    attributes: int = 256  # of one tag: some tree builders are quadratic in them
    rows: int = 256  # unrelated rows handed on together
    document_rows: int = 2_000  # rows of one text judged together; a longer one is judged in stretches
    seconds: float = 30.0  # wall clock for one fetch or one parse in a worker
    pages: int = 500  # pages behind the items of feeds, in one run
    pages_seconds: float = 600.0  # wall clock for all of them together
    memory: int = 1024 * _MIB  # address space of a worker beyond its own start
    sandbox_bytes: int = 1 * _MIB  # feeds and pages above this are parsed in a worker

"""What an input names: a file, folder, pattern, archive, standard input or URL, as a list of things to open."""

from __future__ import annotations

import glob
import gzip
import io
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import msgspec

from auditor.errors import InputError
from auditor.ingest.limits import Limits
from auditor.model import Failure

SUFFIXES = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "table", ".tsv": "table", ".tab": "table",
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html",
    ".xhtml": "html", ".rss": "feed", ".atom": "feed", ".rdf": "feed", ".xml": "", ".json": "", ".newsml": "newsml",
    ".parquet": "parquet", ".pq": "parquet",
    ".xlf": "xliff", ".xliff": "xliff", ".tmx": "tmx", ".po": "po", ".srt": "subtitles", ".vtt": "subtitles",
}  # fmt: skip
_PACKED = "it expands to more than {0:,} times its size: refused"


_STREAMED = frozenset({"jsonl", "table", "xliff", "tmx", "po", "parquet"})


class Found(msgspec.Struct, frozen=True):
    """Something to read: how it is named, how it is opened, and what is declared about it."""

    path: str
    open: Callable[[], io.BufferedReader]
    kind: str = ""  # a reader's name, "" to be told from the contents
    stem: str = ""  # its name without folder and suffix, for ids and pairing
    charset: str = ""
    remote: bool = False
    local: str = ""  # where it lies as it is, for readers that go to and fro in it


class Meter:
    """Which part of the inputs was read so far, as far as their sizes tell: what time is left goes by it."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        """Sizes are asked of files and folders that are there; with an address, an archive or packed data nobody knows."""
        self._given = 0
        sizes = [_size(name) for name in names]
        self._total = sum(size for size in sizes if size) if all(sizes) else 0

    def add(self, count: int) -> None:
        """So many bytes more were read."""
        self._given += count

    def part(self) -> float | None:
        """From 0 to 1; None where it is not known."""
        return min(1.0, self._given / self._total) if self._total else None


def _size(name: str) -> int:
    """Bytes of a file or a folder's files, 0 where that says nothing."""
    path = Path(name)
    try:
        files = [p for p in path.rglob("*") if _wanted(p, path)] if path.is_dir() else [path] if path.is_file() else []
        packed = any(file.suffix.lower() in {".gz", ".zip"} for file in files)
        return 0 if packed else sum(file.stat().st_size for file in files)
    except (OSError, ValueError):
        return 0


class Capped(io.RawIOBase):
    """A stream that refuses, with an InputError, to give more than so many bytes, or to expand beyond a ratio."""

    def __init__(self, inner: BinaryIO, path: str, limit: int, packed: int = 0, ratio: int = 0, *, keep: bool = False,
                 meter: Meter | None = None) -> None:  # fmt: skip
        """`packed` is how many bytes it is unpacked from, where it is; `keep` leaves the inner stream open."""
        super().__init__()
        self._inner, self._path, self._limit, self._given = inner, path, limit, 0
        # A short text may shrink by any factor: below a megabyte no ratio is a bomb.
        self._most = max(packed * ratio, 1 << 20) if ratio else limit
        self._ratio, self._keep, self._meter = ratio, keep, meter

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Bytes of the inner stream, as far as the limits go."""
        try:
            data = self._inner.read(len(buffer))
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
            raise InputError(self._path, f"cannot be read to the end: {error}") from error
        self._given += len(data)
        if self._meter is not None:
            self._meter.add(len(data))
        if self._given > self._limit:
            raise InputError(self._path, f"is larger than {self._limit >> 20} MB: split it, or raise the limit")
        if self._given > self._most:
            raise InputError(self._path, _PACKED.format(self._ratio))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close both, unless the inner one is to be kept."""
        if not self._keep:
            self._inner.close()
        super().close()


def whole(found: Found, limit: int) -> bytes:
    """Everything in it; InputError past the limit."""
    with found.open() as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise InputError(found.path, f"is larger than {limit >> 20} MB, too large to be read whole: split it, or raise the limit")
    return data


def is_url(name: str) -> bool:
    """Is it something to fetch?"""
    return name[:8].lower().startswith(("http://", "https://"))


def exists(name: str) -> None:
    """Raise InputError at once for a path or pattern that names nothing."""
    if name == "-" or is_url(name):
        return
    if "://" in name[:20]:
        raise InputError(name, "only http and https addresses are fetched")
    try:
        if Path(name).exists() or (glob.has_magic(name) and next(glob.iglob(name, recursive=True), None) is not None):  # noqa: PTH207 - a pattern may be absolute
            return
    except (OSError, ValueError) as error:
        raise InputError(name, f"is no path: {error}") from error
    what = "no file matches this pattern" if glob.has_magic(name) else "there is no such file or folder"
    raise InputError(name, what)


def find(name: str, limits: Limits, meter: Meter | None = None) -> Iterator[Found | Failure]:
    """Everything an input names (URLs aside), in a fixed order; `meter` is told what is read of it."""
    if name == "-":
        stream: Any = io.BufferedReader(Capped(sys.stdin.buffer, "-", limits.file_bytes, keep=True), 1 << 16)
        yield Found("-", lambda: stream, stem="stdin")
        return
    path = Path(name)
    if not path.exists() and glob.has_magic(name):
        paths = sorted(Path(p) for p in glob.iglob(name, recursive=True))  # noqa: PTH207 - a pattern may be absolute
        for each in _some((p for p in paths if not p.is_dir()), name, limits):
            yield from _file(each, limits, "", meter) if isinstance(each, Path) else (each,)
    elif path.is_dir():
        files = sorted(p for p in path.rglob("*") if _wanted(p, path))
        if not files:
            yield Failure(name, f"the folder has nothing to read in it (known: {' '.join(sorted(SUFFIXES))})", entries=0)
        for each in _some(iter(files), name, limits):
            yield from _file(each, limits, "", meter) if isinstance(each, Path) else (each,)
    else:
        yield from _file(path, limits, name, meter)


def _some(paths: Iterator[Path], name: str, limits: Limits) -> Iterator[Path | Failure]:
    """So many paths as are read, and a failure for the rest."""
    for count, path in enumerate(paths):
        if count >= limits.files:
            left = 1 + sum(1 for _ in paths)
            yield Failure(name, f"more than {limits.files:,} files: the last {left:,} were not read", entries=left)
            return
        yield path


def _wanted(path: Path, folder: Path) -> bool:
    """Is it a file of a known kind, not hidden, and really inside the folder?"""
    inside = path.relative_to(folder)
    if any(part.startswith(".") for part in inside.parts) or not path.is_file():
        return False
    if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
        return False
    return kind_of(path.name) is not None or path.suffix.lower() == ".zip"


def kind_of(name: str) -> str | None:
    """The reader for a file name: "" if the contents must tell, None if the suffix is not known.

    >>> kind_of("a.es.XLF"), kind_of("b.jsonl.gz"), kind_of("c.xml"), kind_of("d.exe")
    ('xliff', 'jsonl', '', None)
    """
    return SUFFIXES.get(PurePosixPath(name.lower().removesuffix(".gz")).suffix)


def stem_of(name: str) -> str:
    """A file's name without folder and suffixes we know.

    >>> stem_of("x/story.es.html"), stem_of("rows.jsonl.gz")
    ('story.es', 'rows')
    """
    base = PurePosixPath(name.replace("\\", "/")).name.removesuffix(".gz")
    return base[: -len(PurePosixPath(base).suffix)] if PurePosixPath(base.lower()).suffix in SUFFIXES else base


def _file(path: Path, limits: Limits, name: str = "", meter: Meter | None = None) -> Iterator[Found | Failure]:
    """One file, unpacked if it is an archive."""
    name = name or str(path)
    if not path.is_file():
        yield Failure(name, "is not an ordinary file: give a file, a folder or - for standard input")
        return
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except OSError as error:
        yield Failure(name, f"cannot be opened: {error.strerror or error}")
        return
    if head == b"PK\x03\x04" or path.suffix.lower() == ".zip":
        yield from _archive(path, name, limits)
        return
    packed = head[:2] == b"\x1f\x8b"

    def opened() -> io.BufferedReader:
        try:
            raw = path.open("rb")
        except OSError as error:
            raise InputError(name, f"cannot be opened: {error.strerror or error}") from error
        inner: BinaryIO = gzip.GzipFile(fileobj=raw) if packed else raw  # type: ignore[assignment]
        return _capped(inner, name, limits, path.stat().st_size if packed else 0, meter)

    yield Found(name, opened, kind_of(name) or "", stem_of(name), local="" if packed else str(path))


def _capped(inner: BinaryIO, path: str, limits: Limits, packed: int = 0, meter: Meter | None = None) -> io.BufferedReader:
    """A buffered stream under the limits; `packed` bytes are what it is unpacked from."""
    most = limits.stream_bytes if kind_of(path) in _STREAMED and "!" not in path else limits.file_bytes
    return io.BufferedReader(Capped(inner, path, most, packed, limits.ratio if packed else 0, meter=meter), 1 << 16)


def _archive(path: Path, name: str, limits: Limits) -> Iterator[Found | Failure]:
    """Members of a zip archive that we can read; nothing is ever written to disk."""
    try:
        archive = zipfile.ZipFile(path)
        members = sorted((m for m in archive.infolist() if not m.is_dir()), key=lambda m: m.filename)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        yield Failure(name, f"is not a whole zip archive: {error}")
        return
    if any(m.filename == "[Content_Types].xml" for m in members):
        yield Failure(name, "is an office document: save it as text, HTML or CSV first")
        return
    if sum(m.file_size for m in members) > limits.file_bytes:
        yield Failure(name, f"unpacks to more than {limits.file_bytes >> 20} MB: refused", entries=len(members))
        return
    known = [
        m
        for m in members
        if kind_of(m.filename) is not None
        and not any(p.startswith((".", "__MACOSX")) and p != ".." for p in m.filename.split("/"))
    ]
    if not known:
        yield Failure(name, "the archive has nothing to read in it", entries=0)
    for member in known[: limits.files]:
        yield _member(archive, member, f"{name}!{member.filename}", limits)
    if len(known) > limits.files:
        yield Failure(
            name,
            f"more than {limits.files:,} files: the last {len(known) - limits.files:,} were not read",
            entries=len(known) - limits.files,
        )


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, shown: str, limits: Limits) -> Found:
    """A member, opened when it is its turn; what its header says of its size is not believed."""

    def opened() -> io.BufferedReader:
        try:
            raw = archive.open(member)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
            raise InputError(shown, f"cannot be unpacked: {error}") from error
        packed = max(member.compress_size, 1)
        inner: BinaryIO = gzip.GzipFile(fileobj=raw) if member.filename.endswith(".gz") else raw  # type: ignore[assignment]
        return _capped(inner, shown, limits, packed)

    return Found(shown, opened, kind_of(member.filename) or "", stem_of(member.filename))

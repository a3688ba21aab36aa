"""Is a run the same as one before?  Then its report is, to the byte.

This module imports little: a gate that has nothing new to say answers in the time it takes to read its input.
"""

from __future__ import annotations

import functools
import hashlib
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

import auditor
from auditor.config import Config
from auditor.errors import InputError
from auditor.ingest import inputs
from auditor.ingest.limits import Limits
from auditor.model import Failure, Report, Skip
from auditor.results import Results
from auditor.spool import Spool, Stored, spooled

if TYPE_CHECKING:
    from auditor.ingest.fetch import Fetched

_LONGEST = 100_000  # units of a report that is kept whole, about 300 MB: of a longer one the parts are kept, where there is room
_LASTING = ("an engine alone", "too short", "the engine ", "no engine ", "longer than", "not in the translation memory", "needs ")


def basis(config: Config, engines: Sequence[str] = ()) -> bytes | None:
    """A hash of all that decides findings besides the texts; `engines` names what can be translated with, now.

    None where a glossary lies in a database: whoever has loaded it has its signature.
    """
    files = [_file_hash(name) for name in (*config.glossary, *config.phrases)]
    if None in files:
        return None
    return digest([auditor.__version__, build(), deciding(config), sorted(engines), files])


def digest(told: Any) -> bytes:
    """A hash of anything msgspec can write, and of the `repr` of the rest."""
    return hashlib.blake2b(msgspec.msgpack.encode(told, enc_hook=repr), digest_size=20).digest()


def _file_hash(name: str) -> bytes | None:
    path = Path(name)
    try:
        return hashlib.blake2b(path.read_bytes(), digest_size=16).digest() if path.is_file() else None
    except OSError:
        return None


def deciding(config: Config) -> Any:
    """The settings that change findings: not those of the gate, of files beside it, or of how fast we go."""
    scoped = {
        name: {key: msgspec.structs.replace(scope, fail_on=None) for key, scope in sorted(getattr(config, name).items())}
        for name in ("fields", "languages")
    }
    plain = Config()
    # How fast it goes, where it goes and what is made of it afterwards.
    aside = (
        "fail_on", "max_minor", "min_score", "baseline", "suppressions", "desk", "jobs", "cluster", "offline", "cache",
        "allow_hosts",
    )  # fmt: skip
    return msgspec.to_builtins(
        msgspec.structs.replace(config, **scoped, **{name: getattr(plain, name) for name in aside}), enc_hook=repr
    )


@functools.cache
def build() -> str:
    """Which build this is: the installer's own list of hashes, or sizes and times of the files where they may be edited."""
    home = Path(auditor.__file__).parent
    for record in sorted(home.parent.glob(f"auditor-{auditor.__version__}.dist-info/RECORD")):
        listed = record.read_bytes()
        if b"auditor/model.py" in listed:
            return hashlib.blake2b(listed, digest_size=16).hexdigest()
    told = hashlib.blake2b(digest_size=16)
    for folder in (home, home.parent / "corpora"):
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                about = file.stat()
                told.update(f"{file}|{about.st_size}|{about.st_mtime_ns}\n".encode())
    return told.hexdigest()


def decoded(value: bytes | None, kind: type[Any]) -> Any:
    """The value, None for none and for one of another shape."""
    try:
        return None if value is None else msgspec.msgpack.decode(value, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def put(store: Results, key: bytes, value: Any) -> None:
    """Keeps a value; one that cannot be written (half a surrogate pair) is made again."""
    try:
        store.keep(key, msgspec.msgpack.encode(value, enc_hook=repr))
    except UnicodeEncodeError:
        return


def lasts(skips: Iterable[Skip]) -> bool:
    """Would the same texts be skipped again for the same reasons?"""
    return all(not s.crashed and not s.reason.startswith("over budget") for s in skips) and all(
        s.reason.startswith(_LASTING) for s in skips if s.check == "back-translation"
    )


class Fetcher:
    """Fetches each address once a run, and asks the next time only for what has changed since."""

    def __init__(self, store: Results | None, allow: Sequence[str] = (), *, offline: bool = False) -> None:
        """Without a store nothing is remembered between runs."""
        self._store, self._allow, self._offline = store, tuple(allow), offline
        self._had: dict[str, Fetched | InputError] = {}

    def __call__(self, url: str) -> Fetched:
        """What is at the address; InputError, the same each time, where it cannot be had."""
        if url not in self._had:
            try:
                self._had[url] = self._fetched(url)
            except InputError as error:
                self._had[url] = error
        got = self._had[url]
        if isinstance(got, InputError):
            raise got
        return got

    def forget(self) -> None:
        """Ask again from here on."""
        self._had.clear()

    def _fetched(self, url: str) -> Fetched:
        from auditor.ingest import fetch  # noqa: PLC0415 - a tenth of a second for an HTTP client that few runs need

        key = hashlib.blake2b(f"page\x1f{url}".encode("utf-8", "surrogatepass"), digest_size=20).digest()
        before: Fetched | None = decoded(self._store.find(key), fetch.Fetched) if self._store else None
        etag, modified = (before.etag, before.modified) if before else ("", "")
        got: Fetched = fetch.fetch(url, allow=self._allow, etag=etag, modified=modified, offline=self._offline)
        if before is not None and got.unchanged:
            return before
        if self._store and (got.etag or got.modified):
            put(self._store, key, got)
        return got


def run_key(
    basis: bytes, names: Sequence[str], options: Mapping[str, Any], fetcher: Fetcher, limits: Limits | None = None
) -> bytes | None:
    """A hash of all bytes a run would read and how it reads them; None where they cannot be read twice."""
    told = hashlib.blake2b(basis + msgspec.msgpack.encode((list(names), options), enc_hook=repr), digest_size=20)
    try:
        for name in names:
            if name == "-":
                return None
            if inputs.is_url(name):
                got = fetcher(name)
                told.update(f"{got.kind}|{got.charset}|{len(got.data)}|".encode() + got.data)
                continue
            for found in inputs.find(name, limits or Limits()):
                if isinstance(found, Failure):
                    return None
                told.update(f"\x1d{found.path}\x1f".encode("utf-8", "surrogatepass"))
                with found.open() as file:
                    while data := file.read(1 << 20):
                        told.update(data)
    except InputError:
        return None
    return told.digest()


class _Long(msgspec.Struct, frozen=True):
    """A long report: what of it is short, and how many blocks hold the rest."""

    report: Report
    blocks: int


def found(store: Results, key: bytes) -> Report | None:
    """The report of a run over the very same bytes."""
    report: Report | None = decoded(store.find(key), Report)
    if report is not None:
        return report
    long: _Long | None = decoded(store.find(digest([key, "long"])), _Long)
    if long is None:
        return None
    spool = Spool()
    for n in range(long.blocks):
        block = store.find(digest([key, n]))
        if block is None:
            return None
        try:
            spool.load(block)
        except (msgspec.DecodeError, sqlite3.Error, ValueError, IndexError):
            return None
    return spooled(long.report, spool)


def keep(store: Results, key: bytes, report: Report) -> None:
    """Keeps a report, unless something went wrong that may not go wrong again; a very long one is kept in its parts alone."""
    if len(report.units) > _LONGEST or report.failures or not lasts(report.skips):
        return
    if not isinstance(report.units, Stored):
        put(store, key, report)
        return
    blocks = 0
    for block in report.units.spool.dump():
        store.keep(digest([key, blocks]), block)
        blocks += 1
    short = msgspec.structs.replace(report, documents=(), units=(), findings=(), skips=(), failures=())
    put(store, digest([key, "long"]), _Long(short, blocks))

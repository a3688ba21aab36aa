"""A long report on disk: audited documents in a temporary database, read as often as a renderer likes, never held whole.

Frames are MessagePack, never pickle.  The file has no name once it is open, so that nothing is left behind by a run that is
killed; it lies where `SQLITE_TMPDIR` or `TMPDIR` says.
"""

from __future__ import annotations

import hashlib
import itertools
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar, overload

import msgspec

from auditor.model import Audited, Failure, Finding, Report, ReportedDocument, ReportedUnit, Skip

T = TypeVar("T")
_CACHE = 4_096  # KiB of pages held in memory
_TABLES = """
CREATE TABLE documents (seq INTEGER PRIMARY KEY, key BLOB UNIQUE, name BLOB, home INTEGER, parts INTEGER, whole INTEGER,
                        data BLOB);
CREATE INDEX by_name ON documents (name);
CREATE INDEX by_home ON documents (home);
CREATE TABLE parts (n INTEGER PRIMARY KEY, document INTEGER, units BLOB, findings BLOB);
CREATE INDEX by_document ON parts (document);
CREATE TABLE skips (n INTEGER PRIMARY KEY, document INTEGER, sum BLOB UNIQUE, crashed INTEGER, check_ TEXT, reason TEXT,
                    unit TEXT, home TEXT, data BLOB);
CREATE INDEX by_owner ON skips (document);
CREATE TABLE failures (n INTEGER PRIMARY KEY, data BLOB);
"""
_STORED = ("documents", "parts", "skips", "failures")
_OF_HOME = "WHERE document IN (SELECT seq FROM documents WHERE home = ?)"
_RUN = 1 << 60  # the document number of what belongs to the whole run: behind all others
_UNITS = msgspec.msgpack.Decoder(tuple[ReportedUnit, ...])
_FINDINGS = msgspec.msgpack.Decoder(tuple[Finding, ...])
_DOCUMENT = msgspec.msgpack.Decoder(ReportedDocument)
_SKIP = msgspec.msgpack.Decoder(Skip)
_FAILURE = msgspec.msgpack.Decoder(Failure)


class Stored(Sequence[T], Generic[T]):
    """A sequence that is read from the spool each time it is gone through."""

    def __init__(self, spool: Spool, count: Callable[[], int], read: Callable[[], Iterator[T]], *, whole: bool = False) -> None:
        """`count` and `read` ask the spool anew each time; `whole`: this is all there is of its kind."""
        self.spool, self._count, self._read, self.whole = spool, count, read, whole

    def __len__(self) -> int:
        return self._count()

    def __iter__(self) -> Iterator[T]:
        return self._read()

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        if isinstance(index, slice):
            return list(itertools.islice(self, *index.indices(len(self))))
        at = index if index >= 0 else len(self) + index
        for item in itertools.islice(self, at, None):
            return item
        raise IndexError(index)


class Spool:
    """Documents, their parts, skips and failures; parts of one document may come at any time, and are read together."""

    def __init__(self) -> None:
        """Empty, in a file of its own."""
        # An empty name is a private database on disk that goes with the connection (sqlite.org/inmemorydb.html).
        self._link = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        for pragma in (f"cache_size=-{_CACHE}", "journal_mode=OFF", "synchronous=OFF"):
            self._link.execute(f"PRAGMA {pragma}")
        self._link.executescript(_TABLES)
        self._last: tuple[bytes, int] = (b"", 0)
        self._units = self._findings = 0

    def add(self, part: Audited) -> None:
        """Keeps a part; its findings are to be in reading order."""
        seq = self._document(part.document)
        self._link.execute(
            "INSERT INTO parts (document, units, findings) VALUES (?, ?, ?)", (seq, packed(part.units), packed(part.findings))
        )
        self._units += len(part.units)
        self._findings += len(part.findings)
        self.add_skips(part.skips, seq)

    def add_skips(self, skips: Iterable[Skip], seq: int = _RUN) -> None:
        """Keeps what was not looked at, each kind once; without a document it was the whole run."""
        for skip in skips:
            data = packed(skip)
            row = (seq, _sum(data), skip.crashed, _plain(skip.check), _plain(skip.reason), _plain(skip.unit),
                   _plain(skip.document), data)  # fmt: skip
            self._link.execute(
                "INSERT OR IGNORE INTO skips (document, sum, crashed, check_, reason, unit, home, data) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )

    def add_failure(self, failure: Failure) -> None:
        """Keeps what could not be read."""
        self._link.execute("INSERT INTO failures (data) VALUES (?)", (packed(failure),))

    def _document(self, document: ReportedDocument) -> int:
        key = _sum(packed((document.path, document.id)))
        if key == self._last[0]:
            seq = self._last[1]
        else:
            row = self._link.execute("SELECT seq FROM documents WHERE key = ?", (key,)).fetchone()
            if row is None:
                return self._new(key, document)
            seq = row[0]
        self._link.execute("UPDATE documents SET parts = parts + 1, whole = 0 WHERE seq = ?", (seq,))
        self._last = (key, seq)
        return seq

    def _new(self, key: bytes, document: ReportedDocument) -> int:
        name = _sum(packed(document.id))
        row = self._link.execute("SELECT home FROM documents WHERE name = ? LIMIT 1", (name,)).fetchone()
        at = self._link.execute(
            "INSERT INTO documents (key, name, home, parts, whole, data) VALUES (?, ?, ?, 1, ?, ?)",
            (key, name, row[0] if row else None, document.score is not None, packed(document)),
        ).lastrowid
        assert at is not None
        if row is None:
            self._link.execute("UPDATE documents SET home = seq WHERE seq = ?", (at,))
        self._last = (key, at)
        return at

    def finish(self, merged: Callable[[ReportedDocument, Sequence[ReportedUnit], Sequence[Finding]], ReportedDocument]) -> None:
        """Gives documents that came in parts, or without a score, what is known once all of them is there."""
        at = 0
        while row := self._link.execute(
            "SELECT seq, data FROM documents WHERE whole = 0 AND seq > ? ORDER BY seq LIMIT 1", (at,)
        ).fetchone():
            at = row[0]
            units, findings = self._of("WHERE document = ?", at)
            data = packed(merged(_DOCUMENT.decode(row[1]), units, findings))
            self._link.execute("UPDATE documents SET data = ?, whole = 1 WHERE seq = ?", (data, at))

    @property
    def documents(self) -> Stored[ReportedDocument]:
        """Every document, in order of its first part."""
        query = "SELECT data FROM documents ORDER BY seq"
        return Stored(self, lambda: self._counted("documents"), lambda: (_DOCUMENT.decode(d) for (d,) in self._ask(query)))

    @property
    def units(self) -> Stored[ReportedUnit]:
        """Every unit, document by document."""
        return Stored(self, lambda: self._units, lambda: self._each("units", _UNITS, ""))

    @property
    def findings(self) -> Stored[Finding]:
        """Every finding, document by document."""
        return Stored(self, lambda: self._findings, lambda: self._each("findings", _FINDINGS, ""))

    @property
    def skips(self) -> Stored[Skip]:
        """Everything that was not looked at."""
        query = "SELECT data FROM skips ORDER BY document, n"
        return Stored(self, lambda: self._counted("skips"), lambda: (_SKIP.decode(d) for (d,) in self._ask(query)), whole=True)

    @property
    def failures(self) -> Stored[Failure]:
        """Everything that could not be read."""
        query = "SELECT data FROM failures ORDER BY n"
        return Stored(self, lambda: self._counted("failures"), lambda: (_FAILURE.decode(d) for (d,) in self._ask(query)))

    def skipped(self) -> Iterator[tuple[bool, str, str, int, int]]:
        """Skips by check and reason: `(crashed, check, reason, units, documents)`."""
        yield from self._ask(
            "SELECT crashed, check_, reason, count(DISTINCT nullif(unit, '')), count(DISTINCT nullif(home, '')) FROM skips "
            "GROUP BY crashed, check_, reason ORDER BY min(n)"
        )

    def audited(self) -> Iterator[Audited]:
        """Documents of one name together, with all that belongs to them; a long one's sequences are read when they are asked."""
        for home, parts in self._homes():
            document = self._shown(home)
            skips = Stored(self, *self._skips_of(home))
            if parts == 1:
                row = self._ask("SELECT units, findings FROM parts WHERE document = ?", home)
                units, findings = next(row)
                yield Audited(document, _UNITS.decode(units), _FINDINGS.decode(findings), tuple(skips))
            else:
                some, found = self._of(_OF_HOME, home)
                yield Audited(document, some, found, skips)
        left = Stored(self, *self._skips_of(_RUN))
        if len(left):
            yield Audited(ReportedDocument(id="", path="", title="", lang="und", units=0), (), (), tuple(left))

    def passages(self) -> Iterator[Audited]:
        """The same in the parts that were audited together, without skips: never more than one part at a time."""
        for home, _ in self._homes():
            document = self._shown(home)
            query = f"SELECT units, findings FROM parts {_OF_HOME} ORDER BY document, n"  # noqa: S608 - our own names
            for units, findings in self._ask(query, home):
                yield Audited(document, _UNITS.decode(units), _FINDINGS.decode(findings), ())

    def restate(self, anew: Callable[[ReportedDocument, Sequence[ReportedUnit], Sequence[Finding]], Sequence[Finding]]) -> None:
        """Puts other findings (the same, with another status) in the place of those of each part."""
        at = (0, 0)
        query = (
            "SELECT p.document, p.n, d.data, p.units, p.findings FROM parts p JOIN documents d ON d.seq = p.document "
            "WHERE (p.document, p.n) > (?, ?) ORDER BY p.document, p.n LIMIT 1"
        )
        while row := self._link.execute(query, at).fetchone():
            at = (row[0], row[1])
            findings = _FINDINGS.decode(row[4])
            if findings:
                said = anew(_DOCUMENT.decode(row[2]), _UNITS.decode(row[3]), findings)
                self._link.execute("UPDATE parts SET findings = ? WHERE n = ?", (packed(tuple(said)), row[1]))

    def dump(self, size: int = 1 << 20) -> Iterator[bytes]:
        """Everything, in blocks of about `size` bytes that `load` takes."""
        block: list[tuple[int, tuple[Any, ...]]] = []
        held = 0
        for table, name in enumerate(_STORED):
            for row in self._ask(f"SELECT * FROM {name} ORDER BY 1"):  # noqa: S608 - our own names
                block.append((table, row))
                held += 64 + sum(len(cell) for cell in row if isinstance(cell, bytes | str))
                if held > size:
                    yield packed((block, self._units, self._findings))
                    block, held = [], 0
        yield packed((block, self._units, self._findings))

    def load(self, block: bytes) -> None:
        """Puts back what was dumped; raises msgspec.DecodeError, sqlite3.Error or ValueError for anything else."""
        rows, self._units, self._findings = msgspec.msgpack.decode(block, type=tuple[list[tuple[int, list[Any]]], int, int])
        for table, row in rows:
            marks = ", ".join("?" * len(row))
            self._link.execute(f"INSERT INTO {_STORED[table]} VALUES ({marks})", row)  # noqa: S608 - our own names

    def _homes(self) -> Iterator[tuple[int, int]]:
        """First documents of their name, and how many parts all of the name have."""
        yield from self._ask("SELECT home, sum(parts) FROM documents GROUP BY home ORDER BY home")

    def _shown(self, home: int) -> ReportedDocument:
        (data,) = next(self._ask("SELECT data FROM documents WHERE home = ? ORDER BY seq DESC LIMIT 1", home))
        return _DOCUMENT.decode(data)

    def _skips_of(self, home: int) -> tuple[Callable[[], int], Callable[[], Iterator[Skip]]]:
        query = f"FROM skips {'WHERE document = ?' if home == _RUN else _OF_HOME}"
        return (
            lambda: int(next(self._ask(f"SELECT count(*) {query}", home))[0]),
            lambda: (_SKIP.decode(d) for (d,) in self._ask(f"SELECT data {query} ORDER BY document, n", home)),
        )

    def _of(self, where: str, at: int) -> tuple[Stored[ReportedUnit], Stored[Finding]]:
        def units() -> Iterator[ReportedUnit]:
            return self._each("units", _UNITS, where, at)

        def findings() -> Iterator[Finding]:
            return self._each("findings", _FINDINGS, where, at)

        return Stored(self, lambda: sum(1 for _ in units()), units), Stored(self, lambda: sum(1 for _ in findings()), findings)

    def _each(self, column: str, decoder: msgspec.msgpack.Decoder[tuple[T, ...]], where: str, *values: int) -> Iterator[T]:
        query = f"SELECT {column} FROM parts {where} ORDER BY document, n"  # noqa: S608 - our own names
        for (data,) in self._ask(query, *values):
            yield from decoder.decode(data)

    def _counted(self, table: str) -> int:
        return int(next(self._ask(f"SELECT count(*) FROM {table}"))[0])  # noqa: S608 - our own names

    def _ask(self, query: str, *values: int) -> Iterator[Any]:
        return self._link.execute(query, values)


def spooled(report: Report, spool: Spool) -> Report:
    """The report with everything long read from the spool."""
    return msgspec.structs.replace(
        report,
        documents=spool.documents,
        units=spool.units,
        findings=spool.findings,
        skips=spool.skips,
        failures=spool.failures,
    )


class Ranked(Generic[T]):
    """Values by rank, the lowest first; many of them wait on disk."""

    def __init__(self, kind: type[T], held: int = 2_000) -> None:
        """`held`: how many stay in memory."""
        self._held, self._decoder = held, msgspec.msgpack.Decoder(kind)
        self._near: list[tuple[tuple[float, ...], int, T]] = []
        self._far: sqlite3.Connection | None = None
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, rank: tuple[float, float], value: T) -> None:
        """Keeps a value; of those of one rank the first comes first."""
        self._count += 1
        self._near.append((rank, self._count, value))
        if len(self._near) > self._held:
            if self._far is None:
                self._far = sqlite3.connect("", check_same_thread=False, isolation_level=None)
                for pragma in (f"cache_size=-{_CACHE}", "journal_mode=OFF", "synchronous=OFF"):
                    self._far.execute(f"PRAGMA {pragma}")
                self._far.execute("CREATE TABLE ranked (one REAL, two REAL, n INTEGER, data BLOB, PRIMARY KEY (one, two, n))")
            self._far.executemany("INSERT INTO ranked VALUES (?, ?, ?, ?)", [(*r, n, packed(v)) for r, n, v in self._near])
            self._near.clear()

    def first(self, most: int) -> Iterator[T]:
        """So many, in order."""
        near = sorted(self._near, key=lambda entry: entry[:2])
        if self._far is None:
            yield from (value for _, _, value in near[:most])
            return
        self._held = 0
        if near:
            self._far.executemany("INSERT INTO ranked VALUES (?, ?, ?, ?)", [(*r, n, packed(v)) for r, n, v in near])
            self._near.clear()
        for (data,) in self._far.execute("SELECT data FROM ranked ORDER BY one, two, n LIMIT ?", (most,)):
            yield self._decoder.decode(data)


def packed(value: Any) -> bytes:
    """The value as MessagePack; halves of surrogate pairs, which it cannot hold, become U+FFFD."""
    try:
        return msgspec.msgpack.encode(value, enc_hook=repr)
    except UnicodeEncodeError:
        return msgspec.msgpack.encode(_whole(msgspec.to_builtins(value, enc_hook=repr, builtin_types=(bytes,))))


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, dict):
        return {_whole(key): _whole(inner) for key, inner in value.items()}
    return [_whole(inner) for inner in value] if isinstance(value, list | tuple) else value


def _plain(text: str) -> str:
    # "replace" writes a question mark for each half; renderers write U+FFFD, so do we.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if not text.isascii() else text


def _sum(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest()

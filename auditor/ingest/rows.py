"""Tables of units: JSONL, CSV and TSV as streams of rows, and rows grouped into aligned bundles."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

import msgspec

from auditor.errors import InputError
from auditor.ingest import boundary
from auditor.ingest.limits import Limits
from auditor.model import Bundle, Document, Failure, Place, Role, Segment

# What other tools call our columns; matched without regard to case, spaces and underscores.
_ALIASES = {
    "id": ("id", "key", "uid", "segmentid", "segid", "unitid"),
    "target": ("target", "tgt", "mt", "hyp", "hypothesis", "translation", "output", "machinetranslation", "trg"),
    "source": ("source", "src", "original", "sourcetext"),
    "reference": ("reference", "ref", "refs", "references", "postedit", "pe"),
    "back": ("back", "backtranslation", "bt"),
    "target_lang": ("targetlang", "tgtlang", "targetlanguage", "trglang", "lang", "language"),
    "source_lang": ("sourcelang", "srclang", "sourcelanguage"),
    "document": ("document", "doc", "docid", "documentid"),
    "field": ("field", "role"),
    "metrics": ("metrics",),
}
_KNOWN = ("people", "places", "organisations")
_LINES_OF_A_ROW = 2_000  # a quoted field over more lines than this has a quote that was never closed
_LONGEST_ID = 300  # ids stand in reports and file names
_LINE_BYTES = 16 << 20


class Row(msgspec.Struct, frozen=True):
    """One unit with whatever stands beside it; None where a side is not there."""

    id: str
    target: str
    source: str | None = None
    references: tuple[str, ...] = ()
    back: str | None = None
    target_lang: str = ""
    source_lang: str = ""
    document: str = ""
    field: str = "body"
    metrics: Mapping[str, float] = {}
    meta: Mapping[str, Any] = {}
    line: int | None = None


class Ids:
    """Ids already given out, so that a second `x` becomes `x#2`; many of them wait on disk.

    Hashes are kept, the same in every run: a clash, once in 10^13 runs over a million rows, only adds a suffix.
    """

    def __init__(self, held: int = 50_000) -> None:
        """`held`: how many stay in memory, at about 100 bytes each."""
        self._held = held
        self._near: set[int] = set()
        self._far: sqlite3.Connection | None = None
        self._numbers: dict[str, int] = {}

    def claim(self, ident: str) -> str:
        """The id, or the first free `id#N`."""
        number, free = 1, ident
        while not self._new(free):
            number = max(number, self._numbers.get(ident, 1)) + 1
            free = f"{ident}#{number}"
        if number > 1 and len(self._numbers) < self._held:
            self._numbers[ident] = number
        return free

    def _new(self, ident: str) -> bool:
        """Was it not given out yet?  It is now."""
        told = hashlib.blake2b(ident.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        number = int.from_bytes(told, "big", signed=True)
        if number in self._near or (
            self._far is not None and self._far.execute("SELECT 1 FROM ids WHERE id = ?", (number,)).fetchone()
        ):
            return False
        self._near.add(number)
        if len(self._near) > self._held:
            if self._far is None:  # a private file that goes with the connection
                self._far = sqlite3.connect("", check_same_thread=False, isolation_level=None)
                self._far.executescript("PRAGMA journal_mode=OFF; CREATE TABLE ids (id INTEGER PRIMARY KEY)")
            self._far.executemany("INSERT INTO ids VALUES (?)", ((n,) for n in sorted(self._near)))
            self._near.clear()
        return True


def bundles(
    rows: Iterable[Row | Failure], stem: str, path: str, ids: Ids, limits: Limits, *, lone: bool = True
) -> Iterator[Bundle | Failure]:
    """Rows as aligned bundles: those of one document together, those of none in runs of `limits.rows`; failures go through."""
    held: list[Row] = []
    for row in rows:
        if isinstance(row, Failure):
            yield row
            continue
        longest = max(len(row.target), len(row.source or ""), len(row.back or ""), *(len(r) for r in row.references), 0)
        if longest > limits.segment_chars:
            why = f"the unit has {longest:,} characters, over the limit of {limits.segment_chars:,}: split it into sentences"
            yield Failure(path, why, boundary.safe(row.id)[:300], row.line)
            continue
        full = len(held) >= (limits.rows if not row.document and lone else limits.document_rows)
        if held and (full or held[-1].document != row.document):
            yield _bundle(held, stem, path, ids, lone)
            held = []
        held.append(row)
    if held:
        yield _bundle(held, stem, path, ids, lone)


def _bundle(rows: list[Row], stem: str, path: str, ids: Ids, lone: bool) -> Bundle:
    """One bundle of rows that belong together."""
    name = boundary.safe(rows[0].document or stem)
    names = [ids.claim(boundary.safe(r.id)) for r in rows]
    lang, source_lang = rows[0].target_lang or "und", rows[0].source_lang or "und"
    notes: dict[str, None] = {}
    units = {n: dict(r.meta) for n, r in zip(names, rows, strict=True) if r.meta}

    def side(role: Role, texts: list[str], langs: list[str], meta: Mapping[str, Any] | None = None) -> Document:
        segments = []
        for index, (ident, row, text) in enumerate(zip(names, rows, texts, strict=True)):
            made, changed = boundary.replaced(text)
            notes.update(dict.fromkeys(f"{ident}: {note}" for note in changed))
            segments.append(Segment(ident, made, langs[index] or "und", row.field, Place(path, ident, row.line), index))
        return Document(name, role, langs[0] or "und", tuple(segments), meta or {})

    langs, source_langs = [r.target_lang or lang for r in rows], [r.source_lang or source_lang for r in rows]
    source = side(Role.SOURCE, [r.source or "" for r in rows], source_langs) if any(r.source for r in rows) else None
    back = side(Role.BACK, [r.back or "" for r in rows], source_langs) if any(r.back for r in rows) else None
    many = max(len(r.references) for r in rows)
    references = tuple(
        side(Role.REFERENCE, [r.references[k] if k < len(r.references) else "" for r in rows], langs) for k in range(many)
    )
    target = side(Role.TARGET, [r.target for r in rows], langs)
    meta = {**({"notes": tuple(notes)} if notes else {}), **({"units": units} if units else {})}
    target = msgspec.structs.replace(target, meta=meta) if meta else target
    metrics = tuple(r.metrics for r in rows) if any(r.metrics for r in rows) else ()
    return Bundle(target, source, references, back, aligned=True, lone=lone and not rows[0].document, metrics=metrics)


def names(columns: Iterable[str], given: Mapping[str, str] | None, path: str) -> dict[str, str]:
    """Which column is which of ours, by what the user says, else by name; InputError if no column is the target.

    >>> names(["SRC", "mt", "Note"], None, "a.csv"), names(["Español", "English"], {"target": "español"}, "a.csv")
    ({'mt': 'target', 'SRC': 'source'}, {'Español': 'target'})
    """
    by_name = {_plain(c): c for c in columns}
    out: dict[str, str] = {}
    for ours, theirs in (given or {}).items():
        if _plain(theirs) not in by_name:
            raise InputError(path, f"has no column {theirs!r}; it has: {', '.join(by_name.values())}")
        out[by_name[_plain(theirs)]] = ours
    for ours, aliases in _ALIASES.items():
        if ours not in out.values():
            found = next((by_name[a] for a in aliases if a in by_name and by_name[a] not in out), None)
            if found is not None:
                out[found] = ours
    if "target" not in out.values():
        raise InputError(
            path,
            f"has no column for the target; say which with --columns target=NAME (it has: {', '.join(by_name.values())[:300]})",
        )
    return out


def _plain(name: str) -> str:
    """A column name without case, spaces, underscores and dashes."""
    return "".join(c for c in boundary.safe(name).strip().lower() if c not in " _-.")


def jsonl(
    file: BinaryIO, path: str, stem: str, columns: Mapping[str, str] | None, langs: tuple[str, str]
) -> Iterator[Row | Failure]:
    """Rows of a JSONL file, one at a time; a line that is not a unit is a failure of its own."""
    encoding, file = _opened(file, path)
    known: dict[tuple[str, ...], dict[str, str]] = {}
    for number, line in _lines(file, encoding):
        if line is None:
            yield Failure(path, f"the line is longer than {_LINE_BYTES >> 20} MB", f"{stem}:{number}", number)
            continue
        if not line.strip():
            continue
        try:
            raw = _object(line)
            keys = tuple(raw)
            if keys not in known:
                known.clear() if len(known) > 1000 else None
                known[keys] = names(keys, columns, path)
            yield unit(raw, known[keys], f"{stem}:{number}", number, langs)
        except InputError as error:
            yield Failure(path, error.why, f"{stem}:{number}", number)
        except (ValueError, RecursionError) as error:
            yield Failure(path, f"the line is not a unit: {error}"[:300], f"{stem}:{number}", number)


def _object(line: str) -> dict[str, Any]:
    """The object on a line; lone surrogates are let through, to be made safe later."""
    try:
        raw = msgspec.json.decode(line.encode("utf-8", "replace"))
    except msgspec.DecodeError:
        raw = json.loads(line)
    if not isinstance(raw, dict):
        raise ValueError("it is no JSON object")  # noqa: TRY004 - caught with the parser's own
    return raw


def unit(raw: Mapping[str, Any], known: Mapping[str, str], ident: str, line: int | None, langs: tuple[str, str]) -> Row:
    """A row of an object or of a table's line."""
    got = {ours: raw[theirs] for theirs, ours in known.items()}
    target = got.get("target")
    if not isinstance(target, str):
        raise ValueError("its target is not text")  # noqa: TRY004 - caught with the parser's own
    references = got.get("reference") or ()
    references = (references,) if isinstance(references, str) else tuple(r for r in references if isinstance(r, str) and r)
    metrics = got.get("metrics") if isinstance(got.get("metrics"), dict) else {}
    flat = {str(k)[8:]: v for k, v in raw.items() if str(k).startswith(("metrics.", "metrics:"))}
    return Row(
        id=_string(got.get("id"))[:_LONGEST_ID] or ident,
        target=target,
        source=_string(got.get("source")) or None,
        references=references,
        back=_string(got.get("back")) or None,
        target_lang=langs[0] or boundary.language(_string(got.get("target_lang"))),
        source_lang=langs[1] or boundary.language(_string(got.get("source_lang"))),
        document=_string(got.get("document"))[:_LONGEST_ID],
        field=_string(got.get("field")) or "body",
        metrics={boundary.safe(k): n for k, v in {**(metrics or {}), **flat}.items() if (n := _number(v)) is not None},
        meta={k: tuple(boundary.safe(v) for v in raw[k] if isinstance(v, str)) for k in _KNOWN if isinstance(raw.get(k), list)},
        line=line,
    )


def _string(value: Any) -> str:
    """Text of a string or number, "" for anything else."""
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _number(value: Any) -> float | None:
    """A finite number, None for anything else."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if number == number and abs(number) < float("inf") else None  # noqa: PLR0124 - not a number


def table(
    file: BinaryIO, path: str, stem: str, columns: Mapping[str, str] | None, langs: tuple[str, str]
) -> Iterator[Row | Failure]:
    """Rows of a CSV or TSV file with a header; the separator is the commonest of tab, semicolon and comma in it."""
    encoding, file = _opened(file, path)
    lines = ((number, boundary.safe(line or "")) for number, line in _lines(file, encoding))
    first = next(((n, line) for n, line in lines if line.strip()), (1, ""))
    separator = max("\t,;", key=first[1].count)
    split = _tabbed(lines) if separator == "\t" else _quoted(lines, separator)
    header = _header(first[1], separator, path)
    known = names(header, columns, path)
    for number, cells in split:
        ident = f"{stem}:{number}"
        if cells is None:
            yield Failure(path, "the row has a quote that is never closed, or text after one", ident, number)
        elif len(cells) != len(header) and any(c.strip() for c in cells):
            yield Failure(path, f"the row has {len(cells)} cells where the header has {len(header)}", ident, number)
        elif any(c.strip() for c in cells):
            yield unit(dict(zip(header, cells, strict=True)), known, ident, number, langs)


def _header(line: str, separator: str, path: str) -> list[str]:
    """Names of the columns."""
    try:
        return line.rstrip("\r\n").split("\t") if separator == "\t" else next(csv.reader([line], delimiter=separator), [])
    except csv.Error as error:
        raise InputError(path, f"has no header that can be read: {error}", 1) from error


def _tabbed(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, list[str] | None]]:
    """Cells of tab-separated lines: quotes are text there, unless they wrap a cell and double inside it (as spreadsheets do)."""
    for number, line in lines:
        cells = line.rstrip("\r\n").split("\t")
        yield number, [c[1:-1].replace('""', '"') if _wrapped(c) else c for c in cells]


def _wrapped(cell: str) -> bool:
    return len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in cell[1:-1].replace('""', "")


def _quoted(lines: Iterator[tuple[int, str]], separator: str) -> Iterator[tuple[int, list[str] | None]]:
    """Cells of separated lines; a quote never closed costs the line it opens on, and reading goes on after it."""
    csv.field_size_limit(1 << 30)  # our own limit is on the segment; the module's would lose the file
    again: list[tuple[int, str]] = []
    held: list[tuple[int, str]] = []

    def feed() -> Iterator[str]:
        while True:
            item = again.pop() if again else next(lines, None)
            if item is None:
                return
            held.append(item)
            if len(held) > _LINES_OF_A_ROW:
                raise csv.Error("unclosed quote")
            yield item[1]

    reader = csv.reader(feed(), delimiter=separator, strict=True)
    while True:
        try:
            cells = next(reader)
            yield held[0][0], cells
        except StopIteration:
            return
        except csv.Error:
            yield held[0][0], None
            again += reversed(held[1:])
            reader = csv.reader(feed(), delimiter=separator, strict=True)
        held.clear()


def _opened(file: BinaryIO, path: str) -> tuple[str, BinaryIO]:
    """The encoding of a file by its beginning, and the file rewound; raises InputError for binary and empty ones."""
    buffered = file if isinstance(file, io.BufferedReader) else io.BufferedReader(file)  # type: ignore[type-var]
    head = buffered.peek(1 << 16)[: 1 << 16]
    tail = head.rfind(b"\n") + 1
    decoded = boundary.decode(head[:tail] or head, None, path)
    for mark in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        if head.startswith(mark):
            buffered.read(len(mark))
            break
    return decoded.encoding, buffered


def _lines(file: BinaryIO, encoding: str) -> Iterator[tuple[int, str | None]]:
    """Numbered lines, None for one longer than any unit may be; only line feeds end a line."""
    if encoding.startswith("utf-16"):
        file = io.BytesIO(file.read().decode(encoding, "replace").encode("utf-8", "replace"))
        encoding = "utf-8"
    number = 0
    while data := file.readline(_LINE_BYTES):
        number += 1
        if len(data) == _LINE_BYTES and not data.endswith(b"\n"):
            while (data := file.readline(_LINE_BYTES)) and not data.endswith(b"\n"):
                pass
            yield number, None
            continue
        yield number, data.decode(encoding, "replace")

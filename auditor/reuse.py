"""What was audited before is not audited again: by item, by row and, where nothing at all changed, by run.

A result is kept under the texts of every side and all that decides the findings: program, checks, weights, glossary, engine and
settings.  Lines are left out of it, because an item that moved down a feed is the same item; they are put right when it is
found.  What failed by chance (a crash, a time limit, an engine that was away) is not kept.
"""

from __future__ import annotations

import collections
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

import auditor
from auditor import assemble, changes, pipeline
from auditor.config import Config
from auditor.errors import InputError
from auditor.ingest import inputs
from auditor.ingest.limits import Limits
from auditor.model import Audited, Bundle, Document, Failure, Finding, Report, ReportedUnit, Segment, Skip
from auditor.pipeline import Desk
from auditor.results import Results

if TYPE_CHECKING:
    from auditor.ingest.fetch import Fetched

Audit = Callable[[Iterable[Bundle | Failure]], Iterator[Audited | Failure]]
_LASTING = ("an engine alone", "too short", "the engine ", "no engine ", "longer than", "not in the translation memory", "needs ")


class _Row(msgspec.Struct, frozen=True):
    """What a row that has nothing to do with others came to."""

    unit: ReportedUnit
    findings: tuple[Finding, ...]
    skips: tuple[Skip, ...]


class _Kept(msgspec.Struct, frozen=True):
    """An article's result, with the lines its sides began on."""

    audited: Audited
    lines: tuple[int | None, ...]


def basis(config: Config, engines: Sequence[str] = ()) -> bytes | None:
    """A hash of all that decides findings besides the texts; `engines` names what can be translated with, now.

    None where a glossary lies in a database: whoever has loaded it adds its signature with `more`.
    """
    files = [_file_hash(name) for name in (*config.glossary, *config.phrases)]
    if None in files:
        return None
    return _digest([auditor.__version__, _build(), _deciding(config), sorted(engines), files])


def more(desk: Desk, engines: Sequence[str] = ()) -> bytes:
    """The same with everything loaded."""
    return _digest([assemble.signature(desk), _build(), _deciding(desk.config), sorted(engines)])


def _digest(told: Any) -> bytes:
    return hashlib.blake2b(msgspec.msgpack.encode(told, enc_hook=repr), digest_size=20).digest()


def _file_hash(name: str) -> bytes | None:
    path = Path(name)
    try:
        return hashlib.blake2b(path.read_bytes(), digest_size=16).digest() if path.is_file() else None
    except OSError:
        return None


def _deciding(config: Config) -> Any:
    """The settings that change findings: not those of the gate, of files beside it, or of how fast we go."""
    scoped = {
        name: {key: msgspec.structs.replace(scope, fail_on=None) for key, scope in sorted(getattr(config, name).items())}
        for name in ("fields", "languages")
    }
    plain = Config()
    aside = ("fail_on", "max_minor", "min_score", "baseline", "suppressions", "jobs", "offline", "cache", "allow_hosts")
    return msgspec.to_builtins(
        msgspec.structs.replace(config, **scoped, **{name: getattr(plain, name) for name in aside}), enc_hook=repr
    )


def _build() -> str:
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


def audit(
    bundles: Iterable[Bundle | Failure], desk: Desk, run: Audit, store: Results, basis: bytes
) -> Iterator[Audited | Failure]:
    """The bundles audited, in their order; only what was not audited before goes through `run`."""
    order: collections.deque[tuple[bool, _Finish]] = collections.deque()

    def missing() -> Iterator[Bundle | Failure]:
        for bundle in bundles:
            left: Bundle | Failure | None
            finish: _Finish
            if isinstance(bundle, Failure):
                left, finish = bundle, _as_it_is
            elif _parted(bundle):
                left, finish = _by_row(bundle, desk, store, basis)
            else:
                left, finish = _by_article(bundle, store, basis)
            order.append((left is not None, finish))
            if left is not None:
                yield left

    for item in run(missing()):
        while not order[0][0]:
            yield order.popleft()[1](None)
        yield order.popleft()[1](item)
    while order:
        yield order.popleft()[1](None)


_Finish = Callable[[Audited | Failure | None], Audited | Failure]


def _as_it_is(item: Audited | Failure | None) -> Audited | Failure:
    assert item is not None
    return item


def _by_article(bundle: Bundle, store: Results, basis: bytes) -> tuple[Bundle | None, _Finish]:
    """A document and its counterparts, or rows of one text: judged together, kept together."""
    lines = tuple(_first_line(side) for side in _sides(bundle))
    key = _hash(basis, [_told(side) for side in _sides(bundle)], bundle)
    kept = _decoded(store.find(key), _Kept) if key else None
    if kept is not None:
        moved = _moved(kept, lines)
        return None, lambda _: moved

    def finish(item: Audited | Failure | None) -> Audited | Failure:
        if key and isinstance(item, Audited) and _lasts(item.skips):
            _keep(store, key, _Kept(item, lines))
        return _as_it_is(item)

    return bundle, finish


def _by_row(bundle: Bundle, desk: Desk, store: Results, basis: bytes) -> tuple[Bundle | None, _Finish]:
    """Unrelated rows, each kept by itself: one changed row costs one row."""
    keys = [_row_key(bundle, n, basis) for n in range(len(bundle.target.segments))]
    found = {n: row for n, key in enumerate(keys) if key and (row := _decoded(store.find(key), _Row)) is not None}
    left = [n for n in range(len(keys)) if n not in found]

    def finish(item: Audited | Failure | None) -> Audited | Failure:
        if isinstance(item, Failure):
            return item
        made = dict(zip(left, _rows(item), strict=True)) if item is not None else {}
        for n, row in made.items():
            if (key := keys[n]) and _lasts(row.skips):
                _keep(store, key, row)
        return _joined(bundle, [_placed(found[n], bundle, n) if n in found else made[n] for n in range(len(keys))], desk)

    return (changes.some_rows(bundle, left) if left else None), finish


def _rows(item: Audited) -> Iterator[_Row]:
    """The results of rows apart; what was said of all at once is said of each."""
    findings: dict[str, list[Finding]] = collections.defaultdict(list)
    skips: dict[str, list[Skip]] = collections.defaultdict(list)
    for finding in item.findings:
        findings[finding.unit].append(finding)
    for skip in item.skips:
        for ident in (skip.unit,) if skip.unit else (reported.unit.id for reported in item.units):
            skips[ident].append(msgspec.structs.replace(skip, unit=ident, document=""))
    for reported in item.units:
        yield _Row(reported, tuple(findings[reported.unit.id]), tuple(skips[reported.unit.id]))


def _placed(row: _Row, bundle: Bundle, n: int) -> _Row:
    """The row's result where the row stands now."""
    source = bundle.source.segments[n] if bundle.source else None
    unit = msgspec.structs.replace(
        row.unit.unit,
        target=bundle.target.segments[n],
        source=source if source is not None and source.text else None,
        references=tuple(r.segments[n] for r in bundle.references if r.segments[n].text),
    )
    return msgspec.structs.replace(row, unit=msgspec.structs.replace(row.unit, unit=unit))


def _joined(bundle: Bundle, rows: Sequence[_Row], desk: Desk) -> Audited:
    """What auditing the rows together would have given."""
    reported = [row.unit for row in rows]
    findings = [finding for row in rows for finding in row.findings]
    skips = pipeline.folded([skip for row in rows for skip in row.skips], [one.unit for one in reported])
    return Audited(pipeline.document(bundle, reported, findings, desk), tuple(reported), tuple(findings), tuple(skips))


def _parted(bundle: Bundle) -> bool:
    """Rows that stand alone, and whose languages are not guessed from one another."""
    sides = [side for side in _sides(bundle) if side is not None]
    return bundle.lone and not bundle.target.meta and all(s.lang != "und" for side in sides for s in side.segments)


def _sides(bundle: Bundle) -> tuple[Document | None, ...]:
    return (bundle.target, bundle.source, bundle.back, *bundle.references)


def _first_line(side: Document | None) -> int | None:
    return next((s.place.line for s in side.segments if s.place.line is not None), None) if side is not None else None


def _told(side: Document | None) -> Any:
    """A side's content: lines counted from its own first one."""
    if side is None:
        return None
    first = _first_line(side) or 0
    return [side.id, side.lang, side.meta, [_segment(s, first) for s in side.segments]]


def _segment(s: Segment, first: int) -> Any:
    line = None if s.place.line is None else s.place.line - first
    return (s.id, s.text, s.lang, s.field, s.place.path, s.place.item, line, s.place.column, s.block, s.offset)


def _row_key(bundle: Bundle, n: int, basis: bytes) -> bytes | None:
    told = [None if s is None else (s.segments[n].id, s.segments[n].text, s.segments[n].lang, s.segments[n].field)
            for s in _sides(bundle)]  # fmt: skip
    return _hash(basis, [bundle.target.id, told], bundle.metrics[n] if bundle.metrics else None)


def _hash(basis: bytes, told: Any, more: Any) -> bytes | None:
    """The key of a content; None for one that cannot be told (half a surrogate pair)."""
    if isinstance(more, Bundle):
        more = (more.aligned, more.lone, more.metrics)
    try:
        return hashlib.blake2b(basis + msgspec.msgpack.encode((told, more), enc_hook=repr), digest_size=20).digest()
    except UnicodeEncodeError:
        return None


def _decoded(value: bytes | None, kind: type[Any]) -> Any:
    """The value, None for none and for one of another shape."""
    try:
        return None if value is None else msgspec.msgpack.decode(value, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _keep(store: Results, key: bytes, value: msgspec.Struct) -> None:
    try:
        store.keep(key, msgspec.msgpack.encode(value, enc_hook=repr))
    except UnicodeEncodeError:
        return


def _lasts(skips: Iterable[Skip]) -> bool:
    """Would the same texts be skipped again for the same reasons?"""
    return all(not s.crashed and not s.reason.startswith("over budget") for s in skips) and all(
        s.reason.startswith(_LASTING) for s in skips if s.check == "back-translation"
    )


def _moved(kept: _Kept, lines: Sequence[int | None]) -> Audited:
    """The result with its sides' lines where they are now."""
    deltas = [0 if a is None or b is None else b - a for a, b in zip(kept.lines, lines, strict=True)]
    if not any(deltas):
        return kept.audited
    target, source, _, *references = deltas
    units = []
    for reported in kept.audited.units:
        unit = reported.unit
        moved = msgspec.structs.replace(
            unit,
            target=_down(unit.target, target),
            source=_down(unit.source, source) if unit.source else None,
            references=tuple(_down(r, d) for r, d in zip(unit.references, references, strict=False)),
        )
        units.append(msgspec.structs.replace(reported, unit=moved))
    return msgspec.structs.replace(kept.audited, units=tuple(units))


def _down(segment: Segment, lines: int) -> Segment:
    if not lines or segment.place.line is None:
        return segment
    return msgspec.structs.replace(segment, place=msgspec.structs.replace(segment.place, line=segment.place.line + lines))


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
        before: Fetched | None = _decoded(self._store.find(key), fetch.Fetched) if self._store else None
        etag, modified = (before.etag, before.modified) if before else ("", "")
        got: Fetched = fetch.fetch(url, allow=self._allow, etag=etag, modified=modified, offline=self._offline)
        if before is not None and got.unchanged:
            return before
        if self._store and (got.etag or got.modified):
            _keep(self._store, key, got)
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


def found(store: Results, key: bytes) -> Report | None:
    """The report of a run over the very same bytes."""
    report: Report | None = _decoded(store.find(key), Report)
    return report


def keep(store: Results, key: bytes, report: Report) -> None:
    """Keeps a report, unless something went wrong that may not go wrong again."""
    if not report.failures and _lasts(report.skips):
        _keep(store, key, report)

"""Findings that are known already, kept in a file beside the texts, so that a gate fails on new ones alone.

A known finding is named by its rule, a hash of the unit's texts, the quoted words and how often they were found: never by a line,
a position, an item's id or its neighbours.  It survives a feed in another order, fetched again, or changed elsewhere, and it
ends when the sentence changes.  An entry that no longer answers to anything is stale, and a stale baseline fails until it is
pruned: else it would excuse the same mistake when somebody makes it again.
"""

from __future__ import annotations

import collections
import contextlib
import hashlib
import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

import msgspec

from auditor.errors import ConfigError
from auditor.model import Finding, ReportedUnit, Status, Unit

SCHEMA = "auditor.baseline/v1"
NAME = "auditor-baseline.json"  # where one is written that was not named
_QUOTE = 160  # characters of a quote kept to read; a longer one is told by its hash


class Known(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """What a known finding is named by; the order is the order of the file."""

    rule: str
    texts: str
    quote: str


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of the file."""

    rule: str
    texts: str
    quote: str
    count: int


class _File(msgspec.Struct, frozen=True, rename={"schema_": "schema"}):
    """The whole file."""

    schema_: str
    findings: tuple[_Line, ...]


Baseline = Mapping[Known, int]


class Seen(msgspec.Struct, frozen=True):
    """What a run has looked at: only of that can it be said that an entry is stale."""

    texts: Collection[str] | None  # hashes of the units audited; None: everything there is was audited
    rules: Collection[str]  # rules that were on


def texts_of(unit: Unit) -> str:
    """Sixteen hexadecimal digits for the target's text and its source's."""
    source = unit.source.text if unit.source is not None else ""
    return hashlib.sha256(f"{unit.target.text}\x1f{source}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def known(finding: Finding, unit: Unit) -> Known:
    """The entry a finding would have."""
    quote = finding.quote.encode("utf-8", "replace").decode()
    if len(quote) > _QUOTE:
        quote = f"{quote[:_QUOTE]}…{hashlib.sha256(quote.encode()).hexdigest()[:8]}"
    return Known(rule=finding.rule, texts=texts_of(unit), quote=quote)


def read(path: Path) -> Baseline:
    """The entries of a file; ConfigError where it is missing or not a baseline."""
    try:
        file = msgspec.json.decode(path.read_bytes(), type=_File)
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: there is no such baseline: write one with --write-baseline") from error
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not a baseline: {error}") from error
    if file.schema_ != SCHEMA:
        raise ConfigError(f"{path}: written as {file.schema_!r}, read is {SCHEMA!r}: write it again with --write-baseline")
    counts: collections.Counter[Known] = collections.Counter()
    for line in file.findings:  # two branches that were merged may name one twice
        counts[Known(line.rule, line.texts, line.quote)] = max(counts[Known(line.rule, line.texts, line.quote)], line.count)
    return counts


def applied(findings: Iterable[Finding], reported: Iterable[ReportedUnit], left: dict[Known, int]) -> list[Finding]:
    """The findings, those that are known marked as such; of five alike, three known, the last two are new.

    What is taken from the baseline is taken out of `left`.
    """
    units = {one.unit.id: one.unit for one in reported}
    out = []
    for finding in findings:
        entry = known(finding, units[finding.unit]) if finding.unit in units else None
        if finding.status is Status.OPEN and entry is not None and left.get(entry, 0) > 0:
            left[entry] -= 1
            finding = msgspec.structs.replace(finding, status=Status.BASELINE)  # noqa: PLW2901 - the same finding, known
        out.append(finding)
    return out


def stale(baseline: Baseline, found: Baseline, seen: Seen) -> dict[Known, int]:
    """Entries that answer to less than they say, and how much less, as far as the run can tell."""
    return {
        entry: count - found.get(entry, 0)
        for entry, count in sorted(baseline.items())
        if count > found.get(entry, 0) and entry.rule in seen.rules and (seen.texts is None or entry.texts in seen.texts)
    }


def counted(passages: Iterable[tuple[Sequence[Finding], Sequence[ReportedUnit]]]) -> Baseline:
    """A baseline of these findings with the units they are in, those aside that a suppression covers."""
    counts: collections.Counter[Known] = collections.Counter()
    for findings, reported in passages:
        units = {one.unit.id: one.unit for one in reported} if findings else {}
        counts.update(known(f, units[f.unit]) for f in findings if f.unit in units and f.status is not Status.SUPPRESSED)
    return counts


def rewritten(old: Baseline, gone: Baseline, new: Baseline) -> Baseline:
    """The old entries without what is stale, and the new ones; what this run could not tell of is kept."""
    kept = {entry: count - gone.get(entry, 0) for entry, count in old.items()}
    return {entry: max(kept.get(entry, 0), new.get(entry, 0)) for entry in {*kept, *new}}


def write(path: Path, baseline: Baseline) -> None:
    """One entry a line, in order, so that it can be reviewed and merged; the old file stands until the new one is whole."""
    lines = [
        json.dumps({"rule": e.rule, "texts": e.texts, "quote": e.quote, "count": count}, ensure_ascii=False)
        for e, count in sorted(baseline.items())
        if count > 0
    ]
    text = f'{{"schema": "{SCHEMA}", "findings": [\n' + ",\n".join(lines) + "\n]}\n"
    replaced(path, text.encode("utf-8", "replace"))


def replaced(path: Path, data: bytes) -> None:
    """Puts a file in the place of another, whole or not at all, also if the machine stops in the middle."""
    try:
        with whole(path) as file:
            file.write(data)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror or error}") from error


@contextlib.contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """A file to write that takes the place of another once all is written; OSError where it cannot."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)

"""Which lines of which files changed since a commit: what `--changed-since REF` audits.

Rows are told by their lines, feed items by the lines they stand on, anything else by its file.  What git cannot tell of (a file
it does not track, an archive) counts as changed: silence is not a pass.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
import regex

from auditor.errors import ConfigError
from auditor.model import Bundle, Document, Failure, Segment

_HUNK = regex.compile(rb"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", regex.M)
_BY_ITEM = frozenset({".xml", ".rss", ".atom", ".rdf", ".json"})  # one file, many documents
_SECONDS = 60

Ranges = Sequence[tuple[int, int]]  # first and last line, from 1


class Changes:
    """What changed since a commit, asked of git file by file as the run comes to them."""

    def __init__(self, ref: str) -> None:
        """ConfigError where this is no repository or there is no such commit."""
        self._top = Path(_git(["rev-parse", "--show-toplevel"], "is this a git repository?").decode().strip()).resolve()
        named = _git(["rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"], f"is there a commit {ref!r}?")
        self._ref = named.decode().strip()
        listed = _git(["-C", str(self._top), "diff", "--name-only", "-z", "--no-renames", self._ref, "--"], "cannot compare")
        self._touched = {name.decode("utf-8", "surrogateescape") for name in listed.split(b"\0") if name}
        tracked = _git(["-C", str(self._top), "ls-files", "-z"], "cannot list files")
        self._tracked = {name.decode("utf-8", "surrogateescape") for name in tracked.split(b"\0") if name}
        self._known: dict[str, Ranges | None] = {}

    def of(self, path: str) -> Ranges | None:
        """Lines of the file that changed; None: all of it, () nothing."""
        if path not in self._known:
            self._known[path] = self._asked(path)
        return self._known[path]

    def _asked(self, path: str) -> Ranges | None:
        file = Path(path.partition("!")[0]).resolve()
        name = file.relative_to(self._top).as_posix() if file.is_relative_to(self._top) else ""
        if name not in self._tracked:
            return None
        if name not in self._touched:
            return ()
        told = _git(["-C", str(self._top), "diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-renames", "--text",
                     self._ref, "--", f":(literal){name}"], "cannot compare")  # fmt: skip
        if "!" in path or file.suffix == ".gz":
            return None
        return [_lines(int(match[1]), int(match[2] or 1)) for match in _HUNK.finditer(told)] or None


def _lines(first: int, count: int) -> tuple[int, int]:
    """Lines of a hunk; where lines were taken out, the two around the gap."""
    return (first, first + count - 1) if count else (first, first + 1)


def _git(arguments: Sequence[str], trouble: str) -> bytes:
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False, timeout=_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ConfigError(f"--changed-since needs git: {error}") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ConfigError(f"--changed-since: {trouble}{f' ({said[-1]})' if said else ''}")
    return done.stdout


def changed(bundle: Bundle, changes: Changes) -> Bundle | None:
    """The bundle with what changed of it, on any side; None if nothing did."""
    sides = [side for side in (bundle.target, bundle.source, *bundle.references) if side is not None]
    if not bundle.aligned:
        return bundle if any(_touched(side, changes) for side in sides) else None
    rows = [n for n in range(len(bundle.target.segments)) if any(_in(side.segments[n : n + 1], changes) for side in sides)]
    if len(rows) == len(bundle.target.segments):
        return bundle
    if not bundle.lone:  # rows of one text are judged together
        return bundle if rows else None
    return some_rows(bundle, rows) if rows else None


def some_rows(bundle: Bundle, rows: Sequence[int]) -> Bundle:
    """Some rows of a bundle of unrelated ones."""

    def some(document: Document) -> Document:
        return msgspec.structs.replace(document, segments=tuple(document.segments[n] for n in rows))

    return msgspec.structs.replace(
        bundle,
        target=some(bundle.target),
        source=some(bundle.source) if bundle.source else None,
        references=tuple(some(reference) for reference in bundle.references),
        back=some(bundle.back) if bundle.back else None,
        metrics=tuple(bundle.metrics[n] for n in rows) if bundle.metrics else (),
    )


def _touched(document: Document, changes: Changes) -> bool:
    paths = {segment.place.path for segment in document.segments}
    if not any(Path(path).suffix.lower() in _BY_ITEM for path in paths):
        return any(changes.of(path) is None or changes.of(path) for path in paths)
    return _in(document.segments, changes)


def _in(segments: Sequence[Segment], changes: Changes) -> bool:
    """Does any changed line lie between the first line of these segments and their last?"""
    for path, (first, last) in _extent(segments).items():
        ranges = changes.of(path)
        if ranges is None or (ranges and first is None) or any(a <= last and b >= (first or 0) for a, b in ranges):
            return True
    return False


def _extent(segments: Sequence[Segment]) -> Mapping[str, tuple[int | None, int]]:
    out: dict[str, tuple[int | None, int]] = {}
    for segment in segments:
        line = segment.place.line
        first, last = out.get(segment.place.path, (line, 0))
        ends = (line or 0) + segment.text.count("\n")
        out[segment.place.path] = (None if line is None or first is None else min(first, line), max(last, ends))
    return out


def only(bundles: Iterator[Bundle | Failure], changes: Changes, left: list[str]) -> Iterator[Bundle | Failure]:
    """What changed, and failures; ids of what did not are added to `left`."""
    for bundle in bundles:
        if isinstance(bundle, Failure):
            yield bundle
            continue
        kept = changed(bundle, changes)
        left += [bundle.target.id] * (len(bundle.target.segments) if bundle.lone else 1) if kept is None else []
        if kept is not None:
            yield kept

"""Findings that somebody has answered for: `auditor-ignore.toml`, because a feed cannot carry comments.

    [[ignore]]
    reason = "The agency is called that."     # required
    author = "foreign desk"
    expires = 2027-01-31                      # works through that day
    rule = "names/misspelt"                   # a rule or its group
    guid = "wire-2026-0101"                   # item id
    url = "https://wire.example/sport/*"      # pattern over the item's link, or the path of its file
    term = "Meridiano"                        # words in the quote, whatever the case
    text = "0f3a5c7e9b1d2f40"                 # hash of the unit's texts, as in a baseline
    fingerprint = "…"                         # one finding, as reports print it

Everything given must hold.  An entry that is expired or gives no reason does nothing; it and one that nothing answers to are
reported, so that the file stays true.  A dismissal that an editor left in a glossary database is the same kind of entry.
"""

from __future__ import annotations

import datetime as dt
import difflib
import fnmatch
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec
import regex

from auditor.errors import ConfigError
from auditor.model import Finding, ReportedDocument, ReportedUnit, Status, Unit

_KEYS = ("reason", "author", "expires", "rule", "guid", "url", "term", "text", "fingerprint")
_MATCHES = _KEYS[3:]
_HEAD = regex.compile(r"^\s*\[\[\s*ignore\s*\]\]", regex.M)


class Suppression(msgspec.Struct, frozen=True):
    """One entry; an empty part is not asked for."""

    place: str  # file and line, for messages
    reason: str = ""
    author: str = ""
    expires: dt.date | None = None
    rule: str = ""
    guid: str = ""
    url: str = ""
    term: str = ""
    text: str = ""
    fingerprint: str = ""
    feed: str = ""  # as `feed_of` names it; of decisions, which are taken on one feed


class Suppressions(msgspec.Struct, frozen=True):
    """The entries that work, and what is to be said of those that do not."""

    live: tuple[Suppression, ...] = ()
    complaints: tuple[str, ...] = ()


def read(path: Path, today: dt.date) -> Suppressions:
    """The entries of a file, as of a day; ConfigError where one cannot be understood, none where there is no file."""
    try:
        text = path.read_text("utf-8")
        table = tomllib.loads(text)
    except FileNotFoundError:
        return Suppressions()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ConfigError(f"{path}: not readable as TOML: {error}") from error
    rows = table.get("ignore", [])
    if set(table) - {"ignore"} or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConfigError(f"{path}: holds [[ignore]] entries and nothing else")
    lines = [text.count("\n", 0, match.end()) + 1 for match in _HEAD.finditer(text)]
    places = (
        [f"{path}:{line}" for line in lines] if len(lines) == len(rows) else [f"{path}: entry {n + 1}" for n in range(len(rows))]
    )
    entries = [_entry(row, place) for row, place in zip(rows, places, strict=True)]
    said = [(entry, _complaint(entry, today)) for entry in entries]
    return Suppressions(tuple(e for e, why in said if not why), tuple(f"{e.place}: {why}" for e, why in said if why))


def _entry(row: Mapping[str, Any], place: str) -> Suppression:
    for key in row:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, n=1, cutoff=0)
            raise ConfigError(f"{place}: unknown key {key!r}: did you mean {near[0]!r}?")
    given = dict(row)
    when = given.pop("expires", None)
    if any(not isinstance(value, str) for value in given.values()):
        raise ConfigError(f"{place}: every value but `expires` is a text in quotes")
    if not any(given.get(key, "").strip() for key in _MATCHES):
        raise ConfigError(f"{place}: would cover everything: give one of {', '.join(_MATCHES)}")
    return Suppression(place=place, expires=_day(when, place), **{key: value.strip() for key, value in given.items()})


def _day(value: object, place: str) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError as error:
        raise ConfigError(f"{place}: expires = {value!r} is no date: write it as 2027-01-31") from error


def _complaint(entry: Suppression, today: dt.date) -> str:
    if not entry.reason:
        return "gives no reason, so it does nothing: say why the finding is to be ignored"
    if entry.expires is not None and entry.expires < today:
        return f"expired on {entry.expires}, so it does nothing: look again, then renew or delete it ({entry.reason})"
    return ""


def of_decision(decision: Mapping[str, str], place: str = "") -> Suppression:
    """A dismissal as the entry that says the same: of one finding, of a rule's findings with these words, or of a rule in a feed.

    Keys are those of `auditor.glossary.store.Decision`.
    """
    reach = {
        "term": {"rule": decision["rule"], "term": decision["quote"]},
        "rule": {"rule": decision["rule"], "feed": decision["feed"]},
    }.get(decision["scope"], {"fingerprint": decision["fingerprint"]})
    expires = dt.date.fromisoformat(decision["expires"]) if decision["expires"] else None
    return Suppression(place=place, reason=decision["why"], author=decision["who"], expires=expires, **reach)


def feed_of(path: str) -> str:
    """The feed that a document belongs to: the address it came from, or the name of its file.

    >>> feed_of("https://wire.example/rss"), feed_of("in/today/wire.xml")
    ('https://wire.example/rss', 'wire.xml')
    """
    return path if "://" in path else PurePosixPath(path.replace("\\", "/")).name


class Covering:
    """Which findings the entries answer for, and which entries have answered for none yet."""

    def __init__(self, ignored: Suppressions, hashed: Callable[[Unit], str]) -> None:
        """`hashed` gives the hash of a unit's texts."""
        self._ignored, self._hashed = ignored, hashed
        self._used: set[int] = set()
        self._named: dict[str, list[int]] = {}  # an editors' desk may have dismissed thousands, one by one
        for n, entry in enumerate(ignored.live):
            self._named.setdefault(entry.fingerprint, []).append(n)

    def applied(self, document: ReportedDocument, reported: Iterable[ReportedUnit], findings: Iterable[Finding]) -> list[Finding]:
        """Findings of one document, those that are answered for marked with the reason."""
        units = {one.unit.id: one.unit for one in reported}
        out = []
        for finding in findings:
            unit = units.get(finding.unit)
            asked = sorted({*self._named.get("", ()), *self._named.get(finding.fingerprint, ())}) if unit is not None else []
            live = self._ignored.live
            covering = [n for n in asked if unit is not None and _covers(live[n], finding, unit, document.link, self._hashed)]
            self._used.update(covering)
            if covering and finding.status is Status.OPEN:
                entry = self._ignored.live[covering[0]]
                why = f"{entry.reason} ({entry.author})" if entry.author else entry.reason
                finding = msgspec.structs.replace(finding, status=Status.SUPPRESSED, why=why)  # noqa: PLW2901 - the same, excused
            out.append(finding)
        return out

    def unused(self) -> list[str]:
        """What to say of entries that cover nothing."""
        return [
            f"{e.place}: covers no finding any more: delete it ({e.reason})"
            for n, e in enumerate(self._ignored.live)
            if n not in self._used
        ]


def _covers(entry: Suppression, finding: Finding, unit: Unit, link: str, hashed: Callable[[Unit], str]) -> bool:
    place = unit.target.place
    return (
        (not entry.rule or entry.rule in {finding.rule, finding.rule.partition("/")[0]})
        and (not entry.guid or entry.guid in {place.item, unit.document, unit.id})
        and (not entry.url or any(fnmatch.fnmatchcase(name, entry.url) for name in (link, place.path) if name))
        and (not entry.term or entry.term.casefold() in finding.quote.casefold())
        and (not entry.fingerprint or entry.fingerprint == finding.fingerprint)
        and (not entry.text or entry.text == hashed(unit))
        and (not entry.feed or entry.feed == feed_of(place.path))
    )

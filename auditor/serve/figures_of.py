"""The numbers of the dashboard, each with the question that leads to its findings."""

from __future__ import annotations

import datetime as dt
import math
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from auditor.serve import deciding
from auditor.serve.schema import ARTICLES, DECIDED, FINDINGS

ERRORS = ("open", "confirm", "correct")  # what is dismissed or set aside is no error
_MOST = 12
_Z = 1.96
_LEAST_WORDS = 300  # of a feed, before and after, for it to be compared


class Weeks(msgspec.Struct, frozen=True):
    """Errors of one feed by week and kind."""

    feed: str
    kinds: tuple[tuple[str, tuple[int, ...]], ...]  # group of rules, errors of each week
    total: int


class Precision(msgspec.Struct, frozen=True):
    """How often a rule was right, as decided here, with its 95 % interval (Wilson 1927)."""

    rule: str
    right: int
    wrong: int
    value: float
    low: float
    high: float
    shipped: float | None


class Words(msgspec.Struct, frozen=True):
    """Words that are marked again and again."""

    text: str
    rule: str
    count: int
    articles: int
    others: tuple[str, ...] = ()  # what was suggested instead


class Drift(msgspec.Struct, frozen=True):
    """A feed's errors per thousand words, before and in the latest quarter of the time."""

    feed: str
    before: float
    after: float
    z: float  # standard errors of the difference
    worse: bool


class Figures(msgspec.Struct, frozen=True):
    """Everything the dashboard shows."""

    weeks: tuple[str, ...]  # first day of each
    everything: Weeks
    feeds: tuple[Weeks, ...]
    precision: tuple[Precision, ...]
    names: tuple[Words, ...]
    terms: tuple[Words, ...]
    drift: tuple[Drift, ...]
    open: int
    decided: int


_REMEMBERED = 8  # states of the desk, by length of time
_KEPT: dict[tuple[Any, ...], Figures] = {}
_RULES: dict[tuple[str, int | None], list[str]] = {}
_LOCK = threading.Lock()


def all_of(connection: sa.Connection, days: int, today: dt.date | None = None) -> Figures:
    """The figures of the last days; worked out again whenever a finding or a decision has come."""
    today = today or dt.datetime.now(dt.UTC).date()
    last = (
        connection.execute(sa.select(sa.func.max(FINDINGS.c.id))).scalar(),
        connection.execute(sa.select(sa.func.max(ARTICLES.c.id))).scalar(),
        connection.execute(sa.select(sa.func.max(DECIDED.c.id))).scalar(),
        connection.execute(sa.select(sa.func.count()).where(DECIDED.c.undone == 1)).scalar(),
    )
    key = (str(connection.engine.url), days, today, *last)
    with _LOCK:  # one works it out, the others wait for it
        if key not in _KEPT:
            made = _made(connection, days, today)
            while len(_KEPT) >= _REMEMBERED:
                del _KEPT[next(iter(_KEPT))]
            _KEPT[key] = made
        return _KEPT[key]


def rules(connection: sa.Connection) -> list[str]:
    """Every rule that has found anything, by name."""
    key = (str(connection.engine.url), connection.execute(sa.select(sa.func.max(FINDINGS.c.id))).scalar())
    with _LOCK:
        if key not in _RULES:
            _RULES.clear()
            _RULES[key] = list(connection.execute(sa.select(FINDINGS.c.rule).distinct().order_by(FINDINGS.c.rule)).scalars())
        return _RULES[key]


def _made(connection: sa.Connection, days: int, today: dt.date) -> Figures:
    monday = today - dt.timedelta(days=today.weekday())
    count = max(1, -(-days // 7))
    weeks = [monday - dt.timedelta(weeks=n) for n in reversed(range(count))]
    query = (
        sa.select(FINDINGS.c.day, FINDINGS.c.feed, FINDINGS.c.rule, sa.func.count().label("n"))
        .where(FINDINGS.c.latest == 1, FINDINGS.c.status.in_(ERRORS), FINDINGS.c.day >= weeks[0].isoformat())
        .group_by(FINDINGS.c.day, FINDINGS.c.feed, FINDINGS.c.rule)
    )
    per: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0] * count))
    recent: Counter[str] = Counter()
    earlier: Counter[str] = Counter()
    edge = today - dt.timedelta(days=days // 4)
    for row in connection.execute(query):
        day = dt.date.fromisoformat(row.day)
        week = min(count - 1, max(0, (day - weeks[0]).days // 7))
        for feed in ("", row.feed):
            per[feed][row.rule.partition("/")[0]][week] += row.n
        (recent if day > edge else earlier)[row.feed] += row.n
    feeds = sorted((_weeks(feed, per[feed]) for feed in per if feed), key=lambda w: (-w.total, w.feed))
    counted = sa.select(FINDINGS.c.status, sa.func.count()).where(FINDINGS.c.latest == 1).group_by(FINDINGS.c.status)
    statuses: dict[str, int] = {status: n for status, n in connection.execute(counted)}  # noqa: C416 - rows are no pairs to mypy
    return Figures(
        weeks=tuple(week.isoformat() for week in weeks),
        everything=_weeks("", per.get("", {})),
        feeds=tuple(feeds[:_MOST]),
        precision=tuple(_precisions(connection)),
        names=tuple(_words(connection, ("names/inconsistent", "names/misspelt"), weeks[0])),
        terms=tuple(
            _words(connection, ("terms/missing", "terms/forbidden", "terms/do-not-translate", "idioms/phrasing"), weeks[0])
        ),
        drift=tuple(_drift(connection, recent, earlier, weeks[0], edge)),
        open=statuses.get("open", 0),
        decided=sum(statuses.get(name, 0) for name in ("confirm", "correct", "dismiss")),
    )


def _weeks(feed: str, kinds: dict[str, list[int]]) -> Weeks:
    ordered = sorted(kinds.items(), key=lambda item: (-sum(item[1]), item[0]))
    return Weeks(feed, tuple((kind, tuple(counts)) for kind, counts in ordered), sum(map(sum, kinds.values())))


def _precisions(connection: sa.Connection) -> Iterable[Precision]:
    shipped = deciding.measured()
    rules: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for tally in deciding.tallies(connection):
        rules[tally.rule][0] += tally.right
        rules[tally.rule][1] += tally.wrong
    for rule, (right, wrong) in sorted(rules.items(), key=lambda item: (-sum(item[1]), item[0])):
        low, high = wilson(right, right + wrong)
        yield Precision(rule, right, wrong, right / (right + wrong), low, high, shipped.get(rule))


def wilson(right: int, all_: int) -> tuple[float, float]:
    """The 95 % interval of a share.

    >>> tuple(round(x, 2) for x in wilson(8, 10))
    (0.49, 0.94)
    """
    if not all_:
        return 0.0, 1.0
    share, z2 = right / all_, _Z * _Z
    middle = (share + z2 / (2 * all_)) / (1 + z2 / all_)
    spread = _Z / (1 + z2 / all_) * math.sqrt(share * (1 - share) / all_ + z2 / (4 * all_ * all_))
    return max(0.0, middle - spread), min(1.0, middle + spread)


def _words(connection: sa.Connection, rules: Sequence[str], since: dt.date) -> Iterable[Words]:
    query = (
        sa.select(
            FINDINGS.c.folded, FINDINGS.c.rule, sa.func.min(FINDINGS.c.quote).label("text"), sa.func.count().label("n"),
            sa.func.count(FINDINGS.c.article.distinct()).label("articles"), sa.func.min(FINDINGS.c.suggestion).label("one"),
            sa.func.max(FINDINGS.c.suggestion).label("other"),
        )
        .where(
            FINDINGS.c.rule.in_(rules), FINDINGS.c.latest == 1, FINDINGS.c.status.in_(ERRORS), FINDINGS.c.folded != "",
            FINDINGS.c.day >= since.isoformat(),
        )
        .group_by(FINDINGS.c.folded, FINDINGS.c.rule)
        .order_by(sa.desc("n"), FINDINGS.c.folded)
        .limit(_MOST)
    )  # fmt: skip
    for row in connection.execute(query):
        yield Words(row.text, row.rule, row.n, row.articles, tuple(sorted({row.one, row.other} - {""})))


def _drift(
    connection: sa.Connection, recent: Counter[str], earlier: Counter[str], since: dt.date, edge: dt.date
) -> Iterable[Drift]:
    query = (
        sa.select(
            ARTICLES.c.feed, (ARTICLES.c.day > edge.isoformat()).label("late"), sa.func.sum(ARTICLES.c.words).label("words")
        )
        .where(ARTICLES.c.latest == 1, ARTICLES.c.day >= since.isoformat())
        .group_by(ARTICLES.c.feed, sa.text("late"))
    )
    words: dict[tuple[str, bool], int] = {(row.feed, bool(row.late)): int(row.words or 0) for row in connection.execute(query)}
    found = []
    for feed in sorted({feed for feed, _ in words}):
        before, after = words.get((feed, False), 0), words.get((feed, True), 0)
        if min(before, after) < _LEAST_WORDS:
            continue
        was, is_ = 1000 * earlier[feed] / before, 1000 * recent[feed] / after
        # errors are counts: the variance of each rate is its count over the words squared
        spread = math.sqrt(1e6 * (earlier[feed] + 1) / before**2 + 1e6 * (recent[feed] + 1) / after**2)
        z = (is_ - was) / spread
        found.append(Drift(feed, round(was, 2), round(is_, 2), round(z, 2), z > _Z))
    return sorted(found, key=lambda d: -d.z)[:_MOST]

"""What an editor-in-chief looks at: pictures made here, each number a way to its findings."""

from __future__ import annotations

import datetime as dt

import msgspec
from starlette.responses import Response

from auditor.serve import figures_of
from auditor.serve.asking import Ask, whole
from auditor.serve.figures_of import Weeks

_DAYS = (56, 182, 364)  # the shortest of these in which there is anything
_WIDTH, _HEIGHT = 640.0, 180.0
_TONES = 6  # kinds that have a colour of their own; the rest share one


class Bar(msgspec.Struct, frozen=True):
    """One part of one week's column."""

    x: float
    y: float
    width: float
    height: float
    tone: int
    kind: str
    count: int
    week: str
    until: str


def page(ask: Ask) -> Response:
    """The dashboard."""
    asked = whole(ask.query.get("days", ""), 7, 366)
    with ask.base.reading() as connection:
        for days in (asked,) if asked else _DAYS:
            found = figures_of.all_of(connection, days)
            if found.everything.total:
                break
    kinds = [kind for kind, _ in found.everything.kinds]
    return ask.page(
        "dashboard.html",
        figures=found,
        days=days,
        width=_WIDTH,
        height=_HEIGHT,
        tones=dict(zip(kinds, range(_TONES), strict=False)),
        bars=bars(found.everything, found.weeks, kinds, _WIDTH, _HEIGHT),
        small=[(feed, bars(feed, found.weeks, kinds, 200.0, 56.0)) for feed in found.feeds[:6]],
        most=max((sum(counts[n] for _, counts in found.everything.kinds) for n in range(len(found.weeks))), default=0),
    )


def bars(weeks: Weeks, starts: tuple[str, ...], order: list[str], width: float, height: float) -> list[Bar]:
    """Columns of a picture so wide and high, the commonest kind at the foot."""
    totals = [sum(counts[n] for _, counts in weeks.kinds) for n in range(len(starts))]
    scale = height / max(1, *totals)
    step = width / len(starts)
    ranks = {kind: min(place, _TONES) for place, kind in enumerate(order)}
    out = []
    for n, start in enumerate(starts):
        foot = height
        for kind, counts in sorted(weeks.kinds, key=lambda item: order.index(item[0])):
            if counts[n]:
                tall = counts[n] * scale
                foot -= tall
                place = (round(n * step + step * 0.12, 1), round(foot, 1), round(step * 0.76, 1), round(tall, 1))
                out.append(Bar(*place, ranks[kind], kind, counts[n], start, _sunday(start)))
    return out


def _sunday(monday: str) -> str:
    return (dt.date.fromisoformat(monday) + dt.timedelta(days=6)).isoformat()

"""Do dates, weekdays and times of the target say what the source says, and can they be?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from auditor.checks import _numeric
from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.dates import can_be, weekday
from auditor.lang.quantities import Quantity, compare, quantities
from auditor.model import Evidence, Role, Severity, Span, Unit, View

VALUE = Rule(
    id="dates/value",
    summary="A date or time became another, or is no date at all.",
    category="accuracy/mistranslation",
    its="numbers",
    severity=Severity.MAJOR,
    examples=(
        Example(source="La cumbre empezó el 5 de marzo.", target="The summit began on March 15.", langs="es-en", flags="15"),
        Example(source="会议于7月8日开始。", target="The meeting began on June 8.", langs="zh-en", flags="June"),
        Example(source="Поезд отправляется в 15:00.", target="The train leaves at 5 p.m.", langs="ru-en", flags="5 p.m."),
        Example(source="Er kam am Dienstag.", target="He came on Thursday.", langs="de-en", flags="Thursday"),
        Example(target="The vote on February 30 was close.", langs="en", flags="February 30"),
        Example(source="El 3/4/2021 llegó.", target="He arrived on April 3, 2021.", langs="es-en"),
        Example(source="会议于下午3点开始。", target="The meeting began at 3 p.m.", langs="zh-en"),
        Example(source="Der Zug fährt um 15 Uhr.", target="The train leaves at 3 p.m.", langs="de-en"),
        Example(source="25 января 2019 года", target="January 25, 2019", langs="ru-en"),
        Example(target="It was on February 29, 2024.", langs="en"),
    ),
    why="Readers act on dates. Order (3/4), halves of the day and names of months are where they break.",
)
_NEARBY = 21  # days: "Thursday, March 6" in a story of March 4 is this year's

WEEKDAY = Rule(
    id="dates/weekday",
    summary="The weekday named does not fall on the date named.",
    category="accuracy/mistranslation",
    its="numbers",
    severity=Severity.MINOR,
    examples=(
        Example(target="It happened on Monday, February 29, 2024.", langs="en", flags="Monday"),
        Example(target="Это случилось в понедельник, 29 февраля 2024 года.", langs="ru", flags="понедельник"),
        Example(target="It happened on Thursday, February 29, 2024.", langs="en"),
        Example(target="2024年2月29日，他们来了。", langs="zh"),
    ),
    why="A full date has one weekday: when they disagree, one of them is wrong.",
)


def find(unit: Unit, tools: Tools) -> Iterator[Evidence]:
    """Dates and times that changed, went missing, were added, or cannot be."""
    del tools
    for doubt in _numeric.firm_doubts(unit, dates=True):
        if doubt.target is not None and doubt.other is not None:
            yield _numeric.changed(unit, doubt, VALUE.id)
        elif doubt.other is not None:
            yield _numeric.missing(unit, doubt, VALUE.id)
        else:
            yield _numeric.added(unit, doubt, VALUE.id)
    yield from _impossible(unit)
    yield from _weekdays(unit)


def _full_dates(text: str, lang: str) -> Iterator[tuple[dict[str, Quantity], int, int]]:
    """The dates of a text: parts by kind, start and end."""
    groups: dict[int, dict[str, Quantity]] = {}
    last: dict[str, Quantity] = {}
    for q in quantities(text, lang):
        if q.kind not in {"year", "month", "day"} or q.group < 0 or len(q.values) != 1:
            last = {}
            continue
        # Dates in Han characters carry no common group: parts that follow one another belong together.
        if q.text.isdigit() and text[q.end : q.end + 1] in tuple("年月日号號년월일"):
            if not last or q.kind in last or q.start - max(p.end for p in last.values()) > 2:
                last = groups[q.start] = {}
            last[q.kind] = q
        else:
            groups.setdefault(-1 - q.group, {}).setdefault(q.kind, q)
    for parts in groups.values():
        if "month" in parts and "day" in parts:
            yield parts, min(p.start for p in parts.values()), max(p.end for p in parts.values())


def _number(parts: dict[str, Quantity], kind: str) -> int | None:
    return int(min(parts[kind].values)) if kind in parts else None


def _impossible(unit: Unit) -> Iterator[Evidence]:
    text = unit.target.text
    for parts, start, end in _full_dates(text, unit.target.lang):
        month, day = _number(parts, "month"), _number(parts, "day")
        if month is None or day is None or can_be(_number(parts, "year"), month, day):
            continue
        copied = unit.source is not None and text[start:end] in unit.source.text
        yield Evidence(
            rule=VALUE.id,
            view=View.TARGET,
            span=Span(Role.TARGET, start, end),
            message=f"There is no such date as “{text[start:end]}”.",
            detail=f"month {month} has no day {day}",
            strength=0.3 if copied else 0.8,
            cause="impossible",
        )


def _weekdays(unit: Unit) -> Iterator[Evidence]:
    text, lang = unit.target.text, unit.target.lang
    names = [q for q in quantities(text, lang) if q.kind == "weekday"]
    if not names:
        return
    for parts, start, end in _full_dates(text, lang):
        year, month, day = (_number(parts, kind) for kind in ("year", "month", "day"))
        if year is None and month is not None and day is not None:
            year = _year_of(str(unit.meta.get("date") or ""), month, day)
        if year is None or month is None or day is None or (actual := weekday(year, month, day)) is None:
            continue
        for q in names:
            near = 0 <= start - q.end <= 3 or 0 <= q.start - end <= 3
            if not near or int(min(q.values)) == actual:
                continue
            yield Evidence(
                rule=WEEKDAY.id,
                view=View.TARGET,
                span=Span(Role.TARGET, q.start, q.end),
                message=f"“{text[start:end]}” was not a {q.text}.",
                detail=f"weekday {actual} of 7, counted from Monday",
                strength=0.3 if _source_says_so(unit, q) else 0.75,
                cause="weekday",
            )


def _year_of(published: str, month: int, day: int) -> int | None:
    """The year in which a day without one falls nearest to the day of publication; None far from it."""
    try:
        today = dt.date.fromisoformat(published[:10])
        near = [dt.date(year, month, day) for year in (today.year - 1, today.year, today.year + 1)]
    except ValueError:
        return None
    best = min(near, key=lambda day_: abs((day_ - today).days))
    return best.year if abs((best - today).days) <= _NEARBY else None


def _source_says_so(unit: Unit, q: Quantity) -> bool:
    if unit.source is None:
        return False
    compared = compare(unit.target.text, unit.target.lang, unit.source.text, unit.source.lang)
    return any(p.same and p.left == q for p in compared.pairs)


CHECK = Check(
    id="dates",
    summary="Dates, weekdays and times that changed or cannot be.",
    rules=(VALUE, WEEKDAY),
    find=find,
)

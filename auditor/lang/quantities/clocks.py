"""Numeric dates, times of day, and calendar words of unspaced scripts."""

from __future__ import annotations

import functools
from decimal import Decimal

import regex

from auditor.lang.dates import CLOCK_PATTERN, NUMERIC_DATE_PATTERN, moments
from auditor.lang.quantities.digits import plain
from auditor.lang.quantities.han import han_value
from auditor.lang.quantities.pieces import Taken, free
from auditor.lang.quantities.quantity import Quantity
from auditor.lang.quantities.tables import Meaning, lexicon

_UNSPACED = frozenset({"zh", "ja", "yue", "wuu", "th"})
_DAY_WORDS = frozenset({"weekday", "weekday-short", "relday", "daypart"})
_HOUR_AFTER = regex.compile(r"钟|鐘|整|左右|许|多|前|后|後|半|过|頃|ごろ|から|まで|に|、|，|[一二三四五六七八九十]{1,3}分")
_EARLY = "上午|早上|凌晨|午前|清晨|오전|早晨"
_LATE = "下午|晚上|午後|午后|오후|傍晚|晚间|晚"
_SAID_BEFORE = regex.compile(rf"(?:{_EARLY}|{_LATE})\s?(?:约|大约|約)?\s?$")
_SAID_AFTER = regex.compile(
    r"(?:\slocal time)?(?:\s\([^()\d]{1,16}\))?\sin the (?:early |late )?(?:morning|afternoon|evening)\b|\sat night\b"
)
_MORNING = regex.compile(
    rf"(?:{_EARLY}|早)\s?(?:约|大约|約|的)?\s?$"
    r"|утра|утром|morning|mañana|matin|mattin[oa]|manhã|ochtend|rano|ráno|morgens|vormittags|früh|सुबह|sabah|صباح"
)
_EVENING = regex.compile(
    rf"(?:{_LATE}|夜|夜里)\s?(?:约|大约|約|的)?\s?$"
    r"|вечера|вечером|afternoon|evening|tarde|soir|pomeriggio|sera|avond|middags|po południu|wieczor|odpoledne|večer"
    r"|abends|nachmittags|शाम|दोपहर|akşam|öğleden sonra|مساء|ظهر"
)
_CLAUSE = regex.compile(r"[,.;，。；0-9]")


def numeric_dates(text: str, lang: str, taken: Taken) -> list[Quantity]:
    """Dates in figures, in every order the language allows; what is read is added to `taken`."""
    found: list[Quantity] = []
    for m in NUMERIC_DATE_PATTERN.finditer(text):
        if not free(taken, *m.span()):
            continue
        first = m["y1"] is not None
        names = ("y1", "m1", "d1") if first else ("y2", "b2", "a2")
        year, month, day = (int(plain(m[n])) for n in names)
        if not (1 <= month <= 31 and 1 <= day <= 31 and (month <= 12 or day <= 12)):
            continue
        years = {Decimal(year), Decimal(1900 + year), Decimal(2000 + year)} if year < 100 else {Decimal(year)}
        swapped = not first and month <= 12 and day <= 12 and lang in {"en", "und"} and m["s2"] == "/"
        months = {Decimal(v) for v in ((month, day) if swapped else (month,)) if v <= 12} or {Decimal(day)}
        days = {Decimal(v) for v in ((month, day) if swapped else (day,))} if month <= 12 else {Decimal(month)}
        taken.append(m.span())
        for name, kind, values in zip(names, ("year", "month", "day"), (years, months, days), strict=True):
            start, end = m.span(name)
            if month > 12 and kind != "year":
                start, end = m.span("a2" if kind == "month" else "b2")
            found.append(Quantity(start, end, text[start:end], kind, frozenset(values), group=m.start()))
    return found


def clocks(text: str, taken: Taken) -> list[Quantity]:
    """Times of day, as minutes from midnight."""
    found = []
    for m in CLOCK_PATTERN.finditer(text):
        hour = int(min(han_value(m["hour"]))) if not m["hour"].isdecimal() else int(plain(m["hour"]))
        if hour > 24 or not free(taken, *m.span()) or (not m["hour"].isdecimal() and not _is_hour(text, m)):
            continue
        minute = next((int(plain(m[n])) for n in ("min1", "min2", "min3", "min4", "min5") if m[n]), 30 if m["past"] else 0)
        half = m["half"] or m["half2"] or _half_of_day(text, m.start(), m.end())
        end = m.end() - (len(m.group()) - len(m.group().rstrip()))
        start = m.start()
        if (said := _SAID_BEFORE.search(text, max(0, start - 6), start)) is not None:
            start = said.start()
        elif (said := _SAID_AFTER.match(text, end)) is not None:
            end = said.end()
        taken.append((start, end))
        values = moments(hour, minute, half)
        # What a bare figure may be that means the same: 1530, 15.30, 3 or 15 for 3.30 p.m.
        hours = {hour, *(int(v) // 60 for v in values)}
        loose = {figure for h in hours for figure in (Decimal(h), Decimal(h * 100 + minute), Decimal(h) + Decimal(minute) / 100)}
        found.append(Quantity(start, end, text[start:end], "time", values, frozenset(loose) - values))
    return found


def _is_hour(text: str, m: regex.Match[str]) -> bool:
    """Does 三点 tell the time, rather than three points (一点: a little, 一時: for a while)?"""
    said = _half_of_day(text, m.start(), m.start()) != "" or bool(m["past"] or m["min5"])
    return said or (m["hour"] != "一" and _HOUR_AFTER.match(text, m.end()) is not None)


def _half_of_day(text: str, start: int, end: int) -> str:
    """What the words around a clock time say: a, p or nothing."""
    before, after = text[max(0, start - 8) : start], _CLAUSE.split(text[end : end + 28])[0]
    for half, pattern in (("a", _MORNING), ("p", _EVENING)):
        if pattern.search(before) or pattern.search(after):
            return half
    return ""


@functools.cache
def _unspaced_pattern(lang: str) -> tuple[regex.Pattern[str], dict[str, Meaning]]:
    words = {form: m for form, ms in lexicon(lang).forms.items() for m in ms if m.kind in _DAY_WORDS and len(form) > 1}
    choice = "|".join(map(regex.escape, sorted(words, key=len, reverse=True)))
    return regex.compile(choice or r"(?!)"), words


def unspaced_days(text: str, lang: str, taken: Taken) -> list[Quantity]:
    """Weekdays, days and parts of the day where no spaces set words apart."""
    if lang not in _UNSPACED:
        return []
    pattern, words = _unspaced_pattern(lang)
    found = []
    for m in pattern.finditer(text):
        if free(taken, *m.span()):
            taken.append(m.span())
            meaning = words[m.group()]
            kind = meaning.kind.removesuffix("-short")
            found.append(Quantity(m.start(), m.end(), m.group(), kind, frozenset({meaning.value}), demand=0.35, written="words"))
    return found

"""Finds every number, date part and time of a text."""

from __future__ import annotations

import functools
import unicodedata
from decimal import Decimal

import msgspec
import regex

from auditor.lang import currencies, units
from auditor.lang.dates import moments
from auditor.lang.quantities.calendar import dated, day_word
from auditor.lang.quantities.clocks import clocks, numeric_dates, unspaced_days
from auditor.lang.quantities.digits import readings
from auditor.lang.quantities.figures import decade_before, decades, figure, han_dated
from auditor.lang.quantities.han import han_numbers
from auditor.lang.quantities.pieces import GLUE, Taken, free, pieces
from auditor.lang.quantities.quantity import Quantity, Value
from auditor.lang.quantities.spelled import Part, Spelled, fold, plus, times
from auditor.lang.quantities.tables import number
from auditor.lang.scripts import primary

# What a hostile or broken text may cost: more than a page of figures is no sentence.
_LONGEST, _MOST = 20_000, 200
_DIGIT = regex.compile(r"\p{Nd}")
_IDEOGRAPH = regex.compile(r"[\p{Han}\p{Hangul}\p{Thai}]")
_UNSPACED = frozenset({"zh", "ja", "ko", "th", "yue", "wuu", "und"})
_OPAQUE = regex.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}"
    r"|(?<!\w)(?!\p{Nd}{1,3}(?:\.\p{Nd}{3})+(?!\p{Nd}))\p{Nd}+(?:\.\p{Nd}+){2,}(?!\p{Nd})|(?<!\p{Nd})24/7(?!\p{Nd})"
    r"|(?<!\w)\+\p{Nd}[\p{Nd} ()-]{6,20}\p{Nd}"
)
_MAYBE_OPAQUE = regex.compile(r"://|www\.|@|24/7|\+\p{Nd}|\p{Nd}\.\p{Nd}+\.\p{Nd}")
_HAN_HOUR = regex.compile(r"[一二三四五六七八九十两][点點時时]")
_MAYBE_DATE = regex.compile(r"\p{Nd}[-./]\p{Nd}{1,2}[-./]\p{Nd}")
_ROMAN = regex.compile(
    r"(?<![\p{L}\p{Nd}])(?=[IVX]{2,}|[VX](?=e\b|\s(?:век|wiek|stolet|secol|sigl|sécul|siècle)))(X{0,3})(IX|IV|V?I{0,3})"
    r"(?=(?:e|ᵉ|ème|\.|th)?(?![\p{L}\p{Nd}]))"
)
_LETTER_NUMBER = regex.compile(r"(?=\p{Nl})\P{Han}")  # Roman numerals that are characters of their own
_NUMERIC = frozenset(
    {"cardinal", "numeral", "weak", "hundred", "scale", "ordinal", "fraction", "collective", "vague", "join", "article"}
)
_AND_A_HALF = regex.compile(r"(?:年|[个個](?=半)|小时|小時|時間|天|周|週間|歳|岁|か月|ヶ月|カ月|개월|시간|년)半")
_TO = regex.compile(
    r"\s?(?:[-–—~～〜/,、]|to|or|and|a|o|y|e|ou|et|bis|oder|und|до|или|и|do|lub|nebo|až|到|至|或|से|या|إلى|أو)?\s?",
    regex.IGNORECASE,
)
_SIGNED = frozenset({"c", "f", "deg"})
_MINUS = regex.compile(
    r"(?:(?<![\p{Nd}\p{L}])[-\N{MINUS SIGN}\N{EN DASH}]|(?:minus|moins|menos|meno|минус|мінус|mínus|零下|マイナス|영하)\s?)$"
)
_HEAD = regex.compile(r"[\p{Nd}.,]*\p{Nd}")


@functools.lru_cache(maxsize=2048)
def quantities(text: str, lang: str) -> tuple[Quantity, ...]:
    """Every number, date part and time of a text, in order; only the first 20,000 characters are read.

    >>> [(q.text, int(*q.values)) for q in quantities("1.2 million people, two dozen towns", "en")]
    [('1.2 million', 1200000), ('two dozen', 24)]
    """
    text, lang = text[:_LONGEST], primary(lang)
    digits, ideographs = _DIGIT.search(text) is not None, _IDEOGRAPH.search(text) is not None
    found: list[Quantity] = []
    taken: Taken = []
    if digits:
        if _MAYBE_DATE.search(text):
            found += numeric_dates(text, lang, taken)
        if _MAYBE_OPAQUE.search(text):
            taken += [m.span() for m in _OPAQUE.finditer(text) if free(taken, *m.span())]
    if digits or (ideographs and _HAN_HOUR.search(text)):
        found += clocks(text, taken)
    if ideographs and lang in _UNSPACED:
        found += unspaced_days(text, lang, taken)
        found += _han(text, lang, taken)
    found += _worded(text, lang, taken, digits=digits)
    found += _roman(text, taken)
    found = _without_overlaps([_attached(q, text, lang) for q in sorted(found, key=lambda q: (q.start, -q.end))[:_MOST]])
    eras = _CALENDARS.get(lang)
    return tuple(_elliptic([_other_era(q, eras) for q in found] if eras else found, text))


# Calendars whose year is that much ahead of the Gregorian one.
_CALENDARS = {"th": (543,), "ne": (56, 57)}


def _other_era(q: Quantity, eras: tuple[int, ...]) -> Quantity:
    if q.kind != "year":
        return q
    return msgspec.structs.replace(q, loose=q.loose | frozenset(plus(v, Decimal(-years)) for v in q.values for years in eras))


def _han(text: str, lang: str, taken: Taken) -> list[Quantity]:
    found = []
    for n in han_numbers(text, lang):
        if not free(taken, n.start, n.end):
            continue
        quote = text[n.start : n.end]
        q = Quantity(n.start, n.end, quote, n.kind if n.kind in {"ordinal", "fraction"} else "number", n.values, demand=n.demand,
                     written="mixed" if n.mixed else "han", unit="pct" if n.kind == "percent" else "")  # fmt: skip
        taken.append((n.start, n.end))
        found.append(han_dated(q, text))
    return found


_CYRILLIC_X = {ord("\N{CYRILLIC CAPITAL LETTER HA}"): "X"}  # ХХ век


def _roman(text: str, taken: Taken) -> list[Quantity]:
    """Roman numerals of two letters and more, and those that are characters of their own."""
    found = []
    for m in _ROMAN.finditer(text.translate(_CYRILLIC_X)):
        numeral = text[m.start() : m.end()]
        if numeral and free(taken, *m.span()):
            tens, ones = len(m[1]) * 10, {"IX": 9, "IV": 4}.get(m[2]) or (5 if m[2].startswith("V") else 0) + m[2].count("I")
            found.append(
                Quantity(m.start(), m.end(), numeral, "ordinal", frozenset({Decimal(tens + ones)}), demand=0.35, written="words")
            )
    for m in _LETTER_NUMBER.finditer(text):
        value = Decimal(int(unicodedata.numeric(m.group(), 0)))
        found.append(Quantity(m.start(), m.end(), m.group(), "ordinal", frozenset({value}), demand=0.35, written="words"))
    return found


def _worded(text: str, lang: str, taken: Taken, *, digits: bool) -> list[Quantity]:
    """Figures, number words, months, weekdays and parts of the day."""
    found = pieces(text, lang, taken, digits=digits)
    if not found:
        return []
    quantities, used = dated(text, lang, found)
    parts: list[Part] = []
    at = 0
    while at < len(found):
        piece = found[at]
        phrase = day_word(text, piece) if at not in used and piece.meanings and piece.meanings[0].words else None
        numeric = None
        if not piece.figure and at not in used and (phrase is None or phrase.end == piece.end):
            numeric = next((m for m in piece.meanings if m.kind in _NUMERIC and not m.words), None)
        if parts and (numeric is None or not GLUE.fullmatch(text, parts[-1].end, piece.start)):
            quantities += _flush(text, parts, lang)
            parts = []
        if numeric is not None:
            parts.append(Part(piece.start, piece.end, numeric.kind, numeric.value))
        elif piece.figure and at not in used:
            q, at = figure(text, lang, found, at)
            quantities.append(q)
            continue
        elif at not in used and (word := day_word(text, piece)) is not None:
            quantities.append(word)
        at += 1
    return quantities + (_flush(text, parts, lang) if parts else [])


def _flush(text: str, parts: list[Part], lang: str) -> list[Quantity]:
    """The numbers that neighbouring words make, and how much each asks for."""
    found = []
    for s in _year_words(fold(parts, lang)) if lang == "en" else fold(parts, lang):
        firm = 0.4 if s.kind == "ordinal" else _TWO if s.value == 2 else 0.6
        kind, loose = s.kind, frozenset[Value]()
        if s.kind == "ordinal" and 2 < s.value <= 10:  # a third
            loose = frozenset({number(f"1/{int(s.value)}")})
        elif s.kind == "fraction":  # two quarters of a year, two halves
            loose = frozenset(times(s.value, Decimal(n)) for n in (2, 3, 4, 5))
        elif s.value in _TENS and (s.weak or s.kind == "ordinal" or decade_before(text, s.start)):  # the nineties, años noventa
            loose = decades(frozenset({s.value}))
            kind = "decade" if decade_before(text, s.start) else kind
        value = frozenset({s.value})
        demand = 0.0 if s.weak else firm
        found.append(Quantity(s.start, s.end, text[s.start : s.end], kind, value, loose, demand=demand, written="words"))
    return found


def _year_words(found: list[Spelled]) -> list[Spelled]:
    """Nineteen eighty-four is one number."""
    merged: list[Spelled] = []
    for s in found:
        last = merged[-1] if merged else None
        if (
            last is not None
            and 10 <= last.value <= 20
            and 10 <= s.value < 100
            and s.start - last.end == 1
            and s.kind == last.kind == "number"
        ):
            merged[-1] = Spelled(last.start, s.end, plus(times(last.value, Decimal(100)), s.value), "number", weak=False)
        else:
            merged.append(s)
    return merged


_SPEEDS = {"km": "kmh", "mi": "mph", "m": "mps"}
_SPEED_BEFORE = regex.compile(r"(?:[时時]速|[毎每](?:小?[时時]|秒)|秒速|시속|초속)(?:约|約|达|達|高达|最高|为|為|で|\s)?\s?$")
_TENS = frozenset(Decimal(n) for n in range(20, 100, 10))
_TWO = 0.45  # often both, a pair, a dual ending


def _attached(q: Quantity, text: str, lang: str) -> Quantity:  # noqa: PLR0911 - the first that stands there
    """The quantity with its unit or currency."""
    if q.kind in {"month", "day", "weekday", "relday", "daypart", "time", "code", "decade"}:
        return q
    if q.unit:
        return msgspec.structs.replace(q, tail=q.end)
    if (m := _AND_A_HALF.match(text, q.end)) is not None:
        halves = frozenset(v + Decimal("0.5") for v in q.values if isinstance(v, Decimal))
        found = units.unit_at(text, q.end, lang)
        return msgspec.structs.replace(q, values=halves, loose=q.loose | q.values, unit=found[0] if found else "", tail=m.end())
    kind = "number" if q.kind == "year" else q.kind
    before = currencies.currency_before(text, q.start) if q.start else None
    if before is not None:
        return msgspec.structs.replace(q, currency=before[0], tail=q.end, kind=kind)
    if q.start and text[q.start - 1] == "%" and lang == "tr":
        return msgspec.structs.replace(q, unit="pct", tail=q.end)
    unit, money = units.unit_at(text, q.end, lang), currencies.currency_after(text, q.end, lang)
    if money is not None and (unit is None or money[1] >= unit[1]):
        weight = unit[0] if unit is not None and unit[1] == money[1] else ""  # pounds, livres: money or weight
        return msgspec.structs.replace(q, currency=money[0], unit=weight, tail=money[1], kind=kind)
    if unit is not None and unit[0] in _SPEEDS and _SPEED_BEFORE.search(text[max(0, q.start - 8) : q.start]) is not None:
        unit = _SPEEDS[unit[0]], unit[1]  # 时速80公里
    # A lost superscript (what was km²) says nothing about the unit; 2020年 is a year, not 2,020 of them.
    lost = unit is not None and unit[0] in {"m", "km", "cm"} and text[unit[1] : unit[1] + 1] == "?"
    if unit is None or lost or (q.kind == "year" and unit[0] == "year"):
        return q
    if unit[0] in _SIGNED and _MINUS.search(text[max(0, q.start - 7) : q.start]):
        q = msgspec.structs.replace(q, loose=q.loose | frozenset(times(v, Decimal(-1)) for v in q.values))
    demand = 0.8 if q.written == "digits" and 0.3 < q.demand < 0.8 else q.demand  # 1 hour is no article
    return msgspec.structs.replace(q, unit=unit[0], tail=unit[1], demand=demand, kind=kind)


def _elliptic(found: list[Quantity], text: str) -> list[Quantity]:
    """In "5 to 10 million km" the five may be millions, and is kilometres; in "1970s and 80s" the eighty is a decade."""
    for at in range(1, len(found)):
        q, before = found[at], found[at - 1]
        tens = before.kind == "decade" and q.kind == "number" and all(10 <= v < 100 and v % 10 == 0 for v in q.values)
        if tens and _TO.fullmatch(text, before.end, q.start):
            found[at] = msgspec.structs.replace(q, kind="decade", loose=q.loose | decades(q.values))
    for at in range(len(found) - 2, -1, -1):
        found[at] = _hour_of_two(found[at], found[at + 1], text)
        q, following = found[at], found[at + 1]
        measured = q.kind == "number" and following.unit and not q.unit and not q.currency
        if (
            measured
            and q.end == max(q.end, q.tail)
            and _TO.fullmatch(text, q.end, following.start)
            and text[q.end : following.start].strip()
        ):
            q = found[at] = msgspec.structs.replace(q, unit=following.unit)  # 5 to 10 km
        plain_figure = q.written == "digits" and q.kind in {"number", "year"} and following.written == "mixed"
        if plain_figure and _TO.fullmatch(text, q.end, following.start) and (head := _HEAD.match(following.text)) is not None:
            bare = max(readings(head.group(), "en")[0], default=None)
            scales = [v / bare for v in following.values if isinstance(v, Decimal) and isinstance(bare, Decimal) and bare]
            found[at] = msgspec.structs.replace(
                q, loose=q.loose | frozenset(times(v, scale) for v in q.values for scale in scales)
            )
    return found


_HALF = regex.compile(r"(?P<half>[aApP])\.?\s?[mM]\b")
_BETWEEN_HOURS = regex.compile(
    r"\s?[-–—~]\s?|\s(?:and|to|or|until|till|und|bis|oder|y|a|o|et|à|ou|e|alle|en|tot|i|do|až|и|до|та|і|ve)\s(?:las\s|le\s|les\s|as\s|às\s)?"
)


def _hour_of_two(q: Quantity, following: Quantity, text: str) -> Quantity:
    """The five of "between 5 and 7 p.m." is an hour, as the 17 of "17 und 19 Uhr" is."""
    hour = min(q.values, default=Decimal(-1))
    plain_hour = (
        q.kind == "number" and q.written == "digits" and not (q.unit or q.currency) and 0 <= hour <= 24 and hour == int(hour)
    )
    if following.kind != "time" or not plain_hour or not _BETWEEN_HOURS.fullmatch(text, q.end, following.start):
        return q
    said = _HALF.search(following.text)
    values = moments(int(hour), 0, said["half"] if said else "")
    return msgspec.structs.replace(q, kind="time", values=values, loose=q.values | moments(int(hour), 0) - values)


def _without_overlaps(found: list[Quantity]) -> list[Quantity]:
    """Later ones that stand inside an earlier one, or in its unit (the cent of `pour cent`), are dropped."""
    kept: list[Quantity] = []
    edge = 0
    for q in found:
        if q.start >= edge:
            kept.append(q)
            edge = max(q.end, q.tail)
    return kept

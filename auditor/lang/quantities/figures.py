"""A figure with what belongs to it: scale words, ordinal and decade endings, letters of a designation."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import regex

from auditor.lang import currencies, units
from auditor.lang.dates import moments
from auditor.lang.quantities.digits import plain, readings
from auditor.lang.quantities.pieces import GLUE, Piece, skip
from auditor.lang.quantities.quantity import FIRM, Quantity, Value
from auditor.lang.quantities.spelled import plus, times
from auditor.lang.quantities.tables import number

ORDINAL_SUFFIX = regex.compile(
    r"(?:st|nd|rd|th|er|ère|re|ᵉ|e|è|ème|eme|ième|º|ª|°|o|a|ste|de"
    r"|-?(?:й|я|е|го|му|м|ти|ми|ю|ой|ый|ая|ий|х|та|га|ма|ша|ше|те))(?![\p{L}\p{M}])|(?:वां|वीं|वें|वाँ)"
)
_DECADE_SUFFIX = regex.compile(
    r"['’]?s(?!\p{L})|er(?=\s?(?:Jahre|n?\b))(?!\p{L})|-?(?:х|ті|тих|ых)(?!\p{L})|年代|년대|-luvu|-talet|-tal"
)
_DECADE_PREFIX = regex.compile(
    r"(?:años|anni|anos|années|lat(?:a|ach)?|jaren|léta|letech|anii|ani|років|годы|годов)\s['’]?$", regex.IGNORECASE
)
_SCALE_SUFFIX = {"k": 1000, "bn": 10**9, "mn": 10**6, "tn": 10**12, "trn": 10**12, "mln": 10**6, "bln": 10**9, "mrd": 10**9,
                 "mio": 10**6, "tsd": 1000}  # fmt: skip
_HAN_DATE = regex.compile(r"\s?(?P<mark>年代|世紀|世纪|[年月日号號]|년|월(?!드)|일(?!간))(?!間|间|前|来|以|度末|級|级)")
# Japanese eras: year 1 is the number plus one.
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_THOUSANDS = regex.compile(r"[1-9]\p{Nd}{0,2}[.,]\p{Nd}{2}0")
_TO_SCALE = regex.compile(rf"{GLUE.pattern}|\sde\s")  # Romanian: 84 de milioane
_MILITARY = regex.compile(r"(0\p{Nd})([0-5]\p{Nd})")
_SHARE = regex.compile(r"/(\p{Nd}{1,2})(?![\p{Nd}/])")
_CASED = r"[\p{Latin}\p{Cyrillic}\p{Greek}]"
_CODE_HEAD = regex.compile(rf"{_CASED}(?:{_CASED}|\p{{Nd}})*[-\N{{NON-BREAKING HYPHEN}}]?$")
_CODE_TAIL = regex.compile(rf"[-\N{{NON-BREAKING HYPHEN}}]?{_CASED}{{1,3}}(?!\p{{L}})|{_CASED}+")
_CASE_ENDING = regex.compile(r"\p{Ll}{2,}(?!\p{L})")  # 2014an, 30letého
_CAPITALS = regex.compile(r"\p{Lu}\p{L}*[-\N{NON-BREAKING HYPHEN}]$")
_LETTER = regex.compile(r"(?![\p{Han}\p{Hangul}\p{Thai}\p{Hiragana}\p{Katakana}])\p{L}")
_TRAILING = regex.compile(r"[\p{Nd}.,]*$")
_SHORT_BEFORE = frozenset("'’‘/-–")


def figure(text: str, lang: str, found: list[Piece], at: int) -> tuple[Quantity, int]:
    """The figure at a piece with what belongs to it, and the first piece after that."""
    start, end = found[at].start, found[at].end
    strict, loose, malformed = readings(text[start:end], lang)
    scaled = _scaled(text, lang, found, at)
    if scaled is not None:
        return scaled
    q = Quantity(start, end, text[start:end], "number", strict, loose, malformed=malformed)
    for kind in (_decade, _ordinal, _fraction, _code):
        ending = kind(q, text, lang)
        if ending is not None:
            return ending, skip(found, at, ending.end)
    return _bare(q, text), at + 1


def _scaled(text: str, lang: str, found: list[Piece], at: int) -> tuple[Quantity, int] | None:
    """1.2 million, 3 млн, 2 lakh 50 thousand."""
    start, end, after = found[at].start, found[at].end, at + 1
    strict, loose, malformed = readings(text[start:end], lang)
    if len(strict) > 1 and _THOUSANDS.fullmatch(
        text, start, end
    ):  # 1.250 millones: no decimal is written with a nought at its end
        strict = frozenset({max(strict)})
    while (after := _past_join(found, after)) < len(found) and (scale := _scale(text, end, found[after])) is not None:
        strict, loose = frozenset(times(v, scale) for v in strict), frozenset(times(v, scale) for v in loose)
        end, after = found[after].end, after + 1
    if end == found[at].end:
        return None
    if after < len(found) and found[after].figure and GLUE.fullmatch(text, end, found[after].start):
        tail = _scaled(text, lang, found, after)
        if tail is not None and strict and tail[0].values and max(tail[0].values) < max(strict):
            strict = frozenset(plus(v, w) for v in strict for w in tail[0].values)
            end, after = tail[0].end, tail[1]
    return Quantity(start, end, text[start:end], "number", strict, loose, written="mixed", malformed=malformed), after


def _past_join(found: list[Piece], at: int) -> int:
    """Past the de of 84 de milioane, where a scale follows."""
    joined = at + 1 < len(found) and any(m.kind == "join" for m in found[at].meanings)
    return at + 1 if joined and any(m.kind == "scale" for m in found[at + 1].meanings) else at


def _scale(text: str, end: int, piece: Piece) -> Value | None:
    """The factor a word right after a figure gives it: million, тыс., bn, dozen."""
    if piece.figure or piece.start - end > 4 or not _TO_SCALE.fullmatch(text, end, piece.start):
        return None
    for m in piece.meanings:
        if m.kind in {"scale", "hundred", "collective"}:
            return m.value
    if piece.start != end:
        return None
    word = text[piece.start : piece.end]
    if word.lower() in _SCALE_SUFFIX:
        return Decimal(_SCALE_SUFFIX[word.lower()])
    if word == "m":  # £5m, where 5m alone is a length
        trailing = _TRAILING.search(text, max(0, end - 20), end)
        return Decimal(10**6) if trailing and currencies.currency_before(text, trailing.start()) else None
    return None


def _decade(q: Quantity, text: str, lang: str) -> Quantity | None:
    del lang
    if not q.values or max(q.values) % 10 != 0:
        return None
    m = _DECADE_SUFFIX.match(text, q.end) if max(q.values) >= 10 or q.text == "00" else None
    if m is None and not decade_before(text, q.start):
        return None
    end = m.end() if m else q.end
    return msgspec.structs.replace(q, end=end, text=text[q.start : end], kind="decade", loose=q.loose | decades(q.values))


def decade_before(text: str, place: int) -> bool:
    """Does a word for years stand before, as in años noventa?"""
    return _DECADE_PREFIX.search(text[max(0, place - 12) : place]) is not None


def _ordinal(q: Quantity, text: str, lang: str) -> Quantity | None:
    del lang
    m = ORDINAL_SUFFIX.match(text, q.end)
    return None if m is None else msgspec.structs.replace(q, end=m.end(), text=text[q.start : m.end()], kind="ordinal")


def _fraction(q: Quantity, text: str, lang: str) -> Quantity | None:
    """1/3 as a value; 9/11 and 24/7 are none."""
    del lang
    m = _SHARE.match(text, q.end)
    if m is None or not q.text.isdecimal():
        return None
    above, below = int(plain(q.text)), int(plain(m[1]))
    if below not in {2, 3, 4, 5, 6, 8, 10} or not 0 < above < below:
        return None
    share = frozenset({number(f"{above}/{below}")})
    return msgspec.structs.replace(q, end=m.end(), text=text[q.start : m.end()], kind="fraction", values=share, loose=q.values)


def _code(q: Quantity, text: str, lang: str) -> Quantity | None:
    """The figure as part of a designation such as B-52, COVID-19, 5G or 2D."""
    before, after = text[q.start - 1 : q.start], text[q.end : q.end + 1]
    headed = bool(_LETTER.match(before)) or (
        before in {"-", "\N{NON-BREAKING HYPHEN}"} and bool(_CAPITALS.search(text[max(0, q.start - 12) : q.start]))
    )
    headed = headed and currencies.currency_before(text, q.start) is None
    tailed = (
        bool(_LETTER.match(after))
        and units.unit_at(text, q.end, lang) is None
        and currencies.currency_after(text, q.end, lang) is None
    )
    if not headed and (not tailed or (lang != "en" and _CASE_ENDING.match(text, q.end))):
        return None
    head, tail = _CODE_HEAD.search(text, max(0, q.start - 20), q.start), _CODE_TAIL.match(text, q.end)
    start, end = head.start() if head else q.start, tail.end() if tail else q.end
    return msgspec.structs.replace(q, start=start, end=end, text=text[start:end], kind="code", demand=FIRM)


def _bare(q: Quantity, text: str) -> Quantity:
    """A figure without letters: a number, a year, a time such as 0500, or part of a date in Han characters."""
    ascii_figure = plain(q.text)
    if text[q.start - 1 : q.start] in _SHORT_BEFORE and len(q.text) == 2:
        q = msgspec.structs.replace(q, loose=q.loose | short_years(q.values))
    if ascii_figure == "1":  # often a word elsewhere: one, another, a
        q = msgspec.structs.replace(q, demand=0.35)
    if text[q.end : q.end + 1] == "世" and text[q.end + 1 : q.end + 2] not in {"紀", "纪", "代", "界"}:  # Charles III
        q = msgspec.structs.replace(q, kind="ordinal", demand=0.25)
    q = han_dated(q, text)
    if q.kind != "number":
        return q
    if (m := _MILITARY.fullmatch(ascii_figure)) is not None:
        loose = q.values | frozenset({Decimal(int(m[1]))})
        return msgspec.structs.replace(q, kind="time", values=moments(int(m[1]), int(m[2]), "a"), loose=loose)
    if text[q.end : q.end + 1] == "代" and q.values and max(q.values) < 100 and max(q.values) % 10 == 0:
        return msgspec.structs.replace(q, end=q.end + 1, text=text[q.start : q.end + 1], kind="decade", demand=FIRM)
    if len(q.text) == 4 and ascii_figure.isdecimal() and 1000 <= int(ascii_figure) <= 2100:
        return msgspec.structs.replace(q, kind="year")
    return q


def han_dated(q: Quantity, text: str) -> Quantity:  # noqa: PLR0911 - one return a mark
    """A figure before 年, 月, 日, 年代 becomes what it is."""
    era = _ERAS.get(text[max(0, q.start - 2) : q.start])
    if era is not None and text[q.end : q.end + 1] in {"）", ")"}:
        return msgspec.structs.replace(q, demand=0.0)
    m = _HAN_DATE.match(text, q.end)
    if m is None or q.unit:
        return q
    mark, value = m["mark"], min(q.values, default=Decimal(0))
    if mark in "年년" and era is not None:
        demand = 0.25 if text[q.start - 3 : q.start - 2] in {"（", "("} else q.demand
        return msgspec.structs.replace(
            q, kind="year", demand=demand, loose=q.loose | frozenset(plus(v, Decimal(era)) for v in q.values)
        )
    if mark in {"年代", "년대"}:
        return msgspec.structs.replace(q, kind="decade", loose=q.loose | decades(q.values))
    if mark in {"世纪", "世紀"}:
        return msgspec.structs.replace(q, kind="ordinal")
    kind = ""
    if mark in "年년" and 1000 <= value <= 2200 and q.written in {"digits", "han"}:
        kind = "year"
    elif mark in "月월" and 1 <= value <= 12 and value == int(value):
        kind = "month"
    elif mark in "日号號일" and 1 <= value <= 31 and value == int(value):
        kind = "day"
    if not kind:
        return q
    demand = max(q.demand, 0.6) if q.written == "han" else q.demand
    return msgspec.structs.replace(q, kind=kind, demand=demand, group=q.start)


def decades(values: frozenset[Value]) -> frozenset[Value]:
    """The decades a short one may be: 90 for 1990."""
    return frozenset(plus(v, Decimal(c)) for v in values if v < 100 for c in (1800, 1900, 2000))


def short_years(values: frozenset[Value]) -> frozenset[Value]:
    """The years a short one may be: 98 for 1998."""
    return frozenset(plus(v, Decimal(c)) for v in values for c in (1800, 1900, 2000))

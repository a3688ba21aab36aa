"""Finds every number, date part and time of a text."""

from __future__ import annotations

import functools
import unicodedata
from decimal import Decimal
from fractions import Fraction

import msgspec
import regex

from auditor.lang import currencies, units
from auditor.lang.dates import CLOCK_PATTERN, NUMERIC_DATE_PATTERN, moments
from auditor.lang.quantities.digits import plain, readings
from auditor.lang.quantities.han import han_numbers, han_value
from auditor.lang.quantities.quantity import FIRM, Quantity, Value
from auditor.lang.quantities.spelled import Part, fold, times, word_meanings
from auditor.lang.quantities.tables import Meaning, lexicon, number
from auditor.lang.scripts import primary

# What a hostile or broken text may cost: more than a page of figures is no sentence.
_LONGEST, _MOST = 20_000, 200
_DIGIT = regex.compile(r"\p{Nd}")
_IDEOGRAPH = regex.compile(r"[\p{Han}\p{Hangul}\p{Thai}]")
_OPAQUE = regex.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+|(?<!\w)(?!\p{Nd}{1,3}(?:\.\p{Nd}{3})+(?!\p{Nd}))\p{Nd}+(?:\.\p{Nd}+){2,}(?!\p{Nd})|(?<!\p{Nd})24/7(?!\p{Nd})|(?<!\w)\+\p{Nd}[\p{Nd} ()-]{6,}\p{Nd}")
_SPACE = r"[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]"
_PIECE = regex.compile(
    rf"(?P<num>\p{{Nd}}{{1,3}}(?:{_SPACE}\p{{Nd}}{{3}})+(?!\p{{Nd}}|[-/:]\p{{Nd}})(?:[.,]\p{{Nd}}+)?"
    r"|(?<![\p{Nd}\p{L}.])\.\p{Nd}+|\p{Nd}+(?:[.,'’٫٬·]\p{Nd}+)*)"
    r"|(?P<word>(?:(?![\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}])[\p{L}\p{M}])+(?:['’ʼ](?=\p{L})[\p{L}\p{M}]+)?)"
)
_ORDINAL_SUFFIX = regex.compile(
    r"(?:st|nd|rd|th|er|ère|re|ᵉ|e|è|ème|eme|ième|º|ª|°|o|a|ste|de|-?(?:й|я|е|го|му|м|ти|ми|ю|ой|ый|ая|ий|х|та|га|ма|ша|ше|те))(?![\p{L}\p{M}])|(?:वां|वीं|वें|वाँ)"
)
_DECADE_SUFFIX = regex.compile(r"['’]?s(?!\p{L})|er(?=\s?(?:Jahre|n?\b))(?!\p{L})|-?(?:х|ті|тих|ых)(?!\p{L})|年代|년대|-luvu|-talet|-tal")
_DECADE_PREFIX = regex.compile(r"(?:años|anni|anos|années|lat(?:a|ach)?|jaren|léta|letech|anii|ani|років|годы|годов)\s['’]?$", regex.IGNORECASE)
_GLUE = regex.compile(rf"{_SPACE}?[-\N{{NON-BREAKING HYPHEN}}]?{_SPACE}?|\s{{1,2}}")
_SCALE_SUFFIX = {"k": 1000, "bn": 10**9, "mn": 10**6, "tn": 10**12, "trn": 10**12, "mln": 10**6, "bln": 10**9, "mrd": 10**9, "mio": 10**6, "tsd": 1000}
_DAY_GAP = regex.compile(r"(?:st|nd|rd|th|er|º|ª|o|-?(?:го|е|й|ого))?[.,]?\s{0,2}(?:of|de|del|di|d['’]|da|af|ของ)?\s{0,2}", regex.IGNORECASE)
_YEAR_GAP = regex.compile(r"(?:st|nd|rd|th|er|º|ª|-?(?:го|е))?[.,]?\s{0,2}(?:of|de|del|di|do|van|,)?\s{0,2}", regex.IGNORECASE)
_RANGE_GAP = regex.compile(r"(?:st|nd|rd|th|º|\.)?\s?(?:[-–—/,&]|and|to|or|y|e|et|und|bis|al?|au|и|по|до|do|až|i|až do|en|tot)\s?", regex.IGNORECASE)
_IN_MONTH = frozenset("in since until by of last next this from early late mid during through till to and before after".split())
_HAN_DATE = regex.compile(r"\s?(?P<mark>年代|世紀|世纪|[年月日号號]|년|월(?!드)|일(?!간))(?!間|间|前|来|以|度末|級|级)")
_ROMAN = regex.compile(r"(?<![\p{L}\p{Nd}])(?=[IVX]{2,}|[VX](?=e\b|\s(?:век|wiek|stolet|secol|sigl|sécul|siècle)))(X{0,3})(IX|IV|V?I{0,3})(?=(?:e|ᵉ|ème|\.|th)?(?![\p{L}\p{Nd}]))")


class _Piece(msgspec.Struct, frozen=True):
    """A word or figure of the text."""

    start: int
    end: int
    figure: bool
    meanings: tuple[Meaning, ...] = ()


@functools.lru_cache(maxsize=8192)
def quantities(text: str, lang: str) -> tuple[Quantity, ...]:
    """Every number, date part and time of a text, in order; only the first 20,000 characters are read.

    >>> [(q.text, int(*q.values)) for q in quantities("1.2 million people, two dozen towns", "en")]
    [('1.2 million', 1200000), ('two dozen', 24)]
    """
    text, lang = text[:_LONGEST], primary(lang)
    digits, ideographs = _DIGIT.search(text) is not None, _IDEOGRAPH.search(text) is not None
    found: list[Quantity] = []
    taken: list[tuple[int, int]] = []
    if digits:
        found += _numeric_dates(text, lang, taken)
        taken += [m.span() for m in _OPAQUE.finditer(text) if _free(taken, *m.span())]
        found += _clocks(text, lang, taken)
    if ideographs and lang in {"zh", "ja", "ko", "th", "yue", "wuu", "und"}:
        found += _unspaced_days(text, lang, taken)
        found += _han(text, lang, taken)
    found += _worded(text, lang, taken)
    found += _roman(text, taken)
    found = _without_overlaps([_attached(q, text, lang) for q in sorted(found, key=lambda q: (q.start, -q.end))[:_MOST]])
    return tuple(_elliptic(found, text))


def _free(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    return not any(s < end and start < e for s, e in taken)


def _numeric_dates(text: str, lang: str, taken: list[tuple[int, int]]) -> list[Quantity]:
    found: list[Quantity] = []
    for m in NUMERIC_DATE_PATTERN.finditer(text):
        if not _free(taken, *m.span()):
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


def _clocks(text: str, lang: str, taken: list[tuple[int, int]]) -> list[Quantity]:
    found = []
    for m in CLOCK_PATTERN.finditer(text):
        hour = int(min(han_value(m["hour"]))) if not m["hour"].isdecimal() else int(plain(m["hour"]))
        if hour > 24 or not _free(taken, *m.span()) or (not m["hour"].isdecimal() and not _is_hour(text, m)):
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
        loose = {Decimal(h) for h in hours} | {Decimal(h * 100 + minute) for h in hours} | {Decimal(h) + Decimal(minute) / 100 for h in hours}
        found.append(Quantity(start, end, text[start:end], "time", values, frozenset(loose) - values))
    return found


_HOUR_AFTER = regex.compile(r"钟|鐘|整|左右|许|多|前|后|後|半|过|頃|ごろ|から|まで|に|、|，|[一二三四五六七八九十]{1,3}分")


_SAID_BEFORE = regex.compile(r"(?:上午|早上|凌晨|午前|清晨|오전|早晨|下午|晚上|午後|午后|오후|傍晚|晚间|晚)\s?(?:约|大约|約)?\s?$")
_SAID_AFTER = regex.compile(r"\sin the (?:early |late )?(?:morning|afternoon|evening)\b|\sat night\b")


def _is_hour(text: str, m: regex.Match[str]) -> bool:
    """Does 三点 tell the time, rather than three points (一点: a little, 一時: for a while)?"""
    said = _half_of_day(text, m.start(), m.start()) != "" or bool(m["past"] or m["min5"])
    return said or (m["hour"] != "一" and _HOUR_AFTER.match(text, m.end()) is not None)


_MORNING = regex.compile(r"(?:上午|早上|凌晨|午前|清晨|오전|早晨|早)\s?(?:约|大约|約|的)?\s?$|утра|утром|morning|mañana|matin|mattin[oa]|manhã|ochtend|rano|ráno|morgens|vormittags|früh|सुबह|sabah|صباح")
_EVENING = regex.compile(r"(?:下午|晚上|午後|午后|오후|傍晚|晚间|晚|夜|夜里)\s?(?:约|大约|約|的)?\s?$|вечера|вечером|afternoon|evening|tarde|soir|pomeriggio|sera|avond|'s middags|po południu|"
                         r"wieczor|odpoledne|večer|abends|nachmittags|शाम|दोपहर|akşam|öğleden sonra|مساء|ظهر")  # fmt: skip


def _half_of_day(text: str, start: int, end: int) -> str:
    """What the words around a clock time say: a, p or nothing."""
    before, after = text[max(0, start - 8) : start], regex.split(r"[,.;，。；0-9]", text[end : end + 28])[0]
    for half, pattern in (("a", _MORNING), ("p", _EVENING)):
        if pattern.search(before) or pattern.search(after):
            return half
    return ""


@functools.cache
def _unspaced_pattern(lang: str) -> tuple[regex.Pattern[str], dict[str, Meaning]]:
    words = {form: m for form, ms in lexicon(lang).forms.items() for m in ms if m.kind in _DAY_WORDS and len(form) > 1}
    choice = "|".join(map(regex.escape, sorted(words, key=len, reverse=True)))
    return regex.compile(choice or r"(?!)"), words


_DAY_WORDS = frozenset({"weekday", "weekday-short", "relday", "daypart"})


def _unspaced_days(text: str, lang: str, taken: list[tuple[int, int]]) -> list[Quantity]:
    """Weekdays, days and parts of the day where no spaces set words apart."""
    if lang not in {"zh", "ja", "yue", "wuu", "th"}:
        return []
    pattern, words = _unspaced_pattern(lang)
    found = []
    for m in pattern.finditer(text):
        if _free(taken, *m.span()):
            taken.append(m.span())
            meaning = words[m.group()]
            kind = meaning.kind.removesuffix("-short")
            found.append(Quantity(m.start(), m.end(), m.group(), kind, frozenset({meaning.value}), demand=0.35, written="words"))
    return found


def _han(text: str, lang: str, taken: list[tuple[int, int]]) -> list[Quantity]:
    found = []
    for n in han_numbers(text, lang):
        if not _free(taken, n.start, n.end):
            continue
        quote = text[n.start : n.end]
        q = Quantity(n.start, n.end, quote, n.kind if n.kind in {"ordinal", "fraction"} else "number", n.values, demand=n.demand,
                     written="mixed" if n.mixed else "han", unit="pct" if n.kind == "percent" else "")  # fmt: skip
        taken.append((n.start, n.end))
        found.append(_han_dated(q, text))
    return found


# Japanese eras: year 1 is the number plus one.
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}


def _han_dated(q: Quantity, text: str) -> Quantity:
    """A figure before 年, 月, 日, 年代 becomes what it is."""
    if text[max(0, q.start - 2) : q.start] in _ERAS and text[q.end : q.end + 1] in tuple("）)"):
        return msgspec.structs.replace(q, demand=0.0)
    m = _HAN_DATE.match(text, q.end)
    if m is None or q.unit:
        return q
    mark, value = m["mark"], min(q.values, default=Decimal(0))
    kind = ""
    if mark in "年년" and (era := _ERAS.get(text[max(0, q.start - 2) : q.start])) is not None:
        return msgspec.structs.replace(q, kind="year", demand=0.25 if text[q.start - 3 : q.start - 2] in tuple("（(") else q.demand, loose=q.loose | frozenset(v + era for v in q.values if isinstance(v, Decimal)))
    if mark in "年년" and 1000 <= value <= 2200 and q.written in {"digits", "han"}:
        kind = "year"
    elif mark in "月월" and 1 <= value <= 12 and value == int(value):
        kind = "month"
    elif mark in "日号號일" and 1 <= value <= 31 and value == int(value):
        kind = "day"
    elif mark in {"年代", "년대"}:
        return msgspec.structs.replace(q, kind="decade", loose=q.loose | _decades(q.values))
    elif mark in {"世纪", "世紀"}:
        kind = "ordinal"
    if not kind:
        return q
    demand = max(q.demand, 0.6) if q.written == "han" and kind != "ordinal" else q.demand
    group = q.start - q.start % 64 if kind in {"year", "month", "day"} else -1
    return msgspec.structs.replace(q, kind=kind, demand=demand, group=group)


def _decades(values: frozenset[Value]) -> frozenset[Value]:
    return frozenset(v + Decimal(c) for v in values if isinstance(v, Decimal) and v < 100 for c in (1800, 1900, 2000))


def _roman(text: str, taken: list[tuple[int, int]]) -> list[Quantity]:
    found = []
    for m in _ROMAN.finditer(text):
        numeral = m.group()
        if numeral and _free(taken, *m.span()):
            tens, ones = len(m[1]) * 10, {"IX": 9, "IV": 4}.get(m[2]) or (5 if m[2].startswith("V") else 0) + m[2].count("I")
            found.append(Quantity(m.start(), m.end(), numeral, "ordinal", frozenset({Decimal(tens + ones)}), demand=0.35, written="words"))
    for m in _LETTER_NUMBER.finditer(text):
        value = Decimal(int(unicodedata.numeric(m.group(), 0)))
        found.append(Quantity(m.start(), m.end(), m.group(), "ordinal", frozenset({value}), demand=0.35, written="words"))
    return found


_LETTER_NUMBER = regex.compile(r"(?=\p{Nl})\P{Han}")  # Roman numerals that are characters of their own


def _pieces(text: str, lang: str, taken: list[tuple[int, int]]) -> list[_Piece]:
    found = []
    for m in _PIECE.finditer(text):
        start, end = m.span()
        if m.lastgroup == "num":
            if not taken or _free(taken, start, end):
                found.append(_Piece(start, end, figure=True))
        else:
            meanings = word_meanings(m.group().lower().replace("i̇", "i"), lang)
            found.append(_Piece(start, end, figure=False, meanings=meanings))
    return found


def _worded(text: str, lang: str, taken: list[tuple[int, int]]) -> list[Quantity]:
    """Figures, number words, months, weekdays and parts of the day."""
    pieces = _pieces(text, lang, taken)
    found: list[Quantity] = []
    parts: list[Part] = []
    at = 0
    dated = _dated(text, lang, pieces, found)
    while at < len(pieces):
        piece = pieces[at]
        numeric = None if piece.figure or at in dated else next((m for m in piece.meanings if m.kind in _NUMERIC and not m.words), None)
        if parts and (numeric is None or not _GLUE.fullmatch(text, parts[-1].end, piece.start)):
            found += _flush(text, parts, lang)
            parts = []
        if numeric is not None:
            parts.append(Part(piece.start, piece.end, numeric.kind, numeric.value))
        elif piece.figure and at not in dated:
            quantity, at = _figure(text, lang, pieces, at)
            found.append(quantity)
            continue
        elif piece.meanings and at not in dated:
            found += _day_word(text, pieces, at)
        at += 1
    return found + (_flush(text, parts, lang) if parts else [])


_NUMERIC = frozenset({"cardinal", "numeral", "weak", "hundred", "scale", "ordinal", "fraction", "collective", "vague", "join", "article"})


def _flush(text: str, parts: list[Part], lang: str) -> list[Quantity]:
    found = []
    for s in fold(parts, lang):
        if s.kind == "ordinal":
            demand = 0.0 if s.weak else 0.4
        else:
            demand = 0.0 if s.weak else 0.45 if s.value == 2 else 0.6
        share: frozenset[Value] = frozenset()
        if s.kind == "ordinal" and 2 < s.value <= 10:  # a third
            share = frozenset({number(f"1/{int(s.value)}")})
        elif s.kind == "fraction":  # two quarters of a year
            share = frozenset({times(s.value, Decimal(4))})
        found.append(Quantity(s.start, s.end, text[s.start : s.end], s.kind, frozenset({s.value}), share, demand=demand, written="words"))
    return found


def _figure(text: str, lang: str, pieces: list[_Piece], at: int) -> tuple[Quantity, int]:
    """The figure at a piece with the scale words, ordinal or decade endings that belong to it."""
    piece = pieces[at]
    start, end = piece.start, piece.end
    strict, loose, malformed = readings(text[start:end], lang)
    kind, written, after = "number", "digits", at + 1
    while after < len(pieces) and (scale := _scale(text, end, pieces[after], lang)) is not None:
        strict = frozenset(times(v, scale) for v in strict)
        loose = frozenset(times(v, scale) for v in loose)
        end, written, after = pieces[after].end, "mixed", after + 1
    if written == "mixed":
        if after + 1 < len(pieces) and pieces[after].figure and _GLUE.fullmatch(text, end, pieces[after].start):
            tail, beyond = _figure(text, lang, pieces, after)
            if tail.written == "mixed" and strict and tail.values and max(tail.values) < max(strict):
                strict = frozenset(v + w for v in strict for w in tail.values)  # type: ignore[operator]
                end, after = tail.end, beyond
        return Quantity(start, end, text[start:end], kind, strict, loose, written=written, malformed=malformed), after
    if strict and (m := _DECADE_SUFFIX.match(text, end)) is not None and max(strict) % 10 == 0 and (max(strict) >= 10 or text[start:end] == "00"):
        return Quantity(start, m.end(), text[start : m.end()], "decade", strict, loose | _decades(strict)), _skip(pieces, at, m.end())
    if _DECADE_PREFIX.search(text[max(0, start - 12) : start]) and strict and max(strict) % 10 == 0:
        return Quantity(start, end, text[start:end], "decade", strict, loose | _decades(strict)), after
    if (m := _ORDINAL_SUFFIX.match(text, end)) is not None:
        return Quantity(start, m.end(), text[start : m.end()], "ordinal", strict, loose), _skip(pieces, at, m.end())
    if (m := _SHARE.match(text, end)) is not None and (share := _share(text[start:end], m[1])) is not None:
        return Quantity(start, m.end(), text[start : m.end()], "fraction", frozenset({share}), strict), _skip(pieces, at, m.end())
    if _is_code(text, start, end, lang):
        begin, stop = _CODE_HEAD.search(text, max(0, start - 20), start), _CODE_TAIL.match(text, end)
        start, end = begin.start() if begin else start, stop.end() if stop else end
        return Quantity(start, end, text[start:end], "code", strict, loose, demand=FIRM), _skip(pieces, at, end)
    if text[start - 1 : start] in {"'", "’", "‘", "/", "-", "–"} and end - start == 2 and strict:
        loose |= _short_years(strict)
    # A lone 1 is often a word elsewhere: one, another, a.
    q = Quantity(start, end, text[start:end], kind, strict, loose, demand=0.35 if plain(text[start:end]) == "1" else 1.0, malformed=malformed)
    q = _han_dated(q, text)
    if q.kind == "number" and (m := _MILITARY.fullmatch(text, start, end)) is not None:
        values = moments(int(plain(m[1])), int(plain(m[2])), "a")
        return Quantity(start, end, text[start:end], "time", values, strict | frozenset({Decimal(int(plain(m[1])))})), after
    if q.kind == "number" and text[end : end + 1] == "代" and strict and max(strict) < 100 and max(strict) % 10 == 0:
        return Quantity(start, end + 1, text[start : end + 1], "decade", strict, loose, demand=0.25), after
    if q.kind == "number" and end - start == 4 and text[start:end].isdigit() and 1000 <= int(plain(text[start:end])) <= 2100:
        q = msgspec.structs.replace(q, kind="year")
    return q, after


_MILITARY = regex.compile(r"(0\p{Nd})([0-5]\p{Nd})")
_SHARE = regex.compile(r"/(\p{Nd}{1,2})(?![\p{Nd}/])")
_CASED = r"[\p{Latin}\p{Cyrillic}\p{Greek}]"
_CODE_HEAD = regex.compile(rf"{_CASED}(?:{_CASED}|\p{{Nd}})*[-\N{{NON-BREAKING HYPHEN}}]?$")
_CODE_TAIL = regex.compile(rf"[-\N{{NON-BREAKING HYPHEN}}]?{_CASED}{{1,3}}(?!\p{{L}})|{_CASED}+")


def _share(above: str, below: str) -> Value | None:
    """1/3 as a value; 9/11 and 24/7 are none."""
    if not above.isdecimal() or int(plain(below)) not in {2, 3, 4, 5, 6, 8, 10} or not 0 < int(plain(above)) < int(plain(below)):
        return None
    return number(f"{int(plain(above))}/{int(plain(below))}")


def _short_years(values: frozenset[Value]) -> frozenset[Value]:
    return frozenset(v + Decimal(c) for v in values if isinstance(v, Decimal) for c in (1800, 1900, 2000))


def _skip(pieces: list[_Piece], at: int, end: int) -> int:
    after = at + 1
    while after < len(pieces) and pieces[after].start < end:
        after += 1
    return after


def _scale(text: str, end: int, piece: _Piece, lang: str) -> Value | None:
    """The factor a word right after a figure gives it: million, тыс., bn, dozen."""
    if piece.figure or piece.start - end > 2 or not _GLUE.fullmatch(text, end, piece.start):
        return None
    for m in piece.meanings:
        if m.kind in {"scale", "hundred", "collective"}:
            return m.value
    word = text[piece.start : piece.end]
    if piece.start == end and word.lower() in _SCALE_SUFFIX:
        return Decimal(_SCALE_SUFFIX[word.lower()])
    if piece.start == end and word == "m" and currencies.currency_before(text, end - len(regex.search(r"[\p{Nd}.,]*$", text[:end]).group())):  # type: ignore[union-attr]
        return Decimal(10**6)
    return None


def _is_code(text: str, start: int, end: int, lang: str) -> bool:
    """Is the figure part of a designation such as B-52, COVID-19, 5G or 2D?"""
    before, after = text[start - 1 : start], text[end : end + 1]
    letter_before = before.isalpha() and not _IDEOGRAPH.match(before) and not regex.match(r"\p{Hiragana}|\p{Katakana}", before)
    if before in {"-", "‑"} and regex.search(r"\p{Lu}\p{L}*[-‑]$", text[max(0, start - 12) : start]):
        letter_before = True
    if letter_before and currencies.currency_before(text, start) is None:
        return True
    if after.isalpha() and not _IDEOGRAPH.match(after) and not regex.match(r"\p{Hiragana}|\p{Katakana}", after):
        return units.unit_at(text, end, lang) is None and currencies.currency_after(text, end, lang) is None
    return False


def _dated(text: str, lang: str, pieces: list[_Piece], found: list[Quantity]) -> set[int]:
    """Months with the days and years around them; the pieces that are used up."""
    used: set[int] = set()
    for at, piece in enumerate(pieces):
        month = next((m for m in piece.meanings if m.kind in {"month", "month-short"}), None)
        if month is None or at in used:
            continue
        end_piece = at + len(month.words)
        if month.words and [text[p.start : p.end].lower() for p in pieces[at + 1 : end_piece + 1]] != list(month.words):
            continue
        day_ats = _days_before(text, pieces, at) or []
        next_at, end = end_piece + 1, pieces[end_piece].end
        if not day_ats:
            while next_at < len(pieces) and _is_day(text, pieces, next_at) and (_DAY_GAP if not day_ats else _RANGE_GAP).fullmatch(text, end, pieces[next_at].start):
                day_ats.append(next_at)
                end, next_at = pieces[next_at].end, _skip(pieces, next_at, _suffix_end(text, pieces[next_at].end))
        year_at = None
        if next_at < len(pieces) and pieces[next_at].figure and _YEAR_GAP.fullmatch(text, end, pieces[next_at].start):
            figure = text[pieces[next_at].start : pieces[next_at].end]
            if len(figure) == 4 and figure.isdigit() and 1000 <= int(plain(figure)) <= 2200:
                year_at = next_at
        if not _is_month(text, lang, pieces, at, month, bool(day_ats or year_at is not None)):
            continue
        group = piece.start
        found.append(Quantity(piece.start, pieces[end_piece].end, text[piece.start : pieces[end_piece].end], "month", frozenset({month.value}),
                              demand=0.7, written="words", group=group))  # fmt: skip
        used.update(range(at, end_piece + 1))
        for place, kind in [*((d, "day") for d in day_ats), *([(year_at, "year")] if year_at is not None else [])]:
            p = pieces[place]
            stop = _suffix_end(text, p.end) if kind == "day" else p.end
            found.append(Quantity(p.start, stop, text[p.start : stop], kind, frozenset({Decimal(plain(text[p.start : p.end]))}), group=group))
            used.update(range(place, _skip(pieces, place, stop)))
    return used


def _suffix_end(text: str, end: int) -> int:
    suffix = _ORDINAL_SUFFIX.match(text, end)
    return end if suffix is None else suffix.end()


def _is_day(text: str, pieces: list[_Piece], at: int) -> bool:
    figure = text[pieces[at].start : pieces[at].end]
    return pieces[at].figure and len(figure) <= 2 and figure.isdigit() and 1 <= int(plain(figure)) <= 31 and text[pieces[at].end : pieces[at].end + 1] not in {":", "%"}


def _days_before(text: str, pieces: list[_Piece], at: int) -> list[int]:
    """Figures that are days of the month word at `at`: 5 May, 5-7 May, 5. und 7. Mai."""
    days: list[int] = []
    edge, place = pieces[at].start, at - 1
    while place >= 0 and len(days) < 3:
        if not pieces[place].figure:
            word = text[pieces[place].start : pieces[place].end].lower()
            if word not in _BETWEEN or place == 0:
                break
            place -= 1
            continue
        gap = _DAY_GAP if not days else _RANGE_GAP
        if not _is_day(text, pieces, place) or not gap.fullmatch(text, pieces[place].end, edge):
            break
        if text[max(0, pieces[place].start - 1) : pieces[place].start] in {".", ",", ":", "$", "€", "£"}:
            break
        days.append(place)
        edge, place = pieces[place].start, place - 1
    return days


_BETWEEN = frozenset("st nd rd th er of de del di d da го е й and to or y e et und bis a al au и по до do až i en tot".split())


def _is_month(text: str, lang: str, pieces: list[_Piece], at: int, month: Meaning, dated: bool) -> bool:
    word = text[pieces[at].start : pieces[at].end]
    if month.kind == "month-short":
        return dated and (lang != "en" or word[0].isupper())
    if lang == "en":
        if word in {"May", "March"} and not dated:
            return at > 0 and text[pieces[at - 1].start : pieces[at - 1].end].lower() in _IN_MONTH
        return word[0].isupper() or (dated and word not in {"may", "march"})
    return dated or len(word) > 3 or lang not in {"ar", "he", "fr", "it", "es"}


def _day_word(text: str, pieces: list[_Piece], at: int) -> list[Quantity]:
    piece = pieces[at]
    for m in piece.meanings:
        if m.kind not in {"weekday", "relday", "daypart"}:
            continue
        end_piece = at + len(m.words)
        if m.words and [text[p.start : p.end].lower() for p in pieces[at + 1 : end_piece + 1]] != list(m.words):
            continue
        end = pieces[end_piece].end
        return [Quantity(piece.start, end, text[piece.start : end], m.kind, frozenset({m.value}), demand=0.35, written="words")]
    return []


def _attached(q: Quantity, text: str, lang: str) -> Quantity:
    """The quantity with its unit or currency."""
    if q.kind in {"month", "day", "weekday", "relday", "daypart", "time", "code", "decade"}:
        return q
    if q.unit:
        return msgspec.structs.replace(q, tail=q.end)
    if (m := _AND_A_HALF.match(text, q.end)) is not None:
        halves = frozenset(v + Decimal("0.5") for v in q.values if isinstance(v, Decimal))
        found = units.unit_at(text, q.end, lang)
        return msgspec.structs.replace(q, values=halves, loose=q.loose | q.values, unit=found[0] if found else "", tail=m.end())
    before = currencies.currency_before(text, q.start) if q.start else None
    if before is not None:
        return msgspec.structs.replace(q, currency=before[0], tail=q.end, kind="number" if q.kind == "year" else q.kind)
    if q.start and text[q.start - 1] == "%" and lang == "tr":
        return msgspec.structs.replace(q, unit="pct", tail=q.end)
    after = units.unit_at(text, q.end, lang)
    money = currencies.currency_after(text, q.end, lang)
    if money is not None and (after is None or money[1] >= after[1]):
        return msgspec.structs.replace(q, currency=money[0], tail=money[1], kind="number" if q.kind == "year" else q.kind)
    if after is not None and text[after[1] : after[1] + 1] == "?" and after[0] in {"m", "km", "cm"}:
        return q  # a lost superscript: what was km² says nothing about its unit
    if after is not None and not (q.kind == "year" and after[0] == "year"):
        demand = 0.8 if q.written == "digits" and 0.3 < q.demand < 0.8 else q.demand  # 1 hour is no article
        return msgspec.structs.replace(q, unit=after[0], tail=after[1], demand=demand, kind="number" if q.kind == "year" else q.kind)
    return q


_TO = regex.compile(r"\s?(?:[-–—~～〜/,、]|to|or|and|a|o|y|e|ou|et|bis|oder|und|до|или|и|do|lub|nebo|až|到|至|或|से|या|إلى|أو)?\s?", regex.IGNORECASE)


def _elliptic(found: list[Quantity], text: str) -> list[Quantity]:
    """In "5 to 10 million" the five may be millions."""
    for at in range(1, len(found)):
        q, before = found[at], found[at - 1]
        if before.kind == "decade" and q.kind == "number" and all(10 <= v < 100 and v % 10 == 0 for v in q.values) and _TO.fullmatch(text, before.end, q.start):
            found[at] = msgspec.structs.replace(q, kind="decade", loose=q.loose | _decades(q.values))
    for at in range(len(found) - 2, -1, -1):
        q, following = found[at], found[at + 1]
        if q.written != "digits" or q.kind not in {"number", "year"} or following.written != "mixed":
            continue
        if not _TO.fullmatch(text, q.end, following.start):
            continue
        figure = regex.match(r"[\p{Nd}.,]*\p{Nd}", following.text)
        bare = max(readings(figure.group(), "en")[0], default=None) if figure else None
        if bare:
            scales = {Fraction(v) / Fraction(bare) for v in following.values}
            more = frozenset(v * int(s) for v in q.values if isinstance(v, Decimal) for s in scales if s.denominator == 1)
            found[at] = msgspec.structs.replace(q, loose=q.loose | more)
    return found


_AND_A_HALF = regex.compile(r"(?:年|[个個](?=半)|小时|小時|時間|天|周|週間|歳|岁|か月|ヶ月|カ月|개월|시간|년)半")


def _without_overlaps(found: list[Quantity]) -> list[Quantity]:
    """Later ones that stand inside an earlier one, or in its unit (the cent of `pour cent`), are dropped."""
    kept: list[Quantity] = []
    edge = 0
    for q in found:
        if q.start >= edge:
            kept.append(q)
            edge = max(q.end, q.tail)
    return kept

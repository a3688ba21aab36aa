"""Month names with the days and years around them, and other words of the calendar."""

from __future__ import annotations

from decimal import Decimal

import regex

from auditor.lang.quantities.digits import plain
from auditor.lang.quantities.figures import ORDINAL_SUFFIX
from auditor.lang.quantities.pieces import Piece, phrase_end, skip
from auditor.lang.quantities.quantity import Quantity
from auditor.lang.quantities.tables import Meaning

_DAY_GAP = regex.compile(
    r"(?:st|nd|rd|th|er|º|ª|o|-?(?:го|е|й|ого))?[.,]?\s{0,2}(?:of|de|del|di|d['’]|da|af|ของ)?\s{0,2}", regex.IGNORECASE
)
_YEAR_GAP = regex.compile(r"(?:st|nd|rd|th|er|º|ª|-?(?:го|е))?[.,]?\s{0,2}(?:of|de|del|di|do|van|,)?\s{0,2}", regex.IGNORECASE)
_RANGE_GAP = regex.compile(
    r"(?:st|nd|rd|th|º|\.)?\s?(?:[-–—/,&]|and|to|or|y|e|et|und|bis|al?|au|и|по|до|do|až|i|až do|en|tot)\s?", regex.IGNORECASE
)
_IN_MONTH = frozenset({"in", "since", "until", "by", "of", "last", "next", "this", "from", "early", "late", "mid", "during",
                       "through", "till", "to", "and", "before", "after"})  # fmt: skip
_LAST_WORD = regex.compile(r"(\p{L}+)\W{1,2}$")
_REGNAL = regex.compile(r"\s(?:I{1,3}|I?V|VI{1,3}|I?X|XI{1,3})(?!\p{L}|[.,]?\s\p{Nd})")
_MOST_DAYS = 3


def dated(text: str, lang: str, found: list[Piece]) -> tuple[list[Quantity], set[int]]:
    """Months with their days and years, and the pieces that are used up by them."""
    quantities: list[Quantity] = []
    used: set[int] = set()
    for at, piece in enumerate(found):
        month = next((m for m in piece.meanings if m.kind in {"month", "month-short"}), None)
        end = phrase_end(text, piece, month) if month is not None and at not in used else None
        if month is None or end is None:
            continue
        days, year = _days_and_year(text, found, at, end)
        if not _is_month(text, lang, piece, month, dated=bool(days or year)):
            continue
        group = piece.start
        quantities.append(
            Quantity(
                piece.start,
                end,
                text[piece.start : end],
                "month",
                frozenset({month.value}),
                demand=0.7,
                written="words",
                group=group,
            )
        )
        used.update(range(at, skip(found, at, end)))
        for place in (*days, *year):
            p, kind = found[place], "year" if place in year else "day"
            stop = _suffix_end(text, p.end) if kind == "day" else p.end
            quantities.append(
                Quantity(
                    p.start, stop, text[p.start : stop], kind, frozenset({Decimal(plain(text[p.start : p.end]))}), group=group
                )
            )
            used.update(range(place, skip(found, place, stop)))
    return quantities, used


def _days_and_year(text: str, found: list[Piece], at: int, end: int) -> tuple[list[int], list[int]]:
    days = _days_before(text, found, at)
    after = skip(found, at, end)
    while not (days and found[days[0]].start < found[at].start) and after < len(found) and _is_day(text, found[after]):
        if not (_RANGE_GAP if days else _DAY_GAP).fullmatch(text, end, found[after].start) or len(days) == _MOST_DAYS:
            break
        days.append(after)
        end = found[after].end
        after = skip(found, after, _suffix_end(text, end))
    year: list[int] = []
    if after < len(found) and found[after].figure and _YEAR_GAP.fullmatch(text, end, found[after].start):
        figure = text[found[after].start : found[after].end]
        if len(figure) == 4 and figure.isdecimal() and 1000 <= int(plain(figure)) <= 2200:
            year = [after]
    return days, year


def _suffix_end(text: str, end: int) -> int:
    suffix = ORDINAL_SUFFIX.match(text, end)
    return end if suffix is None else suffix.end()


def _is_day(text: str, piece: Piece) -> bool:
    figure = text[piece.start : piece.end]
    return (
        piece.figure
        and len(figure) <= 2
        and figure.isdecimal()
        and 1 <= int(plain(figure)) <= 31
        and text[piece.end : piece.end + 1] not in {":", "%"}
    )


def _days_before(text: str, found: list[Piece], at: int) -> list[int]:
    """Figures that are days of the month word at `at`: 5 May, 5-7 May, 5. und 7. Mai."""
    days: list[int] = []
    edge, place = found[at].start, at - 1
    while place >= 0 and len(days) < _MOST_DAYS:
        piece = found[place]
        if not piece.figure:
            if edge - piece.end > 2 and edge - piece.start > 4:
                break
            place -= 1
            continue
        if not _is_day(text, piece) or not (_RANGE_GAP if days else _DAY_GAP).fullmatch(text, piece.end, edge):
            break
        if piece.start and text[piece.start - 1] in ".,:$€£":
            break
        days.append(place)
        edge, place = piece.start, place - 1
    return days


def _is_month(text: str, lang: str, piece: Piece, month: Meaning, *, dated: bool) -> bool:
    word = text[piece.start : piece.end]
    if _REGNAL.match(text, piece.end):
        return False  # August III
    if month.kind == "month-short":
        return dated and (lang != "en" or word[0].isupper())
    if lang == "en":
        if word in {"May", "March"} and not dated:
            before = _LAST_WORD.search(text, max(0, piece.start - 12), piece.start)
            return before is not None and before[1].lower() in _IN_MONTH
        return word[0].isupper() or (dated and word not in {"may", "march"})
    return dated or len(word) > 3 or lang not in {"ar", "he", "fr", "it", "es"}


def day_word(text: str, piece: Piece) -> Quantity | None:
    """A weekday, a day seen from today or a part of the day."""
    for m in piece.meanings:
        if m.kind in {"weekday", "relday", "daypart"} and (end := phrase_end(text, piece, m)) is not None:
            return Quantity(piece.start, end, text[piece.start : end], m.kind, frozenset({m.value}), demand=0.35, written="words")
    return None

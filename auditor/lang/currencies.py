"""Currencies by symbol, code and word; a sign that several share names all of them."""

from __future__ import annotations

import functools

import regex

from auditor.lang.units import Forms, compiled, rows, worded

_SPACE = r"[\s\N{NO-BREAK SPACE}]?(?:(?:de|di)\s|d['’])?"


@functools.cache
def _after(lang: str) -> Forms:
    symbols: dict[str, str] = {}
    words: dict[str, str] = {}
    for row in rows("currencies.tsv"):
        for symbol in filter(None, row[1].split("|")):
            symbols.setdefault(symbol, row[0])
        for form in worded(row[2] if len(row) > 2 else "").get(lang, []):
            words[form] = f"{words[form]}/{row[0]}" if form in words else row[0]
    return compiled(symbols, words, lead=_SPACE)


@functools.cache
def _before() -> tuple[regex.Pattern[str], dict[str, str]]:
    symbols: dict[str, str] = {}
    for row in rows("currencies.tsv"):
        for symbol in filter(None, row[1].split("|")):
            symbols.setdefault(symbol, row[0])
    choice = "|".join(regex.escape(s) for s in sorted(symbols, key=len, reverse=True))
    return regex.compile(rf"(?<!\p{{L}})({choice})\s?$"), symbols


def currency_after(text: str, place: int, lang: str) -> tuple[frozenset[str], int] | None:
    """`(ISO 4217 candidates, end)` of the currency that follows a figure ending at `place`.

    >>> currency_after("5 million euros", 9, "en")
    (frozenset({'EUR'}), 15)
    """
    found = _after(lang).at(text, place)
    return None if found is None else (frozenset(found[0].split("/")), found[1])


def currency_before(text: str, place: int) -> tuple[frozenset[str], int] | None:
    """`(ISO 4217 candidates, start)` of the currency sign or code that leads to a figure at `place`.

    >>> currency_before("about US$30", 9)
    (frozenset({'USD'}), 6)
    """
    window = text[max(0, place - 6) : place]
    if not window or (window[-1].isalpha() and window[-1].islower() and not window.endswith("s.")):
        return None
    pattern, symbols = _before()
    match = pattern.search(window)
    if match is None:
        return None
    return frozenset(symbols[match.group(1)].split("/")), place - len(window) + match.start()

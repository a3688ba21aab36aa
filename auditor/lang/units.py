"""Units of measure: their symbols and words in many languages, and what one is in another."""

from __future__ import annotations

import functools

import msgspec
import regex

from auditor.lang.quantities.tables import rows

# Han and kana words need no boundary after them; everything else does.
_UNSPACED = regex.compile(r"[\p{Han}\p{Katakana}\p{Hiragana}ー]$")


class UnitOfMeasure(msgspec.Struct, frozen=True):
    """A unit; `factor` is to the base of its dimension (metre, litre, kilogram, second ...)."""

    id: str
    dimension: str
    factor: float


class Forms(msgspec.Struct, frozen=True):
    """How one language writes a table's entries: a pattern to match at a place, and what a match names."""

    pattern: regex.Pattern[str]
    names: dict[str, str]
    stems: tuple[tuple[str, str], ...]

    def at(self, text: str, place: int) -> tuple[str, int] | None:
        """`(name, end)` of the longest form that stands at `place`, after at most a space or hyphen."""
        match = self.pattern.match(text, place)
        if match is None:
            return None
        form = match.group(1)
        name = self.names.get(form) or self.names.get(form.lower())
        if name is None:
            name = next((n for stem, n in self.stems if regex.fullmatch(stem, form.lower())), None)
        return None if name is None else (name, match.end())


def compiled(symbols: dict[str, str], words: dict[str, str], before: str = r"[\s\N{NO-BREAK SPACE}-]{0,2}(?:(?:de|di)\s|d['’])?") -> Forms:
    """Forms of symbols (case as written) and words (any case; "*" ends a stem)."""
    choices: list[str] = []
    stems: list[tuple[str, str]] = []
    names = dict(symbols)
    for form, name in sorted([*symbols.items(), *words.items()], key=lambda item: -len(item[0])):
        cased = form in symbols
        if "*" in form:
            stem = r"\s".join(regex.escape(part[:-1]) + r"\p{L}{0,5}" if part.endswith("*") else regex.escape(part) for part in form.split(" "))
            stems.append((stem, name))
            choices.append(f"(?i:{stem})")
        else:
            names.setdefault(form, name)
            body = regex.escape(form).replace(r"\ ", r"[\s-]")
            names.setdefault(form.replace(" ", "-"), name)
            choices.append(body if cased else f"(?i:{body})")
        if not _UNSPACED.search(form):
            choices[-1] += r"(?![\p{L}\p{Nd}])"
    return Forms(pattern=regex.compile(f"{before}({'|'.join(choices)})" if choices else r"(?!)()"), names=names, stems=tuple(stems))


def worded(cells: str) -> dict[str, list[str]]:
    """The forms of a table's cell by language.

    >>> worded("en mile|miles; zh 英里")
    {'en': ['mile', 'miles'], 'zh': ['英里']}
    """
    found: dict[str, list[str]] = {}
    for cell in cells.split("; "):
        lang, _, forms = cell.strip().partition(" ")
        if forms:
            found[lang] = forms.split("|")
    return found


@functools.cache
def units() -> dict[str, UnitOfMeasure]:
    """Every unit, by id."""
    return {row[0]: UnitOfMeasure(row[0], row[1], float(row[2])) for row in rows("units.tsv")}


@functools.cache
def _forms(lang: str) -> Forms:
    symbols: dict[str, str] = {}
    words: dict[str, str] = {}
    for row in rows("units.tsv"):
        for symbol in filter(None, row[3].split("|")):
            symbols.setdefault(symbol, row[0])
        for form in worded(row[4] if len(row) > 4 else "").get(lang, []):
            words.setdefault(form, row[0])
    return compiled(symbols, words)


def unit_at(text: str, place: int, lang: str) -> tuple[str, int] | None:
    """`(unit id, end)` of the unit that follows a figure ending at `place`.

    >>> unit_at("some 40 square miles", 7, "en"), unit_at("5公里", 1, "zh")
    (('mi2', 20), ('km', 3))
    """
    return _forms(lang).at(text, place)


def convert(value: float, unit: str, other: str) -> float | None:
    """The value in another unit, None where the dimensions differ.

    >>> round(convert(50, "mi", "km"), 1), convert(20, "c", "f"), convert(1, "kg", "m")
    (80.5, 68.0, None)
    """
    one, two = units().get(unit), units().get(other)
    if one is None or two is None or one.dimension != two.dimension:
        return None
    if one.dimension == "temperature":
        if one.id == two.id:
            return value
        return value * 9 / 5 + 32 if one.id == "c" else (value - 32) * 5 / 9
    return value * one.factor / two.factor

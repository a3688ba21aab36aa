"""Units of measure: their symbols and words in many languages, and what one is in another."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import msgspec
import regex

from auditor import corpora

# Han and kana words need no boundary after them; everything else does.
_UNSPACED = regex.compile(r"[\p{Han}\p{Katakana}\p{Hiragana}\p{Hangul}ー]$")
_INSIDE = regex.compile(r"[\p{L}\p{M}\p{Nd}]")
_LONGEST = 48


class UnitOfMeasure(msgspec.Struct, frozen=True):
    """A unit; `factor` is to the base of its dimension (metre, litre, kilogram, second ...)."""

    id: str
    dimension: str
    factor: float


class Form(msgspec.Struct, frozen=True):
    """One way an entry is written: a symbol (case as written), a word, or a pattern for words with endings."""

    text: str
    name: str
    cased: bool
    bounded: bool  # no letter may follow
    pattern: regex.Pattern[str] | None = None


class Forms(msgspec.Struct, frozen=True):
    """How one language writes a table's entries, by first character, longest first."""

    lead: regex.Pattern[str]  # what may stand between the figure and the form
    by_first: dict[str, tuple[Form, ...]]

    def at(self, text: str, place: int) -> tuple[str, int] | None:
        """`(name, end)` of the longest form that stands at `place`."""
        lead = self.lead.match(text, place)
        start = lead.end() if lead else place
        forms = self.by_first.get(text[start : start + 1].lower())
        if not forms:
            return None
        window = text[start : start + _LONGEST]
        lower = window.lower()
        for form in forms:
            if form.pattern is not None:
                m = form.pattern.match(lower)
                size = m.end() if m else 0
            else:
                size = len(form.text) if (window if form.cased else lower).startswith(form.text) else 0
            if size and not (form.bounded and _INSIDE.match(text, start + size)):
                return form.name, start + size
        return None


def compiled(symbols: dict[str, str], words: dict[str, str], lead: str) -> Forms:
    """Forms of symbols and words ("*" ends a stem)."""
    forms = [Form(symbol, name, cased=True, bounded=not _UNSPACED.search(symbol)) for symbol, name in symbols.items()]
    for word, name in words.items():
        pattern = None
        if "*" in word:
            stems = (
                regex.escape(part[:-1]) + r"\p{L}{0,5}" if part.endswith("*") else regex.escape(part) for part in word.split(" ")
            )
            pattern = regex.compile(r"\s".join(stems))
        forms.append(Form(word, name, cased=False, bounded=not _UNSPACED.search(word), pattern=pattern))
        if " " in word and pattern is None:
            forms.append(Form(word.replace(" ", "-"), name, cased=False, bounded=not _UNSPACED.search(word)))
    by_first: dict[str, list[Form]] = {}
    for form in sorted(forms, key=lambda f: -len(f.text)):
        by_first.setdefault(form.text[0].lower(), []).append(form)
    return Forms(lead=regex.compile(lead), by_first={first: tuple(found) for first, found in by_first.items()})


def rows(name: str) -> Iterator[list[str]]:
    """The rows of a table under corpora/quantities, without comments."""
    for line in corpora.path(f"quantities/{name}").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


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
    return compiled(symbols, words, lead=r"[\s\N{NO-BREAK SPACE}-]{0,2}(?:(?:de|di)\s|d['’])?")


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

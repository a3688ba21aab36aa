"""The shipped tables of number words and calendar words, as one lexicon a language."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import msgspec

from auditor.lang.quantities.quantity import Value
from auditor.lang.units import rows

# Relatives that may read each other's tables where they have none of their own.
_RELATIVES = {"no": "nb", "nn": "nb", "ms": "id", "gl": "pt", "be": "ru", "bg": "ru", "mr": "hi", "sk": "cs", "ast": "es",
              "yue": "zh", "wuu": "zh", "iw": "he", "in": "id", "sr": "hr"}  # fmt: skip
_LONGEST_ENDING = 4


class Meaning(msgspec.Struct, frozen=True):
    """What a word may say: `kind` is a row kind of numerals.tsv, calendar.tsv or daywords.tsv."""

    kind: str
    value: Value
    words: str = ""  # the rest of a phrase, as it follows its first word


class Lexicon(msgspec.Struct, frozen=True):
    """All number and calendar words of a language."""

    lang: str
    forms: dict[str, tuple[Meaning, ...]]
    stems: dict[str, Meaning]
    prefixes: tuple[tuple[str, Value], ...]
    atoms: dict[str, Meaning]  # what compounds are made of


def number(text: str) -> Value:
    """A value as the tables write it.

    >>> number("1/3"), number("1.5")
    (Fraction(1, 3), Decimal('1.5'))
    """
    if "/" not in text:
        return Decimal(text)
    fraction = Fraction(text)
    exact = Decimal(fraction.numerator) / Decimal(fraction.denominator)
    return exact if exact == fraction else fraction


@functools.cache
def _entries() -> dict[str, list[tuple[str, str]]]:
    table: dict[str, list[tuple[str, str]]] = {}
    for lang, kind, cells in rows("numerals.tsv"):
        table.setdefault(lang, []).append((kind, cells))
    for lang, kind, cells in rows("daywords.tsv"):
        table.setdefault(lang, []).append((kind, cells))
    for lang, kind, width, cells in rows("calendar.tsv"):
        table.setdefault(lang, []).append((kind if width == "wide" else f"{kind}-short", cells))
    return table


def _numbered(cells: str) -> Iterator[tuple[str, list[str]]]:
    for cell in cells.split("; "):
        value, _, forms = cell.partition(" ")
        yield value, forms.split("|")


@functools.cache
def lexicon(lang: str) -> Lexicon:
    """The lexicon of a primary language subtag; empty where the tables say nothing."""
    entries = _entries()
    if not any(kind == "cardinal" for kind, _ in entries.get(lang, [])):
        entries = {lang: entries.get(lang, []) + entries.get(_RELATIVES.get(lang, ""), [])}
    endings: dict[str, list[str]] = {}
    forms: dict[str, dict[str, Meaning]] = {}
    stems: dict[str, Meaning] = {}
    prefixes: list[tuple[str, Value]] = []
    for kind, cells in entries.get(lang, []):
        for value, words in _numbered(cells):
            if kind == "endings":
                endings[value] = words
                continue
            for word in words:
                stem, tilde, ending = word.partition("~")
                for form in [stem + e for e in endings[ending]] if tilde else [word]:
                    first = form.replace("-", " ").split(" ")[0]
                    meaning = Meaning(kind, number(value), form[len(first) :])
                    if kind == "prefix":
                        prefixes.append((form, meaning.value))
                    elif form.endswith("*"):
                        stems[form[:-1]] = meaning
                    else:
                        forms.setdefault(first, {}).setdefault(f"{kind}{form}", meaning)
    found = {form: tuple(sorted(m.values(), key=lambda x: -len(x.words))) for form, m in forms.items()}
    return Lexicon(
        lang=lang, forms=found, stems=stems, prefixes=tuple(sorted(prefixes, key=lambda p: -len(p[0]))), atoms=_atoms(found)
    )


_PARTS = frozenset({"cardinal", "numeral", "hundred", "scale", "ordinal", "join", "fraction"})


def _atoms(forms: dict[str, tuple[Meaning, ...]]) -> dict[str, Meaning]:
    """The words compounds are made of: cardinals, one, hundred, thousand, and ordinals at the end."""
    atoms: dict[str, Meaning] = {}
    for form, meanings in forms.items():
        for meaning in meanings:
            if meaning.kind in _PARTS and not meaning.words:
                atoms.setdefault(form, meaning)
    return atoms


_CLITICS = {
    "ar": ("وال", "بال", "فال", "كال", "ولل", "ال", "لل", "و", "ب", "ف", "ل", "ك"),
    "he": ("וה", "שה", "מה", "בה", "ה", "ו", "ב", "ל", "מ", "ש", "כ"),
}


@functools.lru_cache(maxsize=65536)
def meanings(word: str, lang: str) -> tuple[Meaning, ...]:
    """What a lower-case word may say in a language (a primary subtag).

    >>> [(m.kind, int(m.value)) for m in meanings("millones", "es")], meanings("casa", "es")
    ([('scale', 1000000)], ())
    """
    table = lexicon(lang)
    found = table.forms.get(word)
    if found is not None:
        return found
    if table.stems:
        for cut in range(1, min(_LONGEST_ENDING, len(word) - 2) + 1):
            if (meaning := table.stems.get(word[:-cut])) is not None:
                return (meaning,)
        if (meaning := table.stems.get(word)) is not None:
            return (meaning,)
    for clitic in _CLITICS.get(lang, ()):
        if (
            word.startswith(clitic)
            and len(word) - len(clitic) >= 3
            and (found := table.forms.get(word[len(clitic) :])) is not None
        ):
            return found
    return ()

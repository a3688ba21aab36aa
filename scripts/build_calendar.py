"""Writes `corpora/quantities/calendar.tsv`: month and weekday names of every language of CLDR, by way of babel.

Baked into a table so that an audit need not load babel; run again when babel brings a newer CLDR.
"""

from __future__ import annotations

import pathlib

import regex
from babel import Locale, UnknownLocaleError, localedata

OUT = pathlib.Path(__file__).resolve().parent.parent / "corpora" / "quantities" / "calendar.tsv"
# Regions whose names of months differ from those of the language's default region.
REGIONS = ("ar_EG", "ar_LB", "ar_DZ", "ar_MA", "de_AT", "es_PY", "pt_PT", "zh_Hant", "sr_Latn", "en_AU", "en_GB")
# babel falls back to the root locale where a language has no stand-alone form of its own.
_ROOT = frozenset({"mon", "tue", "wed", "thu", "fri", "sat", "sun"})
_LETTERS = regex.compile(r"^\p{L}[\p{L}\p{M}.'’ -]*$")


def names(locale: Locale, kind: str) -> dict[tuple[str, int], set[str]]:
    """`(width, number)` to forms; weekdays count from Monday as 1."""
    table = locale.months if kind == "month" else locale.days
    found: dict[tuple[str, int], set[str]] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in table[context][width].items():
                form = name.strip().lower().replace("i̇", "i").rstrip(".")
                if len(form) >= 2 and _LETTERS.match(form) and (form not in _ROOT or locale.language == "en"):
                    key = (width, number if kind == "month" else number + 1)
                    found.setdefault(key, set()).add(form)
    for (width, number), short in found.items():
        if width == "abbreviated":
            short.difference_update(found.get(("wide", number), set()))
    return found


def main() -> None:
    """The table, one row per language, kind and width."""
    rows: dict[tuple[str, str, str], dict[int, set[str]]] = {}
    for identifier in (*sorted(i for i in localedata.locale_identifiers() if "_" not in i), *REGIONS):
        try:
            locale = Locale.parse(identifier)
        except (UnknownLocaleError, ValueError):
            continue
        for kind in ("month", "weekday"):
            for (width, number), forms in names(locale, kind).items():
                rows.setdefault((locale.language, kind, width), {}).setdefault(number, set()).update(forms)
    lines = [
        "# Month and weekday names (weekdays from Monday = 1), lower case: Unicode CLDR (Unicode licence v3),",
        "# by scripts/build_calendar.py",
        "# lang <TAB> kind <TAB> width <TAB> number form|form; ...",
    ]
    for (lang, kind, width), numbered in sorted(rows.items()):
        cells = "; ".join(f"{number} {'|'.join(sorted(forms))}" for number, forms in sorted(numbered.items()) if forms)
        if cells:
            lines.append(f"{lang}\t{kind}\t{width}\t{cells}")
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

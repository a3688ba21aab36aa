"""Trusted phrasings of the user: TMX, CSV, TSV or plain text, beside the bank that ships."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from lxml import etree

from auditor.errors import InputError
from auditor.lang.bank import Bank, Phrasing, house_phrasings, listed

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def load(paths: Sequence[str], *, house: bool = True, source_lang: str = "", target_lang: str = "") -> Bank | None:
    """The bank of all files, with the one that ships where `house`; None where there is nothing.

    InputError names the file, the line and what to do.
    """
    phrasings: list[Phrasing] = []
    for path in paths:
        phrasings += _read(Path(path), source_lang, target_lang)
    if house:
        phrasings += house_phrasings()
    return Bank(phrasings) if phrasings else None


def _read(path: Path, source_lang: str, target_lang: str) -> Iterable[Phrasing]:
    if not path.is_file():
        raise InputError(str(path), "no such file: give TMX, CSV, TSV or text of trusted phrasings")
    suffix = path.suffix.lower()
    if suffix == ".tmx":
        return _tmx(path)
    if suffix in {".csv", ".tsv"}:
        return _table(path, "\t" if suffix == ".tsv" else ",", source_lang, target_lang)
    lang = target_lang or path.stem.rpartition(".")[2]
    if not 2 <= len(lang) <= 8:
        raise InputError(
            str(path), "the language of the phrasings is not known: name the file like phrases.es.txt, or use --languages"
        )
    return _lines(path, lang, str(path))


def _lines(path: Path, lang: str, origin: str) -> Iterator[Phrasing]:
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise InputError(str(path), f"not UTF-8 text: {fault.reason} at byte {fault.start}") from fault
    yield from listed(text, lang, origin)


def _table(path: Path, delimiter: str, source_lang: str, target_lang: str) -> Iterator[Phrasing]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            for row in csv.DictReader(file, delimiter=delimiter):
                cells = {
                    (key or "").strip().lower(): (value or "").strip() for key, value in row.items() if isinstance(value, str)
                }
                text = cells.get("target") or cells.get("phrasing") or ""
                lang = cells.get("target_lang") or target_lang
                if text and lang:
                    yield Phrasing(text, lang, str(path), cells.get("source", ""), cells.get("source_lang") or source_lang)
        except (csv.Error, UnicodeDecodeError) as fault:
            raise InputError(
                str(path), f"not readable as a table with the columns source, target, target_lang: {fault}"
            ) from fault


def _tmx(path: Path) -> Iterator[Phrasing]:
    """Every pair of languages of every unit, the later languages as translations of the first."""
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    try:
        for _, unit in etree.iterparse(str(path), tag="{*}tu", **options):
            variants = [
                (str(tuv.get(_LANG) or tuv.get("lang") or ""), "".join(seg.itertext()).strip())
                for tuv in unit.iterfind("{*}tuv")
                for seg in tuv.iterfind("{*}seg")
            ]
            for lang, text in variants:
                for source_lang, source in variants:
                    if lang and text and source_lang != lang:
                        yield Phrasing(text, lang, str(path), source, source_lang)
            unit.clear()
    except etree.XMLSyntaxError as fault:
        raise InputError(str(path), f"not readable as TMX: {fault.msg}", fault.lineno) from fault

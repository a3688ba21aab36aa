"""Opens whatever holds a glossary, by its name: text form, tables, sheets, TBX, databases; and the one that ships."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from auditor import corpora
from auditor.errors import GlossaryError
from auditor.glossary import tables, text
from auditor.glossary.entries import Concept
from auditor.glossary.match import Matcher, undisturbed
from auditor.glossary.tables import Batch

if TYPE_CHECKING:
    from auditor.glossary.store import Decision

HOUSE = "glossary/newsroom.terms"
_SQLITE = b"SQLite format 3\x00"


def load(paths: Sequence[str], *, house: bool = True, on: str = "") -> Matcher:
    """The matcher of some glossaries, earlier ones first in authority, the house's last; GlossaryError says where and what."""
    with undisturbed():
        layers = [concepts(path) for path in paths]
        if house:
            layers.append(list(house_glossary()))
        return Matcher(merged(layers), on)


@functools.cache
def house_glossary() -> tuple[Concept, ...]:
    """The newsroom glossary that ships."""
    return tuple(text.read(corpora.path(HOUSE)))


def merged(layers: Iterable[Iterable[Concept]]) -> list[Concept]:
    """One glossary of several: a concept, and a term that names something, belongs to the first that has it."""
    held = [list(layer) for layer in layers]
    if len(held) == 1:
        return held[0]
    out: dict[str, Concept] = {}
    taken: set[tuple[str, str]] = set()
    for number, layer in enumerate(held):
        mine: set[tuple[str, str]] = set()
        for concept in layer:
            if concept.id in out:
                continue
            left = concept.terms if number == 0 else tuple(t for t in concept.terms if (t.lang, t.text.lower()) not in taken)
            out[concept.id] = concept if len(left) == len(concept.terms) else msgspec.structs.replace(concept, terms=left)
            mine.update((t.lang, t.text.lower()) for t in concept.terms)
        taken |= mine
    return list(out.values())


def concepts(name: str) -> list[Concept]:
    """The concepts of one file or database; any row that cannot be taken is an error."""
    if is_database(name):
        from auditor.glossary import store  # noqa: PLC0415 - SQLAlchemy is the extra `glossary`

        with store.opened(name) as glossary:
            return list(glossary.concepts())
    batch = read(Path(name))
    if batch.dropped:
        first = batch.dropped[0]
        raise GlossaryError(
            f"{name}:{first.line}: {first.why}" + (f" (and {len(batch.dropped) - 1} more)" if len(batch.dropped) > 1 else "")
        )
    return list(batch.concepts)


def decisions(name: str) -> list[Decision]:
    """What editors said of findings, where the glossary is a database."""
    if not is_database(name):
        return []
    from auditor.glossary import store  # noqa: PLC0415 - SQLAlchemy is the extra `glossary`

    with store.opened(name) as glossary:
        return glossary.decisions()


def is_database(name: str) -> bool:
    """Is it the URL or the file of a database?"""
    if "://" in name:
        return True
    path = Path(name)
    if path.suffix.lower() in {".db", ".sqlite", ".sqlite3"}:
        return True
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False


def read(path: Path, pair: tuple[str, str] = ("", "")) -> Batch:
    """What a file brings, by its ending; GlossaryError if it cannot be read at all."""
    kind = path.suffix.lower()
    if not path.is_file():
        raise GlossaryError(f"{path}: no such file")
    if kind in {".csv", ".tsv", ".tab"}:
        return tables.parse(text.contents(path), str(path), pair)
    if kind in {".xlsx", ".xlsm"}:
        from auditor.glossary import sheets  # noqa: PLC0415 - openpyxl is the extra `xlsx`

        return sheets.read(path, pair)
    if kind in {".tbx", ".xml", ".tmx"}:
        from auditor.glossary import tbx, tmx  # noqa: PLC0415 - lxml takes a while to start

        return tmx.read(path) if kind == ".tmx" else tbx.read(path)
    return Batch(tuple(text.read(path)))

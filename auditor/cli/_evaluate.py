"""Gold sets and self-tests, run through the pipeline as it would run for a user."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path

import msgspec
from rich.console import Console

from auditor import distribute, ingest, pipeline
from auditor.config import load, pair_of
from auditor.errors import InputError
from auditor.evaluate import Audit, Figures, Row, evaluate, picture, selftest, table
from auditor.model import Audited, Bundle, Failure


def run_gold(gold: Path, sides: frozenset[str], limit: int, as_json: Path | None, image: Path | None) -> str:
    """The figures of a gold set as a table; JSON and a picture on the side."""
    if not gold.is_file():
        raise InputError(str(gold), "no such file: give a gold set, JSON Lines")
    return _told(evaluate(gold, audit(), sides, limit), as_json, image)


def run_selftest(file: Path, languages: str | None, seed: int, as_json: Path | None) -> str:
    """What is found of the errors planted into the user's own translations, as a table."""
    source, target = pair_of(languages or "")
    bundles = ingest.gather([str(file)], target_lang=target or None, source_lang=source or None)
    rows = [row for bundle in bundles if isinstance(bundle, Bundle) for row in _rows(bundle)]
    if not rows:
        raise InputError(str(file), "no pairs of source and target: give JSON Lines, CSV or TSV with both")
    sides = frozenset({"source", "reference"} if all(row.references for row in rows) else {"source"})
    return _told(selftest(rows, audit(), sides, seed), as_json, None)


def audit() -> Audit:
    """The pipeline as a function of bundles, with the configuration of this folder and no engine."""
    desk = pipeline.desk(load(Path.cwd(), options={"engine": "none"}).config)

    def run(bundles: Iterable[Bundle | Failure]) -> Iterator[Audited | Failure]:
        return distribute.run(bundles, desk)

    return run


def _rows(bundle: Bundle) -> Iterator[Row]:
    for unit in pipeline.units_of(bundle):
        if unit.source is not None and unit.target.text and unit.source.text:
            yield Row(
                id=unit.id,
                src_lang=unit.source.lang,
                tgt_lang=unit.target.lang,
                source=unit.source.text,
                target=unit.target.text,
                references=tuple(reference.text for reference in unit.references),
            )


def _told(figures: Figures, as_json: Path | None, image: Path | None) -> str:
    if as_json is not None:
        as_json.write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=1))
    if image is not None:
        image.write_text(picture(figures), "utf-8")
    width = shutil.get_terminal_size((100, 24)).columns
    out = StringIO()
    Console(file=out, width=width).print(table(figures, width), end="", markup=False)
    return out.getvalue().rstrip()

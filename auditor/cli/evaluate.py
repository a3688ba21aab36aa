"""`auditor evaluate` and `auditor selftest`: how good are we, on gold data and on your own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def evaluate(
    gold: Annotated[Path, typer.Argument(help="Gold set, JSON Lines, may be gzip-compressed.", show_default=False)],
    sides: Annotated[str, typer.Option("--sides", help="Sides given beside the target.")] = "source,reference",
    limit: Annotated[int, typer.Option("--limit", min=0, help="About this many rows, evenly spaced; 0 takes all.")] = 0,
    as_json: Annotated[Path | None, typer.Option("--json", help="Write the figures there as JSON.")] = None,
    picture: Annotated[Path | None, typer.Option("--picture", help="Write a picture (SVG) there.")] = None,
) -> None:
    """Measure recall, false alarms, precision by rule, spans and score agreement on a gold set."""
    from auditor.cli._evaluate import run_gold

    typer.echo(run_gold(gold, frozenset(sides.split(",")), limit, as_json, picture))


def selftest(
    file: Annotated[Path, typer.Argument(help="Your own good translations: JSON Lines, CSV or TSV.", show_default=False)],
    languages: Annotated[str | None, typer.Option("--languages", "-l", help="Source and target, as es-en.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="Of the planted errors.")] = 0,
    as_json: Annotated[Path | None, typer.Option("--json", help="Write the figures there as JSON.")] = None,
) -> None:
    """Plant errors of every kind into good translations, and report recall and false alarms by rule and language."""
    from auditor.cli._evaluate import run_selftest

    typer.echo(run_selftest(file, languages, seed, as_json))

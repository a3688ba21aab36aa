"""`auditor audit` and `auditor check`: the same pipeline, for a person and for a gate."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

Inputs = Annotated[list[str], typer.Argument(help="Files, folders, feeds, URLs, or - for standard input.", show_default=False)]
Source = Annotated[str | None, typer.Option("--source", "-s", help="The text it was translated from: a file or feed.")]
Reference = Annotated[list[str] | None, typer.Option("--reference", "-r", help="Trusted phrasings in the target's language.")]
Glossary = Annotated[list[str] | None, typer.Option("--glossary", "-g", help="A glossary file or database; may be repeated.")]
Phrases = Annotated[list[str] | None, typer.Option("--phrases", help="TMX, CSV or text of trusted phrasings; may be repeated.")]
Languages = Annotated[str | None, typer.Option("--languages", "-l", help="Source and target, as es-en; or the target alone.")]
Columns = Annotated[list[str] | None, typer.Option("--columns", help="Names of table columns, as target=Spanish.")]
Aligned = Annotated[bool, typer.Option("--aligned", help="Line n of every file belongs together.")]
Select = Annotated[list[str] | None, typer.Option("--select", help="Only these rules or groups, comma-separated.")]
Extend = Annotated[list[str] | None, typer.Option("--extend-select", help="These as well: how preview rules are switched on.")]
Ignore = Annotated[list[str] | None, typer.Option("--ignore", help="Not these rules or groups.")]
Confidence = Annotated[float | None, typer.Option("--min-confidence", min=0, max=1, help="Only findings at least this sure.")]
FailOn = Annotated[str | None, typer.Option("--fail-on", help="Lowest severity that fails: never, minor, major, critical.")]
MaxMinor = Annotated[int | None, typer.Option("--max-minor", min=0, help="Fail on more open minor findings than this.")]
MinScore = Annotated[float | None, typer.Option("--min-score", min=0, max=100, help="Fail on a document score below this.")]
Baseline = Annotated[str | None, typer.Option("--baseline", help="File of findings that are known and do not fail.")]
Desk = Annotated[str | None, typer.Option("--desk", help="An editors' desk (token: AUDITOR_DESK_TOKEN) or its snapshot.")]
WriteBaseline = Annotated[bool, typer.Option("--write-baseline", help="Write every finding of this run to the baseline.")]
Prune = Annotated[bool, typer.Option("--prune-baseline", help="Take out of the baseline what is no longer found.")]
AllowStale = Annotated[bool, typer.Option("--allow-stale", help="Do not fail on entries of the baseline that are gone.")]
Changed = Annotated[str | None, typer.Option("--changed-since", metavar="REF", help="Only what changed since a git commit.")]
New = Annotated[Path | None, typer.Option("--new-since", metavar="STATE", help="Only items not seen before; STATE is kept.")]
Format = Annotated[list[str] | None, typer.Option("--format", "-f", help="Output format, or FORMAT=FILE; may be repeated.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Write the report there instead of standard output.")]
Engine = Annotated[str | None, typer.Option("--engine", "-e", help="Back-translation: auto, none, or an engine's name.")]
Pages = Annotated[bool, typer.Option("--fetch-pages", help="Read the page each feed item links to, and audit its article.")]
EveryBack = Annotated[bool | None, typer.Option("--every-back", help="Translate back also what forced decoding finds right.")]
Offline = Annotated[bool | None, typer.Option("--offline", help="Never touch the network.")]
Allow = Annotated[list[str] | None, typer.Option("--allow-host", help="A host, address or network that may be private.")]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Neither read nor write cached results.")]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", min=0, help="Processes; 0 decides by the amount of work.")]
Cluster = Annotated[str | None, typer.Option("--cluster", help="Audit on Dask (tcp://HOST:PORT) or Ray (ray://HOST:PORT).")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on where a run that was killed had come to.")]
Settings = Annotated[Path | None, typer.Option("--config", help="This configuration file instead of the nearest one.")]
ExitZero = Annotated[bool, typer.Option("--exit-zero", help="Status 0 also where findings would fail the run.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress on stderr.")]
Ter = Annotated[bool | None, typer.Option("--ter", help="Compute TER too, within a budget.")]


def audit(
    inputs: Inputs,
    source: Source = None,
    reference: Reference = None,
    glossary: Glossary = None,
    phrases: Phrases = None,
    languages: Languages = None,
    columns: Columns = None,
    aligned: Aligned = False,
    select: Select = None,
    extend_select: Extend = None,
    ignore: Ignore = None,
    min_confidence: Confidence = None,
    fail_on: FailOn = None,
    max_minor: MaxMinor = None,
    min_score: MinScore = None,
    baseline: Baseline = None,
    desk: Desk = None,
    write_baseline: WriteBaseline = False,
    prune_baseline: Prune = False,
    allow_stale: AllowStale = False,
    changed_since: Changed = None,
    new_since: New = None,
    formats: Format = None,
    output: Output = None,
    engine: Engine = None,
    fetch_pages: Pages = False,
    every_back: EveryBack = None,
    offline: Offline = None,
    allow_hosts: Allow = None,
    no_cache: NoCache = False,
    jobs: Jobs = None,
    cluster: Cluster = None,
    resume: Resume = False,
    config: Settings = None,
    exit_zero: ExitZero = False,
    quiet: Quiet = False,
    ter: Ter = None,
) -> None:
    """Audit translated text and report to a person; `check` is the same as a gate."""
    given: dict[str, Any] = locals()
    from auditor.cli._run import run

    status = run(given)
    sys.stdout.flush()
    raise typer.Exit(status)

"""`auditor watch URL`: a desk's look-out over a feed that changes every hour."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from auditor.cli import audit

Urls = Annotated[
    list[str], typer.Argument(metavar="URL...", help="Feeds to look at (files are read as well).", show_default=False)
]
Every = Annotated[float, typer.Option("--every", min=1, help="Seconds between two looks.")]
State = Annotated[Path | None, typer.Option("--state", help="File of the items seen; kept with the cache where none is named.")]
Webhook = Annotated[str | None, typer.Option("--webhook", help="Post each report there, as JSON (auditor.report/v1).")]
Once = Annotated[bool, typer.Option("--once", help="Look once and exit with the status of `check`.")]
Allow = Annotated[list[str] | None, typer.Option("--allow-host", help="A host, address or network that may be private.")]


def watch(
    urls: Urls,
    source: audit.Source = None,
    reference: audit.Reference = None,
    languages: audit.Languages = None,
    every: Every = 300.0,
    state: State = None,
    webhook: Webhook = None,
    once: Once = False,
    allow_host: Allow = None,
    fetch_pages: audit.Pages = False,
    engine: audit.Engine = None,
    fail_on: audit.FailOn = None,
    min_confidence: audit.Confidence = None,
    config: audit.Settings = None,
    quiet: audit.Quiet = False,
) -> None:
    """Look at feeds again and again, audit what is new or corrected, print it, and post it where asked."""
    given: dict[str, Any] = locals()
    from auditor.cli._watch import run

    raise typer.Exit(run(given))

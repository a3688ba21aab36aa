"""`auditor config`: each setting, its value and where it came from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def show(as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """Show the configuration that a run in this folder would have."""
    from auditor.config import load, rows

    settings = rows(load(Path.cwd()))
    if as_json:
        typer.echo(json.dumps({key: {"value": value, "from": origin} for key, value, origin in settings}, indent=1))
        return
    width = max(len(key) for key, _, _ in settings)
    for key, value, origin in settings:
        typer.echo(f"{key:{width}}  {json.dumps(value, ensure_ascii=False):28}  {origin}")

"""`auditor init`: a configuration to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def init(
    folder: Annotated[Path, typer.Argument(help="The project.", file_okay=False)] = Path(),
    force: Annotated[bool, typer.Option("--force", help="Overwrite an auditor.toml that is there.")] = False,
) -> None:
    """Write a commented auditor.toml for the project it stands in, by what lies in it."""
    from auditor.cli._init import written

    typer.echo(written(folder, force=force))

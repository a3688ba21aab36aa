"""`auditor desk ...`: what a desk's keeper does on a console."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from auditor.cli.serve import DATA, Data, Database

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Keep an editors' desk: snapshot, backup, restore, accounts.")

To = Annotated[Path | None, typer.Option("--output", "-o", help="A file; standard output if not given.")]


def _base(data: Path, database: str) -> Any:
    from auditor.errors import ConfigError

    try:
        from auditor.serve.base import FILE, Base, place
    except ImportError as error:
        raise ConfigError(f"the desk needs `pip install auditor[web]`: {error.name} is not there") from error
    if not database and not (data / FILE).is_file():
        raise ConfigError(f"{data}: there is no desk; `auditor serve` makes one")
    return Base(place(data, database))


@app.command("snapshot")
def snapshot(data: Data = DATA, database: Database = "", output: To = None) -> None:
    """Write what `auditor check --desk FILE` uses: the counts behind the learning, and the dismissals that hold."""
    import msgspec

    base = _base(data, database)
    try:
        from auditor.serve import deciding

        with base.reading() as connection:
            found = msgspec.json.format(msgspec.json.encode(deciding.snapshot(connection)), indent=1) + b"\n"
    finally:
        base.close()
    if output is None:
        sys.stdout.buffer.write(found)
    else:
        output.write_bytes(found)


@app.command("backup")
def backup(file: Path, data: Data = DATA, database: Database = "") -> None:
    """Write the whole desk to one file, while it runs: glossary, articles, decisions, people."""
    from auditor.serve import saving

    base = _base(data, database)
    try:
        counts = saving.backup(base, file)
    finally:
        base.close()
    typer.echo(f"{file}: {sum(counts.values())} rows of {len(counts)} tables", err=True)


@app.command("restore")
def restore(file: Path, data: Data = DATA, database: Database = "") -> None:
    """Fill an empty desk from a backup, whichever database either has."""
    from auditor.serve import saving
    from auditor.serve.base import Base, place

    base = Base(place(data, database))
    try:
        counts = saving.restore(base, file)
    finally:
        base.close()
    typer.echo(f"{file}: {sum(counts.values())} rows restored", err=True)


@app.command("account")
def account(
    name: str,
    role: Annotated[str, typer.Option("--role", help="reader, editor, reviewer or admin.")] = "admin",
    data: Data = DATA,
    database: Database = "",
) -> None:
    """Make an account, or give one a new password and role; the password is asked for."""
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    base = _base(data, database)
    try:
        from auditor.serve import people

        with base.writing() as connection:
            people.put(connection, name, password, role, "console")
    finally:
        base.close()
    typer.echo(f"{name}: {role}", err=True)
